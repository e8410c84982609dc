//! The example library with some files more, in a folder of its own, and what is found in it.
//!
//! Checks as `medpol validate` does. What was expected is not known.

use std::fs;
use std::io;
use std::path::PathBuf;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{Checks, Library, LockOrder, check_lock, draw_up, find_cases};
use medpol_model::value::Date;
use medpol_report::Colour;
use tempfile::TempDir;

use crate::block::{Block, File, Locks};
use crate::example::LIBRARY;

/// A folder with the example library in `policies`.
pub(crate) struct Trial {
    folder: TempDir,
}

/// What was found.
pub(crate) struct CheckResult {
    /// The folder's name with a slash, which no reader is shown.
    prefix: String,
    /// What is wrong, in order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
}

impl Trial {
    /// The example library with these files in it, locked, with the files that commands make and without those that they
    /// take away.
    pub(crate) fn with(files: &[File], commands: &[&Block]) -> io::Result<Self> {
        let trial = Self { folder: TempDir::new()? };
        for (path, text) in LIBRARY {
            trial.write(path, text.as_bytes())?;
        }
        for file in files {
            trial.write(&file.path, &file.bytes)?;
        }
        if commands.iter().any(|block| block.locks() == Some(Locks::Write)) {
            trial.lock()?;
        }
        for path in commands.iter().flat_map(|block| block.touched()) {
            trial.write(&path, b"")?;
        }
        for path in commands.iter().flat_map(|block| block.removed()) {
            fs::remove_file(trial.folder.path().join(path))?;
        }
        Ok(trial)
    }

    /// Writes the lock of the library as it is.
    fn lock(&self) -> io::Result<()> {
        let (policies, fixtures) = (self.folder.path().join("policies"), self.folder.path().join("cases"));
        let order = LockOrder {
            policies: &policies,
            fixtures: Some(&fixtures),
            date: Date::parse("2026-11-28").ok_or(io::ErrorKind::InvalidData)?,
            generator: "medpol",
            checks: Checks { lint: medpol_analysis::lint, as_of: None },
        };
        match draw_up(order, &mut SourceMap::default()) {
            Ok(drawn_up) => drawn_up.save(),
            Err(problems) => Err(io::Error::other(format!("the library is not to be locked: {problems:?}"))),
        }
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.path().join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)
    }

    /// Checks what the commands name; everything where they name nothing.
    pub(crate) fn check(&self, commands: &[&Block]) -> CheckResult {
        let folder = self.folder.path();
        let named: Vec<&str> = commands.iter().flat_map(|block| block.arguments()).collect();
        let named = if named.is_empty() { vec!["policies", "cases"] } else { named };
        let is_asked = |path: &PathBuf| !path.ends_with("cases") || path.exists();
        let paths: Vec<PathBuf> = named.iter().map(|path| folder.join(path)).filter(is_asked).collect();
        let policies = folder.join("policies");
        let mut sources = SourceMap::default();
        let as_of = commands.iter().find_map(|block| block.as_of());
        let checks = Checks { lint: medpol_analysis::lint, as_of };
        let is_lock_checked = commands.iter().any(|block| block.locks() == Some(Locks::Check));
        let mut diagnostics = if is_lock_checked {
            check_lock(&policies, checks, &mut sources)
        } else {
            medpol_library::check(&paths, &policies, checks, &mut sources).diagnostics
        };
        for (limit, case) in commands.iter().filter_map(|block| block.bounded()) {
            let library = Library::load(&policies, &mut sources);
            for case in find_cases(&folder.join(case), &mut sources).cases {
                diagnostics
                    .extend(Answer::find(&library, &case, None, medpol_model::answer::View::All, WorkLimit(limit)).1);
            }
        }
        CheckResult { prefix: format!("{}/", folder.display()), diagnostics, sources }
    }
}

impl CheckResult {
    /// The path and line of a diagnostic.
    pub(crate) fn place(&self, diagnostic: &Diagnostic) -> (&str, usize) {
        let name = self.sources.name(diagnostic.primary.span);
        (name.strip_prefix(&self.prefix).unwrap_or(name), self.sources.position(diagnostic.primary.span).line)
    }

    /// The diagnostics as a person reads them.
    pub(crate) fn text(&self) -> String {
        medpol_report::diagnostic::text(&self.diagnostics, &self.sources, Colour::Never).replace(&self.prefix, "")
    }
}
