//! Facts to a case document: the way back from [`super::decode`].
//!
//! A document that is written here validates, and decodes to the same facts, marks and evidence. Keys
//! come in the order of the vocabulary. The one exception are values that no document can state, such
//! as those that only a program puts into a slot: they are written as the narrowest statement that
//! covers them, so that nothing is claimed that the facts do not say.

mod denied;
mod expect;
mod scalar;

use medpol_model::case::{Case, Evidence, Mark};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{Elements, Fact, FactId, FactKind, FrameId, ListKind, Member, RecordId, Vocabulary};
use medpol_syntax::Draft;

use denied::Denied;

/// The document of a case: its title, facts, denials, evidence, and what is expected of it. `symbols`
/// are those with which the case was decoded.
pub fn write_case(case: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> Draft {
    let mut writing = Writing { case, vocabulary, symbols, denied: Denied::default(), evidence: Draft::mapping() };
    let root = vocabulary.frame(FrameId::CASE).map_or(RecordId(0), |frame| frame.record);
    let facts = writing.record(root, Place { base: 0, path: "" });
    let mut document = Draft::mapping();
    document.set(&["format"], Draft::value("medpol/case/1"));
    if let Some(title) = &case.title {
        document.set(&["title"], Draft::text(&**title));
    }
    document.set(&["facts"], facts);
    let denied = writing.denied.entries(case, vocabulary);
    for (key, part) in [("denied", Draft::List(denied)), ("evidence", writing.evidence)] {
        if !part.is_empty() {
            document.set(&[key], part);
        }
    }
    if let Some(expectation) = &case.expectation {
        document.set(&["expect"], expect::write(expectation));
    }
    document
}

/// Where the facts of a record stand.
#[derive(Clone, Copy)]
struct Place<'p> {
    /// The first slot of its frame.
    base: usize,
    /// Its path in the case, such as `imaging.discs[0]`; empty for the case itself.
    path: &'p str,
}

impl Place<'_> {
    /// The path of a member.
    fn member(self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

/// A case that is being written.
struct Writing<'a> {
    case: &'a Case,
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    denied: Denied<'a>,
    /// Evidence by path.
    evidence: Draft,
}

impl Writing<'_> {
    /// The facts of a record that were mentioned and not denied.
    fn record(&mut self, id: RecordId, place: Place<'_>) -> Draft {
        let mut written = Draft::mapping();
        let Some(record) = self.vocabulary.record(id) else { return written };
        for (name, member) in &record.members {
            let path = place.member(name);
            match member {
                Member::Record(inner) => {
                    let inner = self.record(*inner, Place { base: place.base, path: &path });
                    if !inner.is_empty() {
                        written.set(&[name], inner);
                    }
                }
                Member::Fact(id) => {
                    let Some(fact) = self.vocabulary.fact(*id) else { continue };
                    if let Some(value) = self.fact(*id, fact, place.base + fact.slot as usize, &path) {
                        written.set(&[name], value);
                    }
                }
            }
        }
        written
    }

    /// The value of a fact; `None` where it is not stated.
    fn fact(&mut self, id: FactId, fact: &Fact, slot: usize, path: &str) -> Option<Draft> {
        let mark = self.case.facts.mark(slot);
        // The result of the medical policy is for the program to fill in, and not for a case to state.
        if mark.is_absent() || self.vocabulary.governing == Some(id) {
            return None;
        }
        let documents: Vec<&Evidence> = self.case.evidence(slot).collect();
        // Of an element nothing is denied; what it lacks is stated in it.
        let is_denied = mark.has(Mark::DENIED) && slot < self.vocabulary.width(FrameId::CASE);
        let own = if is_denied {
            self.denied.add(slot, documents.first().copied());
            documents.get(1..).unwrap_or_default()
        } else {
            &documents
        };
        if !own.is_empty() {
            self.evidence.set(&[path], Draft::List(own.iter().map(|document| evidence(document)).collect()));
        }
        if is_denied {
            return None;
        }
        if !mark.has(Mark::GIVEN) {
            return Some(Draft::Null);
        }
        Some(match &fact.kind {
            FactKind::List(list) => self.list(list, slot, path),
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text => scalar::write(self.vocabulary, self.symbols, &self.case.facts, &fact.kind, slot),
        })
    }

    fn list(&mut self, list: &ListKind, slot: usize, path: &str) -> Draft {
        let (first, count) = self.case.facts.elements(slot);
        let width = self.vocabulary.width(list.frame);
        let mut items = Vec::with_capacity(count);
        for index in 0..count {
            let place = Place { base: first + index * width, path: &format!("{path}[{index}]") };
            items.push(self.element(list, place));
        }
        let items = Draft::List(items);
        if !self.case.facts.mark(slot).has(Mark::INCOMPLETE) {
            return items;
        }
        let mut written = Draft::mapping();
        written.set(&["items"], items);
        written.set(&["complete"], Draft::value("false"));
        written
    }

    fn element(&mut self, list: &ListKind, place: Place<'_>) -> Draft {
        let Some(frame) = self.vocabulary.frame(list.frame) else { return Draft::Null };
        match list.elements {
            Elements::Records => self.record(frame.record, place),
            Elements::Values => {
                let id = frame.facts.first().copied();
                let value = id.and_then(|id| self.fact(id, self.vocabulary.fact(id)?, place.base, place.path));
                // An element that nothing is said of is one of which nothing is known.
                value.unwrap_or(Draft::Null)
            }
        }
    }
}

/// A document that proves a fact.
fn evidence(document: &Evidence) -> Draft {
    let mut written = Draft::mapping();
    written.set(&["document"], Draft::text(&*document.document));
    if let Some(date) = &document.date {
        written.set(&["date"], Draft::value(&**date));
    }
    if let Some(locator) = &document.locator {
        written.set(&["locator"], Draft::text(&**locator));
    }
    if let Some(origin) = &document.origin {
        written.set(&["origin"], Draft::value(&**origin));
    }
    written
}
