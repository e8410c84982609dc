//! Asks for what a leaf reads, and says what its answer would come to.

use medpol_model::policy::Policy;
use medpol_model::program::{
    Atom, AtomId, Derivation, FactRef, Inclusion, NodeId, Op, Relation, RulesId, Values, Wanted,
};
use medpol_model::value::{Date, Interval};
use medpol_model::vocabulary::{Enumeration, FactKind};

use super::found::{Absent, Days, Odds, Test};
use super::way::{Side, Stage};
use super::{Named, Walk};
use crate::binding::Binding;

impl Walk<'_> {
    /// What a leaf reads.
    pub(super) fn leaf(&mut self, node: NodeId, rules: Option<RulesId>, binding: &Binding, named: Named) {
        let before = self.asked;
        let facts = self.scene.program.own_facts(node);
        if self.is_alike(node) {
            return self.keys(&facts, binding, named);
        }
        let test = self.test(node);
        self.testing(test, |walk| walk.facts_of(&facts, rules, binding, named));
        // Which codes belong to a set may depend on the day: it is asked for with the code.
        let anchor = self.policy.anchor.filter(|_| self.depends_on_now(node) && !self.scene.anchor.is_point());
        if let Some(anchor) = anchor {
            let way = self.way.by_itself();
            self.on(way, |walk| walk.ask(anchor, walk.cause(anchor, &Binding::TOP), &Binding::TOP, named));
        } else if self.asked == before {
            for fact in &facts {
                self.value(*fact, binding, named);
            }
        }
    }

    /// Asks first for unknown facts, then for those that `when_absent` would fill, but may not because another fact
    /// of the comparison is on record.
    fn facts_of(&mut self, facts: &[FactRef], rules: Option<RulesId>, binding: &Binding, named: Named) {
        let before = self.asked;
        for rules in [rules, None] {
            if self.asked == before {
                for fact in facts {
                    self.fact(*fact, rules, binding, named);
                }
            }
        }
    }

    /// Whether a leaf asks whether two elements are alike.
    fn is_alike(&self, node: NodeId) -> bool {
        let program = self.scene.program;
        let Some(Op::Relate { relations, .. }) = program.node(node) else { return false };
        program.relations(*relations).iter().any(|relation| matches!(relation, Relation::Alike(_)))
    }

    /// Fields by which two elements are told apart: asked for where one of them was mentioned, else the facts that
    /// take their place are.
    fn keys(&mut self, fields: &[FactRef], binding: &Binding, named: Named) {
        let asks_for_fields = fields.iter().any(|field| self.is_mentioned(*field, &binding.frames));
        for field in fields {
            self.key(*field, asks_for_fields, binding, named);
        }
    }

    /// What a leaf says of the fact that it asks for.
    fn test(&self, node: NodeId) -> Test {
        let program = self.scene.program;
        let atom = |atom: AtomId| program.atom(atom);
        match program.node(node) {
            Some(Op::Leaf { atom: own, .. }) => atom(*own).map_or(Test::OTHER, |own| self.test_of(own)),
            Some(Op::Relate { fact, within: None, relations, .. }) => {
                let [Relation::Includes { inclusion, wanted, .. }] = program.relations(*relations) else {
                    return Test::OTHER;
                };
                let if_empty = match (inclusion, wanted) {
                    // Another list may be empty too, and then this one has all of it.
                    (Inclusion::All, Wanted::List(_)) => Side::Neither,
                    (Inclusion::Any | Inclusion::All, _) => Side::NotMet,
                    (Inclusion::Only | Inclusion::None, _) => Side::Met,
                };
                Test { absent: self.helps(*fact, if_empty), ending: self.half(), days: Days::Exact }
            }
            Some(
                Op::All(_)
                | Op::Any(_)
                | Op::None(_)
                | Op::Not(_)
                | Op::Satisfied(_)
                | Op::Tally { .. }
                | Op::Except { .. }
                | Op::Waive { .. }
                | Op::If { .. }
                | Op::Same(_)
                | Op::Relate { .. }
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. }
                | Op::Constant(_),
            )
            | None => Test::OTHER,
        }
    }

    fn test_of(&self, atom: &Atom) -> Test {
        let days = days(self.policy, self.scene.anchor, atom, self.scene.vocabulary.derivations.as_slice());
        let kind = self.scene.fact(atom.fact).map(|fact| &fact.kind);
        match (&atom.values, kind) {
            (Values::Mask(allowed), Some(FactKind::Boolean)) => {
                let if_false = if allowed & 0b01 != 0 { Side::Met } else { Side::NotMet };
                Test { absent: self.helps(atom.fact, if_false), ending: self.half(), days }
            }
            (Values::Mask(allowed), Some(FactKind::Enumeration(id))) => {
                let domain = self.scene.vocabulary.enumeration(*id).map_or(0, Enumeration::domain);
                let ending = match self.way.ends {
                    Side::Met => allowed & domain,
                    Side::NotMet => domain & !allowed,
                    Side::Neither => 0,
                };
                let ending = Odds { ending: ending.count_ones(), of: domain.count_ones().max(1) };
                Test { absent: Absent::DoesNot, ending, days }
            }
            (Values::Mask(_) | Values::Ticks(_) | Values::Times(_) | Values::Symbols(_), _) => {
                Test { absent: Absent::DoesNot, ending: self.half(), days }
            }
        }
    }

    /// Half of the answers end the matter, where one can.
    pub(super) fn half(&self) -> Odds {
        if self.way.ends == Side::Neither { Odds::NEVER } else { Odds::HALF }
    }

    /// Whether it helps that a fact is absent, which makes the node come to `side`.
    pub(super) fn helps(&self, fact: FactRef, side: Side) -> Absent {
        let can_be_denied = self.scene.fact(fact).is_some_and(|fact| fact.kind.can_be_denied());
        let helps = can_be_denied && side != Side::Neither && side == self.way.helps;
        match (helps, self.way.stage, self.way.helps) {
            (true, ..) => Absent::Helps,
            (false, Stage::Ahead | Stage::Gate, Side::Neither) => Absent::Unsaid,
            (false, ..) => Absent::DoesNot,
        }
    }

    /// Whether a leaf asks for codes that belong to a set at some times only.
    fn depends_on_now(&self, node: NodeId) -> bool {
        let program = self.scene.program;
        let atom = |atom: Option<AtomId>| atom.and_then(|atom| program.atom(atom));
        let (atom, relations) = match program.node(node) {
            Some(Op::Leaf { atom: own, .. }) => (atom(Some(*own)), &[][..]),
            Some(Op::Relate { within, relations, .. }) => (atom(*within), program.relations(*relations)),
            Some(
                Op::All(_)
                | Op::Any(_)
                | Op::None(_)
                | Op::Not(_)
                | Op::Satisfied(_)
                | Op::Tally { .. }
                | Op::Except { .. }
                | Op::Waive { .. }
                | Op::If { .. }
                | Op::Same(_)
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. }
                | Op::Constant(_),
            )
            | None => (None, &[][..]),
        };
        let of_atom = atom.is_some_and(|atom| match &atom.values {
            Values::Symbols(memberships) => memberships.iter().any(|one| !one.set.periods.is_empty()),
            Values::Mask(_) | Values::Ticks(_) | Values::Times(_) => false,
        });
        let has_periods = |relation: &Relation| match relation {
            Relation::Includes { wanted: Wanted::Symbols(set), .. } => !set.periods.is_empty(),
            Relation::Includes { .. }
            | Relation::Fact { .. }
            | Relation::Alike(_)
            | Relation::Among { .. }
            | Relation::Contiguous(_) => false,
        };
        of_atom || relations.iter().any(has_periods)
    }
}

/// How precisely a date must be known to see whether an atom holds.
fn days(policy: &Policy, anchor: Interval, atom: &Atom, derivations: &[Derivation]) -> Days {
    let is_since = || {
        let derivation = atom.fact.derivation.and_then(|id| derivations.get(id.0 as usize));
        matches!(derivation, Some(Derivation::ElapsedSince(_))) && policy.anchor.is_some()
    };
    match &atom.values {
        Values::Times(limits) if anchor.is_point() && is_since() => {
            let now = Date::at(anchor.low);
            Days::Within(limits.iter().map(|limit| limit.starts(now)).collect())
        }
        Values::Ticks(set) if atom.fact.derivation.is_none() => Days::Within(set.intervals().to_vec()),
        Values::Mask(_) | Values::Ticks(_) | Values::Times(_) | Values::Symbols(_) => Days::Exact,
    }
}
