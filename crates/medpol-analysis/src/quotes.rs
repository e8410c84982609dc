//! Quotes held against the texts of the documents that they are from, both ways: is each quote in its document, and which
//! sentences does nothing cite?
//!
//! The text of a source is the one that has most of its quotes, and at least half of them; no file has to be named. Nothing
//! here reads a file.

mod document;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::answer::{
    PolicySource, QUOTATIONS_FORMAT, Quotations, QuoteNotFound, QuoteUser, QuotedDocument, QuotedSentence, QuotingPart,
    SourceWithoutText,
};
use medpol_model::policy::{Citation, Policy};
use medpol_model::program::NodeId;

pub use document::DocumentText;
use document::{Agreement, Sentence};
use words::{Places, find};

/// What was found.
#[derive(Clone, Debug)]
pub struct Quoted {
    /// For the record.
    pub quotations: Quotations,
    /// For the author: quotes that are in no text, and sentences that nothing cites beside others that a criterion does.
    pub diagnostics: Vec<Diagnostic>,
}

/// Holds what policies quote against texts.
pub fn quoted(policies: &[&Policy], texts: &[DocumentText]) -> Quoted {
    let mut by_text: BTreeMap<usize, Vec<Quote<'_>>> = BTreeMap::new();
    let mut without_text = BTreeSet::new();
    for policy in policies {
        for (source, quotes) in by_source(policy) {
            if let Some(at) = text_of(&quotes, texts) {
                by_text.entry(at).or_default().extend(quotes);
                continue;
            }
            let title = policy.sources.iter().find(|known| known.id == *source).map(|known| &known.title);
            without_text.insert(SourceWithoutText {
                source: PolicySource { policy: policy.reference(), source: Arc::clone(source) },
                title: title.cloned().unwrap_or_default(),
                quotes: quotes.len(),
            });
        }
    }
    let mut diagnostics = Vec::new();
    let documents =
        by_text.into_iter().filter_map(|(at, quotes)| Some(of_text(texts.get(at)?, &quotes, &mut diagnostics)));
    let documents = documents.collect();
    let without_text = without_text.into_iter().collect();
    Quoted { quotations: Quotations { format: QUOTATIONS_FORMAT, documents, without_text }, diagnostics }
}

/// A quote of a policy.
struct Quote<'a> {
    user: QuoteUser,
    source: &'a Arc<str>,
    section: Option<&'a str>,
    text: &'a Arc<str>,
    at: Option<Span>,
}

/// The quotes of a policy by the id of the source. One that the parts of a criterion have from it is told of the criterion.
fn by_source(policy: &Policy) -> BTreeMap<&Arc<str>, Vec<Quote<'_>>> {
    let nodes = from_the_top(policy).into_iter().filter_map(|node| policy.detail(node));
    let of_criteria = nodes.map(|detail| (QuotingPart::Criterion, &detail.path, &*detail.citations));
    let definitions = policy.definitions.iter();
    let of_definitions = definitions.map(|own| (QuotingPart::Definition, &own.fact, &*own.citations));
    let of_gaps = policy.not_encoded.iter();
    let of_gaps = of_gaps.map(|gap| (QuotingPart::NotEncoded, &gap.reason, std::slice::from_ref(&gap.citation)));
    let mut seen = BTreeSet::new();
    let mut found: BTreeMap<&Arc<str>, Vec<Quote<'_>>> = BTreeMap::new();
    for (part, name, citations) in of_criteria.chain(of_definitions).chain(of_gaps) {
        for citation in citations {
            let Citation { source, quote: Some(text), quoted_at: at, .. } = citation else { continue };
            if seen.insert((source, text, *at)) {
                let user = QuoteUser { policy: policy.reference(), part, name: Arc::clone(name) };
                let section = citation.section.as_deref();
                found.entry(source).or_default().push(Quote { user, source, section, text, at: *at });
            }
        }
    }
    found
}

/// All nodes, those that hold others before these.
fn from_the_top(policy: &Policy) -> Vec<NodeId> {
    let all = (0..policy.details.len()).rev().filter_map(|at| u32::try_from(at).ok().map(NodeId));
    let mut open: Vec<NodeId> = policy.exclusions.iter().rev().chain(policy.criteria.iter().rev()).copied().collect();
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(node) = open.pop() {
        if seen.insert(node) {
            found.push(node);
            open.extend(policy.program.below(node).into_iter().rev());
        }
    }
    found.extend(all.filter(|node| !seen.contains(node)));
    found
}

/// The number of the text that has most of these quotes, and at least half of them.
fn text_of(quotes: &[Quote<'_>], texts: &[DocumentText]) -> Option<usize> {
    let found = |text: &DocumentText| quotes.iter().filter(|quote| !find(&text.words, quote.text).is_empty()).count();
    let counts = texts.iter().map(found).enumerate();
    // Of texts that have equally many, the first.
    let (at, most) = counts.rev().max_by_key(|(_, count)| *count)?;
    (most > 0 && most * 2 >= quotes.len()).then_some(at)
}

/// One text, with what is said of it.
fn of_text(text: &DocumentText, quotes: &[Quote<'_>], diagnostics: &mut Vec<Diagnostic>) -> QuotedDocument {
    let mut cited_by = vec![BTreeSet::new(); text.sentences.len()];
    let mut not_found = Vec::new();
    let mut meant = BTreeSet::new();
    for quote in quotes {
        let Some(places) = text.places(quote.text, quote.section) else {
            let close = text.agreement(quote.text);
            diagnostics.extend(quote.at.map(|span| missing(span, text, close.as_ref())));
            // It is told with the quote that was meant for it.
            meant.extend(close.map(|close| close.sentence.span));
            not_found.push(QuoteNotFound { user: quote.user.clone(), quote: Arc::clone(quote.text) });
            continue;
        };
        diagnostics.extend(quote.at.and_then(|span| elsewhere(span, quote, &places, text)));
        for (sentence, users) in text.sentences.iter().zip(&mut cited_by) {
            if places.iter().any(|(from, until)| sentence.words.0 < *until && *from < sentence.words.1) {
                users.insert(quote.user.clone());
            }
        }
    }
    let sources: BTreeSet<PolicySource> = quotes
        .iter()
        .map(|quote| PolicySource { policy: quote.user.policy.clone(), source: Arc::clone(quote.source) })
        .collect();
    diagnostics.extend(uncited(text, &cited_by).into_iter().filter(|found| !meant.contains(&found.primary.span)));
    let sentences = text.sentences.iter().zip(cited_by).map(|(sentence, users)| QuotedSentence {
        line: sentence.line,
        section: sentence.section.clone(),
        begins: sentence.begins.clone(),
        introduces_list: sentence.is_lead_in,
        cited_by: users.into_iter().collect(),
    });
    QuotedDocument {
        text: text.name.clone(),
        sources: sources.into_iter().collect(),
        quotes: quotes.len(),
        not_found,
        sentences: sentences.collect(),
    }
}

/// P0467, with how far the document agrees.
fn missing(span: Span, text: &DocumentText, close: Option<&Agreement<'_>>) -> Diagnostic {
    let found = Diagnostic::new(&codes::P0467, span, format!("this quote is not in `{}`", text.name))
        .label("not found in the text of the document");
    match close {
        Some(close) => found.help(format!(
            "line {} agrees with its first {} words and goes on: \u{201c}{}\u{201d}",
            close.sentence.line, close.words, close.goes_on
        )),
        None => found.help("copy the words from the document; `…` stands for words that are left out"),
    }
}

/// P0467 where the quote is not in the section that is named, although the document has that section.
fn elsewhere(span: Span, quote: &Quote<'_>, places: &Places, text: &DocumentText) -> Option<Diagnostic> {
    let (named, place) = (quote.section?, text.sentence(places.first()?.0)?);
    let is_named = |sentence: &Sentence| sentence.section.eq_ignore_ascii_case(named);
    if is_named(place) || !text.sentences.iter().any(is_named) {
        return None;
    }
    let message = format!("this quote is in section `{}` of `{}`, not in `{named}`", place.section, text.name);
    let found = Diagnostic::new(&codes::P0467, span, message).label("found in another section");
    Some(found.help(format!("it stands in line {}; name the section that it is from", place.line)))
}

/// P0468 for each sentence that nothing cites, in the sections from which criteria are written.
fn uncited(text: &DocumentText, cited_by: &[BTreeSet<QuoteUser>]) -> Vec<Diagnostic> {
    let is_by_criterion = |users: &BTreeSet<QuoteUser>| users.iter().any(|user| user.part == QuotingPart::Criterion);
    let pairs = || text.sentences.iter().zip(cited_by);
    let sections: BTreeSet<&str> =
        pairs().filter(|(_, users)| is_by_criterion(users)).map(|(sentence, _)| &*sentence.section).collect();
    // Without headings it is not known which sentences are background.
    let is_told = |sentence: &Sentence| {
        !sentence.section.is_empty() && !sentence.is_lead_in && sections.contains(&*sentence.section)
    };
    let open = pairs().filter(|(sentence, users)| users.is_empty() && is_told(sentence));
    let told = open.map(|(sentence, _)| {
        Diagnostic::new(&codes::P0468, sentence.span, "nothing cites this sentence")
            .label("in a section from which criteria are written")
            .help("quote it in the criterion that encodes it, or under `not_encoded` with the reason")
    });
    told.collect()
}

#[cfg(test)]
mod tests;
