//! "All others negative", and the documents that prove facts.

use std::collections::HashSet;

use medpol_diagnostics::{Diagnostic, MOST_OF_A_KIND, codes};
use medpol_model::case::{Evidence, Mark};
use medpol_model::value::Interval;
use medpol_model::vocabulary::{FactId, FactKind, Member};
use medpol_syntax::document::{DeniedDocument, EvidenceDocument, Map, Text};

use super::decode::Decoding;
use super::place::{Place, find};

/// Applies every `denied` entry to what was not stated.
///
/// Elements of lists are not reached: a finding that is on record keeps its open questions. A list that must
/// have an entry is not emptied: there is no request for nothing, and no record that states one.
pub(super) fn apply(decoding: &mut Decoding<'_>, entries: &[DeniedDocument]) {
    for entry in entries {
        let excepted: HashSet<Denied> = entry.except.iter().flat_map(|path| named(decoding, path)).collect();
        let mut denied = Vec::new();
        for path in &entry.facts {
            if path.text.contains('[') {
                decoding.diagnostics.push(of_an_element(path));
                continue;
            }
            let below = named(decoding, path);
            if !below.is_empty() && !below.iter().any(|place| absent_value(decoding, *place).is_some()) {
                decoding.diagnostics.push(
                    Diagnostic::new(
                        &codes::R0011,
                        path.span,
                        format!("`{}` is not something that can be absent", path.text),
                    )
                    .label("no yes/no fact, and no list that can be empty")
                    .help("deny yes/no facts, lists, or groups that contain some; give other facts a value"),
                );
            }
            denied.extend(below.into_iter().filter(|place| !excepted.contains(place)));
        }
        let document = entry.evidence.as_ref().map(|evidence| add_document(decoding, evidence));
        for place in denied {
            if !decoding.case.facts.mark(place.slot).is_absent() {
                continue;
            }
            let Some(value) = absent_value(decoding, place) else { continue };
            decoding.set(place.slot, Some(value), Mark::GIVEN.with(Mark::DENIED));
            if let (Some(document), Ok(slot)) = (document, u32::try_from(place.slot)) {
                decoding.case.evidence.entry(slot).or_default().push(document);
            }
        }
    }
}

fn of_an_element(path: &Text) -> Diagnostic {
    Diagnostic::new(&codes::R0011, path.span, format!("`{}` speaks of one entry of a list", path.text))
        .label("denied of an entry that is on record")
        .help("state it in the entry itself, as `false` or `[]`, or leave it open")
}

/// A fact with its slot in this case.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Denied {
    fact: FactId,
    slot: usize,
}

/// The facts that a path of `denied` names; an unknown path is reported.
fn named(decoding: &mut Decoding<'_>, path: &Text) -> Vec<Denied> {
    match find(decoding, &path.text) {
        Some(Place::Fact { fact, slot }) => vec![Denied { fact, slot }],
        Some(Place::Record { record, base }) => decoding
            .vocabulary
            .facts_below(Member::Record(record))
            .into_iter()
            .filter_map(|id| Some(Denied { fact: id, slot: base + decoding.vocabulary.fact(id)?.slot as usize }))
            .collect(),
        None => {
            let diagnostic = unknown(decoding, path);
            decoding.unknown.push(diagnostic);
            Vec::new()
        }
    }
}

fn unknown(decoding: &Decoding<'_>, path: &Text) -> Diagnostic {
    let plain = Diagnostic::new(&codes::R0001, path.span, format!("no fact or group is named `{}`", path.text))
        .label(format!("not in vocabulary `{}`, or no such element in this case", decoding.vocabulary.id));
    if decoding.unknown.len() >= MOST_OF_A_KIND {
        return plain;
    }
    let facts = decoding.vocabulary.facts.iter().map(|fact| &*fact.path);
    let records = decoding.vocabulary.records.iter().map(|record| &*record.path);
    let known: Vec<&str> = facts.chain(records).filter(|path| !path.contains("[]")).collect();
    plain.did_you_mean(&path.text, known).help("write the whole path, and `[0]` for the first element of a list")
}

fn absent_value(decoding: &Decoding<'_>, place: Denied) -> Option<Interval> {
    let kind = &decoding.vocabulary.fact(place.fact)?.kind;
    let is_list = matches!(kind, FactKind::List(_));
    kind.can_be_denied().then(|| if is_list { Interval { low: 0, high: 0 } } else { Interval::point(0b01) })
}

fn add_document(decoding: &mut Decoding<'_>, document: &EvidenceDocument) -> u32 {
    let text = |text: &Option<Text>| text.as_ref().map(|text| (*text.text).into());
    decoding.case.documents.push(Evidence {
        document: (*document.document.text).into(),
        date: text(&document.date),
        locator: text(&document.locator),
        origin: text(&document.origin),
    });
    if let Some(date) = &document.date
        && medpol_model::value::PartialDate::parse(&date.text).is_none()
    {
        decoding.diagnostics.push(
            Diagnostic::new(&codes::R0007, date.span, format!("`{}` is not a date", date.text))
                .label("not a date of the calendar")
                .help("write `2025-06-15`, `2025-06` or `2025`"),
        );
    }
    u32::try_from(decoding.case.documents.len() - 1).unwrap_or(u32::MAX)
}

/// Attaches the documents listed under `evidence` to their facts.
pub(super) fn evidence(decoding: &mut Decoding<'_>, entries: &Map<Vec<EvidenceDocument>>) {
    for (path, documents) in &entries.0 {
        let documents: Vec<u32> = documents.iter().map(|document| add_document(decoding, document)).collect();
        match find(decoding, &path.text) {
            Some(Place::Fact { slot, .. }) => {
                if decoding.case.facts.mark(slot).is_absent() {
                    decoding.diagnostics.push(
                        Diagnostic::new(
                            &codes::R0012,
                            path.span,
                            format!("there is evidence for `{}`, but no value", path.text),
                        )
                        .label("nothing is stated")
                        .help("add the fact under `facts:`, or remove its evidence"),
                    );
                    continue;
                }
                if let Ok(slot) = u32::try_from(slot) {
                    decoding.case.evidence.entry(slot).or_default().extend(documents);
                }
            }
            Some(Place::Record { .. }) => decoding.diagnostics.push(
                Diagnostic::new(&codes::R0012, path.span, format!("`{}` is a group of facts", path.text))
                    .label("evidence is for single facts")
                    .help("name the fact that the document proves"),
            ),
            None => {
                let diagnostic = unknown(decoding, path);
                decoding.unknown.push(diagnostic);
            }
        }
    }
}
