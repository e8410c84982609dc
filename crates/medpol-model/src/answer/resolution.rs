//! Which policy governs each requested service, with what was considered: the published form.
//!
//! Text and Markdown are renderings of it. How it is found, and from which files, is not known here.

use std::sync::Arc;

use medpol_diagnostics::listed;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::answer::{LibraryState, Unreadable};
use crate::policy::{Basis, Doubts, PolicyKind};

/// The format name of a resolution.
pub const RESOLUTION_FORMAT: &str = "medpol/resolution/1";

/// Which policy governs each requested service of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResolutionReport {
    /// Always `medpol/resolution/1`.
    pub format: &'static str,
    /// That a file of the library cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryState>,
    /// What the case says of the facts that select a policy.
    pub request: Vec<SelectingFact>,
    /// The requested services, those that are governed alike together.
    pub groups: Vec<GroupReport>,
    /// Articles and coding edits, which are evaluated beside the policy that governs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<BesideReport>,
    /// Files that cannot be read and may hold, or concern, articles or coding edits for this request: their
    /// findings are missing here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside_unreadable: Vec<Unreadable>,
}

/// How many policies an answer tells that were looked at and do not govern, or are not evaluated beside.
pub const MOST_LOOKED_AT: usize = 20;

/// How many services, lines and questions of one group are told where a resolution is asked for by itself.
pub const MOST_OF_A_GROUP: usize = 200;

impl ResolutionReport {
    /// The report as part of an answer: of a large library it tells the policies that came near, and counts the others,
    /// so that an answer is as long there as in a small one.
    #[must_use]
    pub fn nearest(mut self) -> Self {
        for group in &mut self.groups {
            group.further += group.candidates.len().saturating_sub(MOST_LOOKED_AT);
            group.candidates.truncate(MOST_LOOKED_AT);
        }
        let mut left = MOST_LOOKED_AT;
        self.beside.retain(|one| {
            let is_told = one.verdict != BesideVerdict::Misses || left > 0;
            left = left.saturating_sub(usize::from(one.verdict == BesideVerdict::Misses));
            is_told
        });
        self
    }

    /// The report with the first services, lines and questions of each group; the others are counted, so that a request
    /// for thousands of services is told as shortly as one for a few.
    #[must_use]
    pub fn first_of_each_group(mut self) -> Self {
        for group in &mut self.groups {
            let more = group.more.unwrap_or_default();
            let more = MoreOfGroup {
                services: more.services + cut(&mut group.services),
                lines: more.lines + cut(&mut group.lines),
                missing: more.missing + cut(&mut group.missing),
            };
            group.more = (more != MoreOfGroup::default()).then_some(more);
        }
        self
    }
}

/// Keeps the first; says how many there were more.
fn cut<T>(list: &mut Vec<T>) -> usize {
    let more = list.len().saturating_sub(MOST_OF_A_GROUP);
    list.truncate(MOST_OF_A_GROUP);
    more
}

/// What a case says of one fact that selects a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SelectingFact {
    /// What it selects by.
    pub key: SelectingKey,
    /// The fact's path.
    pub fact: String,
    /// Its value to a reader; none where it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

listed! {
    /// What a policy is selected by.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum SelectingKey {
        /// The requested service.
        Service,
        /// The drug of the requested service.
        Drug,
        /// The payer.
        Payer,
        /// The line of business.
        LineOfBusiness,
        /// The state.
        State,
        /// The date of service.
        DateOfService,
    }
}

impl SelectingKey {
    /// What a reader calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Drug => "drug",
            Self::Payer => "payer",
            Self::LineOfBusiness => "line of business",
            Self::State => "state",
            Self::DateOfService => "date of service",
        }
    }
}

/// Services that are governed alike.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupReport {
    /// The codes as the case has them; a code that is unknown is left out.
    pub services: Vec<String>,
    /// The lines of the request, counted from 1, where they are governed by their own dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u32>,
    /// Their own dates, in words that follow "given", where they are governed otherwise than on the date of service of
    /// the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its result.
    pub outcome: GovernanceOutcome,
    /// The policy that governs, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governs: Option<ResolvedPolicy>,
    /// Why, in a sentence.
    pub because: String,
    /// The policies that deferred to another one, in the order they were followed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deferred_by: Vec<ResolvedPolicy>,
    /// What would have to be known to tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingKey>,
    /// The files that cannot be read and may govern: the outcome is then `unknown`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
    /// The policy versions that were looked at, the nearest first; in an answer no more than the nearest.
    pub candidates: Vec<CandidateReport>,
    /// How many others were looked at; `medpol resolve` tells them.
    #[serde(skip_serializing_if = "is_zero")]
    pub further: usize,
    /// How many services, lines and questions there are beside those that are told here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<MoreOfGroup>,
}

/// How much more there is of a group of services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MoreOfGroup {
    /// Services.
    pub services: usize,
    /// Lines of the request that are governed by their own dates.
    pub lines: usize,
    /// What would have to be known to tell.
    pub missing: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The result of resolution for some services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GovernanceOutcome {
    /// One policy governs.
    Governs,
    /// It depends on what is missing, or on a file that cannot be read.
    Unknown,
    /// Two policies of equal rank claim the service; neither is chosen.
    Conflict,
    /// No policy governs.
    None,
}

impl GovernanceOutcome {
    /// Its word in cases and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Governs => "governs",
            Self::Unknown => "unknown",
            Self::Conflict => "conflict",
            Self::None => "none",
        }
    }
}

/// A policy version as resolution names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResolvedPolicy {
    /// `id@version`.
    pub policy: String,
    /// Its title.
    pub title: Arc<str>,
    /// Who issued it.
    pub publisher: Arc<str>,
    /// What kind of document it is.
    pub kind: PolicyKind,
    /// Whether the issuer's own text was read.
    pub basis: Basis,
    /// What of its head was not read in the issuer's own document.
    #[serde(skip_serializing_if = "Doubts::is_empty")]
    pub doubts: Doubts,
}

/// A selecting fact that is not known well enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingKey {
    /// What it selects by.
    pub key: SelectingKey,
    /// The fact's path in this case.
    pub fact: String,
    /// How it is asked for.
    pub question: String,
}

/// A policy version that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CandidateReport {
    /// The policy version.
    #[serde(flatten)]
    pub policy: ResolvedPolicy,
    /// What became of it.
    pub verdict: CandidateVerdict,
    /// Why, in a sentence.
    pub because: String,
    /// The keys on which it misses the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<SelectingKey>,
    /// The keys that leave open whether it applies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<SelectingKey>,
}

/// What became of a policy version that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CandidateVerdict {
    /// It governs.
    Governs,
    /// It applies, and hands the question to another policy.
    Defers,
    /// It applies, and so does another of equal rank.
    Conflicts,
    /// It may apply, depending on what is missing.
    Possible,
    /// It applies or may, and another policy goes before it.
    Outranked,
    /// It applies or may, but it, or another version of it, rests on a file that cannot be read.
    InDoubt,
    /// It fits, but the states in which it applies are unknown.
    StatesUnknown,
    /// It is a draft.
    Draft,
    /// It does not apply.
    Misses,
}

/// An article or a set of coding edits that is evaluated beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BesideReport {
    /// The policy version.
    #[serde(flatten)]
    pub policy: ResolvedPolicy,
    /// Whether it applies, or why it may not.
    pub verdict: BesideVerdict,
    /// Why, in a sentence.
    pub because: String,
    /// The lines of the request that it looks at, counted from 1, where others are of days outside of its period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u32>,
}

/// Whether something is evaluated beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BesideVerdict {
    /// It applies and is evaluated.
    Applies,
    /// It may apply, depending on what is missing; it is not evaluated.
    Possible,
    /// It applies or may, but it rests on a file that cannot be read; it is not evaluated.
    InDoubt,
    /// It does not apply.
    Misses,
}

impl ResolutionReport {
    /// The files that cannot be read and may govern one of the services, each once.
    pub fn unreadable(&self) -> Vec<Unreadable> {
        let mut all: Vec<Unreadable> = self.groups.iter().flat_map(|group| &group.unreadable).cloned().collect();
        all.sort();
        all.dedup();
        all
    }

    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut schema = generator.into_root_schema_for::<Self>();
        schema.insert("$id".to_owned(), "https://medpol.dev/schemas/resolution.schema.json".into());
        schema
    }
}
