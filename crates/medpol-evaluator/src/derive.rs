//! Facts that follow from other facts.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{Derivation, Extreme, FactRef, Scope};
use medpol_model::value::{Interval, Status, number};
use medpol_model::vocabulary::{Fact, FactKind};

use crate::frames::Frames;
use crate::reading::{Evaluation, Flaw, Reading};

impl<F: ReadFacts> Evaluation<'_, F> {
    /// What a derivation gives; its own record is already bound.
    pub(crate) fn derive(&self, derivation: &Derivation, own: &Frames) -> Reading {
        let of_two = |first: FactRef, second: FactRef, give: &dyn Fn(Interval, Interval) -> Reading| match (
            self.ticks(first, own),
            self.ticks(second, own),
        ) {
            (Ok(first), Ok(second)) => give(first, second),
            (Err(open @ Reading::Unusable(_)), _) | (_, Err(open)) | (Err(open), Ok(_)) => open,
        };
        match derivation {
            Derivation::ElapsedSince(start) => match self.ticks(*start, own) {
                Ok(start) => Reading::Elapsed { start, end: self.anchor },
                Err(open) => open,
            },
            Derivation::ElapsedBetween { from, to } => {
                of_two(*from, *to, &|start, end| Reading::Elapsed { start, end })
            }
            Derivation::PercentChange { from, to } => {
                of_two(*from, *to, &|from, to| match number::percent_change(from, to) {
                    Interval::ALL => Reading::Unknown,
                    change => derived(change),
                })
            }
            Derivation::BodyMassIndex { weight, height } => {
                of_two(*weight, *height, &|weight, height| derived(number::divide_by_square(weight, height)))
            }
            Derivation::Count(elements) => {
                self.count(self.program.scope(*elements), own).map_or(Reading::Unknown, derived)
            }
            Derivation::Sum { elements, field } => {
                self.total(self.program.scope(*elements), *field, own).map_or(Reading::Unknown, derived)
            }
            Derivation::Latest { elements, field } => {
                self.extreme(self.program.scope(*elements), *field, own, Extreme::Latest)
            }
            Derivation::Earliest { elements, field } => {
                self.extreme(self.program.scope(*elements), *field, own, Extreme::Earliest)
            }
        }
    }

    /// What a fact follows as from others, whether it is given or not.
    pub fn follows(&self, fact: FactRef, frames: &Frames) -> Reading {
        match fact.derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize)) {
            None => Reading::Unknown,
            Some(derivation) => self.of_vocabulary().derive(derivation, &self.own(fact, frames)),
        }
    }

    /// The value of a derived fact: the stated one where there is one, unless what follows from other facts
    /// contradicts it, or cannot be.
    pub(crate) fn settled(&self, fact: FactRef, frames: &Frames) -> Reading {
        let stated = match self.in_order(fact, frames) {
            flawed @ Reading::Unusable(_) => return flawed,
            stated => stated,
        };
        let follows = match self.follows(fact, frames) {
            Reading::Value { value, mark, slot } => match self.fact(fact).and_then(|fact| self.possible(fact, value)) {
                None => return Reading::Unusable(Flaw::OutOfBounds),
                Some(possible) => Reading::Value { value: possible, mark, slot },
            },
            Reading::Elapsed { start, end } if self.is_out_of_limits(fact, start, end) => {
                return Reading::Unusable(Flaw::OutOfBounds);
            }
            other => other,
        };
        match stated {
            Reading::Value { .. } if self.can_agree(fact, stated, follows, frames) => stated,
            Reading::Value { .. } => Reading::Unusable(Flaw::Contradicted),
            Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => follows,
        }
    }

    /// What is left of a derived value within the bounds of its fact; `None` where nothing is.
    fn possible(&self, fact: &Fact, value: Interval) -> Option<Interval> {
        let possible = value.meet(fact.bounds);
        let is_date = fact.kind == FactKind::Date;
        let is_out = is_date && fact.date_limits().broken_by_date(value, self.anchor).is_some();
        (!possible.is_empty() && !is_out).then_some(possible)
    }

    fn is_out_of_limits(&self, fact: FactRef, start: Interval, end: Interval) -> bool {
        self.fact(fact).is_some_and(|fact| fact.limits.broken_between(start, end).is_some())
    }

    /// Whether a stated value, or one of several, and what follows from other facts can both be true. A figure
    /// that is stated with some decimals agrees with everything that rounds to it.
    fn can_agree(&self, fact: FactRef, stated: Reading, follows: Reading, frames: &Frames) -> bool {
        let Reading::Value { value, mark, slot } = stated else { return true };
        let values = self.case.values(slot, &value, mark);
        let mut stated = values.iter();
        match follows {
            Reading::Unknown | Reading::Unusable(_) => true,
            Reading::Value { value: other, .. } if mark.has(Mark::ALTERNATIVES) => {
                stated.any(|value| !value.meet(other).is_empty())
            }
            Reading::Value { value: other, .. } => !self.case.rounded(slot).meet(other).is_empty(),
            Reading::Elapsed { .. } => stated.any(|value| {
                let mut can_last = false;
                let are_all_tried = self.dates_of(fact, frames, values.len(), &mut |start, end| {
                    can_last = can_last || self.can_last(fact, *value, mark, start, end);
                });
                // Of too many it is not established that none agrees.
                can_last || !are_all_tried
            }),
        }
    }

    /// The ticks of a number or date, or what follows from it where there are none.
    fn ticks(&self, fact: FactRef, frames: &Frames) -> Result<Interval, Reading> {
        match self.reading(fact, frames) {
            Reading::Value { value, .. } => Ok(value),
            Reading::Unusable(_) => Err(Reading::Unusable(Flaw::Inherited)),
            Reading::Unknown | Reading::Elapsed { .. } => Err(Reading::Unknown),
        }
    }

    fn extreme(&self, elements: &Scope, field: FactRef, frames: &Frames, extreme: Extreme) -> Reading {
        let Some(list) = self.list(elements.list, frames) else { return Reading::Unknown };
        let mut sure: Option<Interval> = None;
        let mut possible: Option<Interval> = None;
        for base in list.bases() {
            let bound = frames.with(elements.id, base);
            let passes = self.passes(elements, &bound);
            if passes == Status::NOT_MET {
                continue;
            }
            let date = self.ticks(field, &bound).unwrap_or(Interval::ALL);
            possible = Some(possible.map_or(date, |known| further(extreme, known, date)));
            if passes == Status::MET {
                sure = Some(sure.map_or(date, |known| further(extreme, known, date)));
            }
        }
        let (Some(sure), Some(possible)) = (sure, possible) else { return Reading::Unknown };
        let value = match extreme {
            Extreme::Latest => {
                Interval { low: sure.low, high: if list.is_complete { possible.high } else { i64::MAX } }
            }
            Extreme::Earliest => {
                Interval { low: if list.is_complete { possible.low } else { i64::MIN }, high: sure.high }
            }
        };
        if value == Interval::ALL { Reading::Unknown } else { derived(value) }
    }

    /// The facts a fact follows from directly, read in its own record.
    pub fn inputs(&self, fact: FactRef) -> [Option<FactRef>; 2] {
        match fact.derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize)) {
            None => [None, None],
            Some(Derivation::ElapsedSince(start)) => [Some(*start), None],
            Some(Derivation::ElapsedBetween { from, to } | Derivation::PercentChange { from, to }) => {
                [Some(*from), Some(*to)]
            }
            Some(Derivation::BodyMassIndex { weight, height }) => [Some(*weight), Some(*height)],
            Some(
                Derivation::Count(elements)
                | Derivation::Sum { elements, .. }
                | Derivation::Latest { elements, .. }
                | Derivation::Earliest { elements, .. },
            ) => [Some(self.vocabulary.program.scope(*elements).list), None],
        }
    }
}

/// A value that is in no slot.
fn derived(value: Interval) -> Reading {
    Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }
}

/// The latest, or the earliest, of two dates of which only ranges are known.
fn further(extreme: Extreme, left: Interval, right: Interval) -> Interval {
    match extreme {
        Extreme::Latest => Interval { low: left.low.max(right.low), high: left.high.max(right.high) },
        Extreme::Earliest => Interval { low: left.low.min(right.low), high: left.high.min(right.high) },
    }
}
