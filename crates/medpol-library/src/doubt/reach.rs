//! Which files are broken, and which use them.
//!
//! A use is told by its name: a file uses a value set whose id stands anywhere in it. That may name too many,
//! and never too few. What a file in doubt can govern is not known here.

use std::collections::{BTreeMap, BTreeSet};

use medpol_diagnostics::{Code, Diagnostic, FileId, SourceMap, codes};
use medpol_model::answer::Unreadable;
use medpol_syntax::document::DocumentKind;
use medpol_syntax::{Kind, Node};

use super::part::{Part, Wrong};
use crate::tree::TreeFile;

/// The broken files of a library, and those that use them, by their numbers.
pub(super) struct Faults<'a> {
    wrong: BTreeMap<usize, Vec<Wrong<'a>>>,
    unreadable: BTreeMap<usize, Unreadable>,
    /// For every file in doubt the broken files because of which it is.
    causes: BTreeMap<usize, BTreeSet<usize>>,
    /// The files that say how the library works.
    library: Vec<usize>,
    /// What could not be opened.
    pub(super) elsewhere: Vec<Unreadable>,
}

/// What is said where a name is not known. The other side may be what is wrong.
static MISSED: [&Code; 6] = [&codes::P0201, &codes::P0205, &codes::P0216, &codes::P0218, &codes::P0220, &codes::P0224];

impl<'a> Faults<'a> {
    pub(super) fn of(parts: &[Part<'_>], errors: &[&'a Diagnostic], sources: &SourceMap) -> Self {
        let is_library =
            |part: &Part<'_>| part.kind == Some(DocumentKind::Library) || part.file.below == crate::path::LIBRARY_FILE;
        let library = parts.iter().enumerate().filter(|(_, part)| is_library(part)).map(|(at, _)| at).collect();
        let mut faults = Self {
            wrong: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            causes: BTreeMap::new(),
            library,
            elsewhere: Vec::new(),
        };
        for problem in errors {
            faults.add(problem, parts, sources);
        }
        faults.blame(parts, sources);
        faults.spread(parts);
        faults
    }

    /// Lays errors at the door of others: a name that is not known because the file that it names is broken.
    fn blame(&mut self, parts: &[Part<'_>], sources: &SourceMap) {
        let is_missed = |wrong: &Wrong<'_>| MISSED.contains(&wrong.problem.code);
        let broken: Vec<usize> =
            self.wrong.iter().filter(|(_, wrong)| !wrong.iter().all(is_missed)).map(|(at, _)| *at).collect();
        let provides = |at: usize, name: &str| {
            let name = name.trim_matches(['"', '\'']);
            let name = name.split('@').next().unwrap_or(name);
            parts.get(at).is_some_and(|part| [part.id(), Some(part.stem()), Some(part.folder())].contains(&Some(name)))
        };
        for (at, wrong) in self.wrong.iter().filter(|(at, _)| !broken.contains(at)) {
            let names = wrong.iter().map(|wrong| sources.text(wrong.span));
            let causes: Vec<Vec<usize>> =
                names.map(|name| broken.iter().copied().filter(|broken| provides(*broken, name)).collect()).collect();
            if causes.iter().all(|causes| !causes.is_empty()) {
                self.causes.insert(*at, causes.into_iter().flatten().collect());
            }
        }
    }

    /// Notes an error with every file that it touches: its own, and others of the same kind.
    fn add(&mut self, problem: &'a Diagnostic, parts: &[Part<'_>], sources: &SourceMap) {
        let find = |span: medpol_diagnostics::Span| parts.iter().position(|part| part.file.file == span.file);
        let Some(own) = find(problem.primary.span) else {
            // Where there is no policy, none is in doubt.
            if problem.code == &codes::P0014 {
                return;
            }
            self.elsewhere.push(unreadable(problem, sources));
            return;
        };
        let kind = parts.get(own).map(|part| part.kind);
        let others = problem.secondary.iter().map(|label| label.span);
        for span in std::iter::once(problem.primary.span).chain(others) {
            let Some(at) = find(span) else { continue };
            if at == own || parts.get(at).map(|part| part.kind) == kind {
                self.wrong.entry(at).or_default().push(Wrong { span, problem });
                let is_own = at == own;
                let told = unreadable(problem, sources);
                if is_own && self.unreadable.get(&at).is_some_and(|known| known.file != told.file) {
                    self.unreadable.insert(at, told);
                } else {
                    self.unreadable.entry(at).or_insert(told);
                }
                self.causes.entry(at).or_default().insert(at);
            }
        }
    }

    /// Adds the files that use a file in doubt.
    fn spread(&mut self, parts: &[Part<'_>]) {
        let mentions: Vec<Mentions<'_>> =
            parts.iter().map(|part| part.root.as_deref().map(Mentions::of).unwrap_or_default()).collect();
        let mut open: Vec<usize> = self.causes.keys().copied().collect();
        while let Some(at) = open.pop() {
            let Some(part) = parts.get(at).filter(|part| !part.is_policy()) else { continue };
            let names = Names::of(part);
            let causes = self.causes.get(&at).cloned().unwrap_or_default();
            for (user, mentions) in mentions.iter().enumerate() {
                let known = self.causes.get(&user);
                let is_new = !known.is_some_and(|known| known.is_superset(&causes));
                if user != at && is_new && mentions.has(&names) {
                    self.causes.entry(user).or_default().extend(causes.iter().copied());
                    open.push(user);
                }
            }
        }
    }

    /// The broken files because of which a file is in doubt.
    pub(super) fn causes(&self, at: usize) -> BTreeSet<Unreadable> {
        let causes = self.causes.get(&at).into_iter().flatten();
        causes.filter_map(|cause| self.unreadable.get(cause)).cloned().collect()
    }

    /// The errors that touch a file.
    pub(super) fn wrong(&self, at: usize) -> &[Wrong<'a>] {
        self.wrong.get(&at).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an error touches a file.
    pub(super) fn is_broken(&self, at: usize) -> bool {
        self.wrong.contains_key(&at)
    }

    /// The broken files because of which it is in doubt how the library works.
    pub(super) fn of_library(&self) -> Vec<Unreadable> {
        let causes: BTreeSet<Unreadable> = self.library.iter().flat_map(|at| self.causes(*at)).collect();
        causes.into_iter().collect()
    }

    /// Every broken file, with the first error in it.
    pub(super) fn unreadable(&self) -> Vec<Unreadable> {
        let all: BTreeSet<&Unreadable> = self.unreadable.values().chain(&self.elsewhere).collect();
        all.into_iter().cloned().collect()
    }
}

fn unreadable(problem: &Diagnostic, sources: &SourceMap) -> Unreadable {
    let place = problem.primary.span;
    let position = sources.position(place);
    Unreadable {
        file: sources.name(place).to_owned(),
        line: position.line,
        column: position.column,
        code: problem.code.number.to_owned(),
        message: problem.message.clone(),
    }
}

/// The files that use some others, by way of third ones too. Policies are not used.
pub(crate) fn users_of(files: &[TreeFile], used: &[&TreeFile], sources: &SourceMap) -> BTreeSet<FileId> {
    let parts: Vec<Part<'_>> = files.iter().map(|file| Part::of(file, sources)).collect();
    let mentions: Vec<Mentions<'_>> =
        parts.iter().map(|part| part.root.as_deref().map(Mentions::of).unwrap_or_default()).collect();
    let first: Vec<Part<'_>> = used.iter().map(|file| Part::of(file, sources)).collect();
    let mut open: Vec<&Part<'_>> = first.iter().collect();
    let mut users = BTreeSet::new();
    while let Some(part) = open.pop() {
        let names = Names::of(part);
        for (user, mentions) in parts.iter().zip(&mentions) {
            if user.file.file != part.file.file && mentions.has(&names) && users.insert(user.file.file) {
                open.push(user);
            }
        }
    }
    users
}

/// The files whose names are in no other file.
pub(crate) fn not_mentioned<'f>(files: &'f [TreeFile], sources: &SourceMap) -> Vec<&'f TreeFile> {
    let parts: Vec<Part<'_>> = files.iter().map(|file| Part::of(file, sources)).collect();
    let mut mentioned = BTreeMap::<&str, BTreeSet<FileId>>::new();
    for part in &parts {
        let mentions = part.root.as_deref().map(Mentions::of).unwrap_or_default();
        for text in mentions.texts {
            mentioned.entry(text).or_default().insert(part.file.file);
        }
    }
    let is_used = |part: &Part<'_>| {
        let users = Names::of(part).texts.into_iter().filter_map(|name| mentioned.get(name)).flatten();
        users.copied().any(|user| user != part.file.file)
    };
    files.iter().zip(&parts).filter(|(_, part)| !is_used(part)).map(|(file, _)| file).collect()
}

/// The names under which a file is used.
struct Names<'a> {
    /// Whole texts, with or without a version behind an `@`.
    texts: BTreeSet<&'a str>,
    /// Code systems.
    systems: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn of(part: &'a Part<'_>) -> Self {
        let own = |place: &'a str| part.id().into_iter().chain([place]).collect::<BTreeSet<&str>>();
        let none = BTreeSet::new;
        match part.kind {
            Some(DocumentKind::Vocabulary | DocumentKind::ValueSet) => {
                Self { texts: own(part.stem()), systems: none() }
            }
            Some(DocumentKind::Criteria) => Self { texts: own(part.folder()), systems: none() },
            Some(DocumentKind::Policy | DocumentKind::Library) => Self { texts: none(), systems: none() },
            // Without the only code system every name is one, and nobody misses it. Anything else that is
            // missing is an error where it is used. So a file of another kind may be a code system.
            Some(DocumentKind::CodeSystem | DocumentKind::Case | DocumentKind::Suite) | None => {
                Self { texts: none(), systems: own(part.stem()) }
            }
        }
    }
}

/// The texts in a file that may be names.
#[derive(Default)]
struct Mentions<'a> {
    texts: BTreeSet<&'a str>,
    systems: BTreeSet<&'a str>,
}

impl<'a> Mentions<'a> {
    fn of(root: &'a Node) -> Self {
        let mut mentions = Self::default();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            match &node.kind {
                Kind::Scalar(scalar) => {
                    let text = &*scalar.text;
                    mentions.texts.insert(text.split_once('@').map_or(text, |(name, _)| name));
                    mentions.systems.extend(text.split_once(':').map(|(system, _)| system));
                }
                Kind::Sequence(items) => open.extend(items),
                Kind::Mapping(entries) => {
                    for entry in entries {
                        if matches!(&*entry.key, "system" | "systems") {
                            mentions.systems.extend(entry.value.text());
                            let several = entry.value.sequence().unwrap_or_default();
                            mentions.systems.extend(several.iter().filter_map(Node::text));
                        }
                        open.push(&entry.value);
                    }
                }
            }
        }
        mentions
    }

    fn has(&self, names: &Names<'_>) -> bool {
        !self.texts.is_disjoint(&names.texts) || !self.systems.is_disjoint(&names.systems)
    }
}
