//! Leaves: a fact against a set of values, under the rules of what holds where it is absent or not evidenced.

use medpol_model::program::{AtomId, FactRef, Polarity, RulesId, Values};
use medpol_model::value::Interval;
use medpol_model::vocabulary::FactKind;

use super::{Dated, Encoder, Origin, Place, Tri};
use crate::answer::Inexact;
use crate::formula::Literal;
use crate::parts::{Inside, Part};
use crate::space::{Bound, ElementId, InstanceId, State};

impl Encoder<'_> {
    /// The fact that a node reads, of the element that is bound.
    pub(super) fn read(&mut self, fact: FactRef, place: &Place) -> Option<InstanceId> {
        let found = self.place_of(fact, place);
        let Some(element) = found else {
            self.is_ill_formed = true;
            return None;
        };
        let side = place.origin.side();
        let id = self.space.instance(self.space.joint.of(side, fact.fact), element);
        self.arises(side, id);
        Some(id)
    }

    /// The element that a fact is read of, if the fact is one of such elements.
    fn place_of(&self, fact: FactRef, place: &Place) -> Option<ElementId> {
        let side = place.origin.side();
        let vocabulary = self.space.joint.vocabulary(side)?;
        let own = vocabulary.frame(vocabulary.fact(fact.fact)?.frame)?.list;
        let element = place.bound.element(fact)?;
        let Some(own) = own else { return self.space.element(element).is_none().then_some(element) };
        let place = self.space.element(element)?;
        let around = [Some(place.list), place.twin].into_iter().flatten().filter_map(|list| self.space.at(list));
        around.into_iter().any(|list| list.fact == self.space.joint.of(side, own)).then_some(element)
    }

    /// Whether a fact arises. In a patient, one that does not is false, or the list is empty.
    pub(crate) fn arises(&mut self, side: usize, id: InstanceId) -> Literal {
        if let Some(known) = self.arises.get(&(side, id)) {
            return *known;
        }
        let made = self.asked(side, id);
        self.arises.insert((side, id), made);
        if made != Literal::TRUE && self.is_patients() {
            let first = match self.space.at(id).map(|instance| &instance.state) {
                Some(State::Value { possible }) => possible.first().copied(),
                Some(State::List { exists, .. }) => exists.first().map(|first| !*first),
                None => None,
            };
            if let Some(absent) = first {
                self.space.formulas.require(&[made, absent]);
            }
        }
        made
    }

    /// The same, of a fact that some node has read.
    pub(crate) fn known_to_arise(&self, side: usize, id: InstanceId) -> Literal {
        // A side that never reads a fact says nothing of it.
        let said = self.arises.get(&(side, id)).copied();
        let is_read = (0..self.space.joint.sides.len()).any(|side| self.arises.contains_key(&(side, id)));
        said.unwrap_or(Literal::constant(!is_read))
    }

    fn asked(&mut self, side: usize, id: InstanceId) -> Literal {
        let found = self.space.at(id).and_then(|instance| {
            let own = (*self.space.joint.fact(instance.fact)?.ids.get(side)?)?;
            let vocabulary = self.space.joint.vocabulary(side)?;
            let fact = vocabulary.fact(own)?;
            let can_be_absent = matches!(fact.kind, FactKind::Boolean | FactKind::List(_));
            let bound = Bound::of(vocabulary.scope(own), instance.element);
            fact.asked_when.filter(|_| can_be_absent).map(|node| (node, bound))
        });
        let Some((node, bound)) = found else { return Literal::TRUE };
        let asked = self.node(node, &Place { origin: Origin::Vocabulary(side), bound });
        !self.is_not_met(asked)
    }

    pub(super) fn leaf(&mut self, atom: AtomId, rules: Option<RulesId>, place: &Place) -> Tri {
        let Some(atom) = self.program(place.origin).and_then(|program| program.atom(atom)) else { return Tri::UNKNOWN };
        let Some(id) = self.read(atom.fact, place) else { return Tri::UNKNOWN };
        let tested = self.of_values(id, &atom.values, place.origin.side());
        if self.is_patients() {
            return tested;
        }
        let absent = matches!(&atom.values, Values::Mask(allowed) if allowed & 0b01 != 0);
        self.by_rules(id, rules, place, tested, Tri::known(Literal::constant(absent)))
    }

    /// A fact against a set of values, whatever rules there are.
    pub(super) fn of_values(&mut self, id: InstanceId, values: &Values, side: usize) -> Tri {
        let Some((fact, possible)) = self.possible(id) else { return Tri::UNKNOWN };
        let parts = self.space.joint.fact(fact).map_or(Vec::new(), |fact| {
            fact.parts.all.iter().map(|part| fact.parts.is_inside(&self.space.joint, side, part, values)).collect()
        });
        let (mut met, mut not_met) = (Vec::new(), Vec::new());
        let rough = if self.is_patients() { Literal::FALSE } else { self.rough(id, values, &parts, &possible) };
        for (inside, possible) in parts.into_iter().zip(possible) {
            match inside {
                Inside::Yes => met.push(possible),
                Inside::No => not_met.push(possible),
                Inside::OnSomeDays(sets) => {
                    let then = self.on_some_days(&sets);
                    let formulas = &mut self.space.formulas;
                    met.push(formulas.and([possible, then.met]));
                    not_met.push(formulas.and([possible, then.not_met]));
                }
            }
        }
        let met = self.space.formulas.or(met.into_iter().chain([rough]));
        if self.is_patients() {
            return Tri::known(met);
        }
        let not_met = self.space.formulas.or(not_met.into_iter().chain([rough]));
        Tri { met, not_met, not_applicable: Literal::FALSE }
    }

    /// Whether the date of service is one on which such a membership holds.
    fn on_some_days(&mut self, sets: &[(Interval, Polarity)]) -> Tri {
        let key = format!("days {sets:?}");
        let is_new = self.known_free(&key).is_none();
        let made = self.unkept(key, Inexact::Symbols);
        if is_new {
            self.dated.push(Dated { literal: made.met, contrary: made.not_met, periods: sets.to_vec() });
        }
        made
    }

    /// Whether a record may leave open what all values that it leaves would settle: of a time that several limits are
    /// set to, and of what every value is or none.
    fn rough(&mut self, id: InstanceId, values: &Values, parts: &[Inside], possible: &[Literal]) -> Literal {
        let is_trivial = !parts.contains(&Inside::Yes) || !parts.contains(&Inside::No);
        if !is_trivial && !matches!(values, Values::Times(limits) if limits.len() > 1) {
            return Literal::FALSE;
        }
        let open = self.unkept(format!("open {id:?} {parts:?}"), Inexact::Times).met;
        let several = self.space.formulas.at_least(possible, 2);
        let known = self.space.at(id).map_or(Literal::FALSE, |instance| instance.known);
        let formulas = &mut self.space.formulas;
        let is_rough = formulas.or([several, !known]);
        formulas.and([open, is_rough])
    }

    /// The unknowns of a single value.
    pub(super) fn possible(&self, id: InstanceId) -> Option<(crate::joint::JointId, Vec<Literal>)> {
        let instance = self.space.at(id)?;
        match &instance.state {
            State::Value { possible } => Some((instance.fact, possible.clone())),
            State::List { .. } => None,
        }
    }

    /// The parts of a single value with their unknowns.
    pub(super) fn parts(&self, id: InstanceId) -> Vec<(Part, Literal)> {
        let Some((fact, possible)) = self.possible(id) else { return Vec::new() };
        let parts = self.space.joint.fact(fact).map_or(&[][..], |fact| &fact.parts.all);
        parts.iter().cloned().zip(possible).collect()
    }

    /// What a leaf is: tested, absent, assumed or not known, as its rules say.
    pub(super) fn by_rules(
        &mut self,
        id: InstanceId,
        rules: Option<RulesId>,
        place: &Place,
        tested: Tri,
        absent: Tri,
    ) -> Tri {
        let side = place.origin.side();
        let arises = self.arises(side, id);
        let Some(instance) = self.space.at(id).cloned() else { return Tri::UNKNOWN };
        let can_be_absent = self
            .space
            .joint
            .said(instance.fact)
            .is_some_and(|(_, _, fact)| matches!(fact.kind, FactKind::Boolean | FactKind::List(_)));
        let mut made = tested;
        if let Some(rules) = self.program(place.origin).and_then(|program| program.rules(rules)) {
            if let Some(rule) = &rules.evidence {
                // What is not known asserts nothing that could be evidenced.
                let evidenced = self.space.evidenced(id, rule);
                let is_tested = self.space.formulas.or([evidenced, !instance.known]);
                made = self.select(is_tested, made, Tri::UNKNOWN);
            }
            let never = match (&rules.evidence, rules.assume) {
                (None, Some(assumption)) => Tri::of(assumption.0),
                (None, None) if rules.presume_absent && can_be_absent => absent,
                (None, None) | (Some(_), _) => tested,
            };
            made = self.select(instance.mentioned, made, never);
        }
        let does_not_arise = self.space.formulas.and([!instance.given, !arises]);
        self.select(does_not_arise, absent, made)
    }

    pub(super) fn documented(&mut self, fact: FactRef, place: &Place) -> Tri {
        let Some(id) = self.read(fact, place) else { return Tri::UNKNOWN };
        let arises = self.arises(place.origin.side(), id);
        if self.is_patients() {
            return Tri::known(arises);
        }
        let known = self.space.at(id).map_or(Literal::FALSE, |instance| instance.known);
        Tri::known(known)
    }
}
