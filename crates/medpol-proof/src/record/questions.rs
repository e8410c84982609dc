//! What remains to be known of a record.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_evaluator::Assumptions;
use medpol_model::case::Case;
use medpol_model::value::Status;

use super::answer::{Answer, AnswerValues, EnoughSet, Next, OpenId, Questions, RecordFact, Sets};
use super::asking::{Alone, Answered, Asking, Goal, Good, Wanted};
use super::items::{Item, Which, own_fact};
use super::shrink::Aim;
use super::smallest::{Enough, More, Set, Smallest, smallest};
use super::values::of_parts;
use crate::answer::{Effort, Found, NotDecided, Rest};
use crate::formula::Literal;
use crate::space::{InstanceId, State};

/// How many sets are listed at most.
pub(super) const MOST_SETS: usize = 400;

/// How many of the ways that were found are tried with another answer.
const MOST_OTHERWISE: usize = 4;

/// Which facts make a difference, with answers to all others that show it.
struct Mattering {
    /// Each with some ways to answer all others that leave the result unknown.
    shown: BTreeMap<OpenId, Vec<Answered>>,
    idle: Vec<OpenId>,
    not_decided: Vec<(OpenId, NotDecided)>,
}

impl Asking<'_> {
    pub(crate) fn questions(&mut self, effort: &Effort) -> Questions {
        let result = self.record.status(self.record.policy.root, Assumptions::Taken);
        let open: Vec<RecordFact> = self.items.iter().filter_map(|item| self.told(item)).collect();
        let is_unknown = result.is_unknown();
        // Every question has its part of the time.
        let agreed = if is_unknown { self.agreed(&effort.until(100)) } else { Found::No };
        let (ends, may_end) = if is_unknown { self.ends(&effort.until(300)) } else { (Vec::new(), Vec::new()) };
        let mut mattering = self.mattering(&effort.until(450));
        let ending: Vec<OpenId> = ends.iter().map(|answer| answer.open).collect();
        let next = if is_unknown { self.next(&mut mattering, &ending, &effort.until(600)) } else { None };
        Questions {
            result,
            open,
            settle: if is_unknown { self.settle(&effort.until(750)) } else { self.settled() },
            // What would change a known result has its part of the time too.
            approve: self.approve(&effort.until(if is_unknown { 1_000 } else { 600 })),
            ends,
            may_end,
            next,
            agreed,
            matters: mattering.shown.keys().copied().collect(),
            idle: mattering.idle,
            not_decided: mattering.not_decided,
            bounded: self.encoder.space.cut_short(),
        }
    }

    /// An item as it is told.
    pub(crate) fn told(&self, item: &Item) -> Option<RecordFact> {
        let (fact, known) = own_fact(&self.encoder, item.instance)?;
        let mut elements = Vec::new();
        let mut element = self.encoder.space.at(item.instance)?.element;
        while let Some(place) = self.encoder.space.element(element) {
            elements.insert(0, place.index);
            element = self.encoder.space.at(place.list)?.element;
        }
        let slot = u32::try_from(item.base + known.slot as usize).ok()?;
        Some(RecordFact { fact, path: Arc::clone(&known.path), elements, slot })
    }

    fn others(&self, but: &Set) -> Vec<usize> {
        (0..self.items.len()).filter(|at| !but.contains(at)).collect()
    }

    /// Answers to these, nothing else being answered, that leave a result.
    pub(super) fn answers_to(
        &mut self,
        set: &Set,
        goal: Goal,
        assumptions: Assumptions,
        effort: &Effort,
    ) -> Found<Answered> {
        let wanted = Wanted { answered: set.iter().copied().collect(), open: self.others(set), besides: Vec::new() };
        self.find(goal, &wanted, assumptions, effort)
    }

    fn approve(&mut self, effort: &Effort) -> Sets {
        let count = self.items.len();
        let mut good = Good::default();
        let Smallest { sets, rest: more } = smallest(count, MOST_SETS, &mut |set| {
            // An answer that ends it is not ruled out where its fact is open.
            if self.ended.iter().any(|(at, _)| !set.contains(at)) {
                return Enough::No;
            }
            if let Some(answered) = self.composed(set, &good, Goal::Met, Assumptions::LeftOut) {
                return Enough::Yes(answered);
            }
            match self.answers_to(set, Goal::Met, Assumptions::LeftOut, effort) {
                Found::Yes(answered) => {
                    good.add(&answered, &|at| self.members(at).to_vec());
                    Enough::Yes(answered)
                }
                Found::No => Enough::No,
                Found::NotDecided(why) => Enough::NotDecided(why),
            }
        });
        let aim = Aim { goal: Goal::Met, assumptions: Assumptions::LeftOut, besides: &[] };
        let sets = sets
            .into_iter()
            .map(|(facts, answered)| {
                let answered = self.smaller(answered, aim, effort);
                let case = Arc::new(answered.case.clone());
                let answers = facts.iter().map(|at| self.answer(*at, &answered, &case, aim, effort)).collect();
                EnoughSet { answers, facts: facts.into_iter().collect(), case }
            })
            .collect();
        Sets { sets, rest: rest(more) }
    }

    fn ends(&mut self, effort: &Effort) -> (Vec<Answer>, Vec<(OpenId, NotDecided)>) {
        let (mut found, mut open) = (Vec::new(), Vec::new());
        let aim = Aim { goal: Goal::NotMet, assumptions: Assumptions::LeftOut, besides: &[] };
        let is_monotone = self.is_monotone();
        for at in 0..self.items.len() {
            let ended = match self.alone_of_any(at, aim) {
                Some(Alone::Yes(answered)) => Found::Yes(*answered),
                Some(Alone::No) => Found::No,
                Some(Alone::Perhaps) | None => self.one(at, aim, effort),
            };
            match ended {
                Found::Yes(answered) => {
                    if let (true, Some(part)) = (is_monotone && self.stands_alone(at), answered.parts.get(&at)) {
                        self.ended.insert((at, *part));
                    }
                    if is_monotone && self.stands_alone(at) {
                        self.end_alike(at, aim);
                    }
                    let case = Arc::new(answered.case.clone());
                    found.push(self.answer(at, &answered, &case, aim, effort));
                }
                Found::No => {}
                Found::NotDecided(why) => open.push((at, why)),
            }
        }
        (found, open)
    }

    /// Which other parts of an item end it too.
    fn end_alike(&mut self, at: usize, aim: Aim<'_>) {
        let parts = self.items.get(at).map_or(0, |item| item.possible.len());
        let ending =
            (0..parts).filter(|part| matches!(self.alone(at, *part, aim.goal, aim.assumptions), Alone::Yes(_)));
        let ending: Vec<usize> = ending.collect();
        self.ended.extend(ending.into_iter().map(|part| (at, part)));
    }

    /// What any plain answer to an item comes to: whether one leads to a result, or none does.
    fn alone_of_any(&self, at: usize, aim: Aim<'_>) -> Option<Alone> {
        let item = self.items.get(at)?;
        let mut all = Alone::No;
        let parts = item.possible.iter().enumerate().filter(|(_, can)| **can);
        for (part, _) in parts {
            match self.alone(at, part, aim.goal, aim.assumptions) {
                found @ Alone::Yes(_) => return Some(found),
                Alone::No => {}
                Alone::Perhaps => all = Alone::Perhaps,
            }
        }
        (!item.possible.is_empty()).then_some(all)
    }

    /// One of some answers that reach a goal: which values do, the others being as they are.
    fn answer(&mut self, at: usize, answered: &Answered, case: &Arc<Case>, aim: Aim<'_>, effort: &Effort) -> Answer {
        let values = self.values(at, answered, aim, effort);
        Answer { open: at, values, case: Arc::clone(case) }
    }

    pub(crate) fn values(&mut self, at: usize, answered: &Answered, aim: Aim<'_>, effort: &Effort) -> AnswerValues {
        let Some(item) = self.items.get(at).cloned() else { return AnswerValues::List };
        let Some(own) = answered.parts.get(&at).copied() else { return AnswerValues::List };
        let mut fixed: Vec<Literal> = Vec::new();
        for (other, part) in answered.parts.iter().filter(|(other, _)| **other != at) {
            fixed.extend(self.items.get(*other).and_then(|item| self.part(item.instance, *part)));
        }
        let mut chosen = Vec::new();
        for part in 0..item.possible.len() {
            let is_other = part != own;
            if is_other && !self.does_too(at, part, answered, aim) {
                let Some(literal) = self.part(item.instance, part) else { continue };
                let besides = fixed.iter().copied().chain([literal]).collect();
                let open = self.others(&answered.items);
                let wanted = Wanted { answered: answered.items.iter().copied().collect(), open, besides };
                if self.does_not(at, part, answered, aim)
                    || !matches!(self.find(aim.goal, &wanted, aim.assumptions, effort), Found::Yes(_))
                {
                    continue;
                }
            }
            chosen.push(part);
        }
        let is_sole = item.is_open && item.possible.iter().filter(|can| **can).count() == 1 && chosen.len() == 1;
        let parts = self.encoder.space.at(item.instance).and_then(|own| self.encoder.space.joint.fact(own.fact));
        match parts {
            Some(_) if is_sole && self.is_stated(&item) => AnswerValues::Proof,
            Some(fact) => of_parts(&fact.parts, &chosen),
            None => AnswerValues::List,
        }
    }

    /// Whether the evaluator says that a plain answer of another part leads there too.
    fn does_too(&self, at: usize, part: usize, answered: &Answered, aim: Aim<'_>) -> bool {
        self.instead(answered, (at, part), aim.goal, aim.assumptions).is_some()
    }

    /// Whether an answer of another part is known not to lead there.
    fn does_not(&self, at: usize, part: usize, answered: &Answered, aim: Aim<'_>) -> bool {
        if !self.items.get(at).is_some_and(|item| item.possible.get(part).is_some_and(|can| *can)) {
            return self.which == Which::Open;
        }
        match aim.goal {
            Goal::Met if self.ended.contains(&(at, part)) => aim.assumptions == Assumptions::LeftOut,
            Goal::Met | Goal::NotMet | Goal::Unknown | Goal::OtherThanMet => {
                answered.items.len() == 1 && matches!(self.alone(at, part, aim.goal, aim.assumptions), Alone::No)
            }
        }
    }

    /// Whether the value of an item is on record, so that only a document is missing.
    fn is_stated(&self, item: &Item) -> bool {
        self.record.exact(item.fact, item.base).is_some()
    }

    /// The literal that a fact is of a part.
    pub(crate) fn part(&self, id: InstanceId, part: usize) -> Option<Literal> {
        let State::Value { possible } = &self.encoder.space.at(id)?.state else { return None };
        possible.get(part).copied()
    }

    /// Which facts make a difference: all others being answered somehow, the result is unknown without them.
    fn mattering(&mut self, effort: &Effort) -> Mattering {
        let mut found = Mattering { shown: BTreeMap::new(), idle: Vec::new(), not_decided: Vec::new() };
        for at in 0..self.items.len() {
            let set: Set = (0..self.items.len()).filter(|other| *other != at).collect();
            match self.answers_to(&set, Goal::Unknown, Assumptions::LeftOut, effort) {
                Found::Yes(answered) => drop(found.shown.insert(at, vec![answered])),
                Found::No => found.idle.push(at),
                Found::NotDecided(why) => found.not_decided.push((at, why)),
            }
        }
        found
    }

    /// The fact after whose answer the fewest others make a difference, on average.
    fn next(&mut self, mattering: &mut Mattering, ends: &[OpenId], effort: &Effort) -> Option<Next> {
        let mut best: Option<Next> = None;
        let all: Vec<OpenId> = mattering.shown.keys().copied().collect();
        for at in all {
            let next = self.after(at, ends.contains(&at), mattering, effort);
            let is_better = best.is_none_or(|best| next.remaining * best.answers < best.remaining * next.answers);
            if is_better {
                best = Some(next);
            }
        }
        best
    }

    /// How many facts make a difference after the answers to one.
    fn after(&mut self, at: usize, is_end: bool, mattering: &mut Mattering, effort: &Effort) -> Next {
        let others = u64::try_from(mattering.shown.len().saturating_sub(1)).unwrap_or(u64::MAX);
        let item = self.items.get(at).cloned();
        let parts: Vec<(usize, Literal)> = item.iter().flat_map(|item| self.parts_of(item)).collect();
        if parts.is_empty() {
            // Of the answers to a list only those are told apart that end the matter.
            let set: Set = [at].into();
            let ends =
                is_end || matches!(self.answers_to(&set, Goal::Met, Assumptions::LeftOut, effort), Found::Yes(_));
            return Next { open: at, remaining: others, answers: if ends { 2 } else { 1 } };
        }
        let mut remaining = 0;
        for (part, literal) in &parts {
            remaining += self.remaining(at, (*part, *literal), mattering, effort);
        }
        Next { open: at, remaining, answers: u64::try_from(parts.len()).unwrap_or(u64::MAX) }
    }

    fn parts_of(&self, item: &Item) -> Vec<(usize, Literal)> {
        let can = item.possible.iter().enumerate().filter(|(_, can)| **can);
        can.filter_map(|(at, _)| Some((at, self.part(item.instance, at)?))).collect()
    }

    fn remaining(&mut self, at: usize, part: (usize, Literal), mattering: &mut Mattering, effort: &Effort) -> u64 {
        let (part, literal) = part;
        if self.ended.contains(&(at, part)) {
            return 0;
        }
        let open = Wanted { answered: vec![at], open: Vec::new(), besides: vec![literal] };
        if !matches!(self.alone(at, part, Goal::Unknown, Assumptions::LeftOut), Alone::Yes(_))
            && matches!(self.find(Goal::Unknown, &open, Assumptions::LeftOut, effort), Found::No)
        {
            return 0;
        }
        // Where all is in order but for one answer, that answer makes a difference.
        let all = Wanted { answered: (0..self.items.len()).collect(), open: Vec::new(), besides: vec![literal] };
        drop(self.find(Goal::Met, &all, Assumptions::LeftOut, effort));
        let mut count = 0;
        for (other, shown) in mattering.shown.iter_mut().filter(|(other, _)| **other != at) {
            if shown.iter().any(|answered| answered.parts.get(&at) == Some(&part)) {
                count += 1;
                continue;
            }
            let otherwise =
                |answered: &Answered| self.instead(answered, (at, part), Goal::Unknown, Assumptions::LeftOut);
            if let Some(found) = shown.iter().rev().take(MOST_OTHERWISE).find_map(otherwise) {
                shown.push(found);
                count += 1;
                continue;
            }
            let answered = (0..self.items.len()).filter(|one| one != other).collect();
            let wanted = Wanted { answered, open: vec![*other], besides: vec![literal] };
            match self.find(Goal::Unknown, &wanted, Assumptions::LeftOut, effort) {
                Found::No => {}
                Found::Yes(answered) => {
                    shown.push(answered);
                    count += 1;
                }
                Found::NotDecided(_) => count += 1,
            }
        }
        count
    }

    /// What every way to complete the record comes to, if they agree.
    fn agreed(&mut self, effort: &Effort) -> Found<Status> {
        let all: Set = (0..self.items.len()).collect();
        let met = self.answers_to(&all, Goal::Met, Assumptions::LeftOut, effort);
        let other = self.answers_to(&all, Goal::OtherThanMet, Assumptions::LeftOut, effort);
        match (met, other) {
            (Found::Yes(_), Found::Yes(_)) | (Found::No, Found::No) => Found::No,
            (Found::Yes(_), Found::No) => Found::Yes(Status::MET),
            (Found::No, Found::Yes(answered)) => Found::Yes(answered.status),
            (Found::NotDecided(why), _) | (_, Found::NotDecided(why)) => Found::NotDecided(why),
        }
    }
}

pub(crate) fn rest(more: More) -> Rest {
    match more {
        More::None => Rest::None,
        More::Some => Rest::More,
        More::NotDecided(why) => Rest::NotDecided(why),
    }
}
