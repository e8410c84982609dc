//! The answers of a model, written into the record so that the evaluator can decide them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use medpol_model::case::{Case, Mark};
use medpol_model::program::{Derivation, ScopeId};
use medpol_model::value::{Date, Interval, Status};
use medpol_model::vocabulary::FactKind;

use super::super::items::{self, Home, Item};
use super::{Answered, Asking};
use crate::decode::{Concrete, Excluded, Statement, begun};
use crate::encode::Encoder;
use crate::formula::Literal;
use crate::parts::Part;
use crate::space::{InstanceId, State};

impl Asking<'_> {
    /// The answers of the last model, written into the record.
    pub(super) fn answers(&mut self) -> Result<Answered, Excluded> {
        let holds = |encoder: &Encoder<'_>, literal: Literal| encoder.space.formulas.holds(literal);
        let answered: BTreeSet<usize> = self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| holds(&self.encoder, item.answered))
            .map(|(at, _)| at)
            .collect();
        let own: BTreeSet<InstanceId> =
            answered.iter().filter_map(|at| self.items.get(*at)).map(|item| item.instance).collect();
        let present = self.encoder.present();
        let is_said = |id: &InstanceId| {
            let is_answered = match items::home(&self.encoder, self.record, *id) {
                Some(Home::Within(list)) => own.contains(&list),
                Some(Home::OnRecord { .. }) => own.contains(id),
                None => false,
            };
            is_answered || self.encoder.space.known_exact(*id).is_some_and(|exact| holds(&self.encoder, exact))
        };
        let said: Vec<InstanceId> = present.into_iter().filter(is_said).collect();
        let concrete = self.encoder.decode_some(said)?;
        let parts: BTreeMap<usize, usize> =
            answered.iter().filter_map(|at| Some((*at, self.part_of(self.items.get(*at)?)?))).collect();
        let case = self.write(&answered, &parts, &concrete);
        Ok(Answered { case, status: Status::UNKNOWN, items: answered, parts, concrete: Rc::new(concrete) })
    }

    /// Which part the answer to an item is of in the last model.
    pub(super) fn part_of(&self, item: &Item) -> Option<usize> {
        let State::Value { possible } = &self.encoder.space.at(item.instance)?.state else { return None };
        possible.iter().position(|possible| self.encoder.space.formulas.holds(*possible))
    }

    /// Answers a time by the date since which it counts, where the record says roughly when that was; whether it did.
    fn by_date(
        &self,
        item: &Item,
        part: Option<usize>,
        slot: u32,
        parts_too: &BTreeMap<usize, usize>,
        case: &mut Case,
    ) -> bool {
        let vocabulary = &self.record.policy.vocabulary;
        let found = vocabulary.fact(item.fact).and_then(|fact| {
            let derivation = vocabulary.derivations.get(fact.derivation?.0 as usize)?;
            let Derivation::ElapsedSince(start) = derivation else { return None };
            let base = if start.scope == ScopeId::CASE { 0 } else { slot - fact.slot };
            let anchor = case.facts.value(self.record.policy.anchor?.slot as usize);
            let own = self.encoder.space.at(item.instance)?;
            let parts = &self.encoder.space.joint.fact(own.fact)?.parts;
            let Part::Time(signs) = parts.all.get(part?)? else { return None };
            let at = (base + start.slot) as usize;
            let (known, mark) = (case.facts.value(at), case.facts.mark(at));
            let is_rough = mark.has(Mark::GIVEN) && !mark.has(Mark::ALTERNATIVES) && !known.is_point();
            // A date that is answered too is answered so that the time follows.
            let answered = self.items.iter().position(|own| own.fact == start.fact && own.base == base as usize);
            let answered = answered
                .filter(|own| parts_too.contains_key(own))
                .and_then(|own| Some((self.items.get(own)?, *parts_too.get(&own)?)));
            let range = answered.and_then(|(own, part)| self.range(own, part));
            let known = if answered.is_some() { range? } else { known };
            let is_rough = is_rough || answered.is_some();
            let is_stated = case.facts.mark(slot as usize).has(Mark::GIVEN);
            if !is_rough || is_stated || !anchor.is_point() {
                return None;
            }
            let days = begun(&parts.lengths, signs, Date::at(anchor.low)).meet(known).whole();
            let chosen = case.facts.value(at);
            let day = if answered.is_some() && chosen.is_point() && days.meet(chosen) == chosen {
                chosen.low
            } else {
                days.low
            };
            (!days.is_empty()).then_some((at, day, item.instance))
        });
        let Some((at, day, id)) = found else { return false };
        case.facts.set(at, Some(Interval::point(day)), Mark::GIVEN);
        if let Ok(at) = u32::try_from(at) {
            self.encoder.prove_all(id, at, case);
        }
        true
    }

    /// The days or numbers of a part of an item.
    fn range(&self, item: &Item, part: usize) -> Option<Interval> {
        let own = self.encoder.space.at(item.instance)?;
        match self.encoder.space.joint.fact(own.fact)?.parts.all.get(part)? {
            Part::Line(line) => Some(*line),
            Part::Name(_) | Part::Class(_) | Part::Time(_) => None,
        }
    }

    /// The record with answers.
    pub(super) fn write(
        &self,
        answered: &BTreeSet<usize>,
        parts: &BTreeMap<usize, usize>,
        concrete: &Concrete,
    ) -> Case {
        let mut case = self.record.case.clone();
        let items = || answered.iter().filter_map(|at| self.items.get(*at));
        let is_list = |item: &&Item| {
            matches!(self.encoder.space.at(item.instance).map(|own| &own.state), Some(State::List { .. }))
        };
        // Lists first: where the entries of a list stand changes with it.
        for item in items().filter(is_list) {
            if let (Some(Statement::List { count, .. }), Some(slot)) =
                (concrete.stated.get(&item.instance), self.encoder.slot(0, &case, item.instance))
            {
                self.encoder.lengthen(item.instance, slot as usize, *count, concrete, &mut case);
            }
        }
        // Times last: they may say more of dates that are answered.
        let is_time = |item: &&Item| {
            let fact = self.record.policy.vocabulary.fact(item.fact);
            fact.is_some_and(|fact| matches!(fact.kind, FactKind::Duration(_)))
        };
        let part = |item: &Item| {
            let at = self.items.iter().position(|own| own.instance == item.instance)?;
            parts.get(&at).copied()
        };
        let values = || items().filter(|item| !is_list(item));
        for item in values().filter(|item| !is_time(item)).chain(values().filter(is_time)) {
            if let (Some(stated), Some(slot)) =
                (concrete.stated.get(&item.instance), self.encoder.slot(0, &case, item.instance))
            {
                case.facts.rounded.remove(&slot);
                if !self.by_date(item, part(item), slot, parts, &mut case) {
                    self.encoder.state_value(0, item.instance, stated, slot as usize, &mut case);
                }
            }
        }
        let found = self.record.policy.vocabulary.out_of_order(&case.facts);
        case.facts.set_out_of_order(found);
        case
    }
}
