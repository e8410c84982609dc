//! The bytes of one file, or the diagnostic that says why there are none.
//!
//! How large a file is, is known before it is read. What is in it is not known here, nor how it is opened.

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, nearest};
use medpol_syntax::{MAX_BYTES, MAX_GENERATED_BYTES, too_large};

use crate::opening::{NotOpened, open_ordinary, open_within, reading, special};
use crate::path::{name, readable, without_links};
use crate::walk::outside;

/// Bytes of a file that a user names, at most.
const LONGEST: usize = MAX_BYTES;

/// Entries of a folder that are looked at to find what a user may have meant.
const MOST_NEIGHBORS: usize = 10_000;

/// Reads a file that the user named. Its kind and size are looked at first: what is no ordinary file or is too large is
/// not read.
///
/// # Errors
///
/// P0015 at the path, when it cannot be read, and P0010, when it is too large.
pub fn read_file(path: &Path, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    let file = open_file(path, sources)?;
    read_at_most(LONGEST, file, path, sources)
}

/// The same for a file that was found below a folder: one that lies elsewhere is not read. `within` is the folder without
/// links.
pub(crate) fn read_found(path: &Path, within: &Path, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    let file = open_found(path, within, sources)?;
    read_at_most(LONGEST, file, path, sources)
}

/// The same for a file in the folder of a library that a program wrote about its files.
pub(crate) fn read_generated(path: &Path, folder: &Path, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    let file = open_found(path, &without_links(folder), sources)?;
    read_at_most(MAX_GENERATED_BYTES, file, path, sources)
}

fn read_at_most(limit: usize, file: File, path: &Path, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    let size = file.metadata().map_or(0, |metadata| usize::try_from(metadata.len()).unwrap_or(usize::MAX));
    if size > limit {
        let file = at(&name(path), sources).file;
        return Err(Box::new(too_large(file, size, limit)));
    }
    bytes(file, limit).map_err(|error| Box::new(unreadable(path, &error, sources)))
}

/// Opens a file that the user named, to be read bit by bit.
///
/// # Errors
///
/// P0015 at the path, when it cannot be opened or is no ordinary file.
pub fn open_file(path: &Path, sources: &mut SourceMap) -> Result<File, Box<Diagnostic>> {
    open_ordinary(readable(path), reading()).map_err(|because| Box::new(not_opened(path, because, sources)))
}

fn open_found(path: &Path, within: &Path, sources: &mut SourceMap) -> Result<File, Box<Diagnostic>> {
    open_within(readable(path), within).map_err(|because| Box::new(not_opened(path, because, sources)))
}

fn not_opened(path: &Path, because: NotOpened, sources: &mut SourceMap) -> Diagnostic {
    match because {
        NotOpened::NotOrdinary(kind) => not_ordinary(path, kind, sources),
        NotOpened::Outside => outside(path, sources),
        NotOpened::System(error) => unreadable(path, &error, sources),
    }
}

/// Reads a stream, such as standard input, that is shown under `name`. One that is too long for any document is read
/// only as far as shows that.
///
/// # Errors
///
/// P0015 at the name, when it cannot be read.
pub fn read_stream(name: &str, stream: impl Read, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    bytes(stream, LONGEST).map_err(|error| Box::new(unreadable(Path::new(name), &error, sources)))
}

fn bytes(stream: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One more shows that it is too long: the file may have grown since, and a stream has no size.
    stream.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// P0015 at something that is there and is no ordinary file.
pub(crate) fn not_ordinary(path: &Path, kind: &str, sources: &mut SourceMap) -> Diagnostic {
    let name = name(path);
    Diagnostic::new(&codes::P0015, at(&name, sources), format!("`{name}` is not an ordinary file"))
        .label(kind)
        .help("put a file in its place; what comes out of another program is read as `-`, from standard input")
}

/// The same, for what a folder has.
pub(crate) fn special_file(path: &Path, kind: FileType, sources: &mut SourceMap) -> Option<Diagnostic> {
    special(kind).map(|kind| not_ordinary(path, kind, sources))
}

/// P0015 at a path, with what the operating system says about it and what to do.
pub(crate) fn unreadable(path: &Path, error: &io::Error, sources: &mut SourceMap) -> Diagnostic {
    explained(path, error, "check the path; it is followed from the current folder", sources)
}

/// The same for the folder of a library.
pub(crate) fn unreadable_library(path: &Path, error: &io::Error, sources: &mut SourceMap) -> Diagnostic {
    explained(path, error, "name the folder of your policies: `--policies DIR`", sources)
}

fn explained(path: &Path, error: &io::Error, help: &str, sources: &mut SourceMap) -> Diagnostic {
    let name = name(path);
    let place = at(&name, sources);
    match error.kind() {
        ErrorKind::NotFound => not_found(path, &name, place, help),
        ErrorKind::PermissionDenied => Diagnostic::new(&codes::P0015, place, format!("`{name}` may not be read"))
            .label("permission denied")
            .help("allow this user to read it"),
        ErrorKind::IsADirectory => Diagnostic::new(&codes::P0015, place, format!("`{name}` is a folder"))
            .label("a file is needed here")
            .help(format!("name the files in it, such as `{name}/*.yaml`")),
        _ => Diagnostic::new(&codes::P0015, place, format!("`{name}` cannot be read"))
            .label(error.to_string())
            .help("check that it is an ordinary file on a disk that works"),
    }
}

/// A position for a path as a whole.
pub(crate) fn at(name: &str, sources: &mut SourceMap) -> Span {
    Span::new(sources.add(name, ""), 0, 0)
}

fn not_found(path: &Path, name: &str, place: Span, help: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&codes::P0015, place, format!("there is no `{name}`")).label("nothing has this path");
    match neighbor(path) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(help),
    }
}

/// What the user may have meant: the nearest name in the folder where the path ends to be right. Nobody looks for it in a
/// folder with very many entries.
fn neighbor(path: &Path) -> Option<String> {
    let missing = path.ancestors().take_while(|ancestor| !readable(ancestor).exists()).last()?;
    let folder = missing.parent()?;
    let entries = fs::read_dir(readable(folder)).ok()?;
    let entries: Vec<_> = entries.take(MOST_NEIGHBORS + 1).collect();
    if entries.len() > MOST_NEIGHBORS {
        return None;
    }
    let mut names: Vec<String> =
        entries.into_iter().filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let near = nearest(missing.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    let mended = folder.join(near).join(path.strip_prefix(missing).ok()?);
    readable(&mended).exists().then(|| name(&mended))
}
