//! A library with texts that are not saved yet: what somebody has open lies over what is on disk.
//!
//! The disk is read when somebody says that it may have changed, and not for every letter that is typed. What is open
//! outside of the library is checked against it, as if it stood there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, FileId, SourceMap, sort};
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;

use crate::case_file::CaseFile;
use crate::check::Loaded;
use crate::linting::Reported;
use crate::path::{LIBRARY_FILE, below, normal};
use crate::tree::{Earlier, Tree, TreeFile};
use crate::walk::Extent;
use crate::{Checked, Checks, Library, WrittenCase, loose_files};

/// The folders of a library and of its cases, as they were last read.
#[derive(Debug)]
pub struct Desk {
    folder: PathBuf,
    cases: PathBuf,
    checks: Checks,
    earlier: Earlier,
    /// The files of the library.
    library: Tree,
    /// The files of the folder of cases.
    case_files: Tree,
    sources: Arc<SourceMap>,
}

/// A text that somebody has open.
#[derive(Clone, Copy, Debug)]
pub struct OpenText<'a> {
    /// Where it lies, or would lie.
    pub path: &'a Path,
    /// What it says now.
    pub text: &'a str,
}

/// A library with what is open laid over it.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The library.
    pub library: Library,
    /// All texts, also those that are not saved.
    pub sources: Arc<SourceMap>,
    /// What is wrong: in the library, and in what is open outside of it.
    pub diagnostics: Vec<Diagnostic>,
    /// The files of the library, of the cases, and those that are open.
    pub files: Vec<DeskFile>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct DeskFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its number in the sources.
    pub file: FileId,
    /// What was read; `None` where nothing could be.
    pub root: Option<Arc<Node>>,
    /// The kind of document that it says it is.
    pub kind: Option<DocumentKind>,
}

impl DeskFile {
    fn of(file: &TreeFile) -> Self {
        Self { path: file.place.clone(), file: file.file, root: file.root.clone(), kind: file.kind }
    }
}

impl Desk {
    /// Reads the library in a folder, and the cases in another.
    pub fn open(folder: &Path, cases: &Path, checks: Checks) -> Self {
        let mut desk = Self {
            folder: normal(folder),
            cases: normal(cases),
            checks,
            earlier: Earlier::default(),
            library: Tree::default(),
            case_files: Tree::default(),
            sources: Arc::default(),
        };
        desk.look();
        desk
    }

    /// Reads the disk again. What has not changed is not parsed again.
    pub fn look(&mut self) {
        let mut sources = SourceMap::default();
        self.library = Tree::of_library(&self.folder, &self.earlier, &mut sources);
        self.case_files = if self.cases.is_dir() && !self.folder.starts_with(&self.cases) {
            Tree::read(&self.cases, Extent::Cases, &self.earlier, &mut sources)
        } else {
            Tree::default()
        };
        self.earlier = Earlier::of(&self.library);
        self.earlier.keep(&self.case_files);
        self.sources = Arc::new(sources);
    }

    /// Whether a path lies in the library.
    pub fn is_of_library(&self, path: &Path) -> bool {
        normal(path).starts_with(&self.folder)
    }

    /// The library with these texts in the place of what is on disk, and what is wrong with it and with them.
    pub fn lay(&self, open: &[OpenText<'_>]) -> Laid {
        let mut sources = SourceMap::over(&self.sources);
        let mut library_tree = self.library.clone();
        let mut outside = Tree::default();
        let mut case_files = self.case_files.files.clone();
        for OpenText { path, text } in open {
            let place = normal(path);
            if self.is_of_library(path) {
                forget(&mut library_tree, &place, &sources);
                let below = below(&place, &self.folder);
                library_tree.add_text(&place, below, text.as_bytes(), &mut sources);
            } else {
                case_files.retain(|file| file.place != place);
                outside.add_text(&place, String::new(), text.as_bytes(), &mut sources);
            }
        }
        let library =
            Library::compile(&self.folder, &library_tree, &mut sources).linted(self.checks, &Reported::default(), None);
        let mut files: Vec<DeskFile> = library_tree.files.iter().map(DeskFile::of).collect();
        files.extend(case_files.iter().chain(&outside.files).map(DeskFile::of));
        let mut checked = Checked::default();
        if !outside.files.is_empty() {
            let loaded = Loaded::without_lock(self.folder.clone(), library_tree, library.clone(), self.checks);
            loose_files::check_open(outside, loaded, &mut checked, &mut sources);
        }
        let mut diagnostics = library.diagnostics().to_vec();
        diagnostics.append(&mut checked.diagnostics);
        sort(&mut diagnostics);
        Laid { library, sources: Arc::new(sources), diagnostics, files }
    }
}

/// The folder of the library for somebody who has a folder open: that one itself if it is a library, else the one below it.
pub fn library_folder(open: &Path, policies: &Path) -> PathBuf {
    if open.join(LIBRARY_FILE).is_file() { open.to_owned() } else { open.join(policies) }
}

/// Takes a file and what was said of its text out of a tree.
fn forget(tree: &mut Tree, place: &Path, sources: &SourceMap) {
    tree.files.retain(|file| file.place != place);
    tree.diagnostics.retain(|problem| normal(Path::new(sources.name(problem.primary.span))) != place);
}

impl Laid {
    /// The file at a path.
    pub fn file(&self, path: &Path) -> Option<&DeskFile> {
        let place = normal(path);
        self.files.iter().rev().find(|file| file.path == place)
    }

    /// The cases in a file; those in which something is wrong are left out.
    pub fn cases(&self, file: &DeskFile) -> Vec<WrittenCase> {
        let Some(root) = file.root.as_ref().filter(|_| file.kind.is_some_and(DocumentKind::holds_cases)) else {
            return Vec::new();
        };
        let name = self.sources.name(root.span).to_owned();
        let mut sources = SourceMap::over(&self.sources);
        CaseFile { name: &name, row: None, root }.cases(&mut sources, &mut Vec::new())
    }
}
