//! Blanks that look like spaces and are none, and characters that cannot be seen, where YAML needs spaces.
//!
//! Word, web pages and PDF files put them in. Knows the text around the stop of the parser only.

use std::ops::Range;

use medpol_diagnostics::{Diagnostic, codes};

use super::stop::Stop;
use crate::unseen;

/// How many lines with such blanks are looked at above the first that stops the parser.
const MOST_LINES: usize = 200;

/// The odd blank at or above the stop that keeps the text from being read.
pub(super) fn explain(stop: &Stop<'_>) -> Option<Diagnostic> {
    let here = stop.line_start(stop.at);
    let (above, _) = stop.line_above(here);
    let mut first = [here, above].into_iter().find_map(|start| odd(stop, start))?;
    let mut start = stop.line_start(first.start);
    // A whole part may have been pasted: the first line of it is the place to begin.
    for _ in 0..MOST_LINES {
        let (above, _) = stop.line_above(start);
        match odd(stop, above) {
            Some(found) if above < start => (first, start) = (found, above),
            _ => break,
        }
    }
    Some(describe(stop, &first))
}

fn describe(stop: &Stop<'_>, part: &Range<usize>) -> Diagnostic {
    let start = stop.line_start(part.start);
    let written = stop.text.get(part.clone()).unwrap_or_default();
    let odd = written.chars().find(|sign| unseen::is_odd(*sign)).unwrap_or(' ');
    let is_indentation = part.start == start;
    let use_of = if is_indentation { "for indentation" } else { "where a space must be" };
    let instead = if is_indentation { indentation(stop, start, written) } else { spaces(written) };
    let message = format!("{} is used {use_of}", unseen::name(odd));
    let problem = stop.mended(&codes::P0031, part.clone(), message, &instead).label("looks like spaces, and is none");
    problem.help("replace it by spaces of the space bar; other lines that were pasted with this one may have it too")
}

/// As many spaces as there are blanks; characters without width are left out.
fn spaces(written: &str) -> String {
    let spaces: String = written.chars().filter(|sign| sign.is_whitespace()).map(|_| ' ').collect();
    if spaces.is_empty() { " ".to_owned() } else { spaces }
}

/// The indentation that was meant. Wide blanks do not say how many spaces they stand for, so the line above
/// does.
fn indentation(stop: &Stop<'_>, start: usize, written: &str) -> String {
    let is_wide = |sign: char| unseen::is_odd(sign) && sign.is_whitespace() && !matches!(sign, '\u{a0}' | '\u{202f}');
    if !written.contains(is_wide) {
        return written.chars().filter(|sign| sign.is_whitespace()).map(|_| ' ').collect();
    }
    let (_, above) = stop.line_above(start);
    let item = above.trim_start();
    let width = above.len() - item.len();
    let is_item = stop.line(start).trim_start_matches(|sign: char| sign.is_whitespace()).starts_with("- ");
    let deeper = if item.starts_with("- ") && !is_item { 2 } else { 0 };
    " ".repeat(width + deeper)
}

/// The odd blanks of a line in a place where YAML counts: at its beginning, after `-` and after the colon of
/// its key.
fn odd(stop: &Stop<'_>, start: usize) -> Option<Range<usize>> {
    let line = stop.line(start);
    let is_blank = |sign: char| sign.is_whitespace() || unseen::is_odd(sign);
    let run = |from: usize| {
        let rest = line.get(from..).unwrap_or_default();
        let width = rest.len() - rest.trim_start_matches(is_blank).len();
        let written = rest.get(..width).unwrap_or_default();
        let has_odd = written.contains(unseen::is_odd);
        (width, has_odd.then(|| start + from..start + from + width))
    };
    let (mut at, found) = run(0);
    if found.is_some() {
        return found;
    }
    while let Some(after) = line.get(at..).and_then(|rest| rest.strip_prefix('-')) {
        let from = line.len() - after.len();
        let (width, found) = run(from);
        if width == 0 || found.is_some() {
            return found;
        }
        at = from + width;
    }
    let rest = line.get(at..)?;
    let colon = rest.find(':')?;
    let is_key =
        rest.get(..colon)?.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    if is_key { run(at + colon + 1).1 } else { None }
}
