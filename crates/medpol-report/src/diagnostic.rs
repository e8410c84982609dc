//! Diagnostics as text with source lines, as a closing line, and as data.
//!
//! Shows what it is given, in the order it is given, and of very many problems of one kind the first; sorting is the
//! caller's.

mod frame;
pub(crate) mod places;
mod problems;
mod record;
mod report;
mod summary;
mod told;
mod window;

#[cfg(test)]
mod tests;

pub use problems::Listed;
pub use problems::{FilesChecked, PROBLEMS_FORMAT, Problems};
pub use record::{DiagnosticJson, RelatedJson, ReplacementJson};
pub use report::text;
pub use summary::summary;
pub use told::{FurtherProblems, count};
