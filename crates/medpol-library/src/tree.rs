//! The files below a folder, parsed, in the order of their names.
//!
//! Hidden files and other kinds of file are not looked at. What a file means is not known here,
//! except for the kind that it says it is.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, FileId, SourceMap, codes};
use medpol_model::value::Digest;
use medpol_syntax::document::DocumentKind;
use medpol_syntax::{MAX_BYTES, Node, Received};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::Snapshot;
use crate::file::{at, read_file, read_found, special_file, unreadable, unreadable_library};
use crate::ignored::Ignored;
use crate::path::{LIBRARY_FILE, below, name, normal, readable, without_links};
use crate::walk::{
    Because, Entry, Extent, Found, MOST_BYTES, MOST_FILES, TooMuch, Unseen, Walk, is_hidden, outside, too_much,
};

/// One file of a tree.
#[derive(Clone, Debug)]
pub(crate) struct TreeFile {
    /// Its path below the root, with `/` between names.
    pub(crate) below: String,
    /// Its path by names alone, for comparing.
    pub(crate) place: PathBuf,
    /// Its number in the source map.
    pub(crate) file: FileId,
    /// SHA-256 of its bytes.
    pub(crate) digest: Arc<str>,
    /// What was read; `None` where nothing could be.
    pub(crate) root: Option<Arc<Node>>,
    /// Whether nothing was refused in its text.
    pub(crate) is_whole: bool,
    /// The kind of document that it says it is.
    pub(crate) kind: Option<DocumentKind>,
}

/// What was found below a folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// The files.
    pub(crate) files: Vec<TreeFile>,
    /// What could not be read.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The files that are not looked at, and that somebody may take for documents, as they are shown.
    pub(crate) skipped: Vec<String>,
    /// What is wrong on purpose, and left out.
    pub(crate) ignored: Ignored,
}

/// The trees of an earlier reading, by the digest of the bytes they were read from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Earlier(HashMap<Arc<str>, Arc<Node>>);

impl Earlier {
    /// The trees of files in which nothing was refused: of the others, what was said would be lost.
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut earlier = Self::default();
        earlier.keep(tree);
        earlier
    }

    /// Adds those of another tree.
    pub(crate) fn keep(&mut self, tree: &Tree) {
        let whole = tree.files.iter().filter(|file| file.is_whole);
        self.0.extend(whole.filter_map(|file| Some((Arc::clone(&file.digest), Arc::clone(file.root.as_ref()?)))));
    }
}

/// A file whose text is there and not yet parsed.
struct Unparsed {
    below: String,
    place: PathBuf,
    bytes: Vec<u8>,
    text: Received,
}

impl TreeFile {
    /// Reads a text, or takes the tree that the same bytes had before.
    fn parse(unparsed: Unparsed, earlier: &Earlier) -> (Self, Vec<Diagnostic>) {
        let Unparsed { below, place, bytes, text } = unparsed;
        let digest: Arc<str> = Digest::of(&bytes).into();
        let file = text.file();
        let (root, diagnostics) = match earlier.0.get(&digest) {
            Some(root) if root.span.file == file => (Some(Arc::clone(root)), Vec::new()),
            Some(root) => (Some(Arc::new(text.reread(root))), Vec::new()),
            None => {
                let parsed = text.parse();
                (parsed.root.map(Arc::new), parsed.diagnostics)
            }
        };
        let format = root.as_ref().and_then(|root| root.get("format")?.text());
        let kind = format.and_then(DocumentKind::from_format);
        (Self { below, place, file, digest, kind, root, is_whole: diagnostics.is_empty() }, diagnostics)
    }

    /// The text under a key of the document, such as its `id`.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.root.as_ref()?.get(key)?.text()
    }
}

impl Tree {
    /// Reads everything below the folder of a library.
    pub(crate) fn of_library(folder: &Path, earlier: &Earlier, sources: &mut SourceMap) -> Self {
        match fs::metadata(readable(folder)) {
            Ok(_) => Self::read(folder, Extent::Library, earlier, sources).without_ignored(folder, sources),
            Err(error) => Self { diagnostics: vec![unreadable_library(folder, &error, sources)], ..Self::default() },
        }
    }

    /// The tree without the files that its `library.yaml` names as wrong on purpose.
    pub(crate) fn without_ignored(mut self, folder: &Path, sources: &SourceMap) -> Self {
        let library = self.files.iter().find(|file| file.below == LIBRARY_FILE).and_then(|file| file.root.clone());
        let Some(library) = library.filter(|library| library.get("ignore").is_some()) else { return self };
        let ignored = Ignored::of(folder, &library, &mut self.diagnostics);
        let place = library.span.file;
        let (left, kept): (Vec<_>, Vec<_>) =
            self.files.into_iter().partition(|file| file.file != place && ignored.has(&file.place));
        let is_left = |problem: &Diagnostic| {
            let span = problem.primary.span;
            left.iter().any(|file| file.file == span.file)
                || (span.file != place && ignored.has(Path::new(sources.name(span))))
        };
        self.diagnostics.retain(|problem| !is_left(problem));
        self.skipped.retain(|file| !ignored.has(Path::new(file)));
        Self { files: kept, ignored, ..self }
    }

    /// Reads everything below a folder: the texts one after the other, the trees side by side.
    ///
    /// Bytes that were read before are not parsed again; what comes out is the same.
    pub(crate) fn read(root: &Path, extent: Extent, earlier: &Earlier, sources: &mut SourceMap) -> Self {
        let mut tree = Self::default();
        let mut received = Vec::new();
        let within = without_links(root);
        for path in tree.paths(root, extent, sources) {
            let bytes = read_found(&path, &within, sources);
            received.extend(tree.receive(&path, below(&path, root), bytes, sources));
        }
        let parsed: Vec<_> = received.into_par_iter().map(|file| TreeFile::parse(file, earlier)).collect();
        for (file, diagnostics) in parsed {
            tree.files.push(file);
            tree.diagnostics.extend(diagnostics);
        }
        tree
    }

    /// Reads one file, which is called `below` in this tree.
    pub(crate) fn add(&mut self, path: &Path, below: String, earlier: &Earlier, sources: &mut SourceMap) {
        let bytes = read_file(path, sources);
        if let Some(received) = self.receive(path, below, bytes, sources) {
            let (file, diagnostics) = TreeFile::parse(received, earlier);
            self.files.push(file);
            self.diagnostics.extend(diagnostics);
        }
    }

    /// Whether a file is one that is read, by its name.
    pub(crate) fn is_document(path: &Path) -> bool {
        is_ours(path)
    }

    /// Reads a text that lies nowhere, as if it were the file at `path`.
    pub(crate) fn add_text(&mut self, path: &Path, below: String, bytes: &[u8], sources: &mut SourceMap) {
        self.add_shown(&name(path), path, below, bytes, sources);
    }

    /// The same, shown to a reader under another name.
    pub(crate) fn add_shown(&mut self, shown: &str, path: &Path, below: String, bytes: &[u8], sources: &mut SourceMap) {
        let text = Received::new(sources, shown, bytes);
        let unparsed = Unparsed { below, place: normal(path), bytes: bytes.to_vec(), text };
        let (file, diagnostics) = TreeFile::parse(unparsed, &Earlier::default());
        self.files.push(file);
        self.diagnostics.extend(diagnostics);
    }

    /// The files of a library as it was published, whatever has become of the disk since.
    pub(crate) fn of_snapshot(snapshot: &Snapshot, sources: &mut SourceMap) -> Self {
        let root = Path::new(snapshot.library.name());
        let mut unparsed = Vec::new();
        for file in snapshot.sources.files() {
            let path = Path::new(file.name());
            // An entry that is not a file with a text is the position of some diagnostic.
            if !file.text().is_empty() && is_ours(path) {
                let bytes = file.text().as_bytes().to_vec();
                let text = Received::found(sources, file.name(), &bytes);
                unparsed.push(Unparsed { below: below(path, root), place: normal(path), bytes, text });
            }
        }
        let parsed = unparsed.into_par_iter().map(|file| TreeFile::parse(file, &Earlier::default()).0);
        Self { files: parsed.collect(), ..Self::default() }
    }

    fn receive(
        &mut self,
        path: &Path,
        below: String,
        bytes: Result<Vec<u8>, Box<Diagnostic>>,
        sources: &mut SourceMap,
    ) -> Option<Unparsed> {
        match bytes {
            Ok(bytes) => {
                let text = Received::found(sources, &name(path), &bytes);
                Some(Unparsed { below, place: normal(path), bytes, text })
            }
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    /// The files below a folder that this language can be written in, by name; none where there are too many.
    pub(crate) fn paths(&mut self, root: &Path, extent: Extent, sources: &mut SourceMap) -> Vec<PathBuf> {
        let start = readable(root);
        let shown = |path: &Path| root.join(path.strip_prefix(start).unwrap_or(path));
        let mut paths = Vec::new();
        let mut bytes = 0;
        for found in Walk::through(root, extent) {
            let end = match found {
                Found::Outside(path) => {
                    self.diagnostics.push(outside(&shown(&path), sources));
                    None
                }
                Found::Unseen(unseen) => {
                    self.diagnostics.extend(broken(&unseen, shown, sources));
                    None
                }
                Found::Endless(too_much) => Some(too_much),
                Found::Entry(entry) if is_regular(&entry) && is_skipped(entry.path()) => {
                    self.skipped.push(name(&shown(entry.path())));
                    None
                }
                Found::Entry(entry) if is_hidden(entry.path()) || !is_ours(entry.path()) => None,
                Found::Entry(entry) if is_regular(&entry) => {
                    // What is too large is not read, and so does not count.
                    let size = entry.length();
                    bytes += if size > MAX_BYTES as u64 { 0 } else { size };
                    paths.push(shown(entry.path()));
                    match extent {
                        Extent::Library if paths.len() > MOST_FILES => Some(TooMuch::Files),
                        Extent::Library if bytes > MOST_BYTES => Some(TooMuch::Bytes),
                        Extent::Library | Extent::Cases => None,
                    }
                }
                Found::Entry(entry) => {
                    self.diagnostics.extend(special_file(&shown(entry.path()), entry.kind(), sources));
                    None
                }
            };
            if let Some(end) = end {
                self.diagnostics.push(too_much(root, end, sources));
                return Vec::new();
            }
        }
        paths
    }
}

fn is_regular(entry: &Entry) -> bool {
    entry.kind().is_file()
}

pub(crate) fn is_ours(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    ["yaml", "yml", "json"].iter().any(|ours| extension.eq_ignore_ascii_case(ours))
}

/// Whether a file is not looked at although somebody may take it for a document: the copy that an editor keeps,
/// a document under another name. Texts about a library, snapshots and the files of tools are none.
fn is_skipped(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let names_ours = [".yaml", ".yml", ".json"].iter().any(|ours| name.contains(ours));
    let is_about = [".md", ".snap", ".lock"].iter().any(|about| name.ends_with(about)) || !name.contains('.');
    if is_hidden(path) { names_ours } else { !is_ours(path) && (names_ours || !is_about) }
}

/// What is wrong with an entry that could not be looked at, if it matters.
fn broken(unseen: &Unseen, shown: impl Fn(&Path) -> PathBuf, sources: &mut SourceMap) -> Option<Diagnostic> {
    let path = &*unseen.path;
    if !unseen.is_start && is_hidden(path) {
        return None;
    }
    let system = match &unseen.because {
        Because::System(system) => system,
        Because::LeadsBack(above) => {
            let (link, above) = (name(&shown(path)), name(&shown(above)));
            let diagnostic =
                Diagnostic::new(&codes::P0015, at(&link, sources), format!("`{link}` leads back to `{above}`"));
            return Some(diagnostic.label("a link to a folder above itself").help("remove the link"));
        }
    };
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link && !is_ours(path) {
        return None;
    }
    if is_link && system.kind() == ErrorKind::NotFound {
        let link = name(&shown(path));
        let diagnostic = Diagnostic::new(&codes::P0015, at(&link, sources), format!("`{link}` leads nowhere"));
        return Some(diagnostic.label("a link to something that is not there").help("remove the link or mend it"));
    }
    Some(unreadable(&shown(path), system, sources))
}
