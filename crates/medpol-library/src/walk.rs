//! Going through a folder: links are followed, and never out of the folder or without end.
//!
//! A folder may hold a link to the whole disk, so many links that there is no end to the ways through it, or more
//! entries than there is memory for their names. So the entries of a folder are counted while they are listed, before
//! they are sorted; `walkdir` lists a whole folder first. What the files are is not known here.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::vec;

use medpol_diagnostics::{Diagnostic, SourceMap, codes};

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
            Self::Cases => 100 * MOST_FILES,
        }
    }
}

/// What is found on the way.
#[derive(Debug)]
pub(crate) enum Found {
    /// A file or a folder.
    Entry(Entry),
    /// A link to something outside, or on the way to it; nothing below it is looked at.
    Outside(PathBuf),
    /// Something that cannot be looked at.
    Unseen(Unseen),
    /// There is too much; nothing further is looked at.
    Endless(TooMuch),
}

/// A file or a folder: of a link, what it leads to.
#[derive(Debug)]
pub(crate) struct Entry {
    path: PathBuf,
    kind: FileType,
}

impl Entry {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) const fn kind(&self) -> FileType {
        self.kind
    }

    /// How many bytes it has; none where it cannot be looked at any more.
    pub(crate) fn length(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }
}

/// Something that cannot be looked at.
#[derive(Debug)]
pub(crate) struct Unseen {
    pub(crate) path: PathBuf,
    /// Whether it is the folder that is gone through.
    pub(crate) is_start: bool,
    pub(crate) because: Because,
}

/// Why something cannot be looked at.
#[derive(Debug)]
pub(crate) enum Because {
    /// A link to this folder, which is above it.
    LeadsBack(PathBuf),
    /// What the system says.
    System(io::Error),
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
    /// Where it begins; nothing, once it has begun.
    start: Option<PathBuf>,
    within: Option<PathBuf>,
    /// The folders that are gone through, each in the one before.
    folders: Vec<Folder>,
    /// What is found next, before anything else.
    next: Option<Found>,
    most: usize,
    seen: usize,
    ways: HashMap<Identity, usize>,
    is_over: bool,
}

/// A folder, and what is left to look at in it.
struct Folder {
    path: PathBuf,
    /// Its path without links.
    real: PathBuf,
    entries: vec::IntoIter<Listed>,
}

/// An entry of a folder, as it is listed.
struct Listed {
    name: OsString,
    kind: io::Result<FileType>,
}

impl Walk {
    pub(crate) fn through(folder: &Path, extent: Extent) -> Self {
        Self::limited(folder, extent.entries())
    }

    fn limited(folder: &Path, most: usize) -> Self {
        let start = readable(folder);
        Self {
            start: Some(start.to_owned()),
            within: fs::canonicalize(start).ok(),
            folders: Vec::new(),
            next: None,
            most,
            seen: 0,
            ways: HashMap::new(),
            is_over: false,
        }
    }

    fn end(&mut self, too_much: TooMuch) -> Found {
        self.is_over = true;
        Found::Endless(too_much)
    }

    /// The folder or file that is gone through.
    fn begin(&mut self, path: PathBuf) -> Found {
        let because = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                let real = self.within.clone().unwrap_or_else(|| path.clone());
                return self.enter(Entry { path, kind: metadata.file_type() }, real);
            }
            Ok(metadata) => return Found::Entry(Entry { path, kind: metadata.file_type() }),
            Err(error) => Because::System(error),
        };
        Found::Unseen(Unseen { path, is_start: true, because })
    }

    /// Lists a folder, as long as there are not too many entries.
    fn enter(&mut self, folder: Entry, real: PathBuf) -> Found {
        let unseen = |because: io::Error, is_start: bool| {
            let because = Because::System(because);
            Found::Unseen(Unseen { path: folder.path.clone(), is_start, because })
        };
        let is_start = self.folders.is_empty();
        let mut entries = Vec::new();
        match fs::read_dir(&folder.path) {
            Err(error) => self.next = Some(unseen(error, is_start)),
            Ok(listing) => {
                for entry in listing {
                    if self.seen == self.most {
                        return self.end(TooMuch::Entries(self.most));
                    }
                    self.seen += 1;
                    match entry {
                        Ok(entry) => entries.push(Listed { name: entry.file_name(), kind: entry.file_type() }),
                        Err(error) => self.next = Some(unseen(error, is_start)),
                    }
                }
            }
        }
        entries.sort_by(|left, right| left.name.cmp(&right.name));
        self.folders.push(Folder { path: folder.path.clone(), real, entries: entries.into_iter() });
        Found::Entry(folder)
    }

    /// An entry of the innermost folder; nothing where it is left out.
    fn entry(&mut self, path: PathBuf, real: PathBuf, listed: io::Result<FileType>) -> Option<Found> {
        let unseen = |path, because| Some(Found::Unseen(Unseen { path, is_start: false, because }));
        let is_link = listed.as_ref().is_ok_and(FileType::is_symlink);
        let looked = if is_link { fs::metadata(&path).map(|metadata| metadata.file_type()) } else { listed };
        let kind = match looked {
            Ok(kind) => kind,
            Err(error) => return unseen(path, Because::System(error)),
        };
        // A link that cannot be followed to its end is not known to lead out.
        let real = if is_link { fs::canonicalize(&path).unwrap_or(real) } else { real };
        if is_link
            && kind.is_dir()
            && let Some(above) = self.folders.iter().find(|folder| folder.real == real)
        {
            let above = above.path.clone();
            return unseen(path, Because::LeadsBack(above));
        }
        if kind.is_dir() && is_hidden(&path) {
            return None;
        }
        if is_link && self.within.as_deref().is_some_and(|within| !real.starts_with(within)) {
            return Some(Found::Outside(path));
        }
        let entry = Entry { path, kind };
        if !kind.is_dir() {
            return Some(Found::Entry(entry));
        }
        if self.is_entered_too_often(&entry) { Some(self.end(TooMuch::Ways)) } else { Some(self.enter(entry, real)) }
    }

    /// Whether a folder was entered by so many ways that there may be no end of them.
    fn is_entered_too_often(&mut self, folder: &Entry) -> bool {
        // Where folders cannot be told from each other, the number of entries has to do.
        let Some(identity) = fs::metadata(&folder.path).ok().map(|metadata| identity(&metadata)).filter(|_| cfg!(unix))
        else {
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
        if let Some(found) = self.next.take() {
            return Some(found);
        }
        if let Some(start) = self.start.take() {
            return Some(self.begin(start));
        }
        while !self.is_over {
            let folder = self.folders.last_mut()?;
            let Some(Listed { name, kind }) = folder.entries.next() else {
                self.folders.pop();
                continue;
            };
            let (path, real) = (folder.path.join(&name), folder.real.join(&name));
            if let Some(found) = self.entry(path, real, kind) {
                return Some(found);
            }
        }
        None
    }
}

pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What is found, by the names below the folder.
    fn walked(folder: &Path, most: usize) -> Vec<String> {
        let below = |path: &Path| crate::path::below(path, folder);
        let told = |found| match found {
            Found::Entry(entry) => below(entry.path()),
            Found::Outside(path) => format!("{} leads out", below(&path)),
            Found::Unseen(Unseen { path, because: Because::LeadsBack(above), .. }) => {
                format!("{} leads back to {}", below(&path), name(&above).replace(&name(folder), "the folder"))
            }
            Found::Unseen(unseen) => format!("{} cannot be looked at", below(&unseen.path)),
            Found::Endless(too_much) => format!("{too_much:?}"),
        };
        Walk::limited(folder, most).map(told).collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn entries_are_found_by_name_and_hidden_folders_are_left_out() {
        let folder = folder(&["b/2", "b/1", "a", ".git/objects", ".hidden", "c/d/e"]);
        let expected = ["", ".hidden", "a", "b", "b/1", "b/2", "c", "c/d", "c/d/e"];
        assert_eq!(walked(folder.path(), 100), expected);
    }

    /// However they are spread over folders, and whichever of them the system lists first.
    #[test]
    fn a_folder_with_too_many_entries_is_not_listed_to_its_end() {
        for files in [&["a/1", "a/2", "a/3", "a/4", "b"][..], &["5", "4", "3", "2", "1"], &["a/b/c/d/e"]] {
            let folder = folder(files);
            let found = walked(folder.path(), 4);
            assert_eq!(found.last().unwrap(), "Entries(4)", "{found:?}");
            let mut walk = Walk::limited(folder.path(), 4);
            assert!(walk.by_ref().count() <= 6);
            assert_eq!(walk.seen, 4, "no further entry is listed");
        }
        assert_eq!(walked(folder(&["1", "2", "3", "4"]).path(), 4), ["", "1", "2", "3", "4"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_within_the_folder_and_never_back() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a/file", "b/c/file"]);
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("file"), "").unwrap();
        for (link, to) in [
            ("a/up", folder.path().to_path_buf()),
            ("b/a", "../a".into()),
            ("b/c/b", "../../b".into()),
            ("gone", "nowhere".into()),
            ("out", elsewhere.path().to_path_buf()),
            ("out-file", elsewhere.path().join("file")),
        ] {
            symlink(to, folder.path().join(link)).unwrap();
        }
        let expected = [
            "",
            "a",
            "a/file",
            "a/up leads back to the folder",
            "b",
            "b/a",
            "b/a/file",
            "b/a/up leads back to the folder",
            "b/c",
            "b/c/b leads back to the folder/b",
            "b/c/file",
            "gone cannot be looked at",
            "out leads out",
            "out-file leads out",
        ];
        assert_eq!(walked(folder.path(), 100), expected);
    }
}
