//! What cannot be read of a library, as answers say it.
//!
//! A library with a broken file still answers what the file cannot concern. Which answers that are is
//! decided in `medpol-library`; here is only how it is published.

use std::fmt;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

use crate::answer::Outcome;
use crate::policy::Disposition;

/// The format name of an answer that could not be given.
pub const UNDECIDED_FORMAT: &str = "medpol/undecided/1";

/// How much of the library could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LibraryState {
    /// A file of it has errors. What the file may concern is answered with `unknown`.
    Incomplete,
}

/// A file of the library that cannot be read, with the first error in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Unreadable {
    /// The file.
    pub file: String,
    /// The line of the error, from 1.
    pub line: usize,
    /// The column of the error, from 1.
    pub column: usize,
    /// The code of the error.
    pub code: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, code, message } = self;
        write!(out, "{file}:{line}:{column} ({code}: {message})")
    }
}

/// Says in a sentence that the library cannot be read, and where.
pub fn unreadable_at(places: &[Unreadable]) -> String {
    let mut shown: Vec<String> = places.iter().take(3).map(ToString::to_string).collect();
    match places.len().saturating_sub(shown.len()) {
        0 => {}
        1 => shown.push("1 more file".to_owned()),
        more => shown.push(format!("{more} more files")),
    }
    format!("the library cannot be read at {}", shown.join(", and at "))
}

/// The answer by a policy that was named, where a file that the policy rests on cannot be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Undecided {
    /// Always `medpol/undecided/1`.
    pub format: &'static str,
    /// The title of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The policy that was named.
    pub named: String,
    /// Always `unknown`.
    pub result: Outcome,
    /// Always `manual_policy_review`.
    pub disposition: Disposition,
    /// Always `incomplete`.
    pub library: LibraryState,
    /// Why, in a sentence.
    pub because: String,
    /// The files that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl Undecided {
    /// The answer by the policy `named` while these files cannot be read.
    pub fn new(title: Option<String>, named: &str, unreadable: Vec<Unreadable>) -> Self {
        Self {
            format: UNDECIDED_FORMAT,
            title,
            named: named.to_owned(),
            result: Outcome::Unknown,
            disposition: Disposition::ManualPolicyReview,
            library: LibraryState::Incomplete,
            because: unreadable_at(&unreadable),
            unreadable,
        }
    }

    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut schema = generator.into_root_schema_for::<Self>();
        schema.insert("$id".to_owned(), "https://medpol.dev/schemas/undecided.schema.json".into());
        schema
    }
}
