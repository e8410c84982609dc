//! Scalars as YAML: which ones need quotes, and how a quoted one is written.

use std::fmt::Write;

/// Whether a scalar may be mistaken for one of another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// The expected type decides what it is.
    Value,
    /// It is text, whatever it looks like.
    Text,
}

/// A scalar that reads back as `text` in any place.
pub(super) fn scalar(text: &str, meant: Meant) -> String {
    let is_mistaken = is_null(text) || meant == Meant::Text && (is_guessed(text) || text.contains(':'));
    if is_mistaken || !is_plain(text) { quoted(text) } else { text.to_owned() }
}

/// Whether a text stands for itself without quotes, in brackets too.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts_well = match first {
        '-' => text.chars().nth(1).is_some_and(|next| !next.is_whitespace()) && !text.starts_with("---"),
        '.' => !text.starts_with("..."),
        '<' => !text.starts_with("<<"),
        first => !"?:,[]{}#&*!|>'\"%@`".contains(first) && !first.is_whitespace(),
    };
    let ends_well = !text.ends_with(|last: char| last == ':' || last.is_whitespace());
    let has_sign = text.contains(['[', ']', '{', '}', ',']) || text.contains(": ") || text.contains(" #");
    starts_well && ends_well && !has_sign && !text.contains(is_hidden)
}

/// Whether YAML reads a plain scalar as null.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Whether a reader that guesses types takes a plain scalar for a boolean, a number or a date.
fn is_guessed(text: &str) -> bool {
    let is_word = ["true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = digits.strip_prefix('.').unwrap_or(digits);
    let is_number = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'x' | b'o'));
    is_word || is_number
}

/// Whether a reader cannot see a character, or sees a blank in its place.
pub(crate) fn is_hidden(character: char) -> bool {
    let is_blank = character.is_whitespace() && character != ' ';
    let is_invisible = matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    is_blank || is_invisible || character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// A scalar in double quotes. Characters that a reader cannot see are written as escapes.
pub(crate) fn quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            hidden if is_hidden(hidden) => {
                // Every character that is hidden has a number of at most four digits.
                let _ = write!(written, "\\u{:04x}", u32::from(hidden));
            }
            shown => written.push(shown),
        }
    }
    written.push('"');
    written
}
