//! A tree with everything that stands around its values: keys in their order, comments, blank lines.
//!
//! The tree is walked as it is written, so that each comment comes to what it is about; then keys are put in order. How
//! lines are filled is not known here.

use super::order::Order;
use super::remarks::{Line, Remark, Remarks};
use super::scalar::{self, Written};
use crate::reader::Writing;
use crate::{Entry, Kind, Node};

/// A document.
#[derive(Debug)]
pub(super) struct Document<'t> {
    /// The lines before its first key.
    pub(super) head: Vec<Line<'t>>,
    /// What is in it.
    pub(super) body: Collection<'t>,
}

/// A value.
#[derive(Debug)]
pub(super) enum Value<'t> {
    /// A scalar.
    Scalar(Written),
    /// A list or a mapping.
    Collection(Collection<'t>),
}

/// A list or a mapping.
#[derive(Debug)]
pub(super) struct Collection<'t> {
    pub(super) kind: CollectionKind,
    pub(super) layout: Layout,
    pub(super) members: Vec<Member<'t>>,
    /// The lines after its last member that belong to it.
    pub(super) tail: Vec<Line<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CollectionKind {
    List,
    Mapping,
}

/// How its author wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    InBrackets,
    LineByLine,
}

/// An element of a list, or an entry of a mapping.
#[derive(Debug)]
pub(super) struct Member<'t> {
    pub(super) before: Vec<Line<'t>>,
    /// The key as it is written; none in a list.
    pub(super) key: Option<String>,
    pub(super) value: Value<'t>,
    /// The comment on its line.
    pub(super) beside: Option<Remark<'t>>,
}

/// Puts together a document. Something that is no mapping has no form of its own and is as it was.
pub(super) fn pieces<'t>(text: &'t str, root: &Node, writing: &Writing, order: Order) -> Document<'t> {
    let mut walk = Walk { text, writing, remarks: Remarks::of(text, &writing.comments) };
    let start = match &root.kind {
        Kind::Mapping(entries) => entries.first().map_or(root.span.start, |entry| entry.key_span.start),
        Kind::Scalar(_) | Kind::Sequence(_) => root.span.start,
    };
    let head = walk.remarks.before(start as usize);
    let mut body = walk.collection(root, order, Above::Nothing);
    body.layout = Layout::LineByLine;
    body.tail.extend(walk.remarks.below(0));
    Document { head, body }
}

/// What a collection stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Above {
    Nothing,
    /// Something whose members begin at this column.
    Column(usize),
}

struct Walk<'t, 'c> {
    text: &'t str,
    writing: &'c Writing,
    remarks: Remarks<'t, 'c>,
}

impl<'t> Walk<'t, '_> {
    fn value(&mut self, node: &Node, order: Order, above: Above) -> Value<'t> {
        match &node.kind {
            Kind::Scalar(scalar) => {
                self.remarks.go_to(node.span.end as usize);
                Value::Scalar(scalar::written(scalar, self.writing.blocks.get(&(node.span.start as usize)).copied()))
            }
            Kind::Sequence(_) | Kind::Mapping(_) => Value::Collection(self.collection(node, order, above)),
        }
    }

    fn collection(&mut self, node: &Node, order: Order, above: Above) -> Collection<'t> {
        let layout = layout(node);
        let column = self.column_of(node);
        let (kind, members) = match &node.kind {
            Kind::Mapping(entries) => {
                let walked = entries.iter().map(|entry| self.entry(entry, order, layout, column));
                let mut walked: Vec<Option<Member<'t>>> = walked.map(Some).collect();
                let numbers = order.sorted(entries);
                let sorted = numbers.into_iter().filter_map(|number| walked.get_mut(number)?.take());
                (CollectionKind::Mapping, sorted.collect())
            }
            Kind::Sequence(items) => {
                let walked = items.iter().map(|item| self.element(item, order.element(), layout, column));
                (CollectionKind::List, walked.collect())
            }
            Kind::Scalar(_) => (CollectionKind::List, Vec::new()),
        };
        let tail = match layout {
            Layout::InBrackets => {
                let tail = self.remarks.before((node.span.end as usize).saturating_sub(1));
                self.remarks.go_to(node.span.end as usize);
                tail.into_iter().filter(|line| *line != Line::Blank).collect()
            }
            // A list may begin at the column of its key, and then what follows there is not part of it.
            Layout::LineByLine => match above {
                Above::Nothing => Vec::new(),
                Above::Column(above) => self.remarks.below(column.max(above + 1)),
            },
        };
        Collection { kind, layout, members, tail }
    }

    fn entry(&mut self, entry: &Entry, order: Order, layout: Layout, column: usize) -> Member<'t> {
        let key_span = entry.key_span.start as usize..entry.key_span.end as usize;
        let mut before = self.remarks.before(key_span.start);
        self.remarks.go_to(key_span.end);
        let source = self.text.get(key_span).unwrap_or_default();
        let key = if source.starts_with(['"', '\'']) { scalar::quoted(&entry.key) } else { source.to_owned() };
        // After the colon, or after the sign that a text in lines of its own follows.
        let heading = self.remarks.beside(&[':', '>', '|', '-', '+', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if !is_line_by_line(&entry.value) {
            before.extend(self.remarks.before(entry.value.span.start as usize));
        }
        let value = self.value(&entry.value, order.under(&entry.key), Above::Column(column));
        let beside = self.ending(heading, layout, &mut before);
        Member { before, key: Some(key), value, beside }
    }

    fn element(&mut self, node: &Node, order: Order, layout: Layout, column: usize) -> Member<'t> {
        let mut before = self.remarks.before(node.span.start as usize);
        let mut value = self.value(node, order, Above::Column(column));
        // The line of the dash is the line of its first member too.
        take_first_comments(&mut value, &mut before);
        let beside = self.ending(None, layout, &mut before);
        Member { before, key: None, value, beside }
    }

    /// The comment at the end of a member's line. Of two, the other stands on a line before it.
    fn ending(
        &mut self,
        heading: Option<Remark<'t>>,
        layout: Layout,
        before: &mut Vec<Line<'t>>,
    ) -> Option<Remark<'t>> {
        let signs: &[char] = match layout {
            Layout::InBrackets => &[','],
            Layout::LineByLine => &[],
        };
        match (heading, self.remarks.beside(signs)) {
            (Some(heading), Some(ending)) => {
                before.push(Line::Comment(heading.text));
                Some(ending)
            }
            (heading, ending) => heading.or(ending),
        }
    }

    /// The column at which the members of a collection begin: of their keys or dashes.
    fn column_of(&self, node: &Node) -> usize {
        let start = node.span.start as usize;
        let is_list = matches!(node.kind, Kind::Sequence(_));
        let before = self.text.get(..start).unwrap_or_default();
        let dash = before.trim_end().strip_suffix('-').filter(|_| is_list && layout(node) == Layout::LineByLine);
        self.remarks.column(dash.map_or(start, str::len))
    }
}

/// Takes the comments before the first member of an element.
fn take_first_comments<'t>(value: &mut Value<'t>, before: &mut Vec<Line<'t>>) {
    if let Value::Collection(collection) = value
        && let Some(first) = collection.members.first_mut()
    {
        before.extend(std::mem::take(&mut first.before).into_iter().filter(|line| *line != Line::Blank));
        if collection.kind == CollectionKind::List {
            take_first_comments(&mut first.value, before);
        }
    }
}

/// How a collection was written: the place of one in brackets begins before its first member.
fn layout(node: &Node) -> Layout {
    let first = match &node.kind {
        Kind::Mapping(entries) => entries.first().map(|entry| entry.key_span.start),
        Kind::Sequence(items) => items.first().map(|item| item.span.start),
        Kind::Scalar(_) => None,
    };
    match first {
        Some(first) if first == node.span.start => Layout::LineByLine,
        Some(_) | None => Layout::InBrackets,
    }
}

fn is_line_by_line(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(_) => false,
        Kind::Sequence(_) | Kind::Mapping(_) => layout(node) == Layout::LineByLine,
    }
}
