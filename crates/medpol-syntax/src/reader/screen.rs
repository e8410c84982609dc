//! What is refused before the parser sees the text: forbidden characters and directives.
//!
//! Both are overwritten, byte for byte, by something harmless, so that the parser can go on and
//! every place it reports is a place of the author's text. Knows nothing of nodes.

use std::borrow::Cow;

use medpol_diagnostics::{Diagnostic, FileId, Span, codes};

use crate::problems::{Problems, excerpt};

/// The mark of UTF-8 that some editors write at the start of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether a character has no place in a document, escaped or not.
pub(super) fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        BYTE_ORDER_MARK | '\u{fffe}' | '\u{ffff}' => true,
        other => other.is_control(),
    }
}

/// How a character that cannot be shown is named.
pub(super) fn name(character: char) -> String {
    let known = match character {
        '\0' => " (NUL)",
        '\u{b}' => " (vertical tab)",
        '\u{c}' => " (form feed)",
        '\u{1b}' => " (escape)",
        BYTE_ORDER_MARK => " (byte order mark)",
        _ => "",
    };
    format!("U+{:04X}{known}", u32::from(character))
}

/// Reports forbidden characters and directives and returns the text without them.
pub(super) fn screen<'t>(file: FileId, text: &'t str, problems: &mut Problems) -> Cow<'t, str> {
    let mut screened = Cow::Borrowed(text);
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let before = text.len() - body.len();
    if body.contains(is_forbidden) {
        report_characters(file, body, before, problems);
        let head = text.get(..before).unwrap_or_default();
        screened = Cow::Owned(head.chars().chain(body.chars().map(harmless)).collect());
    }
    for line in directives(body, before) {
        problems.push(directive(file, text, line.clone()));
        // A `#` makes a comment of the line.
        screened.to_mut().replace_range(line.start..=line.start, "#");
    }
    screened
}

/// A character of the same length in UTF-8 that YAML allows.
fn harmless(character: char) -> char {
    match (is_forbidden(character), character.len_utf8()) {
        (false, _) => character,
        (true, 1) => ' ',
        (true, 2) => '\u{a0}',
        (true, _) => char::REPLACEMENT_CHARACTER,
    }
}

fn report_characters(file: FileId, body: &str, before: usize, problems: &mut Problems) {
    let mut rest = body.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        if !is_forbidden(character) {
            continue;
        }
        let mut end = start + character.len_utf8();
        while let Some((at, next)) = rest.next_if(|(_, next)| is_forbidden(*next)) {
            end = at + next.len_utf8();
        }
        let span = Span::new(file, before + start, before + end);
        problems.push(forbidden(span, character));
    }
}

fn forbidden(span: Span, character: char) -> Diagnostic {
    let problem = Diagnostic::new(&codes::P0012, span, format!("the character {} is not allowed", name(character)))
        .label("cannot be seen, but is here");
    match character {
        '\0' => problem.help("remove it; if there is one after every letter, the file is UTF-16: save it as UTF-8"),
        BYTE_ORDER_MARK => problem.help("remove it; a byte order mark is accepted only at the start of the file"),
        _ => problem.help("remove it"),
    }
}

/// The lines before the document that begin with `%`.
fn directives(body: &str, before: usize) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = before;
    for line in body.split_inclusive('\n') {
        let written = line.trim_end();
        if written.starts_with('%') {
            found.push(start..start + written.len());
        } else if !written.is_empty() && !written.trim_start().starts_with('#') {
            break;
        }
        start += line.len();
    }
    found
}

fn directive(file: FileId, text: &str, line: std::ops::Range<usize>) -> Diagnostic {
    let span = Span::new(file, line.start, line.end);
    let written = excerpt(text.get(line).unwrap_or_default());
    Diagnostic::new(&codes::P0007, span, format!("the directive {written} is not allowed"))
        .help("remove the line; every file is read as YAML 1.2")
}
