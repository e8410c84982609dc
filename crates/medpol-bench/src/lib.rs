//! The Cohere basivertebral nerve ablation policy, version 3, once more by hand.
//!
//! [`Patient`] is a typed request, [`decide`] the policy as plain Rust over it, and [`patients`]
//! generates requests. It shares nothing with the engine, so where the two agree on ten thousand
//! generated cases neither is merely repeating the other; and it is what the engine's speed is
//! measured against.

mod by_hand;
mod generate;
mod many;
mod memory;
mod patient;
mod policy;
mod workload;

pub use by_hand::{Answer, decide};
pub use generate::patients;
pub use many::multiply;
pub use memory::memory;
pub use patient::{Day, Document, Patient};
pub use policy::library;
pub use workload::{CASES, Workload};
