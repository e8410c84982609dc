//! What would make a result met that is not.

use std::collections::BTreeSet;

use medpol_evaluator::Assumptions;

use super::answer::{Flip, FlipChange, Flips};
use super::asking::{Answered, Asking, Goal, Wanted};
use super::questions::rest;
use super::shrink::Aim;
use super::smallest::{Enough, Set, smallest};
use crate::answer::{Effort, Found};
use crate::formula::Literal;

/// How many ways are told at most.
const MOST_WAYS: usize = 12;

impl Asking<'_> {
    pub(crate) fn flips(&mut self, effort: &Effort) -> Flips {
        let changing: Vec<usize> = self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.changed != Literal::FALSE)
            .map(|(at, _)| at)
            .collect();
        let found = smallest(changing.len(), MOST_WAYS, &mut |set| {
            let own: BTreeSet<usize> = set.iter().filter_map(|at| changing.get(*at)).copied().collect();
            let fixed = changing.iter().filter(|at| !own.contains(at)).filter_map(|at| self.items.get(*at));
            let besides = fixed.map(|item| !item.changed).collect();
            match self.find(Goal::Met, &Wanted { besides, ..Wanted::default() }, Assumptions::Taken, effort) {
                Found::Yes(answered) => Enough::Yes(answered),
                Found::No => Enough::No,
                Found::NotDecided(why) => Enough::NotDecided(why),
            }
        });
        let ways = found.sets.into_iter().map(|(set, answered)| {
            let own: Set = set.iter().filter_map(|at| changing.get(*at)).copied().collect();
            self.way(&own, answered, effort)
        });
        Flips { ways: ways.collect(), rest: rest(found.rest) }
    }

    /// A way with these changes, with as little as can be answered besides, and as near to the record as can be.
    fn way(&mut self, changes: &Set, mut best: Answered, effort: &Effort) -> Flip {
        let open: Vec<usize> = best.items.iter().copied().filter(|at| !changes.contains(at)).collect();
        for at in open {
            let mut fewer = best.items.clone();
            fewer.remove(&at);
            if let Found::Yes(found) = self.only(&fewer, changes, Vec::new(), effort) {
                best = found;
            }
        }
        for at in changes {
            best = self.nearest(*at, changes, best, effort);
        }
        let unchanged: Vec<Literal> = self.unchanged(changes);
        let whole = Aim { goal: Goal::Met, assumptions: Assumptions::Taken, besides: &unchanged };
        best = self.smaller(best, whole, effort);
        let aim = Aim { besides: &[], ..whole };
        let items = best.items.clone();
        let mut told = |at: usize| {
            let fact = self.items.get(at).cloned().and_then(|item| self.told(&item))?;
            let values = self.values(at, &best, aim, effort);
            let slot = self.items.get(at).and_then(|item| self.encoder.slot(0, &best.case, item.instance));
            Some(FlipChange { fact, values, slot })
        };
        let changes_told = items.iter().filter(|at| changes.contains(at)).filter_map(|at| told(*at)).collect();
        let answers = items.iter().filter(|at| !changes.contains(at)).filter_map(|at| told(*at)).collect();
        Flip { changes: changes_told, answers, case: best.case }
    }

    /// That only these are otherwise than on record.
    fn unchanged(&self, changes: &Set) -> Vec<Literal> {
        let fixed = self.items.iter().enumerate().filter(|(at, _)| !changes.contains(at));
        fixed.map(|(_, item)| !item.changed).filter(|literal| *literal != Literal::TRUE).collect()
    }

    /// Answers to only these, of which only some are changes.
    fn only(
        &mut self,
        answered: &BTreeSet<usize>,
        changes: &Set,
        mut besides: Vec<Literal>,
        effort: &Effort,
    ) -> Found<Answered> {
        besides.extend(self.unchanged(changes));
        let open = (0..self.items.len()).filter(|at| !answered.contains(at)).collect();
        let wanted = Wanted { answered: answered.iter().copied().collect(), open, besides };
        self.find(Goal::Met, &wanted, Assumptions::Taken, effort)
    }

    /// The same way with the value of one change in the part that is next to what is on record.
    fn nearest(&mut self, at: usize, changes: &Set, best: Answered, effort: &Effort) -> Answered {
        let (Some(item), Some(own)) = (self.items.get(at).cloned(), best.parts.get(&at).copied()) else { return best };
        let Some(recorded) = item.possible.iter().position(|can| *can) else { return best };
        let mut others: Vec<usize> = (0..item.possible.len())
            .filter(|part| {
                part.abs_diff(recorded) < own.abs_diff(recorded) && !item.possible.get(*part).is_some_and(|can| *can)
            })
            .collect();
        others.sort_by_key(|part| part.abs_diff(recorded));
        for part in others {
            let Some(literal) = self.part(item.instance, part) else { continue };
            let answered = best.items.clone();
            if let Found::Yes(found) = self.only(&answered, changes, vec![literal], effort) {
                return found;
            }
        }
        best
    }
}
