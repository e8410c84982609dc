//! The elements of a list that an explanation shows, each with a name.
//!
//! A group of elements is shown once, under its key. Where a condition speaks of the members of a group, other
//! elements are left out. What a condition asks of the elements is not known here.

use medpol_model::program::{FactRef, NodeId, Scope};
use medpol_model::value::Status;
use medpol_model::vocabulary::FactKind;

use super::binding::Binding;
use super::value;
use crate::context::Context;

/// An element, or the first of a group.
pub(super) struct NamedElement {
    /// Its first slot.
    pub(super) base: usize,
    /// Its path, such as `rooms[0]`.
    pub(super) path: String,
    pub(super) name: String,
}

/// The elements that a condition on a list is about, in the order of the list.
pub(super) fn all(context: &Context<'_>, node: NodeId, elements: &Scope, binding: &Binding) -> Vec<NamedElement> {
    let Some(list) = context.scene.list(elements.list, &binding.frames) else { return Vec::new() };
    let Some(FactKind::List(kind)) = context.scene.fact(elements.list).map(|fact| &fact.kind) else {
        return Vec::new();
    };
    let Some(detail) = context.policy.detail(node) else { return Vec::new() };
    let list_path = binding.path(&context.policy.vocabulary, elements.list);
    let mut shown: Vec<NamedElement> = Vec::new();
    for (index, base) in list.bases().enumerate() {
        let path = format!("{list_path}[{index}]");
        let inner = binding.with(elements.id, base, path.clone());
        let is_outside = |member: NodeId| context.scene.node(member, &inner.frames) == Status::NOT_MET;
        let is_shown = |known: &NamedElement| {
            let first = binding.frames.with(elements.id, known.base);
            context.scene.same_key(&detail.group_by, &first, &inner.frames) == Status::MET
        };
        let is_group = !detail.group_by.is_empty();
        if detail.members_by.is_some_and(is_outside) || (is_group && shown.iter().any(is_shown)) {
            continue;
        }
        let own = || value::element(&context.scene, elements.list, kind, base, &path);
        let name = if is_group { key(context, &detail.group_by, &inner).unwrap_or_else(own) } else { own() };
        shown.push(NamedElement { base, path, name });
    }
    shown
}

/// The name of a group: its key; `None` where the key is unknown.
fn key(context: &Context<'_>, fields: &[FactRef], binding: &Binding) -> Option<String> {
    let values: Option<Vec<String>> =
        fields.iter().map(|field| value::of_fact(&context.scene, *field, binding)).collect();
    values.map(|values| values.join(", "))
}
