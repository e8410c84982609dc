//! A code as a rule of SARIF, told by its page.
//!
//! Knows the headings that every page has.

use medpol_diagnostics::Code;

use super::level;
use super::log::{Configuration, Help, Message, Rule, RuleProperties};
use crate::visible::clipped;

/// Where medpol is at home on the web; schemas have their names there too.
pub(super) const HOME: &str = "https://medpol.dev";

/// Characters that GitHub takes of a description.
const DESCRIPTION: usize = 1_000;

pub(super) fn of(code: &'static Code) -> Rule {
    let summary = paragraphs(code.page.lines().skip(1));
    let long = ["What it finds", "Why it matters"].map(|heading| section(code.page, heading)).join(" ");
    let level = level(code.severity);
    Rule {
        id: code.number,
        name: code.name,
        short_description: Message { text: clipped(&summary, DESCRIPTION) },
        full_description: Message { text: clipped(&long, DESCRIPTION) },
        help: Help { text: code.page.to_owned(), markdown: code.page.to_owned() },
        help_uri: format!("{HOME}/codes/{}", code.number),
        default_configuration: Configuration { level },
        properties: RuleProperties { precision: "very-high", severity: level, tags: vec!["policy"] },
    }
}

/// The text under a heading of a page, up to the next one.
fn section(page: &str, heading: &str) -> String {
    let mut lines = page.lines();
    let is_heading = |line: &str| line.strip_prefix("## ").is_some_and(|title| title.trim() == heading);
    if lines.any(is_heading) { paragraphs(lines) } else { String::new() }
}

/// The text up to the next heading or block, without line ends.
fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let text = lines.take_while(|line| !line.starts_with('#') && !line.starts_with("```"));
    text.map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
