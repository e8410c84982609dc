//! What to ask for, so that one request for information is enough.
//!
//! Facts are asked for in items, and items stand in groups, one for each document that holds the answers. Everything
//! that an answer can make necessary is announced with it: the fields of a list, and what follows under a condition.

mod asked;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

pub use asked::{AnswerKind, AskedFact, AskingCriterion, DatePart, FollowUp, MissingCause, NamedValue, Proof};

/// What to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// The question to ask first, because it settles the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NextQuestion>,
    /// One group for each document that holds answers. What identifies the request comes first.
    pub groups: Vec<QuestionGroup>,
    /// How many facts are not listed here, because the lists of the case are long.
    #[serde(skip_serializing_if = "is_none")]
    pub not_listed: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// The questions that one document answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuestionGroup {
    /// The kind of document; left out where the vocabulary names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Arc<str>>,
    /// The questions, in the order of the vocabulary.
    pub items: Vec<Question>,
}

/// A question that is answered at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Question {
    /// What is asked of its facts.
    pub kind: QuestionKind,
    /// The question as it is put.
    pub question: Arc<str>,
    /// One answer alone would end the matter: the policy is not met, whatever the rest turns out to be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_end: bool,
    /// Of a choice: how many are still needed, and among what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<OpenChoice>,
    /// The facts that are asked for.
    pub facts: Vec<AskedFact>,
}

/// What is asked of the facts of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One fact.
    Fact,
    /// The same fact of several entries of a list.
    EachEntry,
    /// Whether none of several things is so. In a case, those that are not so are listed under `denied`.
    NoneOf,
    /// Some of several things; all of them need not be.
    AtLeast,
}

/// A choice that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenChoice {
    /// What the policy says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// How many more are needed.
    pub needed: u32,
    /// What counts already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<Arc<str>>,
    /// What can be chosen.
    pub options: Vec<ChoiceOption>,
}

/// One of the things that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChoiceOption {
    /// What the policy calls it.
    pub text: Arc<str>,
    /// The facts that show it; some of them may be asked for in another question.
    pub facts: Vec<String>,
}

/// The question to ask first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NextQuestion {
    /// The question as it is put.
    pub question: Arc<str>,
    /// Its group, counted from 0.
    pub group: u32,
    /// Its place in the group, counted from 0.
    pub item: u32,
    /// One answer alone would end the matter.
    pub can_end: bool,
}

impl Missing {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The questions of all groups.
    pub fn items(&self) -> impl Iterator<Item = &Question> {
        self.groups.iter().flat_map(|group| &group.items)
    }

    /// Every open fact that the case has a place for: inputs rather than what follows from them, and what is asked
    /// under a condition. The fields of entries that nobody listed yet have no place.
    pub fn facts(&self) -> Vec<&AskedFact> {
        let mut found = Vec::new();
        self.items().flat_map(|item| &item.facts).for_each(|fact| fact.open(&mut found));
        found
    }
}
