//! `medpol validate --fix`: the changes that need nobody to look, made in the files.
//!
//! Only what says the same in the way that the language wants is changed; what may have been meant is offered and never
//! written. A file is written if it is still what was read. What is wrong, and what would mend it, is known elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use medpol_diagnostics::{Certainty, Diagnostic, FileId, Replacement, SourceFile, SourceMap};
use similar::TextDiff;

use crate::replacing::replace;
use crate::terminal::Terminal;

/// What was changed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fixed {
    /// How many changes.
    pub(super) changes: usize,
    /// In how many files.
    pub(super) files: usize,
}

/// The files as they would be, each with how many changes it has.
struct Changed<'a> {
    source: &'a SourceFile,
    text: String,
    changes: usize,
}

/// Makes the changes that are sure; what cannot be written is told.
pub(super) fn fix(found: &[Diagnostic], sources: &SourceMap, terminal: Terminal) -> Fixed {
    let mut fixed = Fixed::default();
    for file in changed(found, sources) {
        match replace(Path::new(file.source.name()), file.source.text().as_bytes(), &file.text) {
            Ok(()) => {
                fixed.changes += file.changes;
                fixed.files += 1;
            }
            Err(why) => terminal.chatter(&format!("{} was not changed: {why}\n", file.source.name())),
        }
    }
    fixed
}

/// The changes that are sure, as lines before and after.
pub(super) fn preview(found: &[Diagnostic], sources: &SourceMap) -> (String, Fixed) {
    let (mut text, mut fixed) = (String::new(), Fixed::default());
    for file in changed(found, sources) {
        let name = file.source.name();
        let lines = TextDiff::from_lines(file.source.text(), &file.text);
        let _ = write!(text, "{}", lines.unified_diff().context_radius(1).header(name, name));
        fixed.changes += file.changes;
        fixed.files += 1;
    }
    (text, fixed)
}

fn changed<'a>(found: &[Diagnostic], sources: &'a SourceMap) -> Vec<Changed<'a>> {
    let mut by_file: BTreeMap<FileId, Vec<&Replacement>> = BTreeMap::new();
    let sure =
        found.iter().filter_map(|found| found.replacement.as_ref()).filter(|one| one.certainty == Certainty::Sure);
    for replacement in sure {
        let of_file = by_file.entry(replacement.span.file).or_default();
        // Two problems can have one cause.
        if !of_file.contains(&replacement) {
            of_file.push(replacement);
        }
    }
    by_file.into_iter().filter_map(|(file, of_file)| changed_file(sources.file(file)?, of_file)).collect()
}

/// A file with its changes. Of two that overlap the first is made; the next look finds the other.
fn changed_file<'a>(source: &'a SourceFile, mut replacements: Vec<&Replacement>) -> Option<Changed<'a>> {
    replacements.sort_by_key(|replacement| (replacement.span.start, replacement.span.end));
    let old = source.text();
    let (mut text, mut done, mut changes) = (String::with_capacity(old.len()), 0, 0);
    for replacement in replacements {
        let (start, end) = (replacement.span.start as usize, replacement.span.end as usize);
        if start < done {
            continue;
        }
        text.push_str(old.get(done..start)?);
        text.push_str(&replacement.text);
        done = end;
        changes += 1;
    }
    text.push_str(old.get(done..)?);
    (text != old).then_some(Changed { source, text, changes })
}
