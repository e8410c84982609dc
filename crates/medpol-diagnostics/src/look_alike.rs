//! Signs that look like plain ones, or like nothing, in a name that nobody knows.
//!
//! On the screen such a name is the right one, so the sign must be named. Knows nothing of where names
//! come from.

/// Which sign of a name is not plain, in a sentence; none where all are.
pub fn look_alike(written: &str) -> Option<String> {
    let sign = written.chars().find(|sign| !sign.is_ascii())?;
    let number = format!("U+{:04X}", u32::from(sign));
    Some(match sign {
        '\u{a0}' | '\u{202f}' => format!("a no-break space ({number}) is in it: remove it"),
        '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' => {
            format!("`{sign}` is a typographic quote: leave it out, or write the straight `\"`")
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => format!("`{sign}` ({number}) is a dash: write the hyphen `-`"),
        sign if sign.is_alphabetic() => format!("`{sign}` ({number}) is a letter of another alphabet: type it again"),
        sign if is_unseen(sign) => format!("a character that cannot be seen ({number}) is in it: remove it"),
        _ => return None,
    })
}

fn is_unseen(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::look_alike;

    #[test]
    fn the_first_unusual_character_is_named() {
        assert_eq!(look_alike("fact"), None);
        assert!(look_alike("f\u{430}ct").is_some_and(|told| told.contains("U+0430")));
        assert!(look_alike("\u{200b}fact").is_some_and(|told| told.contains("U+200B")));
        assert!(look_alike("“fact”").is_some_and(|told| told.contains("quote")));
    }
}
