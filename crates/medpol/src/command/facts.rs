//! `medpol facts`: what a policy can speak of and a case can state.
//!
//! Looking and wording are `medpol-report`'s work.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::{SourceMap, nearest};
use medpol_library::Library;
use medpol_model::vocabulary::Vocabulary;
use medpol_report::diagnostic;
use medpol_report::facts::{facts, text};

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Find facts of the vocabulary
///
/// Lists every fact whose path, label, question, values or definition has all the words, with its
/// type. Without a word, lists all.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Facts {
    /// Words to look for
    #[arg(value_name = "WORD")]
    words: Vec<String>,

    /// Only this vocabulary, with those it builds on
    #[arg(long, value_name = "ID")]
    vocabulary: Option<String>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol facts modic                     facts about Modic changes
  medpol facts pain duration             facts that have both words
  medpol facts --vocabulary base         the facts that every policy shares";

/// How facts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a program
    Json,
}

pub(crate) fn run(arguments: &Facts, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    let known: Vec<&Vocabulary> = library.vocabularies().collect();
    if known.is_empty() {
        terminal.chatter(&diagnostic::text(library.diagnostics(), &sources, terminal.chatter));
        return Ok(ExitStatus::Problems);
    }
    let wanted: Vec<&Vocabulary> = match &arguments.vocabulary {
        None => known,
        Some(id) => {
            vec![known.iter().copied().find(|vocabulary| &*vocabulary.id == id).ok_or_else(|| unknown(id, &known))?]
        }
    };
    let found = facts(wanted, &arguments.words);
    match arguments.format {
        Format::Json => terminal.data(&(serde_json::to_string_pretty(&found)? + "\n"))?,
        Format::Text if found.is_empty() => {
            terminal.chatter("no fact has all these words; try fewer, or one that the record would use\n");
        }
        Format::Text => terminal.data(&text(&found))?,
    }
    if library.vocabularies().count() < library.counts().vocabularies {
        terminal.chatter("a vocabulary has errors, so facts are missing; `medpol validate` shows them\n");
    }
    Ok(ExitStatus::Clean)
}

fn unknown(id: &str, known: &[&Vocabulary]) -> Failure {
    let names = || known.iter().map(|vocabulary| &*vocabulary.id);
    let help = match nearest(id, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("vocabularies are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Failure::Usage { message: format!("no vocabulary is called `{id}`"), help }
}
