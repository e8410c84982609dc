//! Which cases to try after a change, and how they came out last time.
//!
//! The answer to a case that names its policy can only change when that does. What governs the others,
//! and what coding edits find, may depend on any policy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use medpol_answer::tried;
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors, sort};
use medpol_library::{Cases, Library, SeenCases, SeenFile};
use medpol_model::policy::PolicyKind;
use medpol_report::trial::Trial;

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

    /// Whether the answer to a case that is bound in this way may have changed.
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

/// How the cases of a file came out.
#[derive(Debug)]
struct Known {
    digest: Arc<str>,
    is_as_expected: bool,
    bonds: Vec<Bond>,
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
        let digests = |seen: &SeenCases| -> Vec<(PathBuf, Arc<str>)> {
            seen.files.iter().map(|(path, file)| (path.clone(), Arc::clone(&file.digest))).collect()
        };
        digests(&now) != digests(&self.seen) || messages(&now) != messages(&self.seen)
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
        let files = &self.seen.files;
        self.known.retain(|path, _| files.contains_key(path));
        let mut done = Tried { trials: Vec::new(), problems: self.seen.diagnostics.clone() };
        for (path, file) in files {
            let is_settled = self.known.get(path).is_some_and(|known| {
                known.digest == file.digest
                    && known.is_as_expected
                    && !known.bonds.iter().any(|bond| changed.concerns(bond))
            });
            if !is_settled {
                let known = done.add(file, library, sources);
                self.known.insert(path.clone(), known);
            }
        }
        sort(&mut done.problems);
        done
    }
}

impl Tried {
    /// Tries the cases of a file; whether all came out as expected, and what that depends on.
    fn add(&mut self, file: &SeenFile, library: &Library, sources: &mut SourceMap) -> Known {
        let mut problems = Vec::new();
        let cases = file.cases(sources, &mut problems);
        let mut known = Known { digest: Arc::clone(&file.digest), is_as_expected: true, bonds: Vec::new() };
        for case in cases {
            let (tried, of_case) = tried(library, &case, sources);
            let trial = tried.map(|tried| tried.trial);
            problems.extend(of_case);
            let policy = trial.as_ref().and_then(|trial| trial.policy.as_deref());
            known.bonds.push(match policy {
                Some(policy) if !case.expects_governance() && !is_edits(library, policy) => {
                    Bond::Policy(id_of(policy).to_owned())
                }
                Some(_) | None => Bond::Any,
            });
            known.is_as_expected &=
                trial.as_ref().is_some_and(|trial| trial.differences.is_empty() && trial.unreadable.is_empty());
            self.trials.extend(trial);
        }
        known.is_as_expected &= !has_errors(&problems);
        self.problems.extend(problems);
        known
    }
}

fn is_edits(library: &Library, reference: &str) -> bool {
    library.policies().iter().any(|policy| policy.reference() == reference && policy.kind == PolicyKind::CodingEdits)
}
