//! Coverage as its canonical JSON.

use medpol_model::answer::Coverage;

/// The coverage as JSON, ending in a line end.
///
/// # Errors
/// When it cannot be written as JSON, which no coverage is.
pub fn json(coverage: &Coverage) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(coverage)? + "\n")
}
