//! A loaded library: its compiled policies and how they are looked up.
//!
//! Loading and compiling happen here once; nothing changes a library afterwards.

use std::path::Path;
use std::sync::Arc;

use medpol_compiler::{Compiled, Input, Selectors, compile};
use medpol_diagnostics::{Diagnostic, Label, Severity, SourceMap, codes, has_errors, sort};
use medpol_model::answer::{Contact, LibraryState, ResolutionReport, Unreadable, ValueSetDescription};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::{Date, Symbols};
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::DocumentKind;

use crate::across::{self, Places};
use crate::consequences::{self, HeldBack};
use crate::doubt::{Doubts, Version};
use crate::file::at;
use crate::lock::{self, LockFile};
use crate::path::{LIBRARY_FILE, name};
use crate::resolve::Index;
use crate::tree::{Earlier, Tree, TreeFile};
use crate::{Keys, Named, PolicyNumber, Resolution, Told};

/// All policies below one folder, as far as they could be compiled.
#[derive(Clone, Debug)]
pub struct Library {
    name: String,
    pub(crate) compiled: Compiled,
    counts: DocumentCounts,
    /// The files in which something was held back, because it may follow from what is wrong elsewhere.
    pub(crate) held_back: HeldBack,
    /// What resolution needs; none where the library does not say which facts select a policy.
    index: Option<Index>,
    /// What is in doubt because of errors.
    doubts: Doubts,
    /// What its lock says against it; only where the library was loaded to decide by.
    lock: Vec<Diagnostic>,
    /// What its reader should know about how it was checked.
    pub(crate) notes: Vec<Label>,
}

/// How far a library can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reliance {
    /// It has no errors.
    Whole,
    /// A file has errors; what that file cannot concern can be answered.
    Incomplete,
    /// There is nothing to answer by: no folder, or no policy in it.
    Nothing,
}

/// How many files of each kind there are, whole or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentCounts {
    /// Policy versions.
    pub policies: usize,
    /// Sets of criteria.
    pub criteria_sets: usize,
    /// Vocabularies.
    pub vocabularies: usize,
    /// Value sets.
    pub value_sets: usize,
    /// Code systems.
    pub code_systems: usize,
    /// Cases that are files of their own.
    pub cases: usize,
    /// Suites of cases.
    pub suites: usize,
    /// Cases that are rows of suites; no files.
    pub rows: usize,
    /// Everything else that was read.
    pub others: usize,
}

impl DocumentCounts {
    /// How many files that is.
    pub const fn files(&self) -> usize {
        let codes = self.value_sets + self.code_systems;
        let documents = self.policies + self.criteria_sets + self.vocabularies + codes;
        documents + self.cases + self.suites + self.others
    }

    pub(crate) fn add(&mut self, kind: Option<DocumentKind>) {
        match kind {
            Some(DocumentKind::Policy) => self.policies += 1,
            Some(DocumentKind::Criteria) => self.criteria_sets += 1,
            Some(DocumentKind::Vocabulary) => self.vocabularies += 1,
            Some(DocumentKind::ValueSet) => self.value_sets += 1,
            Some(DocumentKind::CodeSystem) => self.code_systems += 1,
            Some(DocumentKind::Case) => self.cases += 1,
            Some(DocumentKind::Suite) => self.suites += 1,
            Some(DocumentKind::Library) | None => self.others += 1,
        }
    }
}

impl Library {
    /// Loads the library in a folder; the texts go to `sources`, what is wrong to
    /// [`Library::diagnostics`].
    pub fn load(folder: &Path, sources: &mut SourceMap) -> Self {
        let tree = Tree::of_library(folder, &Earlier::default(), sources);
        let mut library = Self::compile(folder, &tree, sources);
        library.lock = lock::against(&LockFile::read(folder, sources), &tree, &library);
        library.lock.iter_mut().for_each(|problem| problem.severity = Severity::Warning);
        library
    }

    /// Compiles the files of a tree.
    pub(crate) fn compile(folder: &Path, tree: &Tree, sources: &mut SourceMap) -> Self {
        let inputs: Vec<Input<'_>> =
            tree.files.iter().filter_map(|file| Some(Input { path: &file.below, root: file.root.as_ref()? })).collect();
        let mut compiled = compile(&inputs);
        compiled.diagnostics.extend(tree.diagnostics.iter().cloned());
        let name = name(folder);
        if compiled.policy_files == 0 && !has_errors(&compiled.diagnostics) {
            compiled.diagnostics.push(nothing(&name, sources));
        }
        // One that cannot be read is there too, and has an error of its own.
        let is_library = |file: &TreeFile| file.kind == Some(DocumentKind::Library) || file.below == LIBRARY_FILE;
        let has_library = tree.files.iter().any(is_library);
        if compiled.policy_files > 0 && !has_library {
            compiled.diagnostics.push(no_library(&name, sources));
        }
        let index = Index::of(&compiled, &Doubts::default());
        let selectors = compiled.selectors.as_ref();
        across::check(&compiled.policies, selectors, index.as_ref(), &Places::of(tree), &mut compiled.diagnostics);
        sort(&mut compiled.diagnostics);
        let doubts = Doubts::of(tree, &compiled, sources);
        let index = if doubts.unreadable.is_empty() {
            index
        } else {
            doubts.number_names(&mut compiled.symbols);
            Index::of(&compiled, &doubts)
        };
        let held_back = consequences::fold(tree, sources, &mut compiled.diagnostics);
        let mut counts = DocumentCounts::default();
        for file in &tree.files {
            counts.add(file.kind);
        }
        Self { name, compiled, counts, held_back, index, doubts, lock: Vec::new(), notes: Vec::new() }
    }

    /// This library under another name to readers.
    pub(crate) fn called(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// This library with further diagnostics.
    pub(crate) fn with(mut self, found: impl Iterator<Item = Diagnostic>) -> Self {
        self.extend(found);
        self
    }

    /// Adds what was found in whole policies, at its place in the order.
    pub(crate) fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        let placed = found.into_iter().map(|problem| Diagnostic { layer: consequences::POLICIES, ..problem });
        self.compiled.diagnostics.extend(placed);
        sort(&mut self.compiled.diagnostics);
    }

    /// This library with what should have been read again before a day.
    pub(crate) fn reviewed(mut self, day: Option<Date>, tree: &Tree) -> Self {
        if let Some(day) = day {
            let mut overdue = Vec::new();
            across::review(&self.compiled.policies, day, &Places::of(tree), &mut overdue);
            self.extend(overdue);
        }
        self
    }

    /// The vocabulary that every other one builds on. It has the facts that select a policy.
    pub fn base(&self) -> Option<&Arc<Vocabulary>> {
        self.compiled.vocabularies.get(&self.compiled.selectors.as_ref()?.base)
    }

    /// The facts that select a policy; none where the library does not say which.
    pub const fn selectors(&self) -> Option<&Selectors> {
        self.compiled.selectors.as_ref()
    }

    /// The path of the fact that holds the code of each requested service.
    pub fn services(&self) -> Option<&str> {
        self.compiled.selectors.as_ref().map(|selectors| &*selectors.services)
    }

    /// How far it can be relied on.
    pub fn reliance(&self) -> Reliance {
        let is_empty = self.counts == DocumentCounts::default();
        let has_policy = self.compiled.policy_files > 0 || !self.doubts.policies.is_empty();
        match (has_errors(self.diagnostics()), is_empty || !has_policy && self.doubts.everything.is_empty()) {
            (false, _) => Reliance::Whole,
            (true, false) => Reliance::Incomplete,
            (true, true) => Reliance::Nothing,
        }
    }

    /// Its broken files by name, each with its first error; none where it is whole.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.doubts.unreadable
    }

    /// The word for answers, where a file of it has errors.
    pub fn state(&self) -> Option<LibraryState> {
        self.doubts.state()
    }

    /// Who decides, and how to reach them, as letters say it; none where the library says nothing of letters.
    pub fn contact(&self) -> Option<&Contact> {
        self.compiled.contact.as_ref()
    }

    /// The files because of which nothing can be answered; none where something can.
    pub fn everything_in_doubt(&self) -> &[Unreadable] {
        &self.doubts.everything
    }

    /// The files that cannot be read and because of which a policy that is named cannot be applied.
    pub fn in_doubt(&self, named: &Named) -> Vec<Unreadable> {
        let is_there = |version: &str| self.policy(named.id(), version).is_some();
        let version = if named.version().is_some_and(is_there) { Version::Sure } else { Version::NotSure };
        self.doubts.about(named, version)
    }

    /// Whether a policy version is in doubt.
    pub fn is_in_doubt(&self, policy: &Policy) -> bool {
        let number = (0_u32..).zip(self.policies()).find(|(_, known)| std::ptr::eq(Arc::as_ptr(known), policy));
        number.is_some_and(|(number, _)| self.doubts.has(PolicyNumber(number)))
    }

    /// What governs each requested service of a case that was decoded against [`Library::base`].
    ///
    /// Compares numbers only; [`Library::explain`] has the words. Nothing governs anything in a library
    /// that does not say which facts select a policy.
    pub fn resolve(&self, case: &Case) -> Resolution {
        self.index.as_ref().map(|index| index.resolve(case)).unwrap_or_default()
    }

    /// The keys on which a policy version misses a request for whatever reason: none where it fits, may fit, or
    /// never comes to a request by what it applies to.
    pub(crate) fn missed(&self, number: PolicyNumber, case: &Case) -> Option<Keys> {
        self.index.as_ref()?.missed(number, case)
    }

    /// The words for a resolution of this case: what was looked at, and why it was chosen or not.
    pub fn explain(&self, resolution: &Resolution, case: &Case, told: Told) -> Option<ResolutionReport> {
        let index = self.index.as_ref()?;
        Some(index.explain(resolution, case, self.policies(), self.symbols(), &self.doubts, told))
    }

    /// The policy version with this number.
    pub fn numbered(&self, number: PolicyNumber) -> Option<&Arc<Policy>> {
        self.policies().get(number.0 as usize)
    }

    /// The folder, as the user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong with its files, in order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.compiled.diagnostics
    }

    /// What its reader should know about how it was checked, each at its place.
    pub(crate) fn notes(&self) -> &[Label] {
        &self.notes
    }

    /// What a lock, where there is one, says against the library that was loaded, as warnings: whoever tries
    /// something out decides by what is on disk, and should know that it is not what was locked.
    pub fn unlike_lock(&self) -> &[Diagnostic] {
        &self.lock
    }

    /// How many files it has.
    pub const fn counts(&self) -> DocumentCounts {
        self.counts
    }

    /// The numbered texts of its policies.
    pub const fn symbols(&self) -> &Symbols {
        &self.compiled.symbols
    }

    /// Every policy version that could be compiled, by id and first effective day.
    pub fn policies(&self) -> &[Arc<Policy>] {
        &self.compiled.policies
    }

    /// Every vocabulary without errors, by id.
    pub fn vocabularies(&self) -> impl Iterator<Item = &Vocabulary> {
        self.compiled.vocabularies.values().map(|vocabulary| &**vocabulary)
    }

    /// A value set as its document says it; what uses it is not looked for.
    pub fn value_set(&self, id: &str) -> Option<&ValueSetDescription> {
        self.compiled.value_sets.get(id)
    }

    /// The ids of its value sets, in order.
    pub fn value_sets(&self) -> impl Iterator<Item = &str> {
        self.compiled.value_sets.keys().map(|id| &**id)
    }

    /// The ids of its policies, in order.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.policies().iter().map(|policy| &*policy.id.0).collect();
        ids.dedup();
        ids
    }

    /// The versions of a policy by first effective day; empty if no policy has this id.
    pub fn versions(&self, id: &str) -> Vec<&Arc<Policy>> {
        self.of_id(id).iter().collect()
    }

    /// One version of a policy.
    pub fn policy(&self, id: &str, version: &str) -> Option<&Arc<Policy>> {
        self.of_id(id).iter().find(|policy| &*policy.version == version)
    }

    /// The versions of a policy, which stand together.
    fn of_id(&self, id: &str) -> &[Arc<Policy>] {
        let policies = self.policies();
        let first = policies.partition_point(|policy| &*policy.id.0 < id);
        let after = policies.partition_point(|policy| &*policy.id.0 <= id);
        policies.get(first..after).unwrap_or_default()
    }
}

/// P0016 at a folder with policies and no word on how they work together.
fn no_library(folder: &str, sources: &mut SourceMap) -> Diagnostic {
    Diagnostic::new(&codes::P0016, at(folder, sources), format!("there is no `library.yaml` in `{folder}`"))
        .label("which date is now, and which facts select a policy?")
        .help("add a file that begins with `format: medpol/library/1`; `medpol explain P0016` shows one")
}

/// P0014 at a folder without policies.
fn nothing(folder: &str, sources: &mut SourceMap) -> Diagnostic {
    Diagnostic::new(&codes::P0014, at(folder, sources), format!("there is no policy in `{folder}`"))
        .label("nothing to check")
        .help("a policy is a file `<publisher>/<policy>/<version>.yaml` that begins with `format: medpol/policy/1`")
}
