//! Facts with their answers, like answers together: what sets have in common, then what differs.
//!
//! Which facts, which answers and which choices there are comes with what is rendered.

use medpol_model::answer::{
    Exact, ExactAnswer, ExactChoice, ExactKind, ExactPart, ExactRest, ExactSets, Outcome, View,
};

use super::{label, said};
use crate::determination::outline::{Entry, Sign};

/// How many facts of one answer are named at most.
const MOST_NAMES: usize = 30;

/// How many facts are named at most where no answer is told.
const MOST_OPEN: usize = 12;

/// How many answers that are the opposite of what approves are told by name on a page.
const FEW: usize = 4;

/// How many alternatives are told at most.
const MOST_ALTERNATIVES: usize = 8;

/// How long a choice may be that is told in one line.
const SHORT: usize = 160;

/// Which facts are enough to settle the result.
pub(super) fn settle(exact: &Exact, view: View) -> Vec<Entry> {
    if are_all_needed(exact, view) {
        return Vec::new();
    }
    of_sets(exact, &exact.enough_to_settle, "no answers settle it", Sign::Question)
}

/// Whether every open fact is needed to settle the result, which a page says in its first line.
pub(super) fn are_all_needed(exact: &Exact, view: View) -> bool {
    let sets = &exact.enough_to_settle;
    let is_everything = sets.count == 1 && sets.common.len() == exact.open.len() && exact.open.len() > 1;
    let is_proved = sets.rest == ExactRest::None && exact.result == Outcome::Unknown;
    view == View::Page && is_everything && is_proved
}

/// Which answers are enough for a result that is met.
pub(super) fn approve(exact: &Exact) -> Vec<Entry> {
    of_sets(exact, &exact.enough_to_approve, "no answers make it met", Sign::Good)
}

/// Which single answers make the result not met. On a page, the answers to yes and no that approving excludes are told
/// by their number, and lists without the entries that are examples.
pub(super) fn ends(exact: &Exact, view: View) -> Vec<Entry> {
    let is_page = view == View::Page;
    let (opposite, others): (Vec<&ExactAnswer>, Vec<&ExactAnswer>) =
        exact.would_end_it.iter().partition(|own| is_page && is_opposite(exact, own));
    let (by_example, plain): (Vec<&ExactAnswer>, Vec<&ExactAnswer>) =
        others.into_iter().partition(|own| is_page && own.kind == ExactKind::Entries);
    let part = |own: &&ExactAnswer| ExactPart { fact: own.fact, answer: Some(own.answer.clone()) };
    // A few are better told by name.
    let (few, many) = if opposite.len() > FEW { (Vec::new(), opposite) } else { (opposite, Vec::new()) };
    let all: Vec<ExactPart> = few.iter().chain(&plain).map(part).collect();
    let mut texts = Vec::new();
    if !many.is_empty() {
        texts.push(format!("the other answer to any of the {} facts that must be yes or no to approve", many.len()));
    }
    texts.extend(lines(exact, &all));
    if let [only] = by_example.as_slice() {
        texts.push(format!("{}: {}", label(exact, only.fact), only.answer));
    } else if !by_example.is_empty() {
        let names: Vec<String> = by_example.iter().map(|own| label(exact, own.fact).to_owned()).collect();
        texts.push(format!("some entry (`--view decided` has an example) of: {}", joined(&names, MOST_NAMES)));
    }
    texts.into_iter().map(|text| said(Sign::Bad, text)).collect()
}

/// Whether an answer is no where approving needs yes, or the other way round.
fn is_opposite(exact: &Exact, answer: &ExactAnswer) -> bool {
    let approve = &exact.enough_to_approve;
    let is_needed = approve.common.iter().any(|part| part.fact == answer.fact);
    let first = approve.sets.first().map_or(&[][..], |set| &set.answers);
    let needed = first.iter().find(|own| own.fact == answer.fact).map(|own| own.kind);
    let pair = (answer.kind, needed);
    is_needed && matches!(pair, (ExactKind::Yes, Some(ExactKind::No)) | (ExactKind::No, Some(ExactKind::Yes)))
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
    let more = match (sets.rest, sets.count) {
        (ExactRest::None, _) => None,
        (ExactRest::More, count) => Some(format!("these are {count} of the smallest sets; there are more")),
        (ExactRest::NotDecided, 1) => {
            Some("that this is enough is proved; whether less or something else is, was not decided".to_owned())
        }
        (ExactRest::NotDecided, count) => Some(format!(
            "that each of these {count} sets is enough is proved; whether less or something else is, was not decided"
        )),
    };
    entries.extend(more.map(|more| said(Sign::Quiet, more)));
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
    let is_single = singles.is_some();
    let texts = if let Some(singles) = singles {
        lines(exact, &singles)
    } else {
        let all = choice.of.iter().take(MOST_ALTERNATIVES).map(|own| lines(exact, own).join("; and "));
        let more = choice.of.len().saturating_sub(MOST_ALTERNATIVES);
        all.chain((more > 0).then(|| format!("or one of {more} more alternatives"))).collect()
    };
    // A choice of which each line is one alternative.
    let are_lines = choice.choose == 1 && texts.len() == choice.of.len();
    if is_single && (texts.len() == 1 || are_lines) && texts.iter().map(String::len).sum::<usize>() <= SHORT {
        return vec![said(sign, format!("{heading} {}", texts.join("; or ")))];
    }
    let own = texts.into_iter().map(|text| Entry { depth: 1, ..said(sign, text) });
    [said(Sign::Quiet, heading)].into_iter().chain(own).collect()
}

/// A fact by name, with its answer.
pub(super) struct Answered {
    pub(super) answer: Option<String>,
    pub(super) name: String,
}

/// A line for each answer, with all facts that have it.
fn lines(exact: &Exact, parts: &[ExactPart]) -> Vec<String> {
    let own = |part: &ExactPart| Answered { answer: part.answer.clone(), name: name(exact, part) };
    together(parts.iter().map(own).collect())
}

/// A line for each answer, with all facts that have it; what most facts have in common comes first.
pub(super) fn together(all: Vec<Answered>) -> Vec<String> {
    let mut answers: Vec<(Option<String>, Vec<String>)> = Vec::new();
    for Answered { answer, name } in all {
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, names)) => names.push(name),
            None => answers.push((answer, vec![name])),
        }
    }
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
