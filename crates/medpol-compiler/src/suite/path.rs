//! Paths into the base of a suite, such as `imaging.discs[0].size`, followed in its tree.
//!
//! Whether a vocabulary has the facts is not known here.

use medpol_diagnostics::Span;
use medpol_syntax::document::Text;
use medpol_syntax::{Entry, Kind, Node};

use crate::case::VALUE_FORMS;

/// One name of a path, with the number of an element where it goes on inside of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    pub(super) element: Option<usize>,
    /// The place of the name.
    pub(super) span: Span,
}

/// The steps of a path; `None` where it is not well-formed.
pub(super) fn steps(path: &Text) -> Option<Vec<Step<'_>>> {
    let mut start = 0;
    let mut steps = Vec::new();
    for part in path.text.split('.') {
        let (name, element) = match part.split_once('[') {
            None => (part, None),
            Some((name, rest)) => (name, Some(rest.strip_suffix(']')?.parse().ok()?)),
        };
        if name.is_empty() {
            return None;
        }
        steps.push(Step { name, element, span: part_of(path, start, start + name.len()) });
        start += part.len() + 1;
    }
    Some(steps)
}

/// The place of some bytes of a text, inside of the quotes that it may have; the whole text where its
/// bytes are not those that were written.
fn part_of(text: &Text, start: usize, end: usize) -> Span {
    let Span { file, start: from, end: to } = text.span;
    let quotes = match (to - from) as usize {
        length if length == text.text.len() => 0,
        length if length == text.text.len() + 2 => 1,
        _ => return text.span,
    };
    let from = from as usize + quotes;
    Span::new(file, from + start, from + end)
}

/// Why a path cannot be followed, or its end not be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It is not written as paths are.
    Malformed,
    /// It goes on below a value that has nothing below it.
    Below,
    /// There is no such element in the base.
    NoElement,
    /// It leads to a group, of which the single facts can be changed.
    Group,
}

/// Puts a value where a path leads, in the place of what is there.
pub(super) fn set(facts: &mut Node, steps: &[Step<'_>], value: &Node) -> Result<(), Misfit> {
    let Some((step, rest)) = steps.split_first() else { return Err(Misfit::Malformed) };
    let place = member(facts, *step)?;
    match (rest, is_group(place)) {
        ([], true) if step.element.is_some() || !is_new(place) => Err(Misfit::Group),
        ([], _) => {
            *place = value.clone();
            Ok(())
        }
        (rest, true) => set(place, rest, value),
        (_, false) => Err(Misfit::Below),
    }
}

/// Whether a group was only made to be filled; it has no entries and no place of its own.
fn is_new(group: &Node) -> bool {
    group.mapping().is_some_and(<[Entry]>::is_empty) && group.span.start == group.span.end
}

/// The member of a group with this name, made if it is not there; or the element of it.
fn member<'n>(group: &'n mut Node, step: Step<'_>) -> Result<&'n mut Node, Misfit> {
    let Kind::Mapping(entries) = &mut group.kind else { return Err(Misfit::Below) };
    let known = entries.iter().position(|entry| &*entry.key == step.name);
    let Some(element) = step.element else {
        let at = known.unwrap_or_else(|| {
            let place = Span { end: step.span.start, ..step.span };
            let value = Node { span: place, kind: Kind::Mapping(Vec::new()) };
            entries.push(Entry { key: step.name.into(), key_span: step.span, value });
            entries.len() - 1
        });
        return entries.get_mut(at).map(|entry| &mut entry.value).ok_or(Misfit::Below);
    };
    let list = known.and_then(|at| entries.get_mut(at)).and_then(|entry| items(&mut entry.value));
    list.and_then(|items| items.get_mut(element)).ok_or(Misfit::NoElement)
}

/// The elements of a list, complete or not.
fn items(node: &mut Node) -> Option<&mut Vec<Node>> {
    match &mut node.kind {
        Kind::Sequence(items) => Some(items),
        Kind::Mapping(entries) => {
            let items = entries.iter_mut().find(|entry| &*entry.key == "items")?;
            if let Kind::Sequence(items) = &mut items.value.kind { Some(items) } else { None }
        }
        Kind::Scalar(_) => None,
    }
}

/// Takes out what a path leads to; whether there was something.
pub(super) fn remove(facts: &mut Node, steps: &[Step<'_>]) -> bool {
    let (Some((step, rest)), Kind::Mapping(entries)) = (steps.split_first(), &mut facts.kind) else { return false };
    let Some(at) = entries.iter().position(|entry| &*entry.key == step.name) else { return false };
    if rest.is_empty() && step.element.is_none() {
        entries.remove(at);
        return true;
    }
    let inner = entries.get_mut(at).map(|entry| &mut entry.value);
    let inner = match step.element {
        None => inner,
        Some(element) => inner.and_then(items).and_then(|items| items.get_mut(element)),
    };
    inner.is_some_and(|inner| remove(inner, rest))
}

/// Takes out the facts below a group that a test of their paths finds.
pub(super) fn remove_facts(group: &mut Node, path: &str, is_wanted: &impl Fn(&str) -> bool) {
    let Kind::Mapping(entries) = &mut group.kind else { return };
    entries.retain_mut(|entry| {
        let path = if path.is_empty() { entry.key.to_string() } else { format!("{path}.{}", entry.key) };
        if is_group(&entry.value) {
            remove_facts(&mut entry.value, &path, is_wanted);
            return true;
        }
        !is_wanted(&path)
    });
}

/// Whether a mapping is a group of facts: a value that is not exact is a mapping too.
fn is_group(node: &Node) -> bool {
    let Some(entries) = node.mapping() else { return false };
    entries.is_empty() || !entries.iter().all(|entry| VALUE_FORMS.contains(&&*entry.key))
}

/// Whether one path is the other or leads into it.
pub(super) fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
