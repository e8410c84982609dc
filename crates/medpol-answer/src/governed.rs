//! A request, evaluated under every policy that governs it, and under articles and coding edits beside it.
//!
//! Calls the explainer for each; every rule is the policies'.

use medpol_explainer::{WorkLimit, determine, edit};
use medpol_library::{Governed, Library, Request};
use medpol_model::answer::{
    DECISION_FORMAT, Decision, EditReport, GovernanceOutcome, GovernedDetermination, Outcome, ResolutionReport,
    combined,
};
use medpol_model::policy::PolicyKind;

use crate::bounded::Unbounded;

/// Evaluates a request.
///
/// Coding edits read the combined result of the governing policies; where it is unknown what governs
/// one of the services, or nothing does, they read nothing.
///
/// # Errors
///
/// When the case makes more work than `limit` under one of the policies.
pub fn decided(library: &Library, request: Request, limit: WorkLimit) -> Result<Decision, Unbounded> {
    let symbols = library.symbols();
    let evaluated = |governed: Governed| {
        let Governed { policy, case, selection, services } = governed;
        let determination = determine(&policy, symbols, &case, Some(selection), limit);
        Ok(GovernedDetermination { determination: determination.map_err(Unbounded::of(&policy))?, services })
    };
    let determinations: Vec<GovernedDetermination> =
        request.governed.into_iter().map(evaluated).collect::<Result<_, Unbounded>>()?;
    let results = combined(determinations.iter().map(|governed| governed.determination.result));
    let governing = together(results, &request.resolution);
    let (edits, articles): (Vec<Governed>, Vec<Governed>) =
        request.beside.into_iter().partition(|beside| beside.policy.kind == PolicyKind::CodingEdits);
    let report = |edits: Governed| {
        let report = edit(&edits.policy, symbols, &edits.case, governing, limit);
        let report = report.map_err(Unbounded::of(&edits.policy))?;
        Ok(EditReport { selection: Some(edits.selection), ..report })
    };
    let beside = articles.into_iter().map(|article| Ok(evaluated(article)?.determination));
    Ok(Decision {
        format: DECISION_FORMAT,
        title: request.case.title,
        result: governing.unwrap_or(Outcome::Unknown),
        resolution: request.resolution,
        determinations,
        beside: beside.collect::<Result<_, Unbounded>>()?,
        edits: edits.into_iter().map(report).collect::<Result<_, Unbounded>>()?,
    })
}

/// What governs comes to as a whole, if that can be said: where it is unknown what governs one of the
/// services, only that the request is not met.
pub(crate) fn together(results: Option<Outcome>, resolution: &ResolutionReport) -> Option<Outcome> {
    let is_governed = resolution.groups.iter().all(|group| group.outcome == GovernanceOutcome::Governs);
    results.filter(|result| is_governed || *result == Outcome::NotMet)
}
