//! `# error: [P0203]`: what a page says will be found.
//!
//! Reads comments and attributes; whether they come true is not looked at.

use medpol_diagnostics::{Code, Severity};

/// A diagnostic that is expected, by its code and severity as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assertion {
    /// `error` or `warning`.
    pub(crate) severity: Severity,
    /// The number of the code.
    pub(crate) code: String,
}

const WORDS: [(&str, Severity); 2] = [("error", Severity::Error), ("warning", Severity::Warning)];

impl Assertion {
    /// Those at the end of a line; a list in brackets stands for one each.
    pub(crate) fn of_line(line: &str) -> Vec<Self> {
        let mut found = Vec::new();
        for (word, severity) in WORDS {
            for written in line.split(&format!("# {word}: [")).skip(1) {
                let codes = written.split(']').next().unwrap_or_default();
                found.extend(codes.split(',').map(|code| Self { severity, code: code.trim().to_owned() }));
            }
        }
        found
    }

    /// That of an attribute such as `error=P0001`.
    pub(crate) fn of_attribute(attribute: &str) -> Option<Self> {
        let (word, code) = attribute.split_once('=')?;
        let (_, severity) = WORDS.into_iter().find(|(known, _)| *known == word)?;
        Some(Self { severity, code: code.to_owned() })
    }

    /// Why it can never come true, if it cannot.
    pub(crate) fn flaw(&self) -> Option<String> {
        match Code::find(&self.code) {
            None => Some(format!("there is no code `{}`", self.code)),
            Some(code) if code.severity != self.severity => {
                Some(format!("`{}` is asserted with another severity than it has", self.code))
            }
            Some(_) => None,
        }
    }
}

/// What an assertion or a diagnostic is called in a failure.
pub(crate) fn name(severity: Severity, code: &str) -> String {
    match severity {
        Severity::Error => format!("error[{code}]"),
        Severity::Warning => format!("warning[{code}]"),
    }
}
