//! A set of criteria as written.
//!
//! It has no sources of its own: the `ref`s of its criteria are ids of the using policy's sources.

use medpol_diagnostics::Span;
use schemars::JsonSchema;

use super::criterion::CriterionDocument;
use super::read::{Text, document};

/// One version of a set of criteria that several policies use.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol criteria", rename = "Criteria")]
pub struct CriteriaDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/criteria/1`.
    #[schemars(extend("const" = "medpol/criteria/1"))]
    pub format: Text,
    /// Its id: `shared/` and the name of its folder, such as `shared/conservative-care`.
    pub id: Text,
    /// Its version: the file's name.
    pub version: Text,
    /// Its title.
    pub title: Text,
    /// The vocabulary of its facts. A policy that uses the set has this one, or one that builds on it.
    pub vocabulary: Text,
    /// The criteria. Every `ref` under their `source` is an id of the using policy's `sources`.
    #[schemars(length(min = 1))]
    pub criteria: Vec<CriterionDocument>,
}

document!(CriteriaDocument { format, id, version, title, vocabulary, criteria });
