//! Where the repository and its fixtures lie, and copies of them for tests that add to them.
//!
//! What is in them is not looked at; a test loads what it needs.

use std::fs;
use std::io;
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

/// Whether a fixture is no case of the library in `policies`, and is looked at by a test of its own.
pub fn has_own_test(path: &Path) -> bool {
    let below = path.strip_prefix(folder()).unwrap_or(path);
    let own = ["invalid", "operators", "resolution", "synthetic"];
    below.components().next().is_some_and(|first| own.iter().any(|name| first.as_os_str() == *name))
}

/// Copies everything below a folder into another one, which may be there already.
///
/// # Errors
///
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}
