//! The JSON Schemas of the answers to a case, generated from their types.
//!
//! The schemas of what authors write are generated from the documents of `medpol-syntax`.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::answer::{
    Changes, Comparison, Coverage, Description, Determination, Difference, Due, EditReport, Exact, Mutation,
    Quotations, ValueSetDescription,
};

impl Description {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("description")
    }
}

impl Difference {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("difference")
    }
}

impl Changes {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("changes")
    }
}

impl Due {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("due")
    }
}

impl Quotations {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("quotations")
    }
}

impl Exact {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("exact")
    }
}

impl Comparison {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("comparison")
    }
}

impl ValueSetDescription {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("value-set-description")
    }
}

impl Coverage {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("coverage")
    }
}

impl Mutation {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("mutation")
    }
}

impl Determination {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("determination")
    }
}

impl EditReport {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        schema_of::<Self>("edit-report")
    }
}

fn schema_of<T: JsonSchema>(name: &str) -> Schema {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), format!("https://medpol.dev/schemas/{name}.schema.json").into());
    schema
}
