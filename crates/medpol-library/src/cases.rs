//! The cases below a folder.
//!
//! Which files are cases is told by what they say of themselves; what is in them is not looked at.

use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_syntax::document::DocumentKind;

use crate::tree::{Earlier, Tree};

/// The cases that were found.
#[derive(Clone, Debug, Default)]
pub struct FoundCases {
    /// Their paths, by name.
    pub paths: Vec<PathBuf>,
    /// What is wrong with files that cannot be told to be something else.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the cases below a folder. A file by itself is taken to be one.
pub fn find_cases(path: &Path, sources: &mut SourceMap) -> FoundCases {
    if !path.is_dir() {
        return FoundCases { paths: vec![path.to_owned()], diagnostics: Vec::new() };
    }
    let tree = Tree::read(path, &Earlier::default(), sources);
    let is_unreadable = |problem: &Diagnostic| {
        let file = tree.files.iter().find(|file| file.file == problem.primary.span.file);
        file.is_none_or(|file| file.root.is_none())
    };
    let diagnostics = tree.diagnostics.iter().filter(|problem| is_unreadable(problem)).cloned().collect();
    let cases = tree.files.iter().filter(|file| file.kind == Some(DocumentKind::Case));
    FoundCases { paths: cases.map(|file| path.join(&file.below)).collect(), diagnostics }
}
