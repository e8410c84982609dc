//! A fact that is asked for: how it is asked, why, and how it can be answered.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

/// A fact that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AskedFact {
    /// Its path in this case, such as `history.spine_surgeries[0].date`; in entries that nobody listed yet
    /// `history.spine_surgeries[].date`.
    pub fact: String,
    /// Its name.
    pub label: Arc<str>,
    /// The question.
    pub question: Arc<str>,
    /// Why it is asked.
    pub cause: MissingCause,
    /// How it can be answered.
    pub answer: AnswerKind,
    /// Of a date that is unknown: the coarsest part that decides, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    /// Which part of a partial date decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides: Option<DatePart>,
    /// What is on record so far, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_record: Option<String>,
    /// Documents that would prove it.
    #[serde(skip_serializing_if = "<[Arc<str>]>::is_empty")]
    pub evidence: Arc<[Arc<str>]>,
    /// The answer counts only with a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Only a clinician can say.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub judgment: bool,
    /// The criteria that wait for it.
    pub criteria: Vec<AskingCriterion>,
    /// Facts that it follows from: all of these can be given instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Self>,
    /// Of a list: what is needed of each entry that is added to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Self>,
    /// What is needed only after some answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
}

/// What is needed only after some answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FollowUp {
    /// After which, such as "if yes".
    pub when: Arc<str>,
    /// What is needed then.
    pub facts: Vec<AskedFact>,
}

/// A criterion that waits for a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AskingCriterion {
    /// Its id, or that of the nearest one above.
    pub id: Arc<str>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
}

/// Which documents an answer counts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// The kinds of document; empty where any will do.
    pub documents: Arc<[Arc<str>]>,
}

/// How a question can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerKind {
    /// Yes or no.
    YesNo,
    /// A whole number.
    WholeNumber {
        /// Its unit, if it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<&'static str>,
    },
    /// A number.
    Number {
        /// Its unit, if it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<&'static str>,
    },
    /// A date, or a part of one.
    Date,
    /// A length of time.
    Duration,
    /// One of some values.
    OneOf {
        /// The values.
        choices: Vec<NamedValue>,
    },
    /// A code.
    Code {
        /// The code systems.
        systems: Vec<Arc<str>>,
    },
    /// A text.
    Text,
    /// Several entries, or none.
    Entries,
    /// Several values.
    Values {
        /// What each of them is.
        of: Box<Self>,
    },
}

/// A value with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NamedValue {
    /// How it is written in a case.
    pub value: Arc<str>,
    /// Its name.
    pub label: Arc<str>,
}

/// The part of a partial date that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum DatePart {
    /// The month is known.
    #[serde(rename = "the day decides")]
    Day,
    /// The month is unknown.
    #[serde(rename = "the month decides, and perhaps the day")]
    Month,
}

impl DatePart {
    /// Its words in reports.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Day => "the day decides",
            Self::Month => "the month decides, and perhaps the day",
        }
    }
}

/// Why a fact is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingCause {
    /// It was never mentioned.
    NotOnRecord,
    /// It was asked, and the answer is unknown.
    AnswerUnknown,
    /// What is on record leaves the question open.
    NotPreciseEnough,
    /// The records disagree.
    Conflicting,
    /// The list may have more elements.
    ListIncomplete,
    /// It is asserted, and the policy wants to see evidence.
    NotEvidenced,
}

impl AskedFact {
    /// Adds what of it is open: its inputs or itself, and what is asked under a condition.
    pub(super) fn open<'a>(&'a self, found: &mut Vec<&'a Self>) {
        if self.instead.is_empty() {
            found.push(self);
        }
        let below = self.follow_ups.iter().flat_map(|follow_up| &follow_up.facts);
        self.instead.iter().chain(below).for_each(|fact| fact.open(found));
    }
}
