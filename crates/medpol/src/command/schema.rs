//! `medpol schema`: the JSON Schema of a kind of document.
//!
//! Generated from the types that read and write them; the files in `schemas/` hold the same.

use clap::{Args, ValueEnum};
use medpol_model::answer::{
    Changes, Comparison, Coverage, Decision, Description, Determination, Difference, Due, EditReport, Exact, Mutation,
    Quotations, ResolutionReport, Undecided, ValueSetDescription,
};
use medpol_syntax::document::{DocumentKind, ReleaseKind, generate};

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Print the JSON Schema of a kind of document
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Schema {
    /// The kind of document
    #[arg(value_name = "KIND")]
    kind: SchemaKind,
}

const EXAMPLES: &str = "\
Examples:
  medpol schema policy > policy.schema.json
  medpol schema determination

An editor completes and explains keys if a file begins with
`# yaml-language-server: $schema=policy.schema.json`.";

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaKind {
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
    /// What a library is like when it is complete: `medpol.lock`
    Lock,
    /// What was released, and when: `medpol.history`
    History,
    /// The answer to a case under one policy
    Determination,
    /// Which policy governs each requested service
    Resolution,
    /// The answer to a case under the policy that governs it
    Decision,
    /// The answer by a named policy, where a file that it rests on cannot be read
    Undecided,
    /// The answer of coding edits to a case
    EditReport,
    /// A policy in words, as `medpol show` writes it
    Description,
    /// A value set in words, with its uses
    ValueSetDescription,
    /// What is different between two policies or libraries, as `medpol diff` writes it
    Difference,
    /// A policy beside what it must follow, as `medpol compare` writes it
    Comparison,
    /// Which versions were released, as `medpol changes` writes it
    Changes,
    /// What is to be read again, as `medpol due` writes it
    Due,
    /// What cases show of policies, as `medpol coverage` writes it
    Coverage,
    /// Which slips nothing would notice, as `medpol test --mutants` writes it
    Mutation,
    /// What every possible answer would make of a case, as `medpol eval --exact` writes it
    Exact,
    /// Which quotes are in their documents, as `medpol sources` writes it
    Quotations,
}

pub(crate) fn run(arguments: &Schema, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let schema = match arguments.kind {
        SchemaKind::Library => generate(DocumentKind::Library),
        SchemaKind::Policy => generate(DocumentKind::Policy),
        SchemaKind::Criteria => generate(DocumentKind::Criteria),
        SchemaKind::Vocabulary => generate(DocumentKind::Vocabulary),
        SchemaKind::ValueSet => generate(DocumentKind::ValueSet),
        SchemaKind::CodeSystem => generate(DocumentKind::CodeSystem),
        SchemaKind::Case => generate(DocumentKind::Case),
        SchemaKind::Suite => generate(DocumentKind::Suite),
        SchemaKind::Lock => ReleaseKind::Lock.schema(),
        SchemaKind::History => ReleaseKind::History.schema(),
        SchemaKind::Determination => Determination::schema().to_value(),
        SchemaKind::Resolution => ResolutionReport::schema().to_value(),
        SchemaKind::Decision => Decision::schema().to_value(),
        SchemaKind::Undecided => Undecided::schema().to_value(),
        SchemaKind::EditReport => EditReport::schema().to_value(),
        SchemaKind::Description => Description::schema().to_value(),
        SchemaKind::ValueSetDescription => ValueSetDescription::schema().to_value(),
        SchemaKind::Difference => Difference::schema().to_value(),
        SchemaKind::Comparison => Comparison::schema().to_value(),
        SchemaKind::Changes => Changes::schema().to_value(),
        SchemaKind::Due => Due::schema().to_value(),
        SchemaKind::Coverage => Coverage::schema().to_value(),
        SchemaKind::Mutation => Mutation::schema().to_value(),
        SchemaKind::Exact => Exact::schema().to_value(),
        SchemaKind::Quotations => Quotations::schema().to_value(),
    };
    terminal.data(&(serde_json::to_string_pretty(&schema)? + "\n"))?;
    Ok(ExitStatus::Clean)
}
