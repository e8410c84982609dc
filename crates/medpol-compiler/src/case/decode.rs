//! Facts of a case to slots.

use std::collections::HashMap;

use medpol_diagnostics::{Diagnostic, MOST_OF_A_KIND, Span, codes};
use medpol_model::case::{Case, Mark};
use medpol_model::value::{Interval, Symbols, rounded};
use medpol_model::vocabulary::{Fact, FactKind, FrameId, ListKind, Member, RecordId, Vocabulary};
use medpol_syntax::Node;

use super::limits::{self, Reckoned};
use super::{constraint, joined};
use crate::literal::{self, Literal, type_name};
use crate::report::{self, Subject};
use crate::selecting;

/// A case being decoded.
pub(super) struct Decoding<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) symbols: &'a Symbols,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) case: Case,
    /// Names that the vocabulary does not have.
    pub(super) unknown: Vec<Diagnostic>,
    /// Dates that have limits as reckoned from the anchor.
    pub(super) reckoned: Vec<Reckoned<'a>>,
    /// Where the anchor is given.
    pub(super) anchor: Option<Span>,
}

impl<'a> Decoding<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary, symbols: &'a Symbols, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        let (case, unknown, reckoned) = (Case::default(), Vec::new(), Vec::new());
        let mut decoding = Self { vocabulary, symbols, diagnostics, case, unknown, reckoned, anchor: None };
        decoding.add_frame(FrameId::CASE);
        decoding
    }

    /// Adds the slots of one element, all blank, and returns the first.
    pub(super) fn add_frame(&mut self, frame: FrameId) -> usize {
        let blank = self.vocabulary.frame(frame).map_or(&[][..], |frame| &frame.blank);
        self.case.facts.add_frame(blank)
    }

    /// Decodes the facts of the case.
    pub(super) fn facts(&mut self, root: &Node) {
        let record = self.vocabulary.frame(FrameId::CASE).map_or(RecordId(0), |frame| frame.record);
        self.record(root, record, 0);
    }

    fn record(&mut self, node: &Node, record: RecordId, base: usize) {
        let Some(known) = self.vocabulary.record(record) else { return };
        let Some(entries) = node.mapping() else {
            if !node.is_null() {
                let names = known.members.iter().map(|(name, _)| &**name);
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::R0002,
                        node.span,
                        format!("`{}` is a group of facts, not {}", known.path, node.describe()),
                    )
                    .label("needs names and values")
                    .help(format!("write it as a mapping of {}", literal::list(names))),
                );
            }
            return;
        };
        for entry in entries {
            match known.member(&entry.key) {
                Some(Member::Record(inner)) => self.record(&entry.value, inner, base),
                Some(Member::Fact(id)) => {
                    if let Some(fact) = self.vocabulary.fact(id) {
                        self.fact(&entry.value, fact, base + fact.slot as usize);
                    }
                }
                None => self.unknown(&entry.key, entry.key_span, &known.path, record),
            }
        }
    }

    fn unknown(&mut self, key: &str, span: Span, record: &str, id: RecordId) {
        let names: Vec<&str> = self
            .vocabulary
            .record(id)
            .map(|record| record.members.iter().map(|(name, _)| &**name).collect())
            .unwrap_or_default();
        let place = if record.is_empty() { "the case".to_owned() } else { format!("`{record}`") };
        let problem = Diagnostic::new(&codes::R0001, span, format!("{place} has no fact named `{key}`"))
            .label(format!("not in vocabulary `{}`", self.vocabulary.id));
        // Of so many no more are told, and looking for names that are like theirs takes long.
        if self.unknown.len() >= MOST_OF_A_KIND {
            self.unknown.push(problem);
            return;
        }
        // What has this name elsewhere is no slip for another name here.
        let problem = match self.elsewhere(key) {
            Some((group, path)) => problem.help(format!("`{path}` belongs below `{group}`: indent it there")),
            None => problem.did_you_mean(key, names.iter().copied()),
        };
        self.unknown.push(problem.help(format!("known here are {}", literal::list(names.iter().copied()))));
    }

    /// The group of the case that has a fact of this name, with the fact's path.
    fn elsewhere(&self, key: &str) -> Option<(&str, &str)> {
        let is_named = |fact: &&Fact| fact.path.rsplit('.').next() == Some(key) && !fact.path.contains("[]");
        let fact = self.vocabulary.facts.iter().find(is_named)?;
        let (group, _) = fact.path.rsplit_once('.')?;
        Some((group, &fact.path))
    }

    /// Decodes the value of one fact into its slot.
    fn fact(&mut self, node: &Node, fact: &'a Fact, slot: usize) {
        let governing = self.vocabulary.governing.and_then(|id| self.vocabulary.fact(id));
        if governing.is_some_and(|governing| std::ptr::eq(governing, fact)) {
            self.diagnostics.push(
                Diagnostic::new(&codes::R0015, node.span, format!("`{}` is not for a case to state", fact.path))
                    .label("the program fills it in")
                    .help("remove it; the facts of the request decide the result of the medical policy")
                    .help("to test coding edits, name that policy with `expect: { governed_by: ID@VERSION }`"),
            );
            return;
        }
        if node.is_null() {
            self.set(slot, None, Mark::NULL);
            return;
        }
        if limits::are_reckoned(fact) {
            self.reckoned.push(Reckoned { fact, slot, span: node.span });
        }
        let anchor = self.vocabulary.anchor.and_then(|id| self.vocabulary.fact(id));
        if anchor.is_some_and(|anchor| anchor.slot as usize == slot) {
            self.anchor = Some(node.span);
        }
        match &fact.kind {
            FactKind::List(list) => self.list(node, fact, list, slot),
            _ if node.mapping().is_some() => constraint::decode(self, node, fact, slot),
            _ => {
                let Some(value) = self.scalar(node, fact) else { return };
                if self.is_in_bounds(value, node.span, fact) {
                    self.set(slot, Some(value.interval), Mark::GIVEN.with(value.mark));
                    note_rounding(&mut self.case, fact, slot, node.text().unwrap_or_default());
                }
            }
        }
    }

    pub(super) fn set(&mut self, slot: usize, value: Option<Interval>, mark: Mark) {
        self.case.facts.set(slot, value, mark);
    }

    /// Reads a scalar as the fact's type; what is wrong with it is reported.
    pub(super) fn scalar(&mut self, node: &Node, fact: &Fact) -> Option<Value> {
        let Some(text) = node.text() else {
            let name = type_name(self.vocabulary, &fact.kind);
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::R0002,
                    node.span,
                    format!("`{}` is one value, not {}", fact.path, node.describe()),
                )
                .label(format!("it is {name}"))
                .help("write a single value; `null` says that the answer is unknown"),
            );
            return None;
        };
        let spelled = selecting::spelled(self.vocabulary, self.symbols, fact, text);
        match literal::read(self.vocabulary, &fact.kind, &spelled) {
            Ok(literal) => Some(self.value(&literal, fact)),
            Err(flaw) => {
                let subject = Subject::fact(&fact.path, fact);
                let mut problem = report::flaw(&report::CASE, flaw, &subject, text, node.span);
                problem.help.extend(joined::help(self.vocabulary, fact, text));
                self.diagnostics.push(problem);
                None
            }
        }
    }

    /// The slot value of a literal.
    pub(super) fn value(&mut self, literal: &Literal, fact: &Fact) -> Value {
        value_of(self.symbols, &mut self.case, literal, fact)
    }

    pub(super) fn is_in_bounds(&mut self, value: Value, span: Span, fact: &Fact) -> bool {
        if limits::are_kept(fact, value) {
            return true;
        }
        let problem = Diagnostic::new(&codes::R0003, span, format!("this value of `{}` cannot be", fact.path))
            .label(literal::bounds(fact).unwrap_or_default())
            .help("check for a slip of the pen or another unit");
        self.diagnostics.push(Subject::fact(&fact.path, fact).show(problem));
        false
    }

    fn list(&mut self, node: &Node, fact: &'a Fact, list: &'a ListKind, slot: usize) {
        let Some((items, is_complete)) = self.items(node, fact) else { return };
        let path = &fact.path;
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        if let Some(most) = list.max_items.filter(|most| count > *most) {
            self.diagnostics.push(
                Diagnostic::new(&codes::R0009, node.span, format!("`{path}` has {count} elements"))
                    .label(format!("at most {most}"))
                    .help("remove what does not belong, or raise `max_items` in the vocabulary"),
            );
            return;
        }
        if let Some(least) = list.min_items.filter(|least| is_complete && count < *least) {
            self.diagnostics.push(
                Diagnostic::new(&codes::R0009, node.span, format!("`{path}` has {count} elements"))
                    .label(format!("at least {least}"))
                    .help("list what is missing, or write `{ items: […], complete: false }`"),
            );
            return;
        }
        let width = self.vocabulary.width(list.frame);
        let first = self.case.facts.slots.len();
        for _ in items {
            self.add_frame(list.frame);
        }
        for (index, item) in items.iter().enumerate() {
            self.element(item, list, first + index * width);
        }
        if list.unique {
            self.check_unique(items, first, width, path);
        }
        let mark = if is_complete { Mark::GIVEN } else { Mark::GIVEN.with(Mark::INCOMPLETE) };
        self.case.facts.set_elements(slot, first, items.len(), mark);
    }

    fn element(&mut self, node: &Node, list: &'a ListKind, base: usize) {
        let Some(frame) = self.vocabulary.frame(list.frame) else { return };
        match list.elements {
            medpol_model::vocabulary::Elements::Records => self.record(node, frame.record, base),
            medpol_model::vocabulary::Elements::Values => {
                if let Some(fact) = frame.facts.first().and_then(|id| self.vocabulary.fact(*id)) {
                    self.fact(node, fact, base);
                }
            }
        }
    }

    /// The elements of a list, and whether they are all.
    fn items<'n>(&mut self, node: &'n Node, fact: &Fact) -> Option<(&'n [Node], bool)> {
        if let Some(items) = node.sequence() {
            return Some((items, true));
        }
        let items = node.get("items").and_then(Node::sequence);
        let complete = match node.get("complete").map(|complete| complete.text().unwrap_or_default()) {
            None | Some("true") => Some(true),
            Some("false") => Some(false),
            Some(_) => None,
        };
        let has_other = node
            .mapping()
            .is_some_and(|entries| entries.iter().any(|entry| !matches!(&*entry.key, "items" | "complete")));
        if let (Some(items), Some(complete), false) = (items, complete, has_other) {
            return Some((items, complete));
        }
        let example = node.text().filter(|text| text.len() <= 40).unwrap_or("…");
        let problem = Diagnostic::new(&codes::R0002, node.span, format!("`{}` is a list", fact.path))
            .label(node.describe())
            .help(format!(
                "write `[{example}]`, or `{{ items: [{example}], complete: false }}` where there may be more"
            ));
        self.diagnostics.push(Subject::fact(&fact.path, fact).show(problem));
        None
    }

    fn check_unique(&mut self, items: &[Node], first: usize, width: usize, path: &str) {
        let facts = &self.case.facts;
        let said = |element: usize| {
            let slots = first + element * width..first + (element + 1) * width;
            slots.map(|slot| (facts.mark(slot), facts.value(slot))).collect::<Vec<_>>()
        };
        let mut first_of: HashMap<Vec<(Mark, Interval)>, usize> = HashMap::new();
        let mut found = Vec::new();
        for (later, item) in items.iter().enumerate() {
            let earlier = *first_of.entry(said(later)).or_insert(later);
            let is_known = (0..width).all(|slot| facts.mark(first + later * width + slot).has(Mark::GIVEN));
            if let Some(earlier) = items.get(earlier).filter(|_| earlier != later && is_known) {
                found.push((item.span, earlier.span));
            }
        }
        for (later, earlier) in found {
            self.diagnostics.push(
                Diagnostic::new(&codes::R0010, later, format!("`{path}` lists the same element twice"))
                    .label("second time")
                    .also(earlier, "first time")
                    .help("remove one of them"),
            );
        }
    }
}

/// Notes what rounds to a figure that states a derived number, so that what follows from other facts can
/// be held against it.
pub(super) fn note_rounding(case: &mut Case, fact: &Fact, slot: usize, text: &str) {
    let (FactKind::Decimal { unit }, Some(_)) = (&fact.kind, fact.derivation) else { return };
    if let (Some(rounded), Ok(slot)) = (rounded(text, *unit), u32::try_from(slot)) {
        case.facts.rounded.insert(slot, rounded);
    }
}

/// A slot value with the mark of how it is counted.
#[derive(Clone, Copy)]
pub(super) struct Value {
    pub(super) interval: Interval,
    pub(super) mark: Mark,
}

/// The slot value of a literal: the one place where a written value becomes a stored one.
pub(super) fn value_of(symbols: &Symbols, case: &mut Case, literal: &Literal, fact: &Fact) -> Value {
    let plain = |interval| Value { interval, mark: Mark::ABSENT };
    match literal {
        Literal::Mask(mask) => plain(Interval::point(i64::from_ne_bytes(mask.to_ne_bytes()))),
        Literal::Ticks(ticks) => plain(*ticks),
        Literal::Symbol(text) => {
            let number = symbols.find(text).unwrap_or_else(|| case.facts.own_text(text));
            plain(Interval::point(number))
        }
        Literal::Duration(written) => {
            let clock = match fact.kind {
                FactKind::Duration(clock) => clock,
                _ => medpol_model::vocabulary::Clock::Length,
            };
            Value { interval: literal::counted(*written, clock), mark: Mark::of_duration(*written) }
        }
    }
}
