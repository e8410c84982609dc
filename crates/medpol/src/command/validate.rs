//! `medpol validate`: checks policies, vocabularies, value sets, cases and suites.
//!
//! What is checked, and how, is decided in `medpol-library`.

mod fixing;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use medpol_analysis::quoted;
use medpol_diagnostics::{SourceMap, has_errors, sort};
use medpol_library::{Checked, Checks, DocumentCounts, HealthCheck, Library, check};
use medpol_model::policy::Policy;
use medpol_model::value::Date;
use medpol_report::run::{Refused, Run, suites_of_files};
use medpol_report::{diagnostic, quotations};

use self::fixing::Fixed;
use crate::day::day;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::found::{WrittenBy, tell};
use crate::output_format::{Offered, OutputFormat};
use crate::problems;
use crate::repository::base;
use crate::source_texts;
use crate::terminal::Terminal;

/// Check policies, criteria sets, vocabularies, value sets, cases and suites
///
/// A file or folder of a library is checked with the whole library, and only its own problems are
/// shown. Cases are checked against the policy that they expect, else against the policy that governs them.
/// Everything goes to stdout, causes before what follows from them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Validate {
    /// Files and folders to check, and rows of suites as `FILE#ROW` [default: the library]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The library that cases, and files outside of any library, are checked against
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write the problems
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = Offered::ALL)]
    format: OutputFormat,

    /// Also report what should have been read again before this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// The text of a document, or a folder of such texts, as `.txt` or `.md`: also look for the quotes in them, and for
    /// sentences that nothing cites; see `medpol sources`
    #[arg(long, value_name = "PATH")]
    sources: Option<PathBuf>,

    /// What else to refuse
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,

    /// Leave out what is proved for all possible patients: what everybody or nobody meets, and what makes no difference
    #[arg(long)]
    fast: bool,

    /// Make the changes that need nobody to look, and check what is then there
    #[arg(long)]
    fix: bool,

    /// With `--fix`: show the changes, and make none
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  medpol validate                                    the library in `policies`
  medpol validate policies/cohere-health             one publisher's policies
  medpol validate fixtures/cohere-health             cases, against the library in `policies`
  medpol validate draft.yaml --policies policies     a file as if it were in the library
  medpol validate --deny warnings --format json      for a build
  medpol validate --fix --dry-run                    what would be changed without anybody looking

Exit status: 0 no problems, 1 problems or nothing to check, 2 a mistake on the command line.";

/// What is refused in addition to errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings count as errors
    Warnings,
}

pub(crate) fn run(arguments: &Validate, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let mut checked = checked(arguments, &mut sources);
    match (arguments.fix, arguments.dry_run) {
        (false, _) => {}
        (true, true) => {
            let (changes, fixed) = fixing::preview(&checked.diagnostics, &sources);
            terminal.data(&changes)?;
            terminal.chatter(&format!("would change {}\n", told(fixed)));
        }
        (true, false) => {
            let mut all = Fixed::default();
            // A change can uncover what was hidden behind the mistake.
            for _ in 0..MOST_LOOKS {
                let fixed = fixing::fix(&checked.diagnostics, &sources, terminal);
                if fixed.changes == 0 {
                    break;
                }
                all = Fixed { changes: all.changes + fixed.changes, files: all.files.max(fixed.files) };
                sources = SourceMap::default();
                checked = self::checked(arguments, &mut sources);
            }
            terminal.chatter(&format!("changed {}\n", told(all)));
        }
    }
    report(arguments, &checked, &sources, terminal)
}

/// How often `--fix` looks again.
const MOST_LOOKS: usize = 10;

fn told(fixed: Fixed) -> String {
    let places = if fixed.changes == 1 { "1 place".to_owned() } else { format!("{} places", fixed.changes) };
    match fixed.files {
        1 => format!("{places} in 1 file"),
        files => format!("{places} in {files} files"),
    }
}

fn checked(arguments: &Validate, sources: &mut SourceMap) -> Checked {
    let library = std::slice::from_ref(&arguments.policies);
    let paths = if arguments.paths.is_empty() { library } else { &arguments.paths };
    let health: Option<HealthCheck> = if arguments.fast { None } else { Some(medpol_analysis::health) };
    let checks = Checks { lint: medpol_analysis::lint, health, as_of: arguments.as_of };
    let mut checked = check(paths, &arguments.policies, checks, sources);
    if let Some(texts) = &arguments.sources {
        hold_against(texts, &mut checked, &arguments.policies, sources);
    }
    checked
}

fn report(
    arguments: &Validate,
    checked: &Checked,
    sources: &SourceMap,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let is_refused = match arguments.deny {
        Some(Deny::Warnings) => !checked.diagnostics.is_empty(),
        None => has_errors(&checked.diagnostics),
    };
    match WrittenBy::from(arguments.format) {
        WrittenBy::CommandAsText => show(checked, sources, terminal)?,
        WrittenBy::CommandAsJson => {
            let document = problems::document(&checked.diagnostics, Some(checked.counts), &checked.notes, sources)?;
            terminal.data(&document)?;
        }
        WrittenBy::Run(format) => {
            let refused = match arguments.deny {
                Some(Deny::Warnings) => Refused::ErrorsAndWarnings,
                None => Refused::Errors,
            };
            let base = base()?;
            let run = Run::new("validate", &checked.diagnostics, sources, &base);
            let suites = suites_of_files(&checked.files, &run.findings, &base, refused);
            tell(format, &run.closed(suites, closing(checked)), &checked.notes, terminal)?;
        }
    }
    if is_refused && !has_errors(&checked.diagnostics) && arguments.format == OutputFormat::Text {
        terminal.data("warnings are refused here (`--deny warnings`)\n")?;
    }
    Ok(if is_refused { ExitStatus::Problems } else { ExitStatus::Clean })
}

/// Adds what is found where the policies that were checked are held against the texts of their documents.
fn hold_against(texts: &Path, checked: &mut Checked, policies: &Path, sources: &mut SourceMap) {
    let library = Library::load(policies, sources);
    let found = match source_texts::read(texts, sources) {
        Err(problems) => problems,
        Ok(texts) => {
            let is_checked = |policy: &&Policy| {
                let span = policy.details.iter().find_map(|detail| detail.span);
                span.is_some_and(|span| checked.files.contains(sources.name(span)))
            };
            let policies: Vec<&Policy> = library.policies().iter().map(|policy| &**policy).filter(is_checked).collect();
            let found = quoted(&policies, &texts);
            checked.notes.extend(quotations::without(&found.quotations));
            found.diagnostics
        }
    };
    checked.diagnostics.extend(found);
    sort(&mut checked.diagnostics);
}

fn show(checked: &Checked, sources: &SourceMap, terminal: Terminal) -> Result<(), Failure> {
    // One stream, so that nothing overtakes what it speaks of.
    let mut text = diagnostic::text(&checked.diagnostics, sources, terminal.data);
    if !checked.diagnostics.is_empty() {
        text.push('\n');
    }
    let closing = closing(checked);
    let notes: String = checked.notes.iter().flat_map(|note| ["note: ", note, "\n"]).collect();
    terminal.data(&format!("{text}{notes}{closing}\n"))?;
    Ok(())
}

/// The result in one line.
fn closing(checked: &Checked) -> String {
    if checked.diagnostics.is_empty() {
        format!("✓ {}", inventory(checked.counts))
    } else {
        diagnostic::summary(&checked.diagnostics, looked_at(checked))
    }
}

/// How many files were looked at: those that were read, and those that could not be.
fn looked_at(checked: &Checked) -> usize {
    let named: BTreeSet<_> = checked.diagnostics.iter().map(|problem| problem.primary.span.file).collect();
    checked.counts.files().max(named.len())
}

/// What was checked, such as `1 policy, 2 vocabularies`.
fn inventory(counts: DocumentCounts) -> String {
    let kinds = [
        (counts.policies, "policy", "policies"),
        (counts.criteria_sets, "criteria set", "criteria sets"),
        (counts.vocabularies, "vocabulary", "vocabularies"),
        (counts.value_sets, "value set", "value sets"),
        (counts.code_systems, "code system", "code systems"),
        (counts.suites, "suite", "suites"),
        (counts.cases + counts.rows, "case", "cases"),
    ];
    let present = kinds.into_iter().filter(|(count, ..)| *count > 0);
    let words: Vec<String> =
        present.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect();
    if words.is_empty() { "1 library file".to_owned() } else { words.join(", ") }
}
