//! Determinations as text, Markdown and JSON.
//!
//! Text and Markdown are two writings of one outline, so that they cannot say different things. How much
//! there is to write was settled when the determination was made: it has a view. Nothing is decided here,
//! and a result is never worded as a refusal.

pub(crate) mod background;
mod deciding;
mod fitting;
pub(crate) mod header;
mod json;
pub(crate) mod markdown;
pub(crate) mod missing;
pub(crate) mod node;
pub(crate) mod outline;
pub(crate) mod page;
mod shape;
pub(crate) mod text;
mod tree;
pub(crate) mod words;

#[cfg(test)]
mod tests;

pub(crate) use fitting::PAGE;
pub use json::json;
pub use markdown::markdown;
pub(crate) use markdown::markdown_within;
pub(crate) use page::{BriefTexts, brief};
pub use text::text;
pub(crate) use text::text_within;
