//! Code systems: the form that codes have, and the one way in which each is written.
//!
//! A code that is written in small letters, without its point or with a blank behind it is the same
//! code, so every code is brought into its *normal form* wherever it is written. What is not of the form is
//! no code. Nothing here knows which codes exist, or what one stands for.

mod form;

use std::sync::Arc;

pub use form::{Form, FormError};

/// The longest text that is looked at as a code, in bytes.
const LONGEST: usize = 64;

/// A code system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSystem {
    /// Its id, which stands before the colon: `ICD-10-CM`.
    pub id: Arc<str>,
    /// Its name to a reader.
    pub title: Arc<str>,
    /// How other standards name it.
    pub uris: Vec<Arc<str>>,
    /// The forms that a code can have once letters are folded and signs dropped; none is any text.
    pub forms: Vec<Form>,
    /// Whether small letters are read as capitals.
    pub letters: Letters,
    /// Signs that may stand in a written code and are no part of it.
    pub dropped: Vec<char>,
    /// Where signs stand in the normal form: `###.####`.
    pub shown: Option<Arc<str>>,
    /// What fills up a part of `shown` that was written too short.
    pub fill: Option<char>,
    /// What the last digit has to be.
    pub check: Option<CheckDigit>,
    /// A few codes, for messages.
    pub examples: Vec<Arc<str>>,
}

/// Whether small letters are read as capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// They are.
    Folded,
    /// A letter is what it is.
    Kept,
}

/// How the last digit of a code follows from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckDigit {
    /// Every second digit from the right counts twice; the sum of all digits ends in 0.
    Luhn,
}

/// Why a text is no code of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// It does not have the form.
    Form,
    /// Its last digit does not follow from the others.
    CheckDigit,
}

impl CodeSystem {
    /// A system of which nothing is known but its id: any text is a code of it.
    pub fn unknown(id: &str) -> Self {
        Self {
            id: id.into(),
            title: id.into(),
            uris: Vec::new(),
            forms: Vec::new(),
            letters: Letters::Kept,
            dropped: Vec::new(),
            shown: None,
            fill: None,
            check: None,
            examples: Vec::new(),
        }
    }

    /// The normal form of a code, without its system.
    ///
    /// # Errors
    /// When the text is no code of the system.
    pub fn read(&self, text: &str) -> Result<String, CodeError> {
        let text = trimmed(text);
        if text.is_empty() || text.len() > LONGEST {
            return Err(CodeError::Form);
        }
        if self.forms.is_empty() {
            return Ok(text.to_owned());
        }
        let folded = self.folded(text);
        let bare = self.without_dropped(&folded);
        if !self.forms.iter().any(|form| form.holds(&bare)) {
            return Err(CodeError::Form);
        }
        if !self.check.is_none_or(|check| check.holds(&bare)) {
            return Err(CodeError::CheckDigit);
        }
        let shown = self.show(&bare).ok_or(CodeError::Form)?;
        // A point in another place is a slip, and not a way to write the code.
        let is_in_place = folded == bare || self.fill.is_some() || without_blanks(&folded) == shown;
        if is_in_place || !self.has_sign(&folded) { Ok(shown) } else { Err(CodeError::Form) }
    }

    /// Whether a text is already a code in its normal form. It does not allocate.
    pub fn is_normal(&self, text: &str) -> bool {
        let is_plain = self.shown.is_none() && self.fill.is_none() && self.check.is_none();
        let is_folded = self.letters == Letters::Kept || !text.contains(|letter: char| letter.is_ascii_lowercase());
        let is_bare = !text.contains(|sign: char| self.dropped.contains(&sign));
        is_plain && is_folded && is_bare && self.forms.iter().any(|form| form.holds(text))
    }

    /// The normal form of the beginning that some codes share.
    ///
    /// # Errors
    /// When no code of the system begins so.
    pub fn read_stem(&self, text: &str) -> Result<String, CodeError> {
        let text = trimmed(text);
        if text.is_empty() || text.len() > LONGEST {
            return Err(CodeError::Form);
        }
        if self.forms.is_empty() {
            return Ok(text.to_owned());
        }
        let folded = self.folded(text);
        let bare = self.without_dropped(&folded);
        if !self.forms.iter().any(|form| form.begins(&bare)) {
            return Err(CodeError::Form);
        }
        let shown = self.signed(&bare);
        if folded == bare || without_blanks(&folded).trim_end_matches(|sign| self.dropped.contains(&sign)) == shown {
            Ok(shown)
        } else {
            Err(CodeError::Form)
        }
    }

    /// Whether a written name means this system.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.trim();
        self.id.eq_ignore_ascii_case(name) || self.uris.iter().any(|uri| **uri == *name)
    }

    fn folded(&self, text: &str) -> String {
        match self.letters {
            Letters::Folded => text.to_ascii_uppercase(),
            Letters::Kept => text.to_owned(),
        }
    }

    fn without_dropped(&self, text: &str) -> String {
        text.chars().filter(|sign| !self.dropped.contains(sign)).collect()
    }

    /// Whether a sign of the normal form was written.
    fn has_sign(&self, text: &str) -> bool {
        let is_sign = |sign: char| sign != '#' && self.shown.as_ref().is_some_and(|shown| shown.contains(sign));
        text.contains(is_sign)
    }

    /// The bare code with its signs, every part filled up.
    fn show(&self, bare: &str) -> Option<String> {
        let (Some(shown), Some(fill)) = (&self.shown, self.fill) else { return Some(self.signed(bare)) };
        let widths: Vec<usize> = shown.split(|sign| sign != '#').map(str::len).collect();
        let parts: Vec<&str> = if self.has_sign(bare) { bare.split(is_sign_of(shown)).collect() } else { vec![bare] };
        let padded = |part: &str, width: usize| {
            std::iter::repeat_n(fill, width.saturating_sub(part.len())).chain(part.chars()).collect::<String>()
        };
        if parts.len() == widths.len() {
            let bare: String = parts.iter().zip(&widths).map(|(part, places)| padded(part, *places)).collect();
            return Some(self.signed(&bare));
        }
        let whole = parts.first().filter(|_| parts.len() == 1)?;
        Some(self.signed(&padded(whole, widths.iter().sum())))
    }

    /// The bare code with its signs.
    fn signed(&self, bare: &str) -> String {
        let Some(shown) = &self.shown else { return bare.to_owned() };
        let mut signed = String::with_capacity(bare.len() + 2);
        let mut letters = bare.chars().peekable();
        for place in shown.chars() {
            match (place, letters.peek()) {
                (_, None) => break,
                ('#', Some(_)) => signed.extend(letters.next()),
                (sign, Some(_)) => signed.push(sign),
            }
        }
        signed.extend(letters);
        signed
    }
}

/// A text without the blanks around it, those that cannot be seen included.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|sign: char| sign.is_whitespace() || is_invisible(sign))
}

/// Whether a character takes no room.
pub const fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn is_sign_of(shown: &str) -> impl Fn(char) -> bool + '_ {
    |sign| sign != '#' && shown.contains(sign)
}

impl CheckDigit {
    /// Whether the last digit of a code is right; other signs than digits are left out.
    fn holds(self, code: &str) -> bool {
        match self {
            Self::Luhn => {
                let digits = code.chars().rev().filter_map(|sign| sign.to_digit(10));
                let twice = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
                let sum: u32 =
                    digits.enumerate().map(|(at, digit)| if at % 2 == 1 { twice(digit) } else { digit }).sum();
                sum.is_multiple_of(10)
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests;
