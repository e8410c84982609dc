//! The reasons of a result: one for each cause, with the sentence, the value and the threshold.

use std::sync::Arc;

use medpol_model::answer::Reason;
use medpol_model::program::NodeId;
use medpol_model::value::Status;

use crate::binding::Binding;
use crate::context::Context;
use crate::node;
use crate::wording::Wording;

/// Why the result is what it is; empty where it is met.
pub(crate) fn of(context: &Context<'_>) -> Vec<Reason> {
    if context.status(context.policy.root) == Status::MET {
        return Vec::new();
    }
    context.deciding.nodes().iter().filter_map(|node| reason(context, *node)).collect()
}

fn reason(context: &Context<'_>, node: NodeId) -> Option<Reason> {
    let wording = if context.policy.exclusions.contains(&node) { Wording::Exclusion } else { Wording::Criterion };
    let explained = node::explain(context, node, &Binding::TOP, wording, None)?;
    let compared = explained.compared.first();
    Some(Reason {
        id: explained.id.clone(),
        path: Arc::clone(&explained.path),
        status: explained.status,
        text: explained.text.clone(),
        sentence: explained.why.clone(),
        member_sentence: None,
        value: explained.observed.first().and_then(|observed| observed.value.clone()),
        threshold: compared.map(medpol_model::answer::Compared::words),
        distance: compared.and_then(|compared| compared.distance.clone()),
        settled_by: None,
        facts: explained.observed,
        citations: explained.citations,
        confidence: explained.confidence,
    })
}
