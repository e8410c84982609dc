//! A remark at a line of a file, as the page of a change shows it.

use medpol_diagnostics::Severity;

use super::{Finding, Place};

/// How a remark is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As an error.
    Error,
    /// As a warning.
    Warning,
    /// As something to know.
    Notice,
}

impl Level {
    /// All of them, the worst first.
    pub(super) const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    /// Its name in a workflow command.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// A remark.
#[derive(Clone, Debug)]
pub struct Annotation {
    /// How it is shown.
    pub level: Level,
    /// Its heading, in one line.
    pub title: String,
    /// What it says, in lines.
    pub message: String,
    /// Where; nowhere if it is about the whole.
    pub place: Option<Place>,
}

impl Annotation {
    /// The remark that tells a finding.
    pub fn of(finding: &Finding) -> Self {
        let help = finding.help.iter().map(|help| format!("\nhelp: {help}"));
        Self {
            level: match finding.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
            },
            title: format!("{} {}", finding.code.number, finding.code.name),
            message: std::iter::once(finding.sentence()).chain(help).collect(),
            place: Some(finding.place.clone()),
        }
    }
}
