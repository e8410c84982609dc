//! Policy + case → determination.
//!
//! [`decide`] answers every criterion in one pass over the compiled program, by strong Kleene logic,
//! without allocating. [`determine`] runs the same pass and then explains it: why each criterion
//! stands as it does, which of them decide, and what to ask for. The explanation is read off the
//! outcomes; it is not another way of evaluating.
//!
//! [`edit`] runs it for coding edits, and reads off which lines of a request each one finds.
//!
//! Everything is total: what passed validation never fails, panics, or depends on order, clock,
//! locale or environment. No text format is known here, and no word of any field: facts are slots,
//! and what they mean is the vocabulary's business.
//!
//! Read `decide.rs` first, then `decide/leaf.rs` for facts and `decide/elements.rs` for lists.

mod decide;
mod derive;
mod explain;
mod frames;
mod reading;

pub use decide::{Outcomes, decide};
pub use explain::{ENGINE, determine, edit};
