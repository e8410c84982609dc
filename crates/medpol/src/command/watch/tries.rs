//! Which cases to try after a change, and how they came out last time.
//!
//! A case that names its policy can only come out otherwise when that changes. What governs the others,
//! and what coding edits find, may depend on any policy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap, has_errors, sort};
use medpol_library::{Cases, Library, SeenCases};
use medpol_model::PolicyKind;
use medpol_report::trial::Trial;

use crate::reading::read;
use crate::trial::{Expects, tried};

/// The policies whose change concerns cases.
#[derive(Clone, Debug)]
pub(super) enum Which {
    /// All of them.
    All,
    /// Some, by id and version.
    These(BTreeSet<String>),
}

impl Default for Which {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Which {
    pub(super) fn add_policies<'a>(&mut self, references: impl Iterator<Item = &'a str>) {
        if let Self::These(these) = self {
            these.extend(references.map(str::to_owned));
        }
    }

    /// Whether a case that is bound in this way may come out otherwise.
    fn concerns(&self, bond: &Bond) -> bool {
        match (self, bond) {
            (Self::All, _) => true,
            (Self::These(these), Bond::Any) => !these.is_empty(),
            (Self::These(these), Bond::Policy(id)) => these.iter().any(|reference| id_of(reference) == id),
        }
    }
}

fn id_of(reference: &str) -> &str {
    reference.split('@').next().unwrap_or(reference)
}

/// The cases, and how they came out last time.
#[derive(Debug, Default)]
pub(super) struct Tries {
    cases: Cases,
    seen: SeenCases,
    known: BTreeMap<PathBuf, Known>,
}

/// How a case came out.
#[derive(Debug)]
struct Known {
    digest: Arc<str>,
    is_as_expected: bool,
    bond: Bond,
}

/// What the outcome of a case depends on.
#[derive(Debug)]
enum Bond {
    /// The versions of one policy.
    Policy(String),
    /// Any policy.
    Any,
}

/// What was tried in a round.
pub(super) struct Tried {
    /// The cases without problems.
    pub(super) trials: Vec<Trial>,
    /// What is wrong with the others.
    pub(super) problems: Vec<Diagnostic>,
}

impl Tries {
    /// Whether a case came, went or changed since the last round.
    pub(super) fn have_changed(&mut self, paths: &[PathBuf]) -> bool {
        let now = self.cases.look(paths, &mut SourceMap::default());
        let messages = |seen: &SeenCases| -> Vec<String> {
            seen.diagnostics.iter().map(|problem| format!("{} {}", problem.code.number, problem.message)).collect()
        };
        now.digests != self.seen.digests || messages(&now) != messages(&self.seen)
    }

    /// Tries the cases that changed, those that a change of the library concerns, and those that did not
    /// come out as expected.
    pub(super) fn round(
        &mut self,
        paths: &[PathBuf],
        changed: &Which,
        library: &Library,
        sources: &mut SourceMap,
    ) -> Tried {
        self.seen = self.cases.look(paths, sources);
        let digests = &self.seen.digests;
        self.known.retain(|path, _| digests.contains_key(path));
        let mut done = Tried { trials: Vec::new(), problems: self.seen.diagnostics.clone() };
        for (path, digest) in digests {
            let is_known = self
                .known
                .get(path)
                .is_some_and(|known| known.digest == *digest && known.is_as_expected && !changed.concerns(&known.bond));
            if !is_known {
                let (is_as_expected, bond) = done.add(path, library, sources);
                self.known.insert(path.clone(), Known { digest: Arc::clone(digest), is_as_expected, bond });
            }
        }
        sort(&mut done.problems);
        done
    }
}

impl Tried {
    /// Tries a case; whether it came out as expected, and what that depends on.
    fn add(&mut self, path: &Path, library: &Library, sources: &mut SourceMap) -> (bool, Bond) {
        let read = match read(path, sources) {
            Ok(read) => read,
            Err(problem) => {
                self.problems.push(*problem);
                return (false, Bond::Any);
            }
        };
        let (trial, problems) = tried(library, &read, sources);
        let is_wrong = has_errors(&problems);
        self.problems.extend(problems);
        let Some(trial) = trial else { return (false, Bond::Any) };
        let bond = match &trial.policy {
            Some(policy) if !Expects::of(&read).governance && !is_edits(library, policy) => {
                Bond::Policy(id_of(policy).to_owned())
            }
            Some(_) | None => Bond::Any,
        };
        let is_as_expected = trial.differences.is_empty() && !is_wrong;
        self.trials.push(trial);
        (is_as_expected, bond)
    }
}

fn is_edits(library: &Library, reference: &str) -> bool {
    library.policies().iter().any(|policy| policy.reference() == reference && policy.kind == PolicyKind::CodingEdits)
}
