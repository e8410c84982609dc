//! The lints in order, and what they share. Each looks at one thing and knows nothing of the others.

mod absence_not_considered;
mod duplicate_criterion;
mod edit_out_of_reach;
mod element_not_asked;
mod exception_outside_where;
mod excluding_criteria;
mod inverted_exclusion;
mod number_in_text;
mod numbers;
mod quote_missing;
mod side_in_text;
mod sides_differ;
mod too_much_by_its_lists;
mod work_without_bound;

use std::sync::Arc;

use medpol_diagnostics::{Code, Diagnostic, Span, sort};
use medpol_model::policy::{Canonical, Policy, Weight};
use medpol_model::program::NodeId;
use medpol_model::value::Symbols;

use absence_not_considered::AbsenceNotConsidered;
use duplicate_criterion::DuplicateCriterion;
use edit_out_of_reach::EditOutOfReach;
use element_not_asked::ElementNotAsked;
use exception_outside_where::ExceptionOutsideWhere;
use excluding_criteria::ExcludingCriteria;
use inverted_exclusion::InvertedExclusion;
use number_in_text::NumberInText;
use quote_missing::QuoteMissing;
use side_in_text::SideInText;
use sides_differ::SidesDiffer;
use too_much_by_its_lists::TooMuchByItsLists;
use work_without_bound::WorkWithoutBound;

/// One thing that a policy can have wrong although it compiles.
pub trait Lint: Sync {
    /// The code of its diagnostics.
    fn code(&self) -> &'static Code;

    /// Adds what it finds in a policy; `symbols` are those that the policy was compiled with.
    fn check(&self, policy: &Policy, symbols: &Symbols, out: &mut Vec<Diagnostic>);
}

/// Every lint, in the order of the codes.
pub static LINTS: &[&dyn Lint] = &[
    &ExceptionOutsideWhere,
    &DuplicateCriterion,
    &InvertedExclusion,
    &ElementNotAsked,
    &ExcludingCriteria,
    &EditOutOfReach,
    &WorkWithoutBound,
    &TooMuchByItsLists,
    &NumberInText,
    &SideInText,
    &SidesDiffer,
    &AbsenceNotConsidered,
    &QuoteMissing,
];

/// What the lints find in a policy, in the order of the text.
pub fn lint(policy: &Policy, symbols: &Symbols) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for lint in LINTS {
        lint.check(policy, symbols, &mut found);
    }
    sort(&mut found);
    // A condition that is copied for every value of a list is written once.
    let is_same = |one: &mut Diagnostic, other: &mut Diagnostic| {
        one.code == other.code && one.primary.span == other.primary.span && one.message == other.message
    };
    found.dedup_by(is_same);
    found
}

/// A criterion or a member of a group, as its author wrote it and as the engine sees it.
struct Clause<'a> {
    id: &'a str,
    span: Span,
    weight: Weight,
    /// The same for clauses that mean the same.
    meaning: Arc<str>,
}

/// The clauses of a list or group; those without an id or a place are left out.
fn clauses<'a>(policy: &'a Policy, canonical: &Canonical<'_>, nodes: &[NodeId]) -> Vec<Clause<'a>> {
    let clause = |node: &NodeId| {
        let detail = policy.detail(*node)?;
        let (id, span) = (&*detail.id.as_ref()?.0, detail.span?);
        Some(Clause { id, span, weight: detail.weight, meaning: canonical.digest(*node) })
    };
    nodes.iter().filter_map(clause).collect()
}
