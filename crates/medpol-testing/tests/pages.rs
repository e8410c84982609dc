//! The page of every code: its shape, and that everything it says is so.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its folder should stop")]

use medpol_diagnostics::{ALL, Code};
use medpol_testing::{Page, Section, check, told};

const HEADINGS: [&str; 4] = ["What it finds", "Why it matters", "Example", "Instead"];

/// Lines of a page that a reader's screen holds without much scrolling.
const LONGEST: usize = 100;

fn pages() -> impl Iterator<Item = (&'static Code, Page)> {
    ALL.iter().map(|code| (*code, Page::read(code.page)))
}

fn section<'a>(page: &'a Page, title: &str) -> Option<&'a Section> {
    page.sections.iter().find(|section| section.title == title)
}

#[track_caller]
fn none(failures: &[String]) {
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_page_has_the_diagnostics_it_asserts() {
    let mut failures = Vec::new();
    for (code, page) in pages() {
        let found = check(&page).unwrap();
        let at = |line: usize| format!("crates/medpol-diagnostics/pages/{}.md:{line}", code.number);
        failures.extend(found.iter().map(|(line, failure)| format!("{}: {failure}", at(*line))));
        // What was found is easier to judge in full.
        let is_failed = |section: &&Section| {
            let next = page.sections.iter().map(|next| next.line).find(|next| *next > section.line);
            found.iter().any(|(line, _)| section.line <= *line && next.is_none_or(|next| *line < next))
        };
        let failed = page.sections.iter().filter(is_failed);
        failures.extend(failed.map(|section| format!("{}: found is\n{}", at(section.line), told(section).unwrap())));
    }
    none(&failures);
}

#[test]
fn every_page_has_its_title_summary_and_headings() {
    let mut failures = Vec::new();
    for (code, page) in pages() {
        let mut demand = |is_so: bool, what: &str| {
            if !is_so {
                failures.push(format!("{}.md: {what}", code.number));
            }
        };
        demand(page.title == format!("{} {}", code.number, code.name), "the title is not the number and name");
        demand(!page.summary.trim().is_empty(), "no summary under the title");
        demand(page.summary.len() <= 100, "the summary is longer than a line");
        let titles = page.sections.iter().map(|section| section.title.as_str());
        demand(titles.take(HEADINGS.len()).eq(HEADINGS), "the first headings are not the fixed ones, in order");
        for heading in ["What it finds", "Why it matters"] {
            let says = section(&page, heading).is_some_and(|section| !section.text.trim().is_empty());
            demand(says, &format!("nothing under `{heading}`"));
        }
        demand(code.page.lines().count() <= LONGEST, "too long");
        demand(code.page.lines().all(|line| line.chars().count() <= 120), "a line of more than 120 characters");
    }
    none(&failures);
}

#[test]
fn every_example_earns_its_code_and_every_mend_is_clean() {
    let mut failures = Vec::new();
    for (code, page) in pages() {
        let (example, instead) = (section(&page, "Example"), section(&page, "Instead"));
        if !example.is_some_and(|example| example.asserted().iter().any(|asserted| asserted == code.number)) {
            failures.push(format!("{}.md: the example does not assert {}", code.number, code.number));
        }
        if !instead.is_some_and(|instead| instead.is_test() && instead.asserted().is_empty()) {
            failures.push(format!("{}.md: `Instead` has no example, or one with diagnostics", code.number));
        }
    }
    none(&failures);
}
