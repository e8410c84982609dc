//! The ways in which a command writes what it found, and which command offers which.
//!
//! What is written is made in `medpol-report`.

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, Error, ValueEnum};

use crate::failure::Failure;

/// How what was found is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For a terminal
    Text,
    /// One JSON document, for programs
    Json,
    /// For a page or a comment
    Markdown,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Test results in the XML of `JUnit`, for whatever shows tests
    Junit,
    /// Annotations for a step of GitHub Actions, and its summary where `GITHUB_STEP_SUMMARY` is set
    Github,
    /// A code quality report for GitLab
    Gitlab,
}

/// The formats of one command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offered {
    /// Those that it offers, each with its words where these are its own.
    formats: &'static [(OutputFormat, Option<&'static str>)],
    /// Why it does not offer the others.
    why: &'static str,
}

impl Offered {
    /// All formats.
    pub(crate) const ALL: Self = Self {
        formats: &[
            (OutputFormat::Text, None),
            (OutputFormat::Json, None),
            (OutputFormat::Markdown, None),
            (OutputFormat::Sarif, None),
            (OutputFormat::Junit, None),
            (OutputFormat::Github, None),
            (OutputFormat::Gitlab, None),
        ],
        why: "",
    };

    /// The formats that can tell what is different and not wrong.
    pub(crate) const OF_DIFFERENCES: Self = Self {
        formats: &[
            (OutputFormat::Text, None),
            (OutputFormat::Markdown, Some("The change record of a committee")),
            (OutputFormat::Json, Some("The canonical form; see `medpol schema difference`")),
            (OutputFormat::Github, None),
        ],
        why: "a difference is no problem and no test; `medpol validate` and `medpol test` write this format",
    };
}

impl Offered {
    fn values(&self) -> impl Iterator<Item = PossibleValue> {
        self.formats.iter().filter_map(|(format, words)| {
            let value = format.to_possible_value()?;
            Some(match words {
                Some(words) => value.help(*words),
                None => value,
            })
        })
    }

    /// That a format is not offered.
    pub(crate) fn refused(&self) -> Failure {
        let help = self.why.to_owned();
        Failure::Usage { message: "this command does not write this format".to_owned(), help }
    }
}

impl TypedValueParser for Offered {
    type Value = OutputFormat;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<OutputFormat, Error> {
        let offered: Vec<PossibleValue> = self.values().collect();
        let known = value.to_str().and_then(|value| OutputFormat::from_str(value, false).ok());
        match known {
            Some(format) if self.formats.iter().any(|(offered, _)| *offered == format) => Ok(format),
            Some(_) | None => match PossibleValuesParser::new(offered).parse_ref(command, arg, value) {
                Ok(name) => OutputFormat::from_str(&name, false)
                    .map_err(|_| Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command)),
                Err(mut error) => {
                    if known.is_some() {
                        let why = ContextValue::StyledStrs(vec![StyledStr::from(self.why)]);
                        error.insert(ContextKind::Suggested, why);
                    }
                    Err(error)
                }
            },
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.values()))
    }
}
