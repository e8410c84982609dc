//! Which documents of a library build on which, as far as their trees say it.
//!
//! Knows the keys under which a document names another, and nothing of what it does with it. A file that
//! could not be read stands for the document whose place it has.

use std::collections::{BTreeMap, BTreeSet};

use medpol_diagnostics::{FileId, Span};
use medpol_syntax::document::DocumentKind;
use medpol_syntax::{Kind, Node};

use crate::path::LIBRARY_FILE;
use crate::tree::{Tree, TreeFile};

/// A document as others name it.
type Named<'a> = (DocumentKind, &'a str);

/// The first layer of vocabularies.
const VOCABULARIES: u16 = 3;
/// How many layers there are for vocabularies that use one another.
const VOCABULARY_LAYERS: u16 = 64;
/// The layer of value sets; sets of criteria, policies and cases follow.
const VALUE_SETS: u16 = VOCABULARIES + VOCABULARY_LAYERS;
/// The layer of policies.
pub(crate) const POLICIES: u16 = VALUE_SETS + 2;

/// The documents of a library by what they are called.
pub(super) struct Documents<'a> {
    kinds: BTreeMap<FileId, DocumentKind>,
    /// The files that may be meant by a name: by their id, or by their place where that differs.
    by_name: BTreeMap<Named<'a>, Vec<FileId>>,
    /// The names that a file builds on.
    uses: BTreeMap<FileId, Vec<Named<'a>>>,
    library: Option<FileId>,
    roots: BTreeMap<FileId, &'a Node>,
    layers: BTreeMap<FileId, u16>,
}

impl<'a> Documents<'a> {
    pub(super) fn of(tree: &'a Tree) -> Self {
        let mut documents = Self {
            kinds: BTreeMap::new(),
            by_name: BTreeMap::new(),
            uses: BTreeMap::new(),
            library: None,
            roots: BTreeMap::new(),
            layers: BTreeMap::new(),
        };
        for file in &tree.files {
            let kind = kind(file);
            documents.kinds.insert(file.file, kind);
            if kind == DocumentKind::Library {
                documents.library = Some(file.file);
            }
            for name in names(kind, file) {
                documents.by_name.entry((kind, name)).or_default().push(file.file);
            }
            let mut uses = Vec::new();
            if let Some(root) = &file.root {
                collect(root, &mut uses);
                documents.roots.insert(file.file, root);
            }
            documents.uses.insert(file.file, uses);
        }
        let files: Vec<FileId> = documents.kinds.keys().copied().collect();
        for file in files {
            let layer = documents.reckoned(file);
            documents.layers.insert(file, layer);
        }
        documents
    }

    /// How far a file stands from those that build on nothing; what is no document comes first.
    pub(super) fn layer(&self, file: FileId) -> u16 {
        self.layers.get(&file).copied().unwrap_or(0)
    }

    fn reckoned(&self, file: FileId) -> u16 {
        match self.kinds.get(&file) {
            None => 0,
            Some(DocumentKind::Library) => 1,
            Some(DocumentKind::CodeSystem) => 2,
            Some(DocumentKind::Vocabulary) => {
                let is_vocabulary = |other: &FileId| self.kinds.get(other) == Some(&DocumentKind::Vocabulary);
                let below = self.foundations(file).iter().filter(|other| is_vocabulary(other)).count();
                VOCABULARIES + u16::try_from(below).unwrap_or(u16::MAX).min(VOCABULARY_LAYERS - 1)
            }
            Some(DocumentKind::ValueSet) => VALUE_SETS,
            Some(DocumentKind::Criteria) => VALUE_SETS + 1,
            Some(DocumentKind::Policy) => POLICIES,
            Some(DocumentKind::Case | DocumentKind::Suite) => POLICIES + 1,
        }
    }

    /// Everything that a file builds on, directly or through others.
    pub(super) fn foundations(&self, file: FileId) -> BTreeSet<FileId> {
        let mut found = BTreeSet::new();
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            let used = self.uses.get(&file).into_iter().flatten();
            let named = used.filter_map(|name| self.by_name.get(name)).flatten().copied();
            let new: Vec<FileId> = named.filter(|used| found.insert(*used)).collect();
            open.extend(new);
        }
        found.remove(&file);
        found
    }

    /// The criterion or exclusion of a policy that a place lies in, as the key of the list and the number in it.
    pub(super) fn criterion(&self, place: Span) -> Option<(&str, usize)> {
        if !matches!(self.kinds.get(&place.file), Some(DocumentKind::Policy | DocumentKind::Criteria)) {
            return None;
        }
        let entries = self.roots.get(&place.file)?.mapping()?;
        let list = entries
            .iter()
            .find(|entry| matches!(&*entry.key, "criteria" | "exclusions") && entry.value.span.contains(place))?;
        let at = list.value.sequence()?.iter().position(|item| item.span.contains(place))?;
        Some((&list.key, at))
    }

    /// The file that says how the library works: what it says is part of the meaning of every other.
    pub(super) fn library(&self) -> Option<FileId> {
        self.library
    }
}

/// What a file is: by what it says, else by its place.
fn kind(file: &TreeFile) -> DocumentKind {
    file.kind.unwrap_or_else(|| match file.below.split('/').next() {
        Some(LIBRARY_FILE) => DocumentKind::Library,
        Some("vocabulary") => DocumentKind::Vocabulary,
        Some("value-sets") => DocumentKind::ValueSet,
        Some("code-systems") => DocumentKind::CodeSystem,
        Some("shared") => DocumentKind::Criteria,
        _ => DocumentKind::Policy,
    })
}

/// What others may call a file.
fn names(kind: DocumentKind, file: &TreeFile) -> Vec<&str> {
    let (folder, name) = file.below.rsplit_once('/').unwrap_or(("", &file.below));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let has_versions = matches!(kind, DocumentKind::Criteria | DocumentKind::Policy);
    let place = if has_versions { folder } else { stem };
    let mut names = vec![place];
    names.extend(file.text("id").filter(|id| *id != place));
    names
}

/// Adds the documents that a tree names.
fn collect<'a>(node: &'a Node, uses: &mut Vec<Named<'a>>) {
    match &node.kind {
        Kind::Scalar(_) => {
            // A code is written with its system.
            let system = node.text().and_then(|text| text.split_once(':'));
            uses.extend(system.map(|(system, _)| (DocumentKind::CodeSystem, system)));
        }
        Kind::Sequence(items) => items.iter().for_each(|item| collect(item, uses)),
        Kind::Mapping(entries) => {
            for entry in entries {
                if let Some(kind) = named_under(&entry.key) {
                    let texts =
                        entry.value.sequence().map_or_else(|| vec![&entry.value], |items| items.iter().collect());
                    let names = texts.into_iter().filter_map(Node::text);
                    uses.extend(names.map(|name| (kind, name.split('@').next().unwrap_or(name))));
                }
                collect(&entry.value, uses);
            }
        }
    }
}

/// The kind of document that is named under a key.
fn named_under(key: &str) -> Option<DocumentKind> {
    match key {
        "vocabulary" | "uses" | "base" => Some(DocumentKind::Vocabulary),
        "to" | "policy" => Some(DocumentKind::Policy),
        "use" => Some(DocumentKind::Criteria),
        "in_value_set" | "not_in_value_set" => Some(DocumentKind::ValueSet),
        "system" | "systems" => Some(DocumentKind::CodeSystem),
        _ => None,
    }
}
