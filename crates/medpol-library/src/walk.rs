//! Going through a folder: links are followed, and never out of the folder or without end.
//!
//! A folder may hold a link to the whole disk, or so many links that there is no end to the ways through it.
//! What the files are is not known here.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap, codes};
use walkdir::{DirEntry, WalkDir};

use crate::file::at;
use crate::path::{Identity, identity, name, readable};

/// Files of a library, at most.
pub(crate) const MOST_FILES: usize = 20_000;

/// Bytes of all files of a library together, at most.
pub(crate) const MOST_BYTES: u64 = 512 << 20;

/// Ways by which a folder is entered, at most.
const MOST_WAYS: usize = 16;

/// What a folder is gone through for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A library, whose files all stay in memory together.
    Library,
    /// Cases: there may be many.
    Cases,
}

impl Extent {
    /// Files and folders of any kind, at most.
    const fn entries(self) -> usize {
        match self {
            Self::Library => 10 * MOST_FILES,
            Self::Cases => 1_000 * MOST_FILES,
        }
    }
}

/// What is found on the way.
pub(crate) enum Found {
    /// A file or a folder.
    Entry(DirEntry),
    /// A link to something outside, or on the way to it; nothing below it is looked at.
    Outside(PathBuf),
    /// Something that cannot be looked at.
    Unseen(walkdir::Error),
    /// There is too much; nothing further is looked at.
    Endless(TooMuch),
}

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMuch {
    /// Files that would be read.
    Files,
    /// Files and folders of any kind.
    Entries(usize),
    /// Links to the same folder.
    Ways,
    /// Bytes of all files.
    Bytes,
}

/// A walk through a folder, by name; hidden folders are left out.
pub(crate) struct Walk {
    entries: walkdir::IntoIter,
    within: Option<PathBuf>,
    most: usize,
    seen: usize,
    ways: HashMap<Identity, usize>,
    is_over: bool,
}

impl Walk {
    pub(crate) fn through(folder: &Path, extent: Extent) -> Self {
        let start = readable(folder);
        Self {
            entries: WalkDir::new(start).follow_links(true).sort_by_file_name().into_iter(),
            within: fs::canonicalize(start).ok(),
            most: extent.entries(),
            seen: 0,
            ways: HashMap::new(),
            is_over: false,
        }
    }

    fn end(&mut self, too_much: TooMuch) -> Option<Found> {
        self.is_over = true;
        Some(Found::Endless(too_much))
    }

    /// Whether a folder was entered by so many ways that there may be no end of them.
    fn is_entered_too_often(&mut self, entry: &DirEntry) -> bool {
        // Where folders cannot be told from each other, the number of entries has to do.
        let Some(identity) = entry.metadata().ok().map(|metadata| identity(&metadata)).filter(|_| cfg!(unix)) else {
            return false;
        };
        let ways = self.ways.entry(identity).or_default();
        *ways += 1;
        *ways > MOST_WAYS
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.is_over {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Found::Unseen(error)),
            };
            self.seen += 1;
            if self.seen > self.most {
                return self.end(TooMuch::Entries(self.most));
            }
            let is_folder = entry.file_type().is_dir();
            if entry.depth() == 0 {
                return Some(Found::Entry(entry));
            }
            if is_folder && is_hidden(entry.path()) {
                self.entries.skip_current_dir();
                continue;
            }
            if entry.path_is_symlink() && self.within.as_deref().is_some_and(|within| is_outside(entry.path(), within))
            {
                if is_folder {
                    self.entries.skip_current_dir();
                }
                return Some(Found::Outside(entry.into_path()));
            }
            if is_folder && self.is_entered_too_often(&entry) {
                return self.end(TooMuch::Ways);
            }
            return Some(Found::Entry(entry));
        }
        None
    }
}

pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn is_outside(path: &Path, within: &Path) -> bool {
    fs::canonicalize(path).is_ok_and(|real| !real.starts_with(within))
}

/// P0015 at a file of a folder that is a link to something outside of it. What lies there may be anybody's, and nothing
/// of it is read.
pub(crate) fn leads_out(path: &Path, folder: &Path, sources: &mut SourceMap) -> Option<Diagnostic> {
    let within = fs::canonicalize(readable(folder)).ok()?;
    is_outside(path, &within).then(|| outside(path, sources))
}

/// P0015 at a link to something outside.
pub(crate) fn outside(path: &Path, sources: &mut SourceMap) -> Diagnostic {
    let name = name(path);
    Diagnostic::new(&codes::P0015, at(&name, sources), format!("`{name}` leads out of the folder"))
        .label("a link to something outside, which is not read")
        .help("put the file itself here, or a link to one in this folder")
}

/// P0021 at a folder.
pub(crate) fn too_much(folder: &Path, what: TooMuch, sources: &mut SourceMap) -> Diagnostic {
    let name = name(folder);
    let (message, help) = match what {
        TooMuch::Files => (
            format!("there are more than {MOST_FILES} files below `{name}`"),
            "name the folder of the library alone; several libraries are served by several servers",
        ),
        TooMuch::Entries(most) => (
            format!("there are more than {most} files and folders below `{name}`"),
            "name the folder of the library alone, and move what is no part of it elsewhere",
        ),
        TooMuch::Ways => (
            format!("links below `{name}` lead to the same folder by more than {MOST_WAYS} ways"),
            "remove the links, and put a folder in one place",
        ),
        TooMuch::Bytes => (
            format!("the files below `{name}` have more than {} MiB together", MOST_BYTES >> 20),
            "name the folder of the library alone; several libraries are served by several servers",
        ),
    };
    Diagnostic::new(&codes::P0021, at(&name, sources), message).label("nothing below it is read").help(help)
}
