//! The smallest answers that do: lists with the fewest entries, entries with the fewest facts, plain values.
//!
//! Every smaller answer is decided by the evaluator before it takes the place of a larger one.

use std::rc::Rc;

use medpol_evaluator::Assumptions;

use super::asking::{Answered, Asking, Goal, Wanted};
use super::items::own_fact;
use crate::answer::{Effort, Found};
use crate::decode::Statement;
use crate::formula::Literal;
use crate::parts::Part;
use crate::space::{InstanceId, State};

/// How many candidates are tried for each length of a list.
const ROUNDS_OF_A_LENGTH: u32 = 40;

/// How many more entries than on record are tried first.
const FEW: usize = 2;

/// What a smaller answer must still lead to.
#[derive(Clone, Copy)]
pub(crate) struct Aim<'w> {
    pub(crate) goal: Goal,
    pub(crate) assumptions: Assumptions,
    /// What else holds.
    pub(crate) besides: &'w [Literal],
}

impl Asking<'_> {
    /// Answers to an item alone; of a list, with as few entries as can be.
    pub(crate) fn one(&mut self, at: usize, aim: Aim<'_>, effort: &Effort) -> Found<Answered> {
        let open = (0..self.items.len()).filter(|other| *other != at).collect();
        let mut wanted = Wanted { answered: vec![at], open, besides: aim.besides.to_vec() };
        if let Some((exists, least)) = self.list(at) {
            let few = Effort { rounds: ROUNDS_OF_A_LENGTH.min(effort.rounds), ..effort.clone() };
            for end in exists.iter().skip(least).take(FEW + 1) {
                wanted.besides = aim.besides.iter().copied().chain([!*end]).collect();
                if let Found::Yes(found) = self.find(aim.goal, &wanted, aim.assumptions, &few) {
                    return Found::Yes(self.bare(found, aim));
                }
            }
            wanted.besides = aim.besides.to_vec();
        }
        match self.find(aim.goal, &wanted, aim.assumptions, effort) {
            Found::Yes(found) => Found::Yes(self.smaller(found, aim, effort)),
            other => other,
        }
    }

    /// The same answers, lists with as few entries as can be, and entries with as few facts.
    pub(crate) fn smaller(&mut self, mut best: Answered, aim: Aim<'_>, effort: &Effort) -> Answered {
        let few = Effort { rounds: ROUNDS_OF_A_LENGTH.min(effort.rounds), ..effort.clone() };
        for at in best.items.clone() {
            let (Some((exists, least)), Some(count)) = (self.list(at), self.length(at, &best)) else { continue };
            for end in exists.iter().take(count).skip(least) {
                let mut besides = self.as_answered(&best, at);
                besides.extend(aim.besides.iter().copied().chain([!*end]));
                let open = (0..self.items.len()).filter(|other| !best.items.contains(other)).collect();
                let wanted = Wanted { answered: best.items.iter().copied().collect(), open, besides };
                if let Found::Yes(found) = self.find(aim.goal, &wanted, aim.assumptions, &few) {
                    best = found;
                    break;
                }
            }
        }
        self.bare(best, aim)
    }

    /// The unknowns of the entries of a list, and how many are on record.
    fn list(&self, at: usize) -> Option<(Vec<Literal>, usize)> {
        let item = self.items.get(at)?;
        let State::List { exists, .. } = &self.encoder.space.at(item.instance)?.state else { return None };
        let (_, fact) = own_fact(&self.encoder, item.instance)?;
        let (_, known) = self.record.case.facts.elements(item.base + fact.slot as usize);
        Some((exists.clone(), known))
    }

    fn length(&self, at: usize, answered: &Answered) -> Option<usize> {
        match answered.concrete.stated.get(&self.items.get(at)?.instance)? {
            Statement::List { count, .. } => Some(*count),
            _ => None,
        }
    }

    /// That all other answers are of the same parts, and no list is longer.
    fn as_answered(&self, answered: &Answered, but: usize) -> Vec<Literal> {
        let others = || answered.items.iter().filter(|at| **at != but);
        let parts = others().filter_map(|at| {
            let part = answered.parts.get(at)?;
            self.part(self.items.get(*at)?.instance, *part)
        });
        let ends = others().filter_map(|at| {
            let (exists, _) = self.list(*at)?;
            exists.get(self.length(*at, answered)?).map(|end| !*end)
        });
        parts.chain(ends).collect()
    }

    /// The same answers with entries that say as little as can be, and that plainly.
    fn bare(&self, mut best: Answered, aim: Aim<'_>) -> Answered {
        let lists: Vec<usize> = best.items.iter().copied().filter(|at| self.list(*at).is_some()).collect();
        for at in lists {
            let fields: Vec<InstanceId> = self.fields(at).into_iter().rev().collect();
            for field in fields {
                if best.concrete.stated.contains_key(&field)
                    && let Some(less) = self.with(&best, field, None, aim)
                {
                    best = less;
                }
                for plain in self.plainer(&best, field) {
                    if let Some(plainer) = self.with(&best, field, Some(plain), aim) {
                        best = plainer;
                        break;
                    }
                }
            }
        }
        best
    }

    /// The facts of the entries that an answer adds to a list.
    fn fields(&self, at: usize) -> Vec<InstanceId> {
        let own = self.items.get(at).map(|item| item.instance);
        // A single value is all that its entry says.
        let is_value = |id: &InstanceId| {
            let fact = self.encoder.space.at(*id).and_then(|own| self.encoder.space.joint.fact(own.fact));
            fact.is_some_and(|fact| fact.path.ends_with("[]"))
        };
        self.members(at).iter().copied().filter(|id| Some(*id) != own && !is_value(id)).collect()
    }

    /// The names that come before the one that is stated.
    fn plainer(&self, answered: &Answered, field: InstanceId) -> Vec<Statement> {
        let Some(Statement::Names(stated)) = answered.concrete.stated.get(&field) else { return Vec::new() };
        let parts = self.encoder.space.at(field).and_then(|own| self.encoder.space.joint.fact(own.fact));
        let names = parts.iter().flat_map(|fact| &fact.parts.all).filter_map(|part| match part {
            Part::Name(bit) => Some(*bit),
            Part::Line(_) | Part::Class(_) | Part::Time(_) => None,
        });
        names.filter(|bit| bit < stated).map(Statement::Names).collect()
    }

    /// The answers with one fact of an entry otherwise, if they still lead to the result.
    fn with(
        &self,
        answered: &Answered,
        field: InstanceId,
        stated: Option<Statement>,
        aim: Aim<'_>,
    ) -> Option<Answered> {
        let mut concrete = (*answered.concrete).clone();
        match stated {
            Some(stated) => concrete.stated.insert(field, stated),
            None => concrete.stated.remove(&field),
        };
        let found = self.of_concrete(answered.items.clone(), answered.parts.clone(), Rc::new(concrete));
        self.plainly_decided(found, aim.assumptions).filter(|found| aim.goal.is_reached(found.status))
    }
}
