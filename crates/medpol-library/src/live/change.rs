//! What changed between two looks at the disk, and between two libraries.
//!
//! Policies are compared by their digests; what a difference means for a case is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_model::policy::Policy;
use medpol_syntax::document::DocumentKind;

use crate::Library;
use crate::tree::TreeFile;

/// A file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedFile {
    /// Its path below the folder, with `/` between names.
    pub below: String,
    /// How it changed.
    pub change: FileChange,
    /// Whether it is a policy, or was one where it is gone; anything else may concern all policies.
    pub is_policy: bool,
}

/// How a file changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileChange {
    /// It was not there.
    Added,
    /// Its content is another.
    Edited,
    /// It is not there any more, or cannot be read.
    Removed,
}

/// A policy version that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedPolicy {
    /// Its id and version, such as `cohere-health/bvn-ablation@3`.
    pub reference: String,
    /// How it changed.
    pub change: PolicyChange,
}

/// How a policy version changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyChange {
    /// It was not there.
    Added,
    /// Its logic changed.
    Meaning,
    /// It decides the same of a case, but governs other requests, or something else follows.
    Governs,
    /// Only its text changed: its wording, its header or its sources.
    Text,
    /// It is not there any more.
    Removed,
}

/// What the last look knows of a file.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    digest: Arc<str>,
    pub(super) is_policy: bool,
}

/// What a look knows of the files of a tree, by name.
pub(super) fn seen(files: &[TreeFile]) -> BTreeMap<String, Seen> {
    let seen =
        |file: &TreeFile| Seen { digest: Arc::clone(&file.digest), is_policy: file.kind == Some(DocumentKind::Policy) };
    files.iter().map(|file| (file.below.clone(), seen(file))).collect()
}

/// The files that differ between two looks, by name.
pub(super) fn files(before: &BTreeMap<String, Seen>, now: &BTreeMap<String, Seen>) -> Vec<ChangedFile> {
    let changed = |below: &String, change, is_policy| ChangedFile { below: below.clone(), change, is_policy };
    let mut files = Vec::new();
    for (below, file) in now {
        match before.get(below) {
            None => files.push(changed(below, FileChange::Added, file.is_policy)),
            Some(old) if old.digest != file.digest => {
                files.push(changed(below, FileChange::Edited, file.is_policy && old.is_policy));
            }
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|(below, _)| !now.contains_key(*below));
    files.extend(gone.map(|(below, file)| changed(below, FileChange::Removed, file.is_policy)));
    files.sort();
    files
}

/// How the policies of a library differ from those of the one before, by id and version.
pub fn changed_policies(before: Option<&Library>, now: &Library) -> Vec<ChangedPolicy> {
    let by_name = |library: &Library| -> BTreeMap<String, Arc<Policy>> {
        library.policies().iter().map(|policy| (policy.reference(), Arc::clone(policy))).collect()
    };
    let (before, now) = (before.map(by_name).unwrap_or_default(), by_name(now));
    let change = |reference: &String, policy: &Arc<Policy>| match before.get(reference) {
        None => Some(PolicyChange::Added),
        Some(old) if old.meaning_digest != policy.meaning_digest => Some(PolicyChange::Meaning),
        Some(old) if old.governs_digest != policy.governs_digest => Some(PolicyChange::Governs),
        Some(old) if old.text_digest != policy.text_digest => Some(PolicyChange::Text),
        Some(_) => None,
    };
    let changed = |reference: &String, change| ChangedPolicy { reference: reference.clone(), change };
    let mut policies: Vec<ChangedPolicy> =
        now.iter().filter_map(|(reference, policy)| Some(changed(reference, change(reference, policy)?))).collect();
    let gone = before.keys().filter(|reference| !now.contains_key(*reference));
    policies.extend(gone.map(|reference| changed(reference, PolicyChange::Removed)));
    policies.sort();
    policies
}
