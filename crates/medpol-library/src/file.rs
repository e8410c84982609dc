//! The bytes of one file, or the diagnostic that says why there are none.
//!
//! Knows nothing of what is in them.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, nearest};

use crate::path::{name, readable};

/// Bytes read of a file, at most. Far more than is accepted; a device that never ends is cut here.
const LONGEST: u64 = 64 << 20;

/// Reads a file that the user named.
///
/// # Errors
///
/// P0015 at the path, when it cannot be read.
pub fn read_file(path: &Path, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    open(path).and_then(bytes).map_err(|error| Box::new(unreadable(path, &error, sources)))
}

/// Opens a file that the user named, to be read bit by bit.
///
/// # Errors
///
/// P0015 at the path, when it cannot be opened.
pub fn open_file(path: &Path, sources: &mut SourceMap) -> Result<File, Box<Diagnostic>> {
    open(path).map_err(|error| Box::new(unreadable(path, &error, sources)))
}

/// Reads a stream, such as standard input, that is shown under `name`.
///
/// # Errors
///
/// P0015 at the name, when it cannot be read.
pub fn read_stream(name: &str, stream: impl Read, sources: &mut SourceMap) -> Result<Vec<u8>, Box<Diagnostic>> {
    bytes(stream).map_err(|error| Box::new(unreadable(Path::new(name), &error, sources)))
}

fn open(path: &Path) -> io::Result<File> {
    let path = readable(path);
    if fs::metadata(path)?.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { File::open(path) }
}

fn bytes(stream: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
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

/// What the user may have meant: the nearest name in the folder where the path ends to be right.
fn neighbor(path: &Path) -> Option<String> {
    let missing = path.ancestors().take_while(|ancestor| !readable(ancestor).exists()).last()?;
    let folder = missing.parent()?;
    let entries = fs::read_dir(readable(folder)).ok()?;
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let near = nearest(missing.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    let mended = folder.join(near).join(path.strip_prefix(missing).ok()?);
    readable(&mended).exists().then(|| name(&mended))
}
