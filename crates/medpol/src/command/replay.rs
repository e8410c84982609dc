//! `medpol replay`: whether cases would be decided today as they were.
//!
//! Reads the log and the cases; answering and comparing is `medpol-answer`'s work.

mod written;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_answer::{Answer, Change, Changed, RECORD_FORMAT, Record};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{Library, Named, WrittenCase, find_cases, read_file};
use medpol_model::value::Date;
use medpol_report::diagnostic;
use medpol_syntax::parse;

use self::written::{Replayed, Replays};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Decide the cases of a decision log again, and report what would differ
///
/// Each record of the log names its case by a digest; the case is looked for below `--cases`, or in the
/// log itself where it was kept there. What governs, or the policy that was named, decides it again. A
/// difference is another result, other policies or versions, or other deciding criteria.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Replay {
    /// The log that `medpol serve --decision-log` wrote
    #[arg(value_name = "LOG")]
    log: PathBuf,

    /// Where the cases are
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write what differs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol replay decisions.jsonl --cases cases
  medpol replay decisions.jsonl                      where the log holds the cases
  medpol replay decisions.jsonl --policies draft     before a change is published

Exit status: 0 nothing would differ, 1 something would, a case is missing or a line is no record,
2 a mistake on the command line.";

/// How what differs is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

pub(crate) fn run(arguments: &Replay, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    if has_errors(library.diagnostics()) {
        terminal.chatter(&diagnostic::text(library.diagnostics(), &sources, terminal.chatter));
        return Ok(ExitStatus::Problems);
    }
    let log = match read_file(&arguments.log, &mut sources) {
        Ok(log) => log,
        Err(problem) => {
            terminal.chatter(&diagnostic::text(&[*problem], &sources, terminal.chatter));
            return Ok(ExitStatus::Problems);
        }
    };
    let cases = cases(arguments, &mut sources);
    let mut replays = Replays::new(arguments.log.display().to_string());
    for (index, line) in log.split(|byte| *byte == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            let replayed = match serde_json::from_slice::<Record>(line) {
                Ok(record) if record.format == RECORD_FORMAT => replayed(&record, &library, &cases),
                Ok(record) => Replayed::Unreadable { why: format!("its format is `{}`", record.format) },
                Err(error) => Replayed::Unreadable { why: error.to_string() },
            };
            replays.add(index + 1, replayed);
        }
    }
    terminal.data(&match arguments.format {
        Format::Text => replays.text(),
        Format::Json => serde_json::to_string_pretty(&replays)? + "\n",
    })?;
    Ok(if replays.is_clean() { ExitStatus::Clean } else { ExitStatus::Problems })
}

/// Every case below the folder, by the digest of what was written.
fn cases(arguments: &Replay, sources: &mut SourceMap) -> BTreeMap<String, WrittenCase> {
    let mut cases = BTreeMap::new();
    let Some(folder) = &arguments.cases else { return cases };
    for case in find_cases(folder, sources).cases {
        cases.entry(case.digest()).or_insert(case);
    }
    cases
}

/// Decides the case of a record again.
fn replayed(record: &Record, library: &Library, cases: &BTreeMap<String, WrittenCase>) -> Replayed {
    let mut sources = SourceMap::default();
    let named = record.named.as_ref().map(|named| Named::by_parameter(named, "named", &mut sources));
    let found = cases.get(&record.case);
    let (answer, problems) = match (found, &record.facts) {
        (Some(case), _) => Answer::find(library, case, named.as_ref()),
        (None, Some(kept)) => {
            Answer::find_parsed(library, parse(&mut sources, "the log", kept.as_bytes()), named.as_ref())
        }
        (None, None) => return Replayed::Missing { id: record.id.clone(), case: record.case.clone() },
    };
    let case = found.map(|case| case.name.clone());
    let received = record.received.as_deref().and_then(Date::parse);
    let answer = match (answer, received) {
        (Some(answer), Some(day)) => Some(answer.received(day)),
        (answer, _) => answer,
    };
    let change = match answer {
        Some(answer) => record.compare(&answer),
        None => Change {
            result: Some(Changed { was: record.result.clone(), now: "refused".to_owned() }),
            because: problems.iter().map(|problem| format!("{}: {}", problem.code.number, problem.message)).collect(),
        },
    };
    if change.is_different() {
        Replayed::Different { id: record.id.clone(), time: record.time.clone(), case, change }
    } else {
        Replayed::Same
    }
}
