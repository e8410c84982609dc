//! Which folders to watch for some paths, and which events concern them.
//!
//! Every folder is watched by itself: a watch over a whole tree ends at the first folder that may not
//! be read. Nothing here waits.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use notify::Event;
use notify::event::{EventKind, ModifyKind};

use crate::path::{Identity, identity};
use crate::walk::{Because, Extent, Found, Unseen, Walk};

/// Paths, and the folders that are watched for them.
#[derive(Debug)]
pub(super) struct Places {
    paths: Vec<PathBuf>,
    armed: BTreeMap<PathBuf, Option<Identity>>,
}

/// The folders to watch.
#[derive(Default)]
struct Wanted {
    folders: BTreeMap<PathBuf, Option<Identity>>,
    /// Whether some of what should be watched is not there, or may not be read.
    is_partial: bool,
}

impl Places {
    /// Absolute paths, none of them watched.
    pub(super) fn of(paths: Vec<PathBuf>) -> Self {
        Self { paths, armed: BTreeMap::new() }
    }

    /// Watches every folder that is not watched already. `false` if something cannot be watched.
    pub(super) fn arm(&mut self, mut watch: impl FnMut(&Path) -> bool) -> bool {
        let Wanted { folders, is_partial } = Wanted::of(&self.paths);
        let count = folders.len();
        let armed = std::mem::take(&mut self.armed);
        let is_armed = |folder: &PathBuf, identity: &Option<Identity>| armed.get(folder) == Some(identity);
        self.armed =
            folders.into_iter().filter(|(folder, identity)| is_armed(folder, identity) || watch(folder)).collect();
        !is_partial && self.armed.len() == count
    }

    /// Whether an event may concern the paths. If it says that a folder is gone, the folder has to be watched again.
    pub(super) fn concerns(&mut self, event: &notify::Result<Event>) -> bool {
        let Some(event) = event.as_ref().ok().filter(|event| !event.need_rescan() && !event.paths.is_empty()) else {
            self.armed.clear();
            return true;
        };
        if event.kind.is_access() {
            return false;
        }
        if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
            self.armed.retain(|folder, _| !event.paths.iter().any(|gone| folder.starts_with(gone)));
        }
        let is_near = |path: &PathBuf| self.paths.iter().any(|own| path.starts_with(own) || own.starts_with(path));
        event.paths.iter().any(is_near)
    }
}

impl Wanted {
    fn of(paths: &[PathBuf]) -> Self {
        let mut wanted = Self::default();
        for path in paths {
            wanted.add_above(path);
            wanted.add_below(path);
        }
        wanted
    }

    /// Where it shows that a path leads elsewhere: the folder it lies in, and those of links above it.
    fn add_above(&mut self, path: &Path) {
        let parent = path.ancestors().skip(1).find(|folder| folder.is_dir());
        let links = path.ancestors().filter(|path| path.is_symlink()).filter_map(Path::parent);
        for folder in parent.into_iter().chain(links) {
            self.add(folder);
        }
    }

    /// A folder and all below it that may be read: links are followed, hidden folders left out.
    fn add_below(&mut self, path: &Path) {
        for found in Walk::through(path, Extent::Library) {
            match found {
                Found::Entry(entry) if entry.kind().is_dir() => self.add(entry.path()),
                Found::Entry(_) | Found::Outside(_) => {}
                Found::Unseen(Unseen { is_start, because, .. }) => {
                    // A link that leads nowhere, or back, has nothing to be watched.
                    let is_denied = match because {
                        Because::System(error) => error.kind() == ErrorKind::PermissionDenied,
                        Because::LeadsBack(_) => false,
                    };
                    self.is_partial |= is_start || is_denied;
                }
                Found::Endless(_) => self.is_partial = true,
            }
        }
    }

    fn add(&mut self, folder: &Path) {
        self.folders.insert(folder.to_owned(), fs::metadata(folder).ok().map(|metadata| identity(&metadata)));
    }
}
