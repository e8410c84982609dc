//! Formulas over yes/no unknowns, each written down once, and the solver that looks for a model.
//!
//! Two formulas of the same parts are the same literal, so that what two policies have in common costs nothing to
//! compare. Nothing here knows what an unknown stands for.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use batsat::{Callbacks, Lit, Solver, SolverInterface, SolverOpts, lbool};

use crate::answer::{Deadline, Effort, NotDecided};

/// An unknown or a formula, or its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Literal(u32);

impl Literal {
    /// What always holds.
    pub(crate) const TRUE: Self = Self(0);
    /// What never holds.
    pub(crate) const FALSE: Self = Self(1);

    /// Holds or does not.
    pub(crate) const fn constant(holds: bool) -> Self {
        if holds { Self::TRUE } else { Self::FALSE }
    }

    fn of(literal: Lit) -> Self {
        Self(literal.var().idx() * 2 + u32::from(!literal.sign()))
    }

    fn raw(self) -> Lit {
        Lit::new(batsat::Var::unsafe_from_idx(self.0 / 2), self.0.is_multiple_of(2))
    }
}

impl std::ops::Not for Literal {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// What came of a search for a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Solved {
    /// There is one; [`Formulas::holds`] reads it.
    Model,
    /// There is none; [`Formulas::core`] says which of the assumptions cannot be together.
    None,
}

/// All formulas of a space.
pub(crate) struct Formulas {
    solver: Solver<Watch>,
    branching: Branching,
    conjunctions: HashMap<Box<[Literal]>, Literal>,
    counts: HashMap<Box<[Literal]>, Vec<Vec<Literal>>>,
    model: Model,
    core: Vec<Literal>,
}

/// What holds in a model.
#[derive(Clone, Default)]
pub(crate) struct Model(Arc<[lbool]>);

impl Model {
    /// Whether something holds.
    pub(crate) fn holds(&self, literal: Literal) -> bool {
        let value = self.0.get((literal.0 / 2) as usize).copied().unwrap_or(lbool::UNDEF);
        (value == lbool::TRUE) == literal.0.is_multiple_of(2)
    }
}

/// Ends a search from outside.
#[derive(Default)]
struct Watch {
    stop: Option<Arc<AtomicBool>>,
    until: Option<Deadline>,
}

impl Watch {
    fn why(&self) -> Option<NotDecided> {
        if self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Some(NotDecided::Stopped);
        }
        self.until.as_ref().is_some_and(Deadline::is_over).then_some(NotDecided::OutOfTime)
    }
}

impl Callbacks for Watch {
    fn stop(&self) -> bool {
        self.why().is_some()
    }
}

impl Default for Formulas {
    fn default() -> Self {
        let mut solver = Solver::new(SolverOpts::default(), Watch::default());
        let constant = solver.new_var_default();
        solver.add_clause_reuse(&mut vec![Lit::new(constant, true)]);
        Self {
            solver,
            branching: Branching::Unknowns,
            conjunctions: HashMap::new(),
            counts: HashMap::new(),
            model: Model::default(),
            core: Vec::new(),
        }
    }
}

impl Formulas {
    /// Says what the solver tries; before the first formula is written.
    pub(crate) fn branch_on(&mut self, branching: Branching) {
        self.branching = branching;
    }

    /// A new unknown, tried first as `preferred`.
    pub(crate) fn unknown(&mut self, preferred: Preferred) -> Literal {
        let polarity = match preferred {
            Preferred::Yes => lbool::TRUE,
            Preferred::No => lbool::FALSE,
        };
        Literal::of(Lit::new(self.solver.new_var(polarity, true), true))
    }

    /// Says that one of these holds.
    pub(crate) fn require(&mut self, clause: &[Literal]) {
        if clause.contains(&Literal::TRUE) {
            return;
        }
        let mut raw: Vec<Lit> = clause.iter().filter(|part| **part != Literal::FALSE).map(|part| part.raw()).collect();
        self.solver.add_clause_reuse(&mut raw);
    }

    /// All of these hold.
    pub(crate) fn and(&mut self, parts: impl IntoIterator<Item = Literal>) -> Literal {
        let mut parts: Vec<Literal> = parts.into_iter().filter(|part| *part != Literal::TRUE).collect();
        parts.sort_unstable();
        parts.dedup();
        let is_contrary = |pair: &[Literal]| matches!(pair, [one, other] if one.0 ^ other.0 == 1);
        if parts.first() == Some(&Literal::FALSE) || parts.windows(2).any(is_contrary) {
            return Literal::FALSE;
        }
        match parts.as_slice() {
            [] => return Literal::TRUE,
            [only] => return *only,
            [..] => {}
        }
        if let Some(known) = self.conjunctions.get(parts.as_slice()) {
            return *known;
        }
        let is_tried = self.branching == Branching::Everything;
        let whole = Literal::of(Lit::new(self.solver.new_var(lbool::FALSE, is_tried), true));
        let mut back = vec![whole];
        for part in &parts {
            self.require(&[!whole, *part]);
            back.push(!*part);
        }
        self.require(&back);
        self.conjunctions.insert(parts.into(), whole);
        whole
    }

    /// One of these holds.
    pub(crate) fn or(&mut self, parts: impl IntoIterator<Item = Literal>) -> Literal {
        let none: Vec<Literal> = parts.into_iter().map(|part| !part).collect();
        !self.and(none)
    }

    /// `then` where the condition holds, else `otherwise`.
    pub(crate) fn choose(&mut self, condition: Literal, then: Literal, otherwise: Literal) -> Literal {
        if then == otherwise {
            return then;
        }
        let first = self.and([condition, then]);
        let second = self.and([!condition, otherwise]);
        self.or([first, second])
    }

    /// Exactly one of the two holds.
    pub(crate) fn differ(&mut self, one: Literal, other: Literal) -> Literal {
        if one == other {
            return Literal::FALSE;
        }
        if one == !other {
            return Literal::TRUE;
        }
        self.choose(one, !other, other)
    }

    /// At least so many of these hold.
    pub(crate) fn at_least(&mut self, parts: &[Literal], number: usize) -> Literal {
        if number == 0 {
            return Literal::TRUE;
        }
        if number > parts.len() {
            return Literal::FALSE;
        }
        let mut rows = self.counts.remove(parts).unwrap_or_default();
        // Row n says, for every beginning of the list, whether n + 1 of it hold.
        while rows.len() < number {
            let before = rows.last().cloned();
            let mut row = Vec::with_capacity(parts.len());
            let mut reached = Literal::FALSE;
            for (at, part) in parts.iter().enumerate() {
                let enough_before = match (&before, at.checked_sub(1)) {
                    (None, _) => Literal::TRUE,
                    (Some(_), None) => Literal::FALSE,
                    (Some(before), Some(at)) => before.get(at).copied().unwrap_or(Literal::FALSE),
                };
                let now = self.and([*part, enough_before]);
                reached = self.or([reached, now]);
                row.push(reached);
            }
            rows.push(row);
        }
        let last = rows.get(number - 1).and_then(|row| row.last()).copied().unwrap_or(Literal::FALSE);
        self.counts.insert(parts.into(), rows);
        last
    }

    /// Looks for a model in which all assumptions hold.
    pub(crate) fn solve(&mut self, assumptions: &[Literal], effort: &Effort) -> Result<Solved, NotDecided> {
        let watch = self.solver.cb_mut();
        watch.stop.clone_from(&effort.stop);
        watch.until.clone_from(&effort.until);
        if let Some(why) = watch.why() {
            return Err(why);
        }
        self.core.clear();
        if !self.solver.is_ok() {
            return Ok(Solved::None);
        }
        let raw: Vec<Lit> = assumptions.iter().map(|assumption| assumption.raw()).collect();
        let found = self.solver.solve_limited(&raw);
        if found == lbool::TRUE {
            self.model = Model(self.solver.get_model().into());
            return Ok(Solved::Model);
        }
        if found != lbool::FALSE {
            return Err(self.solver.cb().why().unwrap_or(NotDecided::OutOfTime));
        }
        let is_in = |part: &&Literal| self.solver.unsat_core_contains_var(part.raw().var());
        self.core = assumptions.iter().filter(is_in).copied().collect();
        Ok(Solved::None)
    }

    /// Whether something holds in the last model.
    pub(crate) fn holds(&self, literal: Literal) -> bool {
        self.model.holds(literal)
    }

    /// The last model.
    pub(crate) fn model(&self) -> Model {
        self.model.clone()
    }

    /// The assumptions that could not hold together in the last search.
    pub(crate) fn core(&self) -> &[Literal] {
        &self.core
    }
}

/// What an unknown is tried as first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preferred {
    /// That it holds.
    Yes,
    /// That it does not.
    No,
}

/// What the solver tries where nothing follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Branching {
    /// The unknowns only: they settle all formulas. A case is found so with little work.
    Unknowns,
    /// Formulas too. That nobody is left is shown so with less work.
    Everything,
}
