//! `medpol show`: a policy, or a value set, as a document that can be read.
//!
//! Which version is meant is decided in `medpol-library`, the words are `medpol-analysis`', and how they
//! are laid out is `medpol-report`'s.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_analysis::{describe, value_set_uses};
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};
use medpol_library::{Library, Named};
use medpol_model::answer::{ValueSetDescription, unreadable_at};
use medpol_model::value::Date;
use medpol_report::{diagnostic, policy};

use crate::day::day;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::strictness::{Strictness, tell_incomplete};
use crate::terminal::Terminal;

/// Show a policy or a value set as a document that can be read
///
/// Everything that is applied, in words: sources, definitions, criteria with where they come from and
/// what they compare, exclusions, what follows from a result, the facts that are read with what they
/// follow from, codes, what was not encoded and why, and the revisions. Nothing that decides is left
/// out. Without a version, the one in force on the day of `--as-of` is shown, else the newest that is
/// no draft.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The policy, with or without its version
    #[arg(value_name = "ID[@VERSION]", required_unless_present = "value_set")]
    policy: Option<String>,

    /// Show this value set instead: its codes, and what compares with it
    #[arg(long, value_name = "ID", conflicts_with_all = ["policy", "as_of", "digests"])]
    value_set: Option<String>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// The day on which the version should be in force
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Show the digests instead, in full: of the policy, and of every criterion with an id
    #[arg(long, conflicts_with = "format")]
    digests: bool,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol show cohere-health/bvn-ablation
  medpol show cohere-health/bvn-ablation@3 --format markdown > policy.md
  medpol show cohere-health/bvn-ablation --as-of 2025-09-15
  medpol show cohere-health/bvn-ablation@3 --digests
  medpol show --value-set facet-joint-pain

What the digests cover, each a SHA-256:
  meaning  The conditions that decide, with the facts they read and how these follow from others.
           Wording, order in a list and layout are not in it: equal digests are equal decisions.
  governs  The kind, status, position, effective window, payers, lines of business, services and
           states, and what follows from each result.
  text     Every word of the document and of the sets it uses, comments and layout left out.
Each criterion with an id has a digest of its meaning too, the same wherever it stands.

Exit status: 0 shown, 1 no such policy or problems in the library, 2 a mistake on the command line.";

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a document
    Markdown,
    /// The canonical form; see `medpol schema description` and `value-set-description`
    Json,
}

pub(crate) fn run(arguments: &Show, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    let complain = |diagnostics: &[Diagnostic], sources: &SourceMap| {
        terminal.chatter(&diagnostic::text(diagnostics, sources, terminal.chatter));
        Ok(ExitStatus::Problems)
    };
    if arguments.strictness.refuses(&library) {
        return complain(library.diagnostics(), &sources);
    }
    let found = match (&arguments.value_set, &arguments.policy) {
        (Some(id), _) => value_set(&library, id, &mut sources).map(|set| written_set(&set, arguments.format, terminal)),
        (None, named) => shown(&library, named.as_deref().unwrap_or_default(), arguments, terminal, &mut sources),
    };
    tell_incomplete(&library, terminal);
    match found {
        Ok(text) => terminal.data(&text?)?,
        Err(problem) => return complain(&[*problem], &sources),
    }
    Ok(ExitStatus::Clean)
}

/// What is written, unless it cannot be.
type Written = Result<String, Failure>;

fn shown(
    library: &Library,
    named: &str,
    arguments: &Show,
    terminal: Terminal,
    sources: &mut SourceMap,
) -> Result<Written, Box<Diagnostic>> {
    let shown = library.show(&Named::by_option(named, "ID", sources), arguments.as_of)?;
    if !shown.unreadable.is_empty() {
        let reference = shown.policy.reference();
        terminal.chatter(&format!("`{reference}` is in doubt: {}\n", unreadable_at(&shown.unreadable)));
    }
    if arguments.digests {
        return Ok(Ok(policy::digests(shown.policy)));
    }
    let description = describe(shown.policy, library.symbols(), &shown.because);
    Ok(match arguments.format {
        Format::Text => Ok(policy::text(&description, terminal.data)),
        Format::Markdown => Ok(policy::markdown(&description)),
        Format::Json => policy::json(&description).map_err(Failure::from),
    })
}

/// A value set with what compares with it; P0205 where there is none of that id.
fn value_set(library: &Library, id: &str, sources: &mut SourceMap) -> Result<ValueSetDescription, Box<Diagnostic>> {
    let Some(set) = library.value_set(id) else {
        let span = Span::new(sources.add("--value-set", id), 0, id.len());
        let problem = Diagnostic::new(&codes::P0205, span, format!("no value set named `{id}`"))
            .label("unknown value set")
            .did_you_mean(id, library.value_sets())
            .help("value sets are files in `policies/value-sets/`");
        return Err(Box::new(problem));
    };
    let policies = library.policies().iter().map(|policy| &**policy);
    Ok(ValueSetDescription { uses: value_set_uses(policies, library.symbols(), id), ..set.clone() })
}

fn written_set(set: &ValueSetDescription, format: Format, terminal: Terminal) -> Written {
    match format {
        Format::Text => Ok(policy::value_set_text(set, terminal.data)),
        Format::Markdown => Ok(policy::value_set_markdown(set)),
        Format::Json => policy::value_set_json(set).map_err(Failure::from),
    }
}
