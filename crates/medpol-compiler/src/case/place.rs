//! Paths into a case: `imaging.discs[0].bodies`.

use medpol_model::vocabulary::{Elements, FactId, FactKind, FrameId, Member, RecordId, Vocabulary};

use super::decode::Decoding;

/// What a path of a case leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A fact and its slot.
    Fact { fact: FactId, slot: usize },
    /// A record and the first slot of its frame.
    Record { record: RecordId, base: usize },
}

/// Follows a path; `None` when it leads nowhere in this case.
pub(super) fn find(decoding: &Decoding<'_>, path: &str) -> Option<Place> {
    let vocabulary = decoding.vocabulary;
    let mut record = vocabulary.frame(FrameId::CASE)?.record;
    let mut base = 0;
    let mut names = path.split('.').peekable();
    while let Some(part) = names.next() {
        let (name, index) = match part.split_once('[') {
            None => (part, None),
            Some((name, rest)) => (name, Some(rest.strip_suffix(']')?.parse::<usize>().ok()?)),
        };
        let is_last = names.peek().is_none();
        match (vocabulary.record(record)?.member(name)?, index) {
            (Member::Record(inner), None) if is_last => return Some(Place::Record { record: inner, base }),
            (Member::Record(inner), None) => record = inner,
            (Member::Record(_), Some(_)) => return None,
            (Member::Fact(fact), None) => {
                let slot = base + vocabulary.fact(fact)?.slot as usize;
                return is_last.then_some(Place::Fact { fact, slot });
            }
            (Member::Fact(fact), Some(index)) => {
                let (frame, element, kind) = element(decoding, vocabulary, fact, base, index)?;
                let inner = vocabulary.frame(frame)?;
                match (kind, is_last) {
                    (Elements::Values, true) => {
                        return Some(Place::Fact { fact: inner.facts.first().copied()?, slot: element });
                    }
                    (Elements::Values, false) => return None,
                    (Elements::Records, true) => return Some(Place::Record { record: inner.record, base: element }),
                    (Elements::Records, false) => (record, base) = (inner.record, element),
                }
            }
        }
    }
    None
}

fn element(
    decoding: &Decoding<'_>,
    vocabulary: &Vocabulary,
    fact: FactId,
    base: usize,
    index: usize,
) -> Option<(FrameId, usize, Elements)> {
    let fact = vocabulary.fact(fact)?;
    let FactKind::List(list) = &fact.kind else { return None };
    let (first, count) = decoding.case.facts.elements(base + fact.slot as usize);
    (index < count).then(|| (list.frame, first + index * vocabulary.width(list.frame), list.elements))
}
