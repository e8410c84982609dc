//! What a condition speaks of: the case, or an element of a list.
//!
//! A program numbers its scopes. Siblings have scopes of their own even where they speak of the same
//! list, so that a scope says by itself which list its facts belong to.

use super::{Arises, FactRef, NodeId, Program, Run};
use crate::vocabulary::FactId;

/// A scope of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The case itself.
    pub const CASE: Self = Self(0);
    /// How many scopes can lie in one another.
    pub const DEEPEST: usize = 16;
}

/// The elements of a list that conditions speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its number.
    pub id: ScopeId,
    /// The list, a fact of the scope around it or of one further out.
    pub list: FactRef,
    /// The scope around it.
    pub parent: ScopeId,
    /// How many slots an element has.
    pub width: u32,
    /// The condition that an element must pass.
    pub filter: Option<NodeId>,
    /// Of a list that is looked at by groups, the fields in which the elements of a group are alike. Each element
    /// stands for its group.
    pub groups: Run,
    /// Of the elements of a group, the scope of the element that stands for it. The filter says the same; this is
    /// for finding them.
    pub group: Option<ScopeId>,
}

impl Scope {
    /// What stands for the case where elements are asked for: it is an element of no list.
    const OF_CASE: Self = Self {
        id: ScopeId::CASE,
        list: FactRef {
            fact: FactId(u32::MAX),
            slot: u32::MAX,
            scope: ScopeId::CASE,
            derivation: None,
            arises: Arises::Always,
        },
        parent: ScopeId::CASE,
        width: 0,
        groups: Run::EMPTY,
        group: None,
        filter: None,
    };
}

impl Program {
    /// Adds a scope for the elements of a list, without a filter.
    pub fn add_scope(&mut self, list: FactRef, parent: ScopeId, width: u32) -> ScopeId {
        let id = ScopeId(u32::try_from(self.scopes.len() + 1).unwrap_or(u32::MAX));
        self.scopes.push(Scope { id, list, parent, width, filter: None, groups: Run::EMPTY, group: None });
        id
    }

    /// Sets the condition that the elements of a scope must pass.
    pub fn set_filter(&mut self, scope: ScopeId, filter: Option<NodeId>) {
        if let Some(scope) = index(scope).and_then(|at| self.scopes.get_mut(at)) {
            scope.filter = filter;
        }
    }

    /// Says that a list is looked at by groups of elements that are alike in some fields.
    pub fn set_groups(&mut self, scope: ScopeId, fields: &[FactRef]) {
        let fields = self.add_fields(fields);
        if let Some(scope) = index(scope).and_then(|at| self.scopes.get_mut(at)) {
            scope.groups = fields;
        }
    }

    /// Says which element's group the elements of a scope are looked for in.
    pub fn set_group(&mut self, scope: ScopeId, group: Option<ScopeId>) {
        if let Some(scope) = index(scope).and_then(|at| self.scopes.get_mut(at)) {
            scope.group = group;
        }
    }

    /// The elements that a scope stands for; of the case, elements of no list.
    #[inline]
    pub fn scope(&self, scope: ScopeId) -> &Scope {
        index(scope).and_then(|at| self.scopes.get(at)).unwrap_or(&Scope::OF_CASE)
    }

    /// What a node speaks of.
    pub fn scope_of(&self, node: NodeId) -> ScopeId {
        self.node_scopes.get(node.0 as usize).copied().unwrap_or(ScopeId::CASE)
    }
}

#[inline]
fn index(scope: ScopeId) -> Option<usize> {
    (scope.0 as usize).checked_sub(1)
}
