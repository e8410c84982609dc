//! The elements of a list that a reader is told about, each by its name.
//!
//! A group of elements is told once, by its key, and of a list that is narrowed to a group the others
//! are left out. What is asked of the elements is not known here.

use medpol_model::{FactKind, FactRef, NodeId, Scope, Status};

use super::place::Place;
use super::value;
use crate::story::Story;

/// An element, or the first of a group.
pub(super) struct Told {
    /// Its first slot.
    pub(super) base: usize,
    /// Its path, such as `rooms[0]`.
    pub(super) path: String,
    pub(super) name: String,
}

/// The elements of the list that a node looks into.
pub(super) fn elements(story: &Story<'_>, node: NodeId, elements: &Scope, place: &Place) -> Vec<Told> {
    let Some(list) = story.scene.list(elements.list, &place.frames) else { return Vec::new() };
    let Some(FactKind::List(kind)) = story.scene.fact(elements.list).map(|fact| &fact.kind) else { return Vec::new() };
    let Some(detail) = story.policy.detail(node) else { return Vec::new() };
    let list_path = place.path(&story.policy.vocabulary, elements.list);
    let mut told: Vec<Told> = Vec::new();
    for (index, base) in list.bases().enumerate() {
        let path = format!("{list_path}[{index}]");
        let inner = place.with(elements.id, base, path.clone());
        let is_outside = |member: NodeId| story.scene.node(member, &inner.frames) == Status::NOT_MET;
        let is_told = |known: &Told| {
            let first = place.frames.with(elements.id, known.base);
            story.scene.same_key(&detail.group_by, &first, &inner.frames) == Status::MET
        };
        let is_group = !detail.group_by.is_empty();
        if detail.members_by.is_some_and(is_outside) || (is_group && told.iter().any(is_told)) {
            continue;
        }
        let own = || value::element(&story.scene, kind, base, &path);
        let name = if is_group { key(story, &detail.group_by, &inner).unwrap_or_else(own) } else { own() };
        told.push(Told { base, path, name });
    }
    told
}

/// A group by its key; none where the key is not known.
fn key(story: &Story<'_>, fields: &[FactRef], place: &Place) -> Option<String> {
    let values: Option<Vec<String>> = fields.iter().map(|field| value::of_fact(&story.scene, *field, place)).collect();
    values.map(|values| values.join(", "))
}
