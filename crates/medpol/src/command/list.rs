//! `medpol list`: what is in the library.
//!
//! Counting is `medpol-library`'s work, the table `medpol-report`'s.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{CaseCounts, Library};
use medpol_model::value::Date;
use medpol_report::{diagnostic, listing};

use crate::day::day;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// List the policies of the library
///
/// One line for each version: who issued it, what kind of document it is, when it applies, whether the
/// issuer's own text was read, how many criteria it has and how many cases expect it. What is still
/// wrong in the library is reported on stderr, and what could be read is listed all the same.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases are that are counted
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,

    /// Only what is in force on this day; marks what should have been read again by then
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol list
  medpol list --as-of 2025-09-15                     in force on that day
  medpol list --format json                          for a program

Exit status: 0 listed, 1 problems in the library, 2 a mistake on the command line.";

/// How the list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One JSON document
    Json,
}

pub(crate) fn run(arguments: &List, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    let cases = CaseCounts::below(&arguments.fixtures, &mut sources);
    let listed = library.listing(arguments.as_of, &cases);
    terminal.data(&match arguments.format {
        Format::Text => listing::text(&listed, terminal.data),
        Format::Json => serde_json::to_string_pretty(&listed)? + "\n",
    })?;
    if has_errors(library.diagnostics()) {
        terminal.chatter(&diagnostic::text(library.diagnostics(), &sources, terminal.chatter));
        return Ok(ExitStatus::Problems);
    }
    Ok(ExitStatus::Clean)
}
