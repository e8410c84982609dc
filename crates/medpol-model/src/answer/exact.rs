//! What every possible answer would make of a record: what is enough, what ends it, and what would change the result.
//!
//! How it is found is not known here.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Outcome;

/// The format name of exact answers about a record.
pub const EXACT_FORMAT: &str = "medpol/exact/1";

/// What every possible answer would make of a record under one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exact {
    /// Always `medpol/exact/1`.
    pub format: &'static str,
    /// What the case is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The policy, as `id@version`.
    pub policy: String,
    /// Its title.
    pub policy_title: String,
    /// The result on this record.
    pub result: Outcome,
    /// Where the result is unknown although every way to complete the record comes to the same: what it comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Outcome>,
    /// The facts that are open and that the policy may read.
    pub open: Vec<ExactFact>,
    /// The smallest sets of open facts every answer to which leaves the result known; by their places in `open`. An
    /// empty set where it is known already.
    pub enough_to_settle: ExactSets,
    /// The smallest sets of answers that make the result met, whatever the rest turns out to be.
    pub enough_to_approve: ExactSets,
    /// The single answers that make the result not met, whatever the rest turns out to be.
    pub would_end_it: Vec<ExactAnswer>,
    /// The open facts that no longer make a difference; by their places in `open`.
    pub no_longer_matters: Vec<usize>,
    /// Which question to ask first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<ExactNext>,
    /// For a result that is not met: the nearest ways to one that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_change_it: Option<ExactWays>,
    /// For a result that is met: what it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<ExactGrounds>,
    /// What was not decided and why, and for which lists the answers hold, in sentences without a period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
}

/// A fact of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactFact {
    /// Its path in this case, such as `history.spine_surgeries[0].date`.
    pub fact: String,
    /// Its name to a reader, with whose it is.
    pub label: String,
    /// How it is asked for.
    pub question: Arc<str>,
    /// What it follows from: all of these can be given instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<String>,
}

/// Smallest sets of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactSets {
    /// How many sets were found. Where there is none, nothing is enough, unless that was not decided.
    pub count: usize,
    /// What every set has.
    pub common: Vec<ExactPart>,
    /// What the sets have besides: each set has its choice of each of these, and every choice is a set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<ExactChoice>,
    /// The sets one by one, the first 50; none is larger than another. Each is enough; that none smaller is, is proved
    /// unless `rest` is `not_decided`.
    pub sets: Vec<ExactSet>,
    /// Whether `common` and `alternatives` tell all sets.
    pub rest: ExactRest,
}

/// A fact of a set, with the answer that is enough.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ExactPart {
    /// Its place in `open`.
    pub fact: usize,
    /// The answer in words; left out where every answer is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// Alternatives of which so many are enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactChoice {
    /// How many of the alternatives are needed: any so many.
    pub choose: usize,
    /// The alternatives; all parts of one belong together.
    pub of: Vec<Vec<ExactPart>>,
}

/// A set of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactSet {
    /// Their places in `open`.
    pub facts: Vec<usize>,
    /// The answers that are enough; empty where every answer is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ExactAnswer>,
}

/// Whether there are more than are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExactRest {
    /// There are none: proved.
    None,
    /// There are more.
    More,
    /// That was not decided.
    NotDecided,
}

/// Answers to an open fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactAnswer {
    /// Its place in `open`.
    pub fact: usize,
    /// What kind of answers these are.
    pub kind: ExactKind,
    /// The answers in words, such as `at most 40 kg/m2`.
    pub answer: String,
}

/// What kind of answers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExactKind {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Values or names, or ranges of them.
    Values,
    /// An empty list.
    Empty,
    /// A list with entries, told by an example.
    Entries,
    /// What is on record, with a document that shows it.
    Document,
}

/// Which question to ask first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactNext {
    /// Its place in `open`.
    pub fact: usize,
    /// How many facts that make a difference remain after all of its answers together.
    pub remaining: u64,
    /// How many answers are told apart.
    pub answers: u64,
}

/// The nearest ways to a result that is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactWays {
    /// The ways; none has fewer changes than another. Where there is none, nothing that can change leads there.
    pub ways: Vec<ExactWay>,
    /// Whether these are all.
    pub rest: ExactRest,
}

/// A way to a result that is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactWay {
    /// What is on record and would have to be otherwise.
    pub changes: Vec<ExactChange>,
    /// What is open and would have to be so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<ExactChange>,
}

/// A fact as it would have to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactChange {
    /// Its path in this case.
    pub fact: String,
    /// Its name to a reader, with whose it is.
    pub label: String,
    /// What is on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_record: Option<String>,
    /// What it would have to be, in words.
    pub needed: String,
}

/// What a result rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactGrounds {
    /// The smallest parts of the record that are enough for the result, whatever else is on record.
    pub parts: Vec<ExactGround>,
    /// Whether these are all.
    pub rest: ExactRest,
}

/// A part of the record that is enough for the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExactGround {
    /// What is on record.
    pub facts: Vec<GroundFact>,
    /// What is not on record, and assumed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<GroundFact>,
}

/// A fact that a result rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroundFact {
    /// Its path in this case.
    pub fact: String,
    /// Its name to a reader, with whose it is.
    pub label: String,
    /// What is on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_record: Option<String>,
}
