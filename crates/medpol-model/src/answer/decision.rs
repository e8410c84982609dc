//! Everything that is found out about one request: which policies govern, and the result of each.
//!
//! The published form of an evaluation that was not told which policy to apply.

use std::sync::Arc;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::answer::{Determination, EditReport, LibraryState, Outcome, ResolutionReport};
use crate::policy::Disposition;

/// The format name of a decision.
pub const DECISION_FORMAT: &str = "medpol/decision/1";

/// The result of one request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Decision {
    /// Always `medpol/decision/1`.
    pub format: &'static str,
    /// The title of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// What stands for all requested services together; unknown where it is unknown what governs.
    pub result: Outcome,
    /// What follows where it is unknown what governs because a file of the library cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    /// That a file of the library cannot be read. Where that concerns this request, `resolution` says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<LibraryState>,
    /// Which policy governs which service, and what was considered.
    pub resolution: ResolutionReport,
    /// The result of the governing policies, in the order of the services.
    pub determinations: Vec<GovernedDetermination>,
    /// The result of billing and coding articles, which are evaluated beside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Determination>,
    /// What coding edits find, which are evaluated beside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<EditReport>,
}

/// The result of a governing policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GovernedDetermination {
    /// The services that it is for.
    pub services: Vec<String>,
    /// The lines of the request that it is for, counted from 1, where they are governed by their own dates. It is then
    /// reckoned up to these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u32>,
    /// These dates, in words that follow "given".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The determination.
    pub determination: Determination,
}

impl Decision {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut schema = generator.into_root_schema_for::<Self>();
        schema.insert("$id".to_owned(), "https://medpol.dev/schemas/decision.schema.json".into());
        schema
    }
}

/// What stands for several results: not met before unknown before met; what is not applicable does not
/// count beside something that does.
pub fn combined(results: impl IntoIterator<Item = Outcome>) -> Option<Outcome> {
    results.into_iter().max_by_key(|result| match result {
        Outcome::NotMet => 3,
        Outcome::Unknown => 2,
        Outcome::Met => 1,
        Outcome::NotApplicable => 0,
    })
}
