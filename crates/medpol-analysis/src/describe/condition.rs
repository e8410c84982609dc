//! A condition with its parts.

use std::sync::Arc;

use medpol_model::answer::{AllowedFinding, ConditionOperator, ConditionPart, DescribedComparison, DescribedCondition};
use medpol_model::policy::{Comparison, Detail, Weight};
use medpol_model::program::{Counting, NodeId, Op, Run};

use super::Words;
use super::elements::Race;
use super::leaf::outcome;
use super::value::range;

/// What a node says by itself.
pub(super) struct Own {
    pub(super) operator: ConditionOperator,
    pub(super) says: String,
}

impl Own {
    fn of(operator: ConditionOperator, says: impl Into<String>) -> Self {
        Self { operator, says: says.into() }
    }
}

impl Words<'_> {
    /// A node with everything below it. What stands elsewhere in the policy is named, not repeated.
    pub(super) fn condition(&self, node: NodeId, part: ConditionPart) -> DescribedCondition {
        let own = self.own(node);
        let parts = self.parts(node).into_iter().map(|(part, inner)| self.inside(inner, part)).collect();
        self.described(node, part, own, parts)
    }

    /// A node that another one holds; one that is a criterion or exclusion of the policy is named.
    fn inside(&self, node: NodeId, part: ConditionPart) -> DescribedCondition {
        let stands_elsewhere =
            self.policy.is_some_and(|policy| policy.criteria.contains(&node) || policy.exclusions.contains(&node));
        if !stands_elsewhere {
            return self.condition(node, part);
        }
        let reference = self.described(node, part, self.reference(node), Vec::new());
        let DescribedCondition { part, operator, says, confidence, path, .. } = reference;
        bare(path, part, Own { operator, says }, confidence)
    }

    /// A condition that one of the policy's lists holds, as part of what decides.
    pub(super) fn deciding(&self, node: NodeId) -> DescribedCondition {
        self.inside(node, ConditionPart::Member)
    }

    fn described(
        &self,
        node: NodeId,
        part: ConditionPart,
        own: Own,
        parts: Vec<DescribedCondition>,
    ) -> DescribedCondition {
        let facts = self.program.own_facts(node).into_iter();
        let facts = facts.filter_map(|fact| self.vocabulary.fact(fact.fact)).map(|fact| Arc::clone(&fact.path));
        let facts: Vec<Arc<str>> = facts.collect();
        let rules = self.program.rules_of(node);
        let (absence, evidence) = (self.absence(rules), self.evidence(rules));
        let Some(detail) = self.policy.and_then(|policy| policy.detail(node)) else {
            return DescribedCondition {
                facts,
                absence,
                evidence,
                parts,
                ..bare(Arc::from(""), part, own, medpol_model::policy::Confidence::Read)
            };
        };
        let Detail {
            id,
            path,
            text,
            note,
            member_text,
            citations,
            confidence,
            severity,
            weight,
            role: _,
            shown: _,
            comparisons,
            because,
            origin,
            group_by: _,
            members_by: _,
            meaning_digest,
            allowed,
            span: _,
        } = detail;
        DescribedCondition {
            id: id.as_ref().map(|id| Arc::clone(&id.0)),
            facts,
            comparisons: comparisons.iter().map(comparison).collect(),
            absence,
            evidence,
            text: text.clone(),
            note: note.clone(),
            allowed: allowed
                .iter()
                .map(|own| AllowedFinding { code: Arc::clone(&own.code), because: Arc::clone(&own.because) })
                .collect(),
            member_text: member_text.clone(),
            because: because.clone(),
            origin: origin.clone(),
            advisory: *weight == Weight::Advisory,
            severity: *severity,
            citations: Arc::clone(citations),
            edit: self.edit(node),
            meaning_digest: meaning_digest.clone(),
            parts,
            ..bare(Arc::clone(path), part, own, *confidence)
        }
    }

    /// What a node says itself; its parts say the rest.
    fn own(&self, node: NodeId) -> Own {
        use ConditionOperator as O;
        let Some(op) = self.program.node(node) else { return Own::of(O::Settled, "nothing") };
        match op {
            Op::All(_) => Own::of(O::All, "all of these"),
            Op::Any(_) => Own::of(O::Any, "any of these"),
            Op::None(_) => Own::of(O::None, "none of these"),
            Op::Not(_) => Own::of(O::Not, "not this"),
            Op::Satisfied(_) => Own::of(O::Satisfied, "this, as far as it applies"),
            Op::Tally { members, least, most, waived, not_applicable } => {
                let limits = match (*least, *most) {
                    (least, u32::MAX) => format!("at least {least}"),
                    (0, most) => format!("at most {most}"),
                    (least, most) if least == most => format!("exactly {least}"),
                    (least, most) => format!("{least} to {most}"),
                };
                let waived = self.waived(*members, *waived);
                let out = match not_applicable {
                    Counting::Counts => "",
                    Counting::Shrinks => "; one that does not apply leaves the pool",
                };
                Own::of(O::Of, format!("{limits} of these{waived}{out}"))
            }
            Op::Except { .. } => Own::of(O::Except, "this, with an exception"),
            Op::Waive { .. } => Own::of(O::Waive, "this, unless it is waived"),
            Op::If { otherwise: Some(_), .. } => Own::of(O::If, "one condition or another"),
            Op::If { otherwise: None, .. } => Own::of(O::If, "where this is met"),
            Op::Same(target) => self.reference(*target),
            Op::Constant(status) => Own::of(O::Settled, format!("{}, whatever the facts", outcome(*status))),
            Op::Known(fact) => Own::of(O::Known, format!("{} is on record", self.fact(node, *fact))),
            Op::Leaf { atom, rules } => {
                let Some(atom) = self.program.atom(*atom) else { return Own::of(O::Fact, String::new()) };
                Own::of(O::Fact, self.compared(node, atom.fact, &self.values_of(atom), *rules))
            }
            Op::Relate { fact, within, relations, rules } => {
                let within = within.and_then(|atom| self.program.atom(atom)).map(|atom| self.values_of(atom));
                let relations = self.program.relations(*relations).iter();
                let relations = relations.map(|relation| self.relation(node, *fact, relation));
                let asked: Vec<String> = within.into_iter().flatten().chain(relations).collect();
                Own::of(O::Fact, self.compared(node, *fact, &asked, *rules))
            }
            Op::Quantify { quantifier, elements, satisfies: _, rules } => {
                self.quantified(node, *quantifier, *elements, *rules)
            }
            Op::Count { elements, distinct, wanted, rules } => {
                let limits = range(None, *wanted) + &self.rules(*rules);
                self.counted(*elements, *distinct, &limits)
            }
            Op::Sum { elements, field, wanted, rules } => {
                let limits = range(self.kind(field.fact), *wanted) + &self.rules(*rules);
                self.summed(*elements, *field, &limits)
            }
            Op::Extreme { extreme, elements, by, satisfies: _, if_empty, rules } => {
                let race = Race { extreme: *extreme, by: *by, if_empty: *if_empty };
                self.last(*elements, race, *rules)
            }
        }
    }

    /// How a waived member of a tally counts. That it counts as met is said where a member can be waived.
    fn waived(&self, members: Run, waived: Counting) -> &'static str {
        let can_be = |node: &NodeId| matches!(self.program.node(*node), Some(Op::Waive { .. }));
        match waived {
            Counting::Shrinks => "; a waived one leaves the pool",
            Counting::Counts if self.program.members(members).iter().any(can_be) => "; a waived one counts",
            Counting::Counts => "",
        }
    }

    fn reference(&self, target: NodeId) -> Own {
        let detail = self.policy.and_then(|policy| policy.detail(target));
        let name = detail.map_or_else(String::new, |detail| {
            detail.id.as_ref().map_or_else(|| detail.path.to_string(), |id| id.0.to_string())
        });
        Own::of(ConditionOperator::Criterion, format!("the criterion `{name}`"))
    }

    /// The parts of a node with what each is to it, in written order; advisory ones among them.
    fn parts(&self, node: NodeId) -> Vec<(ConditionPart, NodeId)> {
        use ConditionPart as P;
        let Some(op) = self.program.node(node) else { return Vec::new() };
        match op {
            Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. } => {
                self.members(node, *run).into_iter().map(|inner| (P::Member, inner)).collect()
            }
            Op::Not(inner) | Op::Satisfied(inner) => vec![(P::Member, *inner)],
            Op::Except { base, exception } => vec![(P::Base, *base), (P::ExceptWhen, *exception)],
            Op::Waive { base, waiver } => vec![(P::Base, *base), (P::WaivedWhen, *waiver)],
            Op::If { condition, then, otherwise } => {
                let branches = [(P::If, *condition), (P::Then, *then)].into_iter();
                branches.chain(otherwise.map(|inner| (P::Else, inner))).collect()
            }
            Op::Quantify { elements, satisfies, .. } => {
                let filter = self.program.scope(*elements).filter.map(|inner| (P::Where, inner));
                filter.into_iter().chain(satisfies.map(|inner| (P::Satisfies, inner))).collect()
            }
            Op::Extreme { elements, satisfies, .. } => {
                let filter = self.program.scope(*elements).filter.map(|inner| (P::Where, inner));
                filter.into_iter().chain([(P::Satisfies, *satisfies)]).collect()
            }
            Op::Count { elements, .. } | Op::Sum { elements, .. } => {
                self.program.scope(*elements).filter.map(|inner| (P::Where, inner)).into_iter().collect()
            }
            Op::Same(_) | Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) | Op::Constant(_) => Vec::new(),
        }
    }

    /// The members of a group, and those that are shown among them and never decide.
    fn members(&self, node: NodeId, run: Run) -> Vec<NodeId> {
        let deciding = self.program.members(run);
        let Some(policy) = self.policy else { return deciding.to_vec() };
        let shown = policy.detail(node).map(|detail| detail.shown.as_slice()).unwrap_or_default();
        let is_advisory = |inner: &NodeId| {
            policy.detail(*inner).is_some_and(|detail| detail.weight == Weight::Advisory) && !deciding.contains(inner)
        };
        // Members are compiled in written order, so that their numbers have it.
        let mut members = deciding.to_vec();
        members.extend(shown.iter().copied().filter(is_advisory));
        members.sort_by_key(|inner| shown.iter().position(|other| other == inner));
        members
    }
}

fn comparison(comparison: &Comparison) -> DescribedComparison {
    let Comparison { comparator, shown, threshold: _ } = comparison;
    DescribedComparison { comparator: *comparator, right: Arc::clone(shown) }
}

/// A condition of which only this is known.
fn bare(
    path: Arc<str>,
    part: ConditionPart,
    own: Own,
    confidence: medpol_model::policy::Confidence,
) -> DescribedCondition {
    DescribedCondition {
        id: None,
        path,
        part,
        operator: own.operator,
        says: own.says,
        facts: Vec::new(),
        comparisons: Vec::new(),
        absence: None,
        evidence: None,
        text: None,
        note: None,
        allowed: Vec::new(),
        member_text: None,
        because: None,
        origin: None,
        advisory: false,
        severity: None,
        confidence,
        citations: Arc::from([]),
        edit: None,
        meaning_digest: None,
        parts: Vec::new(),
    }
}
