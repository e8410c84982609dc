//! Looking at a folder again and again: what is there, and whether it is what was there before.
//!
//! Reads all files each time, and parses those whose bytes are new. What is made of them is not known
//! here, nor who looks when.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use medpol_diagnostics::SourceMap;
use medpol_model::value::Digest;

use super::Snapshot;
use super::change::{self, ChangedFile, Seen};
use crate::linting::Reported;
use crate::lock::{LOCK_FILE, LockFile, library_digest};
use crate::loose_files::is_same;
use crate::path::{Identity, below, identity, readable};
use crate::tree::{Earlier, Tree, TreeFile, is_ours};
use crate::walk::Extent;
use crate::{Checks, Library};

/// What the last look found.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// Digest of it; empty before the first look.
    fingerprint: String,
    files: BTreeMap<String, Seen>,
    trees: Earlier,
    /// What was found since and not accepted yet.
    waiting: Option<Waiting>,
}

/// A state of the disk that must stay as it is for a while.
#[derive(Debug)]
struct Waiting {
    fingerprint: String,
    stamps: Vec<Stamp>,
    since: Instant,
}

/// Whether the lock of a library is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lookout {
    /// Only the documents of the library are.
    Documents,
    /// The lock is too.
    AndLock,
}

/// What a look at the disk finds.
pub(super) enum DiskState {
    /// The same as the last.
    Same,
    /// Something else.
    Changed(DiskContents),
    /// It changed while it was being read.
    Moving,
}

/// The files of a folder with their texts.
pub(super) struct DiskContents {
    pub(super) tree: Tree,
    pub(super) lock: LockFile,
    sources: SourceMap,
    fingerprint: String,
    stamps: Vec<Stamp>,
}

impl Disk {
    /// Reads the folder. Nothing is remembered of it before [`Disk::accept`].
    pub(super) fn look(&self, folder: &Path, lookout: Lookout) -> DiskState {
        let before = stamps(folder, lookout);
        let mut sources = SourceMap::default();
        let tree = Tree::of_library(folder, &self.trees, &mut sources);
        let lock = match lookout {
            Lookout::Documents => LockFile::Missing,
            Lookout::AndLock => LockFile::read(folder, &mut sources),
        };
        let stamps = stamps(folder, lookout);
        if stamps != before {
            return DiskState::Moving;
        }
        let fingerprint = fingerprint(&tree, &lock, &sources);
        if fingerprint == self.fingerprint {
            return DiskState::Same;
        }
        DiskState::Changed(DiskContents { tree, lock, sources, fingerprint, stamps })
    }

    /// How long what was found has to stay as it is before it has been so for `settle`; `None` where it has.
    ///
    /// Only looks count: a clock that is not ours, such as that of a network drive, is never asked.
    pub(super) fn unsettled(&mut self, found: &DiskContents, settle: Duration) -> Option<Duration> {
        if settle.is_zero() {
            return None;
        }
        let is_same = |waiting: &&Waiting| waiting.fingerprint == found.fingerprint && waiting.stamps == found.stamps;
        let known = self.waiting.as_ref().filter(is_same).map(|waiting| waiting.since);
        let since = known.unwrap_or_else(Instant::now);
        if known.is_none() {
            let (fingerprint, stamps) = (found.fingerprint.clone(), found.stamps.clone());
            self.waiting = Some(Waiting { fingerprint, stamps, since });
        }
        settle.checked_sub(since.elapsed()).filter(|left| !left.is_zero())
    }

    /// Forgets what was found and not accepted: the disk is as it was before.
    pub(super) fn forget(&mut self) {
        self.waiting = None;
    }

    /// Forgets what was accepted, so that the next look finds it again.
    pub(super) fn look_anew(&mut self) {
        self.fingerprint.clear();
        self.waiting = None;
    }

    /// Remembers what was found, and says which files are not as they were.
    pub(super) fn accept(&mut self, found: &DiskContents) -> Vec<ChangedFile> {
        let seen = change::seen(&found.tree.files);
        let files = change::files(&self.files, &seen);
        let trees = Earlier::of(&found.tree);
        *self = Self { fingerprint: found.fingerprint.clone(), files: seen, trees, waiting: None };
        files
    }
}

impl DiskContents {
    /// Digest of the files by name and content.
    pub(super) fn digest(&self) -> Arc<str> {
        library_digest(self.tree.files.iter().map(|file| (&*file.below, &*file.digest))).into()
    }

    /// Adds the files of a snapshot that are gone from the folder, as they were last read. A document that lies under
    /// another name now, or that `library.yaml` ignores, is not gone.
    pub(super) fn keep(&mut self, snapshot: &Snapshot) {
        let root = Path::new(snapshot.library.name());
        let there: HashSet<String> = self.tree.files.iter().map(|file| file.below.clone()).collect();
        let mut kept = Tree::default();
        for file in snapshot.sources.files() {
            let path = Path::new(file.name());
            let below = below(path, root);
            let is_file = !file.text().is_empty() && is_ours(path);
            if !is_file || there.contains(&below) || fs::symlink_metadata(path).is_ok() {
                continue;
            }
            let mut alone = Tree::default();
            alone.add_text(path, below.clone(), file.text().as_bytes(), &mut SourceMap::default());
            let lies_elsewhere = |file: &TreeFile| self.tree.files.iter().any(|other| is_same(file, other));
            if !alone.files.iter().any(lies_elsewhere) {
                kept.add_text(path, below, file.text().as_bytes(), &mut self.sources);
            }
        }
        self.tree.files.extend(kept.files);
        // As a walk through the folder finds them.
        self.tree.files.sort_by(|left, right| left.below.split('/').cmp(right.below.split('/')));
    }

    /// The texts, for a diagnostic about a file that is not there.
    pub(super) const fn sources(&mut self) -> &mut SourceMap {
        &mut self.sources
    }

    /// The texts alone.
    pub(super) fn into_sources(self) -> SourceMap {
        self.sources
    }

    /// What the compiler and the checks make of it.
    pub(super) fn compiled(mut self, folder: &Path, checks: Checks) -> (Library, SourceMap) {
        let library = Library::compile(folder, &self.tree, &mut self.sources);
        let library = library.linted(checks, &Reported::of(&self.tree.files), None).reviewed(checks.as_of, &self.tree);
        (library, self.sources)
    }
}

fn add_files(digest: &mut Digest, tree: &Tree) {
    for file in &tree.files {
        digest.field(file.below.as_bytes());
        digest.field(file.digest.as_bytes());
    }
}

/// Digest of everything that was found, what could not be read included.
fn fingerprint(tree: &Tree, lock: &LockFile, sources: &SourceMap) -> String {
    let mut digest = Digest::default();
    add_files(&mut digest, tree);
    digest.field(lock.fingerprint().as_bytes());
    for problem in &tree.diagnostics {
        digest.field(problem.code.number.as_bytes());
        digest.field(sources.name(problem.primary.span).as_bytes());
        digest.field(problem.message.as_bytes());
    }
    digest.finish()
}

/// What shows without reading a file that it may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    path: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
    identity: Option<Identity>,
}

/// The stamps of all files of a folder: alike before and after, nothing was read half old and half new.
fn stamps(folder: &Path, lookout: Lookout) -> Vec<Stamp> {
    let stamp = |path: PathBuf| {
        let metadata = fs::metadata(readable(&path)).ok();
        let length = metadata.as_ref().map_or(0, fs::Metadata::len);
        let identity = metadata.as_ref().map(identity);
        Stamp { path, length, modified: metadata.and_then(|metadata| metadata.modified().ok()), identity }
    };
    // What is wrong with a path is found again, and reported, by the reading between two of these.
    let paths = Tree::default().paths(folder, Extent::Library, &mut SourceMap::default());
    let lock = (lookout == Lookout::AndLock).then(|| folder.join(LOCK_FILE));
    paths.into_iter().chain(lock).map(stamp).collect()
}

/// The files of a library, read again while they change under the reading; `None` where that does not end.
pub(crate) fn read_whole(folder: &Path, sources: &mut SourceMap) -> Option<Tree> {
    (0..super::ATTEMPTS).find_map(|_| {
        let before = stamps(folder, Lookout::Documents);
        let tree = Tree::of_library(folder, &Earlier::default(), sources);
        (stamps(folder, Lookout::Documents) == before).then_some(tree)
    })
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;
    use std::os::unix::fs::symlink;
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;
    use crate::tests::Folder;

    /// Files that change together are found together, however the reading falls between.
    #[test]
    fn a_swapped_link_is_read_completely_or_not_at_all() {
        const VERSIONS: u32 = 40;
        let folder = Folder::new();
        for version in 0..VERSIONS {
            for file in 0..100 {
                folder.write(&format!("{version}/{file}.yaml"), &format!("version: {version}"));
            }
        }
        let current = folder.path("current");
        symlink("0", &current).unwrap();
        let (go, gone) = channel::<u32>();
        let (link, new) = (current.clone(), folder.path("new"));
        let swaps = thread::spawn(move || {
            for version in gone {
                // Each swap falls into another part of the reading.
                (0..version * 2_000).for_each(|_| std::hint::spin_loop());
                symlink(version.to_string(), &new).unwrap();
                fs::rename(&new, &link).unwrap();
            }
        });
        let versions = |looked: DiskState| match looked {
            DiskState::Changed(found) => found.tree.files.iter().map(|file| file.digest.clone()).collect(),
            DiskState::Same | DiskState::Moving => BTreeSet::new(),
        };
        for version in 1..VERSIONS {
            go.send(version).unwrap();
            assert!(versions(Disk::default().look(&current, Lookout::Documents)).len() <= 1);
        }
        drop(go);
        swaps.join().unwrap();
        assert_eq!(versions(Disk::default().look(&current, Lookout::Documents)).len(), 1);
    }
}
