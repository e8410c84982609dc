//! Whether the values of a case keep to the limits of the vocabulary.
//!
//! What is no possible value whatever else is true is a slip of the pen, and refused. Two facts of which each is
//! possible by itself are both read; that they contradict each other is noted, and goes to a person.

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::case::{Facts, Mark};
use medpol_model::value::{Date, Interval};
use medpol_model::vocabulary::{Broken, Fact, FactKind, Limits, Vocabulary};

use super::decode::{Decoding, Value};

/// A date that a case states, and that has limits as reckoned from the anchor.
#[derive(Clone, Copy)]
pub(super) struct Reckoned<'a> {
    pub(super) fact: &'a Fact,
    pub(super) slot: usize,
    pub(super) span: Span,
}

/// Whether a fact is a date with limits as reckoned from the anchor.
pub(super) fn are_reckoned(fact: &Fact) -> bool {
    fact.past || (fact.limits != Limits::NONE && fact.kind == FactKind::Date)
}

/// Whether a value can lie within the bounds of its fact, wherever the anchor is.
pub(super) fn are_kept(fact: &Fact, value: Value) -> bool {
    let is_within = fact.bounds == Interval::ALL || !value.interval.meet(fact.bounds).is_empty();
    match fact.kind {
        FactKind::Duration(_) => fact.limits.broken_by_time(value.interval, value.mark.span()).is_none(),
        FactKind::Boolean
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => is_within,
    }
}

/// The limit that a date breaks, or that one of several dates breaks of which one is right.
pub(super) fn broken(fact: &Fact, slot: usize, facts: &Facts, anchor: Interval) -> Option<Broken> {
    let mark = facts.mark(slot);
    if !mark.has(Mark::GIVEN) {
        return None;
    }
    let limits = fact.date_limits();
    let several = facts.alternatives(slot).iter();
    let one = (!mark.has(Mark::ALTERNATIVES)).then(|| facts.value(slot));
    several.copied().chain(one).find_map(|date| limits.broken_by_date(date, anchor))
}

/// When the case's "now" is; any day, where it is not known.
pub(super) fn anchor(vocabulary: &Vocabulary, facts: &Facts) -> Interval {
    let anchor = vocabulary.anchor.and_then(|id| vocabulary.fact(id));
    let given = anchor.map(|anchor| anchor.slot as usize).filter(|slot| facts.mark(*slot).has(Mark::GIVEN));
    given.map_or(Interval::ALL, |slot| facts.value(slot))
}

/// Reports dates that lie too far from the anchor, and notes facts that contradict the order of dates.
pub(super) fn check(decoding: &mut Decoding<'_>) {
    let now = anchor(decoding.vocabulary, &decoding.case.facts);
    for Reckoned { fact, slot, span } in std::mem::take(&mut decoding.reckoned) {
        if let Some(limit) = broken(fact, slot, &decoding.case.facts, now) {
            let problem = problem(decoding, fact, limit, now, span);
            decoding.diagnostics.push(problem);
        }
    }
    let found = decoding.vocabulary.out_of_order(&decoding.case.facts);
    decoding.case.facts.set_out_of_order(found);
}

fn problem(decoding: &Decoding<'_>, fact: &Fact, limit: Broken, now: Interval, span: Span) -> Diagnostic {
    let anchor = decoding.vocabulary.anchor.and_then(|id| decoding.vocabulary.fact(id));
    let anchor = anchor.map_or("", |anchor| &*anchor.path);
    let is_in_future = fact.past && matches!(limit, Broken::Max(offset) if offset.count == 0);
    let problem = if is_in_future {
        Diagnostic::new(&codes::R0006, span, "this date lies after the date of service")
            .label(format!("after {}", Date::at(now.high)))
            .help(format!("it records something that has happened; check it against `{anchor}`"))
    } else {
        let message = format!("this date lies {} the date of service", limit.of_date());
        let limits = fact.date_limits().of_date(&format!("`{anchor}`")).unwrap_or_default();
        Diagnostic::new(&codes::R0031, span, message)
            .label(format!("`{}` lies {limits}", fact.path))
            .help("check the year; where the date is not known, leave it out or write `null`")
    };
    match decoding.anchor {
        Some(service) => problem.also(service, "the date of service"),
        None => problem,
    }
}
