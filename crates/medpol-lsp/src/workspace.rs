//! What is open, and what became of the library with it.
//!
//! A change is looked at once, however many requests follow it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::Uri;
use medpol_diagnostics::{FileId, Span};
use medpol_library::{Checks, Desk, DeskFile, Laid, OpenText, library_folder};
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::Node;

use crate::address;
use crate::names::{Name, Occurrence, Role, occurrences};
use crate::place::Lines;

/// Where the library and its cases lie, from the folder that is open.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The folder that is meant where the editor names none.
    pub root: PathBuf,
    /// The library.
    pub policies: PathBuf,
    /// The cases.
    pub fixtures: PathBuf,
}

/// A text that is open.
#[derive(Clone, Debug)]
pub(crate) struct Buffer {
    pub(crate) path: PathBuf,
    pub(crate) text: Arc<str>,
    pub(crate) version: i32,
}

pub(crate) struct Workspace {
    desk: Desk,
    buffers: BTreeMap<String, Buffer>,
    laid: Option<Arc<Laid>>,
    /// The names in files that are not open, which change only with the disk.
    saved_names: BTreeMap<FileId, Arc<[Occurrence]>>,
}

impl Workspace {
    pub(crate) fn open(root: &Path, folders: &Folders) -> Self {
        let checks = Checks { lint: medpol_analysis::lint, health: None, as_of: None };
        let policies = library_folder(root, &folders.policies);
        let desk = Desk::open(&policies, &root.join(&folders.fixtures), checks);
        Self { desk, buffers: BTreeMap::new(), laid: None, saved_names: BTreeMap::new() }
    }

    /// A text was opened or changed.
    pub(crate) fn put(&mut self, address: &Uri, text: String, version: i32) {
        if let Some(path) = address::path(address) {
            self.buffers.insert(address.as_str().to_owned(), Buffer { path, text: text.into(), version });
            self.laid = None;
        }
    }

    pub(crate) fn close(&mut self, address: &Uri) {
        self.buffers.remove(address.as_str());
        self.look();
    }

    /// Something on disk may be different.
    pub(crate) fn look(&mut self) {
        self.desk.look();
        self.saved_names.clear();
        self.laid = None;
    }

    pub(crate) fn buffer(&self, address: &Uri) -> Option<&Buffer> {
        self.buffers.get(address.as_str())
    }

    /// What is open, by address.
    pub(crate) fn buffers(&self) -> impl Iterator<Item = (&str, &Buffer)> {
        self.buffers.iter().map(|(address, buffer)| (&**address, buffer))
    }

    /// The library as it is with everything that is open.
    pub(crate) fn laid(&mut self) -> Arc<Laid> {
        if let Some(laid) = &self.laid {
            return Arc::clone(laid);
        }
        let open: Vec<OpenText<'_>> =
            self.buffers.values().map(|buffer| OpenText { path: &buffer.path, text: &buffer.text }).collect();
        let laid = Arc::new(self.desk.lay(&open));
        self.laid = Some(Arc::clone(&laid));
        laid
    }

    /// Every name in every file.
    pub(crate) fn names(&mut self) -> Vec<Occurrence> {
        let laid = self.laid();
        let mut all = Vec::new();
        for file in &laid.files {
            if self.buffers.values().any(|buffer| buffer.path == file.path) {
                all.extend(occurrences(file));
            } else {
                let names = self.saved_names.entry(file.file).or_insert_with(|| occurrences(file).into());
                all.extend(names.iter().cloned());
            }
        }
        all
    }
}

/// A document at which a request is made.
pub(crate) struct Here {
    pub(crate) laid: Arc<Laid>,
    pub(crate) file: DeskFile,
    pub(crate) text: Arc<str>,
    pub(crate) offset: usize,
}

impl Here {
    /// What lies at a position of a document that is open.
    pub(crate) fn at(workspace: &mut Workspace, address: &Uri, position: lsp_types::Position) -> Option<Self> {
        let buffer = workspace.buffer(address)?.clone();
        let laid = workspace.laid();
        let file = laid.file(&buffer.path)?.clone();
        let offset = Lines::of(&buffer.text).offset(position);
        Some(Self { laid, file, text: buffer.text, offset })
    }

    /// The name at the position; the narrowest where one lies in another.
    pub(crate) fn name(&self) -> Option<Occurrence> {
        let has = |span: Span| (span.start as usize..=span.end as usize).contains(&self.offset);
        let all = occurrences(&self.file).into_iter().filter(|found| has(found.span));
        all.min_by_key(|found| (found.span.end - found.span.start, found.role == Role::Definition))
    }

    /// The vocabulary of a document: its own, that of the policy that a case names, or the base.
    pub(crate) fn vocabulary(&self) -> Option<Vocabulary> {
        let library = &self.laid.library;
        let by_id = |id: &str| library.vocabularies().find(|known| *known.id == *id).cloned();
        let root = self.file.root.as_deref();
        let written = root.and_then(|root| root.get("vocabulary")?.text()).map(str::to_owned);
        let written = written.or_else(|| top(&self.text, "vocabulary"));
        if let Some(found) = written.and_then(|id| by_id(&id)) {
            return Some(found);
        }
        let policy = self.policy_of_case();
        let named = policy.and_then(|policy| {
            let (id, version) = policy.split_once('@').map_or((&*policy, None), |(id, version)| (id, Some(version)));
            match version {
                Some(version) => library.policy(id, version),
                None => library.versions(id).last().copied(),
            }
        });
        if let Some(policy) = named {
            return Some((*policy.vocabulary).clone());
        }
        let own = root.filter(|root| root.get("facts").is_some()).and_then(|root| root.get("id")?.text());
        own.and_then(by_id).or_else(|| library.base().map(|base| (**base).clone()))
    }

    /// The policy that a case names.
    pub(crate) fn policy_of_case(&self) -> Option<String> {
        let root = self.file.root.as_deref();
        let named =
            |root: &Node| root.get("policy").or_else(|| root.get("expect")?.get("policy"))?.text().map(str::to_owned);
        root.and_then(named).or_else(|| {
            let line = self.text.lines().find_map(|line| line.trim().strip_prefix("policy:"))?;
            Some(line.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned())
        })
    }

    /// Where a name is defined.
    pub(crate) fn is_defined(name: &Name, found: &Occurrence) -> bool {
        found.role == Role::Definition && found.name.is_same(name)
    }
}

/// The value of a key at the top of a text that may be unfinished.
pub(crate) fn top(text: &str, key: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}
