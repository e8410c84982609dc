//! The canonical form of a described policy: the description itself as JSON.

use medpol_model::answer::Description;

/// The description as indented JSON with a final line end.
///
/// # Errors
/// When it cannot be written as JSON, which no description is.
pub fn json(description: &Description) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(description)? + "\n")
}
