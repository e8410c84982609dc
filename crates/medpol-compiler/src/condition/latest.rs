//! `latest` and `earliest`: what must hold of the elements at one end of time.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{Extreme, FactRef, IfEmpty, NodeId, Op, Role};
use medpol_syntax::document::{CriterionDocument, Names, Text};

use super::elements::{Among, Bound, bind, date_field, inner};
use super::modifier::{self, show};
use super::{Conditions, Place};

pub(super) fn latest(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    let (rules, because) = modifier::rules(conditions, document, place);
    let extreme = if document.latest.is_some() { Extreme::Latest } else { Extreme::Earliest };
    let if_empty = if document.if_empty.as_deref() == Some("met") { IfEmpty::Met } else { IfEmpty::NotMet };
    let bound = bind(conditions, document, list)?;
    let filter = inner(conditions, document.r#where.as_deref(), "where", Role::Filter, place);
    let satisfies = inner(conditions, document.satisfies.as_deref(), "satisfies", Role::Satisfies, place);
    let by = document.by.as_ref().and_then(|by| date(conditions, &bound, by));
    conditions.scope.unbind();
    let (filter, satisfies, by) = (filter?, satisfies??, by?);
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let node = conditions.add(Op::Extreme { extreme, elements, by, satisfies, if_empty, rules }, place);
    let shown: Vec<NodeId> = filter.into_iter().chain([satisfies]).collect();
    show(conditions, node, &shown);
    let detail = conditions.detail(node)?;
    detail.because = because;
    detail.members_by = member;
    Some(node)
}

/// The one field that holds the date.
fn date(conditions: &mut Conditions<'_>, bound: &Bound, by: &Names) -> Option<FactRef> {
    if let [name] = by.names.as_slice() {
        return date_field(conditions, bound, name);
    }
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0109, by.span, "`by` takes one date here")
            .label("several fields")
            .help("name the one field that holds the date"),
    );
    None
}
