//! `medpol schema`: the JSON Schema of a kind of document.
//!
//! Generated from the types that read and write them; the files in `schemas/` hold the same.

use clap::{Args, ValueEnum};
use medpol_model::{Decision, Determination, EditReport, ResolutionReport};
use medpol_syntax::document::{DocumentKind, generate};

use crate::failure::Failure;
use crate::status::Status;
use crate::terminal::Terminal;

/// Print the JSON Schema of a kind of document
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Schema {
    /// The kind of document
    #[arg(value_name = "KIND")]
    kind: Kind,
}

const EXAMPLES: &str = "\
Examples:
  medpol schema policy > policy.schema.json
  medpol schema determination

An editor completes and explains keys if a file begins with
`# yaml-language-server: $schema=policy.schema.json`.";

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// How a library works: `library.yaml`
    Library,
    /// One version of a policy
    Policy,
    /// A set of criteria that several policies use
    Criteria,
    /// A dictionary of facts
    Vocabulary,
    /// A named set of codes
    ValueSet,
    /// A code system, with the form of its codes
    CodeSystem,
    /// One request with its facts
    Case,
    /// A base case, with a row for each case that differs from it
    Suite,
    /// The answer to a case under one policy
    Determination,
    /// Which policy governs each requested service
    Resolution,
    /// The answer to a case under whatever governs it
    Decision,
    /// The answer of coding edits to a case
    EditReport,
}

pub(crate) fn run(arguments: &Schema, terminal: Terminal) -> Result<Status, Failure> {
    let schema = match arguments.kind {
        Kind::Library => generate(DocumentKind::Library),
        Kind::Policy => generate(DocumentKind::Policy),
        Kind::Criteria => generate(DocumentKind::Criteria),
        Kind::Vocabulary => generate(DocumentKind::Vocabulary),
        Kind::ValueSet => generate(DocumentKind::ValueSet),
        Kind::CodeSystem => generate(DocumentKind::CodeSystem),
        Kind::Case => generate(DocumentKind::Case),
        Kind::Suite => generate(DocumentKind::Suite),
        Kind::Determination => Determination::schema().to_value(),
        Kind::Resolution => ResolutionReport::schema().to_value(),
        Kind::Decision => Decision::schema().to_value(),
        Kind::EditReport => EditReport::schema().to_value(),
    };
    terminal.data(&(serde_json::to_string_pretty(&schema)? + "\n"))?;
    Ok(Status::Clean)
}
