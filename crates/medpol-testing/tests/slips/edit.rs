//! What a slip does to the files.
//!
//! `<U+00A0>` stands for a character that cannot be seen, `<xE9>` for a byte.

use std::fs;
use std::path::Path;

use medpol_syntax::Node;

/// A change of one file.
pub struct Edit {
    file: String,
    change: Change,
}

enum Change {
    /// A part of the text becomes another.
    Part { find: Vec<u8>, put: Vec<u8> },
    /// The file has other contents.
    Whole(Vec<u8>),
    /// The file ends after a part.
    Until(Vec<u8>),
    /// The file lies elsewhere.
    Moved(String),
    /// There is a copy of it.
    Copied(String),
    /// Lines end otherwise.
    Lines(Vec<u8>),
    /// The file begins with a byte order mark.
    Mark,
}

impl Edit {
    /// Reads the change of a slip; `file` is the one that is changed where the slip names none.
    pub fn read(file: &str, slip: &Node) -> Self {
        let text = |key: &str| slip.get(key).and_then(Node::scalar);
        let file = text("file").unwrap_or(file).to_owned();
        let bytes = |key: &str| text(key).map(decoded);
        let change = if let (Some(find), Some(put)) = (bytes("find"), bytes("put")) {
            Change::Part { find, put }
        } else if let Some(whole) = bytes("whole") {
            Change::Whole(whole)
        } else if let Some(until) = bytes("until") {
            Change::Until(until)
        } else if let Some(to) = text("moved") {
            Change::Moved(to.to_owned())
        } else if let Some(to) = text("copied") {
            Change::Copied(to.to_owned())
        } else if let Some(end) = bytes("lines") {
            Change::Lines(end)
        } else {
            assert!(text("mark").is_some(), "a slip without a change: {:?}", text("slip"));
            Change::Mark
        };
        Self { file, change }
    }

    /// Changes the file below `root`.
    pub fn apply(&self, root: &Path, name: &str) {
        let path = root.join(&self.file);
        let bytes = fs::read(&path).unwrap();
        match &self.change {
            Change::Part { find, put } => {
                let at = only(&bytes, find).unwrap_or_else(|count| panic!("{name}: {count} places for `find`"));
                let mut changed = bytes[..at].to_vec();
                changed.extend(put);
                changed.extend(&bytes[at + find.len()..]);
                fs::write(path, changed).unwrap();
            }
            Change::Whole(whole) => fs::write(path, whole).unwrap(),
            Change::Until(until) => {
                let at = only(&bytes, until).unwrap_or_else(|count| panic!("{name}: {count} places for `until`"));
                fs::write(path, &bytes[..at + until.len()]).unwrap();
            }
            Change::Moved(to) => {
                fs::remove_file(path).unwrap();
                write(&root.join(to), &bytes);
            }
            Change::Copied(to) => write(&root.join(to), &bytes),
            Change::Lines(end) => {
                let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                fs::write(path, lines.join(end.as_slice())).unwrap();
            }
            Change::Mark => fs::write(path, [b"\xef\xbb\xbf".as_slice(), &bytes].concat()).unwrap(),
        }
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The only place of a part, or how many places there are.
fn only(bytes: &[u8], part: &[u8]) -> Result<usize, usize> {
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(part)).collect();
    match places.as_slice() {
        [only] => Ok(*only),
        several => Err(several.len()),
    }
}

/// The bytes that a text with `<U+00A0>` and `<xE9>` stands for.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bytes.extend(before.as_bytes());
        let escape = after.split_once('>').and_then(|(name, after)| Some((escaped(name)?, after)));
        let (escaped, after) = escape.unwrap_or((vec![b'<'], after));
        bytes.extend(escaped);
        rest = after;
    }
    bytes.extend(rest.as_bytes());
    bytes
}

fn escaped(name: &str) -> Option<Vec<u8>> {
    if let Some(number) = name.strip_prefix("U+") {
        return Some(char::from_u32(u32::from_str_radix(number, 16).ok()?)?.to_string().into_bytes());
    }
    Some(vec![u8::from_str_radix(name.strip_prefix('x')?, 16).ok()?])
}
