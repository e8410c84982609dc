//! A case: the facts of one request, their evidence, and what is expected of it.

mod facts;
mod read_facts;

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_diagnostics::Span;
use schemars::JsonSchema;
use serde::Serialize;

pub use facts::{Facts, Mark};
pub use read_facts::ReadFacts;

/// One request with its facts.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// A short description.
    pub title: Option<Arc<str>>,
    /// The facts.
    pub facts: Facts,
    /// Evidence by slot, as indexes into `documents`.
    pub evidence: BTreeMap<u32, Vec<u32>>,
    /// The documents that evidence names.
    pub documents: Vec<Evidence>,
    /// What the case's author expects.
    pub expectation: Option<Expectation>,
}

/// A document that proves a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// The kind of document.
    pub document: Arc<str>,
    /// Its date, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Arc<str>>,
    /// Where in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locator: Option<Arc<str>>,
    /// How the fact came in: `auto-client`, `auto-server`, `override` or `manual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<str>>,
}

/// What a case's author expects of it.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// The policy, such as `cohere-health/bvn-ablation@3`.
    pub policy: Option<Expected>,
    /// What resolution should come to: `id@version`, `none`, `unknown` or `conflict`.
    pub governs: Option<Expected>,
    /// The result.
    pub result: Option<Expected>,
    /// Some criteria and their statuses.
    pub criteria: Vec<(Expected, Expected)>,
    /// Some exclusions and their statuses.
    pub exclusions: Vec<(Expected, Expected)>,
    /// Exactly the missing facts, if given.
    pub missing: Option<Vec<Expected>>,
    /// Exactly the findings of coding edits, if given.
    pub findings: Option<Vec<ExpectedFinding>>,
    /// Some coding edits and their statuses.
    pub edits: Vec<(Expected, Expected)>,
    /// The medical policy whose result coding edits may read.
    pub governed_by: Option<Expected>,
    /// That nobody has compared this with the policy's document yet.
    pub review: Option<Expected>,
}

/// A finding that a case's author expects.
#[derive(Clone, Debug)]
pub struct ExpectedFinding {
    /// The id of the edit.
    pub edit: Expected,
    /// The lines that cause it, if they are compared.
    pub lines: Option<Vec<ExpectedLine>>,
    /// The lines that have to do with it, if they are compared.
    pub related: Option<Vec<ExpectedLine>>,
}

/// The number of a line with its place.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedLine {
    /// The number, counted from 1.
    pub number: u32,
    /// Its place.
    pub span: Span,
}

/// An expected word with its place.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The word.
    pub text: Arc<str>,
    /// Its place.
    pub span: Span,
}

impl Expectation {
    /// Whether anything is expected, beside naming the policies that are asked.
    pub fn says_something(&self) -> bool {
        let Self {
            policy: _,
            governed_by: _,
            review: _,
            governs,
            result,
            criteria,
            exclusions,
            missing,
            findings,
            edits,
        } = self;
        governs.is_some()
            || result.is_some()
            || missing.is_some()
            || findings.is_some()
            || !(criteria.is_empty() && exclusions.is_empty() && edits.is_empty())
    }
}

impl Case {
    /// The evidence for a slot.
    pub fn evidence(&self, slot: usize) -> impl Iterator<Item = &Evidence> {
        u32::try_from(slot)
            .ok()
            .and_then(|slot| self.evidence.get(&slot))
            .into_iter()
            .flatten()
            .filter_map(|document| self.documents.get(*document as usize))
    }
}
