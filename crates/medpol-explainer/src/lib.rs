//! Outcomes → determination, in words.
//!
//! [`determine`] decides a case and explains it: why each criterion stands as it does, which of them
//! decide, and what to ask for. [`edit`] does so for coding edits, and reads off which lines of a
//! request each one finds.
//!
//! The evaluator decides; everything here is read off what it left behind, through its reading
//! interface. It is not another way of evaluating. No text format is known here, and no word of any
//! field; Markdown, JSON and the layout of reports are written elsewhere.
//!
//! Read `determine.rs` first, then `node.rs` for one criterion and `missing.rs` for what to ask.

#![warn(clippy::wildcard_enum_match_arm)]

mod contradiction;
mod deciding;
mod determine;
mod digest;
mod distance;
mod edit;
mod limit;
mod lines;
mod missing;
mod modifier;
mod node;
mod open;
mod place;
mod sentence;
mod services;
mod standing;
mod story;
mod told;
mod value;

pub use determine::{ENGINE, determine};
pub use edit::edit;
