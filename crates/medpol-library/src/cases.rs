//! The cases in files and below folders.
//!
//! Which files hold cases is told by what they say of themselves; what is in them is not looked at
//! before they are asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};
use medpol_syntax::document::DocumentKind;
use medpol_syntax::{Node, parse};

use crate::WrittenCase;
use crate::case_file::{CaseFile, split_row};
use crate::check::skipped_note;
use crate::path::name;
use crate::tree::{Earlier, Tree, TreeFile};
use crate::walk::Extent;

/// The cases that were found.
#[derive(Clone, Debug, Default)]
pub struct FoundCases {
    /// Those whose shape is right, by the names of their files, rows in written order.
    pub cases: Vec<WrittenCase>,
    /// What is wrong with the others, and with files that cannot be told to be something else.
    pub diagnostics: Vec<Diagnostic>,
    /// Notes on files that are skipped, as sentences without a period.
    pub notes: Vec<String>,
}

/// Finds the cases below a folder, in a file, or in one row of a suite: `FILE#ROW`. A file by itself is
/// taken to hold cases.
pub fn find_cases(path: &Path, sources: &mut SourceMap) -> FoundCases {
    let looked = files(path, &Earlier::default(), sources);
    let notes = skipped_note(&looked.tree.skipped.iter().collect::<Vec<_>>()).into_iter().collect();
    let (files, diagnostics) = looked.into_found();
    let mut found = FoundCases { cases: Vec::new(), diagnostics, notes };
    for file in files.values() {
        found.cases.extend(file.cases(sources, &mut found.diagnostics));
    }
    found
}

/// The cases of a text that lies in no file, such as standard input.
pub fn cases_of_text(shown: &str, bytes: &[u8], sources: &mut SourceMap) -> FoundCases {
    let parsed = parse(sources, shown, bytes);
    let mut found = FoundCases { diagnostics: parsed.diagnostics, ..FoundCases::default() };
    if let Some(root) = parsed.root.filter(|_| !has_errors(&found.diagnostics)) {
        let file = CaseFile { name: shown, row: None, root: &root };
        found.cases = file.cases(sources, &mut found.diagnostics);
    }
    found
}

/// Cases that are looked for again and again; a file that has not changed is not parsed again.
#[derive(Debug, Default)]
pub struct Cases(Earlier);

/// The files with cases of one look.
#[derive(Debug, Default)]
pub struct SeenCases {
    /// The files by their paths, as they were asked for.
    pub files: BTreeMap<PathBuf, SeenFile>,
    /// Problems of files that may be cases, because nothing shows that they are something else.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that holds cases, as it was seen.
#[derive(Clone, Debug)]
pub struct SeenFile {
    /// A digest of its bytes.
    pub digest: Arc<str>,
    name: String,
    row: Option<String>,
    root: Option<Arc<Node>>,
    /// What was refused in its text.
    refused: Vec<Diagnostic>,
}

impl SeenFile {
    /// The cases in it, those left out in which something is wrong; that is added to `diagnostics`.
    pub fn cases(&self, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Vec<WrittenCase> {
        diagnostics.extend(self.refused.iter().cloned());
        match &self.root {
            Some(root) if !has_errors(&self.refused) => {
                CaseFile { name: &self.name, row: self.row.as_deref(), root }.cases(sources, diagnostics)
            }
            Some(_) | None => Vec::new(),
        }
    }
}

impl Cases {
    /// Finds the files with cases among files and below folders.
    pub fn look(&mut self, paths: &[PathBuf], sources: &mut SourceMap) -> SeenCases {
        let mut seen = SeenCases::default();
        let mut kept = Earlier::default();
        for path in paths {
            let looked = files(path, &self.0, sources);
            kept.keep(&looked.tree);
            let (files, diagnostics) = looked.into_found();
            seen.files.extend(files);
            seen.diagnostics.extend(diagnostics);
        }
        self.0 = kept;
        seen
    }
}

/// What lies at a path.
struct Looked {
    path: PathBuf,
    row: Option<String>,
    is_folder: bool,
    tree: Tree,
}

fn files(path: &Path, earlier: &Earlier, sources: &mut SourceMap) -> Looked {
    let (file, row) = split_row(path);
    let is_folder = file.is_dir();
    let tree = if is_folder {
        Tree::read(&file, Extent::Cases, earlier, sources)
    } else {
        let mut tree = Tree::default();
        tree.add(&file, String::new(), earlier, sources);
        tree
    };
    Looked { path: file, row, is_folder, tree }
}

impl Looked {
    /// The files with cases, and what is wrong with those of which nothing can be told.
    fn into_found(self) -> (BTreeMap<PathBuf, SeenFile>, Vec<Diagnostic>) {
        let Self { path, row, is_folder, tree } = self;
        let is_asked = |file: &&TreeFile| !is_folder || file.kind.is_some_and(DocumentKind::holds_cases);
        let mut diagnostics = tree.diagnostics;
        let mut found = BTreeMap::new();
        for file in tree.files.iter().filter(is_asked) {
            let at = if is_folder { path.join(&file.below) } else { path.clone() };
            let is_its_own = |problem: &mut Diagnostic| problem.primary.span.file == file.file;
            let seen = SeenFile {
                digest: Arc::clone(&file.digest),
                name: name(&at),
                row: row.clone(),
                root: file.root.clone(),
                refused: diagnostics.extract_if(.., is_its_own).collect(),
            };
            let key = row.as_ref().map_or_else(|| at.clone(), |row| PathBuf::from(format!("{}#{row}", at.display())));
            found.insert(key, seen);
        }
        // What else was refused is told only of files that may hold cases: those of which nothing was read.
        let is_unreadable = |problem: &Diagnostic| {
            let file = tree.files.iter().find(|file| file.file == problem.primary.span.file);
            file.is_none_or(|file| file.root.is_none())
        };
        diagnostics.retain(is_unreadable);
        (found, diagnostics)
    }
}
