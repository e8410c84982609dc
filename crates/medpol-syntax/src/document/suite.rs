//! A suite as written: one base case, and rows that say what changes and what comes out.
//!
//! How a row becomes a case is `medpol-compiler`'s work.

use medpol_diagnostics::Span;
use schemars::JsonSchema;

use super::case::{DeniedDocument, EvidenceDocument, ExpectDocument};
use super::read::{Anything, Map, Raw, Text, document};

/// Cases that differ in little: a base, and a row for each case.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol suite", rename = "Suite")]
pub struct SuiteDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/suite/1`.
    #[schemars(extend("const" = "medpol/suite/1"))]
    pub format: Text,
    /// What the rows try together.
    pub title: Option<Text>,
    /// The policy that every row expects, as `id@version` or `id`; a row may name another one under
    /// `expect.policy`.
    pub policy: Option<Text>,
    /// What all rows have in common.
    pub base: BaseDocument,
    /// One case each.
    #[schemars(length(min = 1))]
    pub rows: Vec<RowDocument>,
}

document!(SuiteDocument { format, title, policy, base, rows });

/// The request that every row begins with.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Base")]
pub struct BaseDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The facts by their names in the vocabulary.
    pub facts: Raw,
    /// "All others negative": groups of facts that are stated absent unless given otherwise.
    pub denied: Vec<DeniedDocument>,
    /// Evidence by fact.
    pub evidence: Map<Vec<EvidenceDocument>>,
}

document!(BaseDocument { facts, denied, evidence });

/// One case: how it differs from the base, and what is expected of it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Row")]
pub struct RowDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Its name, unique in the suite: `medpol eval FILE#NAME` decides this row alone.
    #[schemars(extend("pattern" = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub name: Text,
    /// What the row shows.
    pub title: Option<Text>,
    /// Facts and groups that this row says nothing of: they are taken out of the base's facts and
    /// evidence, and the base does not deny them.
    pub not_mentioned: Vec<Text>,
    /// What this row denies beside the base; the base no longer states it.
    pub denied: Vec<DeniedDocument>,
    /// Facts with new values, by path: `patient.bmi: 41`. A value replaces the whole value
    /// of the base; `null` is "asked, and the answer is unknown".
    pub change: Map<Anything>,
    /// Evidence by fact, in the place of the base's evidence for the same fact.
    pub evidence: Map<Vec<EvidenceDocument>>,
    /// What the policy should say of it.
    pub expect: Option<ExpectDocument>,
}

document!(RowDocument { name, title, not_mentioned, denied, change, evidence, expect });
