//! What was checked, as suites of checks with an outcome each.
//!
//! For programs that show tests: a file is a suite with its problems, and a policy is a suite with its cases.

use std::collections::{BTreeMap, BTreeSet};

use medpol_diagnostics::Severity;
use medpol_model::answer::unreadable_at;

use super::Finding;
use super::base::Base;
use crate::one_line;
use crate::trial::{Difference, Trial, why};

/// Which problems make a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Errors.
    Errors,
    /// Errors and warnings.
    ErrorsAndWarnings,
}

/// A number of checks that belong together.
#[derive(Clone, Debug)]
pub struct Suite {
    /// What they are of: a file or a policy version.
    pub name: String,
    /// The checks.
    pub checks: Vec<Check>,
}

/// Something that was checked.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// How it came out.
    pub outcome: CheckOutcome,
}

/// How a check came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// As it should; what there is to say of it, if anything.
    Passed(Option<String>),
    /// It was not done, and nothing is wrong with that.
    Skipped(String),
    /// It came out otherwise than expected.
    Failed(Failed),
    /// It could not be done.
    Broken(Failed),
}

/// Why something failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What kind of failure it is: a code.
    pub kind: String,
    /// In one line.
    pub message: String,
    /// All of it, in lines.
    pub text: String,
}

/// A suite for each file: its problems, or that there is none. Problems of what is none of the files have suites too.
pub fn suites_of_files(files: &BTreeSet<String>, findings: &[Finding], base: &Base, refused: Refused) -> Vec<Suite> {
    let mut suites: BTreeMap<String, Vec<Check>> =
        files.iter().map(|file| (base.path(file).text().to_owned(), Vec::new())).collect();
    for finding in findings {
        suites.entry(finding.place.path.text().to_owned()).or_default().push(check(finding, refused));
    }
    suites
        .into_iter()
        .map(|(name, mut checks)| {
            if checks.is_empty() {
                checks.push(Check { name: "no problems".to_owned(), outcome: CheckOutcome::Passed(None) });
            }
            Suite { name, checks }
        })
        .collect()
}

fn check(finding: &Finding, refused: Refused) -> Check {
    let region = finding.place.region;
    let name = format!("{}:{}: {} {}", region.start_line, region.start_column, finding.code.number, finding.message);
    let failed = Failed {
        kind: format!("{} {}", finding.code.number, finding.code.name),
        message: finding.sentence(),
        text: lines(finding),
    };
    let outcome = match (finding.severity, refused) {
        (Severity::Error, Refused::Errors | Refused::ErrorsAndWarnings)
        | (Severity::Warning, Refused::ErrorsAndWarnings) => CheckOutcome::Failed(failed),
        (Severity::Warning, Refused::Errors) => CheckOutcome::Passed(Some(format!("warning: {}", failed.text))),
    };
    Check { name, outcome }
}

/// A finding in lines: what is wrong, where, what else is concerned and what to do.
fn lines(finding: &Finding) -> String {
    let place = |place: &super::Place| {
        format!("{}:{}:{}", one_line(place.path.text()), place.region.start_line, place.region.start_column)
    };
    let mut lines = vec![finding.sentence(), format!("at {}", place(&finding.place))];
    lines.extend(finding.related.iter().map(|related| format!("see {} {}", place(&related.place), related.label)));
    lines.extend(finding.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// A suite for each policy version: its cases, by the version that decided them. Problems because of which a case could
/// not be tried are suites of their files; policies without a case are suites with nothing in them that was done.
pub fn suites_of_trials(
    trials: &[Trial],
    without_case: &[String],
    findings: &[Finding],
    nothing: NothingToTry,
) -> Vec<Suite> {
    /// The suite of cases that name no policy.
    const WHATEVER_GOVERNS: &str = "whatever governs";
    let mut suites: BTreeMap<String, Vec<Check>> = BTreeMap::new();
    for trial in trials {
        let name = trial.policy.clone().unwrap_or_else(|| WHATEVER_GOVERNS.to_owned());
        suites.entry(name).or_default().push(trial_check(trial));
    }
    for policy in without_case {
        let outcome = CheckOutcome::Skipped("no case for this policy".to_owned());
        suites.entry(policy.clone()).or_default().push(Check { name: "no case".to_owned(), outcome });
    }
    for finding in findings {
        let Check { name, outcome } = check(finding, Refused::Errors);
        let outcome = match outcome {
            CheckOutcome::Failed(failed) => CheckOutcome::Broken(failed),
            other => other,
        };
        suites.entry(finding.place.path.text().to_owned()).or_default().push(Check { name, outcome });
    }
    if trials.is_empty() && findings.is_empty() {
        suites.entry("cases".to_owned()).or_default().push(nothing_to_try(nothing));
    }
    suites.into_iter().map(|(name, checks)| Suite { name, checks }).collect()
}

/// What it means that there was no case to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingToTry {
    /// A path that was mistyped must not pass for one that was tried.
    Fails,
    /// What was changed can affect no case.
    IsWell,
}

fn nothing_to_try(nothing: NothingToTry) -> Check {
    let name = "all cases".to_owned();
    let outcome = match nothing {
        NothingToTry::Fails => {
            let message = "there is no case to try".to_owned();
            CheckOutcome::Broken(Failed { kind: "nothing to try".to_owned(), text: message.clone(), message })
        }
        NothingToTry::IsWell => CheckOutcome::Skipped("what was changed can affect no case".to_owned()),
    };
    Check { name, outcome }
}

fn trial_check(trial: &Trial) -> Check {
    let title = trial.title.as_ref().map_or_else(String::new, |title| format!(" – {}", one_line(title)));
    let outcome = if !trial.unreadable.is_empty() {
        let message = format!("not tried: {}", unreadable_at(&trial.unreadable));
        CheckOutcome::Broken(Failed { kind: "in doubt".to_owned(), text: message.clone(), message })
    } else if let Some(first) = trial.differences.first() {
        let more = trial.differences.len() - 1;
        let first = first.sentence();
        let message = if more == 0 { first } else { format!("{first} (and {more} more)") };
        let line = trial.line.map_or_else(String::new, |line| format!("line {line}\n"));
        let differences: Vec<String> = trial.differences.iter().map(Difference::sentence).collect();
        let text = format!("{line}{}\nwhy: {}", differences.join("\n"), why(trial));
        CheckOutcome::Failed(Failed { kind: "not as expected".to_owned(), message, text })
    } else if trial.has_expectation {
        CheckOutcome::Passed(None)
    } else {
        CheckOutcome::Skipped("the case expects nothing".to_owned())
    };
    Check { name: format!("{}{title}", trial.case), outcome }
}
