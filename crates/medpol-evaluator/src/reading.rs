//! What a condition reads of a fact: its value, what it follows from, or that it is not known.

use std::cell::Cell;

use medpol_model::{
    Case, EvidenceRule, Fact, FactKind, FactRef, Interval, Mark, NodeId, Policy, Program, Rules, RulesId, Status,
    Symbols, Vocabulary,
};

use crate::decide::Outcomes;
use crate::frames::Frames;

/// Everything that is read while deciding one case.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The nodes that are decided: those of the policy, or the vocabulary's own conditions.
    pub program: &'a Program,
    /// What the slots of the case mean.
    pub vocabulary: &'a Vocabulary,
    /// The texts that the policies of this library know, by number.
    pub symbols: &'a Symbols,
    /// The facts.
    pub case: &'a Case,
    /// "Now" in ticks: everything, where it is not known.
    pub anchor: Interval,
    /// Outcomes of the nodes outside quantifiers, as far as they are decided.
    pub(crate) decided: &'a [Cell<Status>],
    pub(crate) assumptions: Assumptions,
}

/// Whether what a policy takes for granted is taken for granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assumptions {
    /// It is.
    Taken,
    /// It is not, so that a result can be compared with what it would be without.
    LeftOut,
}

/// A fact as a test sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Not known.
    Unknown,
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

impl Reading {
    /// A boolean that is false because it does not arise or is presumed absent.
    pub(crate) const ABSENT: Self = Self::Value { value: Interval::point(0b01), mark: Mark::GIVEN, slot: usize::MAX };
}

/// How a leaf's fact stands before it is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It can be tested.
    Tested(Reading),
    /// Its outcome is taken for granted.
    Assumed(Status),
    /// It is false, or the list is empty, because it does not arise or is presumed absent.
    Absent(Absence),
    /// It is asserted without the evidence that is asked for.
    NotEvidenced,
}

/// Why a fact that was never mentioned reads as absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It does not arise.
    DoesNotArise,
    /// The policy presumes it.
    Presumed,
}

impl<'a> Scene<'a> {
    /// The scene of a policy and a case, before anything is decided.
    pub(crate) fn of(policy: &'a Policy, symbols: &'a Symbols, case: &'a Case, assumptions: Assumptions) -> Self {
        let anchor = policy.anchor.map_or(Interval::ALL, |anchor| {
            let slot = anchor.slot as usize;
            if case.facts.mark(slot).has(Mark::GIVEN) { case.facts.value(slot) } else { Interval::ALL }
        });
        Self {
            program: &policy.program,
            vocabulary: &policy.vocabulary,
            symbols,
            case,
            anchor,
            decided: &[],
            assumptions,
        }
    }

    /// The scene of a policy and a case, with what was decided: the status of each node outside
    /// quantifiers is read from `outcomes`.
    pub fn after(
        policy: &'a Policy,
        symbols: &'a Symbols,
        case: &'a Case,
        outcomes: &'a Outcomes,
        assumptions: Assumptions,
    ) -> Self {
        Self { decided: outcomes.statuses(), ..Self::of(policy, symbols, case, assumptions) }
    }

    /// The same case, read by the vocabulary's own conditions.
    #[must_use]
    pub fn of_vocabulary(self) -> Self {
        Self { program: &self.vocabulary.program, decided: &[], ..self }
    }

    /// What the vocabulary says of a fact.
    pub fn fact(&self, fact: FactRef) -> Option<&'a Fact> {
        self.vocabulary.fact(fact.fact)
    }

    /// The rules of a leaf.
    pub fn rules(&self, rules: Option<RulesId>) -> Option<&'a Rules> {
        self.program.rules(rules)
    }

    /// The value of a fact, worked out where it is not given.
    pub fn reading(&self, fact: FactRef, frames: &Frames) -> Reading {
        let slot = frames.slot(fact);
        let mark = self.case.facts.mark(slot);
        if mark.has(Mark::GIVEN) {
            return Reading::Value { value: self.case.facts.value(slot), mark, slot };
        }
        if fact.derivation.is_some() { self.derived(fact, frames) } else { Reading::Unknown }
    }

    /// How a leaf's fact stands under its rules.
    pub fn access(&self, fact: FactRef, rules: Option<RulesId>, frames: &Frames) -> Access {
        let rules = self.rules(rules);
        let mark = self.case.facts.mark(frames.slot(fact));
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
                    return Access::Assumed(assumption.0);
                }
                let can_be_absent =
                    self.fact(fact).is_some_and(|fact| matches!(fact.kind, FactKind::Boolean | FactKind::List(_)));
                if rules.presume_absent && can_be_absent {
                    return Access::Absent(Absence::Presumed);
                }
            }
            return Access::Tested(Reading::Unknown);
        }
        let reading = self.reading(fact, frames);
        // What is not known asserts nothing that could be evidenced.
        if let Some(rule) = rules.and_then(|rules| rules.evidence.as_ref())
            && reading != Reading::Unknown
            && !self.is_evidenced(fact, rule, frames)
        {
            return Access::NotEvidenced;
        }
        Access::Tested(reading)
    }

    /// Whether the vocabulary says that the fact does not arise in this case.
    pub fn does_not_arise(&self, fact: FactRef, frames: &Frames) -> bool {
        let Some(known) = self.fact(fact) else { return false };
        let can_be_absent = matches!(known.kind, FactKind::Boolean | FactKind::List(_));
        can_be_absent && known.asked_when.is_some_and(|node| self.own_condition(node, fact, frames) == Status::NOT_MET)
    }

    fn own_condition(&self, node: NodeId, fact: FactRef, frames: &Frames) -> Status {
        let own = Self { program: &self.vocabulary.program, decided: &[], ..*self };
        own.node(node, &frames.own(fact))
    }

    /// Whether neither the fact nor anything it follows from is in the case.
    pub(crate) fn is_never_mentioned(&self, fact: FactRef, frames: &Frames) -> bool {
        let is_absent = self.case.facts.mark(frames.slot(fact)).is_absent();
        is_absent && {
            let own = frames.own(fact);
            self.inputs(fact).into_iter().flatten().all(|input| self.is_never_mentioned(input, &own))
        }
    }

    /// Whether the fact, or everything it follows from, is backed by a document the rule accepts.
    pub fn is_evidenced(&self, fact: FactRef, rule: &EvidenceRule, frames: &Frames) -> bool {
        let slot = frames.slot(fact);
        let accepts = |kind: &str| match rule {
            EvidenceRule::Any => true,
            EvidenceRule::Kinds(kinds) => kinds.iter().any(|known| &**known == kind),
        };
        if self.case.facts.mark(slot).has(Mark::GIVEN) {
            return self.case.evidence(slot).any(|evidence| accepts(&evidence.document));
        }
        let own = frames.own(fact);
        let mut inputs = self.inputs(fact).into_iter().flatten().peekable();
        inputs.peek().is_some() && inputs.all(|input| self.is_evidenced(input, rule, &own))
    }
}
