//! What values a fact can have: `min`, `max` and `not_before`.
//!
//! Bounds of numbers and dates become an interval of ticks; those of durations, and those of dates that are
//! reckoned from the anchor, stay lengths. Whether a case keeps to them is not looked at here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::program::{Derivation, ScopeId};
use medpol_model::value::{Duration, Interval, Span};
use medpol_model::vocabulary::{DateOrder, Dated, Fact, FactId, FactKind, Limits, Vocabulary};
use medpol_syntax::document::{FactDocument, Text};

use super::{Building, Pending};
use crate::literal::{self, Literal, type_name};
use crate::report::{self, Subject};
use crate::scope::Scope;

/// The values that a fact can have.
pub(super) struct Limited {
    /// The ticks of a number or date.
    pub(super) bounds: Interval,
    /// The lengths of a duration, or the places of a date from the anchor.
    pub(super) limits: Limits,
    /// Whether a date is at most the anchor.
    pub(super) is_past: bool,
}

/// Which end of the values is limited.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Min,
    Max,
}

/// Reads `min` and `max` of a fact.
pub(super) fn of(building: &mut Building<'_, '_>, kind: &FactKind, path: &str, document: &FactDocument) -> Limited {
    let definition = building.types.definition(document);
    let mut limited = Limited { bounds: Interval::ALL, limits: Limits::NONE, is_past: false };
    let max = document.max.as_ref().or(definition.max.as_ref());
    for (end, written) in [(End::Min, document.min.as_ref().or(definition.min.as_ref())), (End::Max, max)] {
        let Some(written) = written else { continue };
        match kind {
            FactKind::Date if is_reckoned(&written.text) => match reckoned(&written.text) {
                Some(offset) => limited.reckon(end, offset),
                None => building.diagnostics.push(unreadable(path, written)),
            },
            FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date | FactKind::Duration(_) => {
                match literal::read(&building.vocabulary, kind, &written.text) {
                    Ok(literal) => limited.set(end, &literal),
                    Err(flaw) => {
                        let subject = Subject::other(format!("`{path}`"));
                        let problem = report::flaw(&report::POLICY, flaw, &subject, &written.text, written.span);
                        building.diagnostics.push(problem);
                    }
                }
            }
            FactKind::Boolean
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_) => {}
        }
    }
    if let (true, Some(max)) = (limited.bounds.is_empty() || limited.limits.are_empty(), max) {
        building.diagnostics.push(
            Diagnostic::new(&codes::P0402, max.span, format!("no value of `{path}` lies between its bounds"))
                .label("`min` is greater than `max`")
                .help("swap or correct the bounds"),
        );
    }
    limited
}

impl Limited {
    fn set(&mut self, end: End, literal: &Literal) {
        match (literal, end) {
            (Literal::Ticks(ticks), End::Min) => self.bounds.low = ticks.low,
            (Literal::Ticks(ticks), End::Max) => self.bounds.high = ticks.high,
            (Literal::Duration(written), End::Min) => self.limits.min = Some(written.duration),
            (Literal::Duration(written), End::Max) => self.limits.max = Some(written.duration),
            (Literal::Mask(_) | Literal::Symbol(_), _) => {}
        }
    }

    fn reckon(&mut self, end: End, offset: Duration) {
        match end {
            End::Min => self.limits.min = Some(offset),
            // One word for one idea: `max: anchor` and `past: true` are the same.
            End::Max if offset.count == 0 => self.is_past = true,
            End::Max => self.limits.max = Some(offset),
        }
    }
}

/// Whether a bound of a date is meant to be reckoned from the anchor.
fn is_reckoned(text: &str) -> bool {
    text.trim_start().starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Reads `anchor`, `anchor - 130 years` and `anchor + 2 weeks`.
fn reckoned(text: &str) -> Option<Duration> {
    let rest = text.trim().strip_prefix("anchor")?.trim_start();
    if rest.is_empty() {
        return Some(Duration { count: 0, span: Span::Days });
    }
    let (sign, length) = match rest.strip_prefix('-') {
        Some(length) => (-1, length),
        None => (1, rest.strip_prefix('+')?),
    };
    let Duration { count, span } = literal::duration(length.trim()).ok()?.duration;
    Some(Duration { count: sign * count, span })
}

fn unreadable(path: &str, written: &Text) -> Diagnostic {
    Diagnostic::new(&codes::P0134, written.span, format!("`{}` is no bound of the date `{path}`", written.text))
        .label("neither a date nor reckoned from the anchor")
        .help("write a date, `anchor`, or `anchor` with `-` or `+` and a length, such as `anchor - 130 years`")
}

/// Resolves every `not_before`, once all names and derivations are known.
pub(super) fn orders(
    vocabulary: &Vocabulary,
    pending: &[Pending<'_>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DateOrder> {
    let order = |entry: &Pending<'_>| {
        let path = entry.document.not_before.as_ref()?;
        // That only dates have the key is said elsewhere.
        let second = vocabulary.fact(entry.fact).filter(|fact| fact.kind == FactKind::Date)?;
        match order(vocabulary, entry, second, path) {
            Ok(order) => Some(order),
            Err(problem) => {
                diagnostics.push(*problem);
                None
            }
        }
    };
    pending.iter().filter_map(order).collect()
}

fn order(
    vocabulary: &Vocabulary,
    entry: &Pending<'_>,
    second: &Fact,
    path: &Text,
) -> Result<DateOrder, Box<Diagnostic>> {
    let refused = |message: String, label: &str, help: &str| {
        Box::new(Diagnostic::new(&codes::P0135, path.span, message).label(label).help(help))
    };
    let scope = Scope::of_fact(vocabulary, entry.record, second.frame);
    let resolved = scope.resolve(path).map_err(Box::new)?;
    let first = vocabulary.fact(resolved.fact);
    let named = &path.text;
    match first {
        Some(fact) if fact.kind != FactKind::Date => Err(refused(
            format!("`{named}` is not a date"),
            &format!("it is {}", type_name(vocabulary, &fact.kind)),
            "name a date of the same record or of the case",
        )),
        _ if resolved.fact == entry.fact => Err(refused(
            format!("`{named}` is not before itself"),
            "the same fact",
            "name another date of the same record or of the case",
        )),
        _ if vocabulary.anchor == Some(resolved.fact) => Err(refused(
            format!("`{named}` is the day up to which times are counted"),
            "not one date among others",
            "write `min: anchor` for a date that cannot lie before it",
        )),
        Some(fact) if fact.derivation.is_some() || second.derivation.is_some() => Err(refused(
            "only dates that a case states have an order".to_owned(),
            "one of the two follows from other facts",
            "write `not_before` on the dates from which it follows",
        )),
        _ if resolved.scope != ScopeId::CASE && resolved.scope != vocabulary.scope(entry.fact) => Err(refused(
            format!("`{named}` belongs to other elements"),
            "neither of the same record nor of the case",
            "name a date of the same record or of the case",
        )),
        _ => Ok(DateOrder { first: dated(vocabulary, resolved.fact), second: dated(vocabulary, entry.fact) }),
    }
}

/// A date with the times of its own record that are counted from it.
fn dated(vocabulary: &Vocabulary, date: FactId) -> Dated {
    let frame = vocabulary.fact(date).map(|fact| fact.frame);
    let is_counted = |(id, fact): &(FactId, &Fact)| {
        let derivation = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize));
        let from = match derivation {
            Some(Derivation::ElapsedSince(from)) => Some(from.fact),
            Some(
                Derivation::ElapsedBetween { .. }
                | Derivation::Count(_)
                | Derivation::Sum { .. }
                | Derivation::Latest { .. }
                | Derivation::Earliest { .. }
                | Derivation::PercentChange { .. }
                | Derivation::BodyMassIndex { .. },
            )
            | None => None,
        };
        from == Some(date) && Some(fact.frame) == frame && *id != date
    };
    let facts = (0..).map(FactId).zip(&vocabulary.facts);
    Dated { date, times: facts.filter(is_counted).map(|(id, _)| id).collect() }
}
