//! Where the repository and its fixtures lie.
//!
//! Reads nothing; a test loads what it needs.

use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn repository() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

/// The folder of the fixtures.
pub fn folder() -> PathBuf {
    repository().join("fixtures")
}
