//! What is different between two policies or two libraries: in text, in meaning, and for the cases that are tried; and
//! what other answers would make of one record.
//!
//! What is compared comes loaded; what comes out is the published form. The texts are compared in `medpol-analysis`, the
//! meaning is that of `medpol-proof`, and cases are decided by `medpol-answer`. Nothing here reads a file, prints or asks the clock.

mod changes;
mod compared;
mod comparison;
mod documents;
mod due;
mod exact;
mod impact;
mod meaning;
mod not_decided;
mod said;
mod witness;

pub use changes::{changes, changes_since, release};
pub use compared::{Compared, Looked, difference};
pub use comparison::{Compliance, comparison};
pub use due::due;
pub use exact::exact;
pub use impact::{TriedCase, impact};
pub use meaning::{Search, TypicalCase};
pub use medpol_proof::Deadline;
pub use witness::WitnessFile;
