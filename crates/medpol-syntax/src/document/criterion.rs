//! A criterion as written: exactly one operator, descriptive keys and modifiers.
//!
//! All keys stand side by side, as they do in the file. Which keys go with which operator is said
//! once, in [`OPERATORS`], and put into the schema from there.

mod operand;
mod operators;

use medpol_diagnostics::Span;
use schemars::JsonSchema;

use super::read::{Flag, Text, Whole, document};

pub use operand::{Direction, Each, EvidenceRequirement, Names, Offset, Operand, OperandKind};
pub(super) use operators::OPERATORS;

/// One condition of a policy. It has exactly one operator: `all`, `any`, `none`, `not`, `of`, `fact`,
/// `known`, `some`, `without`, `every`, `count`, `sum`, `latest`, `earliest`, `each`, `each_group`, `if` or
/// `criterion`; or it is a `use`, which stands for criteria of a set.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Criterion", transform = super::schemas::add_operators)]
pub struct CriterionDocument {
    /// Where it stands; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Name of the criterion in kebab-case, unique in the policy. Tests, coverage and diffs follow it
    /// across versions. Required on members of `criteria`, `exclusions`, `all`, `any`, `none` and `of`
    /// outside quantifiers.
    pub id: Option<Text>,
    /// What the policy says, in your own words.
    pub text: Option<Text>,
    /// Where it comes from. Inherited from the nearest criterion above that says so.
    #[schemars(length(min = 1))]
    pub source: Option<Vec<SourceRefDocument>>,
    /// How an ambiguous text was read.
    pub note: Option<Text>,
    /// `read` in the document itself (default), `secondary`: restated by somebody else, or `inferred`.
    #[schemars(extend("enum" = ["read", "secondary", "inferred"]))]
    pub confidence: Option<Text>,
    /// Plain words for the patient, without codes.
    pub member_text: Option<Text>,
    /// How much weight it has when several are not met.
    #[schemars(extend("enum" = ["reject", "warn", "info"]))]
    pub severity: Option<Text>,
    /// `true`: shown in reports, never decides.
    pub advisory: Option<Flag>,

    /// On a coding edit: what is wrong with the claim, in words that a biller understands.
    pub message: Option<Text>,
    /// On a coding edit: what to do about it.
    pub remedy: Option<Text>,
    /// On a coding edit: the list that it speaks of, such as `request.services`. A finding names its lines.
    pub list: Option<Text>,
    /// On a coding edit: the lines to name where none follows from the condition.
    pub blame: Option<BlameDocument>,

    /// Every member holds.
    #[schemars(length(min = 1))]
    pub all: Option<Vec<CriterionDocument>>,
    /// At least one member holds.
    #[schemars(length(min = 1))]
    pub any: Option<Vec<CriterionDocument>>,
    /// No member holds.
    #[schemars(length(min = 1))]
    pub none: Option<Vec<CriterionDocument>>,
    /// The condition does not hold.
    pub not: Option<Box<CriterionDocument>>,
    /// The members of which `at_least`, `at_most` or `exactly` so many hold.
    #[schemars(length(min = 1))]
    pub of: Option<Vec<CriterionDocument>>,
    /// With `of`: exactly so many members hold.
    pub exactly: Option<Whole>,
    /// With `of`, where members can be waived: a waived member `counts` as met, or the pool `shrinks`.
    #[schemars(extend("enum" = ["counts", "shrinks"]))]
    pub waived: Option<Text>,
    /// With `of`, where members can be not applicable: such a member `counts` as met, or the pool `shrinks`.
    #[schemars(extend("enum" = ["counts", "shrinks"]))]
    pub not_applicable: Option<Text>,

    /// A fact of the vocabulary. Alone: the boolean fact is true. With comparators: every one holds.
    pub fact: Option<Text>,
    /// Equal to a value, `{ fact: path }`, or `true`/`false`.
    pub is: Option<Operand>,
    /// Different from.
    pub is_not: Option<Operand>,
    /// One of a list of values, a `{ range: name }`, or the elements of a list fact.
    pub r#in: Option<Operand>,
    /// None of a list of values.
    pub not_in: Option<Operand>,
    /// A code of the named value set.
    pub in_value_set: Option<Text>,
    /// Not a code of the named value set.
    pub not_in_value_set: Option<Text>,
    /// Greater than or equal to: a quantity such as `5 mm`, a duration such as `6 months`, a number.
    pub at_least: Option<Operand>,
    /// Greater than.
    pub more_than: Option<Operand>,
    /// Less than or equal to.
    pub at_most: Option<Operand>,
    /// Less than.
    pub less_than: Option<Operand>,
    /// On that day or earlier.
    pub on_or_before: Option<Operand>,
    /// On that day or later.
    pub on_or_after: Option<Operand>,
    /// Earlier than that day.
    pub before: Option<Operand>,
    /// Later than that day.
    pub after: Option<Operand>,
    /// The list has this value.
    pub includes: Option<Operand>,
    /// The list has at least one of these values.
    pub includes_any: Option<Operand>,
    /// The list has all of these values.
    pub includes_all: Option<Operand>,
    /// The list has nothing but these values.
    pub includes_only: Option<Operand>,
    /// The list has none of these values.
    pub includes_none: Option<Operand>,
    /// `true`: the values of the list stand side by side in the order of their enumeration, without a
    /// gap. `false`: there is a gap.
    pub contiguous: Option<Flag>,

    /// The fact is documented, whatever its value. Never unknown.
    pub known: Option<Text>,
    /// Some element of the list passes `where`.
    pub some: Option<Text>,
    /// No element of the list passes `where`.
    pub without: Option<Text>,
    /// Every element of the list that passes `where` satisfies `satisfies`.
    pub every: Option<Text>,
    /// The number of elements that pass `where` compares as the comparator says.
    pub count: Option<Text>,
    /// The total of `field` over the elements that pass `where` compares as the comparator says.
    pub sum: Option<Text>,
    /// The elements of the list that pass `where` and of these have the latest date all satisfy.
    pub latest: Option<Text>,
    /// The elements of the list that pass `where` and of these have the earliest date all satisfy.
    pub earliest: Option<Text>,
    /// The condition holds for every one of these values: a list of them, or `{ enum: type }`.
    pub each: Option<Each>,
    /// The condition holds for every group of elements that are alike in the fields under `by`.
    pub each_group: Option<Text>,
    /// With `latest` and `earliest`: the field that holds the date. With `each_group`: the fields in
    /// which the elements of a group are alike.
    pub by: Option<Names>,
    /// The name under which an element, a value or a group is spoken of inside.
    pub r#as: Option<Text>,
    /// What an element must be to be looked at.
    pub r#where: Option<Box<CriterionDocument>>,
    /// What must hold of every element, value or group that is looked at.
    pub satisfies: Option<Box<CriterionDocument>>,
    /// With `every`, `latest` and `earliest`: what holds when there is no element.
    #[schemars(extend("enum" = ["met", "not_met"]))]
    pub if_empty: Option<Text>,
    /// With `count`: elements alike in these fields count once.
    #[schemars(length(min = 1))]
    pub distinct_by: Option<Vec<Text>>,
    /// With `sum`: the field that is added up.
    pub field: Option<Text>,

    /// The condition that chooses between `then` and `else`.
    pub r#if: Option<Box<CriterionDocument>>,
    /// What must hold where the condition does.
    pub then: Option<Box<CriterionDocument>>,
    /// What must hold where it does not; without it the criterion is then not applicable.
    pub r#else: Option<Box<CriterionDocument>>,
    /// The criterion of this policy with that id holds.
    pub criterion: Option<Text>,

    /// A set of criteria with its version, such as `shared/conservative-care@1`. Stands in a list of
    /// criteria, and its criteria take its place.
    pub r#use: Option<Text>,
    /// With `use`: ids of the criteria to insert, in this order; all of the set where it is left out.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub criteria: Option<Vec<Text>>,

    /// Does not hold where this does.
    pub except_when: Option<Box<CriterionDocument>>,
    /// Holds also where this does ("unless contraindicated").
    pub waived_when: Option<Box<CriterionDocument>>,
    /// What to take for granted when the facts were never mentioned: on a leaf `met` or `not_met`, on a
    /// group `absent`, on a leaf below such a group `unknown` to opt out. Needs `because`.
    #[schemars(extend("enum" = ["met", "not_met", "absent", "unknown"]))]
    pub when_absent: Option<Text>,
    /// Why it may be taken for granted.
    pub because: Option<Text>,
    /// The fact counts only if the case lists evidence: `true`, or a list of kinds of document.
    pub requires_evidence: Option<EvidenceRequirement>,
}

document!(CriterionDocument {
    id,
    text,
    source,
    note,
    confidence,
    member_text,
    severity,
    advisory,
    message,
    remedy,
    list,
    blame,
    all,
    any,
    none,
    not,
    of,
    exactly,
    waived,
    not_applicable,
    fact,
    is,
    is_not,
    r#in,
    not_in,
    in_value_set,
    not_in_value_set,
    at_least,
    more_than,
    at_most,
    less_than,
    on_or_before,
    on_or_after,
    before,
    after,
    includes,
    includes_any,
    includes_all,
    includes_only,
    includes_none,
    contiguous,
    known,
    some,
    without,
    every,
    count,
    sum,
    latest,
    earliest,
    each,
    each_group,
    by,
    r#as,
    r#where,
    satisfies,
    if_empty,
    distinct_by,
    field,
    r#if,
    then,
    r#else,
    criterion,
    r#use,
    criteria,
    except_when,
    waived_when,
    when_absent,
    because,
    requires_evidence,
});

/// The lines that a finding names where none follows from its condition.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Blame")]
pub struct BlameDocument {
    /// Where it stands; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The list: that of the edit.
    pub list: Text,
    /// The name under which an element is spoken of inside.
    pub r#as: Option<Text>,
    /// What an element must be to be named; every element where it is left out.
    pub r#where: Option<Box<CriterionDocument>>,
}

document!(BlameDocument { list, r#as, r#where });

/// A place in a document of `sources`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "SourceRef")]
pub struct SourceRefDocument {
    /// Where it stands; not a key.
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
