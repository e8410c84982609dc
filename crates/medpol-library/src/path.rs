//! Paths: where they lead, which library they belong to and how they are shown.
//!
//! Reads nothing but whether a file is there. A path is compared as it is written, so that what a user names is what a
//! user gets; links are only resolved to see that a file lies in its library.

use std::path::{Component, Path, PathBuf};

/// The file that makes a folder the root of a library.
pub(crate) const LIBRARY_FILE: &str = "library.yaml";

/// What distinguishes a file or folder from a later one of the same name; always the same where the system
/// has no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    device: u64,
    number: u64,
}

/// The identity of what a path leads to.
#[cfg(unix)]
pub(crate) fn identity(metadata: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Identity { device: metadata.dev(), number: metadata.ino() }
}

/// The identity of what a path leads to.
#[cfg(not(unix))]
pub(crate) fn identity(_metadata: &std::fs::Metadata) -> Identity {
    Identity { device: 0, number: 0 }
}

/// An absolute path without `.` and `..`, by its names alone.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let mut normal = PathBuf::new();
    for component in absolute.as_deref().unwrap_or(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => normal.push(component),
        }
    }
    normal
}

/// The root of the library that `path` lies in, as it would be shown: the nearest folder at or above
/// it that holds `library.yaml`.
pub(crate) fn library_above(path: &Path) -> Option<PathBuf> {
    let place = normal(path);
    let root = place.ancestors().find(|folder| folder.join(LIBRARY_FILE).is_file())?;
    Some(if root == place { path.to_owned() } else { shown(root, path) })
}

/// A folder as the user would write it who wrote `written`: absolute if that is, else from the
/// current folder.
fn shown(folder: &Path, written: &Path) -> PathBuf {
    let current = normal(Path::new("."));
    if written.is_absolute() {
        return folder.to_owned();
    }
    if let Ok(below) = folder.strip_prefix(&current) {
        return below.to_owned();
    }
    match current.strip_prefix(folder) {
        Ok(below) => below.components().map(|_| "..").collect(),
        Err(_) => folder.to_owned(),
    }
}

/// The path for opening: the current folder has no name but needs one.
pub(crate) fn readable(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// Where a folder lies, without links; as it is written where that cannot be told.
pub(crate) fn without_links(folder: &Path) -> PathBuf {
    std::fs::canonicalize(readable(folder)).unwrap_or_else(|_| folder.to_owned())
}

/// How a path is shown: with `/` between names and none at the end.
pub(crate) fn name(path: &Path) -> String {
    let name = readable(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    match name.trim_end_matches('/') {
        "" => name,
        trimmed => trimmed.to_owned(),
    }
}

/// The names of a path below another, with `/` between them.
pub(crate) fn below(path: &Path, root: &Path) -> String {
    let names = path.strip_prefix(root).unwrap_or(path).components();
    names.map(|component| component.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
