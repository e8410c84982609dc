//! Sentences about what was and was not proved.

use medpol_model::policy::{CriterionId, Policy};
use medpol_proof::{Bounded, Decides, Found, Health, Inexact, NotDecided};

/// Names that are told in a row, at most.
const MOST: usize = 6;

/// Why a question about every possible case was not decided, in words that follow "because".
pub fn not_decided(because: &NotDecided) -> String {
    match because {
        NotDecided::Stopped => "the search was stopped".to_owned(),
        NotDecided::OutOfTime => "the search took too long".to_owned(),
        NotDecided::TooManyRounds(inexact) => format!("too many cases had to be tried{}", named(inexact)),
        NotDecided::Inexact(inexact) => format!("the search does not tell some cases apart{}", named(inexact)),
        NotDecided::Unsupported => "the policy has a form that it cannot be asked of".to_owned(),
    }
}

fn named(inexact: &[Inexact]) -> String {
    let mut words: Vec<&str> = inexact.iter().map(|one| word(*one)).collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) }
}

const fn word(inexact: Inexact) -> &'static str {
    match inexact {
        Inexact::Sums => "totals of figures",
        Inexact::Relations => "comparisons of two facts",
        Inexact::Extremes => "which entry comes last or first",
        Inexact::Distinct => "how many different entries there are",
        Inexact::Times => "times against the calendar",
        Inexact::Derived => "a fact that follows from others, beside those",
        Inexact::Symbols => "codes that belong to a set on some days only",
        Inexact::Statement => "what no case can state",
        Inexact::Length => "longer lists",
    }
}

/// "a, b and c".
pub(super) fn listed(words: impl IntoIterator<Item = String>, conjunction: &str) -> String {
    let words: Vec<String> = words.into_iter().collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// Of which lists only so many entries were looked at; none where that tells everything.
pub(super) fn bounds(bounded: &[Bounded]) -> Option<String> {
    let lists = bounded.iter().map(|one| format!("up to {} entries of `{}`", one.most, one.path));
    (!bounded.is_empty()).then(|| format!("only {} were looked at", listed(lists, "and")))
}

/// That some criteria are met and some exclusions do not apply.
pub(super) fn satisfied(policy: &Policy, ids: &[CriterionId]) -> String {
    let word = |id: &CriterionId| {
        let is_exclusion = policy.criterion(&id.0).is_some_and(|node| policy.exclusions.contains(&node));
        if is_exclusion { format!("`{}` does not apply", id.0) } else { format!("`{}` is met", id.0) }
    };
    listed(ids.iter().map(word), "and")
}

/// A question that was not decided.
pub(super) struct Open {
    what: String,
    why: String,
}

/// What was not decided of a policy.
pub(super) fn open(policy: &Policy, found: &Health) -> Vec<Open> {
    let mut open = Vec::new();
    let mut add = |what: String, why: &NotDecided| open.push(Open { what, why: not_decided(why) });
    let path = |node| policy.detail(node).map_or_else(String::new, |detail| format!("`{}`", detail.path));
    if let Found::NotDecided(why) = &found.met {
        add("whether anybody can meet it".to_owned(), why);
    }
    if let Found::NotDecided(why) = &found.not_met {
        add("whether anybody can fail it".to_owned(), why);
    }
    for request in &found.requests {
        if let Found::NotDecided(why) = &request.not_met {
            add(format!("a request for `{}` alone", request.service), why);
        }
    }
    for criterion in &found.criteria {
        if let Decides::NotDecided(why) = &criterion.decides {
            add(format!("`{}`", criterion.id.0), why);
        }
    }
    for part in &found.parts {
        if let Decides::NotDecided(why) = &part.decides {
            add(path(part.node), why);
        }
    }
    for modified in &found.modifiers {
        if let Found::NotDecided(why) = &modified.decides {
            add(format!("what modifies {}", path(modified.node)), why);
        }
    }
    open
}

/// A note for each reason.
pub(super) fn notes(policy: &Policy, open: &[Open]) -> Vec<String> {
    let mut whys: Vec<&str> = Vec::new();
    for one in open {
        if !whys.contains(&&*one.why) {
            whys.push(&one.why);
        }
    }
    let note = |why: &&str| {
        let all: Vec<String> = open.iter().filter(|one| one.why == **why).map(|one| one.what.clone()).collect();
        let more = all.len().saturating_sub(MOST);
        let told = all.into_iter().take(MOST).chain((more > 0).then(|| format!("{more} more")));
        format!(
            "not decided for every possible case of `{}`, because {why}: {}",
            policy.reference(),
            listed(told, "and")
        )
    };
    whys.iter().map(note).collect()
}
