//! The groups of long lists: which elements can be of the group of one, and what was decided of a group.
//!
//! Every element stands for its group, so a list of n elements would be gone through n times. In a list of the case
//! that is long, elements that are alike for sure stand for one group that is decided once, and of a group only those
//! elements are looked at that can be one of its. What is asked of a group is not known here.

use std::cell::{Cell, OnceCell};

use medpol_model::case::ReadFacts;
use medpol_model::program::{NodeId, Scope, ScopeId};
use medpol_model::value::Status;

use crate::decide::{Elements, Place};
use crate::frames::Frames;
use crate::keys::{Keys, MOST_VAGUE, SHORT};
use crate::reading::Evaluation;

/// The groups of the long lists of a case, by the scope of the elements that stand for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    scopes: Vec<OnceCell<Box<Grouping>>>,
    /// Whether there are any.
    is_used: Cell<bool>,
}

impl Groups {
    /// Forgets the case before, and makes room for so many scopes.
    pub(crate) fn begin(&mut self, scopes: usize) {
        if self.is_used.replace(false) {
            self.scopes.clear();
        }
        if self.scopes.len() < scopes {
            self.scopes.resize(scopes, OnceCell::new());
        }
    }
}

/// A long list by its groups.
#[derive(Clone, Debug)]
struct Grouping {
    keys: Keys,
    /// For each element the number of those that are alike with it; `None` where that is not sure.
    class: Vec<Option<usize>>,
    /// What was decided of the group for which an element stands.
    decided: Vec<Cell<Option<Status>>>,
    /// Whether few enough elements may be of several groups.
    is_told_apart: bool,
}

impl Grouping {
    /// The elements that are alike with one for sure, itself included; `None` where its key is not sure.
    fn alike(&self, index: usize) -> Option<&[usize]> {
        self.class.get(index).copied().flatten().map(|number| self.keys.class(number))
    }
}

/// The elements that a scope may stand for, one after the other.
#[derive(Clone, Debug)]
pub struct Members<'w> {
    list: Elements<'w>,
    /// How many were looked at.
    next: usize,
    /// The indexes of those that are looked at; none where all are.
    some: Option<Vec<usize>>,
}

impl Iterator for Members<'_> {
    type Item = Place;

    #[inline]
    fn next(&mut self) -> Option<Place> {
        let index = match &self.some {
            None if self.next < self.list.len() => self.next,
            None => return None,
            Some(some) => *some.get(self.next)?,
        };
        self.next += 1;
        self.list.step().then(|| self.list.place(index))
    }
}

impl<'a, F: ReadFacts> Evaluation<'a, F> {
    /// The elements that a scope may stand for, as long as there are steps left to look at them. What is left out of
    /// a group would not pass.
    #[inline]
    pub fn members(&self, elements: &Scope, list: Elements<'a>, frames: &Frames) -> Members<'a> {
        let some = elements.group.and_then(|standing| self.some_members(elements, standing, list, frames));
        Members { list, next: 0, some }
    }

    /// The elements that can be of a group of a long list; `None` where all have to be looked at.
    fn some_members(
        &self,
        elements: &Scope,
        standing: ScopeId,
        list: Elements<'_>,
        frames: &Frames,
    ) -> Option<Vec<usize>> {
        elements.filter?;
        let grouping = self.grouping(self.program.scope(standing))?;
        let alike = grouping.alike(list.index(frames.base(standing)))?;
        let mut members: Vec<usize> = alike.iter().chain(grouping.keys.vague()).copied().collect();
        members.sort_unstable();
        Some(members)
    }

    /// The status of a condition on an element; where it stands for a group of a long list, of all elements that are
    /// alike with it.
    pub fn of_element(&self, elements: &Scope, node: NodeId, bound: &Frames) -> Status {
        match self.groups_of(elements) {
            None => self.node(node, bound),
            Some(grouping) if !grouping.is_told_apart => Status::UNKNOWN,
            Some(grouping) => self.of_group(grouping, elements, node, bound),
        }
    }

    /// What is decided of the group for which an element stands, once for all that are alike with it.
    fn of_group(&self, grouping: &Grouping, elements: &Scope, node: NodeId, bound: &Frames) -> Status {
        let list = self.elements(elements.list, elements.width as usize, &Frames::TOP);
        let index = list.map_or(usize::MAX, |list| list.index(bound.base(elements.id)));
        let first = grouping.alike(index).and_then(<[usize]>::first).copied().unwrap_or(index);
        let (Some(list), Some(decided)) = (list, grouping.decided.get(first)) else { return self.node(node, bound) };
        if let Some(status) = decided.get() {
            return status;
        }
        let status = self.node(node, &Frames::TOP.with(elements.id, list.place(first).base));
        decided.set(Some(status));
        status
    }

    /// Whether an element stands for its group: in a long list the first of those that are alike for sure does, and every
    /// other whose key is not sure.
    pub fn stands_for_group(&self, elements: &Scope, place: Place) -> bool {
        let alike = self.groups_of(elements).and_then(|grouping| grouping.alike(place.index));
        alike.and_then(<[usize]>::first).is_none_or(|first| *first == place.index)
    }

    /// Whether so many elements of a long list may be of several groups that the groups are not told apart.
    pub fn is_too_vague(&self, elements: &Scope) -> bool {
        self.groups_of(elements).is_some_and(|grouping| !grouping.is_told_apart)
    }

    /// The groups of a scope whose elements stand for groups.
    fn groups_of(&self, elements: &Scope) -> Option<&'a Grouping> {
        if elements.groups.is_empty() { None } else { self.grouping(elements) }
    }

    /// The groups of a long list of the case; `None` of any other list.
    fn grouping(&self, elements: &Scope) -> Option<&'a Grouping> {
        if elements.parent != ScopeId::CASE || elements.list.scope != ScopeId::CASE {
            return None;
        }
        let place = self.groups.scopes.get((elements.id.0 as usize).checked_sub(1)?)?;
        let list = self.elements(elements.list, elements.width as usize, &Frames::TOP)?;
        (list.len() > SHORT).then(|| {
            self.groups.is_used.set(true);
            &**place.get_or_init(|| Box::new(self.grouped(elements, list)))
        })
    }

    fn grouped(&self, elements: &Scope, list: Elements<'_>) -> Grouping {
        let fields = self.program.fields(elements.groups);
        let keys = self.keys(fields, list.places().map(|place| Frames::TOP.with(elements.id, place.base)));
        let mut class = vec![None; list.len()];
        for (number, alike) in keys.classes() {
            for index in alike {
                if let Some(place) = class.get_mut(*index) {
                    *place = Some(number);
                }
            }
        }
        let vague = keys.vague().len();
        // What takes the place of a key can differ between elements that are alike, and so what may be alike with them.
        let is_told_apart = vague == 0 || (vague <= MOST_VAGUE && !self.has_stand_ins(fields));
        Grouping { keys, class, decided: vec![Cell::new(None); list.len()], is_told_apart }
    }
}
