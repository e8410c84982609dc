//! Tests of lists of single values: what they include, and whether a value is one of theirs.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{FactRef, Inclusion, Offset, ValueKind, Wanted, within_mask};
use medpol_model::value::{Interval, Status};
use medpol_model::vocabulary::FactKind;

use super::elements::Elements;
use super::relation::{Related, among, some};
use crate::reading::{Access, Evaluation, Flaw, Reading};

/// The width of a list of single values.
const ONE_SLOT: usize = 1;

impl<'a, F: ReadFacts> Evaluation<'a, F> {
    /// A list of single values, under the rules of the leaf that reads it.
    pub(super) fn values_of(&self, list: FactRef, leaf: Related<'_>) -> Option<Elements<'a>> {
        if leaf.rules.is_none() {
            return self.elements(list, ONE_SLOT, leaf.frames);
        }
        match self.access(list, leaf.rules, leaf.frames) {
            Access::Absent(_) => Some(self.no_elements(list)),
            Access::Tested(Reading::Value { .. }) => self.elements(list, ONE_SLOT, leaf.frames),
            Access::Tested(_) | Access::Assumed(_) | Access::NotEvidenced => None,
        }
    }

    /// Whether a value is one of a list's elements.
    pub(super) fn among_values(&self, values: ValueKind, reading: Reading, list: FactRef, leaf: Related<'_>) -> Status {
        match self.values_of(list, leaf) {
            None => Status::UNKNOWN,
            Some(elements) => self.has(list, elements, values, reading),
        }
    }

    /// The single value that starts at a slot.
    pub(super) fn element(&self, slot: usize) -> Reading {
        let mark = self.case.mark(slot);
        if self.case.is_out_of_order(slot) {
            Reading::Unusable(Flaw::OutOfOrder)
        } else if mark.has(Mark::GIVEN) {
            Reading::Value { value: self.case.value(slot), mark, slot }
        } else {
            Reading::Unknown
        }
    }

    pub(super) fn includes(
        &self,
        leaf: Related<'_>,
        values: ValueKind,
        inclusion: Inclusion,
        wanted: &Wanted,
    ) -> Status {
        if let (Wanted::List(other), Inclusion::Any | Inclusion::All | Inclusion::None) = (wanted, inclusion)
            && self.values_of(*other, leaf).is_some_and(Elements::has_none)
        {
            // The right side is empty: every list includes all of its values, and none of them.
            return Status::known(inclusion != Inclusion::Any);
        }
        let Some(elements) = self.values_of(leaf.fact, leaf) else { return Status::UNKNOWN };
        let kind = self.element_kind(leaf.fact);
        let test = |wanted: &dyn Fn(Reading) -> Status| {
            let of_element = |base: usize| self.of_each(leaf.fact, kind, self.element(base), wanted);
            match inclusion {
                Inclusion::Any | Inclusion::All => some(elements.bases().map(of_element), elements.is_complete),
                Inclusion::None => some(elements.bases().map(of_element), elements.is_complete).negated(),
                Inclusion::Only => {
                    some(elements.bases().map(|base| of_element(base).negated()), elements.is_complete).negated()
                }
            }
        };
        match (inclusion, wanted) {
            (Inclusion::Any | Inclusion::All, Wanted::Fact(other)) => {
                self.of_each(*other, kind, self.right(*other, leaf), &|right| {
                    self.has(leaf.fact, elements, values, right)
                })
            }
            (Inclusion::None, Wanted::Fact(other)) => self.of_each(*other, kind, self.right(*other, leaf), &|right| {
                self.has(leaf.fact, elements, values, right).negated()
            }),
            (Inclusion::Only, Wanted::Fact(other)) => self.of_each(*other, kind, self.right(*other, leaf), &|right| {
                test(&|element| self.same(values, [leaf.fact, *other], [element, right], Offset::None))
            }),
            (Inclusion::All, _) => self.includes_all(elements, leaf, values, wanted),
            (_, Wanted::Mask(allowed)) => {
                test(&|element| self.each_value(leaf.fact, element, |value| within_mask(value, *allowed)))
            }
            (_, Wanted::Points(ticks)) => {
                test(&|element| self.each_value(leaf.fact, element, |value| among(value, ticks)))
            }
            (_, Wanted::Symbols(set)) => {
                test(&|element| self.each_value(leaf.fact, element, |value| self.in_set(value, set)))
            }
            (_, Wanted::List(other)) => test(&|element| self.among_values(values, element, *other, leaf)),
        }
    }

    /// Whether every wanted value is an element.
    fn includes_all(&self, elements: Elements<'_>, leaf: Related<'_>, values: ValueKind, wanted: &Wanted) -> Status {
        let point = |tick: i64| Reading::Value { value: Interval::point(tick), mark: Mark::GIVEN, slot: usize::MAX };
        let has = |tick: i64| self.has(leaf.fact, elements, values, point(tick));
        match wanted {
            Wanted::Mask(mask) => {
                let bits =
                    (0..64).map(|bit| 1_i64 << bit).filter(|bit| mask & u64::from_ne_bytes(bit.to_ne_bytes()) != 0);
                self.has_all(elements, values, bits.map(has))
            }
            Wanted::Points(ticks) => self.has_all(elements, values, distinct(ticks).map(has)),
            Wanted::Symbols(set) => self.has_all(elements, values, distinct(&set.numbers).map(has)),
            Wanted::Fact(_) => Status::UNKNOWN,
            Wanted::List(other) => match self.values_of(*other, leaf) {
                None => Status::UNKNOWN,
                Some(others) => {
                    let missing =
                        others.bases().map(|base| self.has(leaf.fact, elements, values, self.element(base)).negated());
                    some(missing, others.is_complete).negated()
                }
            },
        }
    }

    /// Whether all of several different values are elements. One element cannot be two of them.
    fn has_all(&self, elements: Elements<'_>, values: ValueKind, hits: impl Iterator<Item = Status>) -> Status {
        let mut open = 0;
        for hit in hits {
            match hit {
                Status::MET => {}
                Status::UNKNOWN => open += 1,
                _ => return Status::NOT_MET,
            }
        }
        let is_inexact = |base: &usize| match self.element(*base) {
            Reading::Value { value, mark, .. } => mark.has(Mark::ALTERNATIVES) || !values.is_single(value),
            Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => true,
        };
        match open {
            0 => Status::MET,
            open if elements.is_complete && elements.bases().filter(is_inexact).count() < open => Status::NOT_MET,
            _ => Status::UNKNOWN,
        }
    }

    /// The type of a list's elements.
    fn element_kind(&self, list: FactRef) -> Option<&FactKind> {
        let FactKind::List(kind) = &self.fact(list)?.kind else { return None };
        let element = self.vocabulary.frame(kind.frame)?.facts.first().copied()?;
        self.vocabulary.fact(element).map(|element| &element.kind)
    }
}

/// Sorted numbers without repeats.
fn distinct(sorted: &[i64]) -> impl Iterator<Item = i64> {
    let is_new = |at: usize| at == 0 || sorted.get(at - 1) != sorted.get(at);
    sorted.iter().enumerate().filter(move |(at, _)| is_new(*at)).map(|(_, number)| *number)
}
