//! A request, evaluated under every policy that governs it, and under articles and coding edits beside it.
//!
//! Calls the explainer for each; every rule is the policies'.

use medpol_explainer::{Allowance, determine, edit};
use medpol_library::{Governed, KeptLines, Library, Request};
use medpol_model::answer::{
    DECISION_FORMAT, Decision, Determination, EditReport, GovernanceOutcome, GovernedDetermination, Outcome,
    ResolutionReport, combined,
};
use medpol_model::policy::{CriterionSeverity, Disposition, Edit, PolicyKind};
use medpol_model::value::Symbols;

use crate::bounded::Unbounded;

/// Evaluates a request.
///
/// Coding edits read the combined result of the governing policies; where it is unknown what governs
/// one of the services, or nothing does, they read nothing.
///
/// # Errors
///
/// When the case makes more work than is allowed under one of the policies, or is stopped.
pub(crate) fn decided(library: &Library, request: Request, allowed: &Allowance) -> Result<Decision, Unbounded> {
    let symbols = library.symbols();
    let evaluated = |governed: Governed| {
        let Governed { policy, case, selection, services, lines, date, .. } = governed;
        let determination = determine(&policy, symbols, &case, Some(selection), allowed.clone());
        let determination = determination.map_err(Unbounded::of(&policy))?;
        let determination = Determination { library: library.state(), ..determination };
        Ok(GovernedDetermination { determination, services, lines, date })
    };
    let mut determinations: Vec<GovernedDetermination> =
        request.governed.into_iter().map(evaluated).collect::<Result<_, Unbounded>>()?;
    let results = combined(determinations.iter().map(|governed| governed.determination.result));
    let governing = together(results, &request.resolution);
    let (edits, articles): (Vec<Governed>, Vec<Governed>) =
        request.beside.into_iter().partition(|beside| beside.policy.kind == PolicyKind::CodingEdits);
    let report = |edits: Governed| {
        let report = found_by_edits(&edits, symbols, governing, allowed)?;
        Ok(EditReport { selection: Some(edits.selection), library: library.state(), ..report })
    };
    let edits = edits.into_iter().map(report).collect::<Result<Vec<EditReport>, Unbounded>>()?;
    let findings = findings(&edits);
    for determination in determinations.iter_mut().map(|governed| &mut governed.determination) {
        if let Some(because) = findings.as_ref().filter(|_| determination.disposition == Disposition::Approve) {
            take_to_a_person(determination, because.clone());
        }
    }
    let beside = articles.into_iter().map(|article| Ok(evaluated(article)?.determination));
    let result = governing.unwrap_or(Outcome::Unknown);
    let is_in_doubt = result == Outcome::Unknown && !request.resolution.unreadable().is_empty();
    Ok(Decision {
        format: DECISION_FORMAT,
        title: request.case.title,
        result,
        disposition: is_in_doubt.then_some(Disposition::ManualPolicyReview),
        library: library.state(),
        resolution: request.resolution.nearest(),
        determinations,
        beside: beside.collect::<Result<_, Unbounded>>()?,
        edits,
    })
}

/// That coding edits found what somebody has to look at; `None` where they did not.
fn findings(reports: &[EditReport]) -> Option<String> {
    let found = reports.iter().flat_map(EditReport::findings);
    let mut ids: Vec<&str> =
        found.filter(|finding| finding.severity != CriterionSeverity::Info).map(|finding| &*finding.edit).collect();
    ids.dedup();
    let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    (!ids.is_empty()).then(|| format!("coding edits found something: {}; a person looks at it", ids.join(", ")))
}

/// Takes what would be an approval to a person, and says why in any case.
pub(crate) fn take_to_a_person(determination: &mut Determination, because: String) {
    let services = determination.services.iter_mut().map(|service| &mut service.disposition);
    for disposition in services.chain([&mut determination.disposition]) {
        if *disposition == Disposition::Approve {
            *disposition = Disposition::LOOKED_AT;
        }
    }
    determination.warnings.push(because);
}

/// What coding edits find in a request, by the numbers that its lines have there.
pub(crate) fn found_by_edits(
    edits: &Governed,
    symbols: &Symbols,
    governing: Option<Outcome>,
    allowed: &Allowance,
) -> Result<EditReport, Unbounded> {
    let report = edit(&edits.policy, symbols, &edits.case, governing, allowed.clone());
    let mut report = report.map_err(Unbounded::of(&edits.policy))?;
    let Some(kept) = &edits.kept else { return Ok(report) };
    let vocabulary = &edits.policy.vocabulary;
    let is_theirs = |edit: &Edit| vocabulary.fact(edit.list.fact).is_some_and(|list| *list.path == *kept.list);
    for (answer, edit) in report.edits.iter_mut().zip(&edits.policy.edits) {
        for line in answer.findings.iter_mut().flat_map(|finding| &mut finding.lines).filter(|_| is_theirs(edit)) {
            line.line = kept.line(line.line);
        }
        for missing in &mut answer.missing {
            missing.fact = kept.path(&missing.fact);
        }
    }
    report.warnings.push(format!("only {} looked at: the other lines are of days outside of its period", lines(kept)));
    Ok(report)
}

fn lines(kept: &KeptLines) -> String {
    let numbers: Vec<String> = kept.elements.iter().map(|at| (at + 1).to_string()).collect();
    match numbers.as_slice() {
        [only] => format!("line {only} is"),
        several => format!("lines {} are", several.join(", ")),
    }
}

/// What governs comes to as a whole, if that can be said: where it is unknown what governs one of the
/// services, only that the request is not met.
pub(crate) fn together(results: Option<Outcome>, resolution: &ResolutionReport) -> Option<Outcome> {
    let is_governed = resolution.groups.iter().all(|group| group.outcome == GovernanceOutcome::Governs);
    results.filter(|result| is_governed || *result == Outcome::NotMet)
}
