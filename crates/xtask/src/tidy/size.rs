//! How long a file may be.
//!
//! Tests inside a file do not count to its length, but must be few; a file of tests has the same end.

use crate::finding::Finding;
use crate::rust::RustFile;

/// Longer files say why, in a line of their head that begins with [`REASON`].
const LONG: usize = 400;
/// No file is longer.
const TOO_LONG: usize = 600;
/// Longer tests stand in a file of their own.
const LONG_TESTS: usize = 100;
/// How a reason begins.
const REASON: &str = "//! Long because ";

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    let path = &file.file.path;
    let all = file.code.len();
    let tests = file.is_test.iter().filter(|is_test| **is_test).count();
    let length = all - tests;
    if length > TOO_LONG {
        let problem = format!("{length} lines are too many; {TOO_LONG} are the end");
        findings.push(Finding::new(path, TOO_LONG + 1, problem, "split it by what its parts are for"));
    } else if length > LONG && !file.is_test_file() && !file.file.text.lines().any(|line| line.starts_with(REASON)) {
        let mend = format!("split it, or say why not in its head: `{REASON}…`");
        findings.push(Finding::new(path, LONG + 1, format!("{length} lines without a reason"), mend));
    }
    if tests > LONG_TESTS {
        let first = file.is_test.iter().position(|is_test| *is_test).unwrap_or_default() + 1;
        let own = path.strip_suffix(".rs").unwrap_or(path);
        let own = own.strip_suffix("/lib").or(own.strip_suffix("/main")).unwrap_or(own);
        let mend = format!("move them to `{own}/tests.rs`");
        findings.push(Finding::new(path, first, format!("{tests} lines of tests hide the code"), mend));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TextFile;

    #[track_caller]
    fn check_text(text: &str, expected: &[usize]) {
        let file = TextFile { path: "crates/medpol-model/src/a.rs".to_owned(), text: text.to_owned() };
        let mut findings = Vec::new();
        check(&RustFile::of(&file), &mut findings);
        let lines: Vec<usize> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn long_files_say_why_and_too_long_ones_are_refused() {
        let code = |lines: usize| "a();\n".repeat(lines);
        check_text(&code(400), &[]);
        check_text(&code(401), &[401]);
        check_text(&format!("//! A.\n//! Long because b.\n{}", code(401)), &[]);
        check_text(&format!("//! A.\n//! Long because b.\n{}", code(600)), &[601]);
        check_text(&format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", code(399), code(90)), &[]);
        check_text(&format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", code(9), code(98)), &[10]);
    }
}
