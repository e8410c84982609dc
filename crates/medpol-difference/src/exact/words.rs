//! Facts of a record and answers to them in words.
//!
//! A range of values is written as a case document would state it, so that it reads the same everywhere.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_compiler::write_case;
use medpol_model::answer::ExactKind;
use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::Order;
use medpol_model::value::{Duration, Interval, Span, Symbols, WrittenDuration};
use medpol_model::vocabulary::{Fact, FactId, FactKind, Vocabulary};
use medpol_proof::{AnswerValues, RecordFact, TimeRange};
use medpol_syntax::Draft;

use crate::said::{Said, at, entries, get};

/// How many codes are named at most.
const MOST_CODES: usize = 6;

/// How many entries of a list are told at most.
const MOST_ENTRIES: usize = 3;

/// What an empty list is called, whatever it is a list of.
const NONE: &str = "none";

/// A record with its words.
pub(super) struct Words<'a> {
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    facts: Draft,
    /// What was said of the values of a fact, by its slot: many answers are alike.
    said: RefCell<BTreeMap<u32, Vec<(AnswerValues, String)>>>,
}

impl<'a> Words<'a> {
    pub(super) fn of(policy: &'a Policy, symbols: &'a Symbols, case: &'a Case) -> Self {
        let vocabulary = &*policy.vocabulary;
        Self { vocabulary, symbols, facts: facts_of(case, vocabulary, symbols), said: RefCell::default() }
    }

    fn said(&self) -> Said<'a> {
        Said { vocabulary: self.vocabulary, other: None }
    }

    fn fact(&self, id: FactId) -> Option<&'a Fact> {
        self.vocabulary.fact(id)
    }

    /// Its name, with whose it is.
    pub(super) fn label(&self, fact: &RecordFact) -> String {
        let Some(known) = self.fact(fact.fact) else { return fact.path.to_string() };
        let list = self.vocabulary.frame(known.frame).and_then(|frame| self.fact(frame.list?));
        match (list, fact.elements.last()) {
            (Some(list), Some(number)) => format!("{} (entry {} of “{}”)", known.label, number + 1, list.label),
            (Some(_) | None, _) => known.label.to_string(),
        }
    }

    pub(super) fn question(&self, fact: &RecordFact) -> Arc<str> {
        let known = self.fact(fact.fact);
        known.map_or_else(
            || Arc::clone(&fact.path),
            |known| known.question.clone().unwrap_or_else(|| Arc::clone(&known.label)),
        )
    }

    /// The facts that it follows from, by name.
    pub(super) fn instead(&self, fact: &RecordFact) -> Vec<String> {
        let derivation = self.fact(fact.fact).and_then(|known| known.derivation);
        let derivation = derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize));
        let Some(derivation) = derivation.filter(|derivation| derivation.elements().is_none()) else {
            return Vec::new();
        };
        let inputs = derivation.facts(&self.vocabulary.program).into_iter();
        inputs.filter_map(|input| self.fact(input.fact)).map(|input| input.label.to_string()).collect()
    }

    /// What the record says of a fact.
    pub(super) fn on_record(&self, fact: &RecordFact) -> Option<String> {
        let draft = at(&self.facts, &fact.path, &fact.elements);
        let known = self.fact(fact.fact)?;
        match (draft, &known.kind) {
            (Some(draft), FactKind::List(_)) => Some(entries(draft)),
            (Some(draft), _) => Some(self.said().say(draft, Some(known))),
            // What is denied stands apart in a document.
            (None, _) => None,
        }
    }

    /// Answers to an open fact in words.
    pub(super) fn answer(&self, fact: &RecordFact, values: &AnswerValues, case: &Case) -> String {
        if *values == AnswerValues::List {
            return self.values(fact, values, case);
        }
        let mut said = self.said.borrow_mut();
        let own = said.entry(fact.slot).or_default();
        if let Some((_, text)) = own.iter().find(|(known, _)| known == values) {
            return text.clone();
        }
        let text = self.values(fact, values, case);
        own.push((values.clone(), text.clone()));
        text
    }

    /// What kind of answers these are.
    pub(super) fn kind(&self, fact: &RecordFact, values: &AnswerValues, case: &Case) -> ExactKind {
        let is_boolean = self.fact(fact.fact).is_some_and(|known| known.kind == FactKind::Boolean);
        match values {
            AnswerValues::Names(0b10) if is_boolean => ExactKind::Yes,
            AnswerValues::Names(0b01) if is_boolean => ExactKind::No,
            AnswerValues::Names(_) | AnswerValues::Ticks(_) | AnswerValues::Times(_) | AnswerValues::Texts { .. } => {
                ExactKind::Values
            }
            AnswerValues::List if self.is_empty(fact, case) => ExactKind::Empty,
            AnswerValues::List => ExactKind::Entries,
            AnswerValues::Proof => ExactKind::Document,
        }
    }

    fn is_empty(&self, list: &RecordFact, case: &Case) -> bool {
        slot(self.vocabulary, &case.facts, list).is_some_and(|slot| case.facts.elements(slot).1 == 0)
    }

    /// Answers in words.
    pub(super) fn values(&self, fact: &RecordFact, values: &AnswerValues, case: &Case) -> String {
        let Some(known) = self.fact(fact.fact) else { return String::new() };
        match values {
            AnswerValues::Names(bits) => {
                let bits = i64::from_ne_bytes(bits.to_ne_bytes());
                self.written(fact, |facts, slot| facts.set(slot, Some(Interval::point(bits)), Mark::GIVEN), case)
            }
            AnswerValues::Ticks(all) => self.ticks(fact, known, all, case),
            AnswerValues::Times(all) => {
                all.iter().map(|range| self.time(fact, known, *range, case)).collect::<Vec<_>>().join(", or ")
            }
            AnswerValues::Texts { texts, others } => texts_of(texts, *others),
            AnswerValues::List => self.list(fact, case),
            AnswerValues::Proof => match known.evidence.as_ref() {
                [] => "a document that shows it".to_owned(),
                kinds => format!("a document that shows it: {}", kinds.join(" or ")),
            },
        }
    }

    fn ticks(&self, fact: &RecordFact, known: &Fact, all: &[Interval], case: &Case) -> String {
        let open = |interval: &Interval| Interval {
            low: if interval.low <= known.bounds.low { i64::MIN } else { interval.low },
            high: if interval.high >= known.bounds.high { i64::MAX } else { interval.high },
        };
        let all: Vec<Interval> = all.iter().map(open).collect();
        if all.contains(&Interval::ALL) {
            return "any value".to_owned();
        }
        let one =
            |interval: &Interval| self.written(fact, |facts, slot| facts.set(slot, Some(*interval), Mark::GIVEN), case);
        all.iter().map(one).collect::<Vec<_>>().join(", or ")
    }

    fn time(&self, fact: &RecordFact, known: &Fact, range: TimeRange, case: &Case) -> String {
        let least = range.least.filter(|(_, length)| known.limits.min != Some(*length));
        let most = range.most.filter(|(_, length)| known.limits.max != Some(*length));
        match (least, most) {
            (None, None) => "any length".to_owned(),
            (Some((_, begin)), Some((_, end))) if begin.span != end.span => {
                let [first, second] = [(least, None), (None, most)]
                    .map(|(least, most)| self.time(fact, known, TimeRange { least, most }, case));
                format!("{first} and {second}")
            }
            (Some((_, length)), _) | (None, Some((_, length))) => {
                let interval = Interval {
                    low: least.map_or(i64::MIN, |(order, length)| begin(order, length)),
                    high: most.map_or(i64::MAX, |(order, length)| end(order, length)),
                };
                let grain = grain([least, most], length.span);
                let mark = Mark::GIVEN.with(Mark::of_duration(WrittenDuration { duration: length, grain }));
                self.written(fact, |facts, slot| facts.set(slot, Some(interval), mark), case)
            }
        }
    }

    /// What a document would say of a fact.
    fn written(
        &self,
        fact: &RecordFact,
        state: impl FnOnce(&mut medpol_model::case::Facts, usize),
        case: &Case,
    ) -> String {
        let Some(known) = self.fact(fact.fact) else { return String::new() };
        let Some(slot) = slot(self.vocabulary, &case.facts, fact) else { return String::new() };
        let mut stated = Case { facts: case.facts.clone(), ..Case::default() };
        state(&mut stated.facts, slot);
        stated.facts.set_out_of_order(Vec::new());
        let facts = facts_of(&stated, self.vocabulary, self.symbols);
        at(&facts, &fact.path, &fact.elements).map_or_else(String::new, |draft| self.said().say(draft, Some(known)))
    }

    /// The entries of a list that is answered.
    fn list(&self, fact: &RecordFact, case: &Case) -> String {
        if self.is_empty(fact, case) {
            return NONE.to_owned();
        }
        let facts = facts_of(case, self.vocabulary, self.symbols);
        let Some(draft) = at(&facts, &fact.path, &fact.elements) else { return NONE.to_owned() };
        let items: &[Draft] = match draft {
            Draft::List(items) => items,
            other => match get(other, "items") {
                Some(Draft::List(items)) => items,
                Some(_) | None => &[],
            },
        };
        if items.is_empty() {
            return NONE.to_owned();
        }
        let told: Vec<String> =
            items.iter().take(MOST_ENTRIES).map(|item| self.outer(item, &format!("{}[]", fact.path))).collect();
        let more = items.len().saturating_sub(MOST_ENTRIES);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        let told = format!("{}{more}", told.join("; "));
        if items.len() > 1 { format!("for example {}: {told}", entries(draft)) } else { format!("for example {told}") }
    }

    /// An entry of a list that is answered: a value by itself, several facts in brackets.
    fn outer(&self, draft: &Draft, path: &str) -> String {
        match draft {
            Draft::Mapping(fields) if fields.is_empty() => "an entry, whatever it says".to_owned(),
            Draft::Mapping(_) => format!("an entry ({})", self.entry(draft, path)),
            Draft::Null | Draft::Value(_) | Draft::Text(_) | Draft::List(_) => self.entry(draft, path),
        }
    }

    /// An entry of a list by its facts.
    fn entry(&self, draft: &Draft, path: &str) -> String {
        let of = |path: &str| self.vocabulary.facts.iter().find(|fact| *fact.path == *path);
        match draft {
            Draft::Mapping(fields) => {
                let field = |(key, value): &(String, Draft)| {
                    let path = format!("{path}.{key}");
                    match of(&path) {
                        Some(fact) if matches!(fact.kind, FactKind::List(_)) => {
                            format!("{}: {}", fact.label, self.said().say(value, self.element(fact)))
                        }
                        Some(fact) => format!("{}: {}", fact.label, self.said().say(value, Some(fact))),
                        None => self.entry(value, &path),
                    }
                };
                fields.iter().map(field).collect::<Vec<_>>().join(", ")
            }
            Draft::Null | Draft::Value(_) | Draft::Text(_) | Draft::List(_) => self.said().say(draft, of(path)),
        }
    }

    /// The single value that an element of a list is.
    fn element(&self, list: &Fact) -> Option<&'a Fact> {
        let FactKind::List(kind) = &list.kind else { return None };
        self.fact(*self.vocabulary.frame(kind.frame)?.facts.first()?)
    }
}

fn facts_of(case: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> Draft {
    let document = write_case(case, vocabulary, symbols);
    get(&document, "facts").cloned().unwrap_or(Draft::mapping())
}

/// The slot of a fact in a case.
fn slot(vocabulary: &Vocabulary, facts: &medpol_model::case::Facts, fact: &RecordFact) -> Option<usize> {
    let mut around = Vec::new();
    let mut at = vocabulary.fact(fact.fact)?;
    let own = at.slot as usize;
    while let Some(list) = vocabulary.frame(at.frame)?.list {
        at = vocabulary.fact(list)?;
        around.insert(0, at);
    }
    let mut base = 0;
    for (list, number) in around.iter().zip(&fact.elements) {
        let FactKind::List(kind) = &list.kind else { return None };
        let (first, count) = facts.elements(base + list.slot as usize);
        if *number >= count {
            return None;
        }
        base = first + number * vocabulary.width(kind.frame);
    }
    Some(base + own)
}

fn begin(order: Order, length: Duration) -> i64 {
    let tick = length.tick();
    if order == Order::MoreThan { tick + 1 } else { tick }
}

fn end(order: Order, length: Duration) -> i64 {
    let tick = length.tick();
    if order == Order::LessThan { tick - 1 } else { tick }
}

/// Years where all lengths are whole years, weeks where all are whole weeks.
fn grain(bounds: [Option<(Order, Duration)>; 2], span: Span) -> i64 {
    let large = match span {
        Span::Months => 12,
        Span::Days => 7,
    };
    let is_whole = bounds.iter().flatten().all(|(_, length)| length.count % large == 0);
    if is_whole { large } else { 1 }
}

fn texts_of(texts: &[Arc<str>], others: bool) -> String {
    let named: Vec<&str> = texts.iter().take(MOST_CODES).map(|text| &**text).collect();
    let more = texts.len().saturating_sub(MOST_CODES);
    let more = if more == 0 { String::new() } else { format!(" or {more} more that the policy names") };
    match (named.is_empty(), others) {
        (true, _) => "any that the policy does not name".to_owned(),
        (false, false) => format!("{}{more}", named.join(" or ")),
        (false, true) => format!("{}{more}, or any that the policy does not name", named.join(" or ")),
    }
}
