//! Why a question about every possible case was not decided, in words that follow "because".

use medpol_proof::{Inexact, NotDecided};

pub(crate) fn why(because: &NotDecided) -> String {
    match because {
        NotDecided::Stopped => "the search was stopped".to_owned(),
        NotDecided::OutOfTime => "its time was up; `--time-limit` allows more".to_owned(),
        NotDecided::TooManyRounds(inexact) => format!("too many cases had to be tried{}", listed(inexact)),
        NotDecided::Inexact(inexact) => format!("the search does not tell some cases apart{}", listed(inexact)),
        NotDecided::Unsupported => "the policy has a form that it cannot be asked of".to_owned(),
    }
}

fn listed(inexact: &[Inexact]) -> String {
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
