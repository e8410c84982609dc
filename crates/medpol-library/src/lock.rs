//! The lock of a library: the digest of every file and of every policy version, as they were when somebody
//! said that the library is complete.
//!
//! It answers one question: is this the library that was locked, and if not, what differs? A library that
//! is being copied, or a policy of which half was saved, is not. Nothing here decides what follows from a
//! difference; that is for whoever publishes or checks.

mod cases;
mod compare;
mod draw_up;
mod read;
mod save;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;

use medpol_model::policy::Policy;
use medpol_model::value::Digest;

pub(crate) use self::cases::{CasesSince, since};
pub use self::compare::FileDifference;
pub(crate) use self::compare::{against, difference, files_differ, gone, is_like, policies_differ};
pub use self::draw_up::{DrawnUp, LockOrder, check_lock, draw_up};
pub(crate) use self::read::LockFile;
pub(crate) use self::read::ReadLock;
pub(crate) use self::save::save;
use crate::tree::TreeFile;

/// The file with the lock, beside `library.yaml`. It does not end like a document, so it is none of the
/// library's files.
pub const LOCK_FILE: &str = "medpol.lock";

/// What a library is like when it is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Name and version of the program that wrote it.
    pub generator: String,
    /// The day on which it was written.
    pub date: String,
    /// The digest of all files together.
    pub library: String,
    /// The SHA-256 of each file, by its path below the library's folder.
    pub files: BTreeMap<String, String>,
    /// The policy versions, by `id@version`.
    pub policies: BTreeMap<String, LockedPolicy>,
    /// The cases, where they were looked at.
    pub cases: Option<LockedCases>,
}

/// A policy version as it was locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPolicy {
    /// The digest of what it means.
    pub meaning: String,
    /// The digest of what it governs and what follows.
    pub governs: String,
    /// The digest of what it says.
    pub text: String,
    /// How many cases expect it; `None` where cases were not looked at.
    pub cases: Option<usize>,
}

/// The cases of a library as it was locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedCases {
    /// The folder they lie in, from the library's folder and with `/` between names.
    pub folder: String,
    /// How many cases each file holds, by its path below that folder.
    pub files: BTreeMap<String, usize>,
}

impl LockedPolicy {
    /// The digests of a policy version.
    pub(crate) fn of(policy: &Policy) -> Self {
        Self {
            meaning: policy.meaning_digest.to_string(),
            governs: policy.governs_digest.to_string(),
            text: policy.text_digest.to_string(),
            cases: None,
        }
    }
}

/// The digests of the files of a tree, by path.
pub(crate) fn digests(files: &[TreeFile]) -> BTreeMap<String, String> {
    files.iter().map(|file| (file.below.clone(), file.digest.to_string())).collect()
}

/// The digest of all files of a library together, by name and content.
pub(crate) fn library_digest<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut sorted: Vec<(&str, &str)> = files.into_iter().collect();
    sorted.sort_unstable();
    let mut digest = Digest::default();
    digest.field(b"medpol/library-digest/2");
    for (below, content) in sorted {
        digest.field(below.as_bytes());
        digest.field(content.as_bytes());
    }
    digest.finish()
}
