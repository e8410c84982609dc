//! `latest` and `earliest`: what must hold of the elements at one end of time.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Detail, Role};
use medpol_model::program::{Extreme, FactRef, NodeId, Op};
use medpol_syntax::document::{CriterionDocument, ExtremeDocument, Names};

use super::bound::{Among, Bound, bind_list, date_field, inner};
use super::modifier::{self, Ruled};
use super::{Conditions, Place, if_empty};

/// Compiles `latest` or `earliest`.
pub(super) fn extreme(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    written: &ExtremeDocument,
    extreme: Extreme,
    place: &Place,
) -> Option<NodeId> {
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let if_empty = if_empty(written.if_empty.as_ref());
    let bound = bind_list(conditions, &written.list, written.r#as.as_ref())?;
    let filter = inner(conditions, written.r#where.as_deref(), "where", Role::Filter, place);
    let satisfies = inner(conditions, written.satisfies.as_deref(), "satisfies", Role::Satisfies, place);
    let by = written.by.as_ref().and_then(|by| date(conditions, &bound, by));
    conditions.scope.unbind();
    let (filter, satisfies, by) = (filter?, satisfies??, by?);
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let shown = filter.into_iter().chain([satisfies]).collect();
    let told = Detail { because, shown, members_by: member, ..Detail::default() };
    Some(conditions.add_told(Op::Extreme { extreme, elements, by, satisfies, if_empty, rules }, place, told))
}

/// The one field that holds the date.
fn date(conditions: &mut Conditions<'_>, bound: &Bound, by: &Names) -> Option<FactRef> {
    if let [name] = by.names.as_slice() {
        return date_field(conditions, bound, name);
    }
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0109, by.span, "`by` takes one date here")
            .label("several fields")
            .help("name the one field with the date"),
    );
    None
}
