//! What is different between two policies or two libraries: in text, in meaning, and for the cases that are tried.
//!
//! What is compared comes loaded; what comes out is the published form. The texts are compared in `medpol-analysis`,
//! cases are decided by `medpol-answer`. Nothing here reads a file, prints or asks the clock.

mod changes;
mod compared;
mod documents;
mod due;
mod impact;

pub use changes::{changes, changes_since};
pub use compared::{Looked, difference};
pub use due::due;
pub use impact::{TriedCase, impact};
