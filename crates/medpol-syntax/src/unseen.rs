//! Characters that cannot be told from a space by eye, or cannot be seen at all.
//!
//! Knows what they are called, not their places.

/// Whether a character looks like a space or like nothing, and is not the space, a tab or a line end.
pub(crate) fn is_odd(sign: char) -> bool {
    is_invisible(sign) || sign.is_whitespace() && !matches!(sign, ' ' | '\t' | '\n' | '\r')
}

/// Whether a character has no width.
pub(crate) const fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// What it is called, with its number.
pub(crate) fn name(sign: char) -> String {
    let name = match sign {
        '\u{a0}' => "a no-break space",
        '\u{202f}' => "a narrow no-break space",
        '\u{3000}' => "a wide space",
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{1680}' => "a typographic space",
        '\u{ad}' => "a soft hyphen",
        '\u{feff}' => "a byte order mark",
        '\u{2028}' | '\u{2029}' | '\u{85}' => "a line separator",
        _ => "a character that cannot be seen",
    };
    format!("{name} (U+{:04X})", u32::from(sign))
}
