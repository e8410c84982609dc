//! What can go wrong around a check: files, programs and their output.
//!
//! A broken rule is a finding and never comes here.

use std::io;
use std::path::PathBuf;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A file could not be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The tree could not be walked.
    #[error(transparent)]
    Walk(#[from] walkdir::Error),
    /// A program could not be started, or failed.
    #[error("`{command}` failed: {reason}")]
    Program {
        /// As one would type it.
        command: String,
        /// What it said.
        reason: String,
    },
    /// What should be JSON is not what was expected.
    #[error("{what}: {source}")]
    Json {
        /// What was read or written.
        what: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A page lacks the lines between which something is generated.
    #[error("`{path}` has no part `<!-- generated: {name} -->` … `<!-- end -->`")]
    Part {
        /// The page.
        path: String,
        /// The name of the part.
        name: &'static str,
    },
    /// There is no such file.
    #[error("`{0}` is missing")]
    Missing(String),
}
