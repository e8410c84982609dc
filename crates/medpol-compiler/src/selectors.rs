//! The facts that the library gives a meaning of their own: what selects a policy, "now", and what governs.
//!
//! They are names until here; that each is in the base vocabulary, and of the type that is needed, is checked here.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::{LibraryDocument, Text};

use crate::library::Selectors;
use crate::policy::check_values;
use crate::vocabulary::{self, VocabularyDocuments};

/// What selects a policy, with its facts found in the base vocabulary.
pub(crate) fn read(
    library: &LibraryDocument,
    documents: &VocabularyDocuments<'_>,
    vocabularies: &BTreeMap<Arc<str>, Arc<Vocabulary>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Selectors> {
    let base = vocabulary::find(&library.base, documents, diagnostics)?;
    let base = vocabularies.get(&*base.id.text)?;
    let names = &library.selectors;
    let paths = [&library.anchor, &names.payer, &names.line_of_business, &names.services, &names.state];
    for path in paths.into_iter().chain(&names.service_date).chain(&names.drugs) {
        let known: Vec<String> = base.facts.iter().map(|fact| fact.path.replace("[]", "")).collect();
        if !known.iter().any(|known| **known == *path.text) {
            diagnostics.push(
                Diagnostic::new(&codes::P0203, path.span, format!("no fact named `{}`", path.text))
                    .label(format!("not in vocabulary `{}`", base.id))
                    .did_you_mean(&path.text, known.iter().map(String::as_str)),
            );
        }
    }
    let anchor = base.facts.iter().find(|fact| *fact.path == *library.anchor.text);
    if let Some(anchor) = anchor
        && anchor.kind != medpol_model::vocabulary::FactKind::Date
    {
        diagnostics.push(
            Diagnostic::new(&codes::P0109, library.anchor.span, format!("`{}` is not a date", library.anchor.text))
                .label("the anchor must be a date")
                .help("name the date of service"),
        );
    } else if let Some(anchor) = anchor.filter(|anchor| anchor.derivation.is_some() || anchor.asked_when.is_some()) {
        diagnostics.push(
            Diagnostic::new(&codes::P0109, library.anchor.span, format!("`{}` is not simply given", anchor.path))
                .label("what is reckoned from the anchor cannot decide it")
                .help("name a date without `derived` and `asked_when`"),
        );
    }
    vocabulary::check_service_date(names, base, diagnostics);
    if let Some(governing) = &library.governing {
        check_governing(governing, base, diagnostics);
    }
    let internal = library.tell_internal_criteria_for.as_deref().unwrap_or_default();
    check_values(base, &names.line_of_business, Some(internal), diagnostics);
    let arc = |text: &Text| Arc::from(&*text.text);
    Some(Selectors {
        base: Arc::clone(&base.id),
        anchor: arc(&library.anchor),
        payer: arc(&names.payer),
        line_of_business: arc(&names.line_of_business),
        services: arc(&names.services),
        state: arc(&names.state),
        service_date: names.service_date.as_ref().map(arc),
        drugs: names.drugs.as_ref().map(arc),
        rank: library.rank.iter().map(|kind| arc(&kind.0)).collect(),
        tell_internal_criteria_for: internal.iter().map(arc).collect(),
    })
}

/// Whether the fact that holds what the medical policy came to can hold it.
fn check_governing(path: &Text, base: &Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
    let Some(fact) = base.facts.iter().find(|fact| *fact.path == *path.text) else {
        let known = base.facts.iter().map(|fact| &*fact.path);
        diagnostics.push(
            Diagnostic::new(&codes::P0203, path.span, format!("no fact named `{}`", path.text))
                .label(format!("not in vocabulary `{}`", base.id))
                .did_you_mean(&path.text, known),
        );
        return;
    };
    let enumeration = match &fact.kind {
        medpol_model::vocabulary::FactKind::Enumeration(id) => base.enumeration(*id),
        _ => None,
    };
    let outcomes = ["met", "not_met", "unknown", "not_applicable"];
    let is_outcome = enumeration.is_some_and(|known| {
        known.values.len() == outcomes.len() && outcomes.iter().all(|outcome| known.mask(outcome).is_some())
    });
    let is_given =
        fact.frame == medpol_model::vocabulary::FrameId::CASE && fact.derivation.is_none() && fact.asked_when.is_none();
    if !is_outcome || !is_given {
        diagnostics.push(
            Diagnostic::new(&codes::P0109, path.span, format!("`{}` cannot have the result of a policy", path.text))
                .label("not a plain enum of the four results")
                .help("name an enum of `met`, `not_met`, `unknown` and `not_applicable` without `derived` and `asked_when`"),
        );
    }
}
