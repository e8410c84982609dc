//! Policies that defer to others: that the others are there, and that nobody is sent round in a circle.

use std::collections::BTreeMap;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_syntax::document::{PolicyDocument, Text};

/// Reports deferrals that lead nowhere.
pub(crate) fn check(policies: &[&PolicyDocument], diagnostics: &mut Vec<Diagnostic>) {
    let ids: Vec<&str> = policies.iter().map(|policy| &*policy.id.text).collect();
    let mut deferrals: BTreeMap<&str, Vec<&Text>> = BTreeMap::new();
    for policy in policies {
        let word = policy.position.as_ref().map(|word| &*word.text);
        let (Some("defers"), Some(to)) = (word, &policy.to) else { continue };
        if matches!(&*to.text, "lcd" | "ncd") {
            continue;
        }
        let mut named = policies.iter().filter(|named| named.id.text == to.text);
        let is_beside = |named: &&PolicyDocument| matches!(&*named.kind.text, "article" | "coding-edits");
        if ids.contains(&&*to.text) && named.all(is_beside) {
            diagnostics.push(
                Diagnostic::new(&codes::P0220, to.span, format!("`{}` never governs", to.text))
                    .label("is evaluated beside the policy that does")
                    .help("name a medical policy, or `lcd` or `ncd` for the one that applies"),
            );
        } else if ids.contains(&&*to.text) {
            deferrals.entry(&policy.id.text).or_default().push(to);
        } else {
            diagnostics.push(
                Diagnostic::new(&codes::P0220, to.span, format!("no policy is called `{}`", to.text))
                    .label("defers to nothing")
                    .did_you_mean(&to.text, ids.iter().copied().chain(["lcd", "ncd"]))
                    .help("write `lcd` or `ncd` for the one that applies, or the id of a policy of this library"),
            );
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for id in deferrals.keys() {
        if !told.contains(id)
            && let Some(circle) = circle(id, &deferrals)
        {
            told.extend(circle.iter().filter_map(|to| deferrals.get_key_value(&*to.text)).map(|(id, _)| *id));
            diagnostics.extend(going_round(&circle));
        }
    }
}

/// The deferrals that lead from a policy back to it, if they do.
fn circle<'a>(start: &str, deferrals: &BTreeMap<&str, Vec<&'a Text>>) -> Option<Vec<&'a Text>> {
    let mut open: Vec<Vec<&Text>> = deferrals.get(start)?.iter().map(|to| vec![*to]).collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(path) = open.pop() {
        let last = path.last()?;
        if &*last.text == start {
            return Some(path);
        }
        if !seen.contains(&&*last.text) {
            seen.push(&last.text);
            let next = deferrals.get(&*last.text).into_iter().flatten();
            open.extend(next.map(|to| path.iter().copied().chain([*to]).collect::<Vec<_>>()));
        }
    }
    None
}

fn going_round(circle: &[&Text]) -> Option<Diagnostic> {
    let (first, others) = circle.split_first()?;
    let names: Vec<String> = circle.iter().map(|to| format!("`{}`", to.text)).collect();
    let message = match others {
        [] => format!("{} defers to itself", names.join("")),
        _ => format!("the policies {} defer to one another", names.join(", ")),
    };
    let problem = Diagnostic::new(&codes::P0208, first.span, message)
        .label("leads back to where it started")
        .help("one of them must have criteria, or defer to a policy that has");
    Some(others.iter().fold(problem, |problem, to| problem.also(to.span, format!("on to `{}`", to.text))))
}
