//! A case as a row: how it differs from the base of a suite.

use medpol_compiler::write_case;
use medpol_library::Library;
use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{FactId, FrameId, Vocabulary};
use medpol_syntax::Draft;

/// The parts of a row.
#[derive(Default)]
pub(super) struct Change {
    pub(super) stated: Vec<(String, Draft)>,
    pub(super) not_mentioned: Vec<Draft>,
    pub(super) denied: Vec<Draft>,
}

/// How a case states a fact.
#[derive(PartialEq)]
enum Stated {
    Not,
    Denied,
    As(Draft),
}

/// The facts of a case, as they are written.
struct Facts<'a> {
    case: &'a Case,
    vocabulary: &'a Vocabulary,
    written: Draft,
}

impl<'a> Facts<'a> {
    fn of(case: &'a Case, vocabulary: &'a Vocabulary, symbols: &Symbols) -> Self {
        Self { case, vocabulary, written: write_case(case, vocabulary, symbols) }
    }

    fn stated(&self, id: FactId) -> Stated {
        let Some(fact) = self.vocabulary.fact(id).filter(|_| self.vocabulary.governing != Some(id)) else {
            return Stated::Not;
        };
        let mark = self.case.facts.mark(fact.slot as usize);
        if mark.is_absent() {
            return Stated::Not;
        }
        if mark.has(Mark::DENIED) {
            return Stated::Denied;
        }
        let value = fact.path.split('.').try_fold(member(&self.written, "facts"), |at, name| Some(member(at?, name)));
        value.flatten().map_or(Stated::Not, |value| Stated::As(value.clone()))
    }
}

fn member<'d>(draft: &'d Draft, key: &str) -> Option<&'d Draft> {
    let Draft::Mapping(entries) = draft else { return None };
    entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

/// What changes from a base to a case.
pub(super) fn change(base: &Case, case: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> Change {
    let (before, after) = (Facts::of(base, vocabulary, symbols), Facts::of(case, vocabulary, symbols));
    let mut change = Change::default();
    for id in vocabulary.frame(FrameId::CASE).map(|frame| frame.facts.as_slice()).unwrap_or_default() {
        let Some(fact) = vocabulary.fact(*id) else { continue };
        let stated = after.stated(*id);
        if before.stated(*id) == stated {
            continue;
        }
        match stated {
            Stated::Not => change.not_mentioned.push(Draft::text(&*fact.path)),
            Stated::Denied => change.denied.push(Draft::text(&*fact.path)),
            Stated::As(value) => change.stated.push((fact.path.to_string(), value)),
        }
    }
    change
}

/// In how many facts of the case itself two cases differ.
pub(super) fn distance(one: &Case, other: &Case, vocabulary: &Vocabulary) -> usize {
    let facts = vocabulary.frame(FrameId::CASE).map(|frame| frame.facts.len()).unwrap_or_default();
    let differs = |slot: &usize| {
        let stated = |case: &Case| (case.facts.value(*slot), case.facts.mark(*slot));
        stated(one) != stated(other)
    };
    (0..facts).filter(differs).count()
}

/// Whether a case can be written, and read again without a problem.
pub(super) fn is_writable(library: &Library, policy: &Policy, case: &Case) -> bool {
    let plain = Case { expectation: None, title: None, ..case.clone() };
    let text = write_case(&plain, &policy.vocabulary, library.symbols()).yaml();
    let mut sources = medpol_diagnostics::SourceMap::default();
    let named = medpol_library::Named::by_parameter(&policy.reference(), "policy", &mut sources);
    let (ready, problems) =
        medpol_library::read_case(library, "a suggested case", text.as_bytes(), Some(&named), &mut sources);
    ready.is_some() && problems.is_empty()
}
