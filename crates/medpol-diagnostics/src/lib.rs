//! What is wrong, where, and how to mend it, as plain values.
//!
//! Every other crate reports an author's or submitter's mistake as a [`Diagnostic`]: a stable
//! [`Code`], a [`Span`] into a [`SourceMap`], a message and a help line. This crate does not
//! render anything and knows neither YAML nor policies; `medpol-report` turns diagnostics into text.

mod code;
mod diagnostic;
mod findings;
mod listed;
mod look_alike;
mod nearest;
mod source;

pub use code::{ALL, Code, codes};
pub use diagnostic::{
    Bearing, Certainty, Diagnostic, Label, MOST_OF_A_KIND, Replacement, Severity, has_errors, has_errors_in, sort,
};
pub use findings::Findings;
pub use look_alike::look_alike;
pub use nearest::nearest;
pub use source::{FileId, Position, SourceFile, SourceMap, Span};
