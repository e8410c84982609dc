//! The values of lists of single values, and of facts that are one of many values: sorted, so that one of them is
//! found without going through all.
//!
//! Sorted when they are first asked for, and kept until the next case. Short lists of exact values are gone through.

use std::cell::OnceCell;

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{FactRef, Offset, ValueKind};
use medpol_model::value::{Interval, Status};

use super::elements::Elements;
use super::relation::equal_values;
use crate::reading::{Evaluation, Reading};

/// Lists of no more elements are gone through, as long as each has one value.
const FEW: usize = 8;

/// The sorted values of a case, by slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListedValues {
    /// None until something is sorted.
    slots: OnceCell<Vec<Slot>>,
    /// How many slots the case has.
    room: usize,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    /// The elements of the list that begins here.
    elements: OnceCell<Box<Listed>>,
    /// The values of which the fact has one.
    values: OnceCell<Box<Listed>>,
}

impl ListedValues {
    /// Forgets the case before, and makes room for so many slots.
    pub(crate) fn begin(&mut self, slots: usize) {
        self.slots.take();
        self.room = slots;
    }

    /// The elements of the list that begins in a slot, where they were sorted.
    fn known(&self, slot: usize) -> Option<&Listed> {
        self.slots.get()?.get(slot)?.elements.get().map(|listed| &**listed)
    }

    fn slot(&self, slot: usize) -> Option<&Slot> {
        self.slots.get_or_init(|| vec![Slot::default(); self.room]).get(slot)
    }
}

/// Values, sorted.
#[derive(Clone, Debug, Default)]
struct Listed {
    /// Those that are there for sure.
    sure: Vec<i64>,
    /// All that may be there, by their lower ends; the upper end is the highest so far.
    possible: Vec<Interval>,
    /// All that may be there, where values are masks.
    mask: i64,
    /// Whether any value at all may be there.
    is_anything: bool,
}

impl Listed {
    fn add(&mut self, kind: ValueKind, value: Interval, is_sure: bool) {
        if is_sure && kind.is_single(value) {
            self.sure.push(value.low);
        }
        match kind {
            ValueKind::Mask => self.mask |= value.low,
            ValueKind::Symbol => self.possible.push(Interval::point(value.low)),
            ValueKind::Ticks => self.possible.push(value),
        }
    }

    fn sorted(mut self) -> Self {
        self.sure.sort_unstable();
        self.possible.sort_unstable_by_key(|value| value.low);
        let mut high = i64::MIN;
        for value in &mut self.possible {
            high = high.max(value.high);
            value.high = high;
        }
        self
    }

    /// Whether a value may be one of these.
    fn may_have(&self, kind: ValueKind, value: Interval) -> bool {
        let value = if kind == ValueKind::Symbol { Interval::point(value.low) } else { value };
        let among = || {
            let below = self.possible.partition_point(|known| known.low <= value.high);
            below.checked_sub(1).and_then(|last| self.possible.get(last)).is_some_and(|known| known.high >= value.low)
        };
        self.is_anything || if kind == ValueKind::Mask { self.mask & value.low != 0 } else { among() }
    }

    /// Whether a value is one of these for sure.
    fn has(&self, kind: ValueKind, value: Interval) -> bool {
        kind.is_single(value) && self.sure.binary_search(&value.low).is_ok()
    }
}

impl<'a, F: ReadFacts> Evaluation<'a, F> {
    /// Whether a value is an element of a list of single values.
    pub(super) fn has(&self, list: FactRef, elements: Elements<'_>, kind: ValueKind, wanted: Reading) -> Status {
        let is_plain = |base: usize| !self.case.mark(base).has(Mark::ALTERNATIVES);
        let Some(listed) = self.listed_elements(elements, kind, |base| elements.len() <= FEW && is_plain(base)) else {
            let hits = elements.bases().map(|base| {
                let element = self.element(base);
                self.each_value(list, wanted, |wanted| {
                    self.each_value(list, element, |element| equal_values(kind, element, wanted))
                })
            });
            return super::relation::some(hits, elements.is_complete);
        };
        let Reading::Value { value, mark, slot } = wanted else {
            return Status::of(!elements.is_complete || !elements.is_empty(), true);
        };
        let mut may_be_there = false;
        for value in self.case.values(slot, &value, mark) {
            may_be_there |= self.step(list) && listed.may_have(kind, *value);
            if may_be_there {
                break;
            }
        }
        let is_there = !mark.has(Mark::ALTERNATIVES) && listed.has(kind, value);
        Status::of(!elements.is_complete || may_be_there, !is_there)
    }

    /// The sorted values of a list; `None` where they are few and plain.
    fn listed_elements(
        &self,
        elements: Elements<'_>,
        kind: ValueKind,
        is_plain: impl Fn(usize) -> bool,
    ) -> Option<&'a Listed> {
        let first = elements.first();
        if let Some(known) = self.listed.known(first) {
            return Some(known);
        }
        if elements.is_empty() || (0..elements.len()).all(|index| is_plain(elements.place(index).base)) {
            return None;
        }
        Some(self.listed.slot(first)?.elements.get_or_init(|| {
            let mut listed = Listed::default();
            for base in elements.bases() {
                match self.element(base) {
                    Reading::Value { value, mark, slot } => {
                        let is_sure = !mark.has(Mark::ALTERNATIVES);
                        self.case.values(slot, &value, mark).iter().for_each(|one| listed.add(kind, *one, is_sure));
                    }
                    Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => listed.is_anything = true,
                }
            }
            Box::new(listed.sorted())
        }))
    }

    /// Whether two facts have the same value, the second shifted. Where both are one of several values, those of the
    /// second are sorted.
    pub(super) fn same(
        &self,
        kind: ValueKind,
        [left, right]: [FactRef; 2],
        [one, other]: [Reading; 2],
        offset: Offset,
    ) -> Status {
        let plain = || {
            self.each_value(left, one, |one| {
                self.each_value(right, other, |other| equal_values(kind, one, offset.added_to(other)))
            })
        };
        let Reading::Value { mark, slot, .. } = other else { return plain() };
        if !mark.has(Mark::ALTERNATIVES) || self.case.alternatives(slot).len() <= FEW {
            return plain();
        }
        let Some(place) = self.listed.slot(slot) else { return plain() };
        let listed = place.values.get_or_init(|| {
            let mut listed = Listed::default();
            let alternatives = self.case.alternatives(slot).iter().take_while(|_| self.step(right));
            alternatives.for_each(|value| listed.add(kind, *value, false));
            Box::new(listed.sorted())
        });
        // Of several values one at least is another.
        self.each_value(left, one, |one| Status::of(listed.may_have(kind, offset.taken_from(one)), true))
    }
}
