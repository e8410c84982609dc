//! What a condition reads of a fact: its value, what it follows from, or that it is not known.

use std::cell::Cell;

use medpol_model::case::{Case, Mark, ReadFacts};
use medpol_model::policy::Policy;
use medpol_model::program::{Arises, EvidenceRule, FactRef, Program, Rules, RulesId, ScopeId};
use medpol_model::value::{Interval, Status, Symbols};
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};

use crate::decide::{ListedValues, Outcomes};
use crate::derived::Derived;
use crate::frames::Frames;
use crate::groups::Groups;
use crate::work::Work;

/// Everything that is read while deciding one case.
pub struct Evaluation<'a, F = Case> {
    /// The nodes that are decided: those of the policy, or the vocabulary's own conditions.
    pub program: &'a Program,
    /// What the slots of the case mean.
    pub vocabulary: &'a Vocabulary,
    /// The texts that the policies of this library know, by number.
    pub symbols: &'a Symbols,
    /// The facts.
    pub case: &'a F,
    /// "Now" in ticks: everything, where it is not known.
    pub anchor: Interval,
    /// Outcomes of the nodes outside quantifiers, as far as they are decided.
    pub(crate) decided: &'a [Cell<Status>],
    /// What follows from other facts, as far as it was worked out.
    pub(crate) derived: &'a Derived,
    /// The groups of long lists.
    pub(crate) groups: &'a Groups,
    /// The values of long lists and of facts that are one of many.
    pub(crate) listed: &'a ListedValues,
    /// The steps that this case has taken.
    pub(crate) work: &'a Work,
    pub(crate) assumptions: Assumptions,
    /// Whether something was assumed so far.
    pub(crate) assumed: &'a Cell<bool>,
}

impl<F> Clone for Evaluation<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Evaluation<'_, F> {}

/// Whether a policy's assumptions about facts that nothing mentions are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumptions {
    /// They are.
    Taken,
    /// They are not, so that a result can be compared with what it would be without.
    LeftOut,
}

/// A fact as a test sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Not known.
    Unknown,
    /// What is on record cannot be true, and so says nothing: it goes to a person.
    Unusable(Flaw),
    /// A stored value; several, where its mark says so.
    Value {
        /// The value, or what is known of it.
        value: Interval,
        /// How it was given.
        mark: Mark,
        /// Where the case holds it; no slot for what is derived.
        slot: usize,
    },
    /// Time from a start to an end, both in date ticks.
    Elapsed {
        /// When it began.
        start: Interval,
        /// When it ended.
        end: Interval,
    },
}

/// Why what is on record of a fact cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The fact is stated, and follows from other facts as something else.
    Contradicted,
    /// The fact follows from others as a value that it cannot have.
    OutOfBounds,
    /// What is stated of the fact comes before what it cannot come before, or after what must come after it.
    OutOfOrder,
    /// What the fact follows from cannot be used.
    Inherited,
}

impl Reading {
    /// Whether nothing usable is known.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::Unusable(_))
    }

    /// The whole range of a number or date of which several values are possible. Of two such facts, which comes
    /// first depends on the ends of their ranges alone.
    pub(crate) const fn as_hull(self) -> Self {
        match self {
            Self::Value { value, mark, slot } => Self::Value { value, mark: mark.without(Mark::ALTERNATIVES), slot },
            Self::Unknown | Self::Unusable(_) | Self::Elapsed { .. } => self,
        }
    }

    /// A boolean that is false because it is not applicable or is presumed absent.
    pub(crate) const ABSENT: Self = Self::Value { value: Interval::point(0b01), mark: Mark::GIVEN, slot: usize::MAX };
}

/// The status of a leaf's fact before it is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It can be tested.
    Tested(Reading),
    /// Its outcome is assumed.
    Assumed(Status),
    /// It is false, or the list is empty, because it is not applicable or is presumed absent.
    Absent(Absence),
    /// It is asserted without the evidence that is asked for.
    NotEvidenced,
}

/// Why a fact that was never mentioned reads as absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It is not applicable.
    DoesNotArise,
    /// The policy presumes it.
    Presumed,
}

impl<'a, F: ReadFacts> Evaluation<'a, F> {
    /// The evaluation of a case by a policy: the status of each node outside quantifiers is read from
    /// `outcomes`, as far as it is decided.
    pub fn of(
        policy: &'a Policy,
        symbols: &'a Symbols,
        case: &'a F,
        outcomes: &'a Outcomes,
        assumptions: Assumptions,
    ) -> Self {
        let anchor = policy.anchor.map_or(Interval::ALL, |anchor| {
            let slot = anchor.slot as usize;
            if case.mark(slot).has(Mark::GIVEN) { case.value(slot) } else { Interval::ALL }
        });
        Self {
            program: &policy.program,
            vocabulary: &policy.vocabulary,
            symbols,
            case,
            anchor,
            decided: outcomes.statuses(),
            derived: outcomes.derived(),
            groups: outcomes.groups(),
            listed: outcomes.listed(),
            work: outcomes.work(),
            assumptions,
            assumed: outcomes.assumed(),
        }
    }

    /// The same case, read by the vocabulary's own conditions.
    #[must_use]
    pub fn of_vocabulary(self) -> Self {
        Self { program: &self.vocabulary.program, decided: &[], ..self }
    }

    /// The frames of what a fact follows from or is asked by, in the conditions of the vocabulary: its record
    /// is the only one bound.
    pub fn own(&self, fact: FactRef, frames: &Frames) -> Frames<'static> {
        let base = if fact.scope == ScopeId::CASE { 0 } else { frames.base(fact.scope) };
        Frames::of_record(self.vocabulary.scope(fact.fact), base)
    }

    /// Takes a step of work for a fact; whether it may be taken.
    pub(crate) fn step(&self, fact: FactRef) -> bool {
        self.work.step(fact.fact)
    }

    /// Tries one of the values that a fact can have; whether it may be tried.
    pub(crate) fn tries(&self, fact: FactRef) -> bool {
        self.work.try_value(fact.fact)
    }

    /// What the vocabulary says of a fact.
    pub fn fact(&self, fact: FactRef) -> Option<&'a Fact> {
        self.vocabulary.fact(fact.fact)
    }

    /// The rules of a leaf.
    pub fn rules(&self, rules: Option<RulesId>) -> Option<&'a Rules> {
        self.program.rules(rules)
    }

    /// The value of a fact: as it is stated, or as it follows from others.
    pub fn reading(&self, fact: FactRef, frames: &Frames) -> Reading {
        if fact.derivation.is_none() {
            return self.in_order(fact, frames);
        }
        self.derived.reading(frames.slot(fact), || self.settled(fact, frames))
    }

    /// The value that a fact was given, unless it contradicts the order of dates.
    pub(crate) fn in_order(&self, fact: FactRef, frames: &Frames) -> Reading {
        if self.case.is_out_of_order(frames.slot(fact)) {
            return Reading::Unusable(Flaw::OutOfOrder);
        }
        self.stated(fact, frames)
    }

    /// The value that a fact was given, whatever follows from other facts.
    pub fn stated(&self, fact: FactRef, frames: &Frames) -> Reading {
        let slot = frames.slot(fact);
        let mark = self.case.mark(slot);
        if mark.has(Mark::GIVEN) {
            Reading::Value { value: self.case.value(slot), mark, slot }
        } else {
            Reading::Unknown
        }
    }

    /// Whether a fact was given a value, whatever follows from other facts.
    pub fn is_given(&self, fact: FactRef, frames: &Frames) -> bool {
        self.case.mark(frames.slot(fact)).has(Mark::GIVEN)
    }

    /// The status of a leaf's fact under its rules.
    pub fn access(&self, fact: FactRef, rules: Option<RulesId>, frames: &Frames) -> Access {
        let rules = self.rules(rules);
        let mark = self.case.mark(frames.slot(fact));
        let is_given = mark.has(Mark::GIVEN);
        if !is_given && self.does_not_arise(fact, frames) {
            return Access::Absent(Absence::DoesNotArise);
        }
        if !is_given
            && let Some(rules) = rules
            && self.is_never_mentioned(fact, frames)
        {
            if self.assumptions == Assumptions::Taken && rules.evidence.is_none() {
                if let Some(assumption) = rules.assume {
                    self.assumed.set(true);
                    return Access::Assumed(assumption.0);
                }
                let can_be_absent =
                    self.fact(fact).is_some_and(|fact| matches!(fact.kind, FactKind::Boolean | FactKind::List(_)));
                if rules.presume_absent && can_be_absent {
                    self.assumed.set(true);
                    return Access::Absent(Absence::Presumed);
                }
            }
            return Access::Tested(Reading::Unknown);
        }
        let reading = self.reading(fact, frames);
        // What is not known asserts nothing that could be evidenced.
        if let Some(rule) = rules.and_then(|rules| rules.evidence.as_ref())
            && !reading.is_open()
            && !self.is_evidenced(fact, rule, frames)
        {
            return Access::NotEvidenced;
        }
        Access::Tested(reading)
    }

    /// Whether the vocabulary says that the fact is not applicable in this case.
    pub fn does_not_arise(&self, fact: FactRef, frames: &Frames) -> bool {
        if fact.arises == Arises::Always {
            return false;
        }
        self.derived.does_not_arise(frames.slot(fact), || {
            let Some(known) = self.fact(fact) else { return false };
            let can_be_absent = matches!(known.kind, FactKind::Boolean | FactKind::List(_));
            let condition = |node| self.of_vocabulary().node(node, &self.own(fact, frames));
            can_be_absent && known.asked_when.is_some_and(|node| condition(node) == Status::NOT_MET)
        })
    }

    /// Whether neither the fact nor anything it follows from is in the case.
    pub(crate) fn is_never_mentioned(&self, fact: FactRef, frames: &Frames) -> bool {
        let slot = frames.slot(fact);
        let is_absent = self.case.mark(slot).is_absent();
        if !is_absent || fact.derivation.is_none() {
            return is_absent;
        }
        self.derived.is_unmentioned(slot, || {
            let own = self.own(fact, frames);
            self.inputs(fact).into_iter().flatten().all(|input| self.is_never_mentioned(input, &own))
        })
    }

    /// Whether the fact, or everything it follows from, is backed by a document the rule accepts.
    pub fn is_evidenced(&self, fact: FactRef, rule: &EvidenceRule, frames: &Frames) -> bool {
        if self.is_given(fact, frames) {
            return self.case.is_evidenced(frames.slot(fact), rule);
        }
        let mut looked_at = Vec::new();
        fact.derivation.is_some() && self.are_inputs_evidenced(fact, rule, frames, &mut looked_at)
    }

    /// Whether everything that a fact follows from is evidenced. Facts that two others rest on are looked at
    /// once.
    fn are_inputs_evidenced(
        &self,
        fact: FactRef,
        rule: &EvidenceRule,
        frames: &Frames,
        looked_at: &mut Vec<usize>,
    ) -> bool {
        let own = self.own(fact, frames);
        self.inputs(fact).into_iter().flatten().all(|input| {
            let slot = own.slot(input);
            if looked_at.contains(&slot) {
                return true;
            }
            looked_at.push(slot);
            if self.is_given(input, &own) {
                return self.case.is_evidenced(slot, rule);
            }
            input.derivation.is_some() && self.are_inputs_evidenced(input, rule, &own, looked_at)
        })
    }
}
