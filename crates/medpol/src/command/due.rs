//! `medpol due`: which policies have to be read again, and by when.
//!
//! Finding them is `medpol-difference`'s work; "today" is asked here only to write a list for a person.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_difference::due;
use medpol_library::Library;
use medpol_model::value::Date;
use medpol_report::difference::due_text;

use crate::day::{day, today};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::terminal::Terminal;

/// List the policies to be read again: overdue, due soon, and without a day
///
/// A policy says under `review_by` when it should be compared with what its publisher has. Drafts, and versions whose
/// last day is past, are left out.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Due {
    /// How far to look ahead, in days, weeks, months or years, such as `90d`, `12w`, `3m` or `1y`
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = ahead, allow_hyphen_values = true)]
    within: Ahead,

    /// The day to count from [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol due                                 within 90 days
  medpol due --within 6m --format json
  medpol due --as-of 2027-01-01 --within 0d  what is overdue on that day

Exit status: 0 listed, 1 problems in the library, 2 a mistake on the command line.";

/// How the list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// One JSON document; see `medpol schema due`
    Json,
}

/// How far to look ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ahead {
    Days(i64),
    Months(i64),
}

/// Reads a number with `d`, `w`, `m` or `y`.
fn ahead(text: &str) -> Result<Ahead, String> {
    let wrong = || "write a number of days, weeks, months or years, such as `90d`, `12w`, `3m` or `1y`".to_owned();
    let split = text.find(|character: char| !character.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(split);
    // A century is more than anybody plans for.
    let number = number.parse::<i64>().ok().filter(|number| *number <= 36_500).ok_or_else(wrong)?;
    match unit.trim() {
        "d" | "day" | "days" => Ok(Ahead::Days(number)),
        "w" | "week" | "weeks" => Ok(Ahead::Days(number * 7)),
        "m" | "month" | "months" => Ok(Ahead::Months(number)),
        "y" | "year" | "years" if number <= 100 => Ok(Ahead::Months(number * 12)),
        _ => Err(wrong()),
    }
}

pub(crate) fn run(arguments: &Due, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    if has_errors(library.diagnostics()) {
        let form = if arguments.format == Format::Json { Form::Json } else { Form::Text };
        problems::tell(form, library.diagnostics(), &sources, terminal)?;
        return Ok(ExitStatus::Problems);
    }
    let Some(from) = arguments.as_of.or_else(today) else {
        return Err(Failure::Usage {
            message: "the clock is not set, and no day is named".to_owned(),
            help: "name the day to count from: `--as-of DATE`".to_owned(),
        });
    };
    let until = match arguments.within {
        Ahead::Days(days) => from.plus_days(days),
        Ahead::Months(months) => from.plus_months(months),
    };
    let found = due(&library, from, until);
    terminal.data(&match arguments.format {
        Format::Text => due_text(&found, terminal.data),
        Format::Json => serde_json::to_string_pretty(&found)? + "\n",
    })?;
    Ok(ExitStatus::Clean)
}
