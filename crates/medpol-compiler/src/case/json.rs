//! Plain JSON cases straight into slots, for reading many of them.
//!
//! One pass that matches keys to slots and builds no tree. It reads what needs no explaining: exact
//! values, partial dates, `null` and complete lists. Everything else, and everything that is wrong, it
//! leaves to [`super::case`], which has the diagnostics; the two never disagree, and a test holds them
//! to it. Values are read by the same functions on both paths.

mod value;

use std::fmt;

use medpol_model::case::{Case, Mark};
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::{Fact, FrameId, Member, RecordId, Vocabulary};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::limits;
use value::FactSeed;

/// Files longer than this are for the path that has diagnostics.
const LONGEST: usize = 1 << 20;

/// Reads one case after another into the same memory.
#[derive(Debug)]
pub struct JsonCases<'a> {
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    case: Case,
    /// Dates that have limits as reckoned from the anchor, with their slots.
    reckoned: Vec<(&'a Fact, usize)>,
}

impl<'a> JsonCases<'a> {
    /// A reader of cases of one vocabulary.
    pub fn new(vocabulary: &'a Vocabulary, symbols: &'a Symbols) -> Self {
        Self { vocabulary, symbols, case: Case::default(), reckoned: Vec::new() }
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
        if !self.are_limits_kept() {
            return None;
        }
        let found = self.vocabulary.out_of_order(&self.case.facts);
        self.case.facts.set_out_of_order(found);
        Some(&self.case)
    }

    fn clear(&mut self) {
        let facts = &mut self.case.facts;
        facts.slots.clear();
        facts.marks.clear();
        facts.alternatives.clear();
        facts.runs.clear();
        facts.rounded.clear();
        facts.texts.clear();
        facts.numbers.clear();
        facts.set_out_of_order(Vec::new());
        self.reckoned.clear();
        self.case.title = None;
        self.add_frame(FrameId::CASE);
    }

    fn add_frame(&mut self, frame: FrameId) -> usize {
        let blank = self.vocabulary.frame(frame).map_or(&[][..], |frame| &frame.blank);
        self.case.facts.add_frame(blank)
    }

    /// Sets a slot that was not set before.
    fn set(&mut self, slot: usize, value: Option<Interval>, mark: Mark) {
        self.case.facts.set(slot, value, mark);
    }

    fn are_limits_kept(&self) -> bool {
        let facts = &self.case.facts;
        let now = limits::anchor(self.vocabulary, facts);
        self.reckoned.iter().all(|(fact, slot)| limits::broken(fact, *slot, facts, now).is_none())
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
