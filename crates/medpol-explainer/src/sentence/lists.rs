//! Sentences about the elements of a list: which of them match, and which are the latest.

use medpol_evaluator::Race;
use medpol_model::program::{Extreme, NodeId, Quantifier, Scope};
use medpol_model::value::{Status, Truth};
use medpol_model::vocabulary::FactKind;

use crate::binding::Binding;
use crate::context::Context;
use crate::named_element;
use crate::several::several;

/// How many elements of a list pass.
pub(super) fn quantified(
    context: &Context<'_>,
    node: NodeId,
    quantifier: Quantifier,
    elements: &Scope,
    satisfies: Option<NodeId>,
    binding: &Binding,
) -> String {
    let Some(list) = context.scene.list(elements.list, &binding.frames) else { return String::new() };
    let Some(fact) = context.scene.fact(elements.list) else { return String::new() };
    let FactKind::List(kind) = &fact.kind else { return String::new() };
    let (mut hits, mut open) = (Vec::new(), Vec::new());
    let named = named_element::all(context, node, elements, binding);
    let total = named.len();
    for shown in named {
        let frames = binding.frames.with(elements.id, shown.base);
        let passes = context.scene.passes(elements, &frames);
        let holds = satisfies.map_or(Status::MET, |node| context.scene.of_element(elements, node, &frames));
        let status = match quantifier {
            // For `every`, the elements that make it fail are shown. Not applicable does not make it fail.
            Quantifier::Every { .. } => Status::all([passes, holds.satisfied_if_not_applicable().negated()]),
            Quantifier::Some | Quantifier::Without => passes,
        };
        match status.truth() {
            Some(Truth::Met) => hits.push(shown.name),
            Some(Truth::Unknown) => open.push(shown.name),
            _ => {}
        }
    }
    let label = &fact.label;
    let perhaps = if list.is_complete { "" } else { "; there may be others" };
    if total == 0 {
        let said = kind.none_label.as_ref().map_or_else(|| format!("{label}: none"), std::string::ToString::to_string);
        return format!("{said}{perhaps}");
    }
    let word = if matches!(quantifier, Quantifier::Every { .. }) { "not satisfying" } else { "matching" };
    let mut parts = vec![format!("{label}: {} of {total} {word}", hits.len())];
    if !hits.is_empty() {
        parts.push(several(&hits, "; "));
    }
    if !open.is_empty() {
        parts.push(format!("unknown for {}", several(&open, "; ")));
    }
    format!("{}{perhaps}", parts.join(", "))
}

/// Which elements are the latest, and which of them do not satisfy.
pub(super) fn latest(context: &Context<'_>, node: NodeId, race: Race<'_>, binding: &Binding) -> String {
    let Some(list) = context.scene.list(race.elements.list, &binding.frames) else { return String::new() };
    let label = context.scene.fact(race.elements.list).map_or("", |fact| &*fact.label);
    let bar = context.scene.bar(race, list, &binding.frames);
    let (mut leaders, mut failing, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_sure = list.is_complete;
    for one in named_element::all(context, node, race.elements, binding) {
        let frames = binding.frames.with(race.elements.id, one.base);
        let (passes, date) = (context.scene.passes(race.elements, &frames), context.scene.date_in(race, &frames));
        if !passes.can_be_met() || !bar.can_lead(date) {
            continue;
        }
        is_sure &= passes == Status::MET && date.is_point();
        match context.scene.holds_in(race, &frames).truth() {
            Some(Truth::NotMet) => failing.push(one.name.clone()),
            Some(Truth::Unknown) => open.push(one.name.clone()),
            _ => {}
        }
        leaders.push(one.name);
    }
    let word = if race.extreme == Extreme::Latest { "latest" } else { "earliest" };
    let perhaps = if list.is_complete { "" } else { "; there may be others" };
    if leaders.is_empty() {
        return format!("{label}: none to look at{perhaps}");
    }
    let verb = match (is_sure, leaders.len()) {
        (false, _) => "may be",
        (true, 1) => "is",
        (true, _) => "are",
    };
    let mut parts = vec![format!("{label}: the {word} {verb} {}", several(&leaders, "; "))];
    if !failing.is_empty() {
        parts.push(format!("not satisfying: {}", several(&failing, "; ")));
    }
    if !open.is_empty() {
        parts.push(format!("unknown for {}", several(&open, "; ")));
    }
    format!("{}{perhaps}", parts.join(", "))
}
