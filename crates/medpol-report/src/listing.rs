//! The inventory of a library as a table for a terminal.
//!
//! Columns are as wide as their contents. What must not be overlooked is in capitals.

use medpol_model::answer::{ListedPolicy, ListedStates, Listing};
use medpol_model::policy::{Basis, Confidence, PolicyStatus};

use crate::Colour;
use crate::colour::Ink;
use crate::determination::words;
use crate::visible::one_line;

const HEADINGS: [&str; 9] =
    ["publisher", "policy", "version", "kind", "effective", "basis", "criteria", "cases", "remarks"];

/// The inventory as a table, ending in a line end.
pub fn text(listing: &Listing, colour: Colour) -> String {
    let rows: Vec<[String; 9]> = listing.policies.iter().map(row).collect();
    let widths: Vec<usize> = HEADINGS
        .iter()
        .enumerate()
        .map(|(column, heading)| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain([heading.chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let heading = colour.paint(Ink::Heading, &line(&mut HEADINGS.iter().copied()));
    let mut lines = vec![heading];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    if rows.is_empty() {
        let when = listing.as_of.as_ref().map(|day| format!(" on {day}")).unwrap_or_default();
        lines = vec![format!("no policy is in force{when}")];
    }
    lines.join("\n") + "\n"
}

fn row(policy: &ListedPolicy) -> [String; 9] {
    let effective = match &policy.effective_until {
        Some(until) => format!("{} to {until}", policy.effective_from),
        None => format!("from {}", policy.effective_from),
    };
    let basis = match policy.basis {
        Basis::Published => "published",
        Basis::Reconstructed => "RECONSTRUCTED",
    };
    [
        one_line(&policy.publisher),
        one_line(&policy.policy),
        one_line(&policy.version),
        policy.kind.word().to_owned(),
        effective,
        basis.to_owned(),
        policy.criteria.to_string(),
        policy.cases.to_string(),
        remarks(policy),
    ]
}

fn remarks(policy: &ListedPolicy) -> String {
    let mut remarks = Vec::new();
    match policy.status {
        PolicyStatus::Draft => remarks.push("DRAFT".to_owned()),
        PolicyStatus::Retired => remarks.push(words::status(policy.status).to_owned()),
        PolicyStatus::Active => {}
    }
    if policy.in_doubt {
        remarks.push("IN DOUBT: not applied while the library has errors".to_owned());
    }
    remarks.extend(policy.position.clone());
    if policy.states == ListedStates::Unknown {
        remarks.push("STATES UNKNOWN: never chosen by itself".to_owned());
    }
    for (what, certainty) in [("states", policy.doubts.states), ("first day", policy.doubts.effective)] {
        match certainty {
            Some(Confidence::Inferred) => remarks.push(format!("{what} as deduced")),
            Some(Confidence::Secondary) => remarks.push(format!("{what} as restated")),
            Some(Confidence::Read) | None => {}
        }
    }
    if let (true, Some(day)) = (policy.review_is_due, &policy.review_by) {
        remarks.push(format!("REVIEW DUE since {day}"));
    }
    remarks.join(", ")
}
