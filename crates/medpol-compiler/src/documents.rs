//! Trees to documents: which kind a file is, and whether its shape is right.

use std::sync::OnceLock;

use medpol_diagnostics::{Bearing, Diagnostic, Span, codes, nearest};
use medpol_syntax::document::{
    CaseDocument, CodeSystemDocument, CriteriaDocument, DocumentKind, LibraryDocument, PolicyDocument, Read,
    SuiteDocument, ValueSetDocument, VocabularyDocument, generate,
};
use medpol_syntax::{Node, Schema};

/// A document of one of the kinds that authors write.
#[derive(Clone, Debug)]
pub enum Document {
    /// How the library works.
    Library(Box<LibraryDocument>),
    /// A policy version.
    Policy(Box<PolicyDocument>),
    /// A set of criteria.
    Criteria(Box<CriteriaDocument>),
    /// A vocabulary.
    Vocabulary(Box<VocabularyDocument>),
    /// A value set.
    ValueSet(Box<ValueSetDocument>),
    /// A code system.
    CodeSystem(Box<CodeSystemDocument>),
    /// A case.
    Case(Box<CaseDocument>),
    /// A suite of cases.
    Suite(Box<SuiteDocument>),
}

/// Reads a tree as the kind of document its `format` names, and reports what has the wrong shape.
///
/// A document is returned where enough of it could be read to check the rest.
pub fn read(root: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
    let kind = kind(root, diagnostics)?;
    let before = diagnostics.len();
    diagnostics.extend(schema(kind)?.check(root));
    let document = match kind {
        DocumentKind::Library => LibraryDocument::read(root).map(|document| Document::Library(Box::new(document))),
        DocumentKind::Policy => PolicyDocument::read(root).map(|document| Document::Policy(Box::new(document))),
        DocumentKind::Criteria => CriteriaDocument::read(root).map(|document| Document::Criteria(Box::new(document))),
        DocumentKind::Vocabulary => {
            VocabularyDocument::read(root).map(|document| Document::Vocabulary(Box::new(document)))
        }
        DocumentKind::ValueSet => ValueSetDocument::read(root).map(|document| Document::ValueSet(Box::new(document))),
        DocumentKind::CodeSystem => {
            CodeSystemDocument::read(root).map(|document| Document::CodeSystem(Box::new(document)))
        }
        DocumentKind::Case => CaseDocument::read(root).map(|document| Document::Case(Box::new(document))),
        DocumentKind::Suite => SuiteDocument::read(root).map(|document| Document::Suite(Box::new(document))),
    };
    if document.is_none() && diagnostics.len() == before {
        diagnostics.push(
            Diagnostic::new(&codes::P0103, root.span, "this file cannot be read as what its `format` says")
                .label("not of the expected shape")
                .help(format!("compare it with `medpol schema {}`", kind.name()))
                .bearing(Bearing::Form),
        );
    }
    document
}

fn kind(root: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<DocumentKind> {
    let formats = || DocumentKind::ALL.iter().map(|kind| kind.format());
    let names = || formats().map(|format| format!("`{format}`")).collect::<Vec<_>>().join(", ");
    let Some(format) = root.get("format") else {
        let (message, span) = match root.mapping() {
            Some(entries) => ("`format` is missing", entries.first().map_or(root.span, |entry| entry.key_span)),
            None => ("this file is not a mapping", Span { end: root.span.start, ..root.span }),
        };
        diagnostics.push(
            Diagnostic::new(&codes::P0105, span, message)
                .label("what kind of file is it?")
                .help(format!("start the file with `format:` and one of {}", names()))
                .bearing(Bearing::Form),
        );
        return None;
    };
    let kind = format.text().and_then(DocumentKind::from_format);
    if kind.is_none() {
        let written = format.text().unwrap_or_default();
        // A file of another program has a `format` as well, and what is in it is nobody's business here.
        let is_meant = written.starts_with("medpol/") || nearest(written, formats()).is_some();
        let message = if is_meant {
            format!("no format is called `{written}`")
        } else {
            "the value of `format` is none of the formats".to_owned()
        };
        diagnostics.push(
            Diagnostic::new(&codes::P0105, format.span, message)
                .label("unknown format")
                .did_you_mean(written, formats())
                .help(format!("formats are {}", names()))
                .bearing(Bearing::Form),
        );
    }
    kind
}

/// The compiled schema of a kind of document, made once.
fn schema(kind: DocumentKind) -> Option<&'static Schema> {
    static SCHEMAS: [OnceLock<Option<Schema>>; DocumentKind::ALL.len()] =
        [const { OnceLock::new() }; DocumentKind::ALL.len()];
    let place = DocumentKind::ALL.iter().position(|known| *known == kind)?;
    SCHEMAS.get(place)?.get_or_init(|| Schema::compile(&generate(kind)).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_compiles() {
        for kind in DocumentKind::ALL {
            assert!(schema(kind).is_some(), "{}", kind.name());
        }
    }

    #[test]
    fn a_text_in_place_of_a_document_is_marked_in_whole_letters() {
        let text = format!("{}\u{fffd}", "a".repeat(38));
        let mut sources = medpol_diagnostics::SourceMap::default();
        let root = medpol_syntax::parse(&mut sources, "a.yaml", text.as_bytes()).root;
        let mut diagnostics = Vec::new();
        assert!(root.is_some_and(|root| read(&root, &mut diagnostics).is_none()));
        assert!(diagnostics.iter().all(|found| text.get(..found.primary.span.end as usize).is_some()));
    }
}
