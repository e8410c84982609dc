//! Makes text from outside safe to show on a terminal.
//!
//! Control characters, and characters that are invisible or turn the direction of writing, are
//! replaced by something that can be seen. Knows nothing of colour or layout.

use std::fmt::Write;

/// The character to show instead of `character`; tabs and line ends too are replaced.
pub(crate) fn visible(character: char) -> char {
    match character {
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// `text` as one line that can be shown: line ends and tabs become spaces, ends are trimmed.
pub fn one_line(text: &str) -> String {
    let spaced = |character| if matches!(character, '\n' | '\t') { ' ' } else { visible(character) };
    text.trim().replace("\r\n", "\n").chars().map(spaced).collect()
}

/// A JSON document in which every character that a terminal would obey, or a reader would not see, is written
/// as an escape. What it says is the same.
pub fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        // Line ends and blanks between values are layout; within texts they are escapes already.
        if character >= '\u{7f}' && visible(character) != character {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// As [`one_line`], and cut after the last word that ends within `limit` characters. A word is never cut, because half
/// a number is another number; only a first word that is longer than the limit is.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    let text = text.trim();
    let Some((end, next)) = text.char_indices().nth(limit) else { return one_line(text) };
    let head = text.get(..end).unwrap_or_default();
    let whole_words =
        if next.is_whitespace() { Some(head) } else { head.rfind(char::is_whitespace).and_then(|at| head.get(..at)) };
    let words = whole_words.map(str::trim_end).filter(|words| !words.is_empty()).unwrap_or(head);
    format!("{}…", one_line(words))
}

#[cfg(test)]
mod tests {
    use super::{clipped, escaped, one_line};

    #[test]
    fn escaped_json_has_the_same_meaning() {
        let json = serde_json::to_string("a\u{1b}[31m\u{9b}2J\u{202e}b\u{7f}\u{e0001}ü").unwrap_or_default();
        let shown = escaped(&json);
        assert_eq!(shown, r#""a\u001b[31m\u009b2J\u202eb\u007f\udb40\udc01ü""#);
        assert_eq!(serde_json::from_str::<String>(&shown).ok(), serde_json::from_str(&json).ok());
    }

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(one_line("a\u{1b}[31m\u{9b}2J\u{202e}b\u{7f}\u{feff}"), "a␛[31m\u{fffd}2J\u{fffd}b␡\u{fffd}");
        assert_eq!(one_line("  two\nlines\r\nand\ta tab\n"), "two lines and a tab");
        assert_eq!(one_line("ü 腰 é"), "ü 腰 é");
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(clipped("more than 40 kg", 11), "more than…");
        assert_eq!(clipped("more than 40 kg", 12), "more than 40…");
        assert_eq!(clipped("more than 40 kg", 13), "more than 40…");
        assert_eq!(clipped("more than 40 kg", 15), "more than 40 kg");
    }

    #[test]
    fn a_word_without_end_is_cut_between_characters() {
        assert_eq!(clipped("üüü", 2), "üü…");
        assert_eq!(clipped("üüü", 3), "üüü");
        assert_eq!(clipped(" üüü b", 2), "üü…");
    }
}
