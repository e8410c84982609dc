//! Writing a file that was read and changed: only where it is still what was read.
//!
//! What is written is not looked at here.

use std::fs;
use std::path::Path;

/// Puts a text in the place of what was read from a file.
///
/// # Errors
///
/// Why the file is as it was.
pub(crate) fn replace(path: &Path, read: &[u8], new: &str) -> Result<(), String> {
    if fs::read(path).map_err(|error| error.to_string())? != read {
        return Err("it is not what was read, or is no file".to_owned());
    }
    fs::write(path, new).map_err(|error| error.to_string())
}
