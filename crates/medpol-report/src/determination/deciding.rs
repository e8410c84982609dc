//! "What decides": every reason of the result with its evidence and its citation.
//!
//! The reasons are the determination's; none is made here.

use std::collections::HashMap;

use medpol_model::answer::{Determination, Outcome, Reason, ReasonKind, Standing};
use medpol_model::policy::Confidence;

use super::node::{citation_in_a_line, evidence_of, sources};
use super::outline::{Entry, Field, Section, Sign};
use super::words;

/// The heading.
pub(super) const TITLE: &str = "What decides";
/// The label of a citation.
pub(super) const SOURCE: &str = "Source";

/// How much of a reason is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReasonForm {
    /// The criterion, what the record shows, and where the policy says so.
    Three,
    /// What the record shows, and where the policy says so.
    Two,
    /// What the record shows.
    One,
}

/// Every reason in full.
pub(super) fn section(determination: &Determination) -> Section {
    let entries = statement(determination).into_iter().chain(determination.reasons.iter().map(entry)).collect();
    Section { title: TITLE, entries }
}

/// What can be said where no criterion stands out.
pub(super) fn statement(determination: &Determination) -> Option<Entry> {
    let text = match (determination.result, determination.criteria.is_empty(), determination.exclusions.is_empty()) {
        (Outcome::Met, false, false) => "every criterion is met and no exclusion applies",
        (Outcome::Met, true, false) => "no exclusion applies",
        (Outcome::Met, _, true) => "every criterion is met",
        (Outcome::NotApplicable, ..) if determination.reasons.is_empty() => "nothing in the policy is applicable",
        (Outcome::NotMet | Outcome::Unknown | Outcome::NotApplicable, ..) => return None,
    };
    let sign = if determination.result == Outcome::Met { Sign::Good } else { Sign::Quiet };
    Some(Entry { sign, ..Entry::remark(text.to_owned()) })
}

fn entry(reason: &Reason) -> Entry {
    let (sign, standing) = standing_of(reason);
    let field = |label: &'static str, text: &str| Field { label, text: text.to_owned() };
    let text = reason.text.as_deref().unwrap_or(&reason.sentence);
    let why = reason.text.as_ref().filter(|text| ***text != *reason.sentence).map(|_| field("", &reason.sentence));
    let settled = reason.settled_by.as_ref().map(|by| field("What would settle it", by));
    let certain = reason.confidence.filter(|confidence| *confidence != Confidence::Read);
    let certain = certain.map(|confidence| field("RECONSTRUCTED", words::confidence(confidence)));
    let details = why.into_iter().chain(settled).chain(evidence_of(&reason.facts)).chain(certain);
    Entry {
        depth: 0,
        sign,
        standing,
        text: text.to_owned(),
        name: reason.id.as_deref().unwrap_or_default().to_owned(),
        details: details.chain(sources(&reason.citations)).collect(),
    }
}

/// A reason in a few lines.
pub(super) fn in_lines(reason: &Reason, form: ReasonForm) -> Entry {
    let (sign, standing) = standing_of(reason);
    let text = reason.text.as_deref().filter(|text| form == ReasonForm::Three && **text != *reason.sentence);
    let mut details = Vec::new();
    if text.is_some() {
        details.push(Field { label: "", text: reason.sentence.clone() });
    }
    if form != ReasonForm::One {
        let doubt = reason.confidence.filter(|confidence| *confidence != Confidence::Read);
        let doubt = doubt.map(|confidence| format!(" ({})", words::confidence(confidence))).unwrap_or_default();
        let source = reason.citations.first().map(|citation| citation_in_a_line(citation) + &doubt);
        details.extend(source.map(|text| Field { label: SOURCE, text }));
    }
    let text = text.unwrap_or(&reason.sentence).to_owned();
    Entry { depth: 0, sign, standing, text, name: String::new(), details }
}

/// A reason, and how many criteria or exclusions have it.
pub(super) struct Told<'d> {
    pub(super) reason: &'d Reason,
    pub(super) count: usize,
}

impl Told<'_> {
    /// How many criteria or exclusions have it, if there are several.
    pub(super) fn alike(&self) -> String {
        match (self.count, self.reason.kind) {
            (0 | 1, _) => String::new(),
            (count, ReasonKind::Criterion) => format!(" ({count} criteria)"),
            (count, ReasonKind::Exclusion) => format!(" ({count} exclusions)"),
        }
    }
}

/// The reasons in their order. Where neither criterion nor citation is written, those that read alike are one.
pub(super) fn told(reasons: &[Reason], form: ReasonForm) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::with_capacity(reasons.len());
    let mut places: HashMap<(ReasonKind, Standing, &str), usize> = HashMap::new();
    for reason in reasons {
        if form == ReasonForm::One {
            let place = *places.entry((reason.kind, reason.status, &reason.sentence)).or_insert(told.len());
            if let Some(same) = told.get_mut(place) {
                same.count += 1;
                continue;
            }
        }
        told.push(Told { reason, count: 1 });
    }
    told
}

/// The sign and the words for the status of a reason. Criteria and exclusions are told together, so the words say which
/// it is where the status does not.
fn standing_of(reason: &Reason) -> (Sign, String) {
    let (sign, words) = standing(reason.status);
    match (reason.kind, reason.status) {
        (ReasonKind::Exclusion, Standing::Unknown) => (sign, format!("exclusion {words}")),
        (ReasonKind::Exclusion | ReasonKind::Criterion, _) => (sign, words.to_owned()),
    }
}

/// The sign and the word for the status of a criterion or an exclusion.
pub(super) const fn standing(standing: Standing) -> (Sign, &'static str) {
    match standing {
        Standing::Met => (Sign::Good, "met"),
        Standing::NotMet => (Sign::Bad, "not met"),
        Standing::Unknown => (Sign::Open, "unknown"),
        Standing::NotApplicable => (Sign::Quiet, "not applicable"),
        Standing::Applies => (Sign::Bad, "applies"),
        Standing::DoesNotApply => (Sign::Good, "does not apply"),
    }
}
