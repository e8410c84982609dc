//! The files of the repository with their texts.
//!
//! Build output and what version control keeps for itself are left out. Nothing is checked here.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::failure::Failure;

/// Folders that hold nothing an author wrote, from the root.
const LEFT_OUT: &[&str] =
    &[".git", "target", "crates/fuzz/target", "crates/fuzz/corpus", "crates/fuzz/artifacts", "crates/fuzz/coverage"];

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct TextFile {
    /// Its path from the root, with `/` between names.
    pub(crate) path: String,
    /// Its text; empty if it is not UTF-8.
    pub(crate) text: String,
}

impl TextFile {
    /// The name without folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What comes after the last dot of the name.
    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The lines with their numbers from 1.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// All files.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The root of the repository.
    pub(crate) root: PathBuf,
    /// The files by path.
    pub(crate) files: Vec<TextFile>,
}

impl Tree {
    /// Reads the repository that this program was built in.
    pub(crate) fn read() -> Result<Self, Failure> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_owned();
        let mut files = Vec::new();
        let is_wanted = |path: &Path| !LEFT_OUT.contains(&&*below(&root, path));
        for entry in WalkDir::new(&root).sort_by_file_name().into_iter().filter_entry(|entry| is_wanted(entry.path())) {
            let entry = entry?;
            if entry.file_type().is_file() {
                let bytes = fs::read(entry.path()).map_err(|source| failure(entry.path(), source))?;
                let text = String::from_utf8(bytes).unwrap_or_default();
                files.push(TextFile { path: below(&root, entry.path()), text });
            }
        }
        Ok(Self { root, files })
    }

    /// The file at a path from the root.
    pub(crate) fn file(&self, path: &str) -> Option<&TextFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a path from the root is a file, or a folder with files.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty() || self.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
    }

    /// The Rust files of the crates.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &TextFile> {
        self.files.iter().filter(|file| file.path.starts_with("crates/") && file.extension() == "rs")
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.root.join(path);
        fs::write(&path, text).map_err(|source| failure(&path, source))
    }
}

fn failure(path: &Path, source: std::io::Error) -> Failure {
    Failure::File { path: path.to_owned(), source }
}

fn below(root: &Path, path: &Path) -> String {
    let names = path.strip_prefix(root).unwrap_or(path).iter();
    names.map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/")
}
