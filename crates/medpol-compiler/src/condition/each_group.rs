//! `each_group`: what must hold of every group of elements that are alike.
//!
//! Every element stands for its group, and the elements of the group are those of the list with the
//! same key as that element. So there is nothing new to evaluate. How groups are shown is not known
//! here.

use medpol_model::{FactKind, FactRef, IfEmpty, NodeId, Offset, Op, Order, Quantifier, Role, ScopeId, Test};
use medpol_syntax::document::{CriterionDocument, Text};

use super::elements::{Among, Bound, bind, distinct_field, inner, not_of_type};
use super::modifier::{self, show};
use super::{Conditions, Place};
use crate::scope::Group;

pub(super) fn each_group(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    let (rules, because) = modifier::rules(conditions, document, place);
    let by = document.by.as_ref()?;
    let bound = bind(conditions, document, list)?;
    let fields: Vec<Option<FactRef>> = by.names.iter().map(|path| key_field(conditions, &bound, path)).collect();
    let Some(fields) = fields.into_iter().collect::<Option<Vec<FactRef>>>() else {
        conditions.scope.unbind();
        return None;
    };
    let outer = bound.group.clone().map(Box::new);
    conditions.scope.group(Group { list: bound.list, fields: fields.clone(), outer });
    let satisfies = inner(conditions, document.satisfies.as_deref(), "satisfies", Role::Satisfies, place);
    conditions.scope.unbind();
    let satisfies = satisfies??;
    let Among { elements, member } = bound.elements(conditions, None, place);
    let quantifier = Quantifier::Every { if_empty: IfEmpty::Met };
    let node = conditions.add(Op::Quantify { quantifier, elements, satisfies: Some(satisfies), rules }, place);
    show(conditions, node, &[satisfies]);
    let detail = conditions.detail(node)?;
    detail.because = because;
    detail.group_by = fields;
    detail.members_by = member;
    Some(node)
}

/// A field of the elements in which those of a group are alike.
fn key_field(conditions: &mut Conditions<'_>, bound: &Bound, path: &Text) -> Option<FactRef> {
    let fact = distinct_field(conditions, bound, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    if !matches!(kind, FactKind::Duration(_)) {
        return Some(fact);
    }
    let message = format!("`{}` cannot tell groups apart", path.text);
    not_of_type(conditions, path, fact, &message, "name a field that is not a duration");
    None
}

/// What makes an element of the list one of a group: it has the same key as the element that stands
/// for the group, and is one of every group around.
pub(super) fn member(conditions: &mut Conditions<'_>, group: &Group, bound: &Bound, place: &Place) -> NodeId {
    let place = place.of_element("where", Role::Filter);
    let mut alike = Vec::new();
    let mut around = Some(group);
    while let Some(group) = around {
        alike.extend(group.fields.iter().map(|field| same(conditions, *field, bound.elements, &place)));
        around = group.outer.as_deref();
    }
    if let [only] = alike.as_slice() {
        return *only;
    }
    let run = conditions.program.add_members(&alike);
    conditions.add_in(bound.elements, Op::All(run), &place)
}

/// A field of an element is the same as that of the element that stands for the group.
fn same(conditions: &mut Conditions<'_>, field: FactRef, scope: ScopeId, place: &Place) -> NodeId {
    let values = conditions.scope.vocabulary.fact(field.fact).map(|fact| fact.kind.values());
    let values = values.unwrap_or(medpol_model::ValueKind::Ticks);
    let test = Test::Fact { values, order: Order::Is, other: field, offset: Offset::None };
    let tests = conditions.program.add_tests(&[test]);
    conditions.add_in(scope, Op::Test { fact: FactRef { scope, ..field }, tests, rules: None }, place)
}
