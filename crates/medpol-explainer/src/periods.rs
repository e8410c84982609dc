//! Days outside of the period in which a version is in force: that of the service where not all of it is known, and those of
//! single lines.
//!
//! What follows from such a day is not known here: which version governs was decided before.

use medpol_model::program::ScopeId;
use medpol_model::value::{Date, Interval, Status};
use medpol_model::vocabulary::{FactKind, FrameId};

use super::binding::Binding;
use super::value;
use crate::context::Context;
use crate::several::first_sentences;

/// A sentence for the date of service that reaches outside, and one for each line that lies or reaches outside.
pub(crate) fn of(context: &Context<'_>) -> Vec<String> {
    partial(context).into_iter().chain(first_sentences(lines(context))).collect()
}

/// The days on which the version is in force.
fn period(context: &Context<'_>) -> Interval {
    let effective = context.policy.effective;
    Interval { low: effective.from.tick(), high: effective.until.map_or(i64::MAX, Date::tick) }
}

fn period_in_words(context: &Context<'_>) -> String {
    let effective = context.policy.effective;
    match effective.until {
        Some(until) => format!("in force from {} to {until}", effective.from),
        None => format!("in force from {}", effective.from),
    }
}

/// A date of service of which not everything is known, and which may lie outside.
fn partial(context: &Context<'_>) -> Option<String> {
    let vocabulary = &context.policy.vocabulary;
    let days = context.scene.anchor;
    let is_partial = days.low != days.high && days != Interval::ALL;
    if !is_partial || days.within(period(context)) == Status::MET {
        return None;
    }
    let anchor = vocabulary.anchor?;
    let day = value::of_fact(&context.scene, vocabulary.fact(anchor)?.reference(anchor, ScopeId::CASE), &Binding::TOP)?;
    Some(format!("the date of service is {day}, and this version is only {}", period_in_words(context)))
}

fn lines(context: &Context<'_>) -> Vec<String> {
    let vocabulary = &context.policy.vocabulary;
    let Some((id, date)) = vocabulary.service_date.and_then(|id| Some((id, vocabulary.fact(id)?))) else {
        return Vec::new();
    };
    let list = vocabulary.frame(date.frame).and_then(|frame| frame.list);
    let list = list.and_then(|id| Some((id, vocabulary.fact(id)?)));
    let Some((list, known)) = list.filter(|(_, known)| known.frame == FrameId::CASE) else { return Vec::new() };
    let FactKind::List(_) = &known.kind else { return Vec::new() };
    let Some(found) = context.scene.list(known.reference(list, ScopeId::CASE), &Binding::TOP.frames) else {
        return Vec::new();
    };
    let date = date.reference(id, vocabulary.scope(id));
    let one = |(index, base): (usize, usize)| {
        let case = Binding::TOP;
        let inner = case.with(date.scope, base, format!("{}[{index}]", known.path));
        let medpol_evaluator::Reading::Value { value: days, .. } = context.scene.reading(date, &inner.frames) else {
            return None;
        };
        let status = days.within(period(context));
        let day = value::of_fact(&context.scene, date, &inner).filter(|_| status != Status::MET)?;
        let where_it_lies = if status.can_be_met() { "may lie outside of" } else { "lies outside of" };
        let number = index + 1;
        Some(format!(
            "line {number} is dated {day} and {where_it_lies} the period of this version, {}",
            period_in_words(context)
        ))
    };
    found.bases().enumerate().filter_map(one).collect()
}
