//! Coverage as Markdown, for a page or a comment.
//!
//! Every text from a policy or case is escaped, so that it can neither break the layout nor bring markup of its own.

use medpol_model::answer::{Coverage, PartCoverage};

use super::text::{name, of_policy};
use super::words::{amount, cases, not_shown, summary};
use crate::determination::markdown::escaped;

/// The coverage as Markdown, ending in a line end.
pub fn markdown(coverage: &Coverage) -> String {
    let mut lines = vec!["# What cases show".to_owned(), String::new(), format!("**{}**", escaped(&summary(coverage)))];
    lines.extend([String::new(), "| Policy | Shown | Cases |".to_owned(), "|---|---|---|".to_owned()]);
    for policy in &coverage.policies {
        lines.push(format!("| {} | {} | {} |", escaped(&policy.policy), amount(policy.count), cases(policy)));
    }
    for policy in coverage.policies.iter().filter(|policy| policy.parts.iter().any(PartCoverage::is_missing)) {
        lines.extend([String::new(), format!("## {}", escaped(&policy.policy)), String::new()]);
        lines.extend([of_policy(policy), String::new()]);
        lines.extend(["| Part | Says | No case shows |".to_owned(), "|---|---|---|".to_owned()]);
        for part in policy.parts.iter().filter(|part| part.is_missing()) {
            let cells = [name(part), part.says.clone(), not_shown(part).join("; ")];
            lines.push(format!("| {} |", cells.map(|cell| escaped(&cell)).join(" | ")));
        }
    }
    lines.join("\n") + "\n"
}
