//! A letter while it is written: headings, paragraphs and lists of Markdown.
//!
//! Every text from a policy, a case or the library is escaped, as in all Markdown here.

use medpol_model::answer::{Contact, Explained};

use crate::determination::markdown::escaped;

/// Blanks for what the library does not say.
const BLANK: &str = "(to be filled in)";

/// The lines so far.
#[derive(Default)]
pub(super) struct Page {
    lines: Vec<String>,
}

impl Page {
    /// A heading.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        self.lines.push(format!("{} {}", "#".repeat(level), escaped(text)));
        self.gap();
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.gap();
        self.lines.push(escaped(text));
        self.gap();
    }

    /// An item of a list.
    pub(super) fn item(&mut self, text: &str) {
        self.lines.push(format!("- {}", escaped(text)));
    }

    /// An item with a word before it that stands out.
    pub(super) fn labelled(&mut self, label: &str, text: &str) {
        self.lines.push(format!("- **{}:** {}", escaped(label), escaped(text)));
    }

    /// The same below an item.
    pub(super) fn below(&mut self, label: &str, text: &str) {
        self.lines.push(format!("  - *{}:* {}", escaped(label), escaped(text)));
    }

    /// An item of a list in lists.
    pub(super) fn question(&mut self, depth: usize, text: &str) {
        self.lines.push(format!("{}- {}", "  ".repeat(depth), escaped(text)));
    }

    /// The end of a list.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// The whole letter, ending in a line end.
    pub(super) fn finish(mut self) -> String {
        self.gap();
        self.lines.join("\n")
    }
}

/// The ways to reach whoever decides, each with its name.
pub(super) fn ways(contact: Option<&Contact>) -> Vec<Way<'_>> {
    let Some(contact) = contact else { return vec![Way { name: "Telephone", text: BLANK }] };
    let ways = [("Telephone", &contact.phone), ("Hours", &contact.hours), ("Address", &contact.address)];
    let known = ways.into_iter().filter_map(|(name, text)| Some(Way { name, text: text.as_deref()? }));
    known.collect()
}

/// A way to reach somebody.
pub(super) struct Way<'a> {
    pub(super) name: &'static str,
    pub(super) text: &'a str,
}

/// The name of the plan.
pub(super) fn plan(contact: Option<&Contact>) -> &str {
    contact.map_or(BLANK, |contact| &contact.plan)
}

/// Who decides.
pub(super) fn decided_by(contact: Option<&Contact>) -> &str {
    contact.map_or(BLANK, |contact| &contact.decided_by)
}

/// What a patient calls those who decide.
pub(super) fn reviewer(contact: Option<&Contact>) -> &str {
    contact.map_or("a person", |contact| &contact.reviewer)
}

/// What a patient calls those who sent the request.
pub(super) fn asked_by(contact: Option<&Contact>) -> &str {
    contact.map_or("your provider", |contact| &contact.asked_by)
}

/// Codes as people write them: `CPT 64628`.
pub(super) fn codes(codes: &[String]) -> String {
    codes.iter().map(|code| code.replacen(':', " ", 1)).collect::<Vec<_>>().join(", ")
}

/// The criterion or exclusion that a node is, or is a part of.
pub(super) fn owner<'n>(nodes: &'n [Explained], path: &str) -> Option<&'n Explained> {
    nodes.iter().find(|node| holds(node, path))
}

fn holds(node: &Explained, path: &str) -> bool {
    *node.path == *path || node.parts.iter().any(|part| holds(part, path))
}

/// A text as a sentence of its own.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
