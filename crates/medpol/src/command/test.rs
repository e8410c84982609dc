//! `medpol test`: tries cases, and says where an answer is not what its author expects.
//!
//! Which files hold cases is `medpol-library`'s work, trying one `medpol-answer`'s.

mod mutants;
mod results;
mod updating;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use medpol_answer::{Tried, not_as_expected, tried};
use medpol_diagnostics::{Diagnostic, Severity, SourceMap, has_errors, sort};
use medpol_library::{Library, WrittenCase, find_cases, would_not_govern};
use medpol_report::Colour;
use medpol_report::run::{NothingToTry, Run, suites_of_trials};
use medpol_report::trial::{Trial, text};

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::found::{WrittenBy, tell};
use crate::narrowing::{Narrowed, Narrowing};
use crate::output_format::{Offered, OutputFormat};
use crate::problems::{self, Form};
use crate::reading::folders;
use crate::repository::base;
use crate::searching::duration;
use crate::strictness::Strictness;
use crate::terminal::Terminal;

use self::results::{Results, too_few};

/// Try cases, and say where an answer is not what is expected
///
/// A case says under `expect` what should come out, and so does each row of a suite. Without a path, the cases of every policy of the
/// library are tried: those below the folder of `--fixtures` that has the policy's id. Errors of the library
/// are shown and fail the run; the cases that they do not concern are tried all the same.
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
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = Offered::ALL)]
    format: OutputFormat,

    /// Only cases whose file, row or title has this text in it
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    #[command(flatten)]
    narrowing: Narrowing,

    /// Rewrite in place what cases expect so that it is what comes out, after showing each change
    ///
    /// Comments, order and layout stay. Read each change: a wrong answer that is expected is found by nobody.
    #[arg(long, conflicts_with = "fail_fast")]
    update: bool,

    /// Stop at the first case that does not come out as expected
    #[arg(long)]
    fail_fast: bool,

    /// How many cases each policy version must have, at least
    #[arg(long, value_name = "N", conflicts_with_all = ["filter", "changed_since", "fail_fast"])]
    min_cases: Option<usize>,

    /// Change each policy in one operator, threshold or value at a time, and say which changes nothing notices
    ///
    /// A change is noticed by a case that does not come out as it expects, or by a lint or a health check that says what it
    /// did not say before. What is proved to mean the same is left out. Ctrl-C ends it; what was not tried by then is said.
    #[arg(long, conflicts_with_all = ["update", "fail_fast", "filter", "min_cases", "deny"])]
    mutants: bool,

    /// How long to change policies, such as `30s` or `10m`
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration, requires = "mutants")]
    time_limit: Duration,

    /// Fail where less than this part of the changes of a policy is noticed
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100), requires = "mutants")]
    fail_under: Option<u32>,

    /// What else to refuse
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol test                            the cases of every policy
  medpol test fixtures/cohere-health     those below a folder
  medpol test case.yaml
  medpol test discs.yaml#disc-5-mm       one row of a suite
  medpol test --policy cohere-health/bvn-ablation --filter age
  medpol test --changed-since main       what the change can affect
  medpol test discs.yaml --update        expect what comes out
  medpol test --mutants --policy cohere-health/bvn-ablation

Exit status: 0 everything is as expected, 1 something is not, there is nothing to try or there are
problems in a case or policy, 2 a mistake on the command line.";

/// What else is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings of the cases count as errors, and so does a case without an expectation
    Warnings,
}

/// What was tried.
#[derive(Default)]
struct Round {
    tried: Vec<Tried>,
    /// The policy version of each case, whether it could be tried or not.
    policies: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    notes: Vec<String>,
}

impl Round {
    /// Tries the cases of these paths, as far as they are asked for.
    fn of(arguments: &Test, library: &Library, narrowed: &Narrowed, sources: &mut SourceMap) -> Self {
        let mut round = Self::default();
        for path in paths(arguments, library) {
            let found = find_cases(&path, sources);
            round.diagnostics.extend(found.diagnostics);
            round.notes.extend(found.notes);
            for case in found.cases {
                if !has_text(arguments, &case) || !narrowed.asks_for(&case) {
                    continue;
                }
                let failed = round.add(library, &case, sources);
                if failed && arguments.fail_fast {
                    return round;
                }
            }
        }
        round
    }

    /// Tries a case; whether it fails.
    fn add(&mut self, library: &Library, case: &WrittenCase, sources: &SourceMap) -> bool {
        let (tried, problems) = tried(library, case, sources);
        let failed = has_errors(&problems) || tried.as_ref().is_some_and(|tried| !tried.trial.differences.is_empty());
        self.diagnostics.extend(problems);
        self.diagnostics.extend(case.review_needed());
        self.diagnostics.extend(tried.as_ref().and_then(|_| would_not_govern(library, case)));
        let policy = tried.as_ref().and_then(|tried| tried.trial.policy.clone());
        self.policies.extend(policy.or_else(|| case.expected_policy().map(str::to_owned)));
        self.tried.extend(tried);
        failed
    }
}

pub(crate) fn run(arguments: &Test, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    if arguments.strictness.refuses(&library) {
        match WrittenBy::from(arguments.format) {
            WrittenBy::CommandAsText => problems::tell(Form::Text, library.diagnostics(), &sources, terminal)?,
            WrittenBy::CommandAsJson => problems::tell(Form::Json, library.diagnostics(), &sources, terminal)?,
            WrittenBy::Run(format) => {
                let told = Told {
                    trials: &[],
                    without_case: &[],
                    diagnostics: library.diagnostics(),
                    nothing: NothingToTry::Fails,
                };
                let closing = "the library has errors; no case was tried";
                tell(format, &told.run(closing, &sources)?, &[], terminal)?;
            }
        }
        return Ok(ExitStatus::Problems);
    }
    let mut diagnostics = library.unlike_lock().to_vec();
    if !library.unreadable().is_empty() {
        diagnostics.extend(library.diagnostics().iter().cloned());
    }
    let narrowed =
        match arguments.narrowing.narrowed(&library, &arguments.policies, &paths(arguments, &library), &mut sources) {
            Ok(narrowed) => narrowed,
            Err(problem) => {
                let form = if arguments.format == OutputFormat::Json { Form::Json } else { Form::Text };
                problems::tell(form, &[*problem], &sources, terminal)?;
                return Ok(ExitStatus::Problems);
            }
        };
    if arguments.mutants {
        return mutants::run(arguments, &library, &narrowed, &mut sources, terminal);
    }
    let mut round = Round::of(arguments, &library, &narrowed, &mut sources);
    diagnostics.append(&mut round.diagnostics);
    sort(&mut diagnostics);
    if arguments.update {
        updating::update(&mut round.tried, &sources, terminal);
    }
    let trials: Vec<Trial> = round.tried.into_iter().map(|tried| tried.trial).collect();
    let named: BTreeSet<String> = round.policies.iter().cloned().collect();
    let without_case = if narrowed.is_all() && arguments.filter.is_none() {
        without_case(arguments, &library, &named)
    } else {
        Vec::new()
    };
    let too_few = arguments.min_cases.map_or_else(Vec::new, |least| too_few(&library, &round.policies, least));
    let few: String = too_few.iter().map(|few| few.sentence() + "\n").collect();
    let results = Results::of(&trials, &without_case, &too_few, &round.notes, narrowed.changes());
    match WrittenBy::from(arguments.format) {
        WrittenBy::CommandAsText => {
            terminal.data(&(narrowed.in_words() + &text(&trials, &without_case, terminal.data) + &few))?;
            for note in &round.notes {
                terminal.chatter(&format!("note: {note}\n"));
            }
            tell_problems(Form::Text, &diagnostics, &sources, terminal)?;
        }
        WrittenBy::CommandAsJson => {
            terminal.data(&(serde_json::to_string_pretty(&results)? + "\n"))?;
            tell_problems(Form::Json, &diagnostics, &sources, terminal)?;
        }
        WrittenBy::Run(format) => {
            let nothing = if narrowed.may_be_nothing() { NothingToTry::IsWell } else { NothingToTry::Fails };
            let told = Told { trials: &trials, without_case: &without_case, diagnostics: &diagnostics, nothing };
            let closing = text(&trials, &[], Colour::Never);
            let closing = closing.lines().last().into_iter().chain(few.lines()).collect::<Vec<_>>().join("; ");
            tell(format, &told.run(&closing, &sources)?, &round.notes, terminal)?;
        }
    }
    let is_denied = arguments.deny == Some(Deny::Warnings)
        && (diagnostics.iter().any(|problem| problem.severity == Severity::Warning)
            || trials.iter().any(|trial| !trial.has_expectation && trial.unreadable.is_empty()));
    // A path that was mistyped must not pass for one that was tried. Where a change affects nothing, there is nothing
    // to try.
    let is_nothing = trials.is_empty() && !narrowed.may_be_nothing();
    Ok(if results.failed > 0 || is_nothing || is_denied || !too_few.is_empty() || has_errors(&diagnostics) {
        ExitStatus::Problems
    } else {
        ExitStatus::Clean
    })
}

/// Writes problems to stderr, if there are any.
fn tell_problems(
    form: Form,
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    terminal: Terminal,
) -> Result<(), Failure> {
    if diagnostics.is_empty() { Ok(()) } else { problems::tell(form, diagnostics, sources, terminal) }
}

/// What was tried, and what is wrong.
struct Told<'a> {
    trials: &'a [Trial],
    without_case: &'a [String],
    diagnostics: &'a [Diagnostic],
    nothing: NothingToTry,
}

impl Told<'_> {
    /// The same for programs of a build: a case that is not as expected is a problem as well as a test that failed.
    fn run(&self, closing: &str, sources: &SourceMap) -> Result<Run, Failure> {
        let base = base()?;
        let problems = Run::new("test", self.diagnostics, sources, &base).findings;
        let suites = suites_of_trials(self.trials, self.without_case, &problems, self.nothing);
        let mut all: Vec<Diagnostic> = self.trials.iter().filter_map(not_as_expected).collect();
        all.extend_from_slice(self.diagnostics);
        sort(&mut all);
        Ok(Run::new("test", &all, sources, &base).closed(suites, closing))
    }
}

/// Whether a case has the text that is asked for.
fn has_text(arguments: &Test, case: &WrittenCase) -> bool {
    let has = |text: &str| case.name.contains(text) || case.title().is_some_and(|title| title.contains(text));
    arguments.filter.as_deref().is_none_or(has)
}

/// What is tried.
fn paths(arguments: &Test, library: &Library) -> Vec<PathBuf> {
    if arguments.paths.is_empty() { folders(library, &arguments.fixtures) } else { arguments.paths.clone() }
}

/// The policy versions, or whole policies, for which no case was there to try.
fn without_case(arguments: &Test, library: &Library, named: &BTreeSet<String>) -> Vec<String> {
    if !arguments.paths.is_empty() {
        return Vec::new();
    }
    let mut without = Vec::new();
    for id in library.ids() {
        let versions: Vec<String> = library.versions(id).iter().map(|policy| policy.reference()).collect();
        let missed: Vec<&String> = versions.iter().filter(|version| !named.contains(*version)).collect();
        if missed.len() == versions.len() {
            without.push(id.to_owned());
        } else {
            without.extend(missed.into_iter().cloned());
        }
    }
    without
}
