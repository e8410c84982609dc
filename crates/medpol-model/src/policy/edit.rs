//! A compiled coding edit: what a top-level criterion says beside its condition.
//!
//! The condition is a node of the policy's program like any other; nothing here evaluates it.

use std::sync::Arc;

use crate::policy::CriterionSeverity;
use crate::program::{FactRef, NodeId, ScopeId};

/// One coding edit.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Its condition: what must hold.
    pub node: NodeId,
    /// How much weight it has.
    pub severity: CriterionSeverity,
    /// What is wrong where it does not hold, for a biller.
    pub message: Arc<str>,
    /// What to do about it.
    pub remedy: Option<Arc<str>>,
    /// The list whose elements are its lines.
    pub list: FactRef,
    /// The lines to name where none follows from the condition.
    pub blame: Option<ScopeId>,
}
