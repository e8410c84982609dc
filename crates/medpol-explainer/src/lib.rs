//! Outcomes → determination, in words.
//!
//! [`determine`] decides a case and explains it: why each criterion has its status, which of them
//! decide, and what to ask for. [`edit`] does so for coding edits, and reads off which lines of a
//! request each one finds.
//!
//! The evaluator decides; everything here is read off what it left behind, through its reading
//! interface. It is not another way of evaluating. No text format is known here, and no word of any
//! field; Markdown, JSON and the layout of reports are written elsewhere.
//!
//! Read `determine.rs` first, then `node.rs` for one criterion and `missing.rs` for what to ask.

#![warn(clippy::wildcard_enum_match_arm)]

mod binding;
mod caution;
mod context;
mod contradiction;
mod deciding;
mod determine;
mod digest;
mod distance;
mod edit;
mod extent;
mod lines;
mod missing;
mod modifier;
mod named_element;
mod node;
mod open;
mod order;
mod periods;
mod phrase;
mod reasons;
mod sentence;
mod services;
mod several;
mod stance;
mod terms;
mod told;
mod value;
mod wording;

pub use determine::{ENGINE, determine};
pub use edit::{edit, governed};
pub use medpol_evaluator::{Allowance, Stop, TooMuch, WorkLimit};
