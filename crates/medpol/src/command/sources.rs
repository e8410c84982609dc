//! `medpol sources`: what policies quote, held against the texts of their documents.
//!
//! How quotes are found is known in `medpol-analysis`; the table is written by `medpol-report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_analysis::quoted;
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::Library;
use medpol_model::policy::Policy;
use medpol_report::quotations;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::source_texts;
use crate::terminal::Terminal;

/// Hold the quotes of policies against the texts of their documents, both ways
///
/// Says which quotes are not in their document, and which sentences of a document nothing cites. The text of a source is the
/// one that has most of its quotes. Case, punctuation and the numbers of footnotes make no difference; `…` in a quote stands
/// for words that are left out.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Sources {
    /// Policies, as `ID` or `ID@VERSION` [default: all]
    #[arg(value_name = "POLICY")]
    named: Vec<String>,

    /// The text of a document, or a folder of such texts, as `.txt` or `.md`
    #[arg(long = "sources", value_name = "PATH")]
    texts: PathBuf,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol sources --sources documents
  medpol sources cohere-health/bvn-ablation --sources documents --format markdown   the table for the record
  medpol validate --sources documents                                               as warnings, with their places

Exit status: 0 every quote was found, 1 a quote was not, or problems, 2 a mistake on the command line.";

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal: what is missing
    Text,
    /// Every sentence, as a table for the record
    Markdown,
    /// One JSON document; see `medpol schema quotations`
    Json,
}

pub(crate) fn run(arguments: &Sources, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let form = if arguments.format == Format::Json { Form::Json } else { Form::Text };
    let library = Library::load(&arguments.policies, &mut sources);
    let texts = match source_texts::read(&arguments.texts, &mut sources) {
        Err(problems) => {
            problems::tell(form, &problems, &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
        Ok(_) if has_errors(library.diagnostics()) => {
            problems::tell(form, library.diagnostics(), &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
        Ok(texts) => texts,
    };
    let is_named = |policy: &Policy| {
        let is_it = |name: &String| **name == *policy.id.0 || *name == policy.reference();
        arguments.named.is_empty() || arguments.named.iter().any(is_it)
    };
    let policies: Vec<&Policy> =
        library.policies().iter().map(|policy| &**policy).filter(|one| is_named(one)).collect();
    let is_unknown = |name: &&String| !policies.iter().any(|one| **name == *one.id.0 || **name == one.reference());
    if let Some(unknown) = arguments.named.iter().find(is_unknown) {
        return Err(Failure::Usage {
            message: format!("no policy is called `{unknown}`"),
            help: "`medpol list` names them all".to_owned(),
        });
    }
    let found = quoted(&policies, &texts).quotations;
    let text = match arguments.format {
        Format::Text => quotations::text(&found, terminal.data),
        Format::Markdown => quotations::markdown(&found),
        Format::Json => quotations::json(&found)?,
    };
    terminal.data(&text)?;
    let is_clean = found.documents.iter().all(|document| document.not_found.is_empty());
    Ok(if is_clean { ExitStatus::Clean } else { ExitStatus::Problems })
}
