//! A policy beside what it must follow: the reasons of each direction, as text and Markdown.

use medpol_model::answer::{BoundedList, Comparison, IndependentReasons, ReasonRest, Responsible};

use super::{outline, words};
use crate::Colour;
use crate::determination::header::short;
use crate::determination::markdown::written as in_markdown;
use crate::determination::outline::{Entry, Field, Outline, Section, Sign};
use crate::determination::text::written as in_text;
use crate::determination::words::class;

const CLOSING: &str = "Each reason stands by itself: a patient who fails by these criteria alone. “Proved” is said of \
    every possible case.";

/// The comparison as text for a person, ending in a line end.
pub fn comparison_text(comparison: &Comparison, colour: Colour) -> String {
    in_text(&outlined(comparison), colour)
}

/// The comparison as Markdown, ending in a line end.
pub fn comparison_markdown(comparison: &Comparison) -> String {
    in_markdown(&outlined(comparison))
}

fn outlined(comparison: &Comparison) -> Outline {
    let Comparison { format: _, policy, against, verdict, stricter, looser } = comparison;
    let field = |label, side: &medpol_model::answer::ComparedPolicy| {
        outline::field(label, format!("{} ({})", outline::reference(&side.policy), side.policy.title))
    };
    let digest = |label, side: &medpol_model::answer::ComparedPolicy| {
        outline::field(label, format!("meaning {}", short(&side.policy.meaning_digest)))
    };
    Outline {
        sign: words::sign(verdict),
        headline: verdict.line.clone(),
        alerts: Vec::new(),
        particulars: vec![field("Policy", policy), field("Against", against)],
        sections: vec![
            Section { title: "Stricter: met under the other, not under the policy", entries: reasons(stricter) },
            Section { title: "Looser: met under the policy, not under the other", entries: reasons(looser) },
        ],
        background: Vec::new(),
        lists: Vec::new(),
        imprint: vec![digest("Digest", policy), digest("Digest against", against)],
        closing: CLOSING,
    }
}

fn reasons(reasons: &IndependentReasons) -> Vec<Entry> {
    let mut entries = Vec::new();
    for reason in &reasons.found {
        let mut criteria = reason.criteria.iter();
        let shown = Field { label: "Shown by", text: reason.witness.words.clone() };
        let file = reason.witness.file.iter().map(|file| Field { label: "File", text: file.clone() });
        if let Some(first) = criteria.next() {
            let mut entry = responsible(first, 0);
            entry.details.push(shown);
            entry.details.extend(file);
            entries.push(entry);
            entries.extend(criteria.map(|one| Entry { standing: "together with".to_owned(), ..responsible(one, 1) }));
        } else {
            let text = "it is no criterion by itself, but how they are put together".to_owned();
            let details = std::iter::once(shown).chain(file).collect();
            entries.push(Entry { details, ..plain(Sign::Holds, text) });
        }
    }
    let proved = BoundedList::proved(&reasons.lists);
    let rest = match (reasons.rest, reasons.found.is_empty()) {
        (ReasonRest::None, true) => Some((Sign::Good, format!("nobody: {proved}"))),
        (ReasonRest::None, false) => Some((Sign::Good, format!("no other reason: {proved}"))),
        (ReasonRest::More, _) => Some((Sign::Open, "there are more reasons".to_owned())),
        (ReasonRest::NotDecided, _) => None,
    };
    entries.extend(rest.map(|(sign, text)| plain(sign, text)));
    entries.extend(words::bounded(&reasons.lists).map(|line| plain(Sign::HoldsNot, line)));
    entries.extend(reasons.limits.iter().map(|limit| plain(Sign::Open, limit.clone())));
    entries
}

fn responsible(criterion: &Responsible, depth: usize) -> Entry {
    let Responsible { id, part: _, says, classes, internal_only, citations: _ } = criterion;
    let classes: Vec<&str> = classes.iter().map(|one| class(*one)).collect();
    let rests = if classes.is_empty() { "no source".to_owned() } else { classes.join(", ") };
    let own = if *internal_only { "; no Medicare rule or regulation" } else { "" };
    Entry {
        depth,
        name: id.to_string(),
        details: vec![Field { label: "Rests on", text: format!("{rests}{own}") }],
        ..plain(Sign::Holds, says.clone())
    }
}

fn plain(sign: Sign, text: String) -> Entry {
    Entry { depth: 0, sign, standing: String::new(), text, name: String::new(), details: Vec::new() }
}
