//! Blanks comments and the insides of literals, so that what is left is code.
//!
//! Lines and columns stay where they are.

use std::iter::Peekable;
use std::str::Chars;

/// The text with comments and the insides of literals as blanks.
pub(crate) fn mask(text: &str) -> String {
    let mut reader = Reader { rest: text.chars().peekable(), out: String::with_capacity(text.len()), last: ' ' };
    while reader.step().is_some() {}
    reader.out
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    /// The last character of code.
    last: char,
}

impl Reader<'_> {
    /// Copies one character of code, or blanks one comment or literal.
    fn step(&mut self) -> Option<()> {
        let character = self.rest.next()?;
        let follows_word = self.last.is_alphanumeric() || self.last == '_';
        self.last = character;
        match character {
            '/' if self.rest.peek() == Some(&'/') => {
                self.blank(character);
                self.line_comment();
            }
            '/' if self.rest.peek() == Some(&'*') => {
                self.blank(character);
                self.block_comment();
            }
            '"' => {
                self.out.push(character);
                self.text();
            }
            'r' if !follows_word && self.is_raw() => {
                self.out.push(character);
                self.raw_text();
            }
            '\'' => {
                self.out.push(character);
                self.quote();
            }
            _ => self.out.push(character),
        }
        Some(())
    }

    fn blank(&mut self, character: char) {
        self.out.push(if character == '\n' { '\n' } else { ' ' });
    }

    fn line_comment(&mut self) {
        while let Some(character) = self.rest.next_if(|character| *character != '\n') {
            self.blank(character);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        let mut before = '/';
        while let Some(character) = self.rest.next() {
            self.blank(character);
            let is_pair = match (before, character) {
                ('/', '*') => {
                    depth += 1;
                    true
                }
                ('*', '/') => {
                    depth = depth.saturating_sub(1);
                    true
                }
                _ => false,
            };
            if is_pair && depth == 0 {
                return;
            }
            before = if is_pair { ' ' } else { character };
        }
    }

    /// After the opening quote.
    fn text(&mut self) {
        while let Some(character) = self.rest.next() {
            match character {
                '"' => {
                    self.out.push('"');
                    return;
                }
                '\\' => {
                    self.blank(character);
                    if let Some(escaped) = self.rest.next() {
                        self.blank(escaped);
                    }
                }
                _ => self.blank(character),
            }
        }
    }

    fn is_raw(&self) -> bool {
        let mut ahead = self.rest.clone();
        while ahead.next_if_eq(&'#').is_some() {}
        ahead.next() == Some('"')
    }

    /// After the `r`.
    fn raw_text(&mut self) {
        let mut hashes = 0;
        while self.rest.next_if_eq(&'#').is_some() {
            self.out.push('#');
            hashes += 1;
        }
        self.out.extend(self.rest.next());
        while let Some(character) = self.rest.next() {
            let closes = character == '"' && {
                let mut ahead = self.rest.clone();
                (0..hashes).all(|_| ahead.next() == Some('#'))
            };
            if closes {
                self.out.push('"');
                return;
            }
            self.blank(character);
        }
    }

    /// After a `'`: a character, or the name of a lifetime.
    fn quote(&mut self) {
        let mut ahead = self.rest.clone();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), _) => {
                while let Some(character) = self.rest.next() {
                    self.blank(character);
                    match character {
                        '\\' => {
                            if let Some(escaped) = self.rest.next() {
                                self.blank(escaped);
                            }
                        }
                        '\'' => return,
                        _ => {}
                    }
                }
            }
            (Some(_), Some('\'')) => {
                for character in self.rest.by_ref().take(2).collect::<Vec<_>>() {
                    self.blank(character);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&mask(text)), words(expected));
        assert_eq!(mask(text).lines().count(), text.lines().count());
    }

    #[test]
    fn comments_and_literals_are_blank() {
        check("let a = 1; // let b\nlet c;", "let a = 1; let c;");
        check("a /* b /* c */ d */ e", "a e");
        check("a /*/ b */ c", "a c");
        check(r#"say("std::fs \" // no"); b"#, r#"say(" "); b"#);
        check("r#\"a \" b\"# c", "r#\" \"# c");
        check("for '\"' in x<'a>(b'\\'', '\\u{1}') c", "for ' in x<'a>(b' , ' ) c");
    }
}
