//! A sign such as `>=` where the language has a word: as a key, or before a value.
//!
//! YAML takes `>` for the beginning of a long text, so that its own words would lead astray. Which sign says
//! what is known to `comparing`.

use medpol_diagnostics::{Diagnostic, codes};

use super::stop::Stop;
use crate::comparing::{Sign, leading_sign};
use crate::document::ComparatorKey;

/// The sign at the stop, with the line as it should be.
pub(super) fn explain(stop: &Stop<'_>) -> Option<Diagnostic> {
    let start = stop.line_start(stop.at);
    let line = stop.line(start);
    let content = line.trim_start_matches([' ', '-']);
    let at = if leading_sign(content).is_some() { start + line.len() - content.len() } else { stop.at };
    let sign = leading_sign(stop.text.get(at..)?)?;
    let before = stop.text.get(start..at)?;
    let after = stop.line(at).get(sign.written.len()..)?;
    // `>-` and `>+` begin a long text, too.
    let is_long_text = sign.written == ">" && after.trim_start_matches(['-', '+']).len() < after.len();
    if !has_value(after)
        || (is_long_text && !after.trim_start_matches('-').starts_with(|next: char| next.is_ascii_digit()))
    {
        return None;
    }
    match key_before(before) {
        None => Some(as_key(stop, at, sign, after)),
        Some(key) => before_value(stop, at, sign, key),
    }
}

/// Whether something follows, and not the lines of a long text.
fn has_value(after: &str) -> bool {
    let value = after.trim_start_matches(':').trim();
    !value.is_empty() && !value.starts_with('#')
}

/// The key whose value the sign begins.
fn key_before(before: &str) -> Option<&str> {
    let key = before.trim_end().strip_suffix(':')?;
    let key = key.rsplit([' ', '{', ',', '-']).next().unwrap_or(key);
    (!key.is_empty()).then_some(key)
}

/// `>=: 12 years`, or `>= 12 years` without a key.
fn as_key(stop: &Stop<'_>, at: usize, sign: Sign, after: &str) -> Diagnostic {
    let colon = after.len() - after.trim_start_matches([':', ' ']).len();
    let key = sign.comparator.key();
    let message = format!("`{}` is written `{key}`", sign.written);
    stop.mended(&codes::P0032, at..at + sign.written.len() + colon, message, &format!("{key}: "))
        .label("comparators are words here")
}

/// `at_least: >= 12 years`, or a sign before a value of another key.
fn before_value(stop: &Stop<'_>, at: usize, sign: Sign, key: &str) -> Option<Diagnostic> {
    let written = sign.written;
    let blank = {
        let after = stop.text.get(at + written.len()..)?;
        after.len() - after.trim_start_matches(' ').len()
    };
    let part = at..at + written.len() + blank;
    let value = stop.line(part.end).split(" #").next()?.trim_end();
    let meant = sign.comparator.key();
    if ComparatorKey::ALL.iter().any(|known| known.key() == key) {
        if meant == key {
            let message = format!("`{key}` says `{written}` already");
            return Some(stop.mended(&codes::P0032, part, message, "").label("leave the sign out"));
        }
        let message = format!("`{key}` and `{written}` say different things");
        let problem = Diagnostic::new(&codes::P0032, stop.span(at, at + written.len()), message);
        return Some(
            problem
                .label(format!("this sign is written `{meant}`"))
                .help(format!("write `{meant}: {value}` if the sign is right, or `{key}: {value}` if the word is")),
        );
    }
    let is_number = value.starts_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '.'));
    let problem = stop
        .refused(&codes::P0032, &format!("a value cannot begin with `{written}`"))
        .help(format!("a text in quotes: `{key}: \"{written} {value}\"`"));
    if !is_number {
        return (written != ">").then_some(problem);
    }
    Some(
        problem
            .help(format!("a limit of a condition: `{meant}: {value}`, beside its `fact`"))
            .help(format!("a limit that a case states: `{key}: {{ {meant}: {value} }}`")),
    )
}
