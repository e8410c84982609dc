//! A whole policy: its head, its conditions, and what follows from a result.

use std::cell::RefCell;
use std::collections::BTreeSet;

use medpol_model::answer::{
    ConditionPart, DESCRIPTION_FORMAT, DescribedDefinition, DescribedDetermination, DescribedDispositions,
    DescribedEdit, DescribedGap, DescribedHead, DescribedPosition, DescribedRevision, DescribedSelectors,
    DescribedSource, Description, ListedStates,
};
use medpol_model::policy::{Dispositions, Policy, Position, States, Weight};
use medpol_model::program::{NodeId, Op, ScopeId};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::FactId;

use super::codes::Codes;
use super::{Labels, Words, fact};

/// A policy in words. `because` says why this version, and `symbols` are those that it was compiled with.
pub fn describe(policy: &Policy, symbols: &Symbols, because: &str) -> Description {
    let vocabulary = &*policy.vocabulary;
    let labels = Labels::of(vocabulary);
    let codes = RefCell::new(Codes::default());
    let words =
        Words { vocabulary, symbols, program: &policy.program, labels: &labels, codes: &codes, policy: Some(policy) };
    let list = |nodes: &[NodeId]| nodes.iter().map(|node| words.condition(*node, ConditionPart::Member)).collect();
    let asks = !matches!(policy.position, Position::Defers { .. });
    let (criteria, exclusions) =
        if asks { (list(&policy.criteria), list(&policy.exclusions)) } else { (vec![], vec![]) };
    let determinations = if asks { words.determinations(policy) } else { Vec::new() };
    let defining = Words { program: &vocabulary.program, policy: None, ..words };
    let facts = facts(policy).into_iter().filter_map(|id| defining.defined(id)).collect();
    Description {
        format: DESCRIPTION_FORMAT,
        because: because.to_owned(),
        policy: head(policy),
        applies_to: applies_to(policy),
        sources: sources(policy),
        definitions: definitions(policy),
        criteria,
        exclusions,
        determinations,
        facts,
        value_sets: codes.into_inner().into_described(),
        not_encoded: policy
            .not_encoded
            .iter()
            .map(|gap| DescribedGap { citation: gap.citation.clone(), reason: gap.reason.clone() })
            .collect(),
        revisions: policy
            .revisions
            .iter()
            .map(|revision| DescribedRevision {
                version: revision.version.clone(),
                date: revision.date.clone(),
                note: revision.note.clone(),
            })
            .collect(),
    }
}

impl Words<'_> {
    fn determinations(&self, policy: &Policy) -> Vec<DescribedDetermination> {
        if policy.services.is_empty() {
            return vec![DescribedDetermination {
                services: Vec::new(),
                requested: None,
                met_when: self.met_when(policy, policy.root),
                dispositions: dispositions(policy.disposition),
            }];
        }
        let mut described: Vec<DescribedDetermination> = policy
            .services
            .iter()
            .map(|entry| {
                // What decides for some services does not apply where none of them is requested.
                let (requested, met) = gate(policy, entry);
                DescribedDetermination {
                    services: entry.services.clone(),
                    requested: Some(self.condition(requested, ConditionPart::If)),
                    met_when: self.met_when(policy, met),
                    dispositions: dispositions(entry.disposition),
                }
            })
            .collect();
        // What follows where none of the services is requested is what follows for the first ones.
        let is_first = policy.services.first().is_some_and(|entry| entry.disposition == policy.disposition);
        let is_every = is_every_entry(policy);
        if !is_every || !is_first {
            described.push(DescribedDetermination {
                services: Vec::new(),
                requested: None,
                met_when: (!is_every).then(|| self.deciding(policy.root)),
                dispositions: dispositions(policy.disposition),
            });
        }
        described
    }

    /// What decides, where it is not every criterion and no exclusion.
    fn met_when(&self, policy: &Policy, node: NodeId) -> Option<medpol_model::answer::DescribedCondition> {
        (!is_default(policy, node)).then(|| self.deciding(node))
    }

    /// What a coding edit says beside its condition.
    pub(super) fn edit(&self, node: NodeId) -> Option<DescribedEdit> {
        let edit = self.policy?.edits.iter().find(|edit| edit.node == node)?;
        let medpol_model::policy::Edit { node: _, severity, message, remedy, list, blame } = edit;
        let filter = blame.and_then(|blame| self.program.scope(blame).filter);
        Some(DescribedEdit {
            severity: *severity,
            message: message.clone(),
            remedy: remedy.clone(),
            lines: format!("the entries of “{}”", self.fact_in(ScopeId::CASE, *list)),
            names: blame.map(|blame| format!("the entries of “{}”", self.list(blame))),
            names_where: filter.map(|filter| Box::new(self.condition(filter, ConditionPart::Where))),
        })
    }
}

/// The condition that one of an entry's services is requested, and what decides for them then.
fn gate(policy: &Policy, entry: &medpol_model::policy::ServiceEntry) -> (NodeId, NodeId) {
    if let Some(Op::If { condition, then, otherwise: None }) = policy.program.node(entry.root) {
        (*condition, *then)
    } else {
        (entry.requested, entry.root)
    }
}

/// Whether a node asks every criterion that is not advisory, and no exclusion, and nothing else.
fn is_default(policy: &Policy, node: NodeId) -> bool {
    let program = &policy.program;
    let decides = |node: &NodeId| policy.detail(*node).is_none_or(|detail| detail.weight == Weight::Decides);
    let deciding = |nodes: &[NodeId]| -> Vec<NodeId> { nodes.iter().copied().filter(decides).collect() };
    let Some(Op::Satisfied(every)) = program.node(node) else { return false };
    let Some(Op::All(run)) = program.node(*every) else { return false };
    let (criteria, exclusions) = (deciding(&policy.criteria), deciding(&policy.exclusions));
    let members = program.members(*run);
    let Some((own, rest)) = members.split_at_checked(criteria.len()) else { return false };
    let none_applies = match rest {
        [] => exclusions.is_empty(),
        [last] => {
            matches!(program.node(*last), Some(Op::None(run)) if program.members(*run) == exclusions && !exclusions.is_empty())
        }
        _ => false,
    };
    own == criteria && none_applies
}

/// Whether the policy is met where every determination that counts is.
fn is_every_entry(policy: &Policy) -> bool {
    let entries: Vec<NodeId> = policy.services.iter().map(|entry| entry.root).collect();
    let is_requested = policy.services.iter().all(|entry| {
        matches!(policy.program.node(entry.root), Some(Op::If { condition, otherwise: None, .. }) if *condition == entry.requested)
    });
    is_requested
        && matches!(policy.program.node(policy.root), Some(Op::All(run)) if policy.program.members(*run) == entries)
}

/// Every fact that something in the policy reads, with what it follows from.
fn facts(policy: &Policy) -> BTreeSet<FactId> {
    let program = &policy.program;
    let nodes = policy.criteria.iter().chain(&policy.exclusions).chain([&policy.root]).copied();
    let nodes = nodes.chain(policy.services.iter().map(|entry| entry.root));
    let named = policy.edits.iter().filter_map(|edit| edit.blame).map(|blame| program.scope(blame));
    let nodes = nodes.chain(named.clone().filter_map(|blame| blame.filter));
    let read = nodes.flat_map(|node| fact::read_below(program, node));
    let lines = policy.edits.iter().map(|edit| edit.list.fact).chain(named.map(|blame| blame.list.fact));
    fact::with_inputs(&policy.vocabulary, read.chain(lines))
}

fn applies_to(policy: &Policy) -> DescribedSelectors {
    let applies = &policy.applies_to;
    DescribedSelectors {
        payers: applies.payers.clone(),
        lines_of_business: applies.lines_of_business.clone(),
        services: applies.services.clone(),
        drugs: applies.drugs.clone(),
        states: match &applies.states {
            States::All => ListedStates::All,
            States::Unknown => ListedStates::Unknown,
            States::Listed(states) => ListedStates::Listed(states.clone()),
        },
    }
}

fn head(policy: &Policy) -> DescribedHead {
    DescribedHead {
        id: policy.id.0.clone(),
        version: policy.version.clone(),
        title: policy.title.clone(),
        publisher: policy.publisher.clone(),
        kind: policy.kind,
        status: policy.status,
        basis: policy.basis,
        effective_from: policy.effective.from.to_string(),
        effective_until: policy.effective.until.map(|until| until.to_string()),
        doubts: policy.doubts.clone(),
        review_by: policy.review_by.map(|day| day.to_string()),
        supersedes: policy.supersedes.clone(),
        succeeded_by: policy.succeeded_by.clone(),
        position: match &policy.position {
            Position::CoveredWhen => DescribedPosition::CoveredWhen,
            Position::NotCovered => DescribedPosition::NotCovered,
            Position::Defers { to } => DescribedPosition::Defers(to.to_string()),
        },
        meaning_digest: policy.meaning_digest.clone(),
        governs_digest: policy.governs_digest.clone(),
        text_digest: policy.text_digest.clone(),
    }
}

fn sources(policy: &Policy) -> Vec<DescribedSource> {
    let source = |source: &medpol_model::policy::Source| DescribedSource {
        id: source.id.clone(),
        class: source.class,
        title: source.title.clone(),
        published: source.published.clone(),
        url: source.url.clone(),
        note: source.note.clone(),
    };
    policy.sources.iter().map(source).collect()
}

fn definitions(policy: &Policy) -> Vec<DescribedDefinition> {
    let definition = |definition: &medpol_model::policy::Definition| DescribedDefinition {
        fact: definition.fact.clone(),
        text: definition.text.clone(),
        citations: definition.citations.clone(),
    };
    policy.definitions.iter().map(definition).collect()
}

const fn dispositions(all: Dispositions) -> DescribedDispositions {
    let Dispositions {
        met,
        not_met,
        not_met_but_unknown,
        unknown_facts,
        unknown_judgment_only,
        unknown_conflicting,
        not_applicable,
    } = all;
    DescribedDispositions {
        met,
        not_met,
        not_met_but_unknown,
        unknown_facts,
        unknown_judgment_only,
        unknown_conflicting,
        not_applicable,
    }
}
