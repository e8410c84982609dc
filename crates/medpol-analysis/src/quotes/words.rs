//! The words of a text, as far as they matter to whether one text quotes another.
//!
//! Case, punctuation, quotation marks, kinds of dashes and blanks, emphasis and the numbers of footnotes are left out: they
//! change when a document is printed or copied. Numbers keep their sign and point, and comparisons their sign.

/// A word and where it begins in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) start: usize,
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut reader = Reader { characters: &characters, at: 0, found: Vec::new() };
    while reader.step() {}
    reader.found
}

struct Reader<'a> {
    characters: &'a [(usize, char)],
    at: usize,
    found: Vec<Word>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).map(|(_, character)| *character)
    }

    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|at| self.characters.get(at)).map(|(_, character)| *character)
    }

    /// Reads a word or skips what is none; false at the end.
    fn step(&mut self) -> bool {
        let Some(character) = self.peek(0) else { return false };
        match character {
            '^' => self.skip_footnote(),
            ']' if self.peek(1) == Some('(') => self.skip_to(')'),
            '\\' => self.escaped(),
            '≥' | '≤' | '>' | '<' | '=' => self.sign(character),
            '%' => self.push(1, "%".to_owned()),
            _ if is_of_word(character) => self.word(),
            _ => self.at += 1,
        }
        true
    }

    fn push(&mut self, length: usize, text: String) {
        let start = self.characters.get(self.at).map_or(0, |(start, _)| *start);
        self.found.push(Word { text, start });
        self.at += length;
    }

    /// `^{1,2}`, `^[1](…)` and `^1`.
    fn skip_footnote(&mut self) {
        match self.peek(1) {
            Some('{') => self.skip_to('}'),
            Some('[') => self.skip_to(']'),
            Some(_) | None => {
                self.at += 1;
                while self.peek(0).is_some_and(|next| next.is_ascii_digit()) {
                    self.at += 1;
                }
            }
        }
    }

    fn skip_to(&mut self, end: char) {
        let length = self.characters.iter().skip(self.at).position(|(_, character)| *character == end);
        // A bracket that is never closed is a character like others.
        self.at += length.map_or(1, |length| length + usize::from(end != ']'));
    }

    /// A backslash before a sign, or before the name of a comparison.
    fn escaped(&mut self) {
        let name: String = self.characters.iter().skip(self.at + 1).map(|(_, next)| *next).take(3).collect();
        match name.as_str() {
            "geq" => self.push(4, ">=".to_owned()),
            "leq" => self.push(4, "<=".to_owned()),
            _ => self.at += 1,
        }
    }

    fn sign(&mut self, character: char) {
        let has_equals = matches!(character, '<' | '>') && self.peek(1) == Some('=');
        let text = match character {
            '≥' => ">=".to_owned(),
            '≤' => "<=".to_owned(),
            _ if has_equals => format!("{character}="),
            _ => character.to_string(),
        };
        self.push(if has_equals { 2 } else { 1 }, text);
    }

    fn word(&mut self) {
        let is_negative = self.before().is_some_and(|dash| "-−–".contains(dash)) && self.is_dash_a_sign();
        let first_is_digit = self.peek(0).is_some_and(|first| first.is_ascii_digit());
        let mut text = String::new();
        let mut length = 0;
        while let Some(next) = self.peek(length) {
            let is_point =
                next == '.' && first_is_digit && self.peek(length + 1).is_some_and(|after| after.is_ascii_digit());
            // `5mm` is `5 mm`; `L3` remains one word.
            let is_unit = first_is_digit && next.is_alphabetic();
            if !(is_point || (is_of_word(next) && !is_unit)) {
                break;
            }
            text.extend(next.to_lowercase());
            length += 1;
        }
        if first_is_digit && is_negative {
            text.insert(0, '-');
        }
        self.push(length.max(1), text);
    }

    /// Whether the dash before this place stands before a number, and not between two words.
    fn is_dash_a_sign(&self) -> bool {
        let before = self.at.checked_sub(2).and_then(|at| self.characters.get(at));
        before.is_none_or(|(_, character)| !is_of_word(*character))
    }
}

/// Letters and digits; the raised digits of footnotes are none.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() && !matches!(character, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// Where the words of a quote are, as the numbers of its first word and of the word after its last; one place for each piece
/// between ellipses, which stand for words that are left out.
pub(super) type Places = Vec<(usize, usize)>;

/// Every place of a text that has the words of a quote.
pub(super) fn find(text: &[Word], quote: &str) -> Vec<Places> {
    let pieces = quote.replace("...", "…");
    let pieces: Vec<Vec<Word>> = pieces.split('…').map(words).filter(|piece| !piece.is_empty()).collect();
    let Some((first, others)) = pieces.split_first() else { return Vec::new() };
    let next = |piece: &[Word], from: usize| {
        let is_here = |at: &usize| {
            let here = text.iter().skip(*at).take(piece.len());
            here.map(|word| &word.text).eq(piece.iter().map(|word| &word.text))
        };
        (from..=text.len().saturating_sub(piece.len())).find(is_here)
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = next(first, from) {
        let mut places = vec![(at, at + first.len())];
        for piece in others {
            let Some(at) = next(piece, places.last().map_or(0, |(_, until)| *until)) else { return found };
            places.push((at, at + piece.len()));
        }
        found.push(places);
        from = at + 1;
    }
    found
}
