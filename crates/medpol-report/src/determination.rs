//! Determinations as text, Markdown and JSON, in three views.
//!
//! Text and Markdown are two writings of one outline, so that they cannot say different things.
//! Nothing is decided here, and a result is never worded as a refusal.

mod deciding;
pub(crate) mod header;
mod json;
pub(crate) mod markdown;
pub(crate) mod missing;
pub(crate) mod node;
pub(crate) mod outline;
pub(crate) mod text;
mod tree;
mod view;
pub(crate) mod words;

#[cfg(test)]
mod tests;

pub use json::json;
pub use markdown::markdown;
pub use text::text;
pub use view::{View, narrow, viewed};
