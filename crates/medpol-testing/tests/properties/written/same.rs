//! What a case says, wherever its values are stored: the same lines are the same case.

use medpol_model::case::{Case, Evidence, ExpectedFinding};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{FactId, FactKind, FrameId, Vocabulary};

/// Every fact with its marks, values and evidence, then what is expected.
pub fn told(case: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> Vec<String> {
    let mut telling = Telling { case, vocabulary, symbols, lines: vec![format!("title {:?}", case.title)] };
    telling.frame(FrameId::CASE, 0, "");
    telling.expectation();
    telling.lines
}

struct Telling<'a> {
    case: &'a Case,
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    lines: Vec<String>,
}

impl Telling<'_> {
    fn frame(&mut self, frame: FrameId, base: usize, above: &str) {
        for (slot, id) in self.vocabulary.frame(frame).unwrap().facts.iter().enumerate() {
            self.fact(*id, base + slot, above);
        }
    }

    fn fact(&mut self, id: FactId, slot: usize, above: &str) {
        let fact = self.vocabulary.fact(id).unwrap();
        let facts = &self.case.facts;
        let mark = facts.mark(slot);
        if mark.is_absent() {
            return;
        }
        let path = format!("{above}{}", fact.path);
        let evidence: Vec<&Evidence> = self.case.evidence(slot).collect();
        let head = format!("{path} marks {} evidence {evidence:?}", mark.bits());
        match &fact.kind {
            FactKind::List(list) => {
                let (first, count) = facts.elements(slot);
                self.lines.push(format!("{head} of {count}"));
                for index in 0..count {
                    let base = first + index * self.vocabulary.width(list.frame);
                    self.frame(list.frame, base, &format!("{path}#{index} "));
                }
            }
            FactKind::Code { .. } | FactKind::Text => {
                let text = |number: i64| {
                    self.symbols
                        .text(number)
                        .or_else(|| facts.own(number).map(|text| &**text))
                        .unwrap_or("?")
                        .to_owned()
                };
                let own = facts.value(slot);
                let texts: Vec<String> = match facts.alternatives(slot) {
                    [] if own.low == own.high => vec![text(own.low)],
                    several => several.iter().map(|one| text(one.low)).collect(),
                };
                self.lines.push(format!("{head} {texts:?}"));
            }
            _ => self.lines.push(format!("{head} {:?} {:?}", facts.value(slot), facts.alternatives(slot))),
        }
    }

    fn expectation(&mut self) {
        let Some(expected) = &self.case.expectation else { return };
        let words = [&expected.policy, &expected.governs, &expected.result, &expected.governed_by, &expected.review];
        self.lines.push(format!("{:?}", words.map(|word| word.as_ref().map(|word| &word.text))));
        for statuses in [&expected.criteria, &expected.exclusions, &expected.edits] {
            let statuses: Vec<_> = statuses.iter().map(|(id, status)| (&id.text, &status.text)).collect();
            self.lines.push(format!("{statuses:?}"));
        }
        let missing = expected.missing.as_ref().map(|missing| missing.iter().map(|one| &one.text).collect::<Vec<_>>());
        let findings = expected.findings.as_ref().map(|findings| findings.iter().map(finding).collect::<Vec<_>>());
        self.lines.push(format!("{missing:?} {findings:?}"));
    }
}

fn finding(finding: &ExpectedFinding) -> String {
    let numbers = [&finding.lines, &finding.related]
        .map(|lines| lines.as_ref().map(|lines| lines.iter().map(|line| line.number).collect::<Vec<_>>()));
    format!("{} {numbers:?}", finding.edit.text)
}
