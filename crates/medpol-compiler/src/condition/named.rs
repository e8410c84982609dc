//! The ids of a policy, and what they name.
//!
//! Found by id and by node: a policy may have as many criteria as there is room for in a file. Whether an id is used
//! twice is for others to report.

use std::collections::HashMap;
use std::slice;

use medpol_model::program::NodeId;
use medpol_syntax::document::Text;

use super::place::Depth;

/// An id and what it names.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) id: Text,
    pub(crate) node: NodeId,
    pub(crate) depth: Depth,
}

/// All ids, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct AllNamed {
    all: Vec<Named>,
    /// The first with each id, and the first of each node.
    by_id: HashMap<String, usize>,
    by_node: HashMap<NodeId, usize>,
}

impl AllNamed {
    pub(crate) fn push(&mut self, named: Named) {
        let at = self.all.len();
        self.by_id.entry(named.id.text.to_string()).or_insert(at);
        self.by_node.entry(named.node).or_insert(at);
        self.all.push(named);
    }

    pub(crate) fn iter(&self) -> slice::Iter<'_, Named> {
        self.all.iter()
    }

    /// The first with this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Named> {
        self.all.get(*self.by_id.get(id)?)
    }

    /// The first that names this node.
    pub(crate) fn of_node(&self, node: NodeId) -> Option<&Named> {
        self.all.get(*self.by_node.get(&node)?)
    }
}
