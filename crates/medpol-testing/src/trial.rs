//! The example library with some files more, in a folder of its own, and what is found in it.
//!
//! Checks as `medpol validate` does. What was expected is not known.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use medpol_analysis::{DocumentText, quoted};
use medpol_answer::{Answer, WorkLimit, not_as_expected};
use medpol_diagnostics::{Diagnostic, SourceMap, codes};
use medpol_difference::{Looked, difference};
use medpol_library::{Asked, Checks, GIT, Library, LockOrder, WrittenCase, check_lock, draw_up, find_cases, sides};
use medpol_model::policy::Policy;
use medpol_model::value::Date;
use medpol_report::Colour;
use tempfile::TempDir;

use crate::block::{Block, Compared, File, Locks};
use crate::example::LIBRARY;

/// A folder with the example library in `policies`.
pub(crate) struct Trial {
    folder: TempDir,
    /// The files that were added to the example library.
    own: Vec<String>,
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
        let own = files.iter().map(|file| file.path.clone()).collect();
        let trial = Self { folder: TempDir::new()?, own };
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
        if commands.iter().any(|block| block.commits()) {
            trial.commit()?;
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
            checks: Checks { lint: medpol_analysis::lint, health: None, as_of: None },
        };
        match draw_up(order, &mut SourceMap::default()) {
            Ok(drawn_up) => drawn_up.save(),
            Err(problems) => Err(io::Error::other(format!("the library is not to be locked: {problems:?}"))),
        }
    }

    /// Puts everything into a git repository, whatever its user is called.
    fn commit(&self) -> io::Result<()> {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        for arguments in [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message", "all"]] {
            let status = Command::new(GIT).current_dir(self.folder.path()).args(user).args(arguments).status()?;
            if !status.success() {
                return Err(io::Error::other(format!("git {} failed", arguments.join(" "))));
            }
        }
        Ok(())
    }

    /// What is wrong with what a command compares.
    fn compare(&self, compared: &Compared, sources: &mut SourceMap) -> Vec<Diagnostic> {
        // What is there is a path; what is not is the name of a policy.
        let placed = |word: &str| {
            let path = self.folder.path().join(word);
            if path.exists() { path.to_string_lossy().into_owned() } else { word.to_owned() }
        };
        let arguments: Vec<String> = compared.arguments().into_iter().map(placed).collect();
        let asked = Asked {
            first: arguments.first().map(String::as_str),
            second: arguments.get(1).map(String::as_str),
            from: compared.option("--from"),
            to: compared.option("--to"),
            policies: &self.folder.path().join(compared.option("--policies").unwrap_or("policies")),
            git: compared.git,
            only: None,
        };
        match sides(asked, sources) {
            Ok(found) => {
                difference(&found, &Looked::Everything, None);
                Vec::new()
            }
            Err(problems) => problems,
        }
    }

    /// What is found where the policies are held against the text of a document.
    fn held_against(&self, text: &str, sources: &mut SourceMap) -> Vec<Diagnostic> {
        let path = self.folder.path().join(text);
        let name = path.to_string_lossy().into_owned();
        let read = fs::read_to_string(&path).unwrap_or_default();
        let text = DocumentText::read(sources.add(name.clone(), read.clone()), &name, &read);
        let library = Library::load(&self.folder.path().join("policies"), sources);
        let policies: Vec<_> = library.policies().iter().map(|policy| &**policy).collect();
        quoted(&policies, &[text]).diagnostics
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
        let is_whole_library = named.contains(&"policies");
        let named = if named.is_empty() { vec!["policies", "cases"] } else { named };
        let is_asked = |path: &PathBuf| !path.ends_with("cases") || path.exists();
        let paths: Vec<PathBuf> = named.iter().map(|path| folder.join(path)).filter(is_asked).collect();
        let policies = folder.join("policies");
        let mut sources = SourceMap::default();
        let as_of = commands.iter().find_map(|block| block.as_of());
        let checks = Checks { lint: medpol_analysis::lint, health: Some(medpol_analysis::health), as_of };
        let is_lock_checked = commands.iter().any(|block| block.locks() == Some(Locks::Check));
        let mut diagnostics = if is_lock_checked {
            check_lock(&policies, checks, &mut sources)
        } else {
            medpol_library::check(&paths, &policies, checks, &mut sources).diagnostics
        };
        // No example uses everything that the library has in stock for all of them.
        let is_own = |found: &Diagnostic| {
            let name = sources.name(found.primary.span);
            is_whole_library && self.own.iter().any(|own| Path::new(name).ends_with(own))
        };
        diagnostics.retain(|found| ![&codes::P0460, &codes::P0461].contains(&found.code) || is_own(found));
        for (limit, case) in commands.iter().filter_map(|block| block.bounded()) {
            let library = Library::load(&policies, &mut sources);
            for case in find_cases(&folder.join(case), &mut sources).cases {
                diagnostics
                    .extend(Answer::find(&library, &case, None, medpol_model::answer::View::All, WorkLimit(limit)).1);
            }
        }
        for cases in commands.iter().flat_map(|block| block.tried()) {
            let library = Library::load(&policies, &mut sources);
            let tried = find_cases(&folder.join(cases), &mut sources).cases;
            let trials = tried.iter().filter_map(|case| medpol_answer::tried(&library, case, &sources).0);
            diagnostics.extend(trials.filter_map(|trial| not_as_expected(&trial.trial)));
            diagnostics.extend(tried.iter().filter_map(WrittenCase::review_needed));
        }
        for cases in commands.iter().flat_map(|block| block.covered()) {
            let library = Library::load(&policies, &mut sources);
            let cases = find_cases(&folder.join(cases), &mut sources).cases;
            let (counted, _) = medpol_coverage::counted(&library, &cases, &sources);
            let has_cases = |policy: &Policy| counted.contains_key(&policy.reference());
            let covered = medpol_coverage::coverage(&library, &counted, has_cases);
            diagnostics.extend(covered.policies.iter().flat_map(medpol_coverage::missing));
        }
        for text in commands.iter().filter_map(|block| block.source_text()) {
            diagnostics.extend(self.held_against(text, &mut sources));
        }
        for compared in commands.iter().flat_map(|block| block.compared()) {
            diagnostics.extend(self.compare(&compared, &mut sources));
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
