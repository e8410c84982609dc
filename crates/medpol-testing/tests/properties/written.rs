//! Cases that are written back to documents: every case of the repository, and random ones.

mod same;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use medpol_compiler::{Document, case, decode_case, read, write_case};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{Library, WrittenCase, find_cases};
use medpol_model::case::{Case, Mark};
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::{FactKind, FrameId, Vocabulary};
use medpol_report::{Colour, diagnostic};
use medpol_syntax::document::CaseDocument;
use medpol_syntax::parse;
use medpol_testing::fixtures;
use proptest::collection::vec;
use proptest::prelude::{any, proptest};

use crate::choices::Choices;
use crate::engine::Engine;
use crate::facts::Facts;
use crate::wild;
use same::told;

thread_local! {
    /// What is decided does not matter, only which codes and texts a policy knows.
    static ENGINE: Engine = Engine::read(wild::CRITERIA.to_owned());
}

/// Holds a case of the facts without a meaning against what it is when it was written and read again.
fn check_facts(text: &str) {
    ENGINE.with(|engine| engine.with_policy(|policy, symbols| check(&engine.case(text), &policy.vocabulary, symbols)));
}

/// Reads a document of a case; it must be right.
fn document(text: &str) -> CaseDocument {
    let mut sources = SourceMap::default();
    let parsed = parse(&mut sources, "case.yaml", text.as_bytes());
    let mut diagnostics = parsed.diagnostics;
    let document = parsed.root.and_then(|root| read(&root, &mut diagnostics));
    let problems = diagnostic::text(&diagnostics, &sources, Colour::Never);
    assert!(!has_errors(&diagnostics), "{problems}\n{text}");
    match document {
        Some(Document::Case(document)) => *document,
        other => panic!("not a case: {other:?}\n{text}"),
    }
}

/// The case as it is written and read again, with the text; nothing may be wrong with it.
fn rewritten(before: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> (Case, String) {
    let text = write_case(before, vocabulary, symbols).yaml();
    let (after, diagnostics) = case(&document(&text), vocabulary, symbols);
    let messages: Vec<&str> = diagnostics.iter().map(|problem| &*problem.message).collect();
    assert!(diagnostics.is_empty(), "{messages:?}\n{text}");
    (after.unwrap_or_else(|| panic!("{text}")), text)
}

/// Holds a case against what it is when it was written and read again.
#[track_caller]
fn check(before: &Case, vocabulary: &Vocabulary, symbols: &Symbols) -> String {
    let (after, text) = rewritten(before, vocabulary, symbols);
    let (expected, got) = (told(before, vocabulary, symbols), told(&after, vocabulary, symbols));
    assert_eq!(expected, got, "\n{text}");
    // What was written is in order, so a second time nothing moves.
    assert_eq!(write_case(&after, vocabulary, symbols).yaml(), text);
    text
}

proptest! {
    #![proptest_config(crate::config(600))]

    #[test]
    fn a_random_case_is_written_and_read_again(bytes in vec(any::<u8>(), 0..200), is_turned in any::<bool>()) {
        check_facts(&Facts::grow(&mut Choices::new(&bytes)).yaml(is_turned));
    }

    #[test]
    fn values_at_the_ends_are_written_and_read_again(bytes in vec(any::<u8>(), 0..200)) {
        check_facts(&wild::case(&mut Choices::new(&bytes)));
    }

    /// Denials that lie in one another, by several documents; evidence for what is
    /// stated, denied and in lists; titles and texts of any signs; values in other units.
    #[test]
    fn denials_evidence_and_texts_are_written_and_read_again(bytes in vec(any::<u8>(), 0..160), word in "\\PC{1,12}") {
        check_facts(&wild::documented(&mut Choices::new(&bytes), &word));
    }
}

/// Every case of the repository, by every vocabulary that knows all of its facts.
#[test]
fn every_case_of_the_repository_is_written_and_read_again() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let policies = [("policies", "."), ("fixtures/resolution/made-up/library", "resolution/made-up")];
    for (library, cases) in policies {
        let library = Library::load(&fixtures::repository().join(library), &mut SourceMap::default());
        let mut vocabularies: Vec<&Arc<Vocabulary>> = Vec::new();
        for policy in library.policies() {
            if !vocabularies.iter().any(|known| Arc::ptr_eq(known, &policy.vocabulary)) {
                vocabularies.push(&policy.vocabulary);
            }
        }
        for case in repository_cases(&fixtures::folder().join(cases)) {
            for vocabulary in &vocabularies {
                let decoded = decode_case(case.document(), vocabulary, library.symbols());
                if decoded.is_right() && decoded.unknown.is_empty() {
                    check(&decoded.readable, vocabulary, library.symbols());
                    *counts.entry(cases).or_default() += 1;
                }
            }
        }
    }
    assert!(counts["."] > 500 && counts["resolution/made-up"] > 20, "{counts:?}");
}

/// The cases below a folder, those left out that are wrong on purpose.
fn repository_cases(folder: &Path) -> Vec<WrittenCase> {
    let cases = find_cases(folder, &mut SourceMap::default()).cases;
    cases.into_iter().filter(|case| !case.name.contains("/fixtures/invalid/")).collect()
}

/// What a reader sees of a written case.
#[test]
fn a_written_case_reads_as_an_author_would_write_it() {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    let base = "cohere-health/bvn-ablation";
    let policy = library.policies().iter().find(|policy| policy.id.to_string() == base).unwrap();
    let path = fixtures::folder().join(base).join("typical-l4-l5.yaml");
    let document = document(&std::fs::read_to_string(path).unwrap());
    let (case, _) = case(&document, &policy.vocabulary, library.symbols());
    insta::assert_snapshot!(write_case(&case.unwrap(), &policy.vocabulary, library.symbols()).yaml());
}

/// A witness or an import puts facts together slot by slot, without a document.
#[test]
fn facts_that_a_program_puts_together_are_written() {
    ENGINE.with(|engine| {
        engine.with_policy(|policy, symbols| {
            let vocabulary = &policy.vocabulary;
            let slot = |path: &str| vocabulary.facts.iter().find(|fact| &*fact.path == path).unwrap().slot as usize;
            let point = |tick: i64| Some(Interval::point(tick));
            let blank = |frame: FrameId| &vocabulary.frame(frame).unwrap().blank;
            let mut case = Case::default();
            let facts = &mut case.facts;
            facts.add_frame(blank(FrameId::CASE));
            facts.set(slot("flag.a"), point(0b10), Mark::GIVEN);
            facts.set(slot("amount.level"), Some(Interval { low: 8_000_000_000, high: i64::MAX }), Mark::GIVEN);
            facts.set(slot("amount.length"), None, Mark::NULL);
            facts.set_alternatives(slot("amount.score"), &[Interval::point(0), Interval::point(2)], Mark::GIVEN);
            // What nothing can be said of is asked for, and never claimed.
            facts.set(slot("amount.weight"), Some(Interval::ALL), Mark::GIVEN);
            let items = vocabulary.facts.iter().find(|fact| &*fact.path == "items").unwrap();
            let FactKind::List(list) = &items.kind else { panic!("a list") };
            let first = facts.add_frame(blank(list.frame));
            let second = facts.add_frame(blank(list.frame));
            facts.set(second + slot("items[].done"), point(0b01), Mark::GIVEN);
            facts.set_elements(items.slot as usize, first, 2, Mark::GIVEN.with(Mark::INCOMPLETE));
            let (_, text) = rewritten(&case, vocabulary, symbols);
            assert_eq!(
                text,
                "format: medpol/case/1\nfacts:\n  flag: { a: true }\n  amount: { score: { one_of: [0, 0.000000001] }, \
                 level: { at_least: 4 }, length: null, weight: null }\n  items: { items: [{}, { done: false }], \
                 complete: false }\n"
            );
        });
    });
}
