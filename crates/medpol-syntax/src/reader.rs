//! Text to tree over `granit-parser`.
//!
//! Everything YAML can do and the language does not want is refused here, with a place: two keys
//! alike, anchors, tags, directives, a second document, deep nesting, large files. What the keys and
//! values mean is not known here, and no scalar is given a type.

mod beginning;
mod blank;
mod bracket;
mod builder;
mod foreign;
mod indenting;
mod malformed;
mod mended;
mod open;
mod quoting;
mod screen;
mod sign;
mod slip;
mod stop;
#[cfg(test)]
mod tests;
mod writing;

use std::sync::Arc;

use medpol_diagnostics::{Bearing, Diagnostic, FileId, SourceMap, Span, codes};

pub use self::beginning::{Beginning, beginning};
pub(crate) use self::writing::{BlockSign, Comment, Writing, writing};
use crate::Node;
use crate::problems::Problems;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// The largest file that a program wrote about other files: there may be thousands of those.
pub const MAX_GENERATED_BYTES: usize = 32 << 20;

/// What came out of one file.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The file's number in the source map.
    pub file: FileId,
    /// The tree; `None` when nothing could be read.
    pub root: Option<Node>,
    /// What was refused, in the order of the text; at most a hundred and one that counts the rest.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file whose text is in the source map and has not been looked at.
///
/// Texts are taken in one after the other, so that files are numbered in the order of their names;
/// parsing them can then go side by side.
#[derive(Clone, Debug)]
pub struct Received {
    file: FileId,
    text: Result<Arc<str>, Box<Diagnostic>>,
    shown: Shown,
}

/// Whether what is wrong with a text may be told with the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// It is in the source map, and messages quote it.
    Whole,
    /// It is none of our documents: the source map has blanks in its place, and no message quotes it.
    Withheld,
}

/// Reads one YAML (or JSON) file and adds its text to `map` under `name`.
///
/// The text in `map` is the file's own, but for two refusals: bytes that are not UTF-8 are replaced,
/// and a file over 1 MiB is added without its text.
pub fn parse(map: &mut SourceMap, name: &str, bytes: &[u8]) -> Parsed {
    Received::new(map, name, bytes).parse()
}

/// Reads a file that a program wrote about the files of a library, as [`parse`] does; it may be larger. What is in
/// another file in its place is not shown.
pub fn parse_generated(map: &mut SourceMap, name: &str, bytes: &[u8]) -> Parsed {
    let shown = if foreign::is_foreign(bytes) { Shown::Withheld } else { Shown::Whole };
    let parsed = Received::at_most(MAX_GENERATED_BYTES, map, name, bytes, shown).parse();
    match shown {
        Shown::Whole => parsed,
        Shown::Withheld => {
            let diagnostics = foreign::told(parsed.file, None, parsed.diagnostics);
            Parsed { root: None, diagnostics, ..parsed }
        }
    }
}

impl Received {
    /// Adds the text of a file to `map` under `name`, as [`parse`] does.
    pub fn new(map: &mut SourceMap, name: &str, bytes: &[u8]) -> Self {
        Self::at_most(MAX_BYTES, map, name, bytes, Shown::Whole)
    }

    /// The same for a file that was found: somebody may have put anything there, so what is in a file that is none
    /// of our documents is not shown.
    pub fn found(map: &mut SourceMap, name: &str, bytes: &[u8]) -> Self {
        let shown = if foreign::is_foreign(bytes) { Shown::Withheld } else { Shown::Whole };
        Self::at_most(MAX_BYTES, map, name, bytes, shown)
    }

    fn at_most(limit: usize, map: &mut SourceMap, name: &str, bytes: &[u8], shown: Shown) -> Self {
        if bytes.len() > limit {
            let file = map.add(name, "");
            return Self { file, text: Err(Box::new(too_large(file, bytes.len(), limit))), shown };
        }
        let mut add = |text: &Arc<str>| match shown {
            Shown::Whole => map.add(name, Arc::clone(text)),
            Shown::Withheld => map.add(name, foreign::blanked(bytes)),
        };
        match str::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = Arc::from(text);
                Self { file: add(&text), text: Ok(text), shown }
            }
            Err(error) => {
                let file = add(&String::from_utf8_lossy(bytes).into());
                Self { file, text: Err(Box::new(not_utf8(file, bytes, error.valid_up_to()))), shown }
            }
        }
    }

    /// The file's number in the source map.
    pub const fn file(&self) -> FileId {
        self.file
    }

    /// The tree that was read from the same bytes before, with its places in this file.
    ///
    /// Only for a text in which nothing was refused.
    #[must_use]
    pub fn reread(&self, root: &Node) -> Node {
        let mut root = root.clone();
        root.place_in(self.file);
        root
    }

    /// Reads the text.
    pub fn parse(self) -> Parsed {
        let file = self.file;
        match self.text {
            Ok(text) => {
                let (root, mut diagnostics) = read(file, &text);
                if self.shown == Shown::Withheld {
                    diagnostics = foreign::told(file, root.as_ref(), diagnostics);
                }
                Parsed { file, root, diagnostics }
            }
            Err(problem) => Parsed { file, root: None, diagnostics: vec![problem.bearing(Bearing::Text)] },
        }
    }
}

fn read(file: FileId, text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut problems = Problems::default();
    let screened = screen::screen(file, text, &mut problems);
    if problems.is_full() {
        // Not a text at all, or not in UTF-8.
        return (None, problems.finish(Bearing::Text));
    }
    let root = builder::build(file, &screened, &mut problems);
    if root.is_none() && problems.is_empty() {
        problems.push(empty(file, text));
    }
    (root, problems.finish(Bearing::Text))
}

/// P0010 for a file of this many bytes.
pub fn too_large(file: FileId, size: usize, limit: usize) -> Diagnostic {
    Diagnostic::new(&codes::P0010, Span::new(file, 0, 0), format!("the file has {size} bytes"))
        .label(format!("at most {limit} bytes ({} MiB) are read", limit >> 20))
        .help("split it into several files")
}

fn not_utf8(file: FileId, bytes: &[u8], at: usize) -> Diagnostic {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let replaced = Span::new(file, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    if let Some(program) = made_by(bytes) {
        return Diagnostic::new(&codes::P0001, replaced, format!("this is no text: it looks like {program}"))
            .label("not plain text")
            .help("save it as plain text in UTF-8, with a text editor");
    }
    let help = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "the file looks like UTF-16: save it as UTF-8"
    } else {
        "save the file as UTF-8"
    };
    Diagnostic::new(&codes::P0001, replaced, "the file is not UTF-8")
        .label(format!("byte 0x{byte:02x} is not part of a character"))
        .help(help)
}

/// What a file that is no text was made by, told from its first bytes.
fn made_by(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "a Word or Excel document, or an archive"),
        (b"\xd0\xcf\x11\xe0", "a document of an older Word or Excel"),
        (b"%PDF", "a PDF document"),
        (b"\x1f\x8b", "a compressed file"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
    ];
    known.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, program)| *program)
}

fn empty(file: FileId, text: &str) -> Diagnostic {
    let message = if text.trim().is_empty() { "the file is empty" } else { "the file has nothing but comments" };
    Diagnostic::new(&codes::P0011, Span::new(file, 0, 0), message).help("write a document, beginning with `format:`")
}
