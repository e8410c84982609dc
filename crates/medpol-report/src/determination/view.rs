//! How much of a determination is shown.
//!
//! A view leaves nodes out of the two trees. Result, counts, deciding and missing stay as they are.

use medpol_model::{Determination, Explained, Standing};

/// How much of a determination is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// What decides and what is not known, with the nodes above it.
    Decided,
    /// Every criterion and exclusion, and the parts of those that are not plainly in order.
    #[default]
    Context,
    /// Everything.
    All,
}

impl View {
    /// All views, the shortest first.
    pub const ALL: [Self; 3] = [Self::Decided, Self::Context, Self::All];

    /// Its name on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Context => "context",
            Self::All => "all",
        }
    }

    /// The view with this name.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.word() == word)
    }
}

/// A copy of the determination with the nodes of a view; seeing it twice changes nothing more.
#[must_use]
pub fn viewed(determination: &Determination, view: View) -> Determination {
    let mut copy = determination.clone();
    match view {
        View::Decided => [&mut copy.criteria, &mut copy.exclusions].into_iter().for_each(keep_deciding),
        View::Context => copy
            .criteria
            .iter_mut()
            .chain(&mut copy.exclusions)
            .filter(|node| is_plain(node))
            .for_each(|node| node.parts.clear()),
        View::All => {}
    }
    copy
}

/// Drops what neither decides, nor is unknown, nor holds such a node.
fn keep_deciding(nodes: &mut Vec<Explained>) {
    for node in nodes.iter_mut() {
        keep_deciding(&mut node.parts);
    }
    nodes.retain(|node| node.deciding || node.status == Standing::Unknown || !node.parts.is_empty());
}

/// Whether a node is met, or does not apply, with nothing assumed, waived or excepted in it.
pub(super) fn is_plain(node: &Explained) -> bool {
    matches!(node.status, Standing::Met | Standing::DoesNotApply) && is_unqualified(node)
}

fn is_unqualified(node: &Explained) -> bool {
    let qualified = node.assumed.is_some() || node.waived || node.excepted;
    !qualified && node.parts.iter().all(is_unqualified)
}
