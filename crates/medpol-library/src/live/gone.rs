//! Policies that are published and gone from disk: since when, and what becomes of them.
//!
//! A policy that is gone is no mistake that shows: the requests that it governed go to another or to none. So it is
//! never let go without a word. A lock that agrees says that it should be gone; nothing is noted then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use medpol_model::policy::Policy;
use medpol_syntax::document::DocumentKind;

use super::Snapshot;
use super::publishing::Removal;
use crate::path::readable;
use crate::tree::{Tree, TreeFile};

/// A policy version that is or was published, and is gone from disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its id and version, such as `cohere-health/bvn-ablation@3`.
    pub policy: String,
    /// Its file, below the folder.
    pub file: String,
    /// When it was first seen to be gone.
    pub since: SystemTime,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a policy version that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is still published, and will not be from this time on.
    Waiting {
        /// The time.
        until: SystemTime,
    },
    /// It was published until then.
    Published {
        /// The time.
        at: SystemTime,
    },
    /// It stays published as it was last read.
    Kept,
}

/// The file of each policy version, below the folder of its library.
pub(super) fn places(tree: &Tree) -> BTreeMap<String, String> {
    tree.files.iter().filter_map(|file| Some((reference(file)?, file.below.clone()))).collect()
}

/// The same without those that could not be compiled: what was never published cannot go.
pub(super) fn published(mut places: BTreeMap<String, String>, policies: &[Arc<Policy>]) -> BTreeMap<String, String> {
    let published: BTreeSet<String> = policies.iter().map(|policy| policy.reference()).collect();
    places.retain(|policy, _| published.contains(policy));
    places
}

fn reference(file: &TreeFile) -> Option<String> {
    let is_policy = file.kind == Some(DocumentKind::Policy);
    is_policy.then(|| Some(format!("{}@{}", file.text("id")?, file.text("version")?))).flatten()
}

/// The policies of a snapshot whose files are gone from its folder, with what was known of them before.
pub(super) fn missing(
    snapshot: &Snapshot,
    tree: &Tree,
    folder: &Path,
    removal: Removal,
    before: &[Gone],
    now: SystemTime,
) -> Vec<Gone> {
    let there = places(tree);
    let files: BTreeSet<&str> = tree.files.iter().map(|file| &*file.below).collect();
    let is_gone = |policy: &String, file: &String| {
        // A file that is there and cannot be read, or says something else now, is told elsewhere.
        !there.contains_key(policy) && !files.contains(&**file) && !is_there(folder, file)
    };
    let gone = snapshot.places.iter().filter(|(policy, file)| is_gone(policy, file));
    gone.map(|(policy, file)| {
        let since = before.iter().find(|known| known.policy == *policy).map_or(now, |known| known.since);
        let fate = match removal {
            Removal::Kept => Fate::Kept,
            Removal::After(time) => Fate::Waiting { until: since + time },
        };
        Gone { policy: policy.clone(), file: file.clone(), since, fate }
    })
    .collect()
}

/// How long what waits for being published without a policy still has to wait; none where it has not.
pub(super) fn left(gone: &[Gone], now: SystemTime) -> Option<Duration> {
    let left = gone.iter().filter_map(|gone| match gone.fate {
        Fate::Waiting { until } => until.duration_since(now).ok(),
        Fate::Published { .. } | Fate::Kept => None,
    });
    left.filter(|left| !left.is_zero()).max()
}

/// The policies that went with a publication, each with its file. One whose file is there and has an error is not gone.
pub(super) fn let_go<'a>(
    removed: impl Iterator<Item = &'a str>,
    before: Option<&Snapshot>,
    now: &Snapshot,
) -> Vec<(String, String)> {
    let library = &now.library;
    let is_broken = |file: &str| {
        library.unreadable().iter().any(|broken| broken.file.strip_suffix(file).is_some_and(|rest| rest.ends_with('/')))
    };
    let file = |policy: &str| before.and_then(|before| before.places.get(policy)).cloned().unwrap_or_default();
    removed.map(|policy| (policy.to_owned(), file(policy))).filter(|(_, file)| !is_broken(file)).collect()
}

/// What is gone after a library was published: those that went with it, those before that are still not in it, and
/// those that are kept.
pub(super) fn after_publishing(
    gone: &[Gone],
    let_go: &[(String, String)],
    published: &BTreeMap<String, String>,
    now: SystemTime,
) -> Vec<Gone> {
    let is_kept = |gone: &&Gone| gone.fate == Fate::Kept && published.contains_key(&gone.policy);
    let was_let_go =
        |gone: &&Gone| matches!(gone.fate, Fate::Published { .. }) && !published.contains_key(&gone.policy);
    let mut after: Vec<Gone> = gone.iter().filter(|gone| is_kept(gone) || was_let_go(gone)).cloned().collect();
    for (policy, file) in let_go {
        let since = gone.iter().find(|gone| gone.policy == *policy).map_or(now, |known| known.since);
        after.push(Gone { policy: policy.clone(), file: file.clone(), since, fate: Fate::Published { at: now } });
    }
    after.sort_by(|left, right| left.policy.cmp(&right.policy));
    after
}

/// Those that are still gone where the disk is as it was: what was only waited for may have come back.
pub(super) fn still(gone: &[Gone], folder: &Path) -> Vec<Gone> {
    let is_still = |gone: &&Gone| match gone.fate {
        Fate::Waiting { .. } | Fate::Kept => !is_there(folder, &gone.file),
        Fate::Published { .. } => true,
    };
    gone.iter().filter(is_still).cloned().collect()
}

/// Those that were not told before, of which more is to be said than that they are gone.
pub(super) fn news(before: &[Gone], now: &[Gone]) -> Vec<Gone> {
    let is_told = |gone: &&Gone| {
        let is_published = matches!(gone.fate, Fate::Published { .. });
        is_published || before.iter().any(|known| known.policy == gone.policy && known.since == gone.since)
    };
    now.iter().filter(|gone| !is_told(gone)).cloned().collect()
}

fn is_there(folder: &Path, file: &str) -> bool {
    fs::symlink_metadata(readable(folder).join(file)).is_ok()
}
