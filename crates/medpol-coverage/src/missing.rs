//! What no case shows, as problems at the places of the policy that it is about.

use medpol_diagnostics::{Bearing, Diagnostic, codes};
use medpol_model::answer::{PartCoverage, PolicyCoverage};
use medpol_report::coverage::not_shown;

/// P0481 for every part of a policy of which something is not shown.
pub fn missing(coverage: &PolicyCoverage) -> Vec<Diagnostic> {
    coverage.parts.iter().filter_map(|part| of_part(part, coverage)).collect()
}

fn of_part(part: &PartCoverage, coverage: &PolicyCoverage) -> Option<Diagnostic> {
    let span = part.span?;
    let missing = not_shown(part);
    if missing.is_empty() {
        return None;
    }
    let message = format!("no case of `{}` shows `{}`: {}", coverage.policy, part.path, missing.join("; "));
    let problem = Diagnostic::new(&codes::P0481, span, message)
        .label("not shown by a case")
        .help("add a case for each of these to the fixtures of the policy");
    Some(problem.bearing(Bearing::Alone))
}
