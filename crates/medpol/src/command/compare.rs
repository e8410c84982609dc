//! `medpol compare`: whether a policy is stricter than what it must follow, and why.
//!
//! The reasons are found by `medpol-difference`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::SourceMap;
use medpol_difference::{Compliance, Deadline, Search, comparison};
use medpol_library::{Asked, GIT, SidePart, sides};
use medpol_report::difference::{comparison_markdown, comparison_text};

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::searching::Searching;
use crate::terminal::Terminal;

/// Say whether a policy is stricter than one that it must follow, and why
///
/// For each direction a proof that there is nobody, or every independent reason: the criteria that are responsible, where
/// they come from, and the smallest case that shows it. A policy that is not from the issuer's own text is said to be so
/// in the first line.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Compare {
    /// The policy as `ID@VERSION`, or a file
    #[arg(value_name = "POLICY")]
    policy: String,

    /// What it is compared with: an LCD, or the policy of another payer
    #[arg(long, value_name = "OTHER")]
    against: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    #[command(flatten)]
    searching: Searching,

    /// How to write what is found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol compare cohere-health/bvn-ablation@3 --against cms/lcd/l39420
  medpol compare draft.yaml --against cms/lcd/l39644 --format markdown
  medpol compare a/x@1 --against b/y@2 --witnesses shown     the cases that show it, as files

Exit status: 0 compared, 1 problems in what was read, 2 a mistake on the command line.";

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For a document
    Markdown,
    /// The canonical form; see `medpol schema comparison`
    Json,
}

pub(crate) fn run(arguments: &Compare, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let form = if arguments.format == Format::Json { Form::Json } else { Form::Text };
    let asked = Asked {
        first: Some(&arguments.against),
        second: Some(&arguments.policy),
        from: None,
        to: None,
        policies: &arguments.policies,
        git: GIT,
        only: None,
    };
    let [against, policy] = match sides(asked, &mut sources) {
        Ok(found) => found,
        Err(diagnostics) => {
            problems::tell(form, &diagnostics, &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
    };
    let (SidePart::Version(one), SidePart::Version(other)) = (&policy.part, &against.part) else {
        return Err(Failure::Usage {
            message: "two policies are compared, and a folder was named".to_owned(),
            help: "`medpol diff OLD NEW` compares two libraries".to_owned(),
        });
    };
    let ids = [&*one.id.0, &*other.id.0];
    let mut unread = Vec::new();
    let search = arguments.searching.search(&ids, &mut sources, &mut unread)?;
    let search = search.unwrap_or_else(|| Search { until: Some(Deadline::new(|| true)), ..Search::default() });
    let Compliance { comparison: mut found, witnesses } =
        comparison((&**one, &*policy.library), (&**other, &*against.library), &search);
    if arguments.searching.keeps_witnesses() {
        arguments.searching.save(&witnesses)?;
    } else {
        found.forget_files();
    }
    terminal.data(&match arguments.format {
        Format::Text => comparison_text(&found, terminal.data),
        Format::Markdown => comparison_markdown(&found),
        Format::Json => serde_json::to_string_pretty(&found)? + "\n",
    })?;
    if unread.is_empty() {
        return Ok(ExitStatus::Clean);
    }
    problems::tell(form, &unread, &sources, terminal)?;
    Ok(ExitStatus::Problems)
}
