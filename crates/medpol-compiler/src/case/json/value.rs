//! Values and lists of plain JSON cases.

use std::fmt;

use medpol_model::case::Mark;
use medpol_model::value::{Interval, PartialDate};
use medpol_model::vocabulary::{Clock, Elements, Enumeration, Fact, FactKind, ListKind};
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::decode::{Value, note_rounding};
use super::super::limits;
use super::{JsonCases, RecordSeed, not_plain};
use crate::{code, literal, selecting};

/// The value of a fact.
pub(super) struct FactSeed<'r, 'a> {
    pub(super) into: &'r mut JsonCases<'a>,
    pub(super) fact: &'a Fact,
    pub(super) slot: usize,
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
        note_rounding(&mut self.into.case, self.fact, self.slot, text);
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
                if limits::are_reckoned(self.fact) {
                    self.into.reckoned.push((self.fact, self.slot));
                }
                (date, Mark::GIVEN)
            }
            FactKind::Duration(clock) => {
                let (interval, mark) = duration(text, *clock)?;
                if !limits::are_kept(self.fact, Value { interval, mark }) {
                    return None;
                }
                (interval, mark)
            }
            FactKind::Code { .. } if text.is_empty() || text.chars().any(char::is_control) => return None,
            FactKind::Code { systems } => {
                let number = if code::is_normal(text, systems) {
                    self.number_of(text)
                } else {
                    self.number_of(&code::read(text, systems).ok()?)
                };
                (Interval::point(number), Mark::GIVEN)
            }
            FactKind::Text if !text.is_empty() && !text.chars().any(char::is_control) => {
                let spelled = selecting::spelled(self.into.vocabulary, self.into.symbols, self.fact, text);
                (Interval::point(self.number_of(&spelled)), Mark::GIVEN)
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
    Some((literal::counted(written, clock), Mark::GIVEN.with(Mark::of_duration(written))))
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
        self.into.case.facts.set_elements(self.slot, first, count, Mark::GIVEN);
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
