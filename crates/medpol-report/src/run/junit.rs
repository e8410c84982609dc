//! Suites as `JUnit` XML, which fits the schema of Jenkins' xUnit plugin.
//!
//! What XML cannot hold is made visible before; escaping is `quick-junit`'s.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::suite::Failed;
use super::{Check, CheckOutcome, Run, Suite};
use crate::visible::visible;

pub(super) fn written(run: &Run) -> Result<String, String> {
    let mut report = Report::new(format!("medpol {}", run.name));
    report.add_test_suites(run.suites.iter().map(suite));
    let text = report.to_string().map_err(|error| error.to_string())?;
    // Jenkins' schema knows how many were skipped of a suite, but not of all suites. The root is the first element, and
    // its name is ours.
    let skipped = format!(" skipped=\"{}\"", report.skipped);
    let text = text.replacen(&skipped, "", 1);
    Ok(if text.ends_with('\n') { text } else { text + "\n" })
}

fn suite(suite: &Suite) -> TestSuite {
    let name = shown(&suite.name);
    let mut written = TestSuite::new(&*name);
    written.add_test_cases(suite.checks.iter().map(|check| case(check, &name)));
    written
}

fn case(check: &Check, suite: &str) -> TestCase {
    let mut output = None;
    let status = match &check.outcome {
        CheckOutcome::Passed(said) => {
            output.clone_from(said);
            TestCaseStatus::success()
        }
        CheckOutcome::Skipped(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(shown(why));
            status
        }
        CheckOutcome::Failed(failed) => failure(failed, NonSuccessKind::Failure),
        CheckOutcome::Broken(failed) => failure(failed, NonSuccessKind::Error),
    };
    let mut case = TestCase::new(shown(&check.name), status);
    case.set_classname(suite);
    if let Some(output) = output {
        case.set_system_out(shown(&output));
    }
    case
}

fn failure(failed: &Failed, kind: NonSuccessKind) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(shown(&failed.kind));
    status.set_message(shown(&failed.message));
    status.set_description(shown(&failed.text));
    status
}

/// A text in which every character can be seen and held by XML; lines are kept.
fn shown(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' => '\n',
        // XML holds neither of these two.
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        other => visible(other),
    };
    text.chars().map(shown).collect()
}
