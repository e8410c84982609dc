//! Bytes as a case of the real vocabulary, decided by the real policy.

use medpol_compiler::{Document, JsonCases, case as decode, read};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_model::case::Case;
use medpol_syntax::parse;

use crate::invariants::{settle, show, told};
use crate::surroundings;

/// Decides bytes as a case. The quick way of reading JSON and the one with diagnostics agree.
pub fn case(bytes: &[u8]) {
    let library = surroundings::library();
    let [policy] = library.policies.as_slice() else { panic!("one policy") };
    let mut reader = JsonCases::new(&policy.vocabulary, &library.symbols);
    let quick = reader.read(bytes);
    let slow = slowly(bytes);
    let slow = slow.map(|case| settle(policy, library, &case));
    if let Some(quick) = quick {
        let slow = slow.expect("refused, but read quickly");
        let quick = settle(policy, library, quick);
        let (slow, quick) = (slow.as_ref().map(told), quick.as_ref().map(told));
        assert_eq!(slow, quick, "not the same case when read quickly");
    }
}

fn slowly(bytes: &[u8]) -> Option<Case> {
    let library = surroundings::library();
    let policy = library.policies.first()?;
    let mut sources = SourceMap::default();
    let parsed = parse(&mut sources, "fuzz.yaml", bytes);
    let mut diagnostics = parsed.diagnostics;
    let mut found = None;
    if let Some(root) = &parsed.root
        && let Some(Document::Case(document)) = read(root, &mut diagnostics)
    {
        let (case, problems) = decode(&document, &policy.vocabulary, &library.symbols);
        assert!(case.is_some() || has_errors(&problems), "no case, and nobody says why");
        diagnostics.extend(problems);
        found = case;
    }
    // As in the library, a case with an error is not decided.
    let is_right = !has_errors(&diagnostics);
    show(diagnostics, &sources);
    found.filter(|_| is_right)
}
