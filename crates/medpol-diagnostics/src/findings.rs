//! What a check of something whole comes to.

use crate::{Diagnostic, Label};

/// What was found, and what the user should know about the check itself.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// About the check, each at the place that it is about: sentences without a period.
    pub notes: Vec<Label>,
}
