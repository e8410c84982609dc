//! The answer to a case: under the policy that was named a determination or a report of coding edits,
//! else a decision under the policy that governs.
//!
//! Which of them is decided here; how they are worded, by `medpol-report`.

use medpol_diagnostics::Diagnostic;
use medpol_explainer::{Allowance, determine, edit};
use medpol_library::{Library, Named, Ready, WrittenCase, doubts_of, ready, requested_for_answer};
use medpol_model::answer::{Decision, Determination, EditReport, Outcome, Undecided, View};
use medpol_model::case::Case;
use medpol_model::policy::{Policy, PolicyKind};
use medpol_report::determination::{markdown, text};
use medpol_report::{Colour, decision, edits, undecided};
use medpol_syntax::Parsed;
use schemars::JsonSchema;
use serde::Serialize;

use crate::bounded::{LONG_CASE, LONGEST_ANSWER, MANY_PARTS, Unbounded, is_longer_than, too_long};
use crate::governed::decided;
use crate::plain::outcome_of;

/// The answer to one case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Answer {
    /// Of a medical policy.
    Determination(Box<Determination>),
    /// Of coding edits.
    Edits(Box<EditReport>),
    /// Of the policy that governs.
    Decision(Box<Decision>),
    /// None, because the policy that was named cannot be read.
    Undecided(Box<Undecided>),
}

impl Answer {
    /// Answers a case: by the policy that is named, else by the policy that governs. What `view` does not show is not
    /// in the answer. `None`, with problems that say why, when anything is wrong with the case.
    pub fn find(
        library: &Library,
        case: &WrittenCase,
        named: Option<&Named>,
        view: View,
        allowed: impl Into<Allowance>,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let allowed = &allowed.into();
        let (answer, mut problems) = if let Some(name) = named {
            let unreadable = doubts_of(library, case, named);
            if !unreadable.is_empty() {
                let title = case.title().map(str::to_owned);
                return (Some(Self::Undecided(Box::new(Undecided::new(title, name.text(), unreadable)))), Vec::new());
            }
            let (ready, problems) = ready(library, case, named);
            (ready.map(|ready| Self::by_policy(ready, library, view, allowed)), problems)
        } else {
            let (request, problems) = requested_for_answer(library, case);
            let answer =
                |request| decided(library, request, view, allowed).map(|decision| Self::Decision(Box::new(decision)));
            (request.map(answer), problems)
        };
        match answer.transpose() {
            Ok(Some(answer)) if answer.is_too_long(case) => {
                problems.push(too_long(case));
                (None, problems)
            }
            Ok(answer) => (answer, problems),
            Err(unbounded) => {
                problems.push(unbounded.problem(case));
                (None, problems)
            }
        }
    }

    /// The same for a text that should hold one case.
    pub fn find_parsed(
        library: &Library,
        text: Parsed,
        named: Option<&Named>,
        view: View,
        allowed: impl Into<Allowance>,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        match WrittenCase::single("", text) {
            (Some(case), _) => Self::find(library, &case, named, view, allowed),
            (None, problems) => (None, problems),
        }
    }

    /// Asks the policy that is for a case.
    ///
    /// # Errors
    ///
    /// When the case makes more work than is allowed, or is stopped.
    pub fn of(ready: Ready, library: &Library, view: View, allowed: impl Into<Allowance>) -> Result<Self, Unbounded> {
        Self::by_policy(ready, library, view, &allowed.into())
    }

    fn by_policy(ready: Ready, library: &Library, view: View, allowed: &Allowance) -> Result<Self, Unbounded> {
        let Ready { policy, case, selection, governing } = ready;
        let symbols = library.symbols();
        if policy.kind != PolicyKind::CodingEdits {
            let determination = determine(&policy, symbols, &case, Some(selection), view, allowed.clone());
            let determination = determination.map_err(Unbounded::of(&policy))?;
            let found = in_library(determination, library, &policy, &case);
            return Ok(Self::Determination(Box::new(found)));
        }
        let governing =
            governing.map(|medical| outcome_of(&medical.policy, symbols, &medical.case, allowed)).transpose()?;
        let report = edit(&policy, symbols, &case, governing, allowed.clone()).map_err(Unbounded::of(&policy))?;
        Ok(Self::Edits(Box::new(EditReport { selection: Some(selection), library: library.state(), ..report })))
    }

    /// The result.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Determination(determination) => determination.result,
            Self::Edits(report) => report.outcome(),
            Self::Decision(decision) => decision.result,
            Self::Undecided(undecided) => undecided.result,
        }
    }

    /// Whether it is unknown because a file of the library cannot be read.
    pub fn is_in_doubt(&self) -> bool {
        match self {
            Self::Determination(_) | Self::Edits(_) => false,
            Self::Decision(decision) => decision.disposition.is_some(),
            Self::Undecided(_) => true,
        }
    }

    /// Whether it is longer than an answer may be. Only long cases, long lists and many policies make one long.
    fn is_too_long(&self, case: &WrittenCase) -> bool {
        (self.parts() > MANY_PARTS || case.length() > LONG_CASE) && is_longer_than(self, LONGEST_ANSWER)
    }

    /// How many facts it asks for, and how many policies and lines it tells.
    fn parts(&self) -> usize {
        let edits = |report: &EditReport| -> usize {
            report.edits.iter().map(|edit| edit.missing.len() + edit.findings.len()).sum()
        };
        match self {
            Self::Determination(determination) => determination.missing.facts().len(),
            Self::Edits(report) => edits(report),
            Self::Decision(decision) => {
                let governing = decision.determinations.iter().map(|governed| &governed.determination);
                let asked: usize =
                    governing.chain(&decision.beside).map(|determination| determination.missing.facts().len()).sum();
                let found: usize = decision.edits.iter().map(edits).sum();
                let looked_at: usize = decision.resolution.groups.iter().map(|group| group.candidates.len()).sum();
                asked + found + looked_at + decision.resolution.beside.len()
            }
            Self::Undecided(_) => 0,
        }
    }

    /// As text for a terminal. `view` is the one that the answer was found for.
    pub fn text(&self, view: View, colour: Colour) -> String {
        match self {
            Self::Determination(determination) => text(determination, colour),
            Self::Edits(report) => edits::text(report, view, colour),
            Self::Decision(answer) => decision::text(answer, view, colour),
            Self::Undecided(answer) => undecided::text(answer, colour),
        }
    }

    /// As Markdown. `view` is the one that the answer was found for.
    pub fn markdown(&self, view: View) -> String {
        match self {
            Self::Determination(determination) => markdown(determination),
            Self::Edits(report) => edits::markdown(report, view),
            Self::Decision(answer) => decision::markdown(answer, view),
            Self::Undecided(answer) => undecided::markdown(answer),
        }
    }
}

/// A determination with what only the library knows of it.
pub(crate) fn in_library(found: Determination, library: &Library, policy: &Policy, case: &Case) -> Determination {
    Determination {
        library: library.state(),
        internal_only: found.internal_only && library.tells_internal_criteria(policy, case),
        ..found
    }
}
