//! The criteria and the exclusions as trees.
//!
//! Shows the nodes it is given, and those elements of a list that fare alike once; which nodes those are is the
//! view's business.

use medpol_model::answer::{Determination, Explained, PartRole, Standing, View};
use medpol_model::policy::Confidence;

use super::node::{Sense, confidence, proof, reconstructed, remarks, says, sources, standing, why};
use super::outline::{Entry, Field, Section};

/// Names of elements that fare alike, at most; the others are counted.
const NAMES: usize = 8;

/// The tree of what must be met.
pub(super) fn criteria(determination: &Determination) -> Section {
    Tree { view: determination.view }.section("Criteria", &determination.criteria, Sense::Wanted)
}

/// The tree of what must not apply.
pub(super) fn exclusions(determination: &Determination) -> Section {
    Tree { view: determination.view }.section("Exclusions", &determination.exclusions, Sense::Neutral)
}

/// How trees are written.
#[derive(Clone, Copy)]
struct Tree {
    view: View,
}

/// What a node takes over from the node above it.
#[derive(Clone, Copy)]
struct Above {
    sense: Sense,
    confidence: Confidence,
    depth: usize,
}

/// A part of a list with the elements that fare so.
struct Fared {
    names: Vec<String>,
    entries: Vec<Entry>,
}

impl Tree {
    fn section(self, title: &'static str, nodes: &[Explained], sense: Sense) -> Section {
        let above = Above { sense, confidence: Confidence::Read, depth: 0 };
        let entries = nodes.iter().flat_map(|node| self.bounded(self.node(node, above))).collect();
        Section { title, entries }
    }

    /// The entries of a criterion; of very many the first, and how many there are beside.
    fn bounded(self, mut entries: Vec<Entry>) -> Vec<Entry> {
        let most = match self.view {
            View::Page | View::Decided => 24,
            View::Context => 48,
            View::All => 160,
        };
        let hidden = entries.len().saturating_sub(most);
        if hidden > 0 {
            let rest = match self.view {
                View::Page | View::Decided | View::Context => "`--view all`",
                View::All => "`--view all --format json`",
            };
            entries.truncate(most);
            entries.push(Entry { depth: 1, ..Entry::remark(format!("and {hidden} more lines: see {rest}")) });
        }
        entries
    }

    /// A node and everything below it.
    fn node(self, node: &Explained, above: Above) -> Vec<Entry> {
        let sense = above.sense.below(node);
        let (sign, standing) = standing(node, sense);
        let name = node.id.as_deref().unwrap_or_default().to_owned();
        let details = self.details(node, above.confidence);
        let mut entries = vec![Entry { depth: above.depth, sign, standing, text: says(node), name, details }];
        entries.extend(self.parts(node, Above { sense, confidence: confidence(node), depth: above.depth + 1 }));
        entries
    }

    /// The parts of a node. Elements of a list that fare alike are told once.
    fn parts(self, node: &Explained, above: Above) -> Vec<Entry> {
        let mut told: Vec<Fared> = Vec::new();
        for part in &node.parts {
            let Some(name) = &part.element else {
                told.push(Fared { names: Vec::new(), entries: self.node(part, above) });
                continue;
            };
            let entries = self.element(part, above);
            match told.iter_mut().find(|known| !known.names.is_empty() && known.entries == entries) {
                Some(known) => known.names.push(name.clone()),
                None => told.push(Fared { names: vec![name.clone()], entries }),
            }
        }
        told.into_iter().flat_map(Fared::named).collect()
    }

    /// The result of an element, without its name. Of one that is in order, or does not count, not more than that is
    /// told unless everything is.
    fn element(self, part: &Explained, above: Above) -> Vec<Entry> {
        let is_idle = part.status == Standing::Met
            || part.part == Some(PartRole::Where) && part.status == Standing::NotMet
            || part.status == Standing::NotApplicable;
        let is_qualified = part.assumed.is_some() || part.waived || part.excepted;
        if self.view == View::All || !is_idle || is_qualified {
            return self.node(&Explained { element: None, ..part.clone() }, above);
        }
        let (sign, standing) = standing(part, above.sense.below(part));
        let text = part.text.as_deref().unwrap_or_default().to_owned();
        vec![Entry { depth: above.depth, sign, standing, ..Entry::remark(text) }]
    }

    /// The lines below a node: everything in the widest view; in the others the reason and the remarks, where
    /// "What decides" has not said them already.
    fn details(self, node: &Explained, above: Confidence) -> Vec<Field> {
        let field = |label: &'static str, text: &str| Field { label, text: text.to_owned() };
        let all = self.view == View::All;
        let is_told = node.deciding && !all;
        let reason = why(node).filter(|why| !why.is_empty() && !is_told).map(|why| field("", why));
        let mut details: Vec<_> = reason.into_iter().collect();
        if all {
            details.extend(proof(node));
        }
        if !is_told {
            details.extend(remarks(node).into_iter().chain(reconstructed(node, above)));
        }
        if all {
            details.extend(node.note.as_deref().map(|note| field("How it was read", note)));
            details.extend(node.member_text.as_deref().map(|text| field("For the patient", text)));
            details.extend(sources(&node.citations));
            details.extend(node.origin.as_deref().map(|origin| field("Shared", origin)));
        }
        details
    }
}

impl Fared {
    /// The entries, the first of them with the names of the elements.
    fn named(self) -> Vec<Entry> {
        let Self { names, mut entries } = self;
        let hidden = names.len().saturating_sub(NAMES);
        let shown = names.into_iter().take(NAMES).collect::<Vec<_>>().join(", ");
        let shown = if hidden > 0 { format!("{shown} and {hidden} more") } else { shown };
        if let Some(first) = entries.first_mut().filter(|_| !shown.is_empty()) {
            first.text = if first.text.is_empty() { shown } else { format!("{shown}: {}", first.text) };
        }
        entries
    }
}
