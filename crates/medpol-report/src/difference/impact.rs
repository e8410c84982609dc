//! What becomes of cases, in lines.

use medpol_model::answer::{CaseChange, Impact, ImpactKind, Outcome};

use crate::determination::outline::{Entry, Field, Section, Sign};
use crate::determination::words::outcome;

/// Cases of a kind that are listed, at most; all of them are in the JSON.
pub(super) const LISTED: usize = 20;

/// Ids that are named of a case, at most.
const IDS: usize = 6;

/// How many there are of each kind, and the cases.
pub(super) fn sections(impact: &Impact) -> Vec<Section> {
    let totals = impact.totals.iter().filter(|total| total.count > 0);
    let totals: Vec<Entry> = totals.map(|total| entry(sign(total.kind), counted(total.count, total.kind))).collect();
    let mut list = Vec::new();
    for kind in ImpactKind::ALL {
        let own: Vec<&CaseChange> = impact.list.iter().filter(|change| change.kind == kind).collect();
        list.extend(own.iter().take(LISTED).map(|change| case(change)));
        if let Some(more) = own.len().checked_sub(LISTED).filter(|more| *more > 0) {
            list.push(entry(sign(kind), format!("and {more} more that are {}", kind.words())));
        }
    }
    vec![Section { title: "Impact", entries: totals }, Section { title: "Cases", entries: list }]
}

pub(super) fn counted(count: usize, kind: ImpactKind) -> String {
    format!("{count} {}", kind.words())
}

const fn sign(kind: ImpactKind) -> Sign {
    match kind {
        ImpactKind::Unchanged => Sign::Good,
        ImpactKind::NewlyMet
        | ImpactKind::NewlyNotMet
        | ImpactKind::NewlyUnknown
        | ImpactKind::NewlyNotApplicable
        | ImpactKind::Settled => Sign::Holds,
        ImpactKind::OtherReasons => Sign::HoldsNot,
        ImpactKind::NotTried => Sign::Open,
    }
}

fn entry(sign: Sign, text: String) -> Entry {
    Entry { depth: 0, sign, standing: String::new(), text, name: String::new(), details: Vec::new() }
}

fn case(change: &CaseChange) -> Entry {
    let mut details: Vec<Field> = Vec::new();
    let list = |label, ids: &[String]| (!ids.is_empty()).then(|| Field { label, text: few(ids) });
    details.extend(list("No longer decides", &change.no_longer));
    details.extend(list("Now decides", &change.newly));
    details.extend(change.because.iter().map(|because| Field { label: "Because", text: because.clone() }));
    Entry {
        depth: 0,
        sign: sign(change.kind),
        standing: change.kind.words().to_owned(),
        text: results(change),
        name: change.case.clone(),
        details,
    }
}

/// Some ids, the first of many.
pub(super) fn few(ids: &[String]) -> String {
    let shown = ids.get(..IDS).unwrap_or(ids).join(", ");
    match ids.len().saturating_sub(IDS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Both results of a case.
pub(super) fn results(change: &CaseChange) -> String {
    let word = |result: Option<Outcome>| result.map_or("not decided", outcome);
    format!("{} → {}", word(change.was), word(change.now))
}
