//! The JSON Schema of a determination, generated from its types.
//!
//! The schemas of what authors write are generated from the documents of `medpol-syntax`.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use crate::Determination;

impl Determination {
    /// The JSON Schema (draft 2020-12) of its canonical JSON.
    pub fn schema() -> Schema {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut schema = generator.into_root_schema_for::<Self>();
        schema.insert("$id".to_owned(), "https://medpol.dev/schemas/determination.schema.json".into());
        schema
    }
}
