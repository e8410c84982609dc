//! Files that lie in no library: cases, and documents that are tried out before they are filed.
//!
//! A document is checked as if it stood in the library already, in the place of the one that has its
//! id. Nothing is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, FileId, SourceMap, has_errors, sort};
use medpol_syntax::document::DocumentKind;

use crate::case_file::{CaseFile, WrittenCase};
use crate::check::{Checked, Checks, Loaded, Sorted, report};
use crate::linting::Reported;
use crate::tree::{Earlier, Tree, TreeFile};
use crate::{CheckedBy, Library, Named, Reliance, Snapshot, doubts_of, ready, requested, would_not_govern};

/// A file outside of libraries, and the row that is asked for if it is a suite.
#[derive(Clone, Debug)]
pub(crate) struct LooseFile {
    pub(crate) path: PathBuf,
    pub(crate) row: Option<String>,
}

/// Checks files outside of libraries against the library `base`.
pub(crate) fn check(asked: &[LooseFile], base: Loaded, checked: &mut Checked, sources: &mut SourceMap) {
    let mut tree = Tree::default();
    let mut rows = BTreeMap::new();
    for LooseFile { path, row } in asked {
        let before = tree.files.len();
        tree.add(path, String::new(), &Earlier::default(), sources);
        let file = tree.files.get(before).map(|file| file.file);
        rows.extend(file.zip(row.clone()));
    }
    check_tree(tree, &rows, base, checked, sources);
}

/// Checks texts that somebody has open outside of libraries.
pub(crate) fn check_open(tree: Tree, base: Loaded, checked: &mut Checked, sources: &mut SourceMap) {
    check_tree(tree, &BTreeMap::new(), base, checked, sources);
}

/// `rows` are the rows that are asked for, by the files of their suites.
fn check_tree(
    tree: Tree,
    rows: &BTreeMap<FileId, String>,
    base: Loaded,
    checked: &mut Checked,
    sources: &mut SourceMap,
) {
    for file in &tree.files {
        checked.counts.add(file.kind);
        checked.files.extend(sources.file(file.file).map(|file| file.name().to_owned()));
    }
    // A row can only be asked of a file with cases.
    let holds_cases =
        |file: &TreeFile| file.kind.is_some_and(DocumentKind::holds_cases) || rows.contains_key(&file.file);
    let (cases, documents): (Vec<_>, Vec<_>) = tree.files.into_iter().partition(holds_cases);
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
        checked.notes.extend(library.notes().iter().map(|note| note.text.clone()));
        report(&files, &base, &library, Sorted { shown, elsewhere }, checked, sources);
        library
    } else {
        base.library
    };
    if !cases.is_empty() {
        check_cases(&cases, rows, &library, checked, sources);
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
    let is_document = |file: &TreeFile| file.root.is_some() && !file.kind.is_some_and(DocumentKind::holds_cases);
    let has_document = tree.files.iter().any(is_document);
    let base = if has_document { Tree::of_snapshot(snapshot, sources) } else { Tree::default() };
    let library = Library::clone(&snapshot.library);
    let base = Loaded::without_lock(root, base, library, checks);
    let mut checked = Checked::default();
    check_tree(tree, &BTreeMap::new(), base, &mut checked, sources);
    sort(&mut checked.diagnostics);
    checked
}

/// The library with these documents in it.
fn with_documents(base: &Loaded, documents: Vec<TreeFile>, sources: &mut SourceMap) -> Library {
    let mut tree = base.tree.clone();
    let reported = Reported::of(&documents);
    for document in documents {
        put(&mut tree, document);
    }
    Library::compile(&base.root, &tree, sources).linted(base.checks, &reported, None).reviewed(base.checks.as_of, &tree)
}

/// Puts a document into a tree, in the place of the one that has its id.
pub(crate) fn put(tree: &mut Tree, document: TreeFile) {
    tree.files.retain(|file| !is_same(file, &document));
    tree.files.push(TreeFile { below: filed(&document), ..document });
}

/// Whether two files are the same document by kind, id and version.
pub(crate) fn is_same(left: &TreeFile, right: &TreeFile) -> bool {
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

fn check_cases(
    files: &[TreeFile],
    rows: &BTreeMap<FileId, String>,
    library: &Library,
    checked: &mut Checked,
    sources: &mut SourceMap,
) {
    if has_errors(library.diagnostics()) {
        checked.diagnostics.extend(library.diagnostics().iter().cloned());
    }
    if library.reliance() == Reliance::Nothing {
        let cases = match files {
            [file] if file.kind == Some(DocumentKind::Suite) => "the suite was".to_owned(),
            [_] => "the case was".to_owned(),
            files => format!("{} files with cases were", files.len()),
        };
        checked.notes.push(format!("{cases} not checked: there is no policy to check against"));
        return;
    }
    let mut in_doubt = 0;
    let mut ungoverned: Vec<String> = Vec::new();
    for file in files {
        let Some(root) = &file.root else { continue };
        let name = sources.name(root.span).to_owned();
        let asked = CaseFile { name: &name, row: rows.get(&file.file).map(String::as_str), root };
        let cases = asked.cases(sources, &mut checked.diagnostics);
        if file.kind == Some(DocumentKind::Suite) {
            checked.counts.rows += cases.len();
        }
        for case in cases {
            match check_case(library, &case) {
                CaseCheck::Done(diagnostics) => checked.diagnostics.extend(diagnostics),
                CaseCheck::Ungoverned(diagnostics) => {
                    checked.diagnostics.extend(diagnostics);
                    ungoverned.push(case.name.clone());
                }
                CaseCheck::InDoubt => in_doubt += 1,
            }
        }
    }
    checked.notes.extend(ungoverned_note(&ungoverned, library));
    match in_doubt {
        0 => {}
        1 => {
            checked
                .notes
                .push("1 case was not checked: its policy is in doubt while the library has errors".to_owned());
        }
        count => checked
            .notes
            .push(format!("{count} cases were not checked: their policies are in doubt while the library has errors")),
    }
}

/// What was not checked of the cases that nothing governs.
fn ungoverned_note(cases: &[String], library: &Library) -> Option<String> {
    let base = library.base()?;
    let rest = "and for names and values that no vocabulary of the library takes";
    Some(match cases {
        [] => return None,
        [case] => format!("nothing governs `{case}`: its facts were checked only against `{}`, {rest}", base.id),
        [first, others @ ..] => format!(
            "nothing governs {} cases, `{first}` among them: their facts were checked only against `{}`, {rest}",
            others.len() + 1,
            base.id
        ),
    })
}

/// What came of checking a case.
enum CaseCheck {
    /// What is wrong with it.
    Done(Vec<Diagnostic>),
    /// The same, where nothing governs it and so no policy's vocabulary says what its facts are.
    Ungoverned(Vec<Diagnostic>),
    /// The library has errors that concern it.
    InDoubt,
}

/// Checks a case by the policy that it expects; one that expects none, by the policy that governs it.
fn check_case(library: &Library, case: &WrittenCase) -> CaseCheck {
    if !doubts_of(library, case, None).is_empty() {
        return CaseCheck::InDoubt;
    }
    CaseCheck::Done(if case.expects_policy() {
        let (ready, mut diagnostics) = ready(library, case, None);
        diagnostics.extend(ready.as_ref().and_then(|_| would_not_govern(library, case)));
        diagnostics.extend(ready.iter().flat_map(crate::Ready::check_expectation));
        diagnostics
    } else {
        let (request, mut diagnostics) = requested(library, case);
        if request.as_ref().is_some_and(|request| !request.resolution.unreadable().is_empty()) {
            return CaseCheck::InDoubt;
        }
        let governs = case.document.expect.as_ref().and_then(|expect| expect.governs.as_ref());
        diagnostics.extend(governs.and_then(|governs| Named::governing(governs).unknown_version(library)));
        if request.is_some_and(|request| request.checked_by == CheckedBy::EveryVocabulary) {
            return CaseCheck::Ungoverned(diagnostics);
        }
        diagnostics
    })
}
