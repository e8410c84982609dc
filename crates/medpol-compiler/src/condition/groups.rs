//! `each_group` and `some_group`: what must hold of every group of elements that are alike, or of one.
//!
//! Every element stands for its group, and the elements of the group are those of the list with the
//! same key as that element. So there is nothing new to evaluate: `each_group` is an `every`, and
//! `some_group` a `some` whose filter is the condition. How groups are shown is not known here.

use medpol_model::policy::{Detail, Role};
use medpol_model::program::{FactRef, IfEmpty, NodeId, Op, Quantifier};
use medpol_model::vocabulary::FactKind;
use medpol_syntax::document::{CriterionDocument, GroupsDocument, Text};

use super::bound::{Among, Bound, bind_list, distinct_field, inner, not_of_type};
use super::modifier::{self, Ruled};
use super::{Conditions, Place};
use crate::scope::Group;

/// Compiles `each_group`.
pub(super) fn each_group(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    groups: &GroupsDocument,
    place: &Place,
) -> Option<NodeId> {
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let Grouped { bound, fields, satisfies } = grouped(conditions, groups, place)?;
    let Among { elements, member } = bound.elements(conditions, None, place);
    let quantifier = Quantifier::Every { if_empty: IfEmpty::Met };
    let told = Detail { because, shown: vec![satisfies], group_by: fields, members_by: member, ..Detail::default() };
    Some(conditions.add_told(Op::Quantify { quantifier, elements, satisfies: Some(satisfies), rules }, place, told))
}

/// Compiles `some_group`.
pub(super) fn some_group(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    groups: &GroupsDocument,
    place: &Place,
) -> Option<NodeId> {
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let Grouped { bound, fields, satisfies } = grouped(conditions, groups, place)?;
    let Among { elements, member } = bound.elements(conditions, Some(satisfies), place);
    let told = Detail { because, shown: vec![satisfies], group_by: fields, members_by: member, ..Detail::default() };
    Some(conditions.add_told(
        Op::Quantify { quantifier: Quantifier::Some, elements, satisfies: None, rules },
        place,
        told,
    ))
}

/// A list by its groups, with what is asked of each.
struct Grouped {
    bound: Bound,
    /// The fields in which the elements of a group are alike.
    fields: Vec<FactRef>,
    satisfies: NodeId,
}

fn grouped(conditions: &mut Conditions<'_>, groups: &GroupsDocument, place: &Place) -> Option<Grouped> {
    let by = groups.by.as_ref()?;
    let bound = bind_list(conditions, &groups.list, groups.r#as.as_ref())?;
    let fields: Vec<Option<FactRef>> = by.names.iter().map(|path| key_field(conditions, &bound, path)).collect();
    let Some(fields) = fields.into_iter().collect::<Option<Vec<FactRef>>>() else {
        conditions.scope.unbind();
        return None;
    };
    let outer = bound.group.clone().map(Box::new);
    conditions.scope.group(Group { list: bound.list, fields: fields.clone(), outer });
    let satisfies = inner(conditions, groups.satisfies.as_deref(), "satisfies", Role::Satisfies, place);
    conditions.scope.unbind();
    conditions.program.set_groups(bound.elements, &fields);
    Some(Grouped { bound, fields, satisfies: satisfies?? })
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
