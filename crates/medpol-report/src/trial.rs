//! Cases that were tried, as an author reads of them: failures in full, the rest as a number.
//!
//! The differences from what was expected are given; nothing is compared here.

use std::collections::BTreeSet;
use std::fmt::Write;

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
    /// What came out otherwise than expected.
    pub differences: Vec<Difference>,
}

/// One thing that came out otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where it is expected: the keys under `expect`, such as `criteria` and `adult`.
    pub keys: Vec<String>,
    /// What is expected, as it is written or in words.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// The line on which it is expected, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl Difference {
    /// The difference in a sentence, with the name that a reader looks for.
    pub fn sentence(&self) -> String {
        let name = match self.keys.as_slice() {
            [] => String::new(),
            [key] => format!("{key}: "),
            [.., id] => format!("`{id}`: "),
        };
        format!("{name}{}", self.in_words())
    }

    fn in_words(&self) -> String {
        format!("expected {}, got {}", self.expected, self.got)
    }
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

/// A failure: the case, the differences as a small tree, and how to see why.
pub fn failure(trial: &Trial, colour: Colour) -> String {
    let title = trial.title.as_ref().map_or_else(String::new, |title| format!(" – {title}"));
    let line = trial.line.map_or_else(String::new, |line| format!(" (line {line})"));
    let (sign, tree) = (colour.paint(Ink::Bad, "✗"), tree(trial));
    format!("{sign} {}{line}{title}\n{tree}    why: {}\n", trial.case, why(trial))
}

/// The command that says why a case comes out as it does.
pub fn why(trial: &Trial) -> String {
    let by = trial.policy.as_ref().map_or_else(String::new, |policy| format!(" --policy {policy}"));
    format!("medpol eval {}{by}", trial.case)
}

/// The differences below the keys that they stand under, each with its line where that is not the line of the row.
fn tree(trial: &Trial) -> String {
    let mut text = String::new();
    let mut above: &[String] = &[];
    for difference in &trial.differences {
        let Some((key, parents)) = difference.keys.split_last() else { continue };
        for (depth, parent) in parents.iter().enumerate() {
            if above.get(..=depth) != parents.get(..=depth) {
                let _ = writeln!(text, "{}{parent}", indent(depth));
            }
        }
        above = parents;
        let line = difference.line.filter(|line| Some(*line) != trial.line);
        let line = line.map_or_else(String::new, |line| format!(" (line {line})"));
        let _ = writeln!(text, "{}{key}: {}{line}", indent(parents.len()), difference.in_words());
    }
    text
}

fn indent(depth: usize) -> String {
    " ".repeat(4 + 2 * depth)
}
