//! The bad files of `fixtures/invalid`, and where snapshots of fixtures lie.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::block::{Block, File};
use crate::trial::Trial;

/// What a person is told about a bad file, which is checked in its place of the example library.
///
/// A `.txt` is no document: its lines `$ medpol validate PATH…` say what is checked.
///
/// # Errors
///
/// When the file cannot be read or no folder can be made for the test.
pub fn explain(path: &Path) -> io::Result<String> {
    let bytes = fs::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    if path.extension().is_some_and(|extension| extension == "txt") {
        let block = Block { line: 1, info: "console".to_owned(), text: text.into_owned() };
        return Ok(Trial::with(&beside(path)?, &[&block])?.check(&[&block]).text());
    }
    let file = File::document(&text, bytes.clone());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut files = vec![file.clone()];
    files.extend(beside(path)?);
    Ok(Trial::with(&files, &[])?.check(&[]).text().replace(&file.path, &name))
}

/// The files of the folder that is called like the bad file: what else the library holds.
fn beside(path: &Path) -> io::Result<Vec<File>> {
    let folder = path.with_extension("");
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry?;
        if let (true, Ok(below)) = (entry.file_type().is_file(), entry.path().strip_prefix(&folder)) {
            let text = fs::read_to_string(entry.path())?;
            files.push(File {
                path: below.to_string_lossy().into_owned(),
                lines_before: 0,
                lines: text.lines().count(),
                bytes: text.into_bytes(),
            });
        }
    }
    Ok(files)
}

/// Settings under which the snapshot of a fixture lies in `snapshots/` beside it, under its own name.
///
/// Use them with `insta::assert_snapshot!(name, text)`, where the name is that of the fixture without
/// its extension.
pub fn snapshot_settings(fixture: &Path) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(fixture.with_file_name("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.remove_snapshot_suffix();
    settings.set_omit_expression(true);
    settings.remove_input_file();
    settings
}

/// The snapshots below a folder whose fixture is gone.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn orphans(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut orphans = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        if path.extension().is_some_and(|extension| extension == "snap") && !has_fixture(&path) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}

/// Whether the folder above `snapshots/` has a file of the snapshot's name.
fn has_fixture(snapshot: &Path) -> bool {
    let Some(folder) = snapshot.parent().and_then(Path::parent) else { return false };
    let name = snapshot.file_stem().unwrap_or_default().to_string_lossy();
    ["yaml", "yml", "json", "txt"].iter().any(|extension| folder.join(format!("{name}.{extension}")).is_file())
}
