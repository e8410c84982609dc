//! Cases: documents to facts in slots, checked against the vocabulary.

mod constraint;
mod decode;
mod denied;
mod expect;
mod json;

mod place;

use medpol_diagnostics::{Diagnostic, has_errors, sort};
use medpol_model::{Case, Symbols, Vocabulary};
use medpol_syntax::document::CaseDocument;

pub use json::JsonCases;

/// Decodes a case. `None`, with diagnostics that say why, when anything in it is wrong.
pub fn case(document: &CaseDocument, vocabulary: &Vocabulary, symbols: &Symbols) -> (Option<Case>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut decoding = decode::Decoding::new(vocabulary, symbols, &mut diagnostics);
    decoding.facts(&document.facts.0);
    denied::apply(&mut decoding, &document.denied);
    denied::evidence(&mut decoding, &document.evidence);
    decoding.check_past();
    let decode::Decoding { mut case, .. } = decoding;
    case.title = document.title.as_ref().map(|title| (*title.text).into());
    case.expectation = document.expect.as_ref().map(expect::read);
    sort(&mut diagnostics);
    if has_errors(&diagnostics) { (None, diagnostics) } else { (Some(case), diagnostics) }
}
