//! Vocabularies: documents to typed facts with slots.
//!
//! A vocabulary holds its own facts and those of every vocabulary it uses. It may add fields to a
//! record of a used one; it never changes a fact.

mod dependence;
mod derive;
mod facts;
mod keys;
mod limits;
mod types;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{Fact, FactId, FactKind, Frame, FrameId, Member, Record, RecordId, Vocabulary};
use medpol_syntax::document::{FactDocument, SelectorsDocument, Text, VocabularyDocument};

use crate::value_set::ValueSets;
use types::Types;

/// The vocabularies of a library as written, by id.
pub(crate) type VocabularyDocuments<'a> = BTreeMap<&'a str, &'a VocabularyDocument>;

/// A fact whose conditions and derivation are compiled once all names are known.
struct Pending<'a> {
    fact: medpol_model::vocabulary::FactId,
    record: RecordId,
    document: &'a FactDocument,
}

/// A vocabulary being built.
struct Building<'a, 'd> {
    vocabulary: Vocabulary,
    types: Types<'a>,
    pending: Vec<Pending<'a>>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

/// The facts that the library gives a meaning of their own.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Special<'a> {
    /// "Now".
    pub(crate) anchor: Option<&'a Text>,
    /// What the medical policy that governs came to.
    pub(crate) governing: Option<&'a Text>,
    /// The facts that select a policy.
    pub(crate) selectors: Option<&'a SelectorsDocument>,
}

/// Compiles a vocabulary with everything it uses; `None` when one of them is not there.
///
/// A vocabulary with errors is returned too, so that policies are checked against what could be
/// understood; the caller must not evaluate with it.
pub(crate) fn compile<'a>(
    document: &'a VocabularyDocument,
    documents: &VocabularyDocuments<'a>,
    special: Special<'_>,
    value_sets: &'a ValueSets,
    symbols: &mut Symbols,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vocabulary> {
    let mut chain = Vec::new();
    collect(document, documents, &mut Vec::new(), &mut chain, diagnostics)?;
    let mut building = Building {
        vocabulary: empty(&document.id),
        types: Types::new(&value_sets.systems),
        pending: Vec::new(),
        diagnostics,
    };
    for part in &chain {
        building.types.add(part, building.diagnostics);
    }
    building.types.check(&mut building.vocabulary, building.diagnostics);
    for part in &chain {
        facts::add_fields(&mut building, RecordId(0), FrameId::CASE, &part.facts);
    }
    let Building { mut vocabulary, pending, diagnostics, .. } = building;
    vocabulary.anchor = special.anchor.and_then(|path| fact_of_case(&vocabulary, path));
    vocabulary.governing = special.governing.and_then(|path| fact_of_case(&vocabulary, path));
    let selectors = special.selectors.map(|names| [&names.payer, &names.line_of_business, &names.state]);
    let selecting = selectors.iter().flatten().filter_map(|path| fact_of_case(&vocabulary, path));
    vocabulary.selecting = selecting.collect();
    let service_date = special.selectors.and_then(|names| names.service_date.as_ref());
    vocabulary.service_date = service_date.and_then(|path| {
        let is_it = |fact: &Fact| fact.frame != FrameId::CASE && fact.path.replace("[]", "") == *path.text;
        vocabulary.facts.iter().position(is_it).and_then(|at| u32::try_from(at).ok()).map(FactId)
    });
    derive::compile(&mut vocabulary, &pending, value_sets, symbols, diagnostics);
    words::compile(&mut vocabulary, &pending, diagnostics);
    vocabulary.orders = limits::orders(&vocabulary, &pending, diagnostics);
    Some(vocabulary)
}

fn empty(id: &Text) -> Vocabulary {
    Vocabulary {
        id: Arc::from(&*id.text),
        frames: vec![Frame { facts: Vec::new(), blank: Vec::new(), record: RecordId(0), list: None }],
        records: vec![Record { path: Arc::from(""), label: Arc::from("Case"), members: Vec::new() }],
        ..Vocabulary::default()
    }
}

fn fact_of_case(vocabulary: &Vocabulary, path: &Text) -> Option<medpol_model::vocabulary::FactId> {
    let names: Vec<&str> = path.text.split('.').collect();
    match vocabulary.find(RecordId(0), &names) {
        Some(Member::Fact(fact)) => Some(fact),
        _ => None,
    }
}

/// Whether the date of a service is a date in the same list as its code.
pub(crate) fn check_service_date(names: &SelectorsDocument, base: &Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let (Some(date), services) = (&names.service_date, &names.services) else { return };
    let find = |path: &Text| base.facts.iter().find(|fact| fact.path.replace("[]", "") == *path.text);
    let (Some(fact), Some(code)) = (find(date), find(services)) else { return };
    if fact.kind == FactKind::Date && fact.frame == code.frame && fact.derivation.is_none() {
        return;
    }
    diagnostics.push(
        Diagnostic::new(&codes::P0109, date.span, format!("`{}` is not the date of a service", date.text))
            .label(format!("no date that is given beside `{}`", services.text))
            .help("name a date in the list of services, without `derived`"),
    );
}

/// The used vocabularies before those that use them, each once.
fn collect<'a>(
    document: &'a VocabularyDocument,
    documents: &VocabularyDocuments<'a>,
    path: &mut Vec<&'a str>,
    chain: &mut Vec<&'a VocabularyDocument>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<()> {
    if chain.iter().any(|known| known.id.text == document.id.text) {
        return Some(());
    }
    path.push(&document.id.text);
    for used in &document.uses {
        if path.contains(&&*used.text) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::P0208,
                    used.span,
                    format!("the vocabularies `{}` use each other", path.join("`, `")),
                )
                .label("leads back to where it started")
                .help("move the shared facts into a vocabulary of their own"),
            );
            return None;
        }
        collect(find(used, documents, diagnostics)?, documents, path, chain, diagnostics)?;
    }
    path.pop();
    chain.push(document);
    Some(())
}

/// The vocabulary with this id.
pub(crate) fn find<'a>(
    name: &Text,
    documents: &VocabularyDocuments<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'a VocabularyDocument> {
    let found = documents.get(&*name.text).copied();
    if found.is_none() && !name.text.is_empty() {
        diagnostics.push(
            Diagnostic::new(&codes::P0201, name.span, format!("no vocabulary named `{}`", name.text))
                .label("unknown vocabulary")
                .did_you_mean(&name.text, documents.keys().copied())
                .help("vocabularies are files in `policies/vocabulary/`"),
        );
    }
    found
}
