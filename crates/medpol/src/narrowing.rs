//! Which cases and policies are asked for: by policy, and by what a change can affect.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{
    ChangedPolicy, GIT, Library, Named, PolicyChange, Revision, WrittenCase, changed_policies, unchanged_files,
};

/// Which cases are looked at.
#[derive(Debug, Args)]
pub(crate) struct Narrowing {
    /// Only cases of this policy, or of one version of it
    #[arg(long, value_name = "ID[@VERSION]")]
    policy: Option<String>,

    /// Only what may come out otherwise than at this git revision: cases that changed, and the cases of policies that
    /// changed, by themselves or through what they use
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
}

/// The cases that are asked for.
pub(crate) struct Narrowed {
    policy: Option<String>,
    change: Option<Change>,
}

/// What changed since a revision.
struct Change {
    revision: String,
    policies: Vec<ChangedPolicy>,
    /// The case files that are as they were.
    unchanged: BTreeSet<PathBuf>,
}

impl Narrowing {
    /// What is asked for, of the cases of some paths.
    ///
    /// # Errors
    ///
    /// When there is no such policy or revision.
    pub(crate) fn narrowed(
        &self,
        library: &Library,
        folder: &Path,
        paths: &[PathBuf],
        sources: &mut SourceMap,
    ) -> Result<Narrowed, Box<Diagnostic>> {
        if let Some(policy) = &self.policy {
            Named::by_option(policy, "--policy", sources).check(library)?;
        }
        let change =
            self.changed_since.as_deref().map(|revision| Change::since(revision, library, folder, paths, sources));
        Ok(Narrowed { policy: self.policy.clone(), change: change.transpose()? })
    }
}

impl Change {
    fn since(
        name: &str,
        library: &Library,
        folder: &Path,
        paths: &[PathBuf],
        sources: &mut SourceMap,
    ) -> Result<Self, Box<Diagnostic>> {
        let revision = Revision { name, option: "--changed-since", git: GIT };
        let before = Library::at_revision(folder, revision, sources)?;
        let mut unchanged = BTreeSet::new();
        let folders: BTreeSet<&Path> = paths.iter().map(|path| folder_of(path)).collect();
        for folder in folders {
            unchanged.extend(unchanged_files(folder, revision, sources)?);
        }
        Ok(Self { revision: name.to_owned(), policies: changed_policies(Some(&before), library), unchanged })
    }

    /// Whether the answer to a case may be another one.
    fn affects(&self, case: &WrittenCase) -> bool {
        let decides = |changed: &&ChangedPolicy| changed.change != PolicyChange::Text;
        let mut changed = self.policies.iter().filter(decides).map(|changed| &*changed.reference);
        let is_other = match (case.expected_policy(), case.expects_governance()) {
            (Some(policy), false) => changed
                .any(|changed| is_same(policy, changed) || governing(case).is_some_and(|id| is_same(id, changed))),
            // What governs is chosen among all policies.
            (_, true) | (None, false) => changed.next().is_some(),
        };
        is_other || !self.is_unchanged(case)
    }

    /// Whether the file of a case is as it was.
    fn is_unchanged(&self, case: &WrittenCase) -> bool {
        self.unchanged.contains(Path::new(file_of(case)))
    }
}

impl Narrowed {
    pub(crate) fn asks_for(&self, case: &WrittenCase) -> bool {
        let is_wanted = |wanted: &str| case.expected_policy().is_some_and(|policy| is_same(policy, wanted));
        self.policy.as_deref().is_none_or(is_wanted) && self.change.as_ref().is_none_or(|change| change.affects(case))
    }

    /// Whether a policy version is asked for with all its cases: by its name, and where a revision was named because the
    /// policy or one of its cases changed.
    pub(crate) fn asks_about(&self, reference: &str, cases: &[WrittenCase]) -> bool {
        let has_changed = |change: &Change| {
            let decides = |changed: &&ChangedPolicy| changed.change != PolicyChange::Text;
            change.policies.iter().filter(decides).any(|changed| *changed.reference == *reference)
                || cases.iter().any(|case| {
                    case.expected_policy().is_some_and(|policy| is_same(policy, reference))
                        && !change.is_unchanged(case)
                })
        };
        self.policy.as_deref().is_none_or(|wanted| is_same(reference, wanted))
            && self.change.as_ref().is_none_or(has_changed)
    }

    /// The policy versions that changed, where a revision was named.
    pub(crate) fn changes(&self) -> Option<&[ChangedPolicy]> {
        self.change.as_ref().map(|change| &*change.policies)
    }

    /// Whether every case is asked for.
    pub(crate) const fn is_all(&self) -> bool {
        self.policy.is_none() && self.change.is_none()
    }

    /// Whether it is well that there is nothing to try.
    pub(crate) const fn may_be_nothing(&self) -> bool {
        self.change.is_some()
    }

    /// What changed, for a reader; nothing where no revision was named.
    pub(crate) fn in_words(&self) -> String {
        let Some(change) = &self.change else { return String::new() };
        if change.policies.is_empty() {
            return format!("no policy changed since {}\n", change.revision);
        }
        let told = |changed: &ChangedPolicy| {
            let what = match changed.change {
                PolicyChange::Added => "is new",
                PolicyChange::Meaning => "changed in meaning",
                PolicyChange::Governs => "governs other requests, or something else follows from its results",
                PolicyChange::Text => "changed in wording only",
                PolicyChange::Removed => "is gone",
            };
            format!("{} {what}\n", changed.reference)
        };
        let mut text = format!("since {}:\n", change.revision);
        for changed in &change.policies {
            text.push_str("  ");
            text.push_str(&told(changed));
        }
        text
    }
}

/// The policy whose result coding edits of a case may read.
fn governing(case: &WrittenCase) -> Option<&str> {
    case.document().expect.as_ref()?.governed_by.as_ref().map(|policy| &*policy.text)
}

/// Whether two names can be of one policy version; a name without a version is of every version.
fn is_same(one: &str, other: &str) -> bool {
    match (one.split_once('@'), other.split_once('@')) {
        (Some(one), Some(other)) => one == other,
        (Some((id, _)), None) => id == other,
        (None, Some((id, _))) => one == id,
        (None, None) => one == other,
    }
}

/// The file of a case.
fn file_of(case: &WrittenCase) -> &str {
    match (case.line, case.name.rsplit_once('#')) {
        (Some(_), Some((file, _))) => file,
        (Some(_) | None, _) => &case.name,
    }
}

/// The folder that holds the cases of a path.
fn folder_of(path: &Path) -> &Path {
    if path.is_dir() {
        return path;
    }
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
