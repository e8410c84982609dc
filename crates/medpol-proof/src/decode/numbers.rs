//! Numbers and dates of a patient: within their parts, in the order that the model says, with the totals it says.

use std::collections::BTreeMap;

use medpol_model::program::{Derivation, ScopeId};
use medpol_model::value::{Date, Duration, Grain, Interval, Span};
use medpol_model::vocabulary::FactKind;

use super::times::begun;
use super::values::{largest, roundest};
use super::{Concrete, Excluded, Statement};
use crate::answer::Inexact;
use crate::differences::{Because, Bounds, Clash, Edge};
use crate::encode::{Encoder, order};
use crate::formula::Literal;
use crate::parts::{Part, Sign};
use crate::space::{ElementId, InstanceId, Kind};

/// The least and greatest step of a range of ticks.
fn ends(grain: Grain, range: Interval) -> (Option<i128>, Option<i128>) {
    let unit = if grain == Grain::Whole { largest() } else { 1 };
    let low = (range.low != i64::MIN).then(|| {
        let steps = order::steps(grain, range.low) + i128::from(range.low & 1);
        (steps + unit - 1).div_euclid(unit) * unit
    });
    let high = (range.high != i64::MAX).then(|| order::steps(grain, range.high).div_euclid(unit) * unit);
    (low, high)
}

fn rounded_to(grain: Grain) -> i128 {
    if grain == Grain::Day { 1 } else { largest() }
}

/// A round value of a range, if one can be written.
pub(super) fn some(grain: Grain, range: Interval) -> Option<i64> {
    let (low, high) = ends(grain, range);
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        return None;
    }
    let usual = (grain == Grain::Day)
        .then(|| i128::from(Date::FIRST.days_until(Date::new(2025, 1, 15).unwrap_or(Date::FIRST))));
    order::tick(grain, roundest(low, high, usual, rounded_to(grain)))
}

/// A number or date that is to be chosen.
struct Choice {
    id: InstanceId,
    place: usize,
    part: Literal,
    grain: Grain,
    usual: Option<i128>,
    /// The least and the greatest step of its part.
    range: (Option<i128>, Option<i128>),
    value: i128,
}

impl Encoder<'_> {
    /// Chooses all numbers and dates of a patient, and those of a record that are exactly known and compared.
    pub(super) fn choose_numbers(&self, present: &[InstanceId], concrete: &mut Concrete) -> Result<(), Excluded> {
        let mut choices: Vec<Choice> = Vec::new();
        self.choose(present, &mut choices, concrete).map_err(|excluded| self.of_exact(excluded, &choices))
    }

    /// What is excluded of a record is excluded only where the values in question are exactly known.
    fn of_exact(&self, mut excluded: Excluded, choices: &[Choice]) -> Excluded {
        let own = choices.iter().filter(|choice| excluded.together.contains(&choice.part));
        let exact: Vec<Literal> = own.filter_map(|choice| self.space.known_exact(choice.id)).collect();
        excluded.together.extend(exact);
        excluded
    }

    fn choose(
        &self,
        present: &[InstanceId],
        choices: &mut Vec<Choice>,
        concrete: &mut Concrete,
    ) -> Result<(), Excluded> {
        let now = concrete.now.unwrap_or(Date::FIRST);
        let mut bounds = Bounds::default();
        for id in present {
            if let Some(choice) = self.choice(*id, now, &mut bounds) {
                choices.push(choice);
            }
        }
        let places: BTreeMap<InstanceId, usize> = choices.iter().map(|choice| (choice.id, choice.place)).collect();
        for id in present {
            if let Some((date, signs, literal)) = self.elapsed(*id)
                && let Some(place) = places.get(&date)
            {
                let Some(lengths) = self.space.at(*id).and_then(|own| self.space.joint.fact(own.fact)) else {
                    continue;
                };
                let (low, high) = ends(Grain::Day, begun(&lengths.parts.lengths, &signs, now));
                if let Some(low) = low {
                    bounds.at_least(*place, low, Because::ChosenFor(literal));
                }
                if let Some(high) = high {
                    bounds.at_most(*place, high, Because::ChosenFor(literal));
                }
                // It follows from the date. A record may state both.
                if self.space.kind == Kind::Patients {
                    concrete.stated.insert(*id, Statement::Nothing);
                }
            }
        }
        let is_tied = self.relate_places(&places, &mut bounds);
        bounds.check().map_err(|clash| excluded(clash, choices))?;
        self.out_of_reach(choices)?;
        for at in 0..choices.len() {
            let Some(choice) = choices.get(at) else { continue };
            let (place, grain, usual) = (choice.place, choice.grain, choice.usual);
            let (low, high) = bounds.range(place);
            let value = roundest(low, high, usual, rounded_to(grain));
            if is_tied {
                bounds.at_least(place, value, Because::Chosen);
                bounds.at_most(place, value, Because::Chosen);
            }
            if let Some(choice) = choices.get_mut(at) {
                choice.value = value;
            }
        }
        self.balance(choices, &bounds)?;
        for choice in choices.iter() {
            let tick = order::tick(choice.grain, choice.value).unwrap_or(0);
            concrete.stated.insert(choice.id, Statement::Ticks(vec![Interval::point(tick)]));
        }
        Ok(())
    }

    /// A number that goes with the typical case, which leaves it open.
    fn completed(&self, id: InstanceId, grain: Grain) -> Option<i128> {
        let instance = self.space.at(id).filter(|_| self.space.typical.is_some())?;
        let part = self.space.joint.fact(instance.fact)?.parts.all.get(instance.usual)?;
        let Part::Line(range) = part else { return None };
        let (low, high) = ends(grain, *range);
        Some(roundest(low, high, None, rounded_to(grain)))
    }

    fn choice(&self, id: InstanceId, now: Date, bounds: &mut Bounds) -> Option<Choice> {
        let parts = self.possible_parts(id);
        let [(Part::Line(range), part)] = parts.as_slice() else { return None };
        let instance = self.space.at(id)?;
        let is_exact = self.space.known_exact(id).is_some_and(|exact| self.space.formulas.holds(exact));
        if self.space.kind == Kind::Records && !is_exact {
            return None;
        }
        let (side, own, fact) = self.space.joint.said(instance.fact)?;
        let grain = self.grain(id);
        let place = bounds.add();
        let (low, high) = ends(grain, *range);
        if let Some(low) = low {
            bounds.at_least(place, low, Because::Holds(*part));
        }
        if let Some(high) = high {
            bounds.at_most(place, high, Because::Holds(*part));
        }
        if let Some(recorded) = self.space.recorded.get(&id).filter(|own| self.space.formulas.holds(own.unless)) {
            let step = order::steps(grain, recorded.value.low);
            bounds.at_least(place, step, Because::Holds(recorded.unless));
            bounds.at_most(place, step, Because::Holds(recorded.unless));
        }
        // Of what is roughly on record, an answer lies there; where there is a choice, in the first of them.
        let stated = self.choices(id, *range);
        if let Some(own) = stated.first() {
            let because = if stated.len() == 1 { Because::Holds(*part) } else { Because::Chosen };
            let (low, high) = ends(grain, *own);
            if let Some(low) = low {
                bounds.at_least(place, low, because);
            }
            if let Some(high) = high {
                bounds.at_most(place, high, because);
            }
        }
        if grain == Grain::Day {
            let (today, limits) = (order::steps(grain, now.tick()), fact.date_limits());
            let anchor = self.space.joint.vocabulary(side).and_then(|vocabulary| vocabulary.anchor);
            if anchor == Some(own) && instance.element == ElementId::CASE {
                bounds.at_least(place, today, Because::Chosen);
                bounds.at_most(place, today, Because::Chosen);
            }
            if let Some(max) = limits.max {
                bounds.at_most(place, order::steps(grain, offset_from(now, max).tick()), Because::Chosen);
            }
            if let Some(min) = limits.min {
                bounds.at_least(place, order::steps(grain, offset_from(now, min).tick()), Because::Chosen);
            }
        }
        let usual = self.space.stated(instance.fact, instance.element);
        let usual = usual.filter(|stated| stated.value.is_point()).map(|stated| order::steps(grain, stated.value.low));
        let usual = usual.or_else(|| match grain {
            Grain::Day => Some(order::steps(grain, now.tick())),
            Grain::Fine | Grain::Whole => self.completed(id, grain),
        });
        Some(Choice { id, place, part: *part, grain, usual, range: (low, high), value: 0 })
    }

    /// The date since which a time counts, where both are read; with how the time lies, and the unknown that says so.
    fn elapsed(&self, id: InstanceId) -> Option<(InstanceId, Vec<Sign>, Literal)> {
        let instance = self.space.at(id)?;
        let (side, own, fact) = self.space.joint.said(instance.fact)?;
        if !matches!(fact.kind, FactKind::Duration(_)) {
            return None;
        }
        let vocabulary = self.space.joint.vocabulary(side)?;
        let Derivation::ElapsedSince(start) = vocabulary.derivations.get(fact.derivation?.0 as usize)? else {
            return None;
        };
        let element = if start.scope == ScopeId::CASE {
            ElementId::CASE
        } else if start.scope == vocabulary.scope(own) {
            instance.element
        } else {
            return None;
        };
        let date = self.space.known(self.space.joint.of(side, start.fact), element)?;
        match self.possible_parts(id).as_slice() {
            [(Part::Time(signs), literal)] => Some((date, signs.clone(), *literal)),
            _ => None,
        }
    }

    /// Adds what the model and the vocabulary say of two of these; whether anything.
    fn relate_places(&self, places: &BTreeMap<InstanceId, usize>, bounds: &mut Bounds) -> bool {
        let before = bounds.edges.len();
        for difference in &self.order.differences {
            let (Some(greater), Some(less)) = (places.get(&difference.greater), places.get(&difference.less)) else {
                continue;
            };
            let (greater, less) = (*greater, *less);
            bounds.edges.push(if self.space.formulas.holds(difference.literal) {
                Edge { greater, less, steps: difference.at_most, because: Because::Holds(difference.literal) }
            } else {
                let because = Because::Holds(!difference.literal);
                Edge { greater: less, less: greater, steps: -difference.at_least, because }
            });
        }
        self.keep_limits(places, bounds);
        for side in 0..self.space.joint.sides.len() {
            for order in self.space.joint.vocabulary(side).map_or(&[][..], |vocabulary| &vocabulary.orders) {
                let (first, second) =
                    (self.space.joint.of(side, order.first.date), self.space.joint.of(side, order.second.date));
                for (id, place) in places {
                    let Some(instance) = self.space.at(*id).filter(|instance| instance.fact == second) else {
                        continue;
                    };
                    let own = [ElementId::CASE, instance.element].map(|element| self.space.known(first, element));
                    for earlier in own.into_iter().flatten().filter_map(|earlier| places.get(&earlier)) {
                        bounds.edges.push(Edge { greater: *earlier, less: *place, steps: 0, because: Because::Always });
                    }
                }
            }
        }
        bounds.edges.len() > before
    }

    /// Adds how dates lie to the date of service, whatever it is.
    fn keep_limits(&self, places: &BTreeMap<InstanceId, usize>, bounds: &mut Bounds) {
        for (id, place) in places {
            let Some(instance) = self.space.at(*id) else { continue };
            let Some((side, own, fact)) = self.space.joint.said(instance.fact) else { continue };
            let anchor = self.space.joint.vocabulary(side).and_then(|vocabulary| vocabulary.anchor);
            let Some(anchor) = anchor.filter(|anchor| *anchor != own && fact.kind == FactKind::Date) else { continue };
            let now = self.space.known(self.space.joint.of(side, anchor), ElementId::CASE);
            let Some(now) = now.and_then(|now| places.get(&now)) else { continue };
            let limits = fact.date_limits();
            if let Some(Duration { count, span: Span::Days }) = limits.max {
                let because = Because::Always;
                bounds.edges.push(Edge { greater: *place, less: *now, steps: i128::from(count), because });
            }
            if let Some(Duration { count, span: Span::Days }) = limits.min {
                let because = Because::Always;
                bounds.edges.push(Edge { greater: *now, less: *place, steps: -i128::from(count), because });
            }
        }
    }

    /// A total that no values of these parts reach.
    fn out_of_reach(&self, choices: &[Choice]) -> Result<(), Excluded> {
        for total in &self.order.totals {
            let own = self.counted_in(total);
            if !are_chosen(&own, choices) {
                continue;
            }
            let (mut low, mut high) = (Some(0_i128), Some(0_i128));
            for choice in choices.iter().filter(|choice| own.contains(&choice.id)) {
                low = low.zip(choice.range.0).map(|(sum, own)| sum + own);
                high = high.zip(choice.range.1).map(|(sum, own)| sum + own);
            }
            let (least, most) = self.wanted(total);
            let is_over = low.zip(most).is_some_and(|(low, most)| low > most);
            let is_short = high.zip(least).is_some_and(|(high, least)| high < least);
            if is_over || is_short {
                return Err(Excluded { together: self.of_total(total, choices), why: None });
            }
        }
        Ok(())
    }

    /// The values that the model counts in a total.
    fn counted_in(&self, total: &order::Total) -> Vec<InstanceId> {
        let counted = total.parts.iter().filter(|(passes, _)| self.space.formulas.holds(*passes));
        counted.map(|(_, value)| *value).collect()
    }

    /// The least and the most steps that the model wants of a total.
    fn wanted(&self, total: &order::Total) -> (Option<i128>, Option<i128>) {
        let holds = |literal: &Literal| self.space.formulas.holds(*literal);
        let least = total.reached.iter().rev().find(|(_, reached)| holds(reached));
        let most = total.reached.iter().find(|(_, reached)| !holds(reached));
        (
            least.map(|(tick, _)| i128::from(tick.div_euclid(2)) + i128::from(tick & 1)),
            most.map(|(tick, _)| i128::from((tick - 1).div_euclid(2))),
        )
    }

    /// What the model says of a total.
    fn of_total(&self, total: &order::Total, choices: &[Choice]) -> Vec<Literal> {
        let own = self.counted_in(total);
        let known = |literal: &Literal| if self.space.formulas.holds(*literal) { *literal } else { !*literal };
        let parts = choices.iter().filter(|choice| own.contains(&choice.id)).map(|choice| choice.part);
        let passing = total.parts.iter().map(|(passes, _)| known(passes));
        parts.chain(passing).chain(total.reached.values().map(known)).collect()
    }

    /// Moves values until every total is what the model says.
    fn balance(&self, choices: &mut [Choice], bounds: &Bounds) -> Result<(), Excluded> {
        for _ in 0..3 {
            for total in &self.order.totals {
                let (low, high) = self.wanted(total);
                let own = self.counted_in(total);
                if !are_chosen(&own, choices) {
                    continue;
                }
                let mut sum: i128 =
                    choices.iter().filter(|choice| own.contains(&choice.id)).map(|choice| choice.value).sum();
                for choice in choices.iter_mut().filter(|choice| own.contains(&choice.id)) {
                    let short = low.map_or(0, |low| low - sum).max(0) + high.map_or(0, |high| high - sum).min(0);
                    if short == 0 {
                        break;
                    }
                    let (least, most) = bounds.range(choice.place);
                    let unit = if choice.grain == Grain::Whole { largest() } else { 1 };
                    let wanted = if short > 0 {
                        (short + unit - 1).div_euclid(unit) * unit
                    } else {
                        short.div_euclid(unit) * unit
                    };
                    let moved = choice.value + wanted;
                    let moved = most.map_or(moved, |most| moved.min(most));
                    let moved = least.map_or(moved, |least| moved.max(least));
                    sum += moved - choice.value;
                    choice.value = moved;
                }
                let is_kept = low.is_none_or(|low| sum >= low) && high.is_none_or(|high| sum <= high);
                if !is_kept {
                    return Err(Excluded { together: self.of_total(total, choices), why: Some(Inexact::Sums) });
                }
            }
        }
        Ok(())
    }
}

/// The day that lies so far from another, before it where the limit is below zero.
fn offset_from(now: Date, offset: Duration) -> Date {
    let back = Duration { count: -offset.count, ..offset };
    if offset.count < 0 { now.latest_start(back) } else { now.plus(offset) }
}

/// Whether every value that a total counts is chosen: those of a record that are not exactly known are not.
fn are_chosen(counted: &[InstanceId], choices: &[Choice]) -> bool {
    counted.iter().all(|id| choices.iter().any(|choice| choice.id == *id))
}

fn excluded(Clash(why): Clash, choices: &[Choice]) -> Excluded {
    let mut together: Vec<Literal> = why
        .iter()
        .filter_map(|because| match because {
            Because::Holds(literal) | Because::ChosenFor(literal) => Some(*literal),
            Because::Always | Because::Chosen => None,
        })
        .collect();
    let is_chosen = why.iter().any(|because| matches!(because, Because::Chosen | Because::ChosenFor(_)));
    if together.is_empty() {
        together = choices.iter().map(|choice| choice.part).collect();
    }
    Excluded { together, why: is_chosen.then_some(Inexact::Times) }
}
