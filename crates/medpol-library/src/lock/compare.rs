//! What differs between a library and its lock, and the words for it.
//!
//! Where files differ, what follows from them is not told as well: the files are the cause.

use std::path::Path;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap, codes};
use medpol_model::policy::Policy;

use super::{LOCK_FILE, Lock, LockFile, LockedPolicy, ReadLock, library_digest};
use crate::FileChange;
use crate::Library;
use crate::file::at;
use crate::path::name;
use crate::tree::Tree;

/// How many names of a kind of difference are told.
const NAMED: usize = 20;

/// The way to a lock that agrees.
const REMEDY: &str = "if that is how the library should be, `medpol lock` writes it down; else put the files back";

/// A file that is not as it was locked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileDifference {
    /// Its path below the library's folder.
    pub file: String,
    /// How it differs.
    pub change: FileChange,
}

/// Whether a tree has exactly the files of a lock.
pub(crate) fn is_like(lock: &Lock, tree: &Tree) -> bool {
    library_digest(tree.files.iter().map(|file| (&*file.below, &*file.digest))) == lock.library
}

/// The files of a tree that are not as they were locked, by name.
pub(crate) fn difference(lock: &Lock, tree: &Tree) -> Vec<FileDifference> {
    let mut differences = Vec::new();
    let found = super::digests(&tree.files);
    for (file, digest) in &found {
        let change = match lock.files.get(file) {
            None => FileChange::Added,
            Some(locked) if locked != digest => FileChange::Edited,
            Some(_) => continue,
        };
        differences.push(FileDifference { file: file.clone(), change });
    }
    let gone = lock.files.keys().filter(|file| !found.contains_key(*file));
    differences.extend(gone.map(|file| FileDifference { file: file.clone(), change: FileChange::Removed }));
    differences.sort();
    differences
}

/// P0017 for files.
pub(crate) fn files_differ(read: &ReadLock, differences: &[FileDifference]) -> Diagnostic {
    let mut problem = Diagnostic::new(&codes::P0017, read.files, "");
    let mut counts = Vec::new();
    for (change, word, heading) in [
        (FileChange::Added, "not in it", "not in the lock"),
        (FileChange::Edited, "changed", "changed"),
        (FileChange::Removed, "gone", "gone, or not to be read"),
    ] {
        let files: Vec<&str> =
            differences.iter().filter(|difference| difference.change == change).map(|found| &*found.file).collect();
        if !files.is_empty() {
            counts.push(format!("{} {word}", counted(files.len(), "file")));
            problem = problem.help(format!("{heading}: {}", names(&files)));
        }
    }
    problem.message = format!("the library is not as `{LOCK_FILE}` says: {}", counts.join(", "));
    problem.label(format!("as it was on {}", read.lock.date)).help(REMEDY)
}

/// P0017 for policies whose files are as they were locked.
pub(crate) fn policies_differ(read: &ReadLock, policies: &[Arc<Policy>]) -> Option<Diagnostic> {
    let mut differences = Vec::new();
    for policy in policies {
        let (reference, now) = (policy.reference(), LockedPolicy::of(policy));
        match read.lock.policies.get(&reference) {
            None => differences.push(format!("`{reference}` is not in the lock")),
            Some(was) if was.meaning != now.meaning => {
                differences
                    .push(format!("`{reference}` means something else: {} before, {} now", was.meaning, now.meaning));
            }
            Some(was) if was.governs != now.governs => {
                differences.push(format!("`{reference}` governs other requests, or has other dispositions"));
            }
            Some(was) if was.text != now.text => differences.push(format!("`{reference}` says something else")),
            Some(_) => {}
        }
    }
    let is_there = |reference: &String| policies.iter().any(|policy| policy.reference() == *reference);
    let gone = read.lock.policies.keys().filter(|reference| !is_there(reference));
    differences.extend(gone.map(|reference| format!("`{reference}` is not in the library")));
    if differences.is_empty() {
        return None;
    }
    let count = counted(differences.len(), "policy version");
    let message = format!("the files are as `{LOCK_FILE}` says, but {count} {} not", verb(differences.len()));
    let mut problem = Diagnostic::new(&codes::P0017, read.policies, message)
        .label(format!("as {} read them on {}", read.lock.generator, read.lock.date));
    problem.help.extend(differences.iter().take(NAMED).cloned());
    if let Some(more) = differences.len().checked_sub(NAMED).filter(|more| *more > 0) {
        problem.help.push(format!("and {more} more"));
    }
    let remedy = "another version of medpol may read them otherwise: look at `medpol show`, then run `medpol lock`";
    Some(problem.help(remedy))
}

/// P0020 where a lock should be and is not.
pub(crate) fn gone(folder: &Path, sources: &mut SourceMap) -> Diagnostic {
    let path = name(&folder.join(LOCK_FILE));
    Diagnostic::new(&codes::P0020, at(&path, sources), format!("there is no `{path}`"))
        .label("which files make up this library when it is complete?")
        .help("check the library, then `medpol lock` writes it")
}

/// What a lock, where there is one, says against a library.
pub(crate) fn against(lock: &LockFile, tree: &Tree, library: &Library) -> Vec<Diagnostic> {
    match lock {
        LockFile::Missing => Vec::new(),
        LockFile::Broken(diagnostics) => diagnostics.clone(),
        LockFile::Read(read) => {
            let differences = difference(&read.lock, tree);
            if !differences.is_empty() || !is_like(&read.lock, tree) {
                return vec![files_differ(read, &differences)];
            }
            // What cannot be compiled is told as an error of its own.
            if medpol_diagnostics::has_errors(library.diagnostics()) {
                return Vec::new();
            }
            policies_differ(read, library.policies()).into_iter().collect()
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

const fn verb(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// Some names, and how many more there are.
fn names(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(NAMED) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
