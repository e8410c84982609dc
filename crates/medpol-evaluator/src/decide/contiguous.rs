//! Whether the values of a list follow each other in the order of their enumeration.
//!
//! Exact for elements of which several values are possible and for lists that may go on: some way of
//! choosing a value for each element leaves no gap, or leaves one. Nothing is allocated.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::FactRef;
use medpol_model::value::Status;
use medpol_model::vocabulary::{Enumeration, FactKind};

use super::elements::Elements;
use super::relation::Related;
use crate::reading::Evaluation;

/// The most values an enumeration has.
const MOST: usize = 64;

impl<F: ReadFacts> Evaluation<'_, F> {
    /// Whether the distinct values of a list have no gap between them; an empty list has none.
    pub(super) fn contiguous(&self, leaf: Related<'_>) -> Status {
        let (Some(elements), Some(domain)) = (self.values_of(leaf.fact, leaf), self.domain_of(leaf.fact)) else {
            return Status::UNKNOWN;
        };
        let list = List { scene: self, elements, domain };
        Status::of(list.can_be_a_run(), list.can_have_a_gap())
    }

    /// Every value that an element of a list can have.
    fn domain_of(&self, list: FactRef) -> Option<u64> {
        let FactKind::List(kind) = &self.fact(list)?.kind else { return None };
        let element = self.vocabulary.frame(kind.frame)?.facts.first().copied()?;
        match &self.vocabulary.fact(element)?.kind {
            FactKind::Enumeration(id) => self.vocabulary.enumeration(*id).map(Enumeration::domain),
            _ => None,
        }
    }
}

/// The elements of a list, each with the values it can have.
struct List<'a, F> {
    scene: &'a Evaluation<'a, F>,
    elements: Elements<'a>,
    domain: u64,
}

impl<F: ReadFacts> List<'_, F> {
    /// The values that the element at a slot can have, as bits.
    fn possible(&self, slot: usize) -> u64 {
        let facts = self.scene.case;
        if facts.mark(slot).has(Mark::GIVEN) {
            u64::from_ne_bytes(facts.value(slot).low.to_ne_bytes()) & self.domain
        } else {
            self.domain
        }
    }

    fn masks(&self) -> impl Iterator<Item = u64> {
        self.elements.bases().map(|slot| self.possible(slot))
    }

    /// Whether there is a value that none has, one below it that some has, and one above.
    fn can_have_a_gap(&self) -> bool {
        let complete = self.elements.is_complete;
        bits(self.domain).any(|gap| {
            let (below, above) = (self.domain & (gap - 1), self.domain & !(gap - 1) & !gap);
            if below == 0 || above == 0 || self.masks().any(|mask| mask == gap) {
                return false;
            }
            // What may come yet can stand on either side.
            let (mut low, mut high, mut either) = (!complete, !complete, if complete { 0 } else { 2 });
            for mask in self.masks() {
                low |= mask & below != 0;
                high |= mask & above != 0;
                either += usize::from(mask & !gap != 0);
            }
            low && high && either > 1
        })
    }

    /// Whether each element can have a value of one run so that all values of the run occur.
    fn can_be_a_run(&self) -> bool {
        // What may come yet can fill every gap.
        if !self.elements.is_complete || self.elements.has_none() {
            return true;
        }
        (0..MOST).any(|first| {
            let mut run = 0_u64;
            let mut taken = Taken { of_value: [None; MOST] };
            for value in (first..MOST).take_while(|value| self.domain & (1 << value) != 0) {
                run |= 1 << value;
                if !taken.give(self, value, &mut 0) {
                    return false;
                }
                if self.masks().all(|mask| mask & run != 0) {
                    return true;
                }
            }
            false
        })
    }
}

/// Which element stands for which value, no element for two.
struct Taken {
    of_value: [Option<usize>; MOST],
}

impl Taken {
    /// Finds an element for a value, moving others to other elements where that helps.
    fn give<F: ReadFacts>(&mut self, list: &List<'_, F>, value: usize, tried: &mut u64) -> bool {
        *tried |= 1 << value;
        for slot in list.elements.bases().filter(|slot| list.possible(*slot) & (1 << value) != 0) {
            let holder = self.of_value.iter().position(|taken| *taken == Some(slot));
            let is_free = match holder {
                None => true,
                Some(other) => *tried & (1 << other) == 0 && self.give(list, other, tried),
            };
            if is_free && let Some(place) = self.of_value.get_mut(value) {
                *place = Some(slot);
                return true;
            }
        }
        false
    }
}

/// The single bits of a mask, from the lowest.
fn bits(mask: u64) -> impl Iterator<Item = u64> {
    (0..MOST).map(|place| 1_u64 << place).filter(move |bit| mask & bit != 0)
}
