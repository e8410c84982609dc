//! The answer to a case, for the command line and the server alike.
//!
//! What holds here:
//!
//! - There is one way of answering. A program reads a case from where it comes and writes the answer to
//!   where it goes; which policy is applied, and how, is the same for all of them.
//! - Nothing here reads a file or a clock, prints or logs.

mod again;
mod answer;
mod bounded;
mod by_name;
mod governed;
mod letter;
mod plain;
mod received;
mod record;
mod replay;
mod trial;

pub use again::{Replay, ReplayKind};
pub use answer::Answer;
pub use bounded::{Unbounded, within_bounds};
pub use by_name::NamedBy;
pub use medpol_explainer::{Allowance, Stop, WorkLimit};
pub use plain::outcome_of;
pub use record::{Applied, AppliedApart, AppliedAs, Occasion, RECORD_FORMAT, Record};
pub use replay::{Change, Changed};
pub use trial::{Tried, not_as_expected, tried};
