//! Diagnostics, resolutions, determinations and the findings of coding edits as people and programs read them: text,
//! Markdown and JSON; letters about them; and what a run found as SARIF, `JUnit`, annotations and code quality.
//!
//! What holds here:
//!
//! - It renders and decides nothing: every word about a case comes from the determination, every
//!   word about a file from the diagnostic. A view leaves nodes out; it never changes one.
//! - It prints nothing and asks nothing of its surroundings. The caller says whether to colour and
//!   writes the string to where it belongs.
//! - The same input gives the same bytes. Without colour there is no escape sequence in the output.
//! - What authors and submitters wrote is not trusted: control and direction-changing characters
//!   are made visible, long lines are clipped around what matters, Markdown is escaped.
//! - A result is advice to a person who decides, and is worded so.

mod colour;
pub mod coverage;
pub mod decision;
pub mod determination;
pub mod diagnostic;
pub mod difference;
pub mod edits;
pub mod exact;
pub mod facts;
pub mod letter;
pub mod listing;
pub mod mutation;
pub mod policy;
pub mod quotations;
pub mod resolution;
pub mod run;
pub mod trial;
pub mod undecided;
mod visible;

pub use colour::Colour;
pub use visible::{escaped, one_line};
