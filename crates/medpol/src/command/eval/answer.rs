//! The answer to one case: a determination under the policy that was named, or a decision under
//! whatever governs.
//!
//! Calls the libraries in turn; every word and every rule is theirs.

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_evaluator::determine;
use medpol_library::{Governed, Library, Named, Request, read_case, read_request};
use medpol_model::{
    DECISION_FORMAT, Decision, Determination, GovernanceOutcome, GovernedDetermination, Outcome, PolicyKind, combined,
};
use medpol_report::determination::{View, markdown, text, viewed};
use medpol_report::{Colour, decision};
use serde::Serialize;

use crate::reading::Read;

/// The answer to one case.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer {
    /// Under the policy that was named.
    Named(Box<Determination>),
    /// Under whatever governs.
    Governed(Box<Decision>),
}

impl Answer {
    /// Decides a case. `None`, with problems that say why, when anything is wrong with it.
    pub(super) fn find(
        library: &Library,
        case: &Read,
        named: Option<&Named>,
        sources: &mut SourceMap,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        if named.is_some() {
            let (ready, problems) = read_case(library, &case.name, &case.bytes, named, sources);
            let answer = ready.map(|ready| {
                let determination = determine(&ready.policy, library.symbols(), &ready.case, Some(ready.selection));
                Self::Named(Box::new(determination))
            });
            (answer, problems)
        } else {
            let (request, problems) = read_request(library, &case.name, &case.bytes, sources);
            (request.map(|request| Self::Governed(Box::new(decided(library, request)))), problems)
        }
    }

    /// What stands for it in an exit status.
    pub(super) fn result(&self) -> Outcome {
        match self {
            Self::Named(determination) => determination.result,
            Self::Governed(decision) => decision.result,
        }
    }

    /// A copy with the nodes of a view.
    pub(super) fn viewed(&self, view: View) -> Self {
        match self {
            Self::Named(determination) => Self::Named(Box::new(viewed(determination, view))),
            Self::Governed(decision) => {
                let mut decision = decision.clone();
                let governing = decision.determinations.iter_mut().map(|governed| &mut governed.determination);
                for determination in governing.chain(&mut decision.beside) {
                    *determination = viewed(determination, view);
                }
                Self::Governed(decision)
            }
        }
    }

    /// The answer as text.
    pub(super) fn text(&self, view: View, colour: Colour) -> String {
        match self {
            Self::Named(determination) => text(determination, view, colour),
            Self::Governed(answer) => decision::text(answer, view, colour),
        }
    }

    /// The answer as Markdown.
    pub(super) fn markdown(&self, view: View) -> String {
        match self {
            Self::Named(determination) => markdown(determination, view),
            Self::Governed(answer) => decision::markdown(answer, view),
        }
    }
}

/// Evaluates a request under every policy that governs it, and the articles beside.
fn decided(library: &Library, request: Request) -> Decision {
    let evaluated = |governed: Governed| GovernedDetermination {
        determination: determine(&governed.policy, library.symbols(), &governed.case, Some(governed.selection)),
        services: governed.services,
    };
    let determinations: Vec<GovernedDetermination> = request.governed.into_iter().map(evaluated).collect();
    let articles = request.beside.into_iter().filter(|beside| beside.policy.kind != PolicyKind::CodingEdits);
    let beside = articles.map(|article| evaluated(article).determination).collect();
    let is_governed = request.resolution.groups.iter().all(|group| group.outcome == GovernanceOutcome::Governs);
    let together = combined(determinations.iter().map(|governed| governed.determination.result));
    Decision {
        format: DECISION_FORMAT,
        title: request.case.title,
        result: together.filter(|together| is_governed || *together == Outcome::NotMet).unwrap_or(Outcome::Unknown),
        resolution: request.resolution,
        determinations,
        beside,
    }
}
