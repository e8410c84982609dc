//! The canonical form: the determination itself as JSON.
//!
//! Adds nothing and renames nothing; the schema of the determination describes it.

use medpol_model::answer::Determination;

/// The determination as indented JSON with a final line end; digests are in full.
///
/// # Errors
///
/// None that the determination's types can cause; the error is that of the JSON writer.
pub fn json(determination: &Determination) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(determination)?;
    text.push('\n');
    Ok(text)
}
