//! `medpol resolve`: which policy governs each requested service, and why.
//!
//! Finding it is `medpol-library`'s work, wording `medpol-report`'s. Nothing is evaluated.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_answer::within_bounds;
use medpol_diagnostics::{SourceMap, has_errors, sort};
use medpol_library::{Library, requested};
use medpol_model::answer::{GovernanceOutcome, Outcome, ResolutionReport};
use medpol_report::resolution;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::reading::{HowMany, Named};
use crate::strictness::Strictness;
use crate::terminal::Terminal;

/// Say which policy governs each requested service, and why
///
/// A policy is found by the requested service, the payer, the line of business, the state and the
/// date of service. What the case does not say leaves the policies open that depend on it: the answer
/// is then unknown, with what to ask for. So it is where a file of the library cannot be read that may
/// govern. Nothing is evaluated.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Resolve {
    /// Cases in YAML or JSON; `-` is stdin
    #[arg(value_name = "CASE", required = true)]
    cases: Vec<PathBuf>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write the answer; several cases make one list in JSON
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol resolve case.yaml
  medpol resolve case.yaml --format json             see `medpol schema resolution`

Exit status: 0 one policy governs each service, 4 it is unknown what governs one of them, two
policies claim it or none does, 1 problems in a case or policy, 2 a mistake on the command line.";

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// The canonical form; see `medpol schema resolution`
    Json,
    /// For a document
    Markdown,
}

impl Format {
    /// How problems are written for data of this form.
    const fn problems(self) -> Form {
        match self {
            Self::Json => Form::Json,
            Self::Text | Self::Markdown => Form::Text,
        }
    }
}

pub(crate) fn run(arguments: &Resolve, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    let mut diagnostics = Vec::new();
    let mut resolved = Vec::new();
    let mut how_many = HowMany::of(arguments.cases.len());
    let is_refused = arguments.strictness.refuses(&library);
    if is_refused {
        diagnostics.extend(library.diagnostics().iter().cloned());
    } else {
        let named = Named::read(&arguments.cases, &mut sources);
        how_many = named.how_many;
        diagnostics.extend(named.diagnostics);
        for case in named.cases {
            let (request, problems) = requested(&library, &case);
            diagnostics.extend(problems);
            match request.map(|request| within_bounds(request.resolution, &case)) {
                Some(Ok(report)) => resolved.push((case.name, report)),
                Some(Err(problem)) => diagnostics.push(*problem),
                None => {}
            }
        }
    }
    terminal.data(&written(arguments.format, how_many, &resolved, terminal)?)?;
    sort(&mut diagnostics);
    let form = arguments.format.problems();
    if is_refused {
        problems::tell(form, &diagnostics, &sources, terminal)?;
    } else {
        problems::tell_with_library(form, &diagnostics, &library, &sources, terminal)?;
    }
    let governs = |report: &ResolutionReport| {
        !report.groups.is_empty() && report.groups.iter().all(|group| group.outcome == GovernanceOutcome::Governs)
    };
    Ok(if has_errors(&diagnostics) {
        ExitStatus::Problems
    } else if resolved.iter().all(|(_, report)| governs(report)) {
        ExitStatus::Clean
    } else {
        ExitStatus::Result(Outcome::Unknown)
    })
}

fn written(
    format: Format,
    how_many: HowMany,
    resolved: &[(String, ResolutionReport)],
    terminal: Terminal,
) -> Result<String, Failure> {
    let is_alone = how_many == HowMany::One;
    let page = |(name, report): &(String, ResolutionReport)| match format {
        Format::Markdown if is_alone => resolution::markdown(report),
        Format::Markdown => format!("`{name}`\n\n{}", resolution::markdown(report)),
        _ if is_alone => resolution::text(report, terminal.data),
        _ => format!("━━ {name}\n\n{}", resolution::text(report, terminal.data)),
    };
    Ok(match (format, resolved) {
        (_, []) if is_alone => String::new(),
        (Format::Json, [(_, only)]) if is_alone => serde_json::to_string_pretty(only)? + "\n",
        (Format::Json, _) => {
            let reports: Vec<&ResolutionReport> = resolved.iter().map(|(_, report)| report).collect();
            serde_json::to_string_pretty(&reports)? + "\n"
        }
        (Format::Markdown, _) => resolved.iter().map(page).collect::<Vec<_>>().join("\n---\n\n"),
        (Format::Text, _) => resolved.iter().map(page).collect::<Vec<_>>().join("\n"),
    })
}
