//! Lists of records and values: quantifiers, counts and totals.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{FactRef, IfEmpty, NodeId, Op, Quantifier, RulesId, Run, Scope};
use medpol_model::value::{Interval, Status, number};
use medpol_model::vocabulary::{FactId, FactKind};

use super::relation::some;
use crate::frames::Frames;
use crate::keys::{MOST_VAGUE, SHORT};
use crate::reading::{Access, Evaluation, Reading};
use crate::work::Work;

/// A list's elements in this case.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'w> {
    list: FactId,
    first: usize,
    count: usize,
    width: usize,
    work: &'w Work,
    /// Whether there are no others.
    pub is_complete: bool,
}

/// An element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its index in the list, counted from 0.
    pub index: usize,
    /// Its first slot.
    pub base: usize,
}

impl<'w> Elements<'w> {
    /// Whether it is known to have no elements.
    pub(super) fn has_none(self) -> bool {
        self.count == 0 && self.is_complete
    }

    /// How many elements are listed.
    pub fn len(self) -> usize {
        self.count
    }

    /// Whether none is listed; there may be others.
    pub fn is_empty(self) -> bool {
        self.count == 0
    }

    /// The first slot of each element, as long as there are steps left to look at them.
    pub fn bases(self) -> impl Iterator<Item = usize> + use<'w> {
        self.places().map(|place| place.base)
    }

    /// Each element, as long as there are steps left to look at them.
    pub fn places(self) -> impl Iterator<Item = Place> + use<'w> {
        (0..self.count).map(move |index| self.place(index)).take_while(move |_| self.step())
    }

    /// The element with this index.
    pub(crate) fn place(self, index: usize) -> Place {
        Place { index, base: self.first + index * self.width }
    }

    /// The index of the element that starts at a slot.
    pub(crate) fn index(self, base: usize) -> usize {
        base.saturating_sub(self.first).checked_div(self.width).unwrap_or(0)
    }

    /// The first slot of the first element.
    pub(super) fn first(self) -> usize {
        self.first
    }

    /// Takes a step to look at an element; whether it may be taken.
    pub(crate) fn step(self) -> bool {
        self.work.step(self.list)
    }
}

impl<'a, F: ReadFacts> Evaluation<'a, F> {
    /// The elements of a list that was given; empty where it is not applicable.
    pub fn list(&self, list: FactRef, frames: &Frames) -> Option<Elements<'a>> {
        let FactKind::List(kind) = &self.fact(list)?.kind else { return None };
        self.elements(list, self.vocabulary.width(kind.frame), frames)
    }

    /// The same for a list whose elements are known to have so many slots.
    #[inline]
    pub(crate) fn elements(&self, list: FactRef, width: usize, frames: &Frames) -> Option<Elements<'a>> {
        let slot = frames.slot(list);
        let mark = self.case.mark(slot);
        if !mark.has(Mark::GIVEN) {
            return self.does_not_arise(list, frames).then_some(self.no_elements(list));
        }
        let (first, count) = self.case.elements(slot);
        let is_complete = !mark.has(Mark::INCOMPLETE);
        Some(Elements { list: list.fact, first, count, width, work: self.work, is_complete })
    }

    /// No elements of a list, and no others.
    pub(super) fn no_elements(&self, list: FactRef) -> Elements<'a> {
        Elements { list: list.fact, first: 0, count: 0, width: 0, work: self.work, is_complete: true }
    }

    /// Whether a bound element passes the filter.
    pub fn passes(&self, elements: &Scope, bound: &Frames) -> Status {
        elements
            .filter
            .map_or(Status::MET, |filter| self.of_element(elements, filter, bound).satisfied_if_not_applicable())
    }

    /// The elements under a leaf's rules, or the outcome that the rules give.
    pub(super) fn under_rules(
        &self,
        elements: &Scope,
        rules: Option<RulesId>,
        frames: &Frames,
    ) -> Result<Elements<'a>, Status> {
        let (list, width) = (elements.list, elements.width as usize);
        if rules.is_none() {
            return self.elements(list, width, frames).ok_or(Status::UNKNOWN);
        }
        match self.access(list, rules, frames) {
            Access::Assumed(status) => Err(status),
            Access::Absent(_) => Ok(self.no_elements(list)),
            Access::NotEvidenced
            | Access::Tested(Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. }) => Err(Status::UNKNOWN),
            Access::Tested(Reading::Value { .. }) => self.elements(list, width, frames).ok_or(Status::UNKNOWN),
        }
    }

    pub(super) fn quantify(
        &self,
        quantifier: Quantifier,
        elements: &Scope,
        satisfies: Option<NodeId>,
        rules: Option<RulesId>,
        frames: &Frames,
    ) -> Status {
        let list = match self.under_rules(elements, rules, frames) {
            Ok(list) => list,
            Err(status) => return status,
        };
        let bound = self.members(elements, list, frames).map(|place| frames.with(elements.id, place.base));
        match quantifier {
            Quantifier::Some => some(bound.map(|frames| self.passes(elements, &frames)), list.is_complete),
            Quantifier::Without => some(bound.map(|frames| self.passes(elements, &frames)), list.is_complete).negated(),
            Quantifier::Every { if_empty } => {
                let pairs = bound.map(|frames| {
                    let passes = self.passes(elements, &frames);
                    let holds = satisfies.map_or(Status::MET, |node| self.of_element(elements, node, &frames));
                    (passes, holds.satisfied_if_not_applicable())
                });
                every(pairs, if_empty, list.is_complete)
            }
        }
    }

    pub(super) fn counted(
        &self,
        elements: &Scope,
        distinct: Run,
        wanted: Interval,
        rules: Option<RulesId>,
        frames: &Frames,
    ) -> Status {
        match self.under_rules(elements, rules, frames) {
            Err(status) => status,
            Ok(list) => self.number_of(elements, distinct, list, frames).within(wanted),
        }
    }

    pub(super) fn summed(
        &self,
        elements: &Scope,
        field: FactRef,
        wanted: Interval,
        rules: Option<RulesId>,
        frames: &Frames,
    ) -> Status {
        match self.under_rules(elements, rules, frames) {
            Err(status) => status,
            Ok(list) => self.total_of(elements, field, list, frames).within(wanted),
        }
    }

    /// The number of elements that pass, in ticks; `None` where the list is not known.
    pub(crate) fn count(&self, elements: &Scope, frames: &Frames) -> Option<Interval> {
        let list = self.elements(elements.list, elements.width as usize, frames)?;
        Some(self.number_of(elements, Run::EMPTY, list, frames))
    }

    /// The number that a count compares, in ticks; `None` where the list is not known.
    pub fn number_of_op(&self, op: &Op, frames: &Frames) -> Option<Interval> {
        let Op::Count { elements, distinct, .. } = op else { return None };
        let elements = self.program.scope(*elements);
        let list = self.elements(elements.list, elements.width as usize, frames)?;
        Some(self.number_of(elements, *distinct, list, frames))
    }

    /// The total of a field, in ticks; `None` where the list is not known.
    pub fn total(&self, elements: &Scope, field: FactRef, frames: &Frames) -> Option<Interval> {
        let list = self.elements(elements.list, elements.width as usize, frames)?;
        Some(self.total_of(elements, field, list, frames))
    }

    fn number_of(&self, elements: &Scope, distinct: Run, list: Elements<'a>, frames: &Frames) -> Interval {
        let fields = self.program.fields(distinct);
        let (low, high) = if fields.is_empty() {
            self.members(elements, list, frames).fold((0, 0), |(low, high), place| {
                let passes = self.passes(elements, &frames.with(elements.id, place.base));
                (low + usize::from(passes == Status::MET), high + usize::from(passes.can_be_met()))
            })
        } else {
            self.distinct(elements, fields, list, frames)
        };
        let whole = |count: usize| i64::try_from(count).ok().and_then(number::whole).unwrap_or(i64::MAX);
        Interval { low: whole(low), high: if list.is_complete { whole(high) } else { i64::MAX } }
    }

    /// The fewest and most keys that the elements that pass can have, in whatever order they stand.
    ///
    /// A key that is known counts once. One that is not known may be any of the others, or its own.
    fn distinct(&self, elements: &Scope, fields: &[FactRef], list: Elements<'a>, frames: &Frames) -> (usize, usize) {
        if list.len() > SHORT {
            return self.distinct_of_many(elements, fields, list, frames);
        }
        let bound = |base: usize| frames.with(elements.id, base);
        let passes = |base: usize| self.passes(elements, &bound(base));
        let same = |left: usize, right: usize| self.same_key(fields, &bound(left), &bound(right));
        let (mut low, mut high, mut is_some) = (0, 0, false);
        for (index, base) in list.bases().enumerate() {
            let counts = passes(base);
            if counts == Status::NOT_MET {
                continue;
            }
            let is_known = |at: usize| same(at, at) == Status::MET;
            let is_repeat = |at: &usize| same(*at, base) == Status::MET;
            high += usize::from(!list.bases().take(index).any(|at| passes(at).can_be_met() && is_repeat(&at)));
            if counts != Status::MET {
                continue;
            }
            is_some = true;
            let mut others =
                list.bases().enumerate().filter(|(at, other)| *at != index && passes(*other) == Status::MET);
            let is_new = if is_known(base) {
                // The first of those with the same key stands for them.
                others.all(|(at, other)| at > index || !is_known(other) || same(other, base) == Status::NOT_MET)
            } else {
                others.all(|(_, other)| same(base, other) == Status::NOT_MET)
            };
            low += usize::from(is_new);
        }
        (low.max(usize::from(is_some)), high)
    }

    /// The same for a long list: keys that are known are sorted. Of many that are not, each may be any of the others.
    fn distinct_of_many(
        &self,
        elements: &Scope,
        fields: &[FactRef],
        list: Elements<'a>,
        frames: &Frames,
    ) -> (usize, usize) {
        let bound = self.members(elements, list, frames).map(|place| frames.with(elements.id, place.base));
        let passing: Vec<(Frames<'_>, Status)> = bound.map(|bound| (bound, self.passes(elements, &bound))).collect();
        let that = |is_so: fn(Status) -> bool| {
            passing.iter().filter(move |(_, passes)| is_so(*passes)).map(|(bound, _)| *bound)
        };
        let high = self.keys(fields, that(Status::can_be_met)).most();
        let sure: Vec<Frames<'_>> = that(|passes| passes == Status::MET).collect();
        let keys = self.keys(fields, sure.iter().copied());
        let mut low = keys.classes().count();
        if keys.vague().len() <= MOST_VAGUE {
            let differs = |place: usize, other: usize| {
                let both = sure.get(place).zip(sure.get(other));
                both.is_some_and(|(left, right)| self.same_key(fields, left, right) == Status::NOT_MET)
            };
            let is_new = |place: &&usize| (0..sure.len()).all(|other| other == **place || differs(**place, other));
            low += keys.vague().iter().filter(is_new).count();
        }
        (low.max(usize::from(!sure.is_empty())), high)
    }

    /// Whether two elements agree in all fields that make elements the same.
    pub fn same_key(&self, fields: &[FactRef], left: &Frames, right: &Frames) -> Status {
        if fields.first().is_some_and(|field| !self.step(*field)) {
            return Status::UNKNOWN;
        }
        Status::all(fields.iter().map(|field| self.alike([*field, *field], left, right)))
    }

    fn total_of(&self, elements: &Scope, field: FactRef, list: Elements<'a>, frames: &Frames) -> Interval {
        let mut total = number::Total::ZERO;
        let bounds = self.fact(field).map_or(Interval::ALL, |fact| fact.bounds);
        for place in self.members(elements, list, frames) {
            let bound = frames.with(elements.id, place.base);
            let value = match self.reading(field, &bound) {
                Reading::Value { value, .. } => value.meet(bounds),
                Reading::Unknown | Reading::Unusable(_) | Reading::Elapsed { .. } => bounds,
            };
            match self.passes(elements, &bound) {
                Status::MET => total.add(value),
                Status::NOT_MET => {}
                _ => total.add(value.hull(Interval::point(0))),
            }
        }
        let total = total.interval();
        if list.is_complete {
            return total;
        }
        Interval { low: if bounds.low >= 0 { total.low } else { i64::MIN }, high: i64::MAX }
    }
}

/// Every element that passes satisfies. Each element's two conditions are independent, so the
/// possibilities of the whole follow exactly from those of the elements.
fn every(pairs: impl Iterator<Item = (Status, Status)>, if_empty: IfEmpty, is_complete: bool) -> Status {
    let mut all_can_hold = true;
    let mut one_can_pass_and_hold = !is_complete;
    let mut one_can_fail = !is_complete;
    let mut none_can_pass = is_complete;
    for (passes, holds) in pairs {
        all_can_hold &= passes.can_be_not_met() || holds.can_be_met();
        one_can_pass_and_hold |= passes.can_be_met() && holds.can_be_met();
        one_can_fail |= passes.can_be_met() && holds.can_be_not_met();
        none_can_pass &= passes.can_be_not_met();
    }
    match if_empty {
        IfEmpty::Met => Status::of(all_can_hold, one_can_fail),
        IfEmpty::NotMet => Status::of(all_can_hold && one_can_pass_and_hold, one_can_fail || none_can_pass),
    }
}
