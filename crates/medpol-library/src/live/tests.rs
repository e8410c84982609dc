//! What is published when, and that nothing which happens to a folder ends the following of it.
//!
//! All on the real file system. Nothing is timed: what must come to be is waited for.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod complete;
mod following;
mod gone;
#[cfg(unix)]
mod mounts;
mod publishing;

use std::fs;

use super::Live;
use crate::Checks;
use crate::tests::Folder;

const OPEN: (&str, &str, &str) = ("1", "active", "from: 2020-01-01");
const POLICY: &str = "policies/acme/aspirin/1.yaml";
const CHECKS: Checks = Checks { lint: |_, _| Vec::new(), health: None, as_of: None };

fn live(folder: &Folder) -> Live {
    Live::open(&folder.path("policies"), CHECKS)
}

fn edit(folder: &Folder, below: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.path(below)).unwrap();
    assert!(text.contains(from), "{text}");
    folder.write(below, &text.replace(from, to));
}
