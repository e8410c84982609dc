//! A compiled policy: its program, and for every node what a reader needs to be told.
//!
//! Long because it is one list of what a policy is made of, with a sentence for each.

mod canonical;
mod comparison;
mod disposition;
mod edit;
mod position;

use std::sync::Arc;

use medpol_diagnostics::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::program::{FactRef, NodeId, Program};
use crate::value::Date;
use crate::vocabulary::Vocabulary;

pub use canonical::{Canonical, governs, meaning};
pub use comparison::{Comparable, Comparator, Comparison, Threshold};
pub use disposition::{Disposition, Dispositions, ServiceEntry};
pub use edit::Edit;
pub use position::{Deferral, Position};

/// One version of one policy, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id: the folder path, such as `cohere-health/bvn-ablation`.
    pub id: PolicyId,
    /// Its version.
    pub version: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// Who issued it.
    pub publisher: Arc<str>,
    /// What kind of document it is.
    pub kind: PolicyKind,
    /// Whether it is a draft, active or retired.
    pub status: PolicyStatus,
    /// Whether the issuer's own text was read.
    pub basis: Basis,
    /// The dates of service it applies to.
    pub effective: Period,
    /// What of its head was not read in the document itself.
    pub doubts: Doubts,
    /// When it should be read again.
    pub review_by: Option<Date>,
    /// The version it replaces.
    pub supersedes: Option<Arc<str>>,
    /// What replaces it.
    pub succeeded_by: Option<Arc<str>>,
    /// What it applies to.
    pub applies_to: AppliesTo,
    /// Whether it asks criteria, covers nothing, or leaves the question to another policy.
    pub position: Position,
    /// The documents it is written from.
    pub sources: Vec<Source>,
    /// What its documents mean by some words.
    pub definitions: Vec<Definition>,
    /// What could not be encoded, and why.
    pub not_encoded: Vec<NotEncoded>,
    /// What changed from version to version.
    pub revisions: Vec<Revision>,
    /// The dictionary of its facts.
    pub vocabulary: Arc<Vocabulary>,
    /// The anchor, as its nodes read it.
    pub anchor: Option<FactRef>,
    /// The compiled conditions.
    pub program: Program,
    /// What a reader is told about each node, by node number.
    pub details: Vec<Detail>,
    /// The leaves outside quantifiers that only compare one slot with a mask; they are decided first.
    pub masks: Vec<MaskLeaf>,
    /// The other nodes outside quantifiers, in the order they are decided.
    pub order: Vec<NodeId>,
    /// The node that decides.
    pub root: NodeId,
    /// Top-level criteria in written order.
    pub criteria: Vec<NodeId>,
    /// Exclusions in written order.
    pub exclusions: Vec<NodeId>,
    /// Where it differs between services: the determination of each group of them.
    pub services: Vec<ServiceEntry>,
    /// What coding edits say beside their conditions, in written order; empty in other policies.
    pub edits: Vec<Edit>,
    /// What follows from a result.
    pub disposition: Dispositions,
    /// Digest of what it means.
    pub meaning_digest: Arc<str>,
    /// Digest of what it governs, and what follows from its results.
    pub governs_digest: Arc<str>,
    /// Digest of what it says.
    pub text_digest: Arc<str>,
}

/// A leaf that is decided by one slot and one mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaskLeaf {
    /// The leaf.
    pub node: NodeId,
    /// The slot of its fact.
    pub slot: u32,
    /// Bits of the allowed values.
    pub allowed: u64,
}

/// A policy's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub Arc<str>);

impl std::fmt::Display for PolicyId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A criterion's id, unique in its policy and stable across versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CriterionId(pub Arc<str>);

/// What kind of document a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyKind {
    /// A national coverage determination of Medicare.
    Ncd,
    /// A local coverage determination of a Medicare contractor.
    Lcd,
    /// A Medicare billing and coding article.
    Article,
    /// A payer's own policy.
    PayerPolicy,
    /// Edits on the coding of claim lines.
    CodingEdits,
}

impl PolicyKind {
    /// Its word in policies and in the rank of a library.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ncd => "ncd",
            Self::Lcd => "lcd",
            Self::Article => "article",
            Self::PayerPolicy => "payer-policy",
            Self::CodingEdits => "coding-edits",
        }
    }
}

/// Whether a policy version is a draft, active or retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyStatus {
    /// Being written; never chosen.
    Draft,
    /// In force.
    Active,
    /// No longer in force after its last day.
    Retired,
}

/// Whether the issuer's own text was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Written from the issuer's own text.
    Published,
    /// Written from what others say about it.
    Reconstructed,
}

/// The dates of service a version applies to, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day; `None` is open.
    pub until: Option<Date>,
}

impl Period {
    /// Whether a day lies inside.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What of a policy's head was not read in the issuer's own document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Doubts {
    /// How certain the effective dates are; left out where they were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<Confidence>,
    /// Where the effective dates come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_note: Option<Arc<str>>,
    /// How certain the states are; left out where they were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Confidence>,
}

impl Doubts {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.effective.is_none() && self.effective_note.is_none() && self.states.is_none()
    }
}

/// What a policy applies to.
#[derive(Clone, Debug, Default)]
pub struct AppliesTo {
    /// Payers; empty is any.
    pub payers: Vec<Arc<str>>,
    /// Lines of business; empty is any.
    pub lines_of_business: Vec<Arc<str>>,
    /// Service codes with their system, such as `CPT:64628`.
    pub services: Vec<Arc<str>>,
    /// Drug codes with their system; empty is any, and a service without a drug.
    pub drugs: Vec<Arc<str>>,
    /// States.
    pub states: States,
}

/// The states a policy applies in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum States {
    /// Everywhere.
    #[default]
    All,
    /// Not known: the policy is never chosen automatically.
    Unknown,
    /// These.
    Listed(Vec<Arc<str>>),
}

/// A document a policy is written from.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its id within the policy.
    pub id: Arc<str>,
    /// What kind of authority it is.
    pub class: SourceClass,
    /// Its title.
    pub title: Arc<str>,
    /// When it was published, as written.
    pub published: Option<Arc<str>>,
    /// Where it is published.
    pub url: Option<Arc<str>>,
    /// What a reader should know about it.
    pub note: Option<Arc<str>>,
}

/// What a document means by a word.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The fact or group of facts that it defines.
    pub fact: Arc<str>,
    /// The definition.
    pub text: Arc<str>,
    /// Where it comes from.
    pub citations: Arc<[Citation]>,
}

/// What changed in a version.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The version.
    pub version: Arc<str>,
    /// Its date, as written.
    pub date: Arc<str>,
    /// What changed.
    pub note: Arc<str>,
}

/// What kind of authority a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceClass {
    /// A national coverage determination.
    Ncd,
    /// A local coverage determination.
    Lcd,
    /// A billing and coding article.
    Article,
    /// A law or regulation.
    Regulation,
    /// The payer's own document.
    Internal,
    /// Published research or a guideline.
    Literature,
    /// Somebody else's page that says what a document says.
    Restatement,
}

/// A place in a source.
#[derive(Clone, Debug, Eq, Serialize, JsonSchema)]
pub struct Citation {
    /// Id of the source.
    pub source: Arc<str>,
    /// Its class.
    pub class: SourceClass,
    /// The section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<Arc<str>>,
    /// A short span of its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Arc<str>>,
    /// The sources that it rests on in turn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Cited>,
    /// Where its quote is written; means something with the source map of its library only.
    #[serde(skip)]
    pub quoted_at: Option<Span>,
}

/// Two are the same if they say the same, wherever they are written.
impl PartialEq for Citation {
    fn eq(&self, other: &Self) -> bool {
        let Self { source, class, section, quote, cites, quoted_at: _ } = self;
        (source, class, section, quote, cites)
            == (&other.source, &other.class, &other.section, &other.quote, &other.cites)
    }
}

/// A source that another rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cited {
    /// Id of the source.
    pub source: Arc<str>,
    /// Its class.
    pub class: SourceClass,
}

impl Citation {
    /// Whether neither it nor anything it cites is a Medicare rule or a regulation.
    pub fn is_internal(&self) -> bool {
        let internal =
            |class| matches!(class, SourceClass::Internal | SourceClass::Literature | SourceClass::Restatement);
        internal(self.class) && self.cites.iter().all(|cited| internal(cited.class))
    }
}

/// A clause that is not a criterion, and why.
#[derive(Clone, Debug)]
pub struct NotEncoded {
    /// Its place.
    pub citation: Citation,
    /// Why it is not encoded.
    pub reason: Arc<str>,
}

/// How certain it is that the criterion says what its document says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Read in the document itself.
    #[default]
    Read,
    /// Restated by somebody else.
    Secondary,
    /// Deduced.
    Inferred,
}

/// How much weight a criterion has when several are not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CriterionSeverity {
    /// A request cannot go on.
    Reject,
    /// Somebody should look.
    Warn,
    /// For information.
    Info,
}

/// What a reader is told about a node.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// Its id, if it has one.
    pub id: Option<CriterionId>,
    /// Its place in the policy: the id, or a path such as `disc.where[2]`.
    pub path: Arc<str>,
    /// What it says.
    pub text: Option<Arc<str>>,
    /// How an ambiguous text was read.
    pub note: Option<Arc<str>>,
    /// Plain words for the patient.
    pub member_text: Option<Arc<str>>,
    /// Where it comes from, inherited from the nearest ancestor that says so.
    pub citations: Arc<[Citation]>,
    /// How certain that is.
    pub confidence: Confidence,
    /// Its weight.
    pub severity: Option<CriterionSeverity>,
    /// Whether it decides or is only shown.
    pub weight: Weight,
    /// What it is to its parent.
    pub role: Role,
    /// Nodes shown below it, in written order.
    pub shown: Vec<NodeId>,
    /// What a leaf compares with.
    pub comparisons: Vec<Comparison>,
    /// Why something is assumed where facts are absent.
    pub because: Option<Arc<str>>,
    /// The set that it was inserted from, as `shared/name@version`; its parts come from there too.
    pub origin: Option<Arc<str>>,
    /// Of a condition on groups of elements: the fields in which the elements of a group are alike. Each
    /// element stands for its group.
    pub group_by: Vec<FactRef>,
    /// Of a condition on the elements of a group: what makes an element one of them.
    pub members_by: Option<NodeId>,
    /// Digest of what it means, where it has an id; the ids of criteria are not in it.
    pub meaning_digest: Option<Arc<str>>,
    /// Findings about it and what lies below it that its author says are right as they are.
    pub allowed: Vec<Allowed>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// A finding that is right as it is.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The code of the finding, as written.
    pub code: Arc<str>,
    /// Why it is right.
    pub because: Arc<str>,
    /// Where that is written.
    pub span: Span,
}

/// Whether a criterion decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// It takes part in the result.
    #[default]
    Decides,
    /// It is shown and never decides.
    Advisory,
}

/// What a node is to the node that holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// A member of a group, or a criterion.
    #[default]
    Member,
    /// An exclusion.
    Exclusion,
    /// What a quantifier looks at.
    Filter,
    /// What must hold of an element.
    Satisfies,
    /// The condition of an `if`.
    Condition,
    /// The branch where the condition is met.
    Then,
    /// The branch where it does not.
    Otherwise,
    /// Where its base does not count.
    Exception,
    /// Where its base need not hold.
    Waiver,
    /// What an exception or waiver modifies; shown as one with it.
    Base,
}

impl Policy {
    /// What a reader is told about a node.
    pub fn detail(&self, node: NodeId) -> Option<&Detail> {
        self.details.get(node.0 as usize)
    }

    /// The node of the criterion with this id.
    pub fn criterion(&self, id: &str) -> Option<NodeId> {
        let at = self.details.iter().position(|detail| detail.id.as_ref().is_some_and(|own| &*own.0 == id))?;
        u32::try_from(at).ok().map(NodeId)
    }

    /// `publisher/name@version`.
    pub fn reference(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}
