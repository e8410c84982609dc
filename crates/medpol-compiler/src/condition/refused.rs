//! Where something was refused already, so that a check of meaning does not report it again.
//!
//! Every criterion with a mistake asks for its own places. They are kept in order, so that many mistakes do not look at
//! each other. Why something was refused is not known here.

use std::collections::{BTreeMap, BTreeSet};

use medpol_diagnostics::{Code, Diagnostic, Span, codes};

/// What the schema reports of a mapping that is then not whole.
static BY_SCHEMA: [&Code; 7] =
    [&codes::P0032, &codes::P0101, &codes::P0103, &codes::P0104, &codes::P0107, &codes::P0108, &codes::P0401];

/// The places of such problems, as far as they were read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refused {
    /// How many problems were read.
    read: usize,
    places: BTreeSet<Span>,
    /// Where a source is named that there is not.
    sources: BTreeSet<Span>,
    /// By the key that was meant.
    misspelled: BTreeMap<String, BTreeSet<Span>>,
}

impl Refused {
    /// Reads the problems that were added.
    pub(super) fn read(&mut self, diagnostics: &[Diagnostic]) {
        for known in diagnostics.get(self.read..).unwrap_or_default() {
            if known.code == &codes::P0206 {
                self.sources.insert(known.primary.span);
            }
            if !BY_SCHEMA.contains(&known.code) {
                continue;
            }
            self.places.insert(known.primary.span);
            if let (true, Some(meant)) = (known.code == &codes::P0101, &known.replacement) {
                self.misspelled.entry(meant.text.clone()).or_default().insert(known.primary.span);
            }
        }
        self.read = diagnostics.len();
    }

    /// Notes that problems from this one on were taken back: they are read again where they return.
    pub(super) fn take_back(&mut self, from: usize) {
        self.read = self.read.min(from);
    }

    /// Whether this mapping names a source that there is not.
    pub(super) fn names_no_source(&self, mapping: Span) -> bool {
        has_in(&self.sources, mapping)
    }

    /// Whether something in this mapping was refused.
    pub(super) fn is_in(&self, mapping: Span) -> bool {
        has_in(&self.places, mapping)
    }

    /// Whether a key of this mapping was meant to be `key`.
    pub(super) fn is_misspelled(&self, mapping: Span, key: &str) -> bool {
        self.misspelled.get(key).is_some_and(|places| has_in(places, mapping))
    }
}

fn has_in(places: &BTreeSet<Span>, mapping: Span) -> bool {
    let from = Span { end: mapping.start, ..mapping };
    let to = Span { start: mapping.end, end: u32::MAX, ..mapping };
    places.range(from..=to).any(|place| mapping.contains(*place))
}

#[cfg(test)]
mod tests {
    use medpol_diagnostics::SourceMap;

    use super::*;

    #[test]
    fn a_place_is_found_in_its_mapping_only() {
        let mut sources = SourceMap::default();
        let (file, other) = (sources.add("a", ""), sources.add("b", ""));
        let at = |file, start, end| Span { file, start, end };
        let mut known = Diagnostic::new(&codes::P0101, at(file, 10, 14), "unknown key `txet`");
        known = known.replace(at(file, 10, 14), "text");
        let unlike = Diagnostic::new(&codes::P0209, at(file, 40, 44), "this criterion has no `id`");
        let mut refused = Refused::default();
        refused.read(&[known.clone(), unlike.clone()]);
        assert!(refused.is_in(at(file, 10, 20)) && refused.is_misspelled(at(file, 0, 14), "text"));
        assert!(!refused.is_misspelled(at(file, 0, 14), "id"));
        for elsewhere in [at(file, 11, 20), at(file, 0, 13), at(other, 0, 20), at(file, 30, 50)] {
            assert!(!refused.is_in(elsewhere) && !refused.is_misspelled(elsewhere, "text"), "{elsewhere:?}");
        }
        let later = Diagnostic::new(&codes::P0103, at(file, 30, 32), "not a number");
        refused.read(&[known, unlike, later]);
        assert!(refused.is_in(at(file, 30, 50)));
    }
}
