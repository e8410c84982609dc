//! Lines that begin a little too far left or right: where they should begin.
//!
//! Knows the lines around the stop of the parser, and that keys of one mapping begin in one column.

use medpol_diagnostics::Diagnostic;

use super::stop::Stop;

/// How far a line may be off for a slip of the space bar.
const MOST: usize = 3;

impl Stop<'_> {
    /// The problem with the line of the stop begun where the lines above begin, if it is off by little.
    pub(super) fn lined_up(&self, problem: Diagnostic) -> Diagnostic {
        let start = self.line_start(self.at);
        let line = self.line(start);
        let content = line.trim_start();
        let width = line.len() - content.len();
        let columns = self.columns(start, content.starts_with("- "));
        let nearest = columns.iter().map(|column| column.abs_diff(width)).min();
        let near: Vec<usize> = columns.into_iter().filter(|column| Some(column.abs_diff(width)) == nearest).collect();
        match near.as_slice() {
            [only] if *only != width && only.abs_diff(width) <= MOST => self.begun_with(problem, *only),
            [one, other] if one.abs_diff(width) <= MOST => {
                let help = format!("begin this line {} or {}, whichever it belongs to", after(*other), after(*one));
                Diagnostic { help: vec![help], ..problem }
            }
            _ => problem,
        }
    }

    /// The problem with the line of the stop begun in a column.
    pub(super) fn begun_with(&self, problem: Diagnostic, column: usize) -> Diagnostic {
        let start = self.line_start(self.at);
        let line = self.line(start);
        let content = line.trim_start();
        let width = line.len() - content.len();
        let word = content.trim_start_matches(['-', ' ']).split([':', ' ']).next().unwrap_or(content);
        let help = format!("begin `{word}` {}", after(column));
        Diagnostic { help: vec![help], ..problem }.offer(self.span(start, start + width), " ".repeat(column))
    }

    /// The problem with the blanks at the beginning of a line replaced by spaces, as many as the line above has.
    pub(super) fn spaced(&self, problem: Diagnostic, blanks: std::ops::Range<usize>) -> Diagnostic {
        let (_, above) = self.line_above(blanks.start);
        let content = above.trim_start_matches(' ');
        let indentation = above.len() - content.len();
        let begins_item = content.starts_with("- ");
        let is_item = self.line(blanks.end).starts_with("- ");
        let opens = content.trim_end().ends_with(':');
        let column = match (opens, begins_item && !is_item) {
            (true, true) => indentation + 4,
            (true, false) | (false, true) => indentation + 2,
            (false, false) => indentation,
        };
        let line = self.line(blanks.end).trim_end();
        let spaces = " ".repeat(column);
        let is_short = line.chars().count() <= 100 && !line.contains('`');
        let span = self.span(blanks.start, blanks.end);
        let problem = problem.offer(span, spaces.clone());
        if is_short { problem.help(format!("write `{spaces}{line}`")) } else { problem }
    }

    /// The columns in which lines like this one begin above, the nearest first, each once.
    fn columns(&self, start: usize, is_item: bool) -> Vec<usize> {
        let mut columns: Vec<usize> = Vec::new();
        let mut below = start;
        let mut least = usize::MAX;
        for _ in 0..60 {
            let (above, line) = self.line_above(below);
            if above >= below || least == 0 {
                break;
            }
            below = above;
            let content = line.trim_start();
            let indentation = line.len() - content.len();
            if content.starts_with('#') || indentation > least {
                continue;
            }
            let starts_item = content.starts_with("- ");
            // The keys of an item begin after its hyphen.
            let of_key = indentation + content.len() - content.trim_start_matches(['-', ' ']).len();
            let column = if is_item { starts_item.then_some(indentation) } else { Some(of_key) };
            columns.extend(column.filter(|column| !columns.contains(column)));
            least = indentation;
        }
        columns
    }
}

/// Where a line begins, in words.
fn after(column: usize) -> String {
    match column {
        0 => "at the very beginning of the line".to_owned(),
        1 => "after 1 space".to_owned(),
        several => format!("after {several} spaces"),
    }
}
