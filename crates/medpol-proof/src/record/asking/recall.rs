//! What is known without another search: assumptions that cannot be together, answers that were found for another
//! question, and what one plain answer comes to.
//!
//! Every answer that is told is decided by the evaluator, whatever it was found for.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use medpol_evaluator::{Assumptions, Evaluation, Frames, Outcomes, Reading, decide_with};
use medpol_model::case::Mark;
use medpol_model::program::Op;
use medpol_model::value::{Interval, Status};
use medpol_model::vocabulary::FactKind;

use super::super::items::{Item, own_fact};
use super::{Answered, Asking, Goal, Wanted};
use crate::decode::{Concrete, Statement};
use crate::formula::{Literal, Model};
use crate::parts::Part;
use crate::space::{InstanceId, State};

/// How many answers are kept, and how many of them are tried for a question.
const MOST_KEPT: usize = 40;
const MOST_TRIED: usize = 3;

/// What earlier searches came to.
#[derive(Default)]
pub(super) struct Recall {
    /// Assumptions that cannot be together; each in order.
    refuted: Vec<Vec<Literal>>,
    /// Answers that led to a result, the latest last.
    kept: Vec<Kept>,
}

struct Kept {
    answered: Answered,
    model: Model,
}

/// Earlier answers, without those to what is to stay open.
struct Fitting {
    items: BTreeSet<usize>,
    parts: BTreeMap<usize, usize>,
    concrete: Rc<Concrete>,
}

impl Recall {
    /// Whether it is proved that some assumptions cannot be together.
    pub(super) fn is_refuted(&self, assumed: &[Literal]) -> bool {
        let mut sorted = assumed.to_vec();
        sorted.sort_unstable();
        let is_in = |literal: &Literal| sorted.binary_search(literal).is_ok();
        self.refuted.iter().any(|core| core.iter().all(is_in))
    }

    pub(super) fn refute(&mut self, core: &[Literal]) {
        let mut core = core.to_vec();
        core.sort_unstable();
        self.refuted.push(core);
    }

    pub(super) fn keep(&mut self, answered: &Answered, model: Model) {
        if self.kept.len() >= MOST_KEPT {
            self.kept.remove(0);
        }
        self.kept.push(Kept { answered: answered.clone(), model });
    }

    /// Answers that were found and fit, those that fit best first.
    fn fitting(&self, goal: Goal, wanted: &Wanted) -> Vec<Fitting> {
        let rank = |status: Status| match goal {
            // Where all is in order but for one answer, that answer is what is missing.
            Goal::Unknown if status == Status::MET => 0,
            Goal::Unknown | Goal::Met | Goal::NotMet | Goal::OtherThanMet if goal.is_reached(status) => 1,
            Goal::Unknown | Goal::Met | Goal::NotMet | Goal::OtherThanMet => 2,
        };
        let mut fitting: Vec<&Kept> = self
            .kept
            .iter()
            .rev()
            .filter(|kept| rank(kept.answered.status) < 2)
            .filter(|kept| wanted.answered.iter().all(|at| kept.answered.items.contains(at)))
            .filter(|kept| wanted.besides.iter().all(|literal| kept.model.holds(*literal)))
            .collect();
        fitting.sort_by_key(|kept| rank(kept.answered.status));
        let open: BTreeSet<usize> = wanted.open.iter().copied().collect();
        let left = |kept: &Kept| Fitting {
            items: &kept.answered.items - &open,
            parts: kept
                .answered
                .parts
                .iter()
                .filter(|(at, _)| !open.contains(at))
                .map(|(at, part)| (*at, *part))
                .collect(),
            concrete: Rc::clone(&kept.answered.concrete),
        };
        fitting.into_iter().take(MOST_TRIED).map(left).collect()
    }
}

/// What one answer comes to.
pub(crate) enum Alone {
    /// It leads to the result.
    Yes(Box<Answered>),
    /// No such answer does.
    No,
    Perhaps,
}

/// Answers that led to a result, of each item those that were found with the fewest others.
#[derive(Default)]
pub(crate) struct Good {
    /// How many were answered with it, and of which part it is.
    items: BTreeMap<usize, (usize, Option<usize>)>,
    concrete: Concrete,
}

impl Good {
    pub(crate) fn add(&mut self, answered: &Answered, members: &dyn Fn(usize) -> Vec<InstanceId>) {
        let count = answered.items.len();
        for at in &answered.items {
            if self.items.get(at).is_some_and(|(fewest, _)| *fewest <= count) {
                continue;
            }
            self.items.insert(*at, (count, answered.parts.get(at).copied()));
            for id in members(*at) {
                match answered.concrete.stated.get(&id) {
                    Some(stated) => drop(self.concrete.stated.insert(id, stated.clone())),
                    None => drop(self.concrete.stated.remove(&id)),
                }
            }
        }
        self.concrete.now = answered.concrete.now;
    }
}

impl Asking<'_> {
    /// Answers to a set of items that were found with others, if together they lead to a result.
    pub(crate) fn composed(
        &self,
        set: &BTreeSet<usize>,
        good: &Good,
        goal: Goal,
        assumptions: Assumptions,
    ) -> Option<Answered> {
        let mut parts = BTreeMap::new();
        for at in set {
            let (_, part) = good.items.get(at)?;
            parts.extend(part.map(|part| (*at, part)));
        }
        let found = self.of_concrete(set.clone(), parts, Rc::new(good.concrete.clone()));
        self.plainly_decided(found, assumptions).filter(|found| goal.is_reached(found.status))
    }

    /// Answers to a question among those that were found for others.
    pub(super) fn recall(&self, goal: Goal, wanted: &Wanted, assumptions: Assumptions) -> Option<Answered> {
        let fitting = self.recalled.fitting(goal, wanted);
        fitting.into_iter().find_map(|Fitting { items, parts, concrete }| {
            let found = self.of_concrete(items, parts, concrete);
            self.plainly_decided(found, assumptions).filter(|found| goal.is_reached(found.status))
        })
    }

    /// Whether an answer to one item alone, of this part, leads to a result.
    pub(crate) fn alone(&self, at: usize, part: usize, goal: Goal, assumptions: Assumptions) -> Alone {
        let Some(item) = self.items.get(at) else { return Alone::Perhaps };
        let Some(stated) = self.plain(item, part) else { return Alone::Perhaps };
        let concrete = Concrete { stated: [(item.instance, stated)].into(), now: None };
        let found = self.of_concrete([at].into(), [(at, part)].into(), Rc::new(concrete));
        match self.plainly_decided(found, assumptions) {
            Some(found) if goal.is_reached(found.status) => Alone::Yes(Box::new(found)),
            Some(_) if self.is_told_by_parts(item) => Alone::No,
            Some(_) | None => Alone::Perhaps,
        }
    }

    /// The same answers but for one, which is of another part.
    pub(crate) fn instead(
        &self,
        answered: &Answered,
        (at, part): (usize, usize),
        goal: Goal,
        assumptions: Assumptions,
    ) -> Option<Answered> {
        let item = self.items.get(at)?;
        let stated = self.plain(item, part)?;
        let mut concrete = (*answered.concrete).clone();
        concrete.stated.insert(item.instance, stated);
        let mut parts = answered.parts.clone();
        parts.insert(at, part);
        let found = self.of_concrete(answered.items.clone(), parts, Rc::new(concrete));
        self.plainly_decided(found, assumptions).filter(|found| goal.is_reached(found.status))
    }

    pub(crate) fn of_concrete(
        &self,
        items: BTreeSet<usize>,
        parts: BTreeMap<usize, usize>,
        concrete: Rc<Concrete>,
    ) -> Answered {
        let case = self.write(&items, &parts, &concrete);
        Answered { case, status: Status::UNKNOWN, items, parts, concrete }
    }

    /// The plainest answer to an item of a part, where that is a name, a number or a date.
    fn plain(&self, item: &Item, part: usize) -> Option<Statement> {
        if !item.possible.get(part).is_some_and(|can| *can) {
            return None;
        }
        let (_, fact) = own_fact(&self.encoder, item.instance)?;
        let joint = self.encoder.space.at(item.instance)?.fact;
        match self.encoder.space.joint.fact(joint)?.parts.all.get(part)? {
            Part::Name(bit) => Some(Statement::Names(*bit)),
            line @ Part::Line(_) => {
                let is_stated = self.record.case.facts.mark(item.base + fact.slot as usize).has(Mark::GIVEN);
                let number: Option<Interval> = self.encoder.some_number(item.instance, line);
                number.filter(|_| !is_stated).map(|number| Statement::Ticks(vec![number]))
            }
            Part::Class(_) | Part::Time(_) => None,
        }
    }

    /// Whether all answers of a part come to the same.
    fn is_told_by_parts(&self, item: &Item) -> bool {
        let Some(own) = self.encoder.space.at(item.instance) else { return false };
        let path = self.encoder.space.joint.fact(own.fact).map(|fact| &fact.path);
        match &own.state {
            State::Value { .. } => {
                self.encoder.space.known_exact(item.instance).is_none()
                    && path.is_some_and(|path| !self.sources.contains(path))
            }
            State::List { .. } => false,
        }
    }

    /// Whether what a fact comes to is known by its answer only: nothing else tells it, asks for it or follows from it.
    pub(crate) fn stands_alone(&self, at: usize) -> bool {
        let Some(item) = self.items.get(at) else { return false };
        let Some((_, fact)) = own_fact(&self.encoder, item.instance) else { return false };
        // Dates have an order among each other.
        let is_ordered = matches!(fact.kind, FactKind::Date | FactKind::Duration(_));
        self.is_free(item) && !is_ordered && self.is_told_by_parts(item)
    }

    /// Whether a fact follows from no other, is asked for by no other, and none follows from it or is asked for by it.
    pub(crate) fn is_free(&self, item: &Item) -> bool {
        let Some((_, fact)) = own_fact(&self.encoder, item.instance) else { return false };
        let is_read = self.gates.contains(&fact.path) || self.sources.contains(&fact.path);
        fact.derivation.is_none() && fact.asked_when.is_none() && !is_read
    }

    /// Whether a result that is known once stays known, whatever else is answered.
    pub(crate) fn is_monotone(&self) -> bool {
        !self.record.policy.program.nodes.iter().any(|op| matches!(op, Op::Known(_)))
    }

    /// Some answers as the evaluator decides them; nothing where one of them cannot be given so.
    pub(crate) fn plainly_decided(&self, mut found: Answered, assumptions: Assumptions) -> Option<Answered> {
        let mut outcomes = Outcomes::for_policy(self.record.policy);
        found.status = decide_with(self.record.policy, self.record.symbols, &found.case, &mut outcomes, assumptions);
        let scene = Evaluation::of(self.record.policy, self.record.symbols, &found.case, &outcomes, assumptions);
        let vocabulary = &self.record.policy.vocabulary;
        let is_usable = found.items.iter().filter_map(|at| self.items.get(*at)).all(|item| {
            let Some(slot) = self.encoder.slot(0, &found.case, item.instance) else { return false };
            let Some(fact) = vocabulary.fact(item.fact) else { return false };
            let own = fact.reference(item.fact, vocabulary.scope(item.fact));
            let base = (slot as usize).saturating_sub(fact.slot as usize);
            let frames = Frames::TOP.with(own.scope, base);
            let scene = scene.of_vocabulary();
            // What does not arise is answered as absent.
            let is_absent = || match fact.kind {
                FactKind::List(_) => found.case.facts.elements(slot as usize).1 == 0,
                FactKind::Boolean | FactKind::Enumeration(_) => {
                    found.case.facts.value(slot as usize) == Interval::point(0b01)
                }
                FactKind::Integer { .. }
                | FactKind::Decimal { .. }
                | FactKind::Date
                | FactKind::Duration(_)
                | FactKind::Code { .. }
                | FactKind::Text => false,
            };
            !matches!(scene.reading(own, &frames), Reading::Unusable(_))
                && (is_absent() || !scene.does_not_arise(own, &frames))
        });
        let is_usable = is_usable && self.contradicted(&found.case, scene).is_empty();
        (is_usable && outcomes.too_much().is_none()).then_some(found)
    }
}
