//! The keys of a criterion that go with every operator: what describes it, and what modifies it.

use medpol_diagnostics::Span;
use schemars::JsonSchema;

use super::part::{Part, Parts};
use super::{CriterionDocument, EvidenceRequirement};
use crate::document::read::{Flag, Text, document};

/// What describes a criterion, and what makes it a coding edit.
#[derive(Clone, Debug, JsonSchema)]
pub struct Head {
    /// Name of the criterion in kebab-case, unique in the policy. Tests, coverage and diffs follow it
    /// across versions. Required on members of `criteria`, `exclusions`, `all`, `any`, `none` and `of`
    /// outside quantifiers.
    pub id: Option<Text>,
    /// What the policy says, in your own words.
    pub text: Option<Text>,
    /// How much weight it has when several are not met.
    #[schemars(extend("enum" = ["reject", "warn", "info"]))]
    pub severity: Option<Text>,
    /// `true`: shown in reports, never decides.
    pub advisory: Option<Flag>,
    /// Findings about this criterion and what lies below it that are right as they are, each with the reason.
    #[schemars(length(min = 1))]
    pub allow: Option<Vec<AllowDocument>>,
    /// On a coding edit: what is wrong with the claim, in words that a biller understands.
    pub message: Option<Text>,
    /// On a coding edit: what to do about it.
    pub remedy: Option<Text>,
    /// `read` in the document itself (default), `secondary`: restated by somebody else, or `inferred`.
    #[schemars(extend("enum" = ["read", "secondary", "inferred"]))]
    pub confidence: Option<Text>,
    /// Plain words for the patient, without codes.
    pub member_text: Option<Text>,
    /// Where it comes from. Inherited from the nearest criterion above that says so.
    #[schemars(length(min = 1))]
    pub source: Option<Vec<SourceRefDocument>>,
    /// How an ambiguous text was read.
    pub note: Option<Text>,
    /// On a coding edit: the list that it is about, such as `request.services`. A finding names its lines.
    pub list: Option<Text>,
    /// On a coding edit: the lines to name where none follows from the condition.
    pub blame: Option<BlameDocument>,
}

document!(part Head {
    id,
    text,
    severity,
    advisory,
    allow,
    message,
    remedy,
    confidence,
    member_text,
    source,
    note,
    list,
    blame,
});

impl Head {
    pub(super) fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        if let Some(blame) = &mut self.blame {
            blame.r#where.parts(parts);
        }
    }

    pub(super) fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
        if let Some(blame) = &self.blame {
            blame.r#where.below(below);
        }
    }
}

/// What changes whether a criterion is met.
#[derive(Clone, Debug, JsonSchema)]
pub struct Modifiers {
    /// The criterion is not met where this is met.
    pub except_when: Option<Box<CriterionDocument>>,
    /// The criterion is also met where this is met ("unless contraindicated").
    pub waived_when: Option<Box<CriterionDocument>>,
    /// What to assume when the facts are not on record: on a leaf `met` or `not_met`, on a
    /// group `absent`, on a leaf below such a group `unknown` to opt out. Needs `because`.
    #[schemars(extend("enum" = ["met", "not_met", "absent", "unknown"]))]
    pub when_absent: Option<Text>,
    /// Why it may be assumed.
    pub because: Option<Text>,
    /// The fact counts only if the case lists evidence: `true`, or a list of kinds of document.
    pub requires_evidence: Option<EvidenceRequirement>,
}

document!(part Modifiers { except_when, waived_when, when_absent, because, requires_evidence });

impl Modifiers {
    /// The modifiers that not every operator takes.
    pub(super) const LIMITED: [&'static str; 2] = ["when_absent", "requires_evidence"];

    pub(super) fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        let Self { except_when, waived_when, when_absent: _, because: _, requires_evidence: _ } = self;
        except_when.parts(parts);
        waived_when.parts(parts);
    }

    pub(super) fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
        let Self { except_when, waived_when, when_absent: _, because: _, requires_evidence: _ } = self;
        except_when.below(below);
        waived_when.below(below);
    }
}

/// The lines that a finding names where none follows from its condition.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Blame")]
pub struct BlameDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The list: that of the edit.
    pub list: Text,
    /// The name by which the conditions inside refer to an element.
    pub r#as: Option<Text>,
    /// What an element must be to be named; every element where it is left out.
    pub r#where: Option<Box<CriterionDocument>>,
}

document!(BlameDocument { list, r#as, r#where });

/// A finding of `medpol validate` that is right as it is.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Allow")]
pub struct AllowDocument {
    /// Where it stands; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The code of the finding, such as `P0447`, or its name, such as `dead-criterion`.
    pub code: Text,
    /// Why the policy is right all the same.
    pub because: Text,
}

document!(AllowDocument { code, because });

/// A place in a document of `sources`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "SourceRef")]
pub struct SourceRefDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Id of a document of `sources`.
    pub r#ref: Text,
    /// The section.
    pub section: Option<Text>,
    /// Ids of the documents that it rests on in turn.
    #[schemars(length(min = 1))]
    pub cites: Option<Vec<Text>>,
    /// A short span of its words, under 25.
    pub quote: Option<Text>,
}

document!(SourceRefDocument { r#ref, section, cites, quote });
