//! Which files a user means who names files and folders, where each file is looked at by itself.
//!
//! What is in the files is not looked at, but for the list of what is wrong on purpose in `library.yaml`.

use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap};

use crate::check::{left_out_note, nothing, skipped_note};
use crate::file::{unreadable, unreadable_library};
use crate::ignored::Ignored;
use crate::path::{normal, readable};
use crate::tree::Tree;
use crate::walk::Extent;

/// The files that paths name.
#[derive(Clone, Debug, Default)]
pub struct DocumentFiles {
    /// Their paths, each once: those of a folder by name.
    pub paths: Vec<PathBuf>,
    /// What could not be looked at.
    pub diagnostics: Vec<Diagnostic>,
    /// What the user should know about what was left out.
    pub notes: Vec<String>,
}

/// The files that are named, and the YAML and JSON files of the folders that are. What the library in the folder
/// `policies` says is wrong on purpose is left out of folders.
pub fn document_files(paths: &[PathBuf], policies: &Path, sources: &mut SourceMap) -> DocumentFiles {
    let ignored = Ignored::of_folder(policies);
    let mut files = DocumentFiles::default();
    let (mut left_out, mut skipped) = (0, Vec::new());
    for path in paths {
        match std::fs::metadata(readable(path)) {
            Ok(metadata) if metadata.is_dir() => {
                let mut tree = Tree::default();
                let found = tree.paths(path, Extent::Cases, sources);
                if found.is_empty() && tree.diagnostics.is_empty() {
                    files.diagnostics.push(nothing(path, sources));
                }
                let (wrong, meant): (Vec<_>, Vec<_>) = found.into_iter().partition(|file| ignored.has(file));
                left_out += wrong.len();
                files.paths.extend(meant);
                files.diagnostics.append(&mut tree.diagnostics);
                skipped.extend(tree.skipped.into_iter().filter(|file| !ignored.has(Path::new(file))));
            }
            Ok(_) => files.paths.push(path.clone()),
            Err(error) => {
                let explain = if path == policies { unreadable_library } else { unreadable };
                files.diagnostics.push(explain(path, &error, sources));
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    files.paths.retain(|path| seen.insert(normal(path)));
    files.notes.extend(skipped_note(&skipped.iter().collect::<Vec<_>>()));
    files.notes.extend(left_out_note(left_out, policies));
    files
}
