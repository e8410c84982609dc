//! Policy + case → a status for every criterion.
//!
//! [`decide`] answers every criterion in one pass over the compiled program, by strong Kleene logic,
//! without allocating, and leaves the outcomes behind. Everything is total: what passed validation
//! never fails, panics, or depends on order, clock, locale or environment. No text format is known
//! here, no word of English and no word of any field: facts are slots, and what they mean is the
//! vocabulary's business.
//!
//! The other names are for reading what was decided, and from what: a [`Evaluation`] gives the status of
//! any node, the [`Reading`] of any fact and the [`Elements`] of any list, where [`Frames`] say which
//! elements are bound. Explaining uses them, so that it reads the same values that deciding did.
//!
//! Read `decide.rs` first, then `decide/leaf.rs` for facts and `decide/elements.rs` for lists.

mod decide;
mod derive;
mod derived;
mod frames;
mod groups;
mod keys;
mod reading;
mod side;
mod work;

pub use decide::{Bar, Elements, Outcomes, Place, Race, decide, decide_with};
pub use frames::Frames;
pub use groups::Members;
pub use keys::Keys;
pub use reading::{Absence, Access, Assumptions, Evaluation, Flaw, Reading};
pub use work::{Allowance, Stop, TooMuch, WorkLimit};
