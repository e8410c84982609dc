//! What cases show of policies, written as text, Markdown and JSON.

mod json;
mod markdown;
mod text;
mod words;

pub use json::json;
pub use markdown::markdown;
pub use text::{not_shown_lines, of_policy, text};
pub use words::{not_shown, summary};
