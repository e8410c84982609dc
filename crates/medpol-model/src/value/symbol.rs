//! Names, codes and texts as numbers.
//!
//! Whatever a policy compares a code or text with is numbered once, when the policy is compiled. A
//! case numbers what no policy mentions for itself, below zero. Equal numbers are equal texts.

use std::collections::HashMap;
use std::sync::Arc;

/// The numbered texts of a library; numbers are only ever added.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, i64>,
}

impl Symbols {
    /// The number of a text, given now if it has none.
    pub fn number(&mut self, text: &str) -> i64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let text: Arc<str> = text.into();
        let number = i64::try_from(self.texts.len()).unwrap_or(i64::MAX);
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The number of a text, if it has one.
    pub fn find(&self, text: &str) -> Option<i64> {
        self.numbers.get(text).copied()
    }

    /// The text with this number.
    pub fn text(&self, number: i64) -> Option<&str> {
        usize::try_from(number).ok().and_then(|number| self.texts.get(number)).map(|text| &**text)
    }
}
