//! What was asserted against what was found, in both directions.

use std::io;

use crate::assertion::{Assertion, name};
use crate::block::{Block, File};
use crate::trial::{CheckResult, Trial};
use crate::{Page, Section};

/// Runs every test of a page and says what is wrong, each with its line in the page.
///
/// # Errors
///
/// When no folder can be made for the tests.
pub fn check(page: &Page) -> io::Result<Vec<(usize, String)>> {
    let mut failures = Vec::new();
    for section in page.sections.iter().filter(|section| section.is_test()) {
        failures.extend(check_section(section)?);
    }
    Ok(failures)
}

/// An assertion that waits to come true.
struct Expected {
    /// The file; `None` where a path as a whole is meant.
    path: Option<String>,
    /// The line of the page; `None` where the file as a whole is meant.
    line: Option<usize>,
    /// Where to report it.
    reported: usize,
    assertion: Assertion,
}

fn check_section(section: &Section) -> io::Result<Vec<(usize, String)>> {
    let files: Vec<(&Block, File)> = section.blocks.iter().filter_map(|block| Some((block, block.file()?))).collect();
    let commands: Vec<&Block> = section.blocks.iter().filter(|block| block.is_command()).collect();
    let written: Vec<File> = files.iter().map(|(_, file)| file.clone()).collect();
    let outcome = Trial::with(&written, &commands)?.check(&commands);
    let mut expected: Vec<Expected> = files.iter().flat_map(|(block, file)| expected(block, Some(file))).collect();
    expected.extend(commands.iter().flat_map(|block| self::expected(block, None)));
    let flaws = expected.iter().filter_map(|expected| Some((expected.reported, expected.assertion.flaw()?)));
    let mut failures: Vec<(usize, String)> = flaws.collect();
    failures.extend(compare(section, &files, expected, &outcome));
    failures.sort();
    Ok(failures)
}

fn expected(block: &Block, file: Option<&File>) -> Vec<Expected> {
    let path = file.map(|file| file.path.clone());
    let assertions = block.assertions().into_iter();
    let expect = |(line, assertion): (Option<usize>, Assertion)| Expected {
        path: path.clone(),
        line: line.filter(|_| file.is_some()),
        reported: line.unwrap_or(block.line),
        assertion,
    };
    assertions.map(expect).collect()
}

fn compare(
    section: &Section,
    files: &[(&Block, File)],
    mut expected: Vec<Expected>,
    outcome: &CheckResult,
) -> Vec<(usize, String)> {
    let mut failures = Vec::new();
    for diagnostic in &outcome.diagnostics {
        let (path, line) = outcome.place(diagnostic);
        let file = files.iter().find(|(_, file)| file.path == path);
        let shown = file.and_then(|(block, file)| line_of_page(block, file, line));
        let fits = |expected: &Expected| {
            expected.assertion.code == diagnostic.code.number
                && expected.path.as_deref() == file.map(|_| path)
                && (expected.line.is_none() || expected.line == shown)
        };
        // An assertion of the line is more than one of the file, and comes first.
        let found = expected.iter().position(|one| one.line.is_some() && fits(one)).or(expected.iter().position(fits));
        if let Some(found) = found {
            expected.remove(found);
        } else {
            let name = name(diagnostic.severity, diagnostic.code.number);
            let place = if shown.is_some() { String::new() } else { format!(" at {path}:{line}") };
            failures
                .push((shown.unwrap_or(section.line), format!("not asserted{place}: {name} {}", diagnostic.message)));
        }
    }
    failures.extend(expected.into_iter().map(|missed| {
        let name = name(missed.assertion.severity, &missed.assertion.code);
        (missed.reported, format!("asserted, but not found: {name}"))
    }));
    failures
}

/// The line of the page that a line of a file comes from; `None` for a line that is not shown.
fn line_of_page(block: &Block, file: &File, line: usize) -> Option<usize> {
    let own = line.checked_sub(file.lines_before + 1)?;
    (own < file.lines).then_some(block.line + own)
}

/// What a person is told about the files under a heading.
///
/// # Errors
///
/// When no folder can be made for the test.
pub fn told(section: &Section) -> io::Result<String> {
    let files: Vec<File> = section.blocks.iter().filter_map(Block::file).collect();
    let commands: Vec<&Block> = section.blocks.iter().filter(|block| block.is_command()).collect();
    Ok(Trial::with(&files, &commands)?.check(&commands).text())
}
