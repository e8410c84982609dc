//! Coverage as text for a terminal: what is missing first, then each policy in a line.

use medpol_model::answer::{Coverage, CoveredKind, PartCoverage, PolicyCoverage};

use super::words::{amount, cases, not_shown, summary};
use crate::Colour;
use crate::colour::Ink;
use crate::visible::one_line;

/// The widest name of a part that the words beside it are aligned to.
const WIDEST: usize = 44;

/// The coverage as text for a person, ending in a line end.
pub fn text(coverage: &Coverage, colour: Colour) -> String {
    let mut lines = Vec::new();
    for policy in coverage.policies.iter().filter(|policy| policy.parts.iter().any(PartCoverage::is_missing)) {
        lines.push(colour.paint(Ink::Heading, &format!("No case of {} shows", one_line(&policy.policy))));
        lines.extend(not_shown_lines(policy));
        lines.push(String::new());
    }
    if !coverage.policies.is_empty() {
        lines.extend(table(coverage, colour));
        lines.push(String::new());
    }
    lines.push(summary(coverage));
    lines.join("\n") + "\n"
}

/// The parts of which something is missing, one in a line.
pub fn not_shown_lines(policy: &PolicyCoverage) -> Vec<String> {
    let parts: Vec<(String, String)> = policy
        .parts
        .iter()
        .filter(|part| part.is_missing())
        .map(|part| (name(part), not_shown(part).join("; ")))
        .collect();
    let width = parts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(WIDEST);
    parts.into_iter().map(|(name, words)| format!("  {name:<width$}  {words}")).collect()
}

/// What a part is called: its id or path, and that it is no criterion where that matters.
pub(super) fn name(part: &PartCoverage) -> String {
    let path = one_line(&part.path);
    match part.kind {
        CoveredKind::Exclusion => format!("{path} (exclusion)"),
        CoveredKind::Exception => format!("{path} (exception)"),
        CoveredKind::Waiver => format!("{path} (waiver)"),
        CoveredKind::Criterion | CoveredKind::Edit | CoveredKind::Part => path,
    }
}

/// Each policy in a line, those with least shown first.
fn table(coverage: &Coverage, colour: Colour) -> Vec<String> {
    let mut policies: Vec<&PolicyCoverage> = coverage.policies.iter().collect();
    policies.sort_by_key(|policy| policy.count.percent);
    let width = policies.iter().map(|policy| policy.policy.chars().count()).max().unwrap_or(0);
    let line = |policy: &&PolicyCoverage| {
        let ink = if policy.count.percent == 100 { Ink::Good } else { Ink::Open };
        let percent = colour.paint(ink, &format!("{:>3} %", policy.count.percent));
        let counts = format!("{} of {}", policy.count.shown, policy.count.of);
        format!("{percent}  {:<width$}  {counts:>12}, {}", one_line(&policy.policy), cases(policy))
    };
    policies.iter().map(line).collect()
}

/// How much of a policy is shown, in words.
pub fn of_policy(policy: &PolicyCoverage) -> String {
    format!("{}, {}", amount(policy.count), cases(policy))
}
