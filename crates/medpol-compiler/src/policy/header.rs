//! The head of a policy: what kind of document it is, when it applies, and to what.

use std::sync::Arc;

use medpol_diagnostics::{Bearing, Diagnostic, codes};
use medpol_model::policy::{AppliesTo, Basis, Confidence, Doubts, Period, PolicyKind, PolicyStatus, States};
use medpol_model::value::Date;
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};
use medpol_syntax::document::{AppliesToDocument, PolicyDocument, StatesDocument, Text};

use super::{Surroundings, arc};
use crate::condition::confidence;
use crate::report::{self, Subject};
use crate::{code, dates, literal, selecting};

/// The checked head of a policy.
pub(super) struct Header {
    pub(super) kind: PolicyKind,
    pub(super) status: PolicyStatus,
    pub(super) basis: Basis,
    pub(super) effective: Period,
    pub(super) review_by: Option<Date>,
}

impl Header {
    /// Reads the head. What is wrong with it, its own dates say: nothing else can be the cause.
    pub(super) fn read(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let before = diagnostics.len();
        let header = Self::compile(document, diagnostics);
        for problem in diagnostics.iter_mut().skip(before) {
            problem.bearing = Bearing::Alone;
        }
        header
    }

    fn compile(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let review_by = document.review_by.as_ref().map(|text| dates::date(text, diagnostics));
        for revision in &document.revisions {
            dates::date(&revision.date, diagnostics);
        }
        for published in document.sources.iter().filter_map(|source| source.published.as_ref()) {
            dates::date(published, diagnostics);
        }
        check_revisions(document, diagnostics);
        check_retired(document, diagnostics);
        check_applicability(document, diagnostics);
        let (from, until) = dates::period(&document.effective.period(), diagnostics)?;
        if let (Some(Some(review)), Some(written)) = (review_by, &document.review_by)
            && review < from
        {
            diagnostics.push(
                Diagnostic::new(&codes::P0303, written.span, "this policy should be read again before it begins")
                    .label(format!("before {from}"))
                    .also(document.effective.from.span, "the first day")
                    .help("set `review_by` after the first day"),
            );
        }
        Some(Self {
            kind: kind(&document.kind)?,
            status: status(&document.status)?,
            basis: if &*document.basis.text == "reconstructed" { Basis::Reconstructed } else { Basis::Published },
            effective: Period { from, until },
            review_by: review_by.flatten(),
        })
    }
}

fn check_revisions(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) {
    let has_own = document.revisions.iter().any(|revision| revision.version.text == document.version.text);
    if let (false, Some(last)) = (has_own || document.version.text.is_empty(), document.revisions.last()) {
        diagnostics.push(
            Diagnostic::new(
                &codes::P0305,
                last.version.span,
                format!("`revisions` does not mention version {}", document.version.text),
            )
            .label("the last revision listed")
            .also(document.version.span, "the version of this file")
            .help("add what changed in this version"),
        );
    }
}

fn check_retired(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) {
    if let (Some(successor), "active" | "draft") = (&document.succeeded_by, &*document.status.text) {
        diagnostics.push(
            Diagnostic::new(&codes::P0304, successor.span, "only a retired policy is succeeded by another")
                .label(format!("the status is `{}`", document.status.text))
                .also(document.status.span, "the status")
                .help("write `status: retired` with an `until` date, or remove `succeeded_by`"),
        );
    }
    if &*document.status.text == "retired" && document.effective.until.is_none() {
        diagnostics.push(
            Diagnostic::new(&codes::P0304, document.status.span, "a retired policy needs its last day")
                .label("retired, but open")
                .also(document.effective.span, "no `until` here")
                .help("add `until:` with the last day it applied"),
        );
    }
}

/// A Medicare document applies to some lines of business, and a contractor's document in some states.
/// Left out, either would read as everywhere.
fn check_applicability(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) {
    let kind = &document.kind;
    let is_medicare = matches!(&*kind.text, "ncd" | "lcd" | "article");
    let is_local = matches!(&*kind.text, "lcd" | "article");
    let applies_to = &document.applies_to;
    if applies_to.span == document.span {
        // There is none, which the schema has said.
        return;
    }
    let mut report = |key: &str, help: &str| {
        diagnostics.push(
            Diagnostic::new(&codes::P0221, kind.span, format!("an `{}` needs `applies_to.{key}`", kind.text))
                .label(format!("of this kind, and without `{key}`"))
                .also(applies_to.span, "left out, it would apply to all")
                .help(help),
        );
    };
    if is_medicare && applies_to.lines_of_business.is_none() {
        report(
            "lines_of_business",
            "add the lines of business, such as `lines_of_business: [medicare, medicare-advantage]`",
        );
    }
    if is_local && applies_to.states.is_none() {
        report(
            "states",
            "add the states of the contractor, `states: all`, or `states: unknown` where they are unknown",
        );
    }
}

pub(super) fn applies_to(
    document: &PolicyDocument,
    surroundings: &Surroundings<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> AppliesTo {
    let AppliesToDocument { payers, lines_of_business, services: requested, drugs, states, .. } = &document.applies_to;
    let selectors = surroundings.library.map(|library| &library.selectors);
    let vocabulary = surroundings.vocabulary;
    selecting::check(payers.as_deref().unwrap_or_default(), diagnostics);
    let names = |texts: &[Text], selector: Option<&Text>| -> Vec<Arc<str>> {
        texts.iter().map(|text| spelled(vocabulary, selector, text)).collect()
    };
    if let Some(selectors) = selectors {
        check_values(vocabulary, &selectors.line_of_business, lines_of_business.as_deref(), diagnostics);
        if let Some(StatesDocument::List(states)) = states {
            check_values(vocabulary, &selectors.state, Some(states), diagnostics);
        }
    }
    let drugs = drugs.as_deref().unwrap_or_default();
    AppliesTo {
        drugs: match selectors.map(|selectors| &selectors.drugs) {
            Some(Some(selector)) => services(vocabulary, selector, drugs, diagnostics),
            Some(None) => {
                diagnostics.extend(drugs.first().map(|drug| {
                    Diagnostic::new(&codes::P0136, drug.span, "no fact of this library says which drug is requested")
                        .label("would select nothing")
                        .help(
                            "name the fact in `library.yaml`, such as `drugs: request.services.drug` under `selectors`",
                        )
                }));
                Vec::new()
            }
            None => drugs.iter().map(arc).collect(),
        },
        payers: names(payers.as_deref().unwrap_or_default(), None),
        lines_of_business: names(
            lines_of_business.as_deref().unwrap_or_default(),
            selectors.map(|selectors| &selectors.line_of_business),
        ),
        services: match selectors {
            Some(selectors) => services(vocabulary, &selectors.services, requested, diagnostics),
            None => requested.iter().map(arc).collect(),
        },
        states: match states {
            Some(StatesDocument::Word(word)) if &*word.text == "unknown" => States::Unknown,
            Some(StatesDocument::Word(_)) | None => States::All,
            Some(StatesDocument::List(states)) => {
                States::Listed(names(states, selectors.map(|selectors| &selectors.state)))
            }
        },
    }
}

/// What of the head was not read in the document itself.
pub(super) fn doubts(document: &PolicyDocument) -> Doubts {
    let doubt = |word: &Option<Text>| {
        word.as_ref().and_then(|word| confidence(word)).filter(|certainty| *certainty != Confidence::Read)
    };
    Doubts {
        effective: doubt(&document.effective.confidence),
        effective_note: document.effective.note.as_ref().map(arc),
        states: doubt(&document.applies_to.states_confidence),
    }
}

/// The fact that a selector names.
fn selecting_fact<'a>(vocabulary: &'a Vocabulary, selector: &Text) -> Option<&'a Fact> {
    vocabulary.facts.iter().find(|fact| fact.path.replace("[]", "") == *selector.text)
}

/// The services of a policy as the codes they are. A service that does not say its code system is
/// reported, and so is one that is no code.
fn services(
    vocabulary: &Vocabulary,
    selector: &Text,
    services: &[Text],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Arc<str>> {
    let Some(fact) = selecting_fact(vocabulary, selector) else { return services.iter().map(arc).collect() };
    let FactKind::Code { systems } = &fact.kind else { return services.iter().map(arc).collect() };
    let mut read: Vec<Arc<str>> = Vec::new();
    for service in services.iter().filter(|service| !service.text.is_empty()) {
        match code::read(&service.text, systems) {
            Ok(whole) if !code::names_its_system(&service.text) => {
                let message = format!("`{}` does not say its code system", service.text);
                diagnostics.push(
                    Diagnostic::new(&codes::P0109, service.span, message)
                        .label(format!("a service is a code of {}", code::names(systems)))
                        .help(format!("write `\"{whole}\"`")),
                );
                read.push(whole.into());
            }
            Ok(whole) => read.push(whole.into()),
            Err(flaw) => {
                let subject = Subject::other("a service");
                diagnostics.push(report::flaw(&report::POLICY, flaw, &subject, &service.text, service.span));
            }
        }
    }
    read
}

/// The code that a service is written as; the text itself where it is none, which is reported elsewhere.
pub(super) fn service(surroundings: &Surroundings<'_>, text: &Text) -> Arc<str> {
    let fact =
        surroundings.library.and_then(|library| selecting_fact(surroundings.vocabulary, &library.selectors.services));
    match fact.map(|fact| &fact.kind) {
        Some(FactKind::Code { systems }) => code::read(&text.text, systems).map_or_else(|_| arc(text), Arc::from),
        _ => arc(text),
    }
}

/// A name as the selecting fact spells it.
fn spelled(vocabulary: &Vocabulary, selector: Option<&Text>, name: &Text) -> Arc<str> {
    let known = match selector.and_then(|selector| selecting_fact(vocabulary, selector)).map(|fact| &fact.kind) {
        Some(FactKind::Enumeration(id)) => {
            vocabulary.enumeration(*id).and_then(|known| selecting::value(known, &name.text))
        }
        _ => None,
    };
    known.map_or_else(|| arc(name), Arc::from)
}

/// Checks that selecting values are values the selecting fact can have.
/// Checks that each of the values is one of a selecting fact.
pub(crate) fn check_values(
    vocabulary: &Vocabulary,
    selector: &Text,
    values: Option<&[Text]>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(fact) = selecting_fact(vocabulary, selector) else { return };
    if matches!(fact.kind, FactKind::List(_)) {
        return;
    }
    for value in values.unwrap_or_default() {
        let name = spelled(vocabulary, Some(selector), value);
        if let Err(flaw) = literal::read(vocabulary, &fact.kind, &name) {
            let subject = Subject::fact(&selector.text, fact);
            diagnostics.push(report::flaw(&report::POLICY, flaw, &subject, &value.text, value.span));
        }
    }
}

/// The kind of policy that a word stands for.
pub(crate) fn kind(word: &str) -> Option<PolicyKind> {
    match word {
        "ncd" => Some(PolicyKind::Ncd),
        "lcd" => Some(PolicyKind::Lcd),
        "article" => Some(PolicyKind::Article),
        "payer-policy" => Some(PolicyKind::PayerPolicy),
        "coding-edits" => Some(PolicyKind::CodingEdits),
        _ => None,
    }
}

/// The status that a word stands for.
pub(crate) fn status(word: &str) -> Option<PolicyStatus> {
    match word {
        "draft" => Some(PolicyStatus::Draft),
        "active" => Some(PolicyStatus::Active),
        "retired" => Some(PolicyStatus::Retired),
        _ => None,
    }
}
