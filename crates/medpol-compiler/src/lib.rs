//! Raw documents → checked vocabularies, value sets, policies and cases; and cases → documents.
//!
//! Everything an author can get wrong is found here or by the schema, with its place and its mend;
//! several mistakes are reported in one run. What passes evaluates without failing. No file is read
//! and nothing is evaluated.

mod case;
mod code;
mod code_system;
mod condition;
mod dates;
mod deferral;
mod digest;
mod documents;
mod head;
mod identity;
mod letters;
mod library;
mod literal;
mod meant;
mod pasted;
mod policy;
mod references;
mod report;
mod scope;
mod selecting;
mod selectors;
mod sharing;
mod suite;
mod value_set;
mod vocabulary;

pub use case::{DecodedCase, JsonCases, case, decode_case, decode_request, write_case};
pub use code_system::CodeSystems;
pub use documents::{Document, read};
pub use head::{Head, Readable, read_head};
pub use library::{Compiled, Input, Selectors, compile};
pub use suite::{SuiteRow, suite_rows};
pub use value_set::ValueSets;
