//! The runner itself: that it sees what it should, and fails where it must.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its folder should stop")]

use crate::trial::Trial;
use crate::{Page, check};

/// Failures of a page with one test, as `line: message`, for lines counted from the block's first.
#[track_caller]
fn failures(info: &str, text: &str) -> Vec<String> {
    let page = Page::read(&format!("# T\n\n## Example\n\n```{info}\n{text}\n```\n"));
    check(&page).unwrap().into_iter().map(|(line, message)| format!("{}: {message}", line.saturating_sub(5))).collect()
}

#[test]
fn the_example_library_has_no_problems() {
    assert_eq!(Trial::with(&[], &[]).unwrap().check(&[]).text(), "");
}

#[test]
fn an_asserted_diagnostic_is_found() {
    assert!(failures("yaml policy.yaml", "titel: A   # error: [P0101]").is_empty());
    assert!(failures("yaml policy.yaml error=P0101", "titel: A").is_empty());
    assert!(failures("yaml policy.yaml bytes error=P0001", "title: Caf<E9>").is_empty());
    assert!(failures("console", "$ medpol validate policies/example/policy/2.yaml   # error: [P0015]").is_empty());
}

#[test]
fn every_diagnostic_must_be_asserted() {
    let found = failures("yaml policy.yaml", "title: A\ntitel: A");
    assert_eq!(found, ["2: not asserted: error[P0101] unknown key `titel`"]);
}

#[test]
fn an_assertion_without_a_diagnostic_fails() {
    let found = failures("yaml policy.yaml", "title: A   # error: [P0101]");
    assert_eq!(found, ["1: asserted, but not found: error[P0101]"]);
    let found = failures("yaml policy.yaml", "titel: A\ntitle: A   # error: [P0101]");
    assert_eq!(found.len(), 2);
}

#[test]
fn assertions_must_make_sense() {
    let found = failures("yaml policy.yaml", "titel: A   # warning: [P0101]");
    assert_eq!(found, ["1: `P0101` is asserted with another severity than it has"]);
    let found = failures("yaml policy.yaml", "title: A   # error: [P9999]");
    assert_eq!(found, ["1: asserted, but not found: error[P9999]", "1: there is no code `P9999`"]);
}
