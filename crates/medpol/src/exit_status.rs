//! How a run went, as an exit status.
//!
//! The numbers are published; scripts rely on them.

use std::process::ExitCode;

use medpol_model::answer::Outcome;

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Nothing was wrong.
    Clean,
    /// Something that was read has problems.
    Problems,
    /// The command line makes no sense.
    Usage,
    /// There was nothing to do what was asked with.
    Nothing,
    /// Nothing was wrong, and what was compared differs.
    Differs,
    /// Nothing was wrong, and it was not decided whether what was compared differs.
    NotDecided,
    /// Nothing was wrong, and the exit status gives the result.
    Result(Outcome),
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Clean | ExitStatus::Result(Outcome::Met) => 0,
            ExitStatus::Problems => 1,
            ExitStatus::Usage => 2,
            ExitStatus::Nothing | ExitStatus::Differs | ExitStatus::Result(Outcome::NotMet) => 3,
            ExitStatus::NotDecided | ExitStatus::Result(Outcome::Unknown) => 4,
            ExitStatus::Result(Outcome::NotApplicable) => 5,
        })
    }
}

/// One result for several: unknown before not met before not applicable before met.
pub(crate) fn overall(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Outcome> {
    outcomes.into_iter().max_by_key(|outcome| match outcome {
        Outcome::Unknown => 3,
        Outcome::NotMet => 2,
        Outcome::NotApplicable => 1,
        Outcome::Met => 0,
    })
}
