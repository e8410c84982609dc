//! `medpol replay`: whether cases would be decided today as they were.
//!
//! Reads the log, line by line, and the cases; answering and comparing is `medpol-answer`'s work.

mod totals;
mod written;

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_answer::{RECORD_FORMAT, Record, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{Library, WrittenCase, find_cases, open_file};
use medpol_report::{diagnostic, one_line};
use serde_json::error::Category;

use self::totals::Totals;
use self::written::{Replayed, Report};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::lines::{LONGEST, Line, Lines};
use crate::strictness::{Strictness, tell_incomplete};
use crate::terminal::{Reader, Terminal};

/// Decide the cases of a decision log again, and report what would differ
///
/// Each record of the log names its case by a digest; the case is looked for below `--cases`, or in the
/// log itself where it was kept there. What governs, or the policy that was named, decides it again. A
/// difference is another result or disposition, other policies or versions, or other deciding criteria; a new name for a
/// version that means the same is none. Facts in the log that do not have the digest beside them are reported as
/// altered and decide nothing. Where the library has errors, what they may concern is reported as in doubt. A log may be
/// of any size.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Replay {
    /// The log that `medpol serve --decision-log` wrote; `-` is stdin
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

    /// The most steps that one case may make a policy take; see `medpol explain R0066`
    #[arg(long, value_name = "STEPS", default_value_t = WorkLimit::DEFAULT.0)]
    max_work: u64,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol replay decisions.jsonl --cases cases
  medpol replay decisions.jsonl                      where the log holds the cases
  medpol replay decisions.jsonl --policies draft     before a change is published

Exit status: 0 nothing would differ, 1 something would, a case is missing or was altered, or a line is no
record, or the library has errors that concern one, 2 a mistake on the command line, 3 nothing could be decided again.";

/// Bytes of a log that are read at a time.
const BUFFER: usize = 256 << 10;

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
    if arguments.strictness.refuses(&library) {
        terminal.chatter(&diagnostic::text(library.diagnostics(), &sources, terminal.chatter));
        return Ok(ExitStatus::Problems);
    }
    let log: Box<dyn BufRead> = if arguments.log.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        match open_file(&arguments.log, &mut sources) {
            Ok(log) => Box::new(BufReader::with_capacity(BUFFER, log)),
            Err(problem) => {
                terminal.chatter(&diagnostic::text(&[*problem], &sources, terminal.chatter));
                return Ok(ExitStatus::Problems);
            }
        }
    };
    if !library.unlike_lock().is_empty() {
        terminal.chatter(&diagnostic::text(library.unlike_lock(), &sources, terminal.chatter));
    }
    let cases = cases(arguments, &mut sources);
    let limit = WorkLimit(arguments.max_work);
    let mut report = Report::new(arguments.format, &arguments.log.display().to_string(), terminal);
    let mut lines = Lines::of(log);
    while let Some(line) = lines.next()? {
        let replayed = replayed(line, &library, &cases, limit);
        if report.add(lines.number(), &replayed)? == Reader::Gone {
            return Ok(ExitStatus::Clean);
        }
    }
    let totals = report.end()?;
    tell_incomplete(&library, terminal);
    if totals.tried() == 0 {
        return Err(nothing(&totals, arguments));
    }
    Ok(if totals.is_clean() { ExitStatus::Clean } else { ExitStatus::Problems })
}

/// A replay that decided nothing again proves nothing.
fn nothing(totals: &Totals, arguments: &Replay) -> Failure {
    let log = one_line(&arguments.log.display().to_string());
    let (message, help) = if totals.lines() == 0 {
        (format!("nothing was decided again: `{log}` has no records"), "name the log that `medpol serve` wrote")
    } else {
        let message = format!("nothing was decided again: none of the {} of `{log}` could be", totals.counted());
        (message, "name the folder of the cases with `--cases DIR`, or keep cases in the log with `serve --log-facts`")
    };
    Failure::Nothing { message, help: help.to_owned() }
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

/// Why a line cannot be read as a record. Nothing of it is quoted: what is no record may be anything.
fn not_read(error: &serde_json::Error) -> String {
    let column = error.column();
    match error.classify() {
        Category::Io | Category::Syntax => format!("it is no JSON: column {column} is not as it should be"),
        Category::Eof => "it is cut off".to_owned(),
        Category::Data => format!("it is not as a record should be at column {column}"),
    }
}

/// Decides the case of a line again.
fn replayed(line: Line<'_>, library: &Library, cases: &BTreeMap<String, WrittenCase>, limit: WorkLimit) -> Replayed {
    let bytes = match line {
        Line::Whole(bytes) => bytes,
        Line::TooLong => return Replayed::unreadable(format!("the line is longer than {} MiB", LONGEST >> 20)),
    };
    let record = match serde_json::from_slice::<Record>(bytes) {
        Ok(record) if record.format == RECORD_FORMAT => record,
        Ok(_) => return Replayed::unreadable(format!("its format is not `{RECORD_FORMAT}`")),
        Err(error) => return Replayed::unreadable(not_read(&error)),
    };
    let found = cases.get(&record.case);
    let replay = record.replay(library, found, limit);
    Replayed { record: Some(record), case: found.map(|case| case.name.clone()), replay }
}
