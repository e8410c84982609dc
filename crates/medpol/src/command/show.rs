//! `medpol show`: a policy as a document that can be read.
//!
//! Which version is meant is decided in `medpol-library`, the wording is `medpol-report`'s.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};
use medpol_library::{Library, Named};
use medpol_model::Date;
use medpol_report::diagnostic;
use medpol_report::policy::{PolicyView, markdown, text};

use crate::day::day;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Show a policy as a document that can be read
///
/// Everything that is applied, in words: sources, definitions, criteria with where they come from,
/// exclusions, what follows from a result, what was not encoded and why, and the revisions. Without a
/// version, the one in force on the day of `--as-of` is shown, else the newest that is no draft.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The policy, with or without its version
    #[arg(value_name = "ID[@VERSION]")]
    policy: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// The day on which the version should be in force
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// How to write the policy
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol show cohere-health/bvn-ablation
  medpol show cohere-health/bvn-ablation@3 --format markdown > policy.md
  medpol show cohere-health/bvn-ablation --as-of 2025-09-15

Exit status: 0 shown, 1 no such policy or problems in the library, 2 a mistake on the command line.";

/// How the policy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a document
    Markdown,
}

pub(crate) fn run(arguments: &Show, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    let complain = |diagnostics: &[Diagnostic], sources: &SourceMap| {
        terminal.chatter(&diagnostic::text(diagnostics, sources, terminal.chatter));
        Ok(ExitStatus::Problems)
    };
    if has_errors(library.diagnostics()) {
        return complain(library.diagnostics(), &sources);
    }
    let named = Named::by_option(&arguments.policy, "ID", &mut sources);
    let shown = match library.show(&named, arguments.as_of) {
        Ok(shown) => shown,
        Err(problem) => return complain(&[*problem], &sources),
    };
    let reading = PolicyView { policy: shown.policy, symbols: library.symbols(), because: &shown.because };
    terminal.data(&match arguments.format {
        Format::Text => text(reading, terminal.data),
        Format::Markdown => markdown(reading),
    })?;
    Ok(ExitStatus::Clean)
}
