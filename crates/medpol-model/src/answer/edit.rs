//! The answer of coding edits to a case: for every edit its status, with the lines it finds.
//!
//! This is the published form: its JSON is canonical, text and Markdown are renderings of it. The
//! same input gives the same bytes. A finding says what to look at; nothing in it is ever called a
//! denial.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{AskedFact, CaseSummary, LibraryState, Outcome, PolicySummary, Selection};
use crate::policy::{Citation, Confidence, CriterionSeverity};

/// The format name of an edit report.
pub const EDIT_REPORT_FORMAT: &str = "medpol/edit-report/1";

/// What the coding edits of one policy say of one case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EditReport {
    /// Always `medpol/edit-report/1`.
    pub format: &'static str,
    /// Name and version of the engine.
    pub engine: &'static str,
    /// The edits that were applied.
    pub policy: PolicySummary,
    /// Why these edits and this version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
    /// That a file of the library, which these edits do not rest on, cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryState>,
    /// The case that was looked at.
    pub case: CaseSummary,
    /// What the medical policy that governs came to; left out where that is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governing: Option<Outcome>,
    /// How many edits have each status.
    pub counts: EditCounts,
    /// What a reader should know beside the findings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The edits in written order.
    pub edits: Vec<EditAnswer>,
}

/// How many edits have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EditCounts {
    /// Passed.
    pub pass: u32,
    /// With a finding, or several.
    pub finding: u32,
    /// Not known.
    pub incomplete: u32,
    /// Not applicable.
    pub not_applicable: u32,
}

/// The status of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EditStatus {
    /// Nothing is wrong.
    Pass,
    /// Something is.
    Finding,
    /// It depends on facts that are unknown; never a pass.
    Incomplete,
    /// It is not applicable.
    NotApplicable,
}

impl EditStatus {
    /// Its word in cases and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Finding => "finding",
            Self::Incomplete => "incomplete",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// What one edit says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EditAnswer {
    /// Its id.
    pub id: Arc<str>,
    /// Its status.
    pub status: EditStatus,
    /// How much weight it has.
    pub severity: CriterionSeverity,
    /// What it asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// What it found: one for each failing group of lines, else one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What to ask for; never empty when the edit is incomplete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<AskedFact>,
    /// It passes, or finds, only by an assumption.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// How an ambiguous text was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
    /// How certain it is that a document says so; left out where it was read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where it comes from.
    pub citations: Arc<[Citation]>,
}

/// Something that is wrong with lines of a request or claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The id of the edit.
    pub edit: Arc<str>,
    /// How much weight it has.
    pub severity: CriterionSeverity,
    /// The lines, those that cause it first.
    pub lines: Vec<Line>,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<String>,
    /// What may be there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<String>,
    /// What is wrong, for a biller.
    pub message: Arc<str>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Arc<str>>,
    /// Where the edit comes from.
    pub source: Arc<[Citation]>,
}

/// An element of the list that an edit speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Line {
    /// Its number in the list, counted from 1.
    pub line: u32,
    /// What it has to do with the finding.
    pub role: LineRole,
    /// What it is called.
    pub name: String,
}

/// What a line has to do with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineRole {
    /// The finding is about it.
    Cause,
    /// The finding is about another line because of it.
    Related,
}

impl Finding {
    /// The numbers of the lines in a role.
    pub fn lines(&self, role: LineRole) -> impl Iterator<Item = u32> {
        self.lines.iter().filter(move |line| line.role == role).map(|line| line.line)
    }
}

impl EditReport {
    /// Every finding, in the order of the edits.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.edits.iter().flat_map(|edit| &edit.findings)
    }

    /// The edits that stand so.
    pub fn standing(&self, status: EditStatus) -> impl Iterator<Item = &EditAnswer> {
        self.edits.iter().filter(move |edit| edit.status == status)
    }

    /// The result of the report as a whole: not met where a finding rejects, else unknown where an
    /// edit is incomplete, else met; not applicable where no edit arises.
    pub fn outcome(&self) -> Outcome {
        if self.findings().any(|finding| finding.severity == CriterionSeverity::Reject) {
            Outcome::NotMet
        } else if self.counts.incomplete > 0 {
            Outcome::Unknown
        } else if self.counts.pass + self.counts.finding == 0 {
            Outcome::NotApplicable
        } else {
            Outcome::Met
        }
    }
}
