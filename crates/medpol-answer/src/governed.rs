//! A request, evaluated under every policy that governs it, and under articles and coding edits beside it.
//!
//! Calls the explainer for each; every rule is the policies'.

use medpol_explainer::{determine, edit};
use medpol_library::{Governed, KeptLines, Library, Request};
use medpol_model::answer::{
    DECISION_FORMAT, Decision, Determination, EditReport, GovernanceOutcome, GovernedDetermination, Outcome,
    ResolutionReport, combined,
};
use medpol_model::policy::{Disposition, Edit, PolicyKind};
use medpol_model::value::Symbols;

/// Evaluates a request.
///
/// Coding edits read the combined result of the governing policies; where it is unknown what governs
/// one of the services, or nothing does, they read nothing.
pub fn decided(library: &Library, request: Request) -> Decision {
    let symbols = library.symbols();
    let evaluated = |governed: Governed| GovernedDetermination {
        determination: Determination {
            library: library.state(),
            ..determine(&governed.policy, symbols, &governed.case, Some(governed.selection))
        },
        services: governed.services,
        lines: governed.lines,
        date: governed.date,
    };
    let determinations: Vec<GovernedDetermination> = request.governed.into_iter().map(evaluated).collect();
    let results = combined(determinations.iter().map(|governed| governed.determination.result));
    let governing = together(results, &request.resolution);
    let (edits, articles): (Vec<Governed>, Vec<Governed>) =
        request.beside.into_iter().partition(|beside| beside.policy.kind == PolicyKind::CodingEdits);
    let report = |edits: Governed| EditReport {
        selection: Some(edits.selection.clone()),
        library: library.state(),
        ..found_by_edits(&edits, symbols, governing)
    };
    let result = governing.unwrap_or(Outcome::Unknown);
    let is_in_doubt = result == Outcome::Unknown && !request.resolution.unreadable().is_empty();
    Decision {
        format: DECISION_FORMAT,
        title: request.case.title,
        result,
        disposition: is_in_doubt.then_some(Disposition::ManualPolicyReview),
        library: library.state(),
        resolution: request.resolution,
        determinations,
        beside: articles.into_iter().map(|article| evaluated(article).determination).collect(),
        edits: edits.into_iter().map(report).collect(),
    }
}

/// What coding edits find in a request, by the numbers that its lines have there.
pub(crate) fn found_by_edits(edits: &Governed, symbols: &Symbols, governing: Option<Outcome>) -> EditReport {
    let mut report = edit(&edits.policy, symbols, &edits.case, governing);
    let Some(kept) = &edits.kept else { return report };
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
    report
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
