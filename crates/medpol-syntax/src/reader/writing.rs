//! What a tree does not keep of its text: comments, and how texts in lines of their own are written.
//!
//! It is asked for apart from the tree: whoever reads a document needs none of it, and whoever formats one needs
//! all. What a comment is about is not known here.

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, options};

/// A comment, from its `#` to the end of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// Its place in the text.
    pub(crate) range: Range<usize>,
}

/// How a text in lines of its own is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockSign {
    /// `|`: each line is one.
    Literal,
    /// `>`: lines are joined.
    Folded,
}

/// What a tree does not keep of its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// All comments, in order.
    pub(crate) comments: Vec<Comment>,
    /// The texts in lines of their own, by where the place of each starts.
    pub(crate) blocks: BTreeMap<usize, BlockSign>,
}

/// What the tree does not keep; `None` for a text that cannot be read.
pub(crate) fn writing(text: &str) -> Option<Writing> {
    let mut options = options! { emit_comments: true };
    options.max_buffered_comment_events = usize::MAX;
    let mut found = Writing::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, place) = event.ok()?;
        let range = place.byte_range()?;
        match event {
            Event::Comment(..) => found.comments.push(Comment { range }),
            Event::Scalar(_, ScalarStyle::Literal, ..) => drop(found.blocks.insert(range.start, BlockSign::Literal)),
            Event::Scalar(_, ScalarStyle::Folded, ..) => drop(found.blocks.insert(range.start, BlockSign::Folded)),
            _ => {}
        }
    }
    found.comments.sort_by_key(|comment| comment.range.start);
    Some(found)
}
