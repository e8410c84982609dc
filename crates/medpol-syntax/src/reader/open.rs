//! Lists and mappings whose end has not been read yet, and what a key may be.
//!
//! Knows nothing of events; `builder` feeds it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use medpol_diagnostics::{Diagnostic, Span, codes};

use crate::problems::excerpt;
use crate::{Entry, Kind, Node, Style};

/// The longest key, in bytes. Whoever spells the path of a value relies on it.
const MAX_KEY: usize = 255;

/// A list or mapping whose end has not been read yet.
pub(super) struct Open<'t> {
    /// The opening bracket, or an empty range in block style.
    bracket: Range<usize>,
    /// From the first child to the last, those left out included.
    extent: Option<Range<usize>>,
    inside: Inside<'t>,
}

enum Inside<'t> {
    Sequence(Vec<Node>),
    Mapping(Mapping<'t>),
}

#[derive(Default)]
struct Mapping<'t> {
    entries: Vec<Entry>,
    /// The place of each key; a list search would be quadratic.
    seen: HashMap<Cow<'t, str>, Span>,
    key: Option<Key>,
}

/// A key that waits for its value.
pub(super) struct Key {
    text: Box<str>,
    /// Its place.
    pub(super) span: Span,
    /// What becomes of its value.
    pub(super) fate: Fate,
}

/// What becomes of the value under a key.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fate {
    /// It enters the tree.
    Keep,
    /// The key was refused and the value goes with it.
    LeaveOut,
    /// The same, but the value is mostly an alias, which is not reported on top of the merge key.
    Merge,
}

impl<'t> Open<'t> {
    /// A list that begins at `bracket`.
    pub(super) fn sequence(bracket: Range<usize>) -> Self {
        Self { bracket, extent: None, inside: Inside::Sequence(Vec::new()) }
    }

    /// A mapping that begins at `bracket`.
    pub(super) fn mapping(bracket: Range<usize>) -> Self {
        Self { bracket, extent: None, inside: Inside::Mapping(Mapping::default()) }
    }

    /// The opening bracket, if there is one.
    pub(super) fn bracket(&self) -> Option<Range<usize>> {
        if self.bracket.is_empty() { None } else { Some(self.bracket.clone()) }
    }

    /// Whether what comes next is a key.
    pub(super) fn wants_key(&self) -> bool {
        matches!(&self.inside, Inside::Mapping(Mapping { key: None, .. }))
    }

    /// The key whose value comes next.
    pub(super) fn key(&self) -> Option<&Key> {
        match &self.inside {
            Inside::Mapping(mapping) => mapping.key.as_ref(),
            Inside::Sequence(_) => None,
        }
    }

    /// Takes a key, and says what is wrong with it. `source` is the key as written.
    pub(super) fn take_key(
        &mut self,
        text: Cow<'t, str>,
        style: Style,
        span: Span,
        source: &str,
    ) -> Option<Diagnostic> {
        self.grow(span);
        let Inside::Mapping(mapping) = &mut self.inside else { return None };
        let is_merge = style == Style::Plain && text == "<<";
        let (fate, problem) = match (malformed_key(&text, style, span, source), mapping.seen.get(&text)) {
            (Some(problem), _) => (Fate::LeaveOut, Some(problem)),
            (None, _) if is_merge => (Fate::Merge, Some(merge_key(span))),
            (None, Some(first)) => (Fate::LeaveOut, Some(duplicate(&text, *first, span))),
            (None, None) => (Fate::Keep, None),
        };
        mapping.key = Some(Key { text: text.as_ref().into(), span, fate });
        if fate == Fate::Keep {
            mapping.seen.insert(text, span);
        }
        problem
    }

    /// Takes an item, the value of the key that waits, or, where a key is wanted, refuses the node
    /// as a key.
    pub(super) fn take_node(&mut self, node: Node) -> Option<Diagnostic> {
        self.grow(node.span);
        match &mut self.inside {
            Inside::Sequence(items) => items.push(node),
            Inside::Mapping(mapping) => match mapping.key.take() {
                Some(Key { text, span, fate: Fate::Keep }) => {
                    mapping.entries.push(Entry { key: text, key_span: span, value: node });
                }
                Some(_) => {}
                None => {
                    let problem = not_a_name(&node);
                    self.leave_out(node.span);
                    return Some(problem);
                }
            },
        }
        None
    }

    /// Takes a key that was refused already.
    pub(super) fn leave_out(&mut self, key: Span) {
        self.grow(key);
        if let Inside::Mapping(mapping) = &mut self.inside {
            mapping.key = Some(Key { text: "".into(), span: key, fate: Fate::LeaveOut });
        }
    }

    /// Ends it; `end` is the closing bracket, or an empty range in block style.
    pub(super) fn close(self, end: &Range<usize>) -> (Range<usize>, Kind) {
        let range = match (self.bracket.is_empty(), self.extent) {
            (true, Some(extent)) => extent,
            (true, None) => self.bracket,
            (false, _) => self.bracket.start..end.end,
        };
        let kind = match self.inside {
            Inside::Sequence(items) => Kind::Sequence(items),
            Inside::Mapping(mapping) => Kind::Mapping(mapping.entries),
        };
        (range, kind)
    }

    fn grow(&mut self, child: Span) {
        let (start, end) = (child.start as usize, child.end as usize);
        self.extent = Some(match self.extent.take() {
            Some(old) => old.start.min(start)..old.end.max(end),
            None => start..end,
        });
    }
}

fn malformed_key(text: &str, style: Style, span: Span, source: &str) -> Option<Diagnostic> {
    let (message, help) = if text.is_empty() && style == Style::Plain {
        ("a key is missing before this colon", "write a name before it")
    } else if text.is_empty() {
        ("a key must not be empty", "write a name")
    } else if source.contains(['\n', '\r']) || text.contains(['\n', '\r']) {
        ("a key must be on one line", "look for a missing `:` or a missing comma in these lines")
    } else if text.len() > MAX_KEY {
        ("a key is too long", "a text with `: ` or, inside brackets, with a comma in it needs quotes")
    } else {
        return None;
    };
    Some(Diagnostic::new(&codes::P0013, span, message).help(help))
}

fn not_a_name(node: &Node) -> Diagnostic {
    let help = "a key is a name on one line; a text that begins with a bracket needs quotes";
    Diagnostic::new(&codes::P0013, node.span, format!("{} cannot be a key", node.describe())).help(help)
}

fn duplicate(key: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&codes::P0003, second, format!("the key {} is given twice", excerpt(key)))
        .label("here again")
        .also(first, "first here")
        .help("remove one of the two")
}

fn merge_key(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::P0005, span, "the merge key `<<` is not allowed")
        .help("write out the keys it would bring in")
}
