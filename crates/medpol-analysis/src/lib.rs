//! What can be known of a policy without a case.
//!
//! `describe` puts a policy into words, as data that others write out; `diff` compares two of these. Lints find what compiles and is
//! still not what its author means; `health` proves what is wrong with a policy as a whole. Each lint is one file; its page, which is also its test, lies in
//! `medpol-diagnostics`. Nothing here evaluates, reads a file or renders.

mod describe;
mod diff;
mod health;
mod lint;
mod quotes;

pub use describe::{describe, describe_facts, value_set_uses};
pub use diff::{difference, library_verdict, value_set_difference, verdict, vocabulary_difference, with_impact};
pub use health::{health, not_decided};
pub use lint::{LINTS, Lint, lint};
pub use quotes::{DocumentText, Quoted, quoted};
