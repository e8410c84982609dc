//! The table of units in `policies/vocabulary/README.md`.

use medpol_model::value::{Base, UnitRow, unit_table};

use super::Generated;
use crate::failure::Failure;
use crate::markdown::with_part;

/// The part of the page that holds it.
const PART: &str = "units";

/// The page with its table; the page as it stands already has other generated parts.
pub(super) fn generate(page: Generated) -> Result<Generated, Failure> {
    let rows: String = unit_table().iter().map(row).collect();
    let table = format!("| measure | units | also read |\n|---|---|---|\n{rows}");
    let Generated { path, text } = page;
    match with_part(&text, PART, &table) {
        Some(text) => Ok(Generated { path, text }),
        None => Err(Failure::Part { path, name: PART }),
    }
}

fn row(row: &UnitRow) -> String {
    let listed = |names: Vec<String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let spellings = row.spellings.iter().map(|spelling| (*spelling).to_owned()).collect();
    format!("| {} | {} | {} |\n", words(row.base), listed(row.symbols.clone()), listed(spellings))
}

const fn words(base: Base) -> &'static str {
    match base {
        Base::Length => "length, area (`mm2`), volume",
        Base::Mass => "mass",
        Base::Time => "time within a unit",
        Base::Substance => "amount of substance",
        Base::Equivalents => "equivalents",
        Base::Osmoles => "osmoles",
        Base::Units => "units of a drug or an enzyme",
        Base::InternationalUnits => "international units",
        Base::Percent => "share",
        Base::Temperature => "temperature",
        Base::Pressure => "pressure",
        Base::Radiation => "radiation",
    }
}
