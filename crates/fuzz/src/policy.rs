//! Bytes as a policy file in the real library, and real cases decided by what comes out.

use std::sync::OnceLock;

use medpol_compiler::{Document, Input, case, compile, read};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_syntax::document::CaseDocument;
use medpol_syntax::parse;

use crate::invariants::{settle, show};
use crate::surroundings;

macro_rules! cases {
    ($($name:literal),*) => {
        &[$(include_str!(concat!("../../../fixtures/cohere-health/bvn-ablation/", $name, ".yaml"))),*]
    };
}

const CASES: &[&str] = cases!["typical-l4-l5", "only-the-request", "typical-stated-one-by-one"];

/// Compiles bytes as a policy and decides the cases by it.
pub fn policy(bytes: &[u8]) {
    let mut sources = SourceMap::default();
    let library = surroundings::files();
    for _ in library {
        // Diagnostics name files by number, and those of the library come first.
        sources.add("library", "");
    }
    let parsed = parse(&mut sources, "fuzz.yaml", bytes);
    let Some(root) = &parsed.root else { return };
    let text = |key| root.get(key).and_then(|node| node.text()).unwrap_or_default();
    let path = format!("{}/{}.yaml", text("id"), text("version"));
    let inputs = library.iter().map(|(path, root)| Input { path, root }).chain([Input { path: &path, root }]);
    let mut compiled = compile(&inputs.collect::<Vec<_>>());
    let mut diagnostics = parsed.diagnostics;
    diagnostics.append(&mut compiled.diagnostics);
    for policy in &compiled.policies {
        for document in documents() {
            if let (Some(case), _) = case(document, &policy.vocabulary, &compiled.symbols) {
                settle(policy, &compiled, &case);
            }
        }
    }
    let is_policy = text("format") == "medpol/policy/1";
    assert!(!is_policy || has_errors(&diagnostics) || !compiled.policies.is_empty(), "no policy, and nobody says why");
    // A mistake that comes from the library itself has no text here.
    diagnostics.retain(|diagnostic| diagnostic.primary.span.file == parsed.file);
    show(diagnostics, &sources);
}

fn documents() -> &'static [CaseDocument] {
    static DOCUMENTS: OnceLock<Vec<CaseDocument>> = OnceLock::new();
    let read = |text: &&str| {
        let root = parse(&mut SourceMap::default(), "case.yaml", text.as_bytes()).root.expect("a tree");
        match read(&root, &mut Vec::new()) {
            Some(Document::Case(document)) => *document,
            other => panic!("not a case: {other:?}"),
        }
    };
    DOCUMENTS.get_or_init(|| CASES.iter().map(read).collect())
}
