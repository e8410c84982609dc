//! What a run found, for other programs: SARIF, `JUnit`, GitHub annotations, GitLab code quality.
//!
//! All of them are writings of one [`Run`]: problems with their places in the repository, and what was checked.
//! Which command made it is not known here.

mod annotation;
mod base;
mod finding;
mod fingerprint;
mod github;
mod gitlab;
mod junit;
mod sarif;
mod step_summary;
mod suite;

#[cfg(test)]
mod tests;

use medpol_diagnostics::{Diagnostic, SourceMap};

pub use annotation::{Annotation, Level};
pub use base::{Base, RepositoryPath};
pub(crate) use finding::place;
pub use finding::{Finding, Fix, Place, Region, Related};
pub use github::annotations_written;
pub use suite::{Check, CheckOutcome, Failed, NothingToTry, Refused, Suite, suites_of_files, suites_of_trials};

/// What a run found.
#[derive(Clone, Debug)]
pub struct Run {
    /// What tells it apart from other runs of one build, such as `validate`.
    pub name: &'static str,
    /// What is wrong, in the order in which it is told.
    pub findings: Vec<Finding>,
    /// What was checked.
    pub suites: Vec<Suite>,
    /// The result in one line.
    pub closing: String,
}

impl Run {
    /// A run that found these problems.
    pub fn new(name: &'static str, diagnostics: &[Diagnostic], sources: &SourceMap, base: &Base) -> Self {
        let findings = finding::findings(diagnostics, sources, base);
        Self { name, findings, suites: Vec::new(), closing: String::new() }
    }

    /// The same with what was checked, and the result in one line.
    #[must_use]
    pub fn closed(mut self, suites: Vec<Suite>, closing: impl Into<String>) -> Self {
        self.suites = suites;
        self.closing = crate::one_line(&closing.into());
        self
    }

    /// As SARIF 2.1.0, the way GitHub's code scanning takes it.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no run is.
    pub fn sarif(&self) -> serde_json::Result<String> {
        sarif::written(self)
    }

    /// As `JUnit` XML, the way Jenkins takes it.
    ///
    /// # Errors
    /// When it cannot be written as XML, which no run is; in words.
    pub fn junit(&self) -> Result<String, String> {
        junit::written(self)
    }

    /// As a code quality report of GitLab.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which no run is.
    pub fn gitlab(&self) -> serde_json::Result<String> {
        gitlab::written(self)
    }

    /// As commands for the log of a step of GitHub Actions.
    pub fn github(&self) -> String {
        let annotations: Vec<Annotation> = self.findings.iter().map(Annotation::of).collect();
        annotations_written(&annotations, &self.closing)
    }

    /// As Markdown for the summary of a step of GitHub Actions.
    pub fn step_summary(&self) -> String {
        step_summary::written(self)
    }
}
