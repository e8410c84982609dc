//! Files that are wrong on purpose: the list `ignore` of `library.yaml`.
//!
//! An entry is a path from the folder of the library, or a pattern of paths. What is in the files is not
//! looked at.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher, escape};
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};
use medpol_syntax::{Node, parse};

use crate::file::read_found;
use crate::path::{LIBRARY_FILE, normal, without_links};
use crate::walk::{Extent, Found, Unseen, Walk};

/// The entries of the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ignored(Vec<Entry>);

/// An entry: a path, or a pattern of paths.
#[derive(Clone, Debug)]
struct Entry {
    text: String,
    span: Span,
    /// The folder above everything that it names.
    above: PathBuf,
    matcher: GlobMatcher,
}

impl Ignored {
    /// The list of the library in a folder, from the tree of its `library.yaml`. What is no pattern is reported.
    pub(crate) fn of(folder: &Path, library: &Node, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let list = library.get("ignore").and_then(Node::sequence).unwrap_or_default();
        let mut entries = Vec::new();
        for node in list {
            let Some(text) = node.text() else { continue };
            match Entry::of(folder, text, node.span) {
                Ok(entry) => entries.push(entry),
                Err(error) => diagnostics.push(
                    Diagnostic::new(&codes::P0313, node.span, format!("`{text}` is no path and no pattern of paths"))
                        .label(error.kind().to_string())
                        .help("write a path such as `drafts/old.yaml`, or a pattern such as `drafts/**`"),
                ),
            }
        }
        Self(entries)
    }

    /// The list of the library in a folder, of which only `library.yaml` is read.
    pub(crate) fn of_folder(folder: &Path) -> Self {
        let mut sources = SourceMap::default();
        let path = folder.join(LIBRARY_FILE);
        let Ok(bytes) = read_found(&path, &without_links(folder), &mut sources) else { return Self::default() };
        let parsed = parse(&mut sources, LIBRARY_FILE, &bytes);
        parsed.root.map_or_else(Self::default, |root| Self::of(folder, &root, &mut Vec::new()))
    }

    /// Whether an entry names a file, or a folder above it.
    pub(crate) fn has(&self, path: &Path) -> bool {
        !self.0.is_empty() && {
            let place = normal(path);
            self.0.iter().any(|entry| place.ancestors().any(|above| entry.matcher.is_match(above)))
        }
    }

    /// P0312 for every entry that names nothing.
    pub(crate) fn idle(&self) -> impl Iterator<Item = Diagnostic> {
        self.0.iter().filter(|entry| !entry.names_something()).map(|entry| {
            let message = format!("`{}` ignores nothing", entry.text);
            Diagnostic::new(&codes::P0312, entry.span, message)
                .label("no file or folder is called so")
                .help("correct it, or remove it; a path begins at the folder of `library.yaml`")
        })
    }
}

impl Entry {
    fn of(folder: &Path, text: &str, span: Span) -> Result<Self, globset::Error> {
        let mut above = normal(folder);
        let mut names: Vec<&str> = Vec::new();
        for name in text.split('/').filter(|name| !name.is_empty() && *name != ".") {
            if name == ".." && names.is_empty() {
                above.pop();
            } else if names.is_empty() && escape(name) == name && Path::new(name).components().all(is_name) {
                above.push(name);
            } else {
                names.push(name);
            }
        }
        let mut pattern = escape(&above.to_string_lossy());
        for name in &names {
            pattern = format!("{pattern}/{name}");
        }
        let matcher = GlobBuilder::new(&pattern).literal_separator(true).build()?.compile_matcher();
        Ok(Self { text: text.to_owned(), span, above, matcher })
    }

    fn names_something(&self) -> bool {
        let is_named = |path: &Path| path.file_name() != Some(OsStr::new(LIBRARY_FILE)) && self.matcher.is_match(path);
        Walk::through(&self.above, Extent::Library).any(|found| match found {
            Found::Entry(entry) => is_named(entry.path()),
            Found::Outside(path) => is_named(&path),
            Found::Unseen(Unseen { path, .. }) => is_named(&path) && fs::symlink_metadata(&path).is_ok(),
            // Nobody looks further, so that nobody can say it names nothing.
            Found::Endless(_) => true,
        })
    }
}

fn is_name(component: Component<'_>) -> bool {
    matches!(component, Component::Normal(_))
}
