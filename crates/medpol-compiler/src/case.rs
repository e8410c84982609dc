//! Cases: documents to facts in slots, checked against the vocabulary; and facts back to documents.

mod constraint;
mod decode;
mod denied;
mod expect;
mod joined;
mod json;
mod limits;
mod place;
mod write;

use medpol_diagnostics::{Diagnostic, has_errors, sort};
use medpol_model::case::Case;
use medpol_model::value::Symbols;
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::CaseDocument;

pub(crate) use constraint::VALUE_FORMS;
pub use json::JsonCases;
pub use write::write_case;

/// A case as one vocabulary sees it.
#[derive(Clone, Debug)]
pub struct DecodedCase {
    /// The case; facts in which something is wrong are left out.
    pub readable: Case,
    /// What is wrong with it, names that the vocabulary does not have left out.
    pub diagnostics: Vec<Diagnostic>,
    /// Names that the vocabulary does not have: mistakes, unless another vocabulary knows them.
    pub unknown: Vec<Diagnostic>,
}

impl DecodedCase {
    /// Whether nothing but names is wrong in it.
    pub fn is_right(&self) -> bool {
        !has_errors(&self.diagnostics)
    }
}

/// Decodes a case. `None`, with diagnostics that say why, when anything in it is wrong.
pub fn case(document: &CaseDocument, vocabulary: &Vocabulary, symbols: &Symbols) -> (Option<Case>, Vec<Diagnostic>) {
    let DecodedCase { readable, mut diagnostics, unknown } = decode_case(document, vocabulary, symbols);
    diagnostics.extend(unknown);
    sort(&mut diagnostics);
    if has_errors(&diagnostics) { (None, diagnostics) } else { (Some(readable), diagnostics) }
}

/// Decodes a case that may speak of facts of other vocabularies too.
pub fn decode_case(document: &CaseDocument, vocabulary: &Vocabulary, symbols: &Symbols) -> DecodedCase {
    let mut diagnostics = Vec::new();
    let mut decoding = decode::Decoding::new(vocabulary, symbols, &mut diagnostics);
    decoding.facts(&document.facts.0);
    denied::apply(&mut decoding, &document.denied);
    denied::evidence(&mut decoding, &document.evidence);
    limits::check(&mut decoding);
    finish(decoding, document)
}

/// Decodes those facts of a case that a vocabulary knows, and looks at nothing else in it. It tells
/// which policy the case is for; whether the rest is right is then seen with that policy's vocabulary.
pub fn decode_request(document: &CaseDocument, base: &Vocabulary, symbols: &Symbols) -> DecodedCase {
    let mut diagnostics = Vec::new();
    let mut decoding = decode::Decoding::new(base, symbols, &mut diagnostics);
    decoding.facts(&document.facts.0);
    finish(decoding, document)
}

fn finish(decoding: decode::Decoding<'_>, document: &CaseDocument) -> DecodedCase {
    let decode::Decoding { mut case, unknown, diagnostics, .. } = decoding;
    case.title = document.title.as_ref().map(|title| (*title.text).into());
    case.expectation = document.expect.as_ref().map(expect::read);
    let mut diagnostics = std::mem::take(diagnostics);
    sort(&mut diagnostics);
    DecodedCase { readable: case, diagnostics, unknown }
}
