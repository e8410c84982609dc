//! What the cases of a policy show of it, and what no case shows.
//!
//! A case *shows* that a part of a policy is met, not met or unknown by being decided that way. It shows that the part
//! *decides* where the result would be another one if the part were the other way and everything else as it is: the
//! masking form of MC/DC, over three values. That is what the cases of a suite can show: proof.md's two patients are
//! both such cases, and a suite whose rows differ from one base has them, but need not have them as a pair. A case shows
//! a side of a threshold if it would not come out as it expects were the comparison the other way.
//!
//! What has to be shown is listed in `asked.rs`, what a case makes of each part in `seen.rs`, what it would come to if
//! a part were otherwise in `supposing.rs`, and `measure.rs` puts these together. Nothing here reads a file or renders.

mod asked;
mod counted;
mod look;
mod measure;
mod missing;
mod mutation;
mod place;
mod seen;
mod suggest;
mod supposing;

pub use counted::{Counted, CountedCase, counted};
pub use measure::{coverage, measure};
pub use medpol_proof::{Deadline, Effort};
pub use missing::missing;
pub use mutation::{Mutating, mutation};
pub use suggest::{Suggested, SuggestedFile, suggest};
