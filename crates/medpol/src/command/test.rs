//! `medpol test`: tries cases, and says where an answer is not what its author expects.
//!
//! Which files hold cases is `medpol-library`'s work, trying one `medpol-answer`'s.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use medpol_answer::{not_as_expected, tried};
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors, sort};
use medpol_library::{Library, WrittenCase, find_cases, would_not_govern};
use medpol_report::Colour;
use medpol_report::run::{Run, suites_of_trials};
use medpol_report::trial::{Trial, text};
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::found::{WrittenBy, tell};
use crate::output_format::{Offered, OutputFormat};
use crate::problems::{self, Form};
use crate::reading::folders;
use crate::repository::base;
use crate::strictness::Strictness;
use crate::terminal::Terminal;

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

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol test                            the cases of every policy
  medpol test fixtures/cohere-health     those below a folder
  medpol test case.yaml
  medpol test discs.yaml#disc-5-mm       one row of a suite

Exit status: 0 everything is as expected, 1 something is not, there is nothing to try or there are
problems in a case or policy, 2 a mistake on the command line.";

/// The results as JSON.
#[derive(Serialize)]
struct Results<'a> {
    format: &'static str,
    tried: usize,
    failed: usize,
    /// Cases that were not tried, because a file that concerns them cannot be read.
    #[serde(skip_serializing_if = "is_none_in_doubt")]
    in_doubt: usize,
    /// Policies, and versions of others, without a case; only where the cases of every policy were tried.
    without_case: &'a [String],
    /// Files that were skipped.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
    trials: &'a [Trial],
}

/// The version that a case names, whether it could be tried or not.
fn named_version(case: &WrittenCase) -> Option<String> {
    let policy = case.document().expect.as_ref()?.policy.as_ref()?;
    Some(policy.text.to_string())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as the serializer passes it")]
fn is_none_in_doubt(count: &usize) -> bool {
    *count == 0
}

pub(crate) fn run(arguments: &Test, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    if arguments.strictness.refuses(&library) {
        match WrittenBy::from(arguments.format) {
            WrittenBy::CommandAsText => problems::tell(Form::Text, library.diagnostics(), &sources, terminal)?,
            WrittenBy::CommandAsJson => problems::tell(Form::Json, library.diagnostics(), &sources, terminal)?,
            WrittenBy::Run(format) => {
                let tried = Tried { trials: &[], without_case: &[], diagnostics: library.diagnostics() };
                let closing = "the library has errors; no case was tried";
                tell(format, &tried.run(closing, &sources)?, &[], terminal)?;
            }
        }
        return Ok(ExitStatus::Problems);
    }
    let mut diagnostics = library.unlike_lock().to_vec();
    if !library.unreadable().is_empty() {
        diagnostics.extend(library.diagnostics().iter().cloned());
    }
    let mut trials = Vec::new();
    let mut notes = Vec::new();
    let mut named = BTreeSet::new();
    for path in paths(arguments, &library) {
        let found = find_cases(&path, &mut sources);
        diagnostics.extend(found.diagnostics);
        notes.extend(found.notes);
        for case in found.cases {
            let (trial, problems) = tried(&library, &case);
            diagnostics.extend(problems);
            diagnostics.extend(trial.as_ref().and_then(|_| would_not_govern(&library, &case)));
            named.extend(trial.as_ref().and_then(|trial| trial.policy.clone()).or_else(|| named_version(&case)));
            trials.extend(trial);
        }
    }
    let without_case = without_case(arguments, &library, &named);
    sort(&mut diagnostics);
    let failed = trials.iter().filter(|trial| !trial.differences.is_empty()).count();
    let in_doubt = trials.iter().filter(|trial| !trial.unreadable.is_empty()).count();
    match WrittenBy::from(arguments.format) {
        WrittenBy::CommandAsText => {
            terminal.data(&text(&trials, &without_case, terminal.data))?;
            for note in &notes {
                terminal.chatter(&format!("note: {note}\n"));
            }
            tell_problems(Form::Text, &diagnostics, &sources, terminal)?;
        }
        WrittenBy::CommandAsJson => {
            let results = Results {
                format: "medpol/test/1",
                tried: trials.len() - in_doubt,
                failed,
                in_doubt,
                without_case: &without_case,
                notes: &notes,
                trials: &trials,
            };
            terminal.data(&(serde_json::to_string_pretty(&results)? + "\n"))?;
            tell_problems(Form::Json, &diagnostics, &sources, terminal)?;
        }
        WrittenBy::Run(format) => {
            let tried = Tried { trials: &trials, without_case: &without_case, diagnostics: &diagnostics };
            let closing = text(&trials, &[], Colour::Never);
            let run = tried.run(closing.lines().last().unwrap_or_default(), &sources)?;
            tell(format, &run, &notes, terminal)?;
        }
    }
    // A path that was mistyped must not pass for one that was tried.
    Ok(if failed > 0 || trials.is_empty() || has_errors(&diagnostics) {
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
struct Tried<'a> {
    trials: &'a [Trial],
    without_case: &'a [String],
    diagnostics: &'a [Diagnostic],
}

impl Tried<'_> {
    /// The same for programs of a build: a case that is not as expected is a problem as well as a test that failed.
    fn run(&self, closing: &str, sources: &SourceMap) -> Result<Run, Failure> {
        let base = base()?;
        let problems = Run::new("test", self.diagnostics, sources, &base).findings;
        let suites = suites_of_trials(self.trials, self.without_case, &problems);
        let mut all: Vec<Diagnostic> = self.trials.iter().filter_map(not_as_expected).collect();
        all.extend_from_slice(self.diagnostics);
        sort(&mut all);
        Ok(Run::new("test", &all, sources, &base).closed(suites, closing))
    }
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
