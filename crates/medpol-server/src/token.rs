//! The word that a client must show, compared in constant time.
//!
//! The word is never shown, logged or part of an error.

use std::fmt;

use subtle::ConstantTimeEq;

/// A bearer token.
#[derive(Clone)]
pub struct Token(Box<[u8]>);

/// Shorter words are guessed.
const SHORTEST: usize = 16;

/// Why a text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Too short to be safe.
    #[error("the token has fewer than {SHORTEST} characters")]
    Short,
    /// It is not allowed in a header.
    #[error("the token has characters other than visible ASCII")]
    Unsendable,
}

impl Token {
    /// The token that a file holds; white space around it does not count.
    ///
    /// # Errors
    ///
    /// When it is too short, or cannot be sent.
    pub fn parse(text: &str) -> Result<Self, BadToken> {
        let word = text.trim();
        if word.len() < SHORTEST {
            return Err(BadToken::Short);
        }
        if !word.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadToken::Unsendable);
        }
        Ok(Self(word.as_bytes().into()))
    }

    /// Whether two clients would show the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Whether the value of an `Authorization` header shows this token. Takes as long for a word that
    /// is nearly right as for one that is not right at all.
    pub fn is_shown_by(&self, authorization: &[u8]) -> bool {
        let word = authorization.split_at_checked(7).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(b"bearer "));
        word.is_some_and(|(_, word)| word.trim_ascii().ct_eq(&self.0).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = "0123456789abcdef";

    #[track_caller]
    fn check(authorization: &str, is_right: bool) {
        let token = Token::parse(&format!("{WORD}\n")).unwrap_or_else(|error| unreachable!("{error}"));
        assert_eq!(token.is_shown_by(authorization.as_bytes()), is_right, "{authorization}");
        assert!(!format!("{token:?}").contains(WORD));
    }

    #[test]
    fn only_the_exact_token_is_accepted() {
        check("Bearer 0123456789abcdef", true);
        check("bearer 0123456789abcdef", true);
        check("Bearer 0123456789abcdeF", false);
        check("Bearer 0123456789abcde", false);
        check("Bearer 0123456789abcdef0", false);
        check("Basic 0123456789abcdef", false);
        check("0123456789abcdef", false);
        check("", false);
    }

    #[test]
    fn a_short_token_is_refused() {
        assert_eq!(Token::parse("short").err(), Some(BadToken::Short));
        assert_eq!(Token::parse("0123456789 abcdef").err(), Some(BadToken::Unsendable));
    }
}
