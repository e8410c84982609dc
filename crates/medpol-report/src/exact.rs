//! What every possible answer would make of a record, as text and Markdown: on a page, or in full.
//!
//! Nothing is found here: sets, answers and words come with what is rendered.

mod parts;

use medpol_model::answer::{Exact, ExactChange, ExactGround, ExactRest, ExactWay, GroundFact, Outcome, View};

use crate::Colour;
use crate::determination::header::sign;
use crate::determination::markdown::written as in_markdown;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};
use crate::determination::text::written as in_text;

const CLOSING: &str = "Each statement holds for every possible answer, not only for likely ones. This is advice for a \
    person who decides.";

/// As text for a terminal, ending in a line end.
pub fn text(exact: &Exact, view: View, colour: Colour) -> String {
    in_text(&outline(exact, view), colour)
}

/// As Markdown, ending in a line end.
pub fn markdown(exact: &Exact, view: View) -> String {
    in_markdown(&outline(exact, view))
}

fn outline(exact: &Exact, view: View) -> Outline {
    let case = exact.title.iter().map(|title| Field { label: "Case", text: title.clone() });
    let policy = Field { label: "Policy", text: format!("{} ({})", exact.policy, exact.policy_title) };
    let mut sections = vec![
        Section { title: "Next", entries: next(exact).into_iter().collect() },
        Section { title: "Enough to approve", entries: parts::approve(exact) },
        Section { title: "Would end it", entries: parts::ends(exact, view) },
        Section { title: "Enough to settle", entries: parts::settle(exact, view) },
        Section { title: "No longer matters", entries: parts::idle(exact) },
        Section { title: "What would change it", entries: changes(exact) },
        Section { title: "What it rests on", entries: grounds(exact) },
        Section {
            title: "Not decided",
            entries: exact.limits.iter().map(|limit| said(Sign::Open, limit.clone())).collect(),
        },
    ];
    sections.retain(|section| !section.entries.is_empty());
    Outline {
        sign: sign(exact.result),
        headline: headline(exact, view),
        alerts: agreed(exact).into_iter().collect(),
        particulars: case.chain([policy]).collect(),
        sections,
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: CLOSING,
    }
}

fn headline(exact: &Exact, view: View) -> String {
    let open = match exact.open.len() {
        several if parts::are_all_needed(exact, view) => format!("{several} facts are open, and no fewer settle it"),
        0 => "nothing that the policy reads is open".to_owned(),
        1 => "1 fact is open".to_owned(),
        several => format!("{several} facts are open"),
    };
    format!("{}; {open}", result(exact.result))
}

const fn result(result: Outcome) -> &'static str {
    match result {
        Outcome::Met => "Met",
        Outcome::NotMet => "Not met",
        Outcome::Unknown => "Unknown",
        Outcome::NotApplicable => "Not applicable",
    }
}

fn agreed(exact: &Exact) -> Option<Alert> {
    let agreed = result(exact.agreed?).to_lowercase();
    let text = format!(
        "the result is unknown, but every way to complete this record is {agreed}. This is a remark and no result: a \
         person looks at it"
    );
    Some(Alert { title: "", text })
}

pub(super) fn said(sign: Sign, text: String) -> Entry {
    Entry { depth: 0, sign, standing: String::new(), text, name: String::new(), details: Vec::new() }
}

pub(super) fn label(exact: &Exact, open: usize) -> &str {
    exact.open.get(open).map_or("", |fact| &fact.label)
}

fn next(exact: &Exact) -> Option<Entry> {
    let next = exact.next.as_ref()?;
    let question = exact.open.get(next.fact).map_or("", |fact| &*fact.question);
    let text = match next.remaining {
        0 => format!("{question} The answer decides."),
        remaining => format!(
            "{question} After the answer, {} on average can still make a difference.",
            average(remaining, next.answers)
        ),
    };
    Some(said(Sign::Question, text))
}

/// A number of facts on average, with one decimal.
fn average(sum: u64, of: u64) -> String {
    let tenths = (sum * 10 + of / 2).checked_div(of).unwrap_or(0);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    match (whole, tenth) {
        (1, 0) => "1 fact".to_owned(),
        (whole, 0) => format!("{whole} facts"),
        (whole, tenth) => format!("{whole}.{tenth} facts"),
    }
}

fn changes(exact: &Exact) -> Vec<Entry> {
    let Some(found) = &exact.would_change_it else { return Vec::new() };
    let mut entries: Vec<Entry> = match found.ways.as_slice() {
        [] if found.rest == ExactRest::NotDecided => Vec::new(),
        [] => vec![said(Sign::Quiet, "nothing that can be otherwise".to_owned())],
        ways => ways.iter().flat_map(way).collect(),
    };
    if found.rest == ExactRest::More {
        entries.push(said(Sign::Quiet, "there are more ways".to_owned()));
    }
    entries
}

fn way(way: &ExactWay) -> Vec<Entry> {
    let change = |change: &ExactChange| match &change.on_record {
        Some(on_record) => format!("{}: {} (on record: {on_record})", change.label, change.needed),
        None => format!("{}: {}", change.label, change.needed),
    };
    let mut all = way.changes.iter().map(&change);
    let first = said(Sign::Holds, all.next().unwrap_or_else(|| "nothing on record has to be otherwise".to_owned()));
    let together = all.map(|text| Entry { depth: 1, standing: "together with".to_owned(), ..said(Sign::Holds, text) });
    let answers = way.answers.iter().map(|answer| Entry { depth: 1, ..said(Sign::Question, change(answer)) });
    let mut entries = vec![first];
    entries.extend(together);
    entries.extend(answers);
    entries
}

fn grounds(exact: &Exact) -> Vec<Entry> {
    let Some(found) = &exact.rests_on else { return Vec::new() };
    let all = |facts: &[GroundFact], none: &str| {
        let answered = |own: &GroundFact| {
            let value = own.on_record.clone().unwrap_or_else(|| none.to_owned());
            parts::Answered { answer: Some(value), name: own.label.clone() }
        };
        parts::together(facts.iter().map(answered).collect())
    };
    let part = |part: &ExactGround| {
        let facts = all(&part.facts, "denied").into_iter().map(|text| said(Sign::Good, text));
        let assumed = all(&part.assumed, "assumed, not on record").into_iter().map(|text| said(Sign::Open, text));
        facts.chain(assumed).collect::<Vec<_>>()
    };
    match found.parts.as_slice() {
        [] => Vec::new(),
        [only] => part(only),
        [first, others @ ..] => {
            let more = format!("or, with other facts, {} other smallest parts of the record", others.len());
            part(first).into_iter().chain([said(Sign::Quiet, more)]).collect()
        }
    }
}
