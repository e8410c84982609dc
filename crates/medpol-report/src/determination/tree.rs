//! The criteria and the exclusions as trees.
//!
//! Shows the nodes it is given; which those are is the view's business.

use medpol_model::answer::{Determination, Explained, Outcome};
use medpol_model::policy::Confidence;

use super::View;
use super::node::{Sense, confidence, proof, reconstructed, remarks, says, sources, standing, why};
use super::outline::{Entry, Field, Section};
use super::view::is_plain;

/// The tree of what must be met.
pub(super) fn criteria(determination: &Determination, view: View) -> Section {
    Tree::of(determination, view).section("Criteria", &determination.criteria, Sense::Wanted)
}

/// The tree of what must not apply.
pub(super) fn exclusions(determination: &Determination, view: View) -> Section {
    Tree::of(determination, view).section("Exclusions", &determination.exclusions, Sense::Neutral)
}

/// A tree while it is written.
struct Tree {
    view: View,
    /// Whether "What decides" lists every deciding node; where everything is met, one sentence says so.
    decides_apart: bool,
    entries: Vec<Entry>,
}

/// What a node takes over from the node above it.
#[derive(Clone, Copy)]
struct Above {
    sense: Sense,
    confidence: Confidence,
    depth: usize,
}

impl Tree {
    fn of(determination: &Determination, view: View) -> Self {
        Self { view, decides_apart: determination.result != Outcome::Met, entries: Vec::new() }
    }

    fn section(mut self, title: &'static str, nodes: &[Explained], sense: Sense) -> Section {
        for node in nodes {
            self.add(node, Above { sense, confidence: Confidence::Read, depth: 0 });
        }
        Section { title, entries: self.entries }
    }

    fn add(&mut self, node: &Explained, above: Above) {
        let sense = above.sense.below(node);
        let (sign, standing) = standing(node, sense);
        let name = node.id.as_deref().unwrap_or_default().to_owned();
        let details = self.details(node, above.confidence);
        self.entries.push(Entry { depth: above.depth, sign, standing, text: says(node), name, details });
        for part in &node.parts {
            self.add(part, Above { sense, confidence: confidence(node), depth: above.depth + 1 });
        }
    }

    /// The lines below a node: everything in the widest view; in the others the reason and the
    /// remarks where something is not in order and "What decides" has not said them already.
    fn details(&self, node: &Explained, above: Confidence) -> Vec<Field> {
        let field = |label: &'static str, text: &str| Field { label, text: text.to_owned() };
        let all = self.view == View::All;
        let told = node.deciding || is_plain(node);
        let reason = why(node).filter(|_| all || !told).map(|why| field("", why));
        let remarks = if all || !node.deciding { remarks(node) } else { Vec::new() };
        let is_told = node.deciding && self.decides_apart && !all;
        let reconstructed = reconstructed(node, above).filter(|_| !is_told);
        let mut details: Vec<_> = reason.into_iter().collect();
        if all {
            details.extend(proof(node));
        }
        details.extend(remarks.into_iter().chain(reconstructed));
        if all {
            details.extend(node.note.as_deref().map(|note| field("How it was read", note)));
            details.extend(node.member_text.as_deref().map(|text| field("For the patient", text)));
            details.extend(sources(&node.citations));
            details.extend(node.origin.as_deref().map(|origin| field("Shared", origin)));
        }
        details
    }
}
