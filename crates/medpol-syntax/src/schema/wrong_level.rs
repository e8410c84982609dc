//! A key that is missing in one place and unknown in another: one slip, which is told once.
//!
//! Knows what `keys` and `unknown` have found, not the tree.

use medpol_diagnostics::{Diagnostic, codes};

use crate::problems::Problems;

/// Folds every missing key into the unknown key that was to be it.
pub(super) fn fold(problems: &mut Problems) {
    let kept = problems.kept_mut();
    let mut at = 0;
    while let Some(problem) = kept.get(at) {
        let missing = only_missing(problem).map(str::to_owned);
        let unknown = missing.as_ref().and_then(|key| {
            let named =
                |other: &Diagnostic| other.code == &codes::P0101 && quoted(&other.message) == Some(key.as_str());
            kept.iter().position(named)
        });
        match (missing, unknown) {
            (Some(key), Some(unknown)) => {
                let removed = kept.remove(at);
                let index = if unknown > at { unknown - 1 } else { unknown };
                if let Some(problem) = kept.get_mut(index) {
                    tell(problem, &key, &removed);
                }
            }
            _ => at += 1,
        }
    }
    beside(kept);
}

/// `state` stands at the top, and `selectors` lacks it.
fn tell(problem: &mut Diagnostic, key: &str, missing: &Diagnostic) {
    let holder = missing.primary.text.split('`').nth(1).unwrap_or("the mapping above");
    problem.message = format!("the key `{key}` is at the wrong level");
    problem.help = vec![format!("move it below `{holder}`, in line with the keys there")];
    problem.replacement = None;
    if missing.primary.span.file == problem.primary.span.file {
        problem
            .secondary
            .push(medpol_diagnostics::Label { span: missing.primary.span, text: "it is missing here".to_owned() });
    }
}

/// A single unknown key without a better suggestion in a mapping that lacks a single key.
fn beside(kept: &mut Vec<Diagnostic>) {
    let missing: Vec<usize> = positions(kept, |problem| only_missing(problem).is_some());
    let unknown: Vec<usize> = positions(kept, |problem| problem.code == &codes::P0101 && problem.replacement.is_none());
    let ([missing], [unknown]) = (missing.as_slice(), unknown.as_slice()) else { return };
    let (Some(lacking), Some(found)) = (kept.get(*missing), kept.get(*unknown)) else { return };
    // The one says "`rows` needs it", the other "not a key of `rows`".
    let holder = |label: &str, before: &str, after: &str| {
        label.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).map(str::to_owned)
    };
    let of_missing = holder(&lacking.primary.text, "", " needs it");
    if of_missing.is_none() || of_missing != holder(&found.primary.text, "not a key of ", "") {
        return;
    }
    let key = only_missing(lacking).unwrap_or_default().to_owned();
    if let Some(problem) = kept.get_mut(*unknown) {
        problem.help.insert(0, format!("`{key}` is missing: is it this one?"));
    }
    kept.remove(*missing);
}

fn positions(kept: &[Diagnostic], is_so: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
    kept.iter().enumerate().filter(|(_, problem)| is_so(problem)).map(|(at, _)| at).collect()
}

/// The key that is missing, if it is one.
fn only_missing(problem: &Diagnostic) -> Option<&str> {
    let is_one = problem.code == &codes::P0102 && problem.message.ends_with(" is missing");
    quoted(&problem.message).filter(|_| is_one)
}

/// What is in the only backticks of a message.
fn quoted(message: &str) -> Option<&str> {
    let mut parts = message.split('`');
    let (_, inner, _) = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(inner)
}
