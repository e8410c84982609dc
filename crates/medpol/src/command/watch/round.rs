//! One round of `medpol watch`: look, try what may have changed, and report.
//!
//! Problems and failures go to stderr, and one line for the round to stdout, so that a program that
//! reads it gets one line each time.

use std::collections::BTreeSet;
use std::time::Instant;

use medpol_analysis::{health, lint};
use medpol_diagnostics::{Diagnostic, Severity, SourceMap, has_errors};
use medpol_library::{ChangedFile, Checks, Live, Publishing, Reliance, Reload, ReloadOutcome, Snapshot, WithErrors};
use medpol_report::{diagnostic, trial};

use super::Watch;
use super::tries::{Tried, Tries, Which};
use crate::failure::Failure;
use crate::reading::folders;
use crate::terminal::{Reader, Terminal};

/// The rounds of one run.
pub(super) struct Rounds<'a> {
    arguments: &'a Watch,
    terminal: Terminal,
    live: Live,
    tries: Tries,
    /// What of the library changed since cases were last tried.
    changed: Which,
    /// The warnings that were shown when the library was last good.
    warned: BTreeSet<String>,
    /// How far the library could be relied on when cases were last tried.
    reliance: Reliance,
}

/// What to do after a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Wait for a change.
    Wait,
    /// Look again soon: files were changing under the look.
    LookAgain,
    /// End: nobody reads any more.
    End,
}

impl<'a> Rounds<'a> {
    /// Loads the library.
    pub(super) fn new(arguments: &'a Watch, terminal: Terminal) -> Self {
        let errors = if arguments.strictness.strict { WithErrors::Refused } else { WithErrors::AlwaysPublished };
        let publishing = Publishing { errors, ..Publishing::AT_ONCE };
        let live = Live::guarded(&arguments.policies, Checks { lint, health: Some(health), as_of: None }, publishing);
        let reliance = Reliance::Whole;
        let (tries, warned) = (Tries::default(), BTreeSet::new());
        Self { arguments, terminal, live, tries, changed: Which::All, warned, reliance }
    }

    /// Tells how everything is to begin with.
    pub(super) fn first(&mut self) -> Result<Next, Failure> {
        self.tell(Instant::now(), &[])
    }

    /// Looks, and reports if anything changed.
    pub(super) fn next(&mut self) -> Result<Next, Failure> {
        let start = Instant::now();
        let Reload { outcome, files, gone: _ } = self.live.reload();
        if matches!(outcome, ReloadOutcome::Unsettled) {
            return Ok(Next::LookAgain);
        }
        if let ReloadOutcome::Published { policies, .. } = &outcome {
            self.changed.add_policies(policies.iter().map(|policy| &*policy.reference));
        }
        if files.iter().any(|file| !file.is_policy) {
            self.changed = Which::All;
        }
        if matches!(outcome, ReloadOutcome::Unchanged) && !self.tries.have_changed(&self.paths()) {
            return Ok(Next::Wait);
        }
        self.tell(start, &files)
    }

    /// The cases to look for.
    fn paths(&self) -> Vec<std::path::PathBuf> {
        match self.live.snapshot() {
            Some(snapshot) if self.arguments.paths.is_empty() => folders(&snapshot.library, &self.arguments.fixtures),
            Some(_) | None => self.arguments.paths.clone(),
        }
    }

    fn tell(&mut self, start: Instant, files: &[ChangedFile]) -> Result<Next, Failure> {
        Terminal::clear()?;
        let status = self.live.status();
        let line = match (&status.refusal, &status.snapshot) {
            (Some(refusal), _) => {
                self.show(&refusal.diagnostics, &refusal.sources);
                format!("✗ {} in the library; no case was tried", counted(&refusal.diagnostics))
            }
            (None, Some(snapshot)) => self.try_cases(snapshot, files),
            (None, None) => "✗ nothing was read".to_owned(),
        };
        let line = format!("{line} · {} ms\n", start.elapsed().as_millis());
        Ok(match self.terminal.line(&line)? {
            Reader::There => Next::Wait,
            Reader::Gone => Next::End,
        })
    }

    fn show(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        if !diagnostics.is_empty() {
            self.terminal.chatter(&diagnostic::text(diagnostics, sources, self.terminal.chatter));
        }
    }

    /// Tries the cases whose answers may have changed, and those that failed before.
    fn try_cases(&mut self, snapshot: &Snapshot, files: &[ChangedFile]) -> String {
        let warnings = self.new_warnings(snapshot, files);
        self.show(&warnings, &snapshot.sources);
        let reliance = snapshot.library.reliance();
        if reliance != Reliance::Whole || self.reliance != Reliance::Whole {
            // An error may concern any policy, and so may its mending.
            self.changed = Which::All;
        }
        self.reliance = reliance;
        let changed = std::mem::take(&mut self.changed);
        let paths = self.paths();
        let mut sources = SourceMap::over(&snapshot.sources);
        let Tried { trials, problems } = self.tries.round(&paths, &changed, &snapshot.library, &mut sources);
        self.show(&problems, &sources);
        for trial in trials.iter().filter(|trial| !trial.differences.is_empty()) {
            self.terminal.chatter(&trial::failure(trial, self.terminal.chatter));
        }
        let policies = match &changed {
            Which::All => snapshot.library.policies().len(),
            Which::These(references) => references.len(),
        };
        let failed = trials.iter().filter(|trial| !trial.differences.is_empty()).count();
        let in_doubt = trials.iter().filter(|trial| !trial.unreadable.is_empty()).count();
        let errors = diagnostic::count(snapshot.library.diagnostics(), Severity::Error);
        let mut parts = Vec::new();
        parts.extend(some(errors, "error", "errors").map(|errors| format!("{errors} in the library")));
        parts.extend(some(policies, "policy", "policies"));
        parts.extend(some(trials.len(), "case", "cases"));
        if parts.is_empty() && problems.is_empty() {
            parts.push("nothing that decides has changed".to_owned());
        }
        parts.extend((failed > 0).then(|| format!("{failed} not as expected")));
        parts.extend((in_doubt > 0).then(|| format!("{in_doubt} in doubt")));
        parts.extend((!problems.is_empty()).then(|| format!("{} in the cases", counted(&problems))));
        let warned = diagnostic::count(&warnings, Severity::Warning);
        parts.extend(some(warned, "warning", "warnings"));
        let mark = if failed > 0 || errors > 0 || has_errors(&problems) { "✗" } else { "✓" };
        format!("{mark} {}", parts.join(", "))
    }

    /// The errors, the warnings about the files that were saved, and those that were not there before.
    fn new_warnings(&mut self, snapshot: &Snapshot, files: &[ChangedFile]) -> Vec<Diagnostic> {
        let (library, sources) = (&snapshot.library, &snapshot.sources);
        let saved: BTreeSet<String> = files.iter().map(|file| format!("{}/{}", library.name(), file.below)).collect();
        let key = |problem: &Diagnostic| {
            format!("{} {} {}", problem.code.number, sources.name(problem.primary.span), problem.message)
        };
        let is_new = |problem: &&Diagnostic| {
            let is_error = problem.severity == Severity::Error;
            is_error || saved.contains(sources.name(problem.primary.span)) || !self.warned.contains(&key(problem))
        };
        let warnings = library.diagnostics().iter().filter(is_new).cloned().collect();
        self.warned = library.diagnostics().iter().map(key).collect();
        warnings
    }
}

/// How many problems there are, such as `2 errors, 1 warning`.
fn counted(problems: &[Diagnostic]) -> String {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let errors = some(count(Severity::Error), "error", "errors");
    errors.into_iter().chain(some(count(Severity::Warning), "warning", "warnings")).collect::<Vec<_>>().join(", ")
}

/// A number of things, unless it is none.
fn some(count: usize, one: &str, many: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
}
