//! Which slips in policies nothing would notice, written as text, Markdown and JSON.

use medpol_model::answer::{MutantCounts, Mutation, PolicyMutation};

use crate::Colour;
use crate::colour::Ink;
use crate::determination::markdown::escaped;
use crate::visible::one_line;

/// The report as JSON, ending in a line end.
///
/// # Errors
/// When it cannot be written as JSON, which no report is.
pub fn json(mutation: &Mutation) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(mutation)? + "\n")
}

/// The report as text for a person: what nothing notices first, then each policy in a line. Ends in a line end.
pub fn text(mutation: &Mutation, colour: Colour) -> String {
    let mut lines = Vec::new();
    for policy in mutation.policies.iter().filter(|policy| !policy.survived.is_empty()) {
        let heading = format!("Nothing notices in {}", one_line(&policy.policy));
        lines.push(colour.paint(Ink::Heading, &heading));
        let survived = &policy.survived;
        lines.extend(survived.iter().map(|one| format!("  {}: {}", one_line(&one.path), one_line(&one.what))));
        lines.push(String::new());
    }
    let width = mutation.policies.iter().map(|policy| policy.policy.chars().count()).max().unwrap_or(0);
    for policy in &mutation.policies {
        let ink = if policy.counts.survived == 0 { Ink::Good } else { Ink::Open };
        let score = colour.paint(ink, &format!("{:>3} %", policy.score));
        lines.push(format!("{score}  {:<width$}  {}", one_line(&policy.policy), counts(policy)));
    }
    if !mutation.policies.is_empty() {
        lines.push(String::new());
    }
    lines.push(summary(mutation));
    lines.join("\n") + "\n"
}

/// The report as Markdown, for a page or a comment; ending in a line end.
pub fn markdown(mutation: &Mutation) -> String {
    let mut lines = vec!["# What cases and checks notice".to_owned(), String::new()];
    lines.extend([format!("**{}**", escaped(&summary(mutation))), String::new()]);
    lines.extend(["| Policy | Noticed | Changes |".to_owned(), "|---|---|---|".to_owned()]);
    for policy in &mutation.policies {
        lines.push(format!("| {} | {} % | {} |", escaped(&policy.policy), policy.score, counts(policy)));
    }
    for policy in mutation.policies.iter().filter(|policy| !policy.survived.is_empty()) {
        lines.extend([String::new(), format!("## {}", escaped(&policy.policy)), String::new()]);
        lines.extend(["| Part | Nothing notices |".to_owned(), "|---|---|".to_owned()]);
        lines.extend(policy.survived.iter().map(|one| format!("| {} | {} |", escaped(&one.path), escaped(&one.what))));
    }
    lines.join("\n") + "\n"
}

/// What became of the changes of a policy.
fn counts(policy: &PolicyMutation) -> String {
    let MutantCounts { mutants, by_cases, by_checks, same, survived, not_tried } = policy.counts;
    let mut words = vec![format!("{mutants} changes: {by_cases} noticed by cases")];
    let others = [
        (by_checks, "by lints and health checks"),
        (survived, "by nothing"),
        (same, "proved to mean the same"),
        (not_tried, "not tried in the time"),
    ];
    words.extend(others.into_iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")));
    words.join(", ")
}

/// The result in one line.
fn summary(mutation: &Mutation) -> String {
    if mutation.policies.is_empty() {
        return "there is no policy to look at".to_owned();
    }
    let MutantCounts { mutants, same, survived, not_tried, .. } = mutation.counts;
    let tried = mutants - same - not_tried;
    let not_tried = if not_tried == 0 { String::new() } else { format!("; {not_tried} were not tried in the time") };
    let of = format!("{} of {tried} changes that mean something else", tried - survived);
    format!("{} % noticed: {of}{not_tried}", mutation.score)
}
