//! Whether criteria of a plan's own rest on evidence, and can be read by everybody, where the library asks for it.
//!
//! The library names the lines of business (`tell_internal_criteria_for`). For Medicare Advantage, 42 CFR 422.101(b)(6) lets
//! a plan have criteria of its own only on the ground of evidence that it names, and where everybody can read them.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_compiler::Selectors;
use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::{Citation, Detail, Policy, PolicyKind, PolicyStatus, SourceClass, Weight};

/// P0462 for every active policy of a payer that has criteria of its own without evidence or address.
pub(super) fn check(policies: &[Arc<Policy>], selectors: &Selectors, diagnostics: &mut Vec<Diagnostic>) {
    let asked = |line: &Arc<str>| selectors.tell_internal_criteria_for.contains(line);
    let is_meant = |policy: &&Arc<Policy>| {
        let is_payers = policy.kind == PolicyKind::PayerPolicy && policy.status == PolicyStatus::Active;
        is_payers && policy.applies_to.lines_of_business.iter().any(asked)
    };
    diagnostics.extend(policies.iter().filter(is_meant).filter_map(|policy| unfounded(policy)));
}

fn unfounded(policy: &Policy) -> Option<Diagnostic> {
    let own: Vec<&Detail> = policy
        .criteria
        .iter()
        .chain(&policy.exclusions)
        .filter_map(|node| policy.detail(*node))
        .filter(|detail| detail.weight == Weight::Decides && detail.citations.iter().all(Citation::is_internal))
        .collect();
    let without_evidence: Vec<&&Detail> = own.iter().filter(|detail| !has_evidence(&detail.citations)).collect();
    let cited: BTreeSet<&Arc<str>> =
        own.iter().flat_map(|detail| &*detail.citations).map(|citation| &citation.source).collect();
    let is_public = |id: &&Arc<str>| policy.sources.iter().any(|source| source.id == **id && source.url.is_some());
    let without_address = cited.iter().find(|id| !is_public(id));
    let first = without_evidence.first().copied().or(own.first().filter(|_| without_address.is_some()))?;
    let lacks = match (without_evidence.is_empty(), without_address) {
        (false, Some(_)) => "no evidence, and no public address",
        (false, None) => "no evidence",
        (true, Some(_) | None) => "no public address",
    };
    let message = format!("`{}` has criteria of its own with {lacks}", policy.reference());
    let mut found = Diagnostic::new(&codes::P0462, first.span?, message).label("the plan's own criterion");
    let others: BTreeSet<Span> = without_evidence.iter().skip(1).filter_map(|detail| detail.span).collect();
    for span in others {
        found = found.also(span, "likewise");
    }
    let evidence = "cite the literature or guideline (`class: literature`) that the criterion rests on";
    let address = without_address.map(|id| format!("write the `url` where everybody can read the source `{id}`"));
    if !without_evidence.is_empty() {
        found = found.help(evidence);
    }
    Some(address.into_iter().fold(found, Diagnostic::help))
}

fn has_evidence(citations: &[Citation]) -> bool {
    citations.iter().any(|citation| {
        let is_evidence = |class| matches!(class, SourceClass::Literature);
        is_evidence(citation.class) || citation.cites.iter().any(|cited| is_evidence(cited.class))
    })
}
