//! How a run went, as an exit status.
//!
//! The numbers are published; scripts rely on them.

use std::process::ExitCode;

use medpol_model::Outcome;

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing was wrong.
    Clean,
    /// Something that was read has problems.
    Problems,
    /// The command line makes no sense.
    Usage,
    /// Nothing was wrong, and the result is to be told.
    Result(Outcome),
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Clean | Status::Result(Outcome::Met) => 0,
            Status::Problems => 1,
            Status::Usage => 2,
            Status::Result(Outcome::NotMet) => 3,
            Status::Result(Outcome::Unknown) => 4,
            Status::Result(Outcome::NotApplicable) => 5,
        })
    }
}

/// The result that stands for several: unknown before not met before not applicable before met.
pub(crate) fn overall(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Outcome> {
    outcomes.into_iter().max_by_key(|outcome| match outcome {
        Outcome::Unknown => 3,
        Outcome::NotMet => 2,
        Outcome::NotApplicable => 1,
        Outcome::Met => 0,
    })
}
