//! Slips of the pen over a small library: each earns one message that names its cause and says what to write.
//!
//! A table beside this file lists slips as small edits to a good file, or as what becomes of the file as a
//! whole. What a person is then told is a snapshot for each table, to be read as that person reads it. A slip
//! that earns no error, or several, says why.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read its own input should stop"
)]
#![allow(
    unreachable_pub,
    clippy::format_push_string,
    reason = "the modules of a test are used by it alone, and its speed is not the point"
)]

mod edit;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, Severity, SourceMap};
use medpol_library::{Checks, check};
use medpol_report::Colour;
use table::{Slip, Table};
use tempfile::TempDir;
use walkdir::WalkDir;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slips")
}

/// What was found in the library as it is on the disk.
struct Found {
    diagnostics: Vec<Diagnostic>,
    text: String,
}

impl Found {
    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|problem| problem.severity == severity).count()
    }
}

/// The small library in a folder of its own.
fn good() -> TempDir {
    let copy = TempDir::new().unwrap();
    let library = folder().join("library");
    for entry in WalkDir::new(&library) {
        let entry = entry.unwrap();
        let to = copy.path().join(entry.path().strip_prefix(&library).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    copy
}

/// Checks everything, as `medpol validate` does.
fn checked(root: &Path) -> Found {
    let mut sources = SourceMap::default();
    let paths = [root.join("policies"), root.join("cases")];
    let checks = Checks { lint: medpol_analysis::lint, health: None, as_of: None };
    let checked = check(&paths, &root.join("policies"), checks, &mut sources);
    let text = medpol_report::diagnostic::text(&checked.diagnostics, &sources, Colour::Never);
    let text = text.replace(&format!("{}/", root.display()), "");
    Found { diagnostics: checked.diagnostics, text }
}

#[test]
fn the_library_without_slips_is_good() {
    let found = checked(good().path());
    assert!(found.diagnostics.is_empty(), "{}", found.text);
}

#[test]
fn every_slip_earns_one_message_that_says_what_to_write() {
    let mut failures = Vec::new();
    let mut count = 0;
    for table in Table::all(&folder()) {
        let mut told = String::new();
        for slip in &table.slips {
            let root = good();
            slip.edit.apply(root.path(), &slip.name);
            let found = checked(root.path());
            failures.extend(failure(&table.name, slip, &found));
            told.push_str(&format!(
                "## {}\n\n{}\n",
                slip.name,
                if found.text.is_empty() { "nothing\n" } else { &found.text }
            ));
            count += 1;
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder().join("snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(table.name.clone(), told));
    }
    assert!(failures.is_empty(), "{} of {count} slips:\n{}", failures.len(), failures.join("\n"));
}

/// What is wrong with what a slip earns.
fn failure(table: &str, slip: &Slip, found: &Found) -> Option<String> {
    let told = [found.count(Severity::Error), found.count(Severity::Warning)];
    let expected = [slip.errors, slip.warnings];
    if told != expected {
        let head = format!("{table}: {}: {told:?} errors and warnings, not {expected:?}", slip.name);
        return Some(format!("{head}\n{}", found.text));
    }
    let silent = found.diagnostics.iter().find(|problem| problem.help.is_empty());
    silent.map(|problem| format!("{table}: {}: nothing says what to write: {}", slip.name, problem.message))
}

/// Whoever mends the cause is told the rest: nothing that is held back is lost, and nothing is held back without
/// a word.
#[test]
fn a_second_slip_is_told_or_counted_beside_its_cause() {
    let tables = Table::all(&folder());
    let slips = |name: &str| &tables.iter().find(|table| table.name == name).unwrap().slips;
    let cause = slips("vocabulary").iter().find(|slip| slip.name == "a misspelt type").unwrap();
    let mut failures = Vec::new();
    for slip in slips("policy").iter().filter(|slip| slip.errors == 1) {
        let root = good();
        slip.edit.apply(root.path(), &slip.name);
        let alone = checked(root.path());
        cause.edit.apply(root.path(), &cause.name);
        let both = checked(root.path());
        let is_told = |own: &Diagnostic| both.diagnostics.iter().any(|told| told.message == own.message);
        let is_counted = both.diagnostics.iter().flat_map(|told| &told.help).any(|help| help.contains("not shown"));
        let first = both.diagnostics.first().map(|told| told.code.number);
        if first != Some("P0213") || !(is_counted || alone.diagnostics.iter().all(is_told)) {
            failures.push(format!("{}:\n{}", slip.name, both.text));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
