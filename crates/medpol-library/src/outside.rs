//! Files that lie in no library: cases, and documents that are tried out before they are filed.
//!
//! A document is checked as if it stood in the library already, in the place of the one that has its
//! id. Nothing is written.

use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, FileId, SourceMap, has_errors, sort};
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;

use crate::case::{case_document, prepare};
use crate::check::{Checked, Checks, Loaded, Sorted, report};
use crate::path::normal;
use crate::tree::{Tree, TreeFile};
use crate::{Library, Named, Snapshot, request};

/// Checks files outside of libraries against the library `base`.
pub(crate) fn check(paths: &[PathBuf], base: Loaded, checked: &mut Checked, sources: &mut SourceMap) {
    let mut tree = Tree::default();
    for path in paths {
        tree.add(path, String::new(), sources);
    }
    check_tree(tree, base, checked, sources);
}

fn check_tree(tree: Tree, base: Loaded, checked: &mut Checked, sources: &mut SourceMap) {
    for file in &tree.files {
        checked.counts.add(file.kind);
    }
    let (cases, documents): (Vec<_>, Vec<_>) =
        tree.files.into_iter().partition(|file| file.kind == Some(DocumentKind::Case));
    let own: Vec<FileId> = documents.iter().map(|file| file.file).collect();
    checked.diagnostics.extend(tree.diagnostics.iter().cloned());
    let library = if documents.iter().any(|file| file.root.is_some()) {
        if base.tree.files.is_empty() {
            let note =
                "there is no library at `{}`: these files were checked by themselves; name one with `--policies DIR`";
            checked.notes.push(note.replace("{}", base.library.name()));
        }
        let library = with_documents(&base, documents.clone(), sources);
        let is_own = |problem: &Diagnostic| own.contains(&problem.primary.span.file);
        let (shown, elsewhere) = library.diagnostics().iter().cloned().partition(is_own);
        let files: Vec<&TreeFile> = documents.iter().collect();
        report(&files, &base, &library, Sorted { shown, elsewhere }, checked);
        library
    } else {
        base.library
    };
    if !cases.is_empty() {
        check_cases(&cases, &library, checked);
    }
}

/// Checks a text that lies nowhere, as if it stood in a library that is published already.
///
/// A case is checked against that library; any other document in the place of the one that has its
/// id, with the library made again around it. Nothing is read from the disk.
pub fn check_text(snapshot: &Snapshot, name: &str, bytes: &[u8], checks: Checks, sources: &mut SourceMap) -> Checked {
    let mut tree = Tree::default();
    tree.add_text(Path::new(name), name.to_owned(), bytes, sources);
    let root = PathBuf::from(snapshot.library.name());
    let has_document = tree.files.iter().any(|file| file.root.is_some() && file.kind != Some(DocumentKind::Case));
    let base = if has_document { Tree::of_snapshot(snapshot, sources) } else { Tree::default() };
    let library = Library::clone(&snapshot.library);
    let base = Loaded { place: normal(&root), root, tree: base, library, checks };
    let mut checked = Checked::default();
    check_tree(tree, base, &mut checked, sources);
    sort(&mut checked.diagnostics);
    checked
}

/// The library with these documents in it.
fn with_documents(base: &Loaded, documents: Vec<TreeFile>, sources: &mut SourceMap) -> Library {
    let mut tree = base.tree.clone();
    for document in &documents {
        tree.files.retain(|file| !is_same(file, document));
    }
    tree.files.extend(documents.into_iter().map(|document| TreeFile { below: filed(&document), ..document }));
    Library::compile(&base.root, &tree, sources).linted(base.checks.lint).reviewed(base.checks.as_of, &tree)
}

/// Whether two files are the same document by kind, id and version.
fn is_same(left: &TreeFile, right: &TreeFile) -> bool {
    left.kind.is_some()
        && left.kind == right.kind
        && left.text("id") == right.text("id")
        && left.text("version") == right.text("version")
}

/// Where a document would be filed by its own id.
fn filed(document: &TreeFile) -> String {
    match (document.text("id"), document.text("version")) {
        (Some(id), Some(version)) => format!("{id}/{version}.yaml"),
        (Some(id), None) => format!("{id}.yaml"),
        (None, _) => String::new(),
    }
}

fn check_cases(cases: &[TreeFile], library: &Library, checked: &mut Checked) {
    if has_errors(library.diagnostics()) {
        checked.diagnostics.extend(library.diagnostics().iter().cloned());
        let cases = if cases.len() == 1 { "the case was".to_owned() } else { format!("{} cases were", cases.len()) };
        checked.notes.push(format!("{cases} not checked: the policies to check against have errors"));
        return;
    }
    for case in cases {
        let Some(root) = &case.root else { continue };
        let mut diagnostics = Vec::new();
        check_case(library, root, &mut diagnostics);
        checked.diagnostics.extend(diagnostics);
    }
}

/// Checks a case by the policy that it expects; one that expects none, by whatever governs it.
fn check_case(library: &Library, root: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let is_named = root.get("expect").is_some_and(|expect| expect.get("policy").is_some());
    if is_named {
        if let Some(ready) = prepare(library, root, None, diagnostics) {
            diagnostics.extend(ready.check_expectation());
        }
    } else if let Some(document) = case_document(root, diagnostics) {
        request::prepare(library, &document, diagnostics);
        let governs = document.expect.as_ref().and_then(|expect| expect.governs.as_ref());
        diagnostics.extend(governs.and_then(|governs| Named::governing(governs).unknown_version(library)));
    }
}
