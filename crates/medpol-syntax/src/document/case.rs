//! A case as written. Its facts are checked against a vocabulary, not by the schema.

use medpol_diagnostics::Span;
use schemars::JsonSchema;

use super::read::{Map, Raw, Read, Text, Whole, document};
use crate::Node;

/// One request with its facts, and what is expected of it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol case", rename = "Case")]
pub struct CaseDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/case/1`.
    #[schemars(extend("const" = "medpol/case/1"))]
    pub format: Text,
    /// What the case shows.
    pub title: Option<Text>,
    /// The facts by their names in the vocabulary.
    pub facts: Raw,
    /// "All others negative": groups of facts that are stated absent unless given otherwise.
    pub denied: Vec<DeniedDocument>,
    /// Evidence by fact.
    pub evidence: Map<Vec<EvidenceDocument>>,
    /// What the policy should say of it.
    pub expect: Option<ExpectDocument>,
}

document!(CaseDocument { format, title, facts, denied, evidence, expect });

/// A statement that everything below some names is absent.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Denied")]
pub struct DeniedDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Facts or records.
    #[schemars(length(min = 1))]
    pub facts: Vec<Text>,
    /// Facts or records below them that are not denied.
    pub except: Vec<Text>,
    /// The document that says so.
    pub evidence: Option<EvidenceDocument>,
}

document!(DeniedDocument { facts, except, evidence });

/// A document that proves a fact.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Evidence")]
pub struct EvidenceDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The kind of document, such as `Progress note`.
    pub document: Text,
    /// Its date.
    pub date: Option<Text>,
    /// Where in the document.
    pub locator: Option<Text>,
    /// How the fact came in.
    #[schemars(extend("enum" = ["auto-client", "auto-server", "override", "manual"]))]
    pub origin: Option<Text>,
}

document!(EvidenceDocument { document, date, locator, origin });

/// What a policy should say of a case.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Expect")]
pub struct ExpectDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The policy, as `id@version` or `id`.
    pub policy: Option<Text>,
    /// What resolution should find for every requested service: the policy that governs, as
    /// `id@version`, or `none`, `unknown` or `conflict`.
    pub governs: Option<Text>,
    /// The result.
    #[schemars(extend("enum" = ["met", "not_met", "unknown", "not_applicable"]))]
    pub result: Option<Text>,
    /// Some criteria by id.
    pub criteria: Map<CriterionStatus>,
    /// Some exclusions by id.
    pub exclusions: Map<ExclusionStatus>,
    /// For coding edits: the medical policy, as `id@version` or `id`, whose result they may read.
    pub governed_by: Option<Text>,
    /// For coding edits: the expected status of some of them, by id.
    pub edits: Map<EditStatus>,
    /// For coding edits: exactly the findings.
    pub findings: Option<Vec<FindingDocument>>,
    /// The paths of exactly the missing facts.
    pub missing: Option<Vec<Text>>,
    /// That nobody has compared what is expected with the policy's document yet: it is what the policy said when the case
    /// was suggested. Take the key out after you have.
    #[schemars(extend("enum" = ["needed"]))]
    pub review: Option<Text>,
}

document!(ExpectDocument {
    policy,
    governs,
    result,
    criteria,
    exclusions,
    governed_by,
    edits,
    findings,
    missing,
    review
});

/// A finding of a coding edit.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ExpectedFinding")]
pub struct FindingDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The id of the edit.
    pub edit: Text,
    /// The lines that cause it, counted from 1; not compared if left out.
    pub lines: Option<Vec<Whole>>,
    /// The lines that have to do with it, counted from 1; not compared if left out.
    pub related: Option<Vec<Whole>>,
}

document!(FindingDocument { edit, lines, related });

/// The expected status of a coding edit.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, inline)]
pub struct EditStatus(
    /// The word.
    #[schemars(extend("enum" = ["pass", "finding", "incomplete", "not_applicable"]))]
    pub Text,
);

impl Read for EditStatus {
    fn read(node: &Node) -> Option<Self> {
        Text::read(node).map(Self)
    }
}

/// The expected status of a criterion.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, inline)]
pub struct CriterionStatus(
    /// The word.
    #[schemars(extend("enum" = ["met", "not_met", "unknown", "not_applicable"]))]
    pub Text,
);

/// The expected status of an exclusion.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, inline)]
pub struct ExclusionStatus(
    /// The word.
    #[schemars(extend("enum" = ["applies", "does_not_apply", "unknown", "not_applicable"]))]
    pub Text,
);

impl Read for CriterionStatus {
    fn read(node: &Node) -> Option<Self> {
        Text::read(node).map(Self)
    }
}

impl Read for ExclusionStatus {
    fn read(node: &Node) -> Option<Self> {
        Text::read(node).map(Self)
    }
}
