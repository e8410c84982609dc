//! The criteria and the exclusions as trees.
//!
//! Shows the nodes it is given; which those are is the view's business.

use medpol_model::{Determination, Explained};

use super::View;
use super::node::{Sense, proof, remarks, says, sources, standing, why};
use super::outline::{Entry, Field, Section};
use super::view::is_plain;

/// The tree of what must be met.
pub(super) fn criteria(determination: &Determination, view: View) -> Section {
    section("Criteria", &determination.criteria, Sense::Wanted, view)
}

/// The tree of what must not apply.
pub(super) fn exclusions(determination: &Determination, view: View) -> Section {
    section("Exclusions", &determination.exclusions, Sense::Neutral, view)
}

fn section(title: &'static str, nodes: &[Explained], sense: Sense, view: View) -> Section {
    let mut entries = Vec::new();
    for node in nodes {
        add(node, sense, 0, view, &mut entries);
    }
    Section { title, entries }
}

fn add(node: &Explained, above: Sense, depth: usize, view: View, entries: &mut Vec<Entry>) {
    let sense = above.below(node);
    let (mark, standing) = standing(node, sense);
    let name = node.id.as_deref().unwrap_or_default().to_owned();
    entries.push(Entry { depth, mark, standing, text: says(node), name, details: details(node, view) });
    for part in &node.parts {
        add(part, sense, depth + 1, view, entries);
    }
}

/// What is told below a node: everything in the widest view; in the others the reason and the
/// remarks where something is not in order and "What decides" has not told them already.
fn details(node: &Explained, view: View) -> Vec<Field> {
    let field = |label: &'static str, text: &str| Field { label, text: text.to_owned() };
    let all = view == View::All;
    let told = node.deciding || is_plain(node);
    let reason = why(node).filter(|_| all || !told).map(|why| field("", why));
    let remarks = if all || !node.deciding { remarks(node) } else { Vec::new() };
    let mut details: Vec<_> = reason.into_iter().collect();
    if !all {
        details.extend(remarks);
        return details;
    }
    details.extend(proof(node));
    details.extend(remarks);
    details.extend(node.note.as_deref().map(|note| field("How it was read", note)));
    details.extend(node.member_text.as_deref().map(|text| field("For the patient", text)));
    details.extend(sources(&node.citations));
    details.extend(node.origin.as_deref().map(|origin| field("Shared", origin)));
    details
}
