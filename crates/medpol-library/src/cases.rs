//! The cases below a folder.
//!
//! Which files are cases is told by what they say of themselves; what is in them is not looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_syntax::document::DocumentKind;

use crate::tree::{Earlier, Tree, TreeFile};

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
    let paths = tree.cases().map(|file| path.join(&file.below)).collect();
    FoundCases { paths, diagnostics: unreadable(&tree) }
}

/// Cases that are looked for again and again; a file that has not changed is not parsed again.
#[derive(Debug, Default)]
pub struct Cases(Earlier);

/// The cases of one look.
#[derive(Debug, Default)]
pub struct SeenCases {
    /// Their paths, each with a digest of the bytes.
    pub digests: BTreeMap<PathBuf, Arc<str>>,
    /// What is wrong with files that cannot be told to be something else.
    pub diagnostics: Vec<Diagnostic>,
}

impl Cases {
    /// Finds the cases in files and below folders.
    pub fn look(&mut self, paths: &[PathBuf], sources: &mut SourceMap) -> SeenCases {
        let mut seen = SeenCases::default();
        let mut kept = Earlier::default();
        for path in paths {
            let mut tree = Tree::default();
            if path.is_dir() {
                tree = Tree::read(path, &self.0, sources);
                seen.digests.extend(tree.cases().map(|file| (path.join(&file.below), Arc::clone(&file.digest))));
            } else {
                tree.add(path, String::new(), sources);
                seen.digests.extend(tree.files.iter().map(|file| (path.clone(), Arc::clone(&file.digest))));
            }
            seen.diagnostics.extend(unreadable(&tree));
            kept.keep(&tree);
        }
        self.0 = kept;
        seen
    }
}

impl Tree {
    fn cases(&self) -> impl Iterator<Item = &TreeFile> {
        self.files.iter().filter(|file| file.kind == Some(DocumentKind::Case))
    }
}

/// What is said of files of which nothing could be read.
fn unreadable(tree: &Tree) -> Vec<Diagnostic> {
    let is_unreadable = |problem: &&Diagnostic| {
        let file = tree.files.iter().find(|file| file.file == problem.primary.span.file);
        file.is_none_or(|file| file.root.is_none())
    };
    tree.diagnostics.iter().filter(is_unreadable).cloned().collect()
}
