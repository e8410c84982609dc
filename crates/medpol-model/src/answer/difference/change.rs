//! One change, and the criterion that it is of.

use std::sync::Arc;

use medpol_diagnostics::listed;
use schemars::JsonSchema;
use serde::Serialize;

listed! {
    /// What kind of change something is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum ChangeKind {
        /// It is new.
        Added,
        /// It is gone.
        Removed,
        /// It has another id.
        Renamed,
        /// It stands somewhere else.
        Moved,
        /// Its words are others.
        Reworded,
        /// How an ambiguous text was read.
        Note,
        /// Plain words for the patient.
        MemberText,
        /// Why something is assumed where nothing is on record.
        Because,
        /// What an edit says of what it finds.
        Message,
        /// Another operator.
        Operator,
        /// Another fact is asked.
        Fact,
        /// Another comparator.
        Comparator,
        /// Another number, date, duration or value to compare with.
        Threshold,
        /// The same number in another unit.
        Unit,
        /// Other codes.
        Codes,
        /// An exception is added, removed or another one.
        Exception,
        /// A waiver is added, removed or another one.
        Waiver,
        /// What is assumed where nothing is on record.
        Absence,
        /// Which evidence is asked for.
        Evidence,
        /// Another condition in a way that no other kind names.
        Condition,
        /// Where it comes from.
        Citation,
        /// Whether it decides or is only shown.
        Advisory,
        /// How much weight it has.
        Severity,
        /// How certain it is that it says what its document says.
        Confidence,
        /// What follows from a result.
        Disposition,
        /// When it is met.
        MetWhen,
        /// Another value of a key of the head.
        Value,
    }
}

listed! {
    /// Which part of a policy or library changed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum ChangedPart {
        /// A criterion.
        Criterion,
        /// An exclusion.
        Exclusion,
        /// The title, status, dates and the like.
        Head,
        /// What it applies to.
        Selector,
        /// When it is met and what follows.
        Determination,
        /// A fact, as its vocabulary defines it.
        Fact,
        /// A named set of codes.
        ValueSet,
        /// A vocabulary.
        Vocabulary,
        /// A document it is written from.
        Source,
        /// What its documents mean by a word.
        Definition,
        /// A clause that is not encoded.
        NotEncoded,
        /// A remark on a version.
        Revision,
    }
}

listed! {
    /// What a change can have an effect on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Effect {
        /// Who meets the policy.
        Decides,
        /// Which requests it governs.
        Selects,
        /// When it is in force.
        Dates,
        /// What follows from a result.
        Follows,
        /// What a reader is told, and nothing else.
        Tells,
    }
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// What part it is of.
    pub part: ChangedPart,
    /// What changed: an id, a path, or the words for a key.
    pub subject: String,
    /// What it can have an effect on.
    pub effect: Effect,
    /// As it was; left out where there was nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// As it is; left out where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Both word by word, where a text was reworded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Piece>,
}

/// Some words that two texts have in common, or that only one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Piece {
    /// Which text has them.
    pub kind: PieceKind,
    /// The words.
    pub text: String,
}

/// Which of two texts has some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// Both.
    Same,
    /// Only the first.
    Removed,
    /// Only the second.
    Added,
}

/// What changed in one criterion or exclusion, or in a part of it that has an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriterionDifference {
    /// Its id; of one that is gone, the id that it had.
    pub id: Arc<str>,
    /// Whether it is a criterion or an exclusion.
    pub part: ChangedPart,
    /// The criterion or exclusion that it stands in; left out where it is one itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Arc<str>>,
    /// The id that it had, and how that was found out; left out where it is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<Guess>,
    /// What it says: its own text, or its result.
    pub says: String,
    /// What changed in it.
    pub changes: Vec<Change>,
    /// Which way its meaning goes; left out where that was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<crate::answer::CriterionMeaning>,
    /// Whether its meaning is the same, by digests.
    pub same_meaning: bool,
}

/// A criterion that is taken for another one under a new id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Guess {
    /// The id that it had.
    pub was: Arc<str>,
    /// What shows it.
    pub by: GuessedBy,
    /// How much of what it says is the same, in percent.
    pub alike: u32,
}

/// What shows that two criteria are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuessedBy {
    /// They mean the same.
    Meaning,
    /// They say nearly the same.
    Likeness,
}
