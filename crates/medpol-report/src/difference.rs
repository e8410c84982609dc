//! What is different between two policies or libraries, as text, Markdown and JSON.
//!
//! Text is for a terminal. Markdown is the change record of a committee: the verdict, a table of changes, what becomes
//! of cases, sources, digests and lines to sign. Nothing is compared here.

mod annotations;
mod comparison;
mod impact;
mod markdown;
mod outline;
mod record_keeping;
mod text;
mod words;

use medpol_model::answer::Difference;

pub use annotations::{Wanted, annotations};
pub use comparison::{comparison_markdown, comparison_text};
pub use markdown::markdown;
pub use record_keeping::{changes_text, due_text};
pub use text::text;

/// The canonical form, as indented JSON with a final line end.
///
/// # Errors
/// When it cannot be written as JSON, which no difference is.
pub fn json(difference: &Difference) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(difference)? + "\n")
}
