//! YAML text → spanned tree → raw documents, with the JSON Schemas of the documents.
//!
//! Reading never fails and never touches a file: whatever is wrong becomes a diagnostic with a
//! place, and what could be understood is returned beside it. Names, types, units and references
//! are not known here; they belong to `medpol-compiler`. The way back, a tree that a program makes and its
//! YAML, is [`Draft`]; the form in which every text is written alike is that of [`formatted`].

mod comparing;
pub mod document;
mod draft;
mod formatting;
mod problems;
mod reader;
mod rewriting;
mod schema;
mod tree;
mod unseen;

pub use comparing::{Sign, leading_sign};
pub use draft::Draft;
pub use formatting::{NotFormatted, formatted};
pub use reader::{
    Beginning, MAX_BYTES, MAX_GENERATED_BYTES, Parsed, Received, beginning, parse, parse_generated, too_large,
};
pub use rewriting::{Replacement, rewritten};
pub use schema::{BrokenSchema, Schema};
pub use tree::{Entry, Kind, Node, Scalar, Style};
