//! Facts with their answers, like answers together: what sets have in common, then what differs.
//!
//! Which facts, which answers and which choices there are comes with what is rendered.

use medpol_model::answer::{Exact, ExactChoice, ExactPart, ExactRest, ExactSets, Outcome};

use super::{label, said};
use crate::determination::outline::{Entry, Sign};

/// How many facts of one answer are named at most.
const MOST_NAMES: usize = 30;

/// How many facts are named at most where no answer is told.
const MOST_OPEN: usize = 12;

/// How many alternatives are told at most.
const MOST_ALTERNATIVES: usize = 8;

/// Which facts are enough to settle the result.
pub(super) fn settle(exact: &Exact) -> Vec<Entry> {
    of_sets(exact, &exact.enough_to_settle, "no answers settle it", Sign::Question)
}

/// Which answers are enough for a result that is met.
pub(super) fn approve(exact: &Exact) -> Vec<Entry> {
    of_sets(exact, &exact.enough_to_approve, "no answers make it met", Sign::Good)
}

/// Which single answers make the result not met.
pub(super) fn ends(exact: &Exact) -> Vec<Entry> {
    let part = |own: &medpol_model::answer::ExactAnswer| ExactPart { fact: own.fact, answer: Some(own.answer.clone()) };
    let all: Vec<ExactPart> = exact.would_end_it.iter().map(part).collect();
    lines(exact, &all).into_iter().map(|text| said(Sign::Bad, text)).collect()
}

/// Which facts make no difference.
pub(super) fn idle(exact: &Exact) -> Vec<Entry> {
    let part = |open: &usize| ExactPart { fact: *open, answer: None };
    let all: Vec<ExactPart> = exact.no_longer_matters.iter().map(part).collect();
    lines(exact, &all).into_iter().map(|text| said(Sign::Quiet, text)).collect()
}

fn of_sets(exact: &Exact, sets: &ExactSets, none: &str, sign: Sign) -> Vec<Entry> {
    if exact.result != Outcome::Unknown {
        return Vec::new();
    }
    if sets.count == 0 {
        return if sets.rest == ExactRest::NotDecided { Vec::new() } else { vec![said(Sign::Quiet, none.to_owned())] };
    }
    let has_choice = !sets.alternatives.is_empty();
    let mut entries = Vec::new();
    match sets.common.len() {
        1 if has_choice => entries.push(said(Sign::Quiet, "this:".to_owned())),
        0 | 1 => {}
        several => entries.push(said(Sign::Quiet, format!("all of these {several}:"))),
    }
    let depth = usize::from(!entries.is_empty());
    entries.extend(lines(exact, &sets.common).into_iter().map(|text| Entry { depth, ..said(sign, text) }));
    for choice in &sets.alternatives {
        entries.extend(choices(exact, choice, entries.is_empty(), sign));
    }
    if sets.rest != ExactRest::None {
        let more = format!("these are {} smallest sets; there may be more", sets.count);
        entries.push(said(Sign::Quiet, more));
    }
    entries
}

fn choices(exact: &Exact, choice: &ExactChoice, is_first: bool, sign: Sign) -> Vec<Entry> {
    let begin = if is_first { "" } else { "and " };
    let heading = match (choice.choose, choice.of.len()) {
        (1, _) => format!("{begin}one of these:"),
        (several, of) => format!("{begin}any {several} of these {of}:"),
    };
    let singles: Option<Vec<ExactPart>> = choice
        .of
        .iter()
        .map(|alternative| match alternative.as_slice() {
            [only] => Some(only.clone()),
            [] | [_, _, ..] => None,
        })
        .collect();
    let texts = if let Some(singles) = singles {
        lines(exact, &singles)
    } else {
        let all = choice.of.iter().take(MOST_ALTERNATIVES).map(|own| lines(exact, own).join("; and "));
        let more = choice.of.len().saturating_sub(MOST_ALTERNATIVES);
        all.chain((more > 0).then(|| format!("or one of {more} more alternatives"))).collect()
    };
    let own = texts.into_iter().map(|text| Entry { depth: 1, ..said(sign, text) });
    [said(Sign::Quiet, heading)].into_iter().chain(own).collect()
}

/// A line for each answer, with all facts that have it.
fn lines(exact: &Exact, parts: &[ExactPart]) -> Vec<String> {
    let mut answers: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for part in parts {
        let (answer, name) = (part.answer.as_deref(), name(exact, part));
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, names)) => names.push(name),
            None => answers.push((answer, vec![name])),
        }
    }
    // What most facts have in common comes first.
    answers.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
    answers
        .into_iter()
        .map(|(answer, names)| match (answer, names.as_slice()) {
            (Some(answer), [only]) => format!("{only}: {answer}"),
            (Some(answer), _) => format!("{answer}: {}", joined(&names, MOST_NAMES)),
            (None, _) => joined(&names, MOST_OPEN),
        })
        .collect()
}

/// A fact by its name; where no answer is told, with what can be given instead.
fn name(exact: &Exact, part: &ExactPart) -> String {
    let own = label(exact, part.fact);
    let instead = exact.open.get(part.fact).map(|open| open.instead.join(" and ")).unwrap_or_default();
    if part.answer.is_some() || instead.is_empty() { own.to_owned() } else { format!("{own} (or {instead})") }
}

fn joined(names: &[String], most: usize) -> String {
    let told = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(most) {
        0 => told,
        more => format!("{told}; and {more} more"),
    }
}
