//! `medpol coverage`: what the cases of policies show, and what no case shows.
//!
//! What a case shows is `medpol-coverage`'s work, and how it is laid out `medpol-report`'s.

mod suggesting;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use medpol_coverage::{counted, coverage, missing};
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors, sort};
use medpol_library::{Library, WrittenCase, find_cases};
use medpol_model::answer::{Coverage as Covered, PolicyCoverage};
use medpol_model::policy::Policy;
use medpol_report::coverage as report;
use medpol_report::run::{Check, CheckOutcome, Failed, Run, Suite};

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::found::{RunFormat, WrittenBy, tell};
use crate::narrowing::Narrowing;
use crate::output_format::{Offered, OutputFormat};
use crate::problems::{self, Form};
use crate::reading::folders;
use crate::repository::{add_to_step_summary, base};
use crate::searching::duration;
use crate::strictness::Strictness;
use crate::terminal::Terminal;

/// Say what the cases of each policy show of it, and what no case shows
///
/// Of each criterion and exclusion, and of each of their parts, cases should show that it is met, not met and unknown, and
/// that it decides: that the result is another one where this alone is the other way. Of each threshold they should show
/// the value itself, one just below and one just above. What no case shows can be changed, and every case still passes.
///
/// A case counts if it expects something and comes out as it expects. It shows a side of a threshold only if it would
/// fail were the comparison the other way.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Coverage {
    /// Cases, suites, and folders of them [default: those of the library's policies]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases lie, in folders that have the ids of their policies
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,

    /// How to write what is shown
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = Offered::ALL)]
    format: OutputFormat,

    #[command(flatten)]
    narrowing: Narrowing,

    /// Fail where less than this is shown of a policy
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    fail_under: Option<u32>,

    /// Write the cases that are missing into this folder, each from an existing one, as little changed as possible
    ///
    /// They are rows of a suite in the folder of their policy, and say what the policy makes of them. Nobody has compared
    /// that with the policy's document: `medpol test` reports each until a person has, and takes `review: needed` out. What
    /// no case can show is proved and no longer counts.
    #[arg(long, value_name = "DIR")]
    suggest: Option<PathBuf>,

    /// How long to search among all possible cases for one that shows what is missing, such as `10s` or `2m`
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration, requires = "suggest")]
    time_limit: Duration,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol coverage                                    every policy
  medpol coverage --policy cohere-health/bvn-ablation
  medpol coverage --changed-since main --fail-under 100
  medpol coverage --format markdown                  for a page or a comment
  medpol coverage --suggest suggested                write the cases that are missing

Exit status: 0 looked at, 1 less is shown of a policy than `--fail-under` asks, there is no policy to look at or there are
problems in a case or policy, 2 a mistake on the command line.";

pub(crate) fn run(arguments: &Coverage, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let form = if arguments.format == OutputFormat::Json { Form::Json } else { Form::Text };
    let library = Library::load(&arguments.policies, &mut sources);
    if arguments.strictness.refuses(&library) {
        problems::tell(form, library.diagnostics(), &sources, terminal)?;
        return Ok(ExitStatus::Problems);
    }
    let paths =
        if arguments.paths.is_empty() { folders(&library, &arguments.fixtures) } else { arguments.paths.clone() };
    let narrowed = match arguments.narrowing.narrowed(&library, &arguments.policies, &paths, &mut sources) {
        Ok(narrowed) => narrowed,
        Err(problem) => {
            problems::tell(form, &[*problem], &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
    };
    let mut diagnostics = if library.unreadable().is_empty() { Vec::new() } else { library.diagnostics().to_vec() };
    let cases = read(&paths, &mut sources, &mut diagnostics);
    let asked = |policy: &Policy| narrowed.asks_about(&policy.reference(), &cases);
    let (counted, problems) = counted(&library, &cases, &sources);
    diagnostics.extend(problems);
    sort(&mut diagnostics);
    let is_about =
        |policy: &Policy| asked(policy) && (arguments.paths.is_empty() || counted.contains_key(&policy.reference()));
    let mut covered = coverage(&library, &counted, is_about);
    if let Some(folder) = &arguments.suggest {
        suggesting::suggest_all(folder, arguments.time_limit, &library, &counted, &mut covered, terminal)?;
    }
    write(arguments, &covered, &diagnostics, &sources, terminal)?;
    if !diagnostics.is_empty()
        && matches!(WrittenBy::from(arguments.format), WrittenBy::CommandAsText | WrittenBy::CommandAsJson)
    {
        problems::tell(form, &diagnostics, &sources, terminal)?;
    }
    let is_under = covered.policies.iter().any(|policy| is_under(policy, arguments.fail_under));
    let is_nothing = covered.policies.is_empty() && !narrowed.may_be_nothing();
    Ok(if is_under || is_nothing || has_errors(&diagnostics) { ExitStatus::Problems } else { ExitStatus::Clean })
}

/// The cases at some paths.
fn read(paths: &[PathBuf], sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Vec<WrittenCase> {
    let mut cases = Vec::new();
    for path in paths {
        let found = find_cases(path, sources);
        diagnostics.extend(found.diagnostics);
        cases.extend(found.cases);
    }
    cases
}

/// Whether less is shown of a policy than is asked.
fn is_under(policy: &PolicyCoverage, least: Option<u32>) -> bool {
    least.is_some_and(|least| policy.count.percent < least)
}

fn write(
    arguments: &Coverage,
    covered: &Covered,
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    terminal: Terminal,
) -> Result<(), Failure> {
    match arguments.format {
        OutputFormat::Text => terminal.data(&report::text(covered, terminal.data))?,
        OutputFormat::Json => terminal.data(&report::json(covered)?)?,
        OutputFormat::Markdown => terminal.data(&report::markdown(covered))?,
        OutputFormat::Github => {
            add_to_step_summary(&report::markdown(covered), terminal);
            terminal.data(&found(arguments, covered, diagnostics, sources)?.github())?;
        }
        OutputFormat::Sarif => tell_run(RunFormat::Sarif, arguments, covered, diagnostics, sources, terminal)?,
        OutputFormat::Junit => tell_run(RunFormat::Junit, arguments, covered, diagnostics, sources, terminal)?,
        OutputFormat::Gitlab => tell_run(RunFormat::Gitlab, arguments, covered, diagnostics, sources, terminal)?,
    }
    Ok(())
}

fn tell_run(
    format: RunFormat,
    arguments: &Coverage,
    covered: &Covered,
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    terminal: Terminal,
) -> Result<(), Failure> {
    tell(format, &found(arguments, covered, diagnostics, sources)?, &[], terminal)
}

/// The same for programs of a build: what is not shown is a warning at its place in the policy, and each policy a test
/// that fails if too little is shown of it.
fn found(
    arguments: &Coverage,
    covered: &Covered,
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
) -> Result<Run, Failure> {
    let mut all = diagnostics.to_vec();
    all.extend(covered.policies.iter().flat_map(missing));
    sort(&mut all);
    let suites = covered.policies.iter().map(|policy| suite(policy, arguments.fail_under)).collect();
    Ok(Run::new("coverage", &all, sources, &base()?).closed(suites, report::summary(covered)))
}

fn suite(policy: &PolicyCoverage, least: Option<u32>) -> Suite {
    let message = report::of_policy(policy);
    let outcome = match least {
        Some(least) if policy.count.percent < least => CheckOutcome::Failed(Failed {
            kind: "too little shown".to_owned(),
            message: format!("{message}; {least} % are asked"),
            text: report::not_shown_lines(policy).join("\n"),
        }),
        Some(_) | None => CheckOutcome::Passed(Some(message)),
    };
    Suite { name: policy.policy.clone(), checks: vec![Check { name: "shown by cases".to_owned(), outcome }] }
}
