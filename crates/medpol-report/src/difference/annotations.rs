//! A difference as remarks at the criteria that changed, for the page on which a change is reviewed.
//!
//! What changes no decision is not remarked on. Where a criterion is written is told by the caller.

use medpol_diagnostics::{SourceMap, Span};
use medpol_model::answer::{Change, CriterionDifference, Difference, Effect, PolicyDifference};

use super::{outline, words};
use crate::diagnostic::places::Places;
use crate::one_line;
use crate::run::{Annotation, Base, Level, place};

/// A policy of the second side, or a criterion of it, whose place is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The policy's id.
    pub policy: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The id of the criterion; none where the policy as a whole is meant.
    pub criterion: Option<&'a str>,
}

/// The remarks, policy by policy: its verdict, and each criterion with a change that decides.
pub fn annotations(
    difference: &Difference,
    sources: &SourceMap,
    base: &Base,
    span: &dyn Fn(Wanted<'_>) -> Option<Span>,
) -> Vec<Annotation> {
    let mut places = Places::new(sources);
    let mut annotations = Vec::new();
    for policy in &difference.policies {
        let name = outline::name(policy);
        let mut remark = |criterion: Option<&str>, title: String, message: String| {
            let span = wanted(policy, criterion).and_then(span);
            let place = span.map(|span| place(span, &mut places, base));
            annotations.push(Annotation { level: Level::Notice, title, message, place });
        };
        remark(None, name.clone(), policy.verdict.line.clone());
        for criterion in policy.criteria.iter().filter(|criterion| criterion.changes.iter().any(decides)) {
            remark(Some(&criterion.id), format!("{name}, {}", criterion.id), changes(criterion));
        }
    }
    annotations
}

/// Whether a change can move a decision.
fn decides(change: &Change) -> bool {
    match change.effect {
        Effect::Decides | Effect::Selects | Effect::Dates | Effect::Follows => true,
        Effect::Tells => false,
    }
}

/// What to look for; nothing where the policy is gone.
fn wanted<'a>(policy: &'a PolicyDifference, criterion: Option<&'a str>) -> Option<Wanted<'a>> {
    let head = &policy.after.as_ref()?.policy;
    Some(Wanted { policy: &head.id, version: &head.version, criterion })
}

/// The changes of a criterion that decide, in lines; before them which way it goes, where that was asked.
fn changes(criterion: &CriterionDifference) -> String {
    let direction = criterion.meaning.as_ref().map(|meaning| words::direction(meaning.direction, criterion.part));
    let says = one_line(&criterion.says);
    let head = direction.map_or_else(|| says.clone(), |direction| format!("{direction}: {says}"));
    let changes = criterion.changes.iter().filter(|change| decides(change));
    let lines = changes.map(|change| format!("{}: {}", words::kind(change.kind), words::line(change)));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}
