//! What cases show and do not show, in words.

use medpol_model::answer::{Coverage, CoverageCount, CoveredList, PartCoverage, PolicyCoverage, Shown};

/// What no case shows of a part, each in words that follow "no case shows".
pub fn not_shown(part: &PartCoverage) -> Vec<String> {
    let [met, not_met] = match part.list {
        CoveredList::Criteria | CoveredList::Edits => ["met", "not met"],
        CoveredList::Exclusions => ["applies", "does not apply"],
    };
    let sides = [(&part.met, met), (&part.not_met, not_met), (&part.unknown, "unknown"), (&part.decides, "decides")];
    let mut words = missing(&sides).map(str::to_owned).collect::<Vec<_>>();
    for threshold in &part.thresholds {
        let places = [(&threshold.below, "just below"), (&threshold.on, "on"), (&threshold.above, "just above")];
        let places: Vec<&str> = missing(&places).collect();
        if !places.is_empty() {
            words.push(format!("{} {}", either(&places), threshold.threshold));
        }
    }
    words
}

fn missing<'w>(all: &[(&Shown, &'w str)]) -> impl Iterator<Item = &'w str> {
    all.iter().filter(|(shown, _)| shown.is_missing()).map(|(_, words)| *words)
}

/// "on, just below or just above".
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} or {last}", before.join(", ")),
    }
}

/// How much is shown: "97 % (388 of 400)".
pub(super) fn amount(count: CoverageCount) -> String {
    format!("{} % ({} of {})", count.percent, count.shown, count.of)
}

/// How many cases count for a policy, and how many do not.
pub(super) fn cases(policy: &PolicyCoverage) -> String {
    let cases = |count: usize| if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    match policy.not_counted {
        0 => cases(policy.cases),
        1 => format!("{}; 1 more does not count", cases(policy.cases)),
        more => format!("{}; {more} more do not count", cases(policy.cases)),
    }
}

/// The result in one line.
pub fn summary(coverage: &Coverage) -> String {
    if coverage.policies.is_empty() {
        return "there is no policy to look at".to_owned();
    }
    let policies = match coverage.policies.len() {
        1 => "1 policy".to_owned(),
        count => format!("{count} policies"),
    };
    format!("{policies}: {} shown by cases", amount(coverage.total))
}
