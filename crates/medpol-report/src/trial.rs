//! Cases that were tried, as an author reads of them: failures in full, the rest as a number.
//!
//! The differences from what was expected are given; nothing is compared here.

use std::collections::BTreeSet;

use medpol_diagnostics::Span;
use medpol_model::answer::{Unreadable, unreadable_at};
use serde::Serialize;

use crate::Colour;
use crate::colour::Ink;

/// A case and how it came out.
#[derive(Clone, Debug, Serialize)]
pub struct Trial {
    /// The name of the case's file; of a row, `FILE#ROW`.
    pub case: String,
    /// The line on which a row begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Where its author says what is expected.
    #[serde(skip)]
    pub place: Span,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The policy version it was decided by; none where the library chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Whether its author expects anything.
    pub has_expectation: bool,
    /// The files that cannot be read, because of which it was not tried.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
    /// The differences, one sentence each.
    pub differences: Vec<String>,
}

/// The failures one after the other, and how many there are.
pub fn text(trials: &[Trial], without_case: &[String], colour: Colour) -> String {
    let mut text: String =
        trials.iter().filter(|trial| !trial.differences.is_empty()).map(|trial| failure(trial, colour)).collect();
    if !without_case.is_empty() {
        text.push_str("no case for ");
        text.push_str(&without_case.join(", "));
        text.push('\n');
    }
    let failed = trials.iter().filter(|trial| !trial.differences.is_empty()).count();
    let (tried, untried): (Vec<&Trial>, Vec<&Trial>) = trials.iter().partition(|trial| trial.unreadable.is_empty());
    text.push_str(&in_doubt(&untried, colour));
    let silent = tried.iter().filter(|trial| !trial.has_expectation).count();
    let silent = if silent == 0 { String::new() } else { format!(", {silent} without an expectation") };
    let all = if tried.len() == 1 { "1 case".to_owned() } else { format!("{} cases", tried.len()) };
    if trials.is_empty() {
        return text + "there is no case to try\n";
    }
    if tried.is_empty() {
        return text;
    }
    text + &match failed {
        0 => format!("{} {all}{silent}\n", colour.paint(Ink::Good, "✓")),
        failed => format!("{} {all}, {failed} not as expected{silent}\n", colour.paint(Ink::Bad, "✗")),
    }
}

/// The cases that were not tried because of files that cannot be read.
fn in_doubt(untried: &[&Trial], colour: Colour) -> String {
    let files: BTreeSet<&Unreadable> = untried.iter().flat_map(|trial| &trial.unreadable).collect();
    if files.is_empty() {
        return String::new();
    }
    let files: Vec<Unreadable> = files.into_iter().cloned().collect();
    let all = if untried.len() == 1 { "1 case was".to_owned() } else { format!("{} cases were", untried.len()) };
    format!("{} {all} not tried: {}\n", colour.paint(Ink::Bad, "✗"), unreadable_at(&files))
}

/// A failure: the case, the differences, and how to see why.
pub fn failure(trial: &Trial, colour: Colour) -> String {
    let title = trial.title.as_ref().map_or_else(String::new, |title| format!(" – {title}"));
    let differences = trial.differences.iter().fold(String::new(), |all, difference| all + "    " + difference + "\n");
    let line = trial.line.map_or_else(String::new, |line| format!(" (line {line})"));
    format!("{} {}{line}{title}\n{differences}    why: {}\n", colour.paint(Ink::Bad, "✗"), trial.case, why(trial))
}

/// The command that says why a case comes out as it does.
pub fn why(trial: &Trial) -> String {
    let by = trial.policy.as_ref().map_or_else(String::new, |policy| format!(" --policy {policy}"));
    format!("medpol eval {}{by}", trial.case)
}
