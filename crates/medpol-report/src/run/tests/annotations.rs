//! What GitHub's runner makes of a log, and what a page makes of a table.

use crate::run::{Annotation, Level, annotations_written};

fn annotation(level: Level, number: usize) -> Annotation {
    Annotation { level, title: "P0101 unknown-key".to_owned(), message: format!("number {number}"), place: None }
}

/// Reads a log line by line, as the runner does: a line is a command that is ours, or none.
#[track_caller]
pub(super) fn check_log(log: &str) {
    for line in log.lines() {
        assert!(!line.starts_with("##["), "{line}");
        let Some(command) = line.strip_prefix("::") else { continue };
        let (head, _) = command.split_once("::").unwrap();
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        assert!(["error", "warning", "notice", "group", "endgroup"].contains(&name), "{line}");
        for property in properties.split(',').filter(|property| !property.is_empty()) {
            let (key, value) = property.split_once('=').unwrap();
            assert!(["file", "line", "col", "endLine", "endColumn", "title"].contains(&key), "{line}");
            assert!(!value.contains([':', ',']), "{line}");
        }
        // Every percent sign begins an escape of the runner.
        for (at, _) in line.match_indices('%') {
            assert!(["%25", "%0A", "%0D", "%3A", "%2C"].contains(&&line[at..at + 3]), "{line}");
        }
    }
}

/// Every row of the table has three cells, and nothing in it is markup of its own.
#[track_caller]
pub(super) fn check_table(summary: &str) {
    for row in summary.lines().filter(|line| line.starts_with('|')) {
        let bars = row.match_indices('|').filter(|(at, _)| row[..*at].ends_with('\\')).count();
        assert_eq!(row.matches('|').count() - bars, 4, "{row}");
        let tags =
            row.match_indices('<').filter(|(at, _)| !row[..*at].ends_with('\\') && !row[*at..].starts_with("<br>"));
        let code = |at: usize| row[..at].matches('`').count() % 2 == 1;
        assert!(tags.filter(|(at, _)| !code(*at)).count() == 0, "{row}");
    }
}

#[test]
fn of_each_level_ten_are_shown_and_the_rest_follows() {
    let levels = [Level::Warning, Level::Error, Level::Notice];
    let all: Vec<Annotation> = (0..36).map(|number| annotation(levels[number % 3], number)).collect();
    let log = annotations_written(&all[..35], "35 in all");
    check_log(&log);
    for command in ["::error ", "::warning ", "::notice "] {
        assert_eq!(log.matches(command).count(), 10, "{log}");
    }
    assert!(log.starts_with("::error "), "{log}");
    assert!(log.contains("::group::2 more errors, of which GitHub shows none\n"), "{log}");
    assert!(log.contains("::group::1 more notice, of which GitHub shows none\n"), "{log}");
    assert!(log.contains("\nerror: P0101 unknown-key: number 31\n"), "{log}");
    assert!(log.ends_with("\n35 in all\n"), "{log}");
}

#[test]
fn what_is_no_command_is_not_taken_for_one() {
    for closing in ["::add-mask::x", "##[group]x"] {
        let log = annotations_written(&[], closing);
        assert_eq!(log, format!("· {closing}\n"));
    }
}
