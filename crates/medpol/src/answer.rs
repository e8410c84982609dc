//! The answer to a case: a determination, or the report of coding edits.
//!
//! Which of the two a policy gives is decided here; how they are worded, by `medpol-report`.

use medpol_evaluator::{determine, edit};
use medpol_library::{Library, Ready};
use medpol_model::{Determination, EditReport, Outcome, PolicyKind};
use medpol_report::determination::{View, markdown, text, viewed};
use medpol_report::{Colour, edits};
use serde::Serialize;

/// The answer of a policy.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Answer {
    /// Of a medical policy.
    Determination(Box<Determination>),
    /// Of coding edits.
    Edits(Box<EditReport>),
}

impl Answer {
    /// Asks the policy that is for a case.
    pub(crate) fn of(ready: Ready, library: &Library) -> Self {
        let Ready { policy, case, selection, governing } = ready;
        let symbols = library.symbols();
        if policy.kind != PolicyKind::CodingEdits {
            return Self::Determination(Box::new(determine(&policy, symbols, &case, Some(selection))));
        }
        let governing = governing.map(|medical| determine(&medical.policy, symbols, &medical.case, None).result);
        let report = edit(&policy, symbols, &case, governing);
        Self::Edits(Box::new(EditReport { selection: Some(selection), ..report }))
    }

    /// What it comes to.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Determination(determination) => determination.result,
            Self::Edits(report) => report.outcome(),
        }
    }

    /// With no more than a view shows; a report of edits is always whole.
    pub(crate) fn viewed(&self, view: View) -> Self {
        match self {
            Self::Determination(determination) => Self::Determination(Box::new(viewed(determination, view))),
            Self::Edits(report) => Self::Edits(report.clone()),
        }
    }

    /// As text for a terminal.
    pub(crate) fn text(&self, view: View, colour: Colour) -> String {
        match self {
            Self::Determination(determination) => text(determination, view, colour),
            Self::Edits(report) => edits::text(report, colour),
        }
    }

    /// As Markdown.
    pub(crate) fn markdown(&self, view: View) -> String {
        match self {
            Self::Determination(determination) => markdown(determination, view),
            Self::Edits(report) => edits::markdown(report),
        }
    }
}
