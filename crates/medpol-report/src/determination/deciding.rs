//! "What decides": every deciding criterion with its reason, its evidence and its citation.
//!
//! Always of the whole determination, whatever the view.

use medpol_model::answer::{Determination, Explained, Outcome};
use medpol_model::policy::{Citation, Confidence};

use super::node::{Sense, evidence, reconstructed, remarks, says, sources, standing, why};
use super::outline::{Entry, Field, Section, Sign};

/// What a node takes over from the nodes above it.
#[derive(Clone, Copy)]
struct Above<'a> {
    /// What holding means there.
    sense: Sense,
    /// The citations that go for nodes without their own.
    citations: &'a [Citation],
    /// The nearest node above that has a text.
    within: Option<&'a Explained>,
}

/// Every deciding node, criteria first. Where everything holds, everything decides, and one sentence
/// says it: the reasons are in the lists of criteria and exclusions below.
pub(super) fn section(determination: &Determination) -> Section {
    let mut entries = Vec::new();
    if determination.result == Outcome::Met {
        let text = match (determination.criteria.is_empty(), determination.exclusions.is_empty()) {
            (false, false) => "every criterion is met and no exclusion applies",
            (true, false) => "no exclusion applies",
            _ => "every criterion is met",
        };
        return Section { title: "What decides", entries: vec![bare(text)] };
    }
    for (nodes, sense) in [(&determination.criteria, Sense::Wanted), (&determination.exclusions, Sense::Neutral)] {
        collect(nodes, Above { sense, citations: &[], within: None }, &mut entries);
    }
    let unseen =
        determination.deciding.iter().filter(|name| !entries.iter().any(|entry: &Entry| *entry.name == ***name));
    let unseen: Vec<_> = unseen.map(|name| bare(name)).collect();
    entries.extend(unseen);
    Section { title: "What decides", entries }
}

fn collect<'a>(nodes: &'a [Explained], above: Above<'a>, entries: &mut Vec<Entry>) {
    for node in nodes {
        let own: &'a [Citation] = &node.citations;
        let here = Above {
            sense: above.sense.below(node),
            citations: if own.is_empty() { above.citations } else { own },
            within: above.within,
        };
        if node.deciding {
            entries.push(entry(node, here));
        }
        let within = if node.text.is_some() { Some(node) } else { here.within };
        collect(&node.parts, Above { within, ..here }, entries);
    }
}

fn entry(node: &Explained, here: Above<'_>) -> Entry {
    let (sign, standing) = standing(node, here.sense);
    let field = |label: &'static str, text: &str| Field { label, text: text.to_owned() };
    let within = here.within.map(|parent| field("Part of", &says(parent)));
    let why = why(node).map(|why| field("Why", why));
    let remarks = remarks(node).into_iter().chain(reconstructed(node, Confidence::Read));
    let details = within.into_iter().chain(why).chain(evidence(node)).chain(remarks).chain(sources(here.citations));
    let name = node.id.as_ref().unwrap_or(&node.path).to_string();
    Entry { depth: 0, sign, standing, text: says(node), name, details: details.collect() }
}

/// A deciding node of which the determination holds no more than the name.
fn bare(name: &str) -> Entry {
    Entry {
        depth: 0,
        sign: Sign::Holds,
        standing: "decides".to_owned(),
        text: name.to_owned(),
        name: String::new(),
        details: Vec::new(),
    }
}
