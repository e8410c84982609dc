//! A value set in words, with what uses it. Which conditions these are is found elsewhere.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

/// The format name of a description of a value set.
pub const VALUE_SET_FORMAT: &str = "medpol/value-set-description/1";

/// A value set in words, with what uses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ValueSetDescription {
    /// Always `medpol/value-set-description/1`.
    pub format: &'static str,
    /// Its id.
    pub id: Arc<str>,
    /// What it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// The code system.
    pub system: Arc<str>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<str>>,
    /// The codes, in written order.
    pub codes: Vec<DescribedCode>,
    /// Every code that starts with one of these belongs to it too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes_under: Vec<Arc<str>>,
    /// What compares with it.
    pub uses: Vec<ValueSetUse>,
}

/// One code of a value set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DescribedCode {
    /// The code.
    pub code: Arc<str>,
    /// What it stands for, in the words of those who wrote the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Arc<str>>,
    /// The first day it is valid, if that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Arc<str>>,
    /// The last day it is valid, if that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Arc<str>>,
}

/// A place where a value set is compared with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ValueSetUse {
    /// The policy version, as `id@version`; of a fact's own condition, the vocabulary.
    pub user: String,
    /// Where in it: the path of the condition, or of the fact.
    pub path: Arc<str>,
    /// What the condition says.
    pub says: String,
}
