//! Sentences about the elements of a list: which of them match, and which are the latest.

use medpol_evaluator::Race;
use medpol_model::{Extreme, FactKind, NodeId, Quantifier, Scope, Status, Truth};

use crate::place::Place;
use crate::story::Story;
use crate::told;

/// How many elements of a list pass.
pub(super) fn quantified(
    story: &Story<'_>,
    node: NodeId,
    quantifier: Quantifier,
    elements: &Scope,
    satisfies: Option<NodeId>,
    place: &Place,
) -> String {
    let Some(list) = story.scene.list(elements.list, &place.frames) else { return String::new() };
    let Some(fact) = story.scene.fact(elements.list) else { return String::new() };
    let FactKind::List(kind) = &fact.kind else { return String::new() };
    let (mut hits, mut open) = (Vec::new(), Vec::new());
    let told = told::elements(story, node, elements, place);
    let total = told.len();
    for shown in told {
        let frames = place.frames.with(elements.id, shown.base);
        let passes = story.scene.passes(elements, &frames);
        let holds = satisfies.map_or(Status::MET, |node| story.scene.node(node, &frames));
        let status = match quantifier {
            // Of `every`, those are told that stand in the way. What does not arise does not.
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
        parts.push(hits.join("; "));
    }
    if !open.is_empty() {
        parts.push(format!("open for {}", open.join("; ")));
    }
    format!("{}{perhaps}", parts.join(", "))
}

/// Which elements are the latest, and which of them stand in the way.
pub(super) fn latest(story: &Story<'_>, node: NodeId, race: Race<'_>, place: &Place) -> String {
    let Some(list) = story.scene.list(race.elements.list, &place.frames) else { return String::new() };
    let label = story.scene.fact(race.elements.list).map_or("", |fact| &*fact.label);
    let bar = story.scene.bar(race, list, &place.frames);
    let (mut leaders, mut failing, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let mut is_sure = list.is_complete;
    for one in told::elements(story, node, race.elements, place) {
        let frames = place.frames.with(race.elements.id, one.base);
        let (passes, date) = (story.scene.passes(race.elements, &frames), story.scene.date_in(race, &frames));
        if !passes.can_be_met() || !bar.can_lead(date) {
            continue;
        }
        is_sure &= passes == Status::MET && date.is_point();
        match story.scene.holds_in(race, &frames).truth() {
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
    let mut parts = vec![format!("{label}: the {word} {verb} {}", leaders.join("; "))];
    if !failing.is_empty() {
        parts.push(format!("not satisfying: {}", failing.join("; ")));
    }
    if !open.is_empty() {
        parts.push(format!("open for {}", open.join("; ")));
    }
    format!("{}{perhaps}", parts.join(", "))
}
