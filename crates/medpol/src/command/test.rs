//! `medpol test`: tries cases, and says where an answer is not what its author expects.
//!
//! Which files hold cases is `medpol-library`'s work, trying one `medpol-answer`'s.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_answer::tried;
use medpol_diagnostics::{SourceMap, has_errors, sort};
use medpol_library::{Library, find_cases};
use medpol_report::trial::{Trial, text};
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::reading::folders;
use crate::terminal::Terminal;

/// Try cases, and say where an answer is not what is expected
///
/// A case says under `expect` what should come out, and so does each row of a suite. Without a path, the cases of every policy of the
/// library are tried: those below the folder of `--fixtures` that has the policy's id.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Test {
    /// Cases, suites, rows of suites as `FILE#ROW`, and folders of them [default: those of the library's policies]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases lie, in folders that have the ids of their policies
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,

    /// How to write the results
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol test                            the cases of every policy
  medpol test fixtures/cohere-health     those below a folder
  medpol test case.yaml
  medpol test discs.yaml#disc-5-mm       one row of a suite

Exit status: 0 everything is as expected, 1 something is not, there is nothing to try or there are
problems in a case or policy, 2 a mistake on the command line.";

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a program
    Json,
}

impl Format {
    /// How problems are written for data of this form.
    const fn problems(self) -> Form {
        match self {
            Self::Json => Form::Json,
            Self::Text => Form::Text,
        }
    }
}

/// The results as JSON.
#[derive(Serialize)]
struct Results<'a> {
    format: &'static str,
    tried: usize,
    failed: usize,
    /// Policies without a case; only where the cases of every policy were tried.
    without_case: &'a [String],
    trials: &'a [Trial],
}

pub(crate) fn run(arguments: &Test, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    if has_errors(library.diagnostics()) {
        problems::tell(arguments.format.problems(), library.diagnostics(), &sources, terminal)?;
        return Ok(ExitStatus::Problems);
    }
    let (paths, without_case) = paths(arguments, &library);
    let mut diagnostics = library.unlike_lock().to_vec();
    let mut trials = Vec::new();
    for path in paths {
        let found = find_cases(&path, &mut sources);
        diagnostics.extend(found.diagnostics);
        for case in found.cases {
            let (trial, problems) = tried(&library, &case);
            diagnostics.extend(problems);
            trials.extend(trial);
        }
    }
    sort(&mut diagnostics);
    let failed = trials.iter().filter(|trial| !trial.differences.is_empty()).count();
    match arguments.format {
        Format::Text => terminal.data(&text(&trials, &without_case, terminal.data))?,
        Format::Json => {
            let results = Results {
                format: "medpol/test/1",
                tried: trials.len(),
                failed,
                without_case: &without_case,
                trials: &trials,
            };
            terminal.data(&(serde_json::to_string_pretty(&results)? + "\n"))?;
        }
    }
    if !diagnostics.is_empty() {
        problems::tell(arguments.format.problems(), &diagnostics, &sources, terminal)?;
    }
    // A path that was mistyped must not pass for one that was tried.
    Ok(if failed > 0 || trials.is_empty() || has_errors(&diagnostics) {
        ExitStatus::Problems
    } else {
        ExitStatus::Clean
    })
}

/// What is tried, and the policies for which there is nothing to try.
fn paths(arguments: &Test, library: &Library) -> (Vec<PathBuf>, Vec<String>) {
    if !arguments.paths.is_empty() {
        return (arguments.paths.clone(), Vec::new());
    }
    folders(library, &arguments.fixtures)
}
