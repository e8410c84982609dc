//! `medpol serve` as its clients see it: the real program, over loopback.
//!
//! Times are printed and never asserted; what waits, waits for something to happen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
#![cfg(unix)]

mod approval;
mod batches;
mod busy;
mod chaos;
mod client;
mod complete;
mod decisions;
mod given_up;
mod gone;
mod hostile;
mod incomplete;
mod reload;
mod replay;
mod requests;
mod roles;
mod server;
