//! What holds for everything that can be shown: diagnostics and determinations.
//!
//! Whatever comes out is also rendered, so that nothing breaks its rendering.

use medpol_compiler::Compiled;
use medpol_diagnostics::{Diagnostic, SourceMap, sort};
use medpol_evaluator::{Outcomes, decide};
use medpol_explainer::{WorkLimit, determine};
use medpol_model::answer::{Determination, Outcome, View};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_report::Colour;
use medpol_report::determination::{markdown, text};
use medpol_report::diagnostic;

/// Shows diagnostics in every form; each lies inside its file.
pub(crate) fn show(mut diagnostics: Vec<Diagnostic>, sources: &SourceMap) {
    sort(&mut diagnostics);
    for found in &diagnostics {
        let file = sources.file(found.primary.span.file).expect("a file");
        let range = found.primary.span.start as usize..found.primary.span.end as usize;
        assert!(
            file.text().get(range).is_some(),
            "{} lies outside of the text: {:?}",
            found.code.number,
            found.primary
        );
    }
    let _ = diagnostic::text(&diagnostics, sources, Colour::Always);
    let _ = serde_json::to_string(&diagnostic::Listed::of(&diagnostics, sources)).expect("JSON");
}

/// Decides a case in every way there is; they agree, and each gives the same twice.
pub(crate) fn settle(policy: &Policy, compiled: &Compiled, case: &Case) -> Option<Determination> {
    let determine = || determine(policy, &compiled.symbols, case, None, View::All, WorkLimit::DEFAULT);
    // A case that is too much to decide is refused, twice the same.
    let (Ok(determination), Ok(again)) = (determine(), determine()) else {
        assert!(determine().is_err(), "the same input, once too much and once not");
        return None;
    };
    assert_eq!(told(&determination), told(&again), "the same input, and not the same bytes");
    let status = decide(policy, &compiled.symbols, case, &mut Outcomes::for_policy(policy));
    let outcome = Outcome::of(status);
    assert_eq!(outcome, determination.result, "deciding and explaining do not agree");
    if outcome == Outcome::Unknown {
        assert!(!determination.missing.is_empty(), "unknown, and nothing to ask for");
    }
    for view in View::ALL {
        let Ok(told) = medpol_explainer::determine(policy, &compiled.symbols, case, None, view, WorkLimit::DEFAULT) else {
            continue;
        };
        assert_eq!(outcome, told.result, "a view changes the result");
        let _ = text(&told, Colour::Always);
        let _ = markdown(&told);
    }
    Some(determination)
}

/// The canonical form.
pub(crate) fn told(determination: &Determination) -> String {
    serde_json::to_string(determination).expect("JSON")
}
