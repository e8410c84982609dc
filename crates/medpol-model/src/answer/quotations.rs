//! Which sentences of a document are cited, and which quotes are in none: the published form.
//!
//! Knows no file and compares no texts; the caller has.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

/// The format name.
pub const QUOTATIONS_FORMAT: &str = "medpol/quotations/1";

/// What policies quote, held against the texts of their documents.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Quotations {
    /// Always `medpol/quotations/1`.
    pub format: &'static str,
    /// The documents whose text was at hand.
    pub documents: Vec<QuotedDocument>,
    /// The sources whose text was not.
    pub without_text: Vec<SourceWithoutText>,
}

/// A document, sentence by sentence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuotedDocument {
    /// The file with its text.
    pub text: String,
    /// The sources of policies that are this document.
    pub sources: Vec<PolicySource>,
    /// How many quotes were looked for.
    pub quotes: usize,
    /// Those that are not in it.
    pub not_found: Vec<QuoteNotFound>,
    /// Its sentences, in order.
    pub sentences: Vec<QuotedSentence>,
}

/// A source of a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct PolicySource {
    /// The policy version, `id@version`.
    pub policy: String,
    /// The id of the source within the policy.
    pub source: Arc<str>,
}

/// A source whose text was not at hand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct SourceWithoutText {
    /// Which one.
    #[serde(flatten)]
    pub source: PolicySource,
    /// Its title.
    pub title: Arc<str>,
    /// How many quotes of it could not be looked for.
    pub quotes: usize,
}

/// A quote that is not in its document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuoteNotFound {
    /// What quotes it.
    #[serde(flatten)]
    pub user: QuoteUser,
    /// The quote.
    pub quote: Arc<str>,
}

/// A sentence of a document, and what cites it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QuotedSentence {
    /// Its line in the text, from 1.
    pub line: usize,
    /// The heading above it; empty where there is none.
    pub section: String,
    /// Its first words.
    pub begins: String,
    /// Whether it introduces a list, of which the items are sentences.
    pub introduces_list: bool,
    /// What quotes some of it.
    pub cited_by: Vec<QuoteUser>,
}

/// What quotes a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct QuoteUser {
    /// The policy version, `id@version`.
    pub policy: String,
    /// What kind of part it is.
    pub part: QuotingPart,
    /// The id or place of the criterion, the fact of the definition, or why the sentence is not encoded.
    pub name: Arc<str>,
}

/// A part of a policy that quotes documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuotingPart {
    /// A criterion, an exclusion, or a condition in one.
    Criterion,
    /// What the document means by a word.
    Definition,
    /// A sentence that is no criterion, with the reason.
    NotEncoded,
}
