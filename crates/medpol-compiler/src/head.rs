//! The head of a policy that does not compile: what is sure of it, so that it is known which requests it
//! may govern.
//!
//! A part in which anything is wrong, or that may be cut off, is not taken for read: it may then say
//! anything. Nothing is reported here; the compiler has done that.

use std::sync::Arc;

use medpol_diagnostics::Span;
use medpol_model::policy::{Period, PolicyKind, PolicyStatus, States};
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};
use medpol_syntax::document::{PeriodDocument, Read, Text};
use medpol_syntax::{Entry, Node};

use crate::policy::{kind, status};
use crate::{Selectors, code, dates, selecting};

/// What is sure of the head of a policy.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its id.
    pub id: Option<Arc<str>>,
    /// Its kind.
    pub kind: Option<PolicyKind>,
    /// Its status.
    pub status: Option<PolicyStatus>,
    /// When it is in force.
    pub effective: Option<Period>,
    /// The payers; empty where it may be any.
    pub payers: Vec<Arc<str>>,
    /// The lines of business; empty where it may be any.
    pub lines_of_business: Vec<Arc<str>>,
    /// The services; `None` where it may be any.
    pub services: Option<Vec<Arc<str>>>,
    /// The states; all of them where it may be any.
    pub states: States,
}

impl Head {
    /// Of which nothing can be read.
    pub const UNREAD: Self = Self {
        id: None,
        kind: None,
        status: None,
        effective: None,
        payers: Vec::new(),
        lines_of_business: Vec::new(),
        services: None,
        states: States::All,
    };
}

/// A policy's tree, which may be that of its beginning only.
#[derive(Clone, Copy, Debug)]
pub struct Readable<'a> {
    /// The tree.
    pub root: &'a Node,
    /// Where it surely ends, because more of the text follows.
    pub end: Option<u32>,
}

/// Reads the head of a policy's tree. `wrong` are the places of its file at which something is wrong;
/// `base` is the vocabulary with the facts that select a policy.
pub fn read_head(readable: Readable<'_>, wrong: &[Span], selectors: &Selectors, base: &Vocabulary) -> Head {
    let top = Entries::of(readable.root, readable.end, wrong);
    let applies_to = top.sure("applies_to");
    let applies_to = applies_to.map(|sure| Entries::of(&sure.entry.value, Some(sure.end), wrong));
    let part = |key: &str| applies_to.as_ref()?.sure(key).filter(|part| part.is_right);
    let reading = Reading { selectors, base };
    let text = |key: &str| top.right(key).and_then(Node::text);
    Head {
        id: text("id").map(Arc::from),
        kind: text("kind").and_then(kind),
        status: text("status").and_then(status),
        effective: top.right("effective").and_then(period),
        payers: part("payers").and_then(|part| payers(&part.entry.value)).unwrap_or_default(),
        lines_of_business: part("lines_of_business")
            .and_then(|part| reading.values(&part.entry.value, &selectors.line_of_business))
            .unwrap_or_default(),
        services: part("services").and_then(|part| reading.services(&part.entry.value)),
        states: part("states").and_then(|part| reading.states(&part.entry.value)).unwrap_or(States::All),
    }
}

/// The entries of a mapping, with what is wrong in the file.
struct Entries<'a> {
    list: &'a [Entry],
    /// Where the last of them surely ends, if something follows.
    end: Option<u32>,
    wrong: &'a [Span],
}

/// An entry that is followed by another, so that it was not cut off.
struct Sure<'a> {
    entry: &'a Entry,
    end: u32,
    /// Whether nothing is wrong in it.
    is_right: bool,
}

impl<'a> Entries<'a> {
    fn of(node: &'a Node, end: Option<u32>, wrong: &'a [Span]) -> Self {
        Self { list: node.mapping().unwrap_or_default(), end, wrong }
    }

    /// The entry with this key, if it was surely written to its end.
    fn sure(&self, key: &str) -> Option<Sure<'a>> {
        let at = self.list.iter().position(|entry| &*entry.key == key)?;
        let entry = self.list.get(at)?;
        let next = self.list.get(at + 1).map(|next| next.key_span.start);
        let end = next.or(self.end)?;
        let is_in = |wrong: &&Span| entry.key_span.start <= wrong.start && wrong.start < end;
        Some(Sure { entry, end, is_right: !self.wrong.iter().any(|wrong| is_in(&wrong)) })
    }

    /// The value under this key, if nothing is wrong with it.
    fn right(&self, key: &str) -> Option<&'a Node> {
        self.sure(key).filter(|sure| sure.is_right).map(|sure| &sure.entry.value)
    }
}

fn period(node: &Node) -> Option<Period> {
    let (from, until) = dates::period(&PeriodDocument::read(node)?, &mut Vec::new())?;
    Some(Period { from, until })
}

/// The texts of a list; `None` where one of its members is none.
fn texts(node: &Node) -> Option<Vec<Text>> {
    node.sequence()?.iter().map(Text::read).collect()
}

fn payers(node: &Node) -> Option<Vec<Arc<str>>> {
    let names = texts(node)?;
    let mut problems = Vec::new();
    selecting::check(&names, &mut problems);
    problems.is_empty().then(|| names.iter().map(|name| Arc::from(&*name.text)).collect())
}

/// Reads names and codes as the facts that select a policy have them.
struct Reading<'a> {
    selectors: &'a Selectors,
    base: &'a Vocabulary,
}

impl Reading<'_> {
    fn fact(&self, path: &str) -> Option<&Fact> {
        self.base.facts.iter().find(|fact| fact.path.replace("[]", "") == *path)
    }

    fn values(&self, node: &Node, path: &str) -> Option<Vec<Arc<str>>> {
        let fact = self.fact(path)?;
        let names = texts(node)?;
        let FactKind::Enumeration(id) = &fact.kind else {
            return Some(names.iter().map(|name| Arc::from(&*name.text)).collect());
        };
        let known = self.base.enumeration(*id)?;
        names.iter().map(|name| selecting::value(known, &name.text).map(Arc::from)).collect()
    }

    fn services(&self, node: &Node) -> Option<Vec<Arc<str>>> {
        let codes = texts(node)?;
        let FactKind::Code { systems } = &self.fact(&self.selectors.services)?.kind else {
            return Some(codes.iter().map(|code| Arc::from(&*code.text)).collect());
        };
        codes.iter().map(|code| code::read(&code.text, systems).ok().map(Arc::from)).collect()
    }

    fn states(&self, node: &Node) -> Option<States> {
        match node.text() {
            Some("unknown") => Some(States::Unknown),
            Some(_) => Some(States::All),
            None => Some(States::Listed(self.values(node, &self.selectors.state)?)),
        }
    }
}
