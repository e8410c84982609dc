//! Checking what the user names: whole libraries, parts of them, cases, and files outside.
//!
//! A part of a library is checked with the whole of it, because it cannot be understood alone; only
//! what is wrong in the part is reported. Nothing is evaluated.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, Findings, Severity, SourceMap, codes, sort};
use medpol_model::policy::Policy;
use medpol_model::value::{Date, Symbols};
use medpol_syntax::document::DocumentKind;

use crate::case_file::split_row;
use crate::doubt::users_of;
use crate::file::{at, unreadable, unreadable_library};
use crate::ignored::Ignored;
use crate::linting::Reported;
use crate::lock::{self, CasesSince, LOCK_FILE, LockFile};
use crate::loose_files::{self, LooseFile};
use crate::path::{LIBRARY_FILE, library_above, name, normal, readable};
use crate::tree::{Earlier, Tree, TreeFile};
use crate::unused;
use crate::walk::Extent;
use crate::{DocumentCounts, History, Library};

/// What was checked, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What is wrong, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were checked.
    pub counts: DocumentCounts,
    /// Their names, as the user knows them.
    pub files: BTreeSet<String>,
    /// What the user should know about the check itself, as sentences without a period.
    pub notes: Vec<String>,
}

/// Checks files and folders.
///
/// What lies in a library, the folder that holds `library.yaml`, is checked as part of it. A case is
/// checked against the library in the folder `policies`, and so is any other file outside of
/// libraries: as if it stood there in the place of the one that has its id.
///
/// What `checks` ask for in addition is reported with the rest.
pub fn check(paths: &[PathBuf], policies: &Path, checks: Checks, sources: &mut SourceMap) -> Checked {
    let mut plan = Plan { ignored: Ignored::of_folder(policies), ..Plan::default() };
    for path in paths {
        plan.add(path, policies, sources);
    }
    let mut notes: Vec<String> = skipped_note(&plan.skipped.iter().collect::<Vec<_>>()).into_iter().collect();
    notes.extend(left_out_note(plan.left_out, policies));
    let mut checked = Checked { diagnostics: plan.diagnostics, notes, ..Checked::default() };
    let mut libraries = Vec::new();
    for scope in &plan.scopes {
        let loaded = Loaded::load(&scope.root, checks, &scope.given, sources);
        scope.report(&loaded, &mut checked, sources);
        libraries.push(loaded);
    }
    if !plan.outside.is_empty() {
        let base = match libraries.iter().position(|loaded| loaded.place == normal(policies)) {
            Some(at) => libraries.swap_remove(at),
            None => Loaded::load(policies, checks, &[], sources),
        };
        loose_files::check(&plan.outside, base, &mut checked, sources);
    }
    sort(&mut checked.diagnostics);
    checked
}

/// What is said of files that are wrong on purpose.
pub(crate) fn left_out_note(count: usize, library: &Path) -> Option<String> {
    let files = match count {
        0 => return None,
        1 => "1 file is".to_owned(),
        count => format!("{count} files are"),
    };
    Some(format!("{files} ignored, as `{}` says", name(&library.join(LIBRARY_FILE))))
}

/// Skipped files named in one note, at most.
const NAMED: usize = 12;

/// What is said of files that are not looked at.
pub(crate) fn skipped_note(files: &[&String]) -> Option<String> {
    let mut names: Vec<String> = files.iter().take(NAMED).map(|file| format!("`{file}`")).collect();
    if let hidden @ 1.. = files.len().saturating_sub(names.len()) {
        names.push(format!("{hidden} more"));
    }
    let are = if files.len() == 1 { "is" } else { "are" };
    let why = "only files that end in `.yaml`, `.yml` or `.json`, and are not hidden, are read";
    (!names.is_empty()).then(|| format!("{} {are} skipped: {why}", names.join(", ")))
}

/// What looks at a policy that compiles and may still not be what its author means.
pub type Lint = fn(&Policy, &Symbols) -> Vec<Diagnostic>;

/// What looks at a policy among all possible patients. It gets the path of the fact that holds the code of each
/// requested service, and what was found already.
pub type HealthCheck = fn(&Policy, &Symbols, Option<&str>, &[Diagnostic]) -> Findings;

/// What is checked in addition to what is always checked.
#[derive(Clone, Copy, Debug)]
pub struct Checks {
    /// Looks at every policy without errors.
    pub lint: Lint,
    /// Looks at every policy without errors that is to be reported on; left out where there is no time for it.
    pub health: Option<HealthCheck>,
    /// The day by which policies should have been read again; without one that is not looked at.
    pub as_of: Option<Date>,
}

/// A library with the files it was made from.
pub(crate) struct Loaded {
    /// The folder, as it is shown.
    pub(crate) root: PathBuf,
    /// The folder, for comparing.
    pub(crate) place: PathBuf,
    /// Its files; empty where there is no such folder.
    pub(crate) tree: Tree,
    /// What was made of them.
    pub(crate) library: Library,
    /// What was asked for in addition.
    pub(crate) checks: Checks,
    /// What its lock, where it has one, says against it.
    pub(crate) lock: Vec<Diagnostic>,
    /// What the user should know of the lock.
    pub(crate) lock_note: Option<String>,
}

impl Loaded {
    /// A library of which the policies below `given` are reported on.
    fn load(root: &Path, checks: Checks, given: &[PathBuf], sources: &mut SourceMap) -> Self {
        let tree = Tree::of_library(root, &Earlier::default(), sources);
        let given: Vec<PathBuf> = given.iter().map(|path| normal(path)).collect();
        let is_given = |file: &&TreeFile| given.iter().any(|given| file.place.starts_with(given));
        let reported = Reported::of(tree.files.iter().filter(is_given));
        let library = Library::compile(root, &tree, sources);
        // What one part does not use may be what another is for.
        let is_whole = checks.health.is_some() && given.contains(&normal(root));
        let unused = is_whole.then(|| unused::check(&library, &tree, sources));
        let library = library.linted(checks, &reported, unused).reviewed(checks.as_of, &tree);
        let library = library.with(tree.ignored.idle());
        let mut loaded = Self::without_lock(root.to_owned(), tree, library, checks);
        loaded.compare_with_lock(sources);
        loaded
    }

    /// A library whose lock is not looked at.
    pub(crate) fn without_lock(root: PathBuf, tree: Tree, library: Library, checks: Checks) -> Self {
        Self { place: normal(&root), root, tree, library, checks, lock: Vec::new(), lock_note: None }
    }

    fn compare_with_lock(&mut self, sources: &mut SourceMap) {
        let file = LockFile::read(&self.root, sources);
        self.lock = lock::against(&file, &self.tree, &self.library);
        self.lock.extend(History::read(&self.root, sources).err().unwrap_or_default());
        let LockFile::Read(read) = &file else { return };
        match lock::since(read, &self.root, sources) {
            CasesSince::NotCounted => {}
            CasesSince::Compared(problem) => self.lock.extend(problem),
            CasesSince::Elsewhere(place) => {
                let place = name(&place);
                let note = format!("the cases that `{LOCK_FILE}` counts lie in `{place}`, which is not there");
                self.lock_note = Some(note);
            }
        }
    }
}

/// What is to be checked, sorted by where it lies.
#[derive(Default)]
struct Plan {
    scopes: Vec<Scope>,
    outside: Vec<LooseFile>,
    diagnostics: Vec<Diagnostic>,
    skipped: Vec<String>,
    /// What the library that is checked against says is wrong on purpose.
    ignored: Ignored,
    /// How many files were left out because of that.
    left_out: usize,
}

/// The parts of one library that are to be checked.
struct Scope {
    root: PathBuf,
    given: Vec<PathBuf>,
}

impl Plan {
    fn add(&mut self, path: &Path, policies: &Path, sources: &mut SourceMap) {
        if let (file, Some(row)) = split_row(path)
            && file.is_file()
        {
            self.outside.push(LooseFile { path: file, row: Some(row) });
            return;
        }
        let is_folder = match std::fs::metadata(readable(path)) {
            Ok(metadata) => metadata.is_dir(),
            Err(error) => {
                let explain = if path == policies { unreadable_library } else { unreadable };
                self.diagnostics.push(explain(path, &error, sources));
                return;
            }
        };
        match library_above(path) {
            Some(root) => self.add_part(root, path),
            None if is_folder && normal(path) == normal(policies) => self.add_part(path.to_owned(), path),
            None if is_folder => self.add_folder(path, sources),
            None => self.outside.push(LooseFile { path: path.to_owned(), row: None }),
        }
    }

    fn add_part(&mut self, root: PathBuf, part: &Path) {
        let place = normal(&root);
        let at = self.scopes.iter().position(|scope| normal(&scope.root) == place).unwrap_or_else(|| {
            self.scopes.push(Scope { root, given: Vec::new() });
            self.scopes.len() - 1
        });
        if let Some(scope) = self.scopes.get_mut(at) {
            scope.given.push(part.to_owned());
        }
    }

    /// A folder outside of libraries; libraries below it are checked as such.
    fn add_folder(&mut self, folder: &Path, sources: &mut SourceMap) {
        let mut tree = Tree::default();
        let mut paths = tree.paths(folder, Extent::Cases, sources);
        let found = paths.len();
        paths.retain(|path| !self.ignored.has(path));
        self.left_out += found - paths.len();
        tree.skipped.retain(|file| !self.ignored.has(Path::new(file)));
        if found == 0 && tree.diagnostics.is_empty() {
            self.diagnostics.push(nothing(folder, sources));
        }
        self.diagnostics.append(&mut tree.diagnostics);
        self.skipped.append(&mut tree.skipped);
        let roots: Vec<&Path> =
            paths.iter().filter(|path| path.ends_with(LIBRARY_FILE)).filter_map(|path| path.parent()).collect();
        for root in &roots {
            self.add_part((*root).to_owned(), root);
        }
        let outside = paths.iter().filter(|path| !roots.iter().any(|root| path.starts_with(root)));
        self.outside.extend(outside.map(|path| LooseFile { path: path.clone(), row: None }));
    }
}

impl Scope {
    fn report(&self, loaded: &Loaded, checked: &mut Checked, sources: &mut SourceMap) {
        let given: Vec<PathBuf> = self.given.iter().map(|path| normal(path)).collect();
        let is_given = |place: &Path| given.iter().any(|given| place.starts_with(given));
        let files: Vec<&TreeFile> = loaded.tree.files.iter().filter(|file| is_given(&file.place)).collect();
        for file in &files {
            checked.counts.add(file.kind);
            checked.files.extend(sources.file(file.file).map(|file| file.name().to_owned()));
        }
        let is_given_name = |file: &&String| is_given(&normal(Path::new(file)));
        checked.notes.extend(skipped_note(&loaded.tree.skipped.iter().filter(is_given_name).collect::<Vec<_>>()));
        let found = loaded.library.diagnostics().iter().chain(&loaded.lock).cloned();
        let (mut shown, elsewhere): (Vec<_>, Vec<_>) =
            found.partition(|problem| is_given(&normal(Path::new(sources.name(problem.primary.span)))));
        let has_part = |given: &PathBuf| files.iter().any(|file| file.place.starts_with(given));
        if shown.is_empty() {
            let is_ignored = |path: &&PathBuf| loaded.tree.ignored.has(path);
            let (ignored, given): (Vec<&PathBuf>, Vec<&PathBuf>) = self.given.iter().partition(is_ignored);
            checked.notes.extend(left_out_note(ignored.len(), &loaded.root));
            let is_lock = |path: &Path| path.ends_with(LOCK_FILE);
            let empty = given.into_iter().filter(|path| !has_part(&normal(path)) && !is_lock(path));
            shown.extend(empty.map(|path| nothing(path, sources)));
        }
        if is_given(&loaded.place) {
            checked.notes.extend(loaded.lock_note.clone());
        }
        checked.notes.extend(loaded.library.notes().iter().map(|note| note.text.clone()));
        report(&files, loaded, &loaded.library, Sorted { shown, elsewhere }, checked, sources);
    }
}

/// The problems of a library, by whether they lie in what is checked.
pub(crate) struct Sorted {
    pub(crate) shown: Vec<Diagnostic>,
    pub(crate) elsewhere: Vec<Diagnostic>,
}

/// Adds what is wrong with some files that were compiled as part of `library`, and says that there is
/// more elsewhere.
///
/// Errors elsewhere are added where they may be what kept one of the files from being understood; an
/// error of another policy never is. They are added too where they lie in what uses one of the files: a value
/// set that a policy cannot be compiled with is wrong.
pub(crate) fn report(
    files: &[&TreeFile],
    base: &Loaded,
    library: &Library,
    problems: Sorted,
    checked: &mut Checked,
    sources: &SourceMap,
) {
    let users = users_of(&base.tree.files, files, sources);
    // What was wrong before a file from outside was laid over the library is not its fault.
    let before: &[Diagnostic] =
        if std::ptr::eq(library, &raw const base.library) { &[] } else { base.library.diagnostics() };
    let is_effect = |problem: &Diagnostic| {
        let is_error = problem.severity == Severity::Error;
        is_error && users.contains(&problem.primary.span.file) && !before.contains(problem)
    };
    let is_held_up = files.iter().any(|file| !is_compiled(file, library) || library.held_back.contains(&file.file));
    let is_cause = |problem: &Diagnostic| {
        let file = base.tree.files.iter().find(|file| file.file == problem.primary.span.file);
        problem.severity == Severity::Error && file.is_none_or(|file| file.kind != Some(DocumentKind::Policy))
    };
    let (causes, others): (Vec<_>, Vec<_>) =
        problems.elsewhere.into_iter().partition(|problem| (is_held_up && is_cause(problem)) || is_effect(problem));
    checked.diagnostics.extend(problems.shown);
    checked.diagnostics.extend(causes);
    match others.len() {
        0 => {}
        1 => checked.notes.push(format!("1 problem elsewhere in `{}` is not shown", library.name())),
        count => checked.notes.push(format!("{count} problems elsewhere in `{}` are not shown", library.name())),
    }
}

fn is_compiled(file: &TreeFile, library: &Library) -> bool {
    match file.kind {
        Some(DocumentKind::Policy) => match (file.text("id"), file.text("version")) {
            (Some(id), Some(version)) => library.policy(id, version).is_some(),
            _ => false,
        },
        Some(DocumentKind::Vocabulary) => {
            file.text("id").is_some_and(|id| library.compiled.vocabularies.contains_key(id))
        }
        Some(
            DocumentKind::Library
            | DocumentKind::Criteria
            | DocumentKind::ValueSet
            | DocumentKind::CodeSystem
            | DocumentKind::Case
            | DocumentKind::Suite,
        )
        | None => true,
    }
}

/// P0014 at a path in which there is nothing that could be checked.
pub(crate) fn nothing(path: &Path, sources: &mut SourceMap) -> Diagnostic {
    let name = name(path);
    let (label, help) = if readable(path).is_dir() {
        ("no YAML or JSON file in this folder", "name a folder that holds policies or cases")
    } else {
        ("not a YAML or JSON file", "policies and cases are files that end in `.yaml`, `.yml` or `.json`")
    };
    Diagnostic::new(&codes::P0014, at(&name, sources), format!("there is nothing to check in `{name}`"))
        .label(label)
        .help(help)
}
