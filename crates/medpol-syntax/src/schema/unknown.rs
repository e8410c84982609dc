//! Keys that the schema does not know, and what the author may have meant.
//!
//! Knows the keys of one mapping; which of them are required is known to `keys`.

use std::collections::HashSet;

use medpol_diagnostics::{Diagnostic, Span, codes};

use super::place::Place;
use super::shape::{COMMA, MAX_LISTED, listed};
use super::synonyms;
use crate::comparing::whole_sign;
use crate::problems::{Problems, excerpt, near};

const NO_SPACE: &str = "a space is missing after the colon";

/// Reports unknown keys. The keys they stand for are added to `meant`, so that nobody calls them
/// missing too.
pub(super) fn unknown<'n>(
    place: Place<'n>,
    names: impl ExactSizeIterator<Item = &'n str>,
    allowed: &[&str],
    meant: &mut HashSet<String>,
    problems: &mut Problems,
) {
    let total = names.len();
    let absent: Vec<&str> = allowed.iter().copied().filter(|key| place.node.entry(key).is_none()).collect();
    for (told, name) in names.enumerate() {
        if problems.is_full() {
            problems.leave_out(total - told);
            return;
        }
        let Some(key) = place.child(name) else { continue };
        let problem = Diagnostic::new(&codes::P0101, key.head(), format!("unknown key {}", excerpt(name)))
            .label(format!("not a key of {}", place.name()));
        let glued = glued(name, &absent);
        let synonyms = synonyms::meant(name, &absent);
        if let ([first, ..], None) = (synonyms.as_slice(), glued) {
            problems.push(said_otherwise(problem, key, &synonyms));
            meant.insert((*first).to_owned());
            continue;
        }
        let near = near(name, absent.iter().copied());
        problems.push(match (glued, near) {
            (Some((word, Glue::Colon)), _) if name.len() == word.len() + 1 => {
                problem.help(format!("write `{word}:`, with one colon"))
            }
            (Some((_, Glue::Colon)), _) => problem.help(NO_SPACE),
            (Some((word, Glue::Blank)), _) if key.has_no_colon() => {
                problem.help(COMMA).help(format!("or a colon is missing after `{word}`"))
            }
            (Some((word, Glue::Blank)), _) => problem.help(format!("a colon is missing after `{word}`")),
            (None, Some(near)) => {
                problem.help(format!("did you mean `{near}`?")).offer(key.head(), near).name_look_alike(name, near)
            }
            (None, None) if key.has_no_colon() => after_comma(problem, place, key),
            (None, None) if (1..=MAX_LISTED).contains(&allowed.len()) => {
                problem.help(format!("the keys of {} are {}", place.name(), listed(allowed)))
            }
            (None, None) => problem,
        });
        meant.extend(glued.map(|(word, _)| word).or(near).map(str::to_owned));
    }
}

/// A part of a value that a comma inside braces has cut off: mostly the fraction of a number.
fn after_comma(problem: Diagnostic, place: Place<'_>, key: Place<'_>) -> Diagnostic {
    let entries = place.node.mapping().unwrap_or_default();
    let cut = entries.windows(2).find_map(|pair| match pair {
        [before, after] if after.key_span == key.head() => Some((before, after)),
        _ => None,
    });
    if let Some((before, after)) = cut
        && let Some(text) = before.value.text().filter(|text| text.starts_with(is_curly))
    {
        let whole = format!("{}, {}", text.trim_start_matches(is_curly), after.key.trim_end_matches(is_curly));
        let span = Span { end: key.head().end, ..before.value.span };
        let quoted = format!("\"{whole}\"");
        return problem
            .label("the comma ends the value before it: typographic quotes do not quote")
            .help(format!("write `{}: {quoted}`, with straight quotes", before.key))
            .replace(span, quoted);
    }
    let number = cut.and_then(|(before, after)| {
        let whole = before.value.text().filter(|text| is_figures(text.trim_start_matches('-')))?;
        let figures = after.key.split(' ').next().filter(|figures| is_figures(figures))?;
        Some((before, whole, &*after.key, figures))
    });
    let Some((before, whole, rest, figures)) = number else { return problem.help(COMMA) };
    let problem = problem.label("the comma ends the value before it");
    if figures.len() == 3 {
        return problem.help(format!(
            "write `{whole}{rest}` if the comma divides thousands, or `{whole}.{rest}` if it is the decimal point"
        ));
    }
    let span = Span { end: key.head().end, ..before.value.span };
    let number = format!("{whole}.{rest}");
    problem.help(format!("the decimal sign is a point: write `{}: {number}`", before.key)).offer(span, number)
}

fn is_curly(sign: char) -> bool {
    matches!(sign, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›')
}

fn is_figures(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word that other languages have for one of the keys.
fn said_otherwise(problem: Diagnostic, key: Place<'_>, keys: &[&str]) -> Diagnostic {
    if let (Some(sign), [only]) = (key.entry.and_then(|entry| whole_sign(entry.key.trim())), keys) {
        let message = format!("`{}` is written `{only}`", sign.written);
        let problem = Diagnostic::new(&codes::P0032, key.head(), message).label("comparators are words here");
        let line = match key.node.text() {
            Some(value) => format!("write `{only}: {value}`"),
            None => format!("write `{only}:`"),
        };
        return problem.help(line).replace(key.head(), *only);
    }
    match keys {
        [only] => problem.help(format!("it is called `{only}` here")).replace(key.head(), *only),
        _ => problem.help(format!("write {}, whichever is meant", listed(keys))),
    }
}

/// What follows a key that has swallowed its value.
#[derive(Clone, Copy)]
enum Glue {
    Colon,
    Blank,
}

/// The key that `name` begins with, where `fact:a` or `fact a` was meant to be `fact: a`.
fn glued<'n>(name: &'n str, keys: &[&str]) -> Option<(&'n str, Glue)> {
    let end = name.find([':', ' '])?;
    let (word, rest) = name.split_at_checked(end)?;
    let glue = if rest.starts_with(':') { Glue::Colon } else { Glue::Blank };
    keys.contains(&word).then_some((word, glue))
}
