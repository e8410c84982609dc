//! Makes text from outside safe to show on a terminal.
//!
//! Control characters, and characters that are invisible or turn the direction of writing, are
//! replaced by something that can be seen. Knows nothing of colour or layout.

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
pub(crate) fn one_line(text: &str) -> String {
    let spaced = |character| if matches!(character, '\n' | '\t') { ' ' } else { visible(character) };
    text.trim().replace("\r\n", "\n").chars().map(spaced).collect()
}

/// As [`one_line`], and cut after `limit` characters.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", one_line(text.get(..end).unwrap_or_default())),
        None => one_line(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{clipped, one_line};

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(one_line("a\u{1b}[31m\u{9b}2J\u{202e}b\u{7f}\u{feff}"), "a␛[31m\u{fffd}2J\u{fffd}b␡\u{fffd}");
        assert_eq!(one_line("  two\nlines\r\nand\ta tab\n"), "two lines and a tab");
        assert_eq!(one_line("ü 腰 é"), "ü 腰 é");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(clipped("üüü", 2), "üü…");
        assert_eq!(clipped("üüü", 3), "üüü");
    }
}
