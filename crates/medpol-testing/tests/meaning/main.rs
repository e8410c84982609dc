//! What policies mean: their digests and canonical text, which every change of the engine must keep.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]
#![allow(unreachable_pub, dead_code, clippy::format_push_string, reason = "modules of a test are shared by tests")]

#[path = "../generic/mod.rs"]
mod generic;

mod canonical;
mod mutate;
mod pinned;
mod reads;
mod shown;
mod tables;
