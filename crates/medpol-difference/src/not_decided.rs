//! Why a question about every possible case was not decided, in words that follow "because".

use medpol_proof::NotDecided;

pub(crate) fn why(because: &NotDecided) -> String {
    match because {
        NotDecided::OutOfTime => "its time was up; `--time-limit` allows more".to_owned(),
        NotDecided::Stopped | NotDecided::TooManyRounds(_) | NotDecided::Inexact(_) | NotDecided::Unsupported => {
            medpol_analysis::not_decided(because)
        }
    }
}
