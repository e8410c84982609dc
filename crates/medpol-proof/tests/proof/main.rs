//! Proofs and witnesses, held against enumeration, and the shipped policies against their changed forms.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop, and a long run says what it counted"
)]
#![allow(unreachable_pub, dead_code, reason = "modules of a test are shared by tests")]

mod cheap;
mod decides;
mod flips;
mod grow;
#[path = "../../../medpol-testing/tests/meaning/mutate/mod.rs"]
mod mutate;
mod oracle;
mod parts;
mod records;
mod shipped;
mod shorter;
mod small;
mod spread;
mod told;
mod trial;
mod worlds;
