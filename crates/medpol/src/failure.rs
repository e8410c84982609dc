//! What can go wrong apart from what was read: the surroundings, and the command line.
//!
//! Mistakes in policies and cases are diagnostics and never come here.

use std::io;
use std::path::PathBuf;

use crate::exit_status::ExitStatus;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The output could not be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// Manual pages could not be written.
    #[error("`{}` cannot be written: {source}", folder.display())]
    Pages {
        /// The folder.
        folder: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A value could not be written in the form that was asked for.
    #[error("the result cannot be written in this format: {0}")]
    Form(String),
    /// Ctrl-C could not be listened to.
    #[error("Ctrl-C cannot be listened to: {0}")]
    Interrupt(String),
    /// What was asked for is not done, because of what was found.
    #[error("{message}\n  = help: {help}")]
    Refused {
        /// What is not done, and why.
        message: String,
        /// What to do.
        help: String,
    },
    /// There was nothing to do what was asked with.
    #[error("{message}\n  = help: {help}")]
    Nothing {
        /// What there was nothing for.
        message: String,
        /// What to do.
        help: String,
    },
    /// A file could not be put in its place.
    #[error("`{}` cannot be written: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// An argument names nothing that there is.
    #[error("{message}\n  = help: {help}")]
    Usage {
        /// What is wrong with it.
        message: String,
        /// What to do.
        help: String,
    },
}

impl Failure {
    /// How a run ends that failed so.
    pub(crate) const fn status(&self) -> ExitStatus {
        match self {
            Self::Usage { .. } => ExitStatus::Usage,
            Self::Nothing { .. } => ExitStatus::Nothing,
            Self::Output(_)
            | Self::Pages { .. }
            | Self::Form(_)
            | Self::Interrupt(_)
            | Self::Refused { .. }
            | Self::File { .. } => ExitStatus::Problems,
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Form(error.to_string())
    }
}

impl From<serde_yaml::Error> for Failure {
    fn from(error: serde_yaml::Error) -> Self {
        Self::Form(error.to_string())
    }
}
