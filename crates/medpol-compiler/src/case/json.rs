//! Plain JSON cases straight into slots, for reading many of them.
//!
//! One pass that matches keys to slots and builds no tree. It reads what needs no explaining: exact
//! values, partial dates, `null` and complete lists. Everything else, and everything that is wrong, it
//! leaves to [`super::case`], which has the diagnostics; the two never disagree, and a test holds them
//! to it. Values are read by the same functions on both paths.

use std::fmt;

use medpol_model::{
    Case, Clock, Elements, Enumeration, Fact, FactKind, FrameId, Interval, ListKind, Mark, Member, PartialDate,
    RecordId, Span, Symbols, Vocabulary,
};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::literal;

/// Files longer than this are for the path that has diagnostics.
const LONGEST: usize = 1 << 20;

/// Reads one case after another into the same memory.
#[derive(Debug)]
pub struct JsonCases<'a> {
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    case: Case,
    /// Slots of dates that cannot lie in the future.
    past: Vec<u32>,
}

impl<'a> JsonCases<'a> {
    /// A reader of cases of one vocabulary.
    pub fn new(vocabulary: &'a Vocabulary, symbols: &'a Symbols) -> Self {
        Self { vocabulary, symbols, case: Case::default(), past: Vec::new() }
    }

    /// Reads a case; `None` where it is not plain, or not right, and [`super::case`] should look.
    pub fn read(&mut self, bytes: &[u8]) -> Option<&Case> {
        if bytes.len() > LONGEST {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        self.clear();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        DocumentSeed { into: self }.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        self.is_past_kept().then_some(&self.case)
    }

    fn clear(&mut self) {
        let facts = &mut self.case.facts;
        facts.slots.clear();
        facts.marks.clear();
        facts.alternatives.clear();
        facts.runs.clear();
        facts.texts.clear();
        self.past.clear();
        self.case.title = None;
        self.add_frame(FrameId::CASE);
    }

    fn add_frame(&mut self, frame: FrameId) -> usize {
        let first = self.case.facts.slots.len();
        if let Some(frame) = self.vocabulary.frame(frame) {
            self.case.facts.slots.extend_from_slice(&frame.blank);
            self.case.facts.marks.resize(self.case.facts.slots.len(), Mark::ABSENT);
        }
        first
    }

    /// Sets a slot that was not set before.
    fn set(&mut self, slot: usize, value: Option<Interval>, mark: Mark) {
        if let (Some(value), Some(place)) = (value, self.case.facts.slots.get_mut(slot)) {
            *place = value;
        }
        if let Some(place) = self.case.facts.marks.get_mut(slot) {
            *place = mark;
        }
    }

    fn is_past_kept(&self) -> bool {
        let anchor = self.vocabulary.anchor.and_then(|id| self.vocabulary.fact(id));
        let now = anchor.map_or(i64::MAX, |anchor| self.case.facts.value(anchor.slot as usize).high);
        self.past.iter().all(|slot| {
            !self.case.facts.mark(*slot as usize).has(Mark::GIVEN) || self.case.facts.value(*slot as usize).low <= now
        })
    }
}

/// What is not plain: the text says nothing, because nobody reads it.
fn not_plain<E: Error>() -> E {
    E::custom("not plain")
}

/// A case document.
struct DocumentSeed<'r, 'a> {
    into: &'r mut JsonCases<'a>,
}

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a case")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let (mut has_format, mut has_facts, mut has_title) = (false, false, false);
        while let Some(key) = entries.next_key::<&str>()? {
            match key {
                "format" if !has_format => {
                    has_format = entries.next_value::<&str>()? == "medpol/case/1";
                }
                "title" if !has_title => {
                    let title = entries.next_value::<&str>()?;
                    if title.is_empty() || title.chars().any(char::is_control) {
                        return Err(not_plain());
                    }
                    has_title = true;
                    self.into.case.title = Some(title.into());
                }
                "facts" if !has_facts => {
                    has_facts = true;
                    let record = self.into.vocabulary.frame(FrameId::CASE).map_or(RecordId(0), |frame| frame.record);
                    entries.next_value_seed(RecordSeed { into: self.into, record, base: 0 })?;
                }
                _ => return Err(not_plain()),
            }
        }
        if has_format && has_facts { Ok(()) } else { Err(not_plain()) }
    }
}

/// The facts of a record.
struct RecordSeed<'r, 'a> {
    into: &'r mut JsonCases<'a>,
    record: RecordId,
    base: usize,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("facts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let vocabulary = self.into.vocabulary;
        let Some(record) = vocabulary.record(self.record) else { return Err(not_plain()) };
        let members = record.members.as_slice();
        // Keys mostly come in the order of the vocabulary, so the search starts where it last ended.
        let mut next = 0;
        let mut seen: u128 = 0;
        while let Some(key) = entries.next_key::<&str>()? {
            let found = (next..members.len())
                .chain(0..next)
                .find(|at| members.get(*at).is_some_and(|(name, _)| **name == *key));
            let Some(at) = found.filter(|at| *at < 128 && seen & (1 << at) == 0) else { return Err(not_plain()) };
            seen |= 1 << at;
            next = at + 1;
            match members.get(at).map(|(_, member)| *member) {
                Some(Member::Record(record)) => {
                    entries.next_value_seed(RecordSeed { into: self.into, record, base: self.base })?;
                }
                Some(Member::Fact(id)) => {
                    let Some(fact) = vocabulary.fact(id) else { return Err(not_plain()) };
                    let slot = self.base + fact.slot as usize;
                    entries.next_value_seed(FactSeed { into: self.into, fact, slot })?;
                }
                None => return Err(not_plain()),
            }
        }
        Ok(())
    }
}

/// The value of a fact.
struct FactSeed<'r, 'a> {
    into: &'r mut JsonCases<'a>,
    fact: &'a Fact,
    slot: usize,
}

impl<'de> DeserializeSeed<'de> for FactSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match &self.fact.kind {
            FactKind::Integer { .. } | FactKind::Decimal { .. } => {
                let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
                self.number(raw.get()).ok_or_else(not_plain)
            }
            FactKind::List(list) => deserializer.deserialize_any(ListSeed { into: self.into, list, slot: self.slot }),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl FactSeed<'_, '_> {
    fn number(self, raw: &str) -> Option<()> {
        if raw == "null" {
            self.into.set(self.slot, None, Mark::NULL);
            return Some(());
        }
        let text = match raw.strip_prefix('"') {
            None if raw.starts_with(['{', '[', 't', 'f']) => return None,
            None => raw,
            Some(quoted) => quoted.strip_suffix('"').filter(|text| !text.contains('\\'))?,
        };
        let literal::Literal::Ticks(ticks) = literal::read(self.into.vocabulary, &self.fact.kind, text).ok()? else {
            return None;
        };
        if self.fact.bounds != Interval::ALL && ticks.meet(self.fact.bounds).is_empty() {
            return None;
        }
        self.into.set(self.slot, Some(ticks), Mark::GIVEN);
        Some(())
    }

    /// A text in the terms of the fact.
    fn text(mut self, text: &str) -> Option<()> {
        let (value, mark) = match &self.fact.kind {
            FactKind::Enumeration(id) => {
                let mask = self.into.vocabulary.enumeration(*id).and_then(|known: &Enumeration| known.mask(text))?;
                (Interval::point(i64::from_ne_bytes(mask.to_ne_bytes())), Mark::GIVEN)
            }
            FactKind::Date => {
                let date = PartialDate::parse(text)?.interval();
                if self.fact.bounds != Interval::ALL && date.meet(self.fact.bounds).is_empty() {
                    return None;
                }
                if self.fact.past {
                    self.into.past.push(u32::try_from(self.slot).ok()?);
                }
                (date, Mark::GIVEN)
            }
            FactKind::Duration(clock) => duration(text, *clock)?,
            FactKind::Code { system } => {
                let rest = text.strip_prefix(&**system).and_then(|rest| rest.strip_prefix(':'))?;
                if rest.is_empty() || text.chars().any(char::is_control) {
                    return None;
                }
                (Interval::point(self.number_of(text)), Mark::GIVEN)
            }
            FactKind::Text if !text.is_empty() && !text.chars().any(char::is_control) => {
                (Interval::point(self.number_of(text)), Mark::GIVEN)
            }
            _ => return None,
        };
        self.into.set(self.slot, Some(value), mark);
        Some(())
    }

    fn number_of(&mut self, text: &str) -> i64 {
        self.into.symbols.find(text).unwrap_or_else(|| self.into.case.facts.own_text(text))
    }
}

fn duration(text: &str, clock: Clock) -> Option<(Interval, Mark)> {
    let written = literal::duration(text).ok()?;
    let mark = match written.duration.span {
        Span::Days => Mark::GIVEN.with(Mark::DAYS),
        Span::Months => Mark::GIVEN,
    };
    Some((literal::counted(written, clock), mark))
}

impl<'de> Visitor<'de> for FactSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        if self.fact.kind != FactKind::Boolean {
            return Err(not_plain());
        }
        self.into.set(self.slot, Some(Interval::point(if value { 0b10 } else { 0b01 })), Mark::GIVEN);
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.text(text).ok_or_else(not_plain)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.into.set(self.slot, None, Mark::NULL);
        Ok(())
    }
}

/// A complete list.
struct ListSeed<'r, 'a> {
    into: &'r mut JsonCases<'a>,
    list: &'a ListKind,
    slot: usize,
}

impl<'de> Visitor<'de> for ListSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.into.set(self.slot, None, Mark::NULL);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, items: A) -> Result<(), A::Error> {
        let has_lists = self.into.vocabulary.frame(self.list.frame).is_some_and(|frame| {
            let mut facts = frame.facts.iter().filter_map(|id| self.into.vocabulary.fact(*id));
            facts.any(|fact| matches!(fact.kind, FactKind::List(_)))
        });
        let first = self.into.case.facts.slots.len();
        let count = if has_lists { self.nested(items)? } else { self.flat(items)? };
        let least = self.list.min_items.unwrap_or(0) as usize;
        let most = self.list.max_items.map_or(usize::MAX, |most| most as usize);
        if count < least || count > most || (self.list.unique && !self.is_unique(first, count)) {
            return Err(not_plain());
        }
        let place = |number: usize| i64::try_from(number).unwrap_or(0);
        self.into.set(self.slot, Some(Interval { low: place(first), high: place(count) }), Mark::GIVEN);
        Ok(())
    }
}

/// Most elements of a list whose elements hold lists themselves.
const MOST_NESTED: usize = 24;

impl ListSeed<'_, '_> {
    /// Elements without lists of their own are read one behind the other.
    fn flat<'de, A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<usize, A::Error> {
        let mut count = 0;
        loop {
            let base = self.into.add_frame(self.list.frame);
            let seed = ElementSeed { into: self.into, list: self.list, base };
            if items.next_element_seed(seed)?.is_none() {
                self.into.case.facts.slots.truncate(base);
                self.into.case.facts.marks.truncate(base);
                return Ok(count);
            }
            count += 1;
        }
    }

    /// Elements with lists of their own: all get their slots before their lists do.
    fn nested<'de, A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<usize, A::Error> {
        let mut texts: [Option<&RawValue>; MOST_NESTED] = [None; MOST_NESTED];
        let mut count = 0;
        while let Some(text) = items.next_element::<&RawValue>()? {
            *texts.get_mut(count).ok_or_else(not_plain)? = Some(text);
            count += 1;
        }
        let first = self.into.case.facts.slots.len();
        for _ in 0..count {
            self.into.add_frame(self.list.frame);
        }
        let width = self.into.vocabulary.width(self.list.frame);
        for (index, text) in texts.iter().flatten().enumerate() {
            let base = first + index * width;
            let seed = ElementSeed { into: self.into, list: self.list, base };
            seed.deserialize(&mut serde_json::Deserializer::from_str(text.get())).map_err(|_| not_plain())?;
        }
        Ok(count)
    }

    /// Whether no element is written twice.
    fn is_unique(&self, first: usize, count: usize) -> bool {
        let width = self.into.vocabulary.width(self.list.frame);
        let facts = &self.into.case.facts;
        let same = |left: usize, right: usize| {
            (0..width).all(|slot| {
                let (left, right) = (first + left * width + slot, first + right * width + slot);
                facts.mark(left) == facts.mark(right) && facts.value(left) == facts.value(right)
            })
        };
        (0..count).all(|later| !(0..later).any(|earlier| same(earlier, later)))
    }
}

/// One element of a list.
struct ElementSeed<'r, 'a> {
    into: &'r mut JsonCases<'a>,
    list: &'a ListKind,
    base: usize,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let vocabulary = self.into.vocabulary;
        let Some(frame) = vocabulary.frame(self.list.frame) else { return Err(not_plain()) };
        match self.list.elements {
            Elements::Records => {
                RecordSeed { into: self.into, record: frame.record, base: self.base }.deserialize(deserializer)
            }
            Elements::Values => {
                let Some(fact) = frame.facts.first().and_then(|id| vocabulary.fact(*id)) else {
                    return Err(not_plain());
                };
                FactSeed { into: self.into, fact, slot: self.base }.deserialize(deserializer)
            }
        }
    }
}
