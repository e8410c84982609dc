//! Drawing up the lock of a library as it is on disk, and saying whether the one that is there agrees.
//!
//! A library with errors is never locked. Nothing is written before [`DrawnUp::save`].

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap, codes, has_errors, sort};
use medpol_model::value::Date;
use medpol_syntax::document::DocumentKind;

use super::cases::{self, CasesSince};
use super::{LOCK_FILE, Lock, LockFile, LockedCases, LockedPolicy, compare, digests, library_digest, save};
use crate::file::at;
use crate::linting::Reported;
use crate::live::read_whole;
use crate::path::name;
use crate::tree::{Earlier, Tree, TreeFile};
use crate::walk::Extent;
use crate::{CaseCounts, Checks, Library};

/// Where cases lie unless somebody says otherwise.
const FIXTURES: &str = "fixtures";

/// What is to be locked, and what the lock says of itself.
#[derive(Clone, Copy, Debug)]
pub struct LockOrder<'a> {
    /// The folder of the library.
    pub policies: &'a Path,
    /// Where the cases are; none are counted where there is no such folder. Without it they are looked for
    /// where the lock that is there counted them, else in `fixtures`.
    pub fixtures: Option<&'a Path>,
    /// The day.
    pub date: Date,
    /// Name and version of the program.
    pub generator: &'a str,
    /// What is checked in addition.
    pub checks: Checks,
}

/// A lock that is ready to be written.
#[derive(Debug)]
pub struct DrawnUp {
    path: PathBuf,
    /// The lock.
    pub lock: Lock,
    /// The library that it is of.
    pub library: Library,
    /// What is on disk, if it is a lock.
    pub before: Option<Lock>,
    /// The SHA-256 of the file of each policy version.
    policy_files: BTreeMap<String, String>,
}

/// Draws up the lock of a library.
///
/// # Errors
///
/// What is wrong with the library; it is then not to be locked.
pub fn draw_up(order: LockOrder<'_>, sources: &mut SourceMap) -> Result<DrawnUp, Vec<Diagnostic>> {
    let tree = read_whole(order.policies, sources).ok_or_else(|| vec![restless(order.policies, sources)])?;
    let library =
        Library::compile(order.policies, &tree, sources).linted(order.checks, &Reported::of(&tree.files), None);
    if has_errors(library.diagnostics()) {
        return Err(library.diagnostics().to_vec());
    }
    let before = match LockFile::read(order.policies, sources) {
        LockFile::Read(read) => Some(read.lock),
        LockFile::Missing | LockFile::Broken(_) => None,
    };
    let counted = before.as_ref().and_then(|lock| lock.cases.as_ref()).map(|cases| cases.place(order.policies));
    let fixtures = order.fixtures.map(Path::to_owned).or(counted).unwrap_or_else(|| PathBuf::from(FIXTURES));
    let lock = lock(&order, &tree, &library, &fixtures, sources);
    let path = order.policies.join(LOCK_FILE);
    // What cannot be read back the same, such as a path with a line end, is not worth being written.
    match LockFile::of_text(&name(&path), lock.yaml().as_bytes(), sources) {
        LockFile::Broken(diagnostics) => Err(diagnostics),
        LockFile::Read(_) | LockFile::Missing => {
            Ok(DrawnUp { path, lock, library, before, policy_files: policy_files(&tree) })
        }
    }
}

/// The SHA-256 of the file of each policy version, by `id@version`.
fn policy_files(tree: &Tree) -> BTreeMap<String, String> {
    let policies = tree.files.iter().filter(|file| file.kind == Some(DocumentKind::Policy));
    let reference = |file: &TreeFile| Some(format!("{}@{}", file.text("id")?, file.text("version")?));
    policies.filter_map(|file| Some((reference(file)?, file.digest.to_string()))).collect()
}

fn lock(order: &LockOrder<'_>, tree: &Tree, library: &Library, fixtures: &Path, sources: &mut SourceMap) -> Lock {
    let cases = fixtures.is_dir().then(|| {
        let tree = Tree::read(fixtures, Extent::Cases, &Earlier::default(), sources);
        (LockedCases::of(&tree, fixtures, order.policies), CaseCounts::of(&tree))
    });
    let policies = library.policies().iter().map(|policy| {
        let count = cases.as_ref().map(|(_, counts)| counts.for_version(policy, library));
        (policy.reference(), LockedPolicy { cases: count, ..LockedPolicy::of(policy) })
    });
    let policies = policies.collect();
    let files = digests(&tree.files);
    Lock {
        generator: order.generator.to_owned(),
        date: order.date.to_string(),
        library: library_digest(files.iter().map(|(below, digest)| (&**below, &**digest))),
        files,
        policies,
        cases: cases.map(|(cases, _)| cases).filter(|cases| !cases.files.is_empty()),
    }
}

impl DrawnUp {
    /// Whether the lock on disk says the same; by whom it was written, and when, does not matter.
    pub fn is_current(&self) -> bool {
        let Lock { generator: _, date: _, library, files, policies, cases } = &self.lock;
        self.before.as_ref().is_some_and(|before| {
            before.library == *library
                && before.files == *files
                && before.policies == *policies
                && before.cases == *cases
        })
    }

    /// The SHA-256 of the file of a policy version.
    pub(crate) fn file_of(&self, reference: &str) -> String {
        self.policy_files.get(reference).cloned().unwrap_or_default()
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it, in one step.
    ///
    /// # Errors
    ///
    /// What the operating system says; the lock that is there is then as it was.
    pub fn save(&self) -> io::Result<()> {
        save(&self.path, &self.lock.yaml())
    }
}

/// What is wrong with a library, or differs between it and its lock; nothing where all is as it was locked.
///
/// That there are fewer cases is a difference, that there are more is none.
pub fn check_lock(policies: &Path, checks: Checks, sources: &mut SourceMap) -> Vec<Diagnostic> {
    let Some(tree) = read_whole(policies, sources) else { return vec![restless(policies, sources)] };
    let library = Library::compile(policies, &tree, sources).linted(checks, &Reported::of(&tree.files), None);
    let lock = LockFile::read(policies, sources);
    let mut diagnostics = library.diagnostics().to_vec();
    diagnostics.retain(|problem| problem.severity == medpol_diagnostics::Severity::Error);
    match &lock {
        LockFile::Missing => diagnostics.push(compare::gone(policies, sources)),
        LockFile::Read(_) | LockFile::Broken(_) => diagnostics.extend(compare::against(&lock, &tree, &library)),
    }
    if let LockFile::Read(read) = &lock
        && let CasesSince::Compared(Some(problem)) = cases::since(read, policies, sources)
    {
        diagnostics.push(problem);
    }
    sort(&mut diagnostics);
    diagnostics
}

/// P0015 where a library went on changing while it was read.
fn restless(policies: &Path, sources: &mut SourceMap) -> Diagnostic {
    let name = name(policies);
    Diagnostic::new(&codes::P0015, at(&name, sources), format!("`{name}` went on changing while it was read"))
        .label("files are being written here")
        .help("try again when they are there")
}
