//! Putting a text in the place of a file in one step: a reader finds the old file or the new one, never half.
//!
//! What the text says is not known here.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Puts a text in the place of a file, or makes the file.
///
/// # Errors
///
/// What the operating system says; the file is then as it was.
pub(crate) fn save(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Hidden, so that nobody takes it for a file of the library; in the same folder, so that it can be renamed.
    let new = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = write(&new, text).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // What is left is hidden and belongs to nobody.
        let _ = fs::remove_file(&new);
    }
    written
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    // A name must not lead to a file whose bytes are not on the disk yet.
    file.sync_all()
}
