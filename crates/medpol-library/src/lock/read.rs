//! A lock from its file: what it says, or what is wrong with it.
//!
//! A lock that is broken or was cut short is never read in part: it would pass a library that is cut
//! short as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};
use medpol_model::value::Digest;
use medpol_syntax::document::{LockDocument, Map, Read, ReleaseKind};
use medpol_syntax::{Node, Schema, parse_generated};

use super::{LOCK_FILE, Lock, LockedCases, LockedPolicy, library_digest};
use crate::file::read_generated;

/// What is found where the lock of a library should be.
#[derive(Clone, Debug)]
pub(crate) enum LockFile {
    /// Nothing.
    Missing,
    /// A lock.
    Read(Box<ReadLock>),
    /// Something that is no lock, or may not be read.
    Broken(Vec<Diagnostic>),
}

/// A lock, and where its parts stand.
#[derive(Clone, Debug)]
pub(crate) struct ReadLock {
    /// What it says.
    pub(crate) lock: Lock,
    /// Digest of its text.
    pub(crate) digest: String,
    /// Where `files` stands.
    pub(crate) files: Span,
    /// Where `policies` stands.
    pub(crate) policies: Span,
    /// Where `cases` stands.
    pub(crate) cases: Span,
}

impl LockFile {
    /// Reads the lock in the folder of a library.
    pub(crate) fn read(folder: &Path, sources: &mut SourceMap) -> Self {
        let path = folder.join(LOCK_FILE);
        // A link that leads nowhere is not the same as nothing: it may be about to lead somewhere again.
        if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Self::Missing;
        }
        match read_generated(&path, folder, sources) {
            Ok(bytes) => Self::of_text(&crate::path::name(&path), &bytes, sources),
            Err(problem) => Self::Broken(vec![*problem]),
        }
    }

    /// Reads the text of a lock.
    pub(crate) fn of_text(name: &str, bytes: &[u8], sources: &mut SourceMap) -> Self {
        let parsed = parse_generated(sources, name, bytes);
        let mut diagnostics = parsed.diagnostics;
        let document = parsed.root.as_ref().and_then(|root| {
            diagnostics.extend(schema().iter().flat_map(|schema| schema.check(root)));
            Some((root, LockDocument::read(root)?))
        });
        if let (Some((root, document)), true) = (&document, diagnostics.is_empty()) {
            let read = ReadLock::of(root, document, bytes);
            match read.contradiction(document) {
                None => return Self::Read(Box::new(read)),
                Some(problem) => diagnostics.push(problem),
            }
        }
        if diagnostics.is_empty() {
            diagnostics.push(Diagnostic::new(
                &codes::P0103,
                Span::new(parsed.file, 0, 0),
                format!("`{name}` cannot be read as a lock"),
            ));
        }
        if let Some(first) = diagnostics.first_mut() {
            first.help.push("nobody writes a lock by hand: check the library, then `medpol lock` writes it".to_owned());
        }
        Self::Broken(diagnostics)
    }

    /// Digest of the text, or of what is wrong; empty where there is nothing.
    pub(crate) fn fingerprint(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Read(read) => read.digest.clone(),
            Self::Broken(diagnostics) => {
                let mut digest = Digest::default();
                for problem in diagnostics {
                    digest.field(problem.message.as_bytes());
                }
                digest.finish()
            }
        }
    }
}

/// The compiled schema, made once.
fn schema() -> Option<&'static Schema> {
    static SCHEMA: OnceLock<Option<Schema>> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::compile(&ReleaseKind::Lock.schema()).ok()).as_ref()
}

impl ReadLock {
    fn of(root: &Node, document: &LockDocument, bytes: &[u8]) -> Self {
        let policies = document.policies.0.iter().map(|(reference, policy)| {
            let locked = LockedPolicy {
                meaning: policy.meaning.0.to_string(),
                governs: policy.governs.0.to_string(),
                text: policy.text.0.to_string(),
                cases: policy.cases.map(|cases| cases.number as usize),
            };
            (reference.to_string(), locked)
        });
        let cases = document.fixtures.as_ref().map(|folder| LockedCases {
            folder: folder.to_string(),
            files: by_name(&document.cases, |count| count.number as usize),
        });
        let lock = Lock {
            generator: document.generator.to_string(),
            date: document.date.0.to_string(),
            library: document.library.0.to_string(),
            files: by_name(&document.files, |digest| digest.0.to_string()),
            policies: policies.collect(),
            cases,
        };
        let at = |key: &str| root.entry(key).map_or(root.span, |entry| entry.key_span);
        Self { lock, digest: Digest::of(bytes), files: at("files"), policies: at("policies"), cases: at("cases") }
    }

    /// P0018 where the list of files is not the one that the lock was written with.
    fn contradiction(&self, document: &LockDocument) -> Option<Diagnostic> {
        let files = self.lock.files.iter().map(|(below, digest)| (&**below, &**digest));
        let found = library_digest(files);
        (found != self.lock.library).then(|| {
            let message = "the lock contradicts itself: its list of files does not have the digest that it names";
            Diagnostic::new(&codes::P0018, document.library.0.span, message)
                .label("not the digest of the list")
                .also(self.files, "files are missing here, or were changed")
        })
    }
}

fn by_name<T, U>(map: &Map<T>, value: impl Fn(&T) -> U) -> BTreeMap<String, U> {
    map.0.iter().map(|(name, found)| (name.to_string(), value(found))).collect()
}
