//! How much of a determination is shown.
//!
//! A view leaves nodes out of the two trees. Result, counts, deciding and missing stay as they are.

use medpol_diagnostics::listed;
use medpol_model::answer::{Determination, Explained, Outcome, PartRole, Standing};

listed! {
    /// How much of a determination is shown, the shortest first.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum View {
        /// What decides and what is unknown, with the nodes above it.
        Decided,
        /// Every criterion and exclusion, and the parts of those that are not plainly in order.
        #[default]
        Context,
        /// Everything.
        All,
    }
}

impl View {
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
    narrow(&mut copy, view);
    copy
}

/// Takes the nodes out of a determination that a view leaves out.
pub fn narrow(determination: &mut Determination, view: View) {
    let Determination { criteria, exclusions, result, .. } = determination;
    match view {
        // Where everything holds, everything decides; the parts would be the whole policy again.
        View::Decided if *result == Outcome::Met => {
            criteria.iter_mut().chain(exclusions).for_each(|node| node.parts.clear());
        }
        View::Decided => {
            keep_deciding(criteria, Above::Open);
            keep_deciding(exclusions, Above::Open);
        }
        View::Context => criteria
            .iter_mut()
            .chain(exclusions)
            .for_each(|node| if is_plain(node) { node.parts.clear() } else { drop_idle(&mut node.parts) }),
        View::All => {}
    }
}

/// Whether something above is settled, so that what is open below changes nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    Open,
    Settled,
}

/// Drops what neither decides, nor is open and matters, nor holds such a node.
fn keep_deciding(nodes: &mut Vec<Explained>, above: Above) {
    for node in nodes.iter_mut() {
        let is_open = above == Above::Open && node.status == Standing::Unknown;
        keep_deciding(&mut node.parts, if is_open { Above::Open } else { Above::Settled });
    }
    let is_open = |node: &Explained| node.status == Standing::Unknown && above == Above::Open;
    nodes.retain(|node| node.deciding || is_open(node) || !node.parts.is_empty());
}

/// Drops exceptions and waivers that do not hold: they changed nothing.
fn drop_idle(nodes: &mut Vec<Explained>) {
    nodes.retain(|node| {
        !(matches!(node.part, Some(PartRole::Exception | PartRole::Waiver)) && node.status == Standing::NotMet)
    });
    for node in nodes {
        drop_idle(&mut node.parts);
    }
}

/// Whether a node is met, or does not apply, with nothing assumed, waived or excepted in it.
pub(super) fn is_plain(node: &Explained) -> bool {
    matches!(node.status, Standing::Met | Standing::DoesNotApply) && is_unqualified(node)
}

fn is_unqualified(node: &Explained) -> bool {
    let qualified = node.assumed.is_some() || node.waived || node.excepted;
    !qualified && node.parts.iter().all(is_unqualified)
}
