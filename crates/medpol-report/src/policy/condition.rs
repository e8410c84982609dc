//! The criteria of a policy as a tree in words.
//!
//! A node says what its author wrote; one without a text is put into words by its operator, its fact
//! and what that is compared with.

use medpol_model::{Canonical, Confidence, Detail, NodeId, Op, Policy, Quantifier, Role, Symbols, Weight};

use super::citations;
use crate::determination::outline::{Entry, Field, Mark};
use crate::determination::words;

/// Writes the conditions of one policy.
pub(super) struct Conditions<'a> {
    pub(super) policy: &'a Policy,
    pub(super) symbols: &'a Symbols,
}

/// What a node takes over from the node above it.
#[derive(Clone, Copy)]
struct Above {
    role: Role,
    confidence: Confidence,
    depth: usize,
}

impl Conditions<'_> {
    /// Some nodes with everything below them.
    pub(super) fn list(&self, nodes: &[NodeId], role: Role) -> Vec<Entry> {
        let mut entries = Vec::new();
        for node in nodes {
            self.add(*node, Above { role, confidence: Confidence::Read, depth: 0 }, &mut entries);
        }
        entries
    }

    fn add(&self, node: NodeId, above: Above, entries: &mut Vec<Entry>) {
        let Some(detail) = self.policy.detail(node) else { return };
        let said = detail.text.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let operator = self.operator(node);
        let text = match (said, operator) {
            (Some(text), None) => text,
            (Some(text), Some(operator)) => format!("{text} ({operator})"),
            (None, Some(operator)) => operator,
            (None, None) => self.leaf(node, detail),
        };
        let part = part(detail.role).unwrap_or_default();
        let mark = if above.role == Role::Exclusion && above.depth == 0 { Mark::HoldsNot } else { Mark::Question };
        let name = detail.id.as_ref().map(|id| id.0.to_string()).unwrap_or_default();
        let is_base = detail.role == Role::Base && detail.text.is_none() && self.operator(node).is_none();
        entries.push(Entry {
            depth: above.depth,
            mark,
            standing: if is_base { String::new() } else { part.to_owned() },
            text,
            name,
            details: self.details(node, detail, above),
        });
        for inner in &detail.shown {
            let above = Above { role: detail.role, confidence: detail.confidence, depth: above.depth + 1 };
            self.add(*inner, above, entries);
        }
    }

    fn details(&self, node: NodeId, detail: &Detail, above: Above) -> Vec<Field> {
        let field = |label, text: &str| Field { label, text: text.to_owned() };
        let mut details = Vec::new();
        // What is the same in every case is said by its text.
        let is_settled = matches!(self.policy.program.node(node), Some(Op::Constant(_)));
        if self.operator(node).is_none() && detail.text.is_some() && detail.shown.is_empty() && !is_settled {
            details.push(Field { label: "Means", text: self.leaf(node, detail) });
        }
        if let Some(edit) = self.policy.edits.iter().find(|edit| edit.node == node) {
            details.push(field("Message", &edit.message));
            details.extend(edit.remedy.iter().map(|remedy| field("Remedy", remedy)));
            details.push(field("Weight", words::severity(edit.severity)));
        }
        details.extend(detail.origin.iter().map(|origin| field("From", origin)));
        details.extend(detail.note.iter().map(|note| field("Reading", note)));
        let because = detail.because.iter().filter(|_| !is_settled);
        details.extend(because.map(|because| field("Taken for granted", because)));
        if detail.weight == Weight::Advisory {
            details.push(field("Advisory", "shown, never decides"));
        }
        if self.policy.edits.is_empty() {
            details.extend(detail.severity.map(|severity| field("Weight", words::severity(severity))));
        }
        if detail.confidence != above.confidence && detail.confidence != Confidence::Read {
            details.push(field("Confidence", words::confidence(detail.confidence)));
        }
        // Citations are inherited, so that a part repeats what stands above it already.
        if above.depth == 0 {
            details.extend(citations(&detail.citations));
        }
        details
    }

    /// The operator of a node that holds others, in words.
    fn operator(&self, node: NodeId) -> Option<String> {
        let list = |fact: medpol_model::FactRef| {
            let fact = self.policy.vocabulary.fact(fact.fact);
            fact.map_or_else(String::new, |fact| format!("“{}”", fact.label))
        };
        Some(match self.policy.program.node(node)? {
            Op::All(_) => "all of these".to_owned(),
            Op::Any(_) => "any of these".to_owned(),
            Op::None(_) => "none of these".to_owned(),
            Op::Not(_) => "not this".to_owned(),
            Op::Tally { least, most, .. } => match (*least, *most) {
                (least, u32::MAX) => format!("at least {least} of these"),
                (0, most) => format!("at most {most} of these"),
                (least, most) if least == most => format!("exactly {least} of these"),
                (least, most) => format!("{least} to {most} of these"),
            },
            Op::If { .. } => "where this holds".to_owned(),
            Op::Same(target) => {
                let id = self.policy.detail(*target).and_then(|detail| detail.id.as_ref());
                format!("the criterion `{}`", id.map_or("", |id| &*id.0))
            }
            Op::Quantify { quantifier, elements, .. } => {
                let of = list(self.policy.program.scope(*elements).list);
                match quantifier {
                    Quantifier::Some => format!("some entry of {of}"),
                    Quantifier::Without => format!("no entry of {of}"),
                    Quantifier::Every { .. } => format!("every entry of {of}"),
                }
            }
            _ => return None,
        })
    }

    /// A leaf in words: its fact, and what that is compared with.
    fn leaf(&self, node: NodeId, detail: &Detail) -> String {
        let vocabulary = &self.policy.vocabulary;
        let facts = self.policy.program.own_facts(node);
        let label = facts.first().and_then(|fact| vocabulary.fact(fact.fact)).map(|fact| fact.label.to_string());
        let Some(label) = label else {
            let canonical = Canonical { vocabulary, program: &self.policy.program, symbols: self.symbols };
            return canonical.node(node);
        };
        let what = match self.policy.program.node(node) {
            Some(Op::Count { .. }) => format!("number of entries of “{label}”"),
            Some(Op::Sum { .. }) => format!("total over “{label}”"),
            Some(Op::Known(_)) => format!("{label} is on record"),
            _ => label,
        };
        let compared: Vec<String> =
            detail.comparisons.iter().map(|comparison| comparison.comparator.with(&comparison.shown)).collect();
        if compared.is_empty() { what } else { format!("{what}: {}", compared.join(", and ")) }
    }
}

/// What a node is to the one above, where that has to be said.
const fn part(role: Role) -> Option<&'static str> {
    match role {
        Role::Filter => Some("where"),
        Role::Satisfies => Some("satisfies"),
        Role::Condition => Some("if"),
        Role::Then => Some("then"),
        Role::Otherwise => Some("else"),
        Role::Exception => Some("except when"),
        Role::Waiver => Some("waived when"),
        _ => None,
    }
}
