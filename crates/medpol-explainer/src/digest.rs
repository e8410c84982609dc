//! The digest of a case: of its facts and evidence, whatever layout, order or units they were
//! written in.

use medpol_model::case::{Case, Mark};
use medpol_model::value::{Digest, Interval, Symbols};
use medpol_model::vocabulary::{FactKind, FrameId, Vocabulary};

/// SHA-256 of a case.
pub(crate) fn of_case(case: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> String {
    let mut digest = Digest::default();
    digest.field(b"medpol/case/1");
    digest.field(vocabulary.id.as_bytes());
    let mut writing = Writing { case, vocabulary, symbols, digest };
    writing.frame(FrameId::CASE, 0);
    writing.digest.finish()
}

struct Writing<'a> {
    case: &'a Case,
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    digest: Digest,
}

impl Writing<'_> {
    fn frame(&mut self, frame: FrameId, base: usize) {
        let Some(known) = self.vocabulary.frame(frame) else { return };
        for (offset, id) in known.facts.iter().enumerate() {
            let slot = base + offset;
            let mark = self.case.facts.mark(slot);
            let Some(fact) = self.vocabulary.fact(*id).filter(|_| mark != Mark::ABSENT) else { continue };
            self.digest.field(fact.path.as_bytes());
            self.digest.field(&[mark.bits()]);
            self.value(&fact.kind, slot, mark);
            for evidence in self.case.evidence(slot) {
                self.digest.field(evidence.document.as_bytes());
                for part in [&evidence.date, &evidence.locator, &evidence.origin] {
                    self.digest.field(part.as_deref().unwrap_or_default().as_bytes());
                }
            }
        }
    }

    fn value(&mut self, kind: &FactKind, slot: usize, mark: Mark) {
        if !mark.has(Mark::GIVEN) {
            return;
        }
        if let FactKind::List(list) = kind {
            let (first, count) = self.case.facts.elements(slot);
            let width = self.vocabulary.width(list.frame);
            self.digest.field(&count.to_le_bytes());
            for index in 0..count {
                self.frame(list.frame, first + index * width);
            }
            return;
        }
        let single = [self.case.facts.value(slot)];
        let values = if mark.has(Mark::ALTERNATIVES) { self.case.facts.alternatives(slot) } else { &single };
        for value in values {
            match kind {
                FactKind::Code { .. } | FactKind::Text => {
                    let own = self.case.facts.own(value.low).map(|text| &**text);
                    self.digest.field(self.symbols.text(value.low).or(own).unwrap_or_default().as_bytes());
                }
                FactKind::Boolean
                | FactKind::Integer { .. }
                | FactKind::Decimal { .. }
                | FactKind::Date
                | FactKind::Duration(_)
                | FactKind::Enumeration(_)
                | FactKind::List(_) => {
                    let Interval { low, high } = *value;
                    self.digest.field(&low.to_le_bytes());
                    self.digest.field(&high.to_le_bytes());
                }
            }
        }
    }
}
