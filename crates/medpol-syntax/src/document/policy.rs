//! A policy as written.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::criterion::{CriterionDocument, SourceRefDocument};
use super::determination::DeterminationsDocument;
use super::read::{Read, Text, document};
use crate::{Entry, Kind, Node, Scalar, Style};

/// One version of one policy.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol policy", rename = "Policy")]
pub struct PolicyDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/policy/1`.
    #[schemars(extend("const" = "medpol/policy/1"))]
    pub format: Text,
    /// Its id: the path of its folder below the library, such as `cohere-health/bvn-ablation`.
    pub id: Text,
    /// Its version: the file's name.
    pub version: Text,
    /// Its title.
    pub title: Text,
    /// Who issued it.
    pub publisher: Text,
    /// What kind of document it is.
    #[schemars(extend("enum" = ["ncd", "lcd", "article", "payer-policy", "coding-edits"]))]
    pub kind: Text,
    /// `draft` never applies; `retired` applies inside its period.
    #[schemars(extend("enum" = ["draft", "active", "retired"]))]
    pub status: Text,
    /// `published`: written from the issuer's own text. `reconstructed`: that text was not read.
    #[schemars(extend("enum" = ["published", "reconstructed"]))]
    pub basis: Text,
    /// The dates of service it applies to.
    pub effective: EffectiveDocument,
    /// When it should be read again.
    pub review_by: Option<Text>,
    /// The version it replaces.
    pub supersedes: Option<Text>,
    /// What replaces it, once it is retired.
    pub succeeded_by: Option<Text>,
    /// The vocabulary of its facts.
    pub vocabulary: Text,
    /// What it applies to.
    pub applies_to: AppliesToDocument,
    /// The documents it is written from.
    #[schemars(length(min = 1))]
    pub sources: Vec<SourceDocument>,
    /// `covered_when` its criteria say so (default); `not_covered` for all facts: needs `text` and
    /// `source`; `defers` to another policy: needs `to`.
    #[schemars(extend("enum" = ["covered_when", "not_covered", "defers"]))]
    pub position: Option<Text>,
    /// With `position: defers`: `lcd` or `ncd`, the one that applies; or the id of a policy.
    pub to: Option<Text>,
    /// With `position: not_covered`: what the policy says, in your own words.
    pub text: Option<Text>,
    /// With `position: not_covered`: where it says so.
    #[schemars(length(min = 1))]
    pub source: Option<Vec<SourceRefDocument>>,
    /// What the documents define.
    pub definitions: Vec<DefinitionDocument>,
    /// What must be met: every one.
    #[schemars(length(min = 1))]
    pub criteria: Option<Vec<CriterionDocument>>,
    /// What must not apply: none may. Each is written as the finding that excludes.
    #[schemars(length(min = 1))]
    pub exclusions: Option<Vec<CriterionDocument>>,
    /// What follows from the result; a list with `for` where it differs between services.
    pub determination: Option<DeterminationsDocument>,
    /// Clauses that are not criteria, and why.
    pub not_encoded: Vec<NotEncodedDocument>,
    /// What changed from version to version.
    pub revisions: Vec<RevisionDocument>,
}

impl Read for PolicyDocument {
    fn read(node: &Node) -> Option<Self> {
        let entries = node.mapping()?;
        if HEADER.iter().all(|(key, shape)| node.get(key).is_some_and(|value| shape.fits(value))) {
            return Self::read_whole(node);
        }
        // What the schema misses in the head should not keep the criteria from being looked at.
        let is_whole =
            |entry: &&Entry| HEADER.iter().all(|(key, shape)| **key != *entry.key || shape.fits(&entry.value));
        let mut mended: Vec<Entry> = entries.iter().filter(is_whole).cloned().collect();
        let missing = HEADER.iter().filter(|(key, _)| !mended.iter().any(|entry| *entry.key == **key));
        let blanks: Vec<Entry> = missing.map(|(key, shape)| shape.blank(key, node.span)).collect();
        mended.extend(blanks);
        Self::read_whole(&Node { span: node.span, kind: Kind::Mapping(mended) })
    }
}

/// The keys of the head that every policy has.
const HEADER: &[(&str, Shape)] = &[
    ("format", Shape::Text),
    ("id", Shape::Text),
    ("version", Shape::Text),
    ("title", Shape::Text),
    ("publisher", Shape::Text),
    ("kind", Shape::Text),
    ("status", Shape::Text),
    ("basis", Shape::Text),
    ("effective", Shape::Period),
    ("vocabulary", Shape::Text),
    ("applies_to", Shape::Mapping),
];

/// What kind of value a key of the head has.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Period,
    Mapping,
}

impl Shape {
    fn fits(self, value: &Node) -> bool {
        match self {
            Self::Text => value.text().is_some(),
            Self::Period => value.get("from").is_some_and(|from| from.text().is_some()),
            Self::Mapping => value.mapping().is_some(),
        }
    }

    /// A value that says nothing, in the place of one that is missing.
    fn blank(self, key: &str, span: Span) -> Entry {
        let nothing = || Node { span, kind: Kind::Scalar(Scalar { text: "".into(), style: Style::Quoted }) };
        let value = match self {
            Self::Text => nothing(),
            Self::Mapping => Node { span, kind: Kind::Mapping(Vec::new()) },
            Self::Period => {
                let from = Entry { key: "from".into(), key_span: span, value: nothing() };
                Node { span, kind: Kind::Mapping(vec![from]) }
            }
        };
        Entry { key: key.into(), key_span: span, value }
    }
}

document!(PolicyDocument as read_whole {
    format,
    id,
    version,
    title,
    publisher,
    kind,
    status,
    basis,
    effective,
    review_by,
    supersedes,
    succeeded_by,
    vocabulary,
    applies_to,
    sources,
    position,
    to,
    text,
    source,
    definitions,
    criteria,
    exclusions,
    determination,
    not_encoded,
    revisions,
});

/// A period of days, both ends inclusive.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Period")]
pub struct PeriodDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The first day.
    pub from: Text,
    /// The last day; open if left out.
    pub until: Option<Text>,
}

document!(PeriodDocument { from, until });

/// The dates of service a version applies to, both ends inclusive.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Effective")]
pub struct EffectiveDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The first day.
    pub from: Text,
    /// The last day; open if left out.
    pub until: Option<Text>,
    /// `read` in the document itself (default), `secondary`: restated by somebody else, or `inferred`.
    #[schemars(extend("enum" = ["read", "secondary", "inferred"]))]
    pub confidence: Option<Text>,
    /// Where the dates come from, if they were not read in the document itself.
    pub note: Option<Text>,
}

document!(EffectiveDocument { from, until, confidence, note });

impl EffectiveDocument {
    /// The period alone.
    pub fn period(&self) -> PeriodDocument {
        PeriodDocument { span: self.span, from: self.from.clone(), until: self.until.clone() }
    }
}

/// What a policy applies to; what is left out is not restricted.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "AppliesTo")]
pub struct AppliesToDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Payers.
    #[schemars(length(min = 1))]
    pub payers: Option<Vec<Text>>,
    /// Lines of business.
    #[schemars(length(min = 1))]
    pub lines_of_business: Option<Vec<Text>>,
    /// Services as `SYSTEM:code`, such as `CPT:64628`.
    #[schemars(length(min = 1))]
    pub services: Vec<Text>,
    /// Drugs as `SYSTEM:code`, such as `NDC:00002-8215-01`: of the services, only those with one of these drugs.
    #[schemars(length(min = 1))]
    pub drugs: Option<Vec<Text>>,
    /// `all`, `unknown`, or a list of states.
    pub states: Option<StatesDocument>,
    /// How certain the states are: `read` (default), `secondary` or `inferred`.
    #[schemars(extend("enum" = ["read", "secondary", "inferred"]))]
    pub states_confidence: Option<Text>,
}

document!(AppliesToDocument { payers, lines_of_business, services, drugs, states, states_confidence });

/// `all`, `unknown`, or a list of states.
#[derive(Clone, Debug)]
pub enum StatesDocument {
    /// One of the two words.
    Word(Text),
    /// The states.
    List(Vec<Text>),
}

impl Read for StatesDocument {
    fn read(node: &Node) -> Option<Self> {
        match node.sequence() {
            Some(states) => Some(Self::List(states.iter().filter_map(Text::read).collect())),
            None => Text::read(node).map(Self::Word),
        }
    }
}

impl JsonSchema for StatesDocument {
    fn schema_name() -> Cow<'static, str> {
        "States".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "array"], "pattern": "^(all|unknown)$", "items": { "type": "string" }, "minItems": 1 })
    }
}

/// A document a policy is written from.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Source")]
pub struct SourceDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The id under which criteria refer to it.
    pub id: Text,
    /// What kind of authority it is.
    #[schemars(extend("enum" = ["ncd", "lcd", "article", "regulation", "internal", "literature", "restatement"]))]
    pub class: Text,
    /// Its title.
    pub title: Text,
    /// When it was published.
    pub published: Option<Text>,
    /// Where it is published.
    pub url: Option<Text>,
    /// What a reader should know about it.
    pub note: Option<Text>,
}

document!(SourceDocument { id, class, title, published, url, note });

/// What a source means by a word.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Definition")]
pub struct DefinitionDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The fact it defines.
    pub fact: Text,
    /// The definition, in your own words.
    pub text: Text,
    /// Where it comes from.
    #[schemars(length(min = 1))]
    pub source: Vec<SourceRefDocument>,
}

document!(DefinitionDocument { fact, text, source });

/// A clause that is not a criterion.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "NotEncoded")]
pub struct NotEncodedDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Its place in the text.
    pub source: SourceRefDocument,
    /// Why it is not encoded.
    pub reason: Text,
}

document!(NotEncodedDocument { source, reason });

/// What changed in a version.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Revision")]
pub struct RevisionDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The version.
    pub version: Text,
    /// Its date.
    pub date: Text,
    /// What changed.
    pub note: Text,
}

document!(RevisionDocument { version, date, note });
