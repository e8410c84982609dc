//! The reasons of a result: one for each cause, in a sentence, with the value, the threshold and the distance.
//!
//! Which causes there are is read off in `deciding`, and their words are made in `sentence`. Of a result that is met
//! there is only what was assumed, waived or excepted.

mod bounded;

use std::sync::Arc;

use medpol_model::answer::{Compared, Observed, Reason, Standing};
use medpol_model::policy::{Confidence, Detail, Policy};
use medpol_model::program::NodeId;
use medpol_model::vocabulary::in_text;

use crate::binding::Binding;
use crate::context::Context;
use crate::deciding::Cause;
use crate::node::LeafReading;
use crate::sentence::{Spot, tell};
use crate::told::{Told, sentence};

/// How many facts a reason lists.
const MOST_FACTS: usize = 8;

/// How many kinds of document are named that would settle a question.
const MOST_DOCUMENTS: usize = 3;

/// Why the result is what it is.
pub(crate) fn of(context: &Context<'_>) -> Vec<Reason> {
    let mut page = bounded::Page::default();
    for cause in context.deciding.causes() {
        if page.is_full() {
            page.count(cause, context);
        } else {
            page.add(reason(context, cause));
        }
    }
    page.reasons()
}

fn reason(context: &Context<'_>, cause: &Cause) -> Reason {
    let policy = context.policy;
    let spot = Spot { node: cause.node, binding: &Binding::TOP, stance: cause.stance };
    context.notes.begin_kept();
    let told = tell(context, spot);
    let readings = context.notes.take();
    let detail = policy.detail(cause.node);
    let named = policy.detail(cause.named);
    let status = cause.stance.standing(spot.status(context));
    let compared = compared(&readings);
    Reason {
        id: named.and_then(|detail| detail.id.as_ref()).map(|id| Arc::clone(&id.0)),
        path: detail.map_or_else(|| Arc::from(""), |detail| Arc::clone(&detail.path)),
        kind: cause.kind,
        status,
        deciding: cause.deciding.iter().filter_map(|node| name(policy, *node)).collect(),
        text: detail.and_then(|detail| detail.text.clone()).or_else(|| named.and_then(|detail| detail.text.clone())),
        sentence: bounded::clipped(sentence(&told.words())),
        member_sentence: for_member(policy, cause, &told, status).map(bounded::clipped),
        value: value(&readings, compared),
        threshold: compared.map(|one| one.compared.words()),
        distance: compared.and_then(|one| one.compared.distance.clone()),
        settled_by: (status == Standing::Unknown).then(|| settled_by(&readings)).flatten(),
        citations: detail.map(|detail| Arc::clone(&detail.citations)).unwrap_or_default(),
        confidence: detail.map(|detail| detail.confidence).filter(|confidence| *confidence != Confidence::Read),
        facts: facts(readings),
    }
}

/// The id of a node, or its path where it has none.
fn name(policy: &Policy, node: NodeId) -> Option<Arc<str>> {
    let detail = policy.detail(node)?;
    Some(detail.id.as_ref().map_or_else(|| Arc::clone(&detail.path), |id| Arc::clone(&id.0)))
}

/// A comparison with the reading that it is one of.
#[derive(Clone, Copy)]
struct ComparedAt<'r> {
    reading: usize,
    compared: &'r Compared,
}

/// The comparison that says most: one that fails, before those that do not; one with a distance, before others.
fn compared(readings: &[LeafReading]) -> Option<ComparedAt<'_>> {
    let all = readings.iter().enumerate().flat_map(|(reading, one)| {
        let compared = one.compared.iter().enumerate();
        compared.map(move |(at, compared)| (ComparedAt { reading, compared }, one.failing.contains(&at)))
    });
    let rank = |(one, fails): &(ComparedAt<'_>, bool)| (!fails, one.compared.distance.is_none());
    all.min_by_key(rank).map(|(one, _)| one)
}

fn value(readings: &[LeafReading], compared: Option<ComparedAt<'_>>) -> Option<String> {
    let reading = match (compared, readings) {
        (Some(one), _) => readings.get(one.reading)?,
        (None, [only]) => only,
        (None, _) => return None,
    };
    reading.observed.first()?.value.clone()
}

fn facts(readings: Vec<LeafReading>) -> Vec<Observed> {
    let mut facts: Vec<Observed> = Vec::new();
    for observed in readings.into_iter().flat_map(|reading| reading.observed) {
        if facts.len() < MOST_FACTS && facts.iter().all(|known| known.fact != observed.fact) {
            facts.push(observed);
        }
    }
    facts
}

/// The documents that would show what is open.
fn settled_by(readings: &[LeafReading]) -> Option<String> {
    let mut documents: Vec<String> = Vec::new();
    for document in readings.iter().flat_map(|reading| &reading.documents) {
        let name = format!("the {}", in_text(document));
        if !documents.contains(&name) && documents.len() < MOST_DOCUMENTS {
            documents.push(name);
        }
    }
    let last = documents.pop()?;
    let names = if documents.is_empty() { last } else { format!("{} or {last}", documents.join(", ")) };
    Some(sentence(&format!("{names} can show it")))
}

/// What the plan asks and what the record shows.
fn for_member(policy: &Policy, cause: &Cause, told: &Told, status: Standing) -> Option<String> {
    let words = |detail: &Detail| detail.member_text.clone();
    let said = cause.for_member.and_then(|node| policy.detail(node)).and_then(words)?;
    let shown = if told.statement.is_empty() { told.words() } else { told.statement.clone() };
    let record = match status {
        Standing::Unknown => format!("Your record leaves this open: {shown}"),
        Standing::Met | Standing::NotMet | Standing::NotApplicable | Standing::Applies | Standing::DoesNotApply => {
            format!("Your record shows: {shown}")
        }
    };
    Some(format!("{} {}", said.trim(), sentence(&record)))
}
