//! How units are spelled: the text of a unit is read here, with its sign in policies and its words in sentences.
//!
//! Knows nothing of values.

use super::atoms::{ATOMS, Atom, Base, Prefix, SHORT_FORMS};
use super::{Dimension, MOST_PARTS, Measure, Quantity, Unit, times};

/// Above the line or below it.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Above,
    Below,
}

/// A unit with the ways it is written.
pub(super) struct Spelled {
    /// In policies and cases.
    pub(super) symbol: String,
    /// In sentences, where it is part of another unit, and behind numbers unless there are words for it.
    sign: String,
    /// One and several of it.
    words: Option<[&'static str; 2]>,
    pub(super) measure: Measure,
}

impl Spelled {
    /// In sentences, behind 1 and behind other numbers.
    pub(super) fn said(&self) -> [&str; 2] {
        self.words.unwrap_or([&self.sign, &self.sign])
    }
}

/// Of the words for one and for several those that stand behind a number.
pub(super) fn of<'w>([one, many]: [&'w str; 2], number: &str) -> &'w str {
    let digits = number.rsplit(' ').next().unwrap_or(number);
    if digits.trim_start_matches('-') == "1" { one } else { many }
}

/// A quantity as a sentence says it, whichever way its unit is spelled; a number without a unit is in `unit`.
pub fn said(text: &str, unit: Option<&Unit>) -> String {
    let text = text.trim();
    let written = Quantity::unit_of(text);
    let number = text.strip_suffix(written).unwrap_or(text).trim_end();
    match (written, unit, read(written)) {
        ("", Some(unit), _) => unit.of(number),
        ("", None, _) | (_, _, None) => text.to_owned(),
        (_, _, Some(spelled)) => format!("{number} {}", of(spelled.said(), number)),
    }
}

/// Reads a unit: parts with `/` between them, the first of which may be empty.
pub(super) fn read(text: &str) -> Option<Spelled> {
    let text = text.trim();
    let text = SHORT_FORMS.iter().find(|[short, _]| *short == text).map_or(text, |[_, long]| long);
    let text = text.strip_prefix("per ").map_or_else(|| text.replace(" per ", "/"), |rest| format!("/{rest}"));
    if let Some(whole) = part(&text) {
        return (whole.measure.dimension != Dimension::default()).then_some(whole);
    }
    let mut unit = Spelled { symbol: String::new(), sign: String::new(), words: None, measure: Measure::ONE };
    if text.split('/').count() > MOST_PARTS {
        return None;
    }
    for (at, written) in text.split('/').enumerate() {
        let written = written.trim();
        let side = if at == 0 { Side::Above } else { Side::Below };
        if written.is_empty() && at == 0 {
            continue;
        }
        let product = product(written)?;
        if at > 0 {
            // `/h` names nothing that there is so much of each hour, and is said in words.
            unit.sign.push_str(if unit.sign.is_empty() { "per " } else { "/" });
            unit.symbol.push('/');
        }
        let [one, _] = product.said();
        unit.sign.push_str(if unit.sign == "per " { one } else { &product.sign });
        unit.symbol.push_str(&product.symbol);
        unit.measure = unit.measure.with(product.measure, side)?;
    }
    (unit.measure.dimension != Dimension::default()).then_some(unit)
}

/// Reads what is between two lines: one part, or several with a point or a star between them.
fn product(text: &str) -> Option<Spelled> {
    if let Some(part) = part(text) {
        return Some(part);
    }
    let parts: Vec<&str> = text.split(['.', '*', '\u{b7}']).collect();
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        return None;
    }
    let mut all = Spelled { symbol: String::new(), sign: String::new(), words: None, measure: Measure::ONE };
    for written in parts {
        let part = part(written)?;
        if !all.symbol.is_empty() {
            all.symbol.push('.');
            all.sign.push('\u{b7}');
        }
        all.symbol.push_str(&part.symbol);
        all.sign.push_str(&part.sign);
        all.measure = all.measure.with(part.measure, Side::Above)?;
    }
    Some(all)
}

/// Reads one unit with its prefix and, of a length, its power.
fn part(text: &str) -> Option<Spelled> {
    if let Some(single) = single(text) {
        return Some(single);
    }
    let powers = [("^2", 2), ("\u{b2}", 2), ("2", 2), ("^3", 3), ("\u{b3}", 3), ("3", 3)];
    let (length, power) = powers.iter().find_map(|(sign, power)| Some((single(text.strip_suffix(sign)?)?, *power)))?;
    if length.measure.dimension != Dimension::of(Base::Length, 1) {
        return None;
    }
    let first = length.measure;
    let measure = (1..power).try_fold(first, |measure, _| measure.with(first, Side::Above))?;
    let of = |length: &str| format!("{length}{power}");
    Some(Spelled { symbol: of(&length.symbol), sign: of(&length.sign), words: None, measure })
}

/// Reads one unit with its prefix.
pub(super) fn single(text: &str) -> Option<Spelled> {
    let is_it = |atom: &&Atom| atom.symbol == text || atom.spellings.contains(&text);
    if let Some(atom) = ATOMS.iter().find(is_it).filter(|_| !text.is_empty()) {
        let sign = atom.said.unwrap_or(atom.symbol).to_owned();
        return Some(Spelled { symbol: atom.symbol.to_owned(), sign, words: atom.words, measure: atom.measure() });
    }
    ATOMS.iter().find_map(|atom| atom.prefixes.iter().find_map(|prefix| with_prefix(text, atom, prefix)))
}

/// Reads a unit with this prefix: signs go before signs, and words before words.
fn with_prefix(text: &str, atom: &Atom, prefix: &Prefix) -> Option<Spelled> {
    let mut signs = std::iter::once(&prefix.symbol).chain(prefix.spellings);
    let names = || [atom.symbol, atom.prefixed].into_iter().chain(atom.spellings.iter().copied());
    let is_it = |sign: &str, name: &str| text.strip_prefix(sign) == Some(name) && go_together(sign, name);
    let is_read = signs.any(|sign| names().any(|name| is_it(sign, name)));
    if !is_read {
        return None;
    }
    let measure = Measure { factor: times(atom.factor, prefix.factor)?, ..atom.measure() };
    let of = |prefix: &str| format!("{prefix}{}", atom.prefixed);
    let sign = of(prefix.said.unwrap_or(prefix.symbol));
    Some(Spelled { symbol: of(prefix.symbol), sign, words: None, measure })
}

/// Whether a prefix and a unit are both signs or both words.
fn go_together(prefix: &str, name: &str) -> bool {
    let is_word = |text: &str| text.len() > 3 && text.bytes().all(|letter| letter.is_ascii_alphabetic());
    is_word(prefix) == is_word(name)
}

/// Every spelling of a unit with a prefix.
pub(super) fn spelled_with_prefix() -> Vec<String> {
    let mut all = Vec::new();
    for atom in ATOMS {
        for prefix in atom.prefixes {
            for sign in std::iter::once(&prefix.symbol).chain(prefix.spellings) {
                let names = [atom.symbol, atom.prefixed].into_iter().chain(atom.spellings.iter().copied());
                let names = names.filter(|name| go_together(sign, name));
                all.extend(names.map(|name| format!("{sign}{name}")));
            }
        }
    }
    all
}
