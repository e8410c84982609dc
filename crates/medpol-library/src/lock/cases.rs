//! The cases of a library for its lock: which files hold how many, and whether some have gone since.
//!
//! Whether a case is right is not known here.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap, codes};
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;

use super::{LOCK_FILE, LockedCases, ReadLock};
use crate::path::normal;
use crate::tree::{Earlier, Tree, TreeFile};
use crate::walk::Extent;

/// How many files are named.
const NAMED: usize = 20;

impl LockedCases {
    /// The cases of a tree that was read from `folder`.
    pub(super) fn of(tree: &Tree, folder: &Path, library: &Path) -> Self {
        Self { folder: from_to(library, folder), files: counts(tree) }
    }

    /// The folder they lie in, for a library in `library`.
    pub(crate) fn place(&self, library: &Path) -> PathBuf {
        library.join(&self.folder)
    }
}

/// How many cases each file with cases holds, by its path below the folder.
fn counts(tree: &Tree) -> BTreeMap<String, usize> {
    tree.files.iter().filter_map(|file| Some((file.below.clone(), count(file)?))).collect()
}

fn count(file: &TreeFile) -> Option<usize> {
    match file.kind? {
        DocumentKind::Case => Some(1),
        DocumentKind::Suite => Some(file.root.as_ref()?.get("rows").and_then(Node::sequence).map_or(0, <[Node]>::len)),
        DocumentKind::Library
        | DocumentKind::Policy
        | DocumentKind::Criteria
        | DocumentKind::Vocabulary
        | DocumentKind::ValueSet
        | DocumentKind::CodeSystem => None,
    }
}

/// The way from one folder to another, by names alone and with `/` between them.
fn from_to(from: &Path, to: &Path) -> String {
    let (from, to) = (normal(from), normal(to));
    let shared = from.components().zip(to.components()).take_while(|(left, right)| left == right).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to
        .components()
        .skip(shared)
        .map(|component: Component<'_>| component.as_os_str().to_string_lossy().into_owned());
    let names: Vec<String> = up.chain(down).collect();
    if names.is_empty() { ".".to_owned() } else { names.join("/") }
}

/// What became of the cases that a lock counts.
pub(crate) enum CasesSince {
    /// The lock counts none.
    NotCounted,
    /// Their folder is not there, as where only policies are installed.
    Elsewhere(PathBuf),
    /// They are all there, or this is missing.
    Compared(Option<Diagnostic>),
}

/// Looks whether cases have gone since the lock was written. More cases are no difference.
pub(crate) fn since(read: &ReadLock, library: &Path, sources: &mut SourceMap) -> CasesSince {
    let Some(cases) = &read.lock.cases else { return CasesSince::NotCounted };
    let place = cases.place(library);
    if !place.is_dir() {
        return CasesSince::Elsewhere(place);
    }
    let now = counts(&Tree::read(&place, Extent::Cases, &Earlier::default(), sources));
    let mut gone = Vec::new();
    for (file, was) in &cases.files {
        match now.get(file) {
            None => gone.push(format!("`{file}` is gone, with {}", counted(*was))),
            Some(now) if now < was => gone.push(format!("`{file}` holds {} where there were {was}", counted(*now))),
            Some(_) => {}
        }
    }
    CasesSince::Compared((!gone.is_empty()).then(|| fewer(read, &gone)))
}

/// P0019.
fn fewer(read: &ReadLock, gone: &[String]) -> Diagnostic {
    let files = if gone.len() == 1 { "1 file".to_owned() } else { format!("{} files", gone.len()) };
    let message = format!("cases have gone since `{LOCK_FILE}` was written: {files}");
    let mut problem =
        Diagnostic::new(&codes::P0019, read.cases, message).label(format!("as they were on {}", read.lock.date));
    problem.help.extend(gone.iter().take(NAMED).cloned());
    if let Some(more) = gone.len().checked_sub(NAMED).filter(|more| *more > 0) {
        problem.help.push(format!("and {more} more"));
    }
    problem.help("put them back; if they are no longer needed, `medpol lock` writes down what there is now")
}

fn counted(count: usize) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{count} cases") }
}
