//! `schemas/`: one JSON Schema for each kind of document, and one for each kind of answer.
//!
//! What a schema says is decided by the Rust types in `medpol-syntax` and `medpol-model`.

use medpol_model::answer::{
    Changes, Comparison, Coverage, Decision, Description, Determination, Difference, Due, EditReport, Exact, Mutation,
    Quotations, ResolutionReport, Undecided, ValueSetDescription,
};
use medpol_syntax::document::{DocumentKind, ReleaseKind, generate as document_schema};
use serde_json::Value;

use super::Generated;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::tree::Tree;

/// Every schema file.
pub(super) fn generate() -> Result<Vec<Generated>, Failure> {
    let documents = DocumentKind::ALL.into_iter().map(|kind| (kind.name(), document_schema(kind)));
    let releases = ReleaseKind::ALL.into_iter().map(|kind| (kind.name(), kind.schema()));
    let answers = [
        ("determination", Determination::schema().to_value()),
        ("edit-report", EditReport::schema().to_value()),
        ("resolution", ResolutionReport::schema().to_value()),
        ("decision", Decision::schema().to_value()),
        ("undecided", Undecided::schema().to_value()),
        ("description", Description::schema().to_value()),
        ("value-set-description", ValueSetDescription::schema().to_value()),
        ("difference", Difference::schema().to_value()),
        ("comparison", Comparison::schema().to_value()),
        ("changes", Changes::schema().to_value()),
        ("due", Due::schema().to_value()),
        ("coverage", Coverage::schema().to_value()),
        ("mutation", Mutation::schema().to_value()),
        ("exact", Exact::schema().to_value()),
        ("quotations", Quotations::schema().to_value()),
    ];
    documents.chain(releases).chain(answers).map(|(name, schema)| file(name, &schema)).collect()
}

fn file(name: &str, schema: &Value) -> Result<Generated, Failure> {
    let text = serde_json::to_string_pretty(schema).map_err(|source| Failure::Json { what: "a schema", source })?;
    Ok(Generated { path: path(name), text: text + "\n" })
}

fn path(name: &str) -> String {
    format!("schemas/{name}.schema.json")
}

/// Schemas of kinds that there are no longer.
pub(super) fn strangers(tree: &Tree) -> Vec<Finding> {
    let answers = [
        "determination",
        "edit-report",
        "resolution",
        "decision",
        "undecided",
        "description",
        "value-set-description",
        "difference",
        "comparison",
        "changes",
        "due",
        "coverage",
        "mutation",
        "exact",
        "quotations",
    ];
    let releases = ReleaseKind::ALL.into_iter().map(ReleaseKind::name);
    let names = DocumentKind::ALL.into_iter().map(DocumentKind::name).chain(releases).chain(answers);
    let known: Vec<String> = names.map(path).collect();
    let found = tree.files.iter().filter(|file| file.path.starts_with("schemas/") && file.name() != "README.md");
    found
        .filter(|file| !known.contains(&file.path))
        .map(|file| Finding::new(&file.path, 1, "no kind of document has this schema", "remove the file"))
        .collect()
}
