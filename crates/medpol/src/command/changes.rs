//! `medpol changes`: which policy versions were released since a day or a git revision.
//!
//! Comparing is `medpol-difference`'s work.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_difference::{changes, changes_since};
use medpol_library::{Asked, GIT, Library, sides};
use medpol_model::value::Date;
use medpol_report::difference::changes_text;
use medpol_report::one_line;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::searching::Searching;
use crate::terminal::Terminal;

/// List every policy version released since a day or revision, with its verdict
///
/// Since a day: the versions that took effect on it or later, each compared with the version before it. Since a
/// revision: the versions that are new, changed or gone, compared with what they were then. Drafts are no releases.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Changes {
    /// The day, or the git revision
    #[arg(long, value_name = "DATE|REV")]
    since: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    #[command(flatten)]
    searching: Searching,

    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol changes --since 2025-01-01
  medpol changes --since v1.2 --format json

Exit status: 0 listed, 1 problems in what was read, 2 a mistake on the command line.";

/// How the list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// One JSON document; see `medpol schema changes`
    Json,
}

pub(crate) fn run(arguments: &Changes, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let form = if arguments.format == Format::Json { Form::Json } else { Form::Text };
    let found = if let Some(day) = Date::parse(&arguments.since) {
        let library = Library::load(&arguments.policies, &mut sources);
        // What cannot be read must not look like something that was not released.
        if has_errors(library.diagnostics()) {
            problems::tell(form, library.diagnostics(), &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
        let ids = library.ids();
        let search = arguments.searching.search(&ids, &mut sources, &mut Vec::new())?;
        changes_since(&library, day, search.as_ref())
    } else {
        let since = arguments.since.as_str();
        let asked = Asked {
            first: None,
            second: None,
            from: Some(since),
            to: None,
            policies: &arguments.policies,
            git: GIT,
            only: None,
        };
        match sides(asked, &mut sources) {
            Ok(found) => {
                let [_, after] = &found;
                let ids = after.library.ids();
                let search = arguments.searching.search(&ids, &mut sources, &mut Vec::new())?;
                changes(since, &found, search.as_ref())
            }
            Err(_) if is_like_a_day(since) => {
                return Err(Failure::Usage {
                    message: format!("`{}` is neither a day nor a git revision", one_line(since)),
                    help: "write year, month and day, such as `--since 2025-06-15`".to_owned(),
                });
            }
            Err(diagnostics) => {
                problems::tell(form, &diagnostics, &sources, terminal)?;
                return Ok(ExitStatus::Problems);
            }
        }
    };
    terminal.data(&match arguments.format {
        Format::Text => changes_text(&found, terminal.data),
        Format::Json => serde_json::to_string_pretty(&found)? + "\n",
    })?;
    Ok(ExitStatus::Clean)
}

/// Whether somebody who wrote this meant a day: nothing, or numbers with what stands between those of a day.
fn is_like_a_day(text: &str) -> bool {
    let text = text.trim();
    let is_of_days = |character: char| character.is_ascii_digit() || matches!(character, '-' | '/' | '.');
    // As many digits as a hash has may be one.
    text.chars().all(is_of_days) && (text.len() < 7 || text.contains(['-', '/', '.']))
}

#[cfg(test)]
mod tests {
    use super::is_like_a_day;

    #[test]
    fn a_day_that_is_written_wrong_is_told_from_a_revision() {
        for text in ["", "2025", "2025-13-01", "2025-1-1", "01/05/2025", "1.5.2025"] {
            assert!(is_like_a_day(text), "{text}");
        }
        for text in ["HEAD~3", "v1.2", "1234567", "deadbee", "main"] {
            assert!(!is_like_a_day(text), "{text}");
        }
    }
}
