//! The beginning of a text that cannot be read to its end: its first whole entries.
//!
//! For telling what a broken file is about. What is wrong with it has been said by the reading of the
//! whole; nothing is reported here.

use medpol_diagnostics::FileId;

use super::read;
use crate::Node;

/// How often a shorter beginning is tried.
const ATTEMPTS: usize = 64;

/// The whole entries that a text begins with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// Their tree.
    pub root: Node,
    /// Where the next entry begins, which is not in the tree; `None` where the whole text was read.
    pub end: Option<u32>,
}

/// The entries in front of the first mistake that the parser does not get over.
///
/// The text is cut where an entry of the outermost mapping begins; `None` if no beginning can be read.
/// Places are those of the whole text.
pub fn beginning(file: FileId, text: &str) -> Option<Beginning> {
    let mut rest = text;
    for _ in 0..ATTEMPTS {
        let (root, problems) = read(file, rest);
        if let Some(root) = root {
            let end = (rest.len() < text.len()).then_some(rest.len());
            return Some(Beginning { root, end: end.and_then(|end| u32::try_from(end).ok()) });
        }
        let problem = problems.iter().map(|problem| problem.primary.span.start as usize).max()?;
        rest = rest.get(..last_entry(rest, problem)?)?;
    }
    None
}

/// Where the last entry of the outermost mapping begins in front of a place.
fn last_entry(text: &str, before: usize) -> Option<usize> {
    let mut found = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_entry = line.starts_with(|first: char| first.is_ascii_alphabetic()) && line.contains(':');
        // The first entry has nothing in front of it that could be read.
        if is_entry && start > 0 && start <= before {
            found = Some(start);
        }
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use medpol_diagnostics::SourceMap;

    use super::*;

    #[track_caller]
    fn check(text: &str, keys: &[&str]) {
        let file = SourceMap::default().add("a.yaml", text);
        let read = beginning(file, text);
        let entries = read.as_ref().and_then(|read| read.root.mapping()).unwrap_or_default();
        let found: Vec<&str> = entries.iter().map(|entry| &*entry.key).collect();
        assert_eq!(found, keys);
    }

    #[test]
    fn text_before_the_mistake_is_read() {
        check("id: a\nlist: [1, 2]\nbroken: [1\nrest: 1\n", &["id", "list"]);
        check("id: a\n\ttab: b\n", &[]);
        check("id: a\nkind: b\ntitle: \"open\nlast: c\n", &["id", "kind"]);
        check("", &[]);
        check("{\"id\": \"a\", ", &[]);
    }
}
