//! The words that a vocabulary gives for sentences, and the facts whose values a text tells.
//!
//! They decide nothing. Sentences are put together elsewhere.

mod template;

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::vocabulary::{
    AnswerWords, CountWords, Elements, FactId, FactKind, FactWords, FrameId, ListKind, Template, Vocabulary,
};
use medpol_syntax::document::{FactDocument, Text};

use super::Pending;
use crate::scope::Scope;
use template::Tells;

/// Reads the words of every fact, once all names are known.
pub(super) fn compile(vocabulary: &mut Vocabulary, pending: &[Pending<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut read = Vec::new();
    for entry in pending {
        let Some(fact) = vocabulary.fact(entry.fact) else { continue };
        let words = of_fact(vocabulary, entry, fact.frame, diagnostics);
        let element = match &fact.kind {
            FactKind::List(list) => of_elements(vocabulary, entry.document, list, diagnostics),
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text => ElementWords::default(),
        };
        read.push((entry.fact, words, element));
    }
    for (id, words, element) in read {
        let Some(fact) = vocabulary.facts.get_mut(id.0 as usize) else { continue };
        fact.words = words;
        if let FactKind::List(list) = &mut fact.kind {
            list.as_reason = element.as_reason;
            list.joined_by = element.joined_by;
        }
    }
}

/// Words for the elements of a list.
#[derive(Default)]
struct ElementWords {
    as_reason: Option<Template>,
    joined_by: Option<Arc<str>>,
}

fn of_fact(
    vocabulary: &Vocabulary,
    entry: &Pending<'_>,
    frame: FrameId,
    diagnostics: &mut Vec<Diagnostic>,
) -> FactWords {
    let FactDocument { in_text, as_reason, as_yes, as_no, fall_label, counted_as, .. } = entry.document;
    let as_reason = as_reason.as_ref().and_then(|text| {
        let scope = Scope::of_fact(vocabulary, entry.record, frame);
        sentence_part(text, diagnostics)?;
        template::compile(text, &scope, Tells::ValueOf(entry.fact), diagnostics)
    });
    let mut plain = |text: &Option<Text>| text.as_ref().and_then(|text| plain(text, diagnostics));
    let (yes, no) = (plain(as_yes), plain(as_no));
    let counted_as = counted_as.as_ref().map(|words| (Some(words.one.clone()), Some(words.many.clone())));
    let counted_as = counted_as.and_then(|(one, many)| plain(&one).zip(plain(&many)));
    let words = FactWords {
        in_text: plain(in_text),
        as_reason,
        answers: yes.zip(no).map(|(yes, no)| AnswerWords { yes, no }),
        fall_label: plain(fall_label),
        counted_as: counted_as.map(|(one, many)| CountWords { one, many }),
    };
    match (as_yes, as_no) {
        (Some(only), None) => diagnostics.push(one_answer(only, "as_no")),
        (None, Some(only)) => diagnostics.push(one_answer(only, "as_yes")),
        (Some(_), Some(_)) | (None, None) => {}
    }
    words
}

fn of_elements(
    vocabulary: &Vocabulary,
    document: &FactDocument,
    list: &ListKind,
    diagnostics: &mut Vec<Diagnostic>,
) -> ElementWords {
    let is_record = list.elements == Elements::Records;
    let named = document.of.as_ref().and_then(|of| of.as_reason.as_ref()).filter(|_| is_record);
    let record = vocabulary.frame(list.frame).map(|frame| frame.record);
    let as_reason = named.zip(record).and_then(|(text, record)| {
        let scope = Scope::of_fact(vocabulary, record, list.frame);
        sentence_part(text, diagnostics)?;
        template::compile(text, &scope, Tells::Element, diagnostics)
    });
    let joined_by = document.joined_by.as_ref();
    if let (Some(written), true) = (joined_by, is_record) {
        diagnostics.push(
            Diagnostic::new(&codes::P0108, written.span, "`joined_by` has no meaning for a list of records")
                .label("for lists of single values only")
                .help("remove `joined_by`"),
        );
    }
    ElementWords { as_reason, joined_by: joined_by.map(|text| Arc::from(&*text.text)) }
}

fn one_answer(only: &Text, missing: &str) -> Diagnostic {
    Diagnostic::new(&codes::P0141, only.span, format!("`{missing}` is missing"))
        .label("only one of the two answers is put into words")
        .help(format!("add `{missing}:` with what the other answer says"))
}

/// Words that are put into a sentence unchanged.
fn plain(text: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    if text.text.contains(['{', '}']) {
        diagnostics.push(
            Diagnostic::new(&codes::P0142, text.span, "these words cannot be used inside a sentence")
                .label("no value is put in here: a reader would see the braces")
                .help("remove the braces; only `as_reason` has places for values"),
        );
        return None;
    }
    sentence_part(text, diagnostics)
}

/// Words that are a part of a sentence.
fn sentence_part(text: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    let Some(unfit) = unfit(&text.text) else { return Some(Arc::from(&*text.text)) };
    diagnostics.push(
        Diagnostic::new(&codes::P0142, text.span, "these words cannot be used inside a sentence")
            .label(unfit)
            .help("write words of one line that others can follow, without a period at the end"),
    );
    None
}

/// Why words do not fit into a sentence; none where they do.
fn unfit(words: &str) -> Option<&'static str> {
    if words.trim().is_empty() {
        Some("there are none")
    } else if words.trim() != words {
        Some("a blank at an end")
    } else if words.contains('\n') {
        Some("more than one line")
    } else if words.ends_with(['.', '!', '?', ';', ':', ',']) {
        Some("the end of a sentence, or a pause in one")
    } else {
        None
    }
}

/// The fact that a template must tell, for messages.
fn name(vocabulary: &Vocabulary, fact: FactId) -> &str {
    vocabulary.fact(fact).map_or("", |fact| fact.path.rsplit('.').next().unwrap_or_default())
}
