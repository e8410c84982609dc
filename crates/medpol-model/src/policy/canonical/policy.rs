//! What the two digests of a policy cover, line by line: what it means, and what it governs.

use std::sync::Arc;

use super::{Canonical, words};
use crate::policy::{AppliesTo, Dispositions, Edit, Policy, PolicyKind, Position, States};
use crate::program::{NodeId, ScopeId};
use crate::value::Symbols;

/// What a policy means: its conditions, by what they decide of a case.
///
/// That is what decides, every criterion and exclusion with its id, what coding edits say beside their
/// conditions, which services each determination is for, and the definitions of all facts that are read.
/// Equal lines are equal decisions by construction.
pub fn meaning(policy: &Policy, symbols: &Symbols) -> Vec<String> {
    let canonical = Canonical::new(policy, symbols);
    let mut lines = vec![format!("decides {}", canonical.digest(policy.root))];
    let mut named: Vec<String> = [("criterion", &policy.criteria), ("exclusion", &policy.exclusions)]
        .into_iter()
        .flat_map(|(word, nodes)| nodes.iter().map(move |node| (word, *node)))
        .map(|(word, node)| format!("{word} {} {}", id(policy, node), canonical.digest(node)))
        .chain(policy.edits.iter().map(|edit| edited(policy, &canonical, edit)))
        .chain(
            policy
                .services
                .iter()
                .map(|entry| format!("for [{}] {}", sorted(&entry.services).join(", "), canonical.digest(entry.root))),
        )
        .collect();
    named.sort_unstable();
    lines.extend(named);
    lines
}

/// What a policy governs, and what follows from its results.
///
/// That is its kind, status, position and effective window, what it applies to, and its dispositions as
/// far as its results can have any.
pub fn governs(policy: &Policy) -> Vec<String> {
    let AppliesTo { payers, lines_of_business, services, drugs, states } = &policy.applies_to;
    let until = policy.effective.until.map_or_else(|| "no end".to_owned(), |until| until.to_string());
    let states = match states {
        States::All => "all".to_owned(),
        States::Unknown => "not known".to_owned(),
        States::Listed(states) => format!("[{}]", sorted(states).join(", ")),
    };
    let mut lines = vec![
        format!("kind {}", words::policy_kind(policy.kind)),
        format!("status {}", words::policy_status(policy.status)),
        format!("position {}", words::position(&policy.position)),
        format!("effective from {} to {until}", policy.effective.from),
        format!("payers [{}]", sorted(payers).join(", ")),
        format!("lines of business [{}]", sorted(lines_of_business).join(", ")),
        format!("services [{}]", sorted(services).join(", ")),
        format!("states {states}"),
    ];
    if !drugs.is_empty() {
        lines.push(format!("drugs [{}]", sorted(drugs).join(", ")));
    }
    if !has_dispositions(policy) {
        return lines;
    }
    lines.push(format!("dispositions {}", dispositions(policy, policy.disposition)));
    let mut entries: Vec<String> = policy
        .services
        .iter()
        .map(|entry| {
            format!(
                "dispositions for [{}] {}",
                sorted(&entry.services).join(", "),
                dispositions(policy, entry.disposition)
            )
        })
        .collect();
    entries.sort_unstable();
    lines.extend(entries);
    lines
}

fn id(policy: &Policy, node: NodeId) -> &str {
    policy.detail(node).and_then(|detail| detail.id.as_ref()).map_or("", |id| &*id.0)
}

/// What a coding edit says beside its condition: its weight and the lines it names.
fn edited(policy: &Policy, canonical: &Canonical<'_>, edit: &Edit) -> String {
    let Edit { node, severity, message: _, remedy: _, list, blame } = edit;
    let reader = canonical.reader(&canonical.own);
    let blame = blame.as_ref().map_or_else(String::new, |blame| format!(", names {}", reader.elements(*blame)));
    let (severity, list) = (words::severity(*severity), reader.fact_in(ScopeId::CASE, *list));
    format!("edit {} {}, {severity}, lines of {list}{blame}", id(policy, *node), canonical.digest(*node))
}

/// Whether anything follows from a result: coding edits have findings, and a policy that defers no result.
const fn has_dispositions(policy: &Policy) -> bool {
    match (policy.kind, &policy.position) {
        (PolicyKind::CodingEdits, _) | (_, Position::Defers { .. }) => false,
        (
            PolicyKind::Ncd | PolicyKind::Lcd | PolicyKind::Article | PolicyKind::PayerPolicy,
            Position::CoveredWhen | Position::NotCovered,
        ) => true,
    }
}

fn dispositions(policy: &Policy, all: Dispositions) -> String {
    let Dispositions {
        met,
        not_met,
        not_met_but_unknown,
        unknown_facts,
        unknown_judgment_only,
        unknown_conflicting,
        not_applicable,
    } = all;
    if policy.position == Position::NotCovered {
        // It has no other result.
        return format!("not met: {}", words::disposition(not_met));
    }
    [
        ("met", met),
        ("not met", not_met),
        ("not met but unknown", not_met_but_unknown),
        ("unknown", unknown_facts),
        ("unknown by judgment only", unknown_judgment_only),
        ("unknown by conflict", unknown_conflicting),
        ("not applicable", not_applicable),
    ]
    .map(|(result, follows)| format!("{result}: {}", words::disposition(follows)))
    .join(", ")
}

fn sorted(texts: &[Arc<str>]) -> Vec<&str> {
    let mut texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}
