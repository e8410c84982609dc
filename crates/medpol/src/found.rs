//! What a run found, written for the programs of a build.
//!
//! Each writing is made in `medpol-report`; here it is chosen and put where it belongs.

use medpol_report::run::Run;

use crate::failure::Failure;
use crate::output_format::OutputFormat;
use crate::repository::add_to_step_summary;
use crate::terminal::Terminal;

/// A format that is a writing of a [`Run`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunFormat {
    Markdown,
    Sarif,
    Junit,
    Github,
    Gitlab,
}

/// Who makes a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrittenBy {
    /// The command itself, for a terminal.
    CommandAsText,
    /// The command itself, as JSON.
    CommandAsJson,
    /// A run.
    Run(RunFormat),
}

impl From<OutputFormat> for WrittenBy {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Text => Self::CommandAsText,
            OutputFormat::Json => Self::CommandAsJson,
            OutputFormat::Markdown => Self::Run(RunFormat::Markdown),
            OutputFormat::Sarif => Self::Run(RunFormat::Sarif),
            OutputFormat::Junit => Self::Run(RunFormat::Junit),
            OutputFormat::Github => Self::Run(RunFormat::Github),
            OutputFormat::Gitlab => Self::Run(RunFormat::Gitlab),
        }
    }
}

/// Writes a run to stdout, and its notes to stderr.
pub(crate) fn tell(format: RunFormat, run: &Run, notes: &[String], terminal: Terminal) -> Result<(), Failure> {
    let text = match format {
        RunFormat::Markdown => run.step_summary(),
        RunFormat::Sarif => run.sarif()?,
        RunFormat::Junit => run.junit().map_err(Failure::Form)?,
        RunFormat::Gitlab => run.gitlab()?,
        RunFormat::Github => {
            add_to_step_summary(&run.step_summary(), terminal);
            run.github()
        }
    };
    terminal.data(&text)?;
    for note in notes {
        terminal.chatter(&format!("note: {note}\n"));
    }
    Ok(())
}
