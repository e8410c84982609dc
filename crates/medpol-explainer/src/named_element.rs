//! The elements of a list that an explanation shows, each with a name.
//!
//! A group of elements is shown once, under its key. Where a condition speaks of the members of a group, other
//! elements are left out. What a condition asks of the elements is not known here.

use medpol_evaluator::Place;
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
    let is_group = !detail.group_by.is_empty();
    let inside: Vec<Place> = context
        .scene
        .members(elements, list, &binding.frames)
        .filter(|place| {
            let frames = binding.frames.with(elements.id, place.base);
            let is_outside = |member: NodeId| context.scene.node(member, &frames) == Status::NOT_MET;
            !detail.members_by.is_some_and(is_outside)
        })
        .collect();
    let keys =
        context.scene.keys(&detail.group_by, inside.iter().map(|place| binding.frames.with(elements.id, place.base)));
    let firsts = if is_group { keys.firsts() } else { (0..inside.len()).collect() };
    let mut shown: Vec<NamedElement> = Vec::new();
    let stands = inside.into_iter().zip(firsts).enumerate().filter(|(at, (_, first))| at == first);
    for (_, (Place { index, base }, _)) in stands {
        let path = format!("{list_path}[{index}]");
        let inner = binding.with(elements.id, base, path.clone());
        let own = || value::element(&context.scene, kind, base, &path);
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
