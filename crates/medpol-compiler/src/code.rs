//! Reading a written code as one of some systems, and what to write instead of one that is none.
//!
//! Cases, policies and value sets share this, so a code is the same code everywhere. Nothing
//! here guesses: a text that is almost a code is refused with the code that was probably meant.

use std::sync::Arc;

use medpol_model::value::{CodeError, CodeSystem, is_invisible, trimmed};

use crate::literal::Flaw;
use crate::pasted::with_plain_signs;

/// Reads a code with or without its system, and gives its normal form with the system. Without its
/// system it is a code of the first one whose form it has.
pub(crate) fn read(text: &str, systems: &[Arc<CodeSystem>]) -> Result<String, Flaw> {
    let whole = |system: &CodeSystem, code: &str| format!("{}:{code}", system.id);
    let Some(Named { name, code }) = named(text) else {
        let found = systems.iter().find_map(|system| Some(whole(system, &system.read(text).ok()?)));
        return found.ok_or_else(|| flaw(text, systems, systems));
    };
    let Some(at) = systems.iter().position(|system| system.is_called(name)) else {
        return Err(flaw(text, systems, systems));
    };
    let own = systems.get(at..=at).unwrap_or_default();
    let read = own.iter().find_map(|system| Some(whole(system, &system.read(code).ok()?)));
    read.ok_or_else(|| flaw(code, own, systems))
}

/// Whether a text is a code with its system, both as they are kept. It does not allocate.
pub(crate) fn is_normal(text: &str, systems: &[Arc<CodeSystem>]) -> bool {
    let Some((name, code)) = text.split_once(':') else { return false };
    systems.iter().any(|system| *system.id == *name && system.is_normal(code))
}

/// Whether a written code names its system.
pub(crate) fn names_its_system(text: &str) -> bool {
    named(text).is_some()
}

/// The systems in words: "CPT, HCPCS or NDC".
pub(crate) fn names(systems: &[Arc<CodeSystem>]) -> String {
    match systems {
        [] => String::new(),
        [only] => only.id.to_string(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|system| &*system.id).collect();
            format!("{} or {}", first.join(", "), last.id)
        }
    }
}

/// A code with the name of its system.
struct Named<'t> {
    name: &'t str,
    code: &'t str,
}

fn named(text: &str) -> Option<Named<'_>> {
    // A web address has a colon of its own, and a bar behind it.
    let (name, code) = text.split_once('|').or_else(|| text.split_once(':'))?;
    Some(Named { name, code })
}

/// What is wrong with a text that is no code. `accepted` are the systems that the place takes.
fn flaw(text: &str, systems: &[Arc<CodeSystem>], accepted: &[Arc<CodeSystem>]) -> Flaw {
    let advice = Advice { systems, has_several: accepted.len() > 1 };
    let mut help: Vec<String> = advice.of(text).into_iter().collect();
    let is_digit_wrong = systems.iter().any(|system| system.read(text) == Err(CodeError::CheckDigit));
    let other = named(text).filter(|named| !accepted.iter().any(|system| system.is_called(named.name)));
    if let Some(Named { name, .. }) = other.filter(|named| is_system_name(named.name)) {
        help.insert(0, format!("a code of {} is expected here, not of {name}", names(accepted)));
    }
    if help.is_empty() && is_digit_wrong {
        help.push("its last digit does not follow from the others: a digit was mistyped".to_owned());
    }
    if help.is_empty() {
        let examples = systems.iter().take(3).filter_map(|system| Some((system, system.examples.first()?)));
        let shown: Vec<String> = examples.map(|(system, example)| format!("`{}:{example}`", system.id)).collect();
        help.push(match (shown.as_slice(), systems) {
            ([], [only]) => format!("write it as `{}:…`", only.id),
            ([], _) => format!("name its system: {}", names(systems)),
            _ => format!("write a code such as {}", shown.join(" or ")),
        });
    }
    Flaw::Code { systems: names(systems), help: help.join("; ") }
}

/// Finds the code that was meant.
struct Advice<'a> {
    systems: &'a [Arc<CodeSystem>],
    has_several: bool,
}

/// The most bytes of a text in which the slip is looked for that made it no code.
pub(crate) const LONGEST: usize = 64;

/// Pairs of signs that look alike.
const ALIKE: [(char, char); 5] = [('O', '0'), ('0', 'O'), ('I', '1'), ('L', '1'), ('1', 'I')];

impl Advice<'_> {
    /// What to write, in words; `None` where nothing is near.
    fn of(&self, text: &str) -> Option<String> {
        let text = trimmed(text);
        let plain = straightened(text);
        if plain != text
            && let Some(code) = self.read(&plain)
        {
            return Some(format!("write `{code}`: {} is written where a plain sign belongs", unusual(text)?));
        }
        self.of_a_number(&plain).or_else(|| self.of_several(&plain)).or_else(|| self.of_a_slip(&plain))
    }

    /// A table program makes a number of a code.
    fn of_a_number(&self, text: &str) -> Option<String> {
        let code = self.read(text.strip_suffix(".0")?)?;
        Some(format!("write `{code}`: a program that works with numbers has added the point"))
    }

    /// Several codes in one text, a range, or a code with something behind it.
    fn of_several(&self, text: &str) -> Option<String> {
        // A point stands inside of some codes, and between others.
        let several = self.split(text, is_between).or_else(|| self.split(text, |sign| is_between(sign) || sign == '.'));
        if let Some(codes) = several {
            let each_quoted: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
            let is_row = text.contains(" - ");
            return Some(match codes.as_slice() {
                [first, last] if text.contains('-') && !is_row => {
                    format!("a range is not read: list every code from `{first}` to `{last}`")
                }
                _ if is_row => format!(
                    "write each code on a line of its own, its hyphen right below the one before: {}",
                    each_quoted.join(", ")
                ),
                _ => format!("write each code by itself: {}", each_quoted.join(", ")),
            });
        }
        let first = text.split(is_behind).next().filter(|first| first.len() < text.len())?;
        let code = self.read(first)?;
        let rest = trimmed(text.get(first.len()..).unwrap_or_default());
        Some(format!("write `{code}`; `{}` is no part of the code", shortened(rest)))
    }

    /// The codes that a text consists of, if it is several.
    fn split(&self, text: &str, is_between: impl Fn(char) -> bool) -> Option<Vec<String>> {
        let words = text.split(is_between).filter(|word| !word.is_empty());
        let codes: Vec<String> = words.map(|word| self.read(word)).collect::<Option<_>>()?;
        (codes.len() > 1).then_some(codes)
    }

    /// A letter for a digit that looks like it, or a code of another of the systems.
    fn of_a_slip(&self, text: &str) -> Option<String> {
        if text.len() > LONGEST {
            return None;
        }
        if let Some(code) = named(text).and_then(|named| self.read(named.code)) {
            return Some(format!("write `{code}`"));
        }
        text.char_indices().find_map(|(at, sign)| {
            let (_, other) = ALIKE.iter().find(|(wrong, _)| *wrong == sign.to_ascii_uppercase())?;
            let mut mended = text.to_owned();
            mended.replace_range(at..at + sign.len_utf8(), &other.to_string());
            let code = self.read(&mended)?;
            Some(format!("did you mean `{code}`? `{sign}` and `{other}` look alike"))
        })
    }

    /// The code as it is to be written here.
    fn read(&self, text: &str) -> Option<String> {
        let text = named(text)
            .filter(|named| self.systems.iter().any(|system| system.is_called(named.name)))
            .map_or(text, |named| named.code);
        let (system, code) = self
            .systems
            .iter()
            .filter(|system| !system.forms.is_empty())
            .find_map(|system| Some((system, system.read(text).ok()?)))?;
        Some(if self.has_several { format!("{}:{code}", system.id) } else { code })
    }
}

/// Whether a text in front of a colon can be the name of a system at all.
fn is_system_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && !name.contains(char::is_whitespace)
}

/// What separates codes that were written in one text.
fn is_between(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, ',' | ';' | '/' | '|' | '-' | '–' | '—' | '+' | '&')
}

/// What a code ends at where something follows it.
fn is_behind(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, ',' | ';' | '/' | '|' | '-' | '–' | '—' | '(' | '[' | ':' | '=')
}

fn straightened(text: &str) -> String {
    with_plain_signs(text, is_quote, is_dash)
}

const fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '`' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '‹' | '›')
}

const fn is_dash(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// What is unusual in a text, in words.
fn unusual(text: &str) -> Option<String> {
    let sign =
        text.chars().find(|sign| is_quote(*sign) || is_dash(*sign) || is_invisible(*sign) || sign.is_whitespace())?;
    Some(match sign {
        sign if is_quote(sign) => format!("the quote `{sign}`"),
        sign if is_dash(sign) => format!("the dash `{sign}`"),
        sign => format!("a character that cannot be seen (U+{:04X})", u32::from(sign)),
    })
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(24).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
