//! Which facts are enough to settle a result, whatever their answers are.
//!
//! What a policy assumes of a fact holds for as long as nobody answers it, so that more answers can be less than enough:
//! see `assumed.rs`.

use std::sync::Arc;

use medpol_evaluator::Assumptions;

use super::answer::{EnoughSet, Sets};
use super::asking::{Asking, Goal};
use super::questions::{MOST_SETS, rest};
use super::smallest::{Enough, More, Set, Smallest, smallest};
use crate::answer::{Effort, Found, NotDecided, Rest};

impl Asking<'_> {
    /// Nothing has to be answered where the result is known.
    pub(super) fn settled(&self) -> Sets {
        let case = Arc::new(self.record.case.clone());
        Sets { sets: vec![EnoughSet { facts: Vec::new(), answers: Vec::new(), case }], rest: Rest::None }
    }

    pub(super) fn settle(&mut self, effort: &Effort) -> Sets {
        let assumed = self.assumed();
        let is_plain = |at: &usize| !assumed.as_answered.contains(at) && !assumed.otherwise.contains(at);
        let plain: Vec<usize> = (0..self.items.len()).filter(is_plain).collect();
        let (choices, mut are_all) = assumed.choices();
        let (mut sets, mut more): (Vec<Set>, More) = (Vec::new(), More::None);
        for choice in choices {
            let least = sets.first().map_or(usize::MAX, Set::len);
            if choice.len() > least {
                are_all = true;
                break;
            }
            let found = self.settling(&plain, &choice, effort);
            if found.rest != More::None {
                more = found.rest;
            }
            let size = found.sets.first().map_or(usize::MAX, |(set, ())| set.len());
            if size < least {
                sets.clear();
            }
            if size <= least {
                sets.extend(found.sets.into_iter().map(|(set, ())| set));
            }
        }
        if !are_all && more == More::None {
            more = More::NotDecided(NotDecided::TooManyRounds(Vec::new()));
        }
        sets.sort();
        let case = Arc::new(self.record.case.clone());
        let set =
            |facts: Set| EnoughSet { facts: facts.into_iter().collect(), answers: Vec::new(), case: Arc::clone(&case) };
        Sets { rest: rest(more), sets: sets.into_iter().map(set).collect() }
    }

    /// The smallest sets that settle, which have all of a choice of facts and otherwise only some of the plain ones.
    fn settling(&mut self, plain: &[usize], choice: &Set, effort: &Effort) -> Smallest<()> {
        let whole = |set: &Set| set.iter().filter_map(|at| plain.get(*at)).chain(choice).copied().collect::<Set>();
        let found = smallest(plain.len(), MOST_SETS, &mut |set| match self.answers_to(
            &whole(set),
            Goal::Unknown,
            Assumptions::Taken,
            effort,
        ) {
            Found::No => Enough::Yes(()),
            Found::Yes(_) => Enough::No,
            Found::NotDecided(why) => Enough::NotDecided(why),
        });
        Smallest { sets: found.sets.into_iter().map(|(set, ())| (whole(&set), ())).collect(), rest: found.rest }
    }
}
