//! Leaves: a fact against a set of values or against other facts, under its rules about absence and
//! evidence.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{Arises, Atom, AtomId, FactRef, Relation, RulesId, Values, within_mask};
use medpol_model::value::{Interval, Status};

use super::relation::{Related, polar};
use crate::frames::Frames;
use crate::reading::{Access, Evaluation, Reading};

impl<F: ReadFacts> Evaluation<'_, F> {
    /// A fact against a set of values.
    #[inline]
    pub(super) fn leaf(&self, atom: AtomId, rules: Option<RulesId>, frames: &Frames) -> Status {
        let Some(atom) = self.program.atom(atom) else { return Status::UNKNOWN };
        let fact = atom.fact;
        // Where nothing is known of it a slot holds every value the fact can have, so most leaves need
        // not ask how it came by its value.
        if rules.is_none() && fact.arises == Arises::Always && fact.derivation.is_none() {
            let slot = frames.slot(fact);
            let status = atom.values.status(self.case.value(slot));
            // What is open may be settled by the single values that the fact can have.
            if let Some(status) = status
                && !status.is_unknown()
                && !self.case.is_out_of_order(slot)
            {
                return status;
            }
        }
        self.leaf_by_rules(atom, rules, frames)
    }

    #[inline(never)]
    fn leaf_by_rules(&self, atom: &Atom, rules: Option<RulesId>, frames: &Frames) -> Status {
        match self.access(atom.fact, rules, frames) {
            Access::Assumed(status) => status,
            Access::Absent(_) => self.satisfies(atom, Reading::ABSENT, frames),
            Access::NotEvidenced => Status::UNKNOWN,
            Access::Tested(reading) => self.satisfies(atom, reading, frames),
        }
    }

    /// Whether what is known of a fact satisfies an atom: met where all of it does, not met where none.
    fn satisfies(&self, atom: &Atom, reading: Reading, frames: &Frames) -> Status {
        match &atom.values {
            Values::Mask(allowed) => self.each_value(atom.fact, reading, |value| within_mask(value, *allowed)),
            Values::Ticks(set) => self.each_value(atom.fact, reading, |value| set.status(value)),
            Values::Times(limits) => self.lasts(atom.fact, reading, limits, frames),
            Values::Symbols(memberships) => self.each_value(atom.fact, reading, |value| {
                Status::all(memberships.iter().map(|one| polar(self.in_set(value, &one.set), one.polarity)))
            }),
        }
    }

    /// A fact against the relations that it must have to others, and the set that its value must be of.
    pub(super) fn related(
        &self,
        fact: FactRef,
        within: Option<AtomId>,
        relations: &[Relation],
        rules: Option<RulesId>,
        frames: &Frames,
    ) -> Status {
        let access = if rules.is_none() && fact.arises == Arises::Always {
            Access::Tested(self.reading(fact, frames))
        } else {
            self.access(fact, rules, frames)
        };
        let reading = match access {
            // Nothing is assumed where another fact of the comparison is on record.
            Access::Assumed(_) if self.reads_mentioned(relations, frames) => return Status::UNKNOWN,
            Access::Assumed(status) => return status,
            Access::NotEvidenced => return Status::UNKNOWN,
            Access::Absent(_) => Reading::ABSENT,
            Access::Tested(reading) => reading,
        };
        let related = Related { fact, rules, frames };
        let atom = within.and_then(|atom| self.program.atom(atom));
        self.of_each(fact, self.fact(fact).map(|fact| &fact.kind), reading, &|reading| {
            let within = atom.map(|atom| self.satisfies(atom, reading, frames));
            let relations = relations.iter().map(|relation| self.relation(related, reading, relation));
            Status::all(within.into_iter().chain(relations))
        })
    }

    /// Whether a fact is documented; never unknown.
    pub(super) fn known(&self, fact: FactRef, frames: &Frames) -> Status {
        Status::known(self.reading(fact, frames) != Reading::Unknown)
    }

    /// A test of a stored value of a fact, of each of them where there are several.
    pub(super) fn each_value(&self, fact: FactRef, reading: Reading, test: impl Fn(Interval) -> Status) -> Status {
        let Reading::Value { value, mark, slot } = reading else { return Status::UNKNOWN };
        if !mark.has(Mark::ALTERNATIVES) {
            return test(value);
        }
        let (mut met, mut not_met) = (false, false);
        for value in self.case.alternatives(slot) {
            if (met && not_met) || !self.step(fact) {
                break;
            }
            let status = test(*value);
            met |= status.can_be_met();
            not_met |= status.can_be_not_met();
        }
        Status::of(met, not_met)
    }
}
