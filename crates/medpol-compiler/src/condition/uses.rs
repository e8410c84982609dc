//! Which criteria of a document were inserted from sets, by their places.
//!
//! A mistake that only one policy makes in a set is so reported where that policy uses the set. How sets
//! are found and inserted is not known here.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, FileId, Label, Severity, Span, codes, has_errors_in};
use medpol_syntax::Node;
use medpol_syntax::document::{CriteriaDocument, Text};

/// A version of a set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set<'a> {
    pub(crate) root: &'a Node,
    pub(crate) document: &'a CriteriaDocument,
}

/// The sets that a document uses, and the `use` entries that could not be followed.
#[derive(Debug, Default)]
pub(crate) struct Uses<'a> {
    list: Vec<Use<'a>>,
    refused: BTreeSet<Span>,
    /// Which uses inserted the criterion at a place, by their numbers. No place lies in another.
    by_place: BTreeMap<Span, Vec<usize>>,
}

/// A `use` entry that was replaced.
#[derive(Debug)]
pub(crate) struct Use<'a> {
    /// `id@version` of the set.
    pub(crate) origin: Arc<str>,
    /// Where the name of the set is written.
    pub(crate) span: Span,
    pub(crate) set: Set<'a>,
    /// The places of the criteria in the set.
    pub(crate) inserted: Vec<Span>,
}

impl<'a> Uses<'a> {
    /// A document that uses nothing.
    pub(crate) const fn none() -> Self {
        Self { list: Vec::new(), refused: BTreeSet::new(), by_place: BTreeMap::new() }
    }

    /// Adds an entry that was replaced.
    pub(crate) fn add(&mut self, used: Use<'a>) {
        for place in &used.inserted {
            self.by_place.entry(*place).or_default().push(self.list.len());
        }
        self.list.push(used);
    }

    /// Notes an entry that was refused, and reported.
    pub(crate) fn refuse(&mut self, span: Span) {
        self.refused.insert(span);
    }

    /// Whether what is there was refused, and reported.
    pub(crate) fn is_refused(&self, span: Span) -> bool {
        self.refused.contains(&span)
    }

    /// Whether every use could be followed to a set without errors.
    pub(crate) fn are_whole(&self, diagnostics: &[Diagnostic]) -> bool {
        let is_broken = |used: &Use<'_>| has_errors_in(diagnostics, used.set.document.span.file);
        self.refused.is_empty() && !self.list.iter().any(is_broken)
    }

    /// The files of the used sets.
    pub(crate) fn files(&self) -> BTreeSet<FileId> {
        self.list.iter().map(|used| used.set.document.span.file).collect()
    }

    /// The trees of the used sets, each once, in the order of use.
    pub(crate) fn roots(&self) -> Vec<&'a Node> {
        let mut used: Vec<&Use<'_>> = Vec::new();
        for one in &self.list {
            if !used.iter().any(|known| known.origin == one.origin) {
                used.push(one);
            }
        }
        used.into_iter().map(|one| one.set.root).collect()
    }

    /// The use that inserted the criterion at this place.
    pub(crate) fn inserting(&self, span: Span) -> Option<&Use<'a>> {
        self.list.get(*self.by_place.get(&span)?.first()?)
    }

    /// The use that a place in a set was inserted by.
    fn of(&self, span: Span) -> Option<&Use<'a>> {
        self.all_of(span).next()
    }

    fn all_of(&self, span: Span) -> impl Iterator<Item = &Use<'a>> {
        let before = self.by_place.range(..=Span { end: u32::MAX, ..span }).next_back();
        let around = before.filter(|(place, _)| place.contains(span));
        around.into_iter().flat_map(|(_, uses)| uses).filter_map(|at| self.list.get(*at))
    }

    /// An id that two criteria have, at these places.
    pub(crate) fn clash(&self, id: &str, first: Span, second: Span) -> Diagnostic {
        let message = format!("the id `{id}` is used twice");
        let several = "list under `criteria:` which criteria of a set to insert";
        let brought = |used: &Use<'_>, word: &str| format!("`{}` brings it{word}", used.origin);
        let again = if first == second { self.all_of(first).nth(1) } else { self.of(second) };
        match (self.of(first), again) {
            (None, None) => Diagnostic::new(&codes::P0202, second, message)
                .label("second use")
                .also(first, "first use")
                .help("give one of the criteria another id"),
            (Some(earlier), Some(later)) => Diagnostic::new(&codes::P0202, later.span, message)
                .label(brought(later, " again"))
                .also(earlier.span, brought(earlier, ""))
                .also(second, "in the set")
                .help(several),
            (Some(used), None) => self.clash_with_own(used, second, first, message),
            (None, Some(used)) => self.clash_with_own(used, first, second, message),
        }
    }

    #[expect(clippy::unused_self, reason = "reads like its neighbour")]
    fn clash_with_own(&self, used: &Use<'_>, own: Span, inserted: Span, message: String) -> Diagnostic {
        Diagnostic::new(&codes::P0202, used.span, message)
            .label(format!("`{}` brings it", used.origin))
            .also(own, "a criterion of this policy has it")
            .also(inserted, "in the set")
            .help("list under `criteria:` which criteria of the set to insert, or give your own another id")
    }

    /// Moves what was found in a used set since `before` to where the set is used. A mistake of the set
    /// itself was reported there, and is dropped.
    pub(crate) fn relocate(&self, before: usize, diagnostics: &mut Vec<Diagnostic>) {
        if self.list.is_empty() {
            return;
        }
        let later = diagnostics.split_off(before.min(diagnostics.len()));
        let broken: BTreeSet<FileId> =
            diagnostics.iter().filter(|known| known.severity == Severity::Error).map(file).collect();
        let mut told: HashSet<(&str, Span, String)> = diagnostics.iter().map(kind).collect();
        for found in later {
            let Some(used) = self.of(found.primary.span) else {
                told.insert(kind(&found));
                diagnostics.push(found);
                continue;
            };
            let is_of_set = broken.contains(&used.set.document.span.file)
                || told.contains(&kind(&found))
                // Its source has already been reported as unknown.
                || found.code == &codes::P0501;
            let moved = used.at_use(found);
            if !is_of_set && told.insert(kind(&moved)) {
                diagnostics.push(moved);
            }
        }
    }
}

impl Use<'_> {
    /// What only this policy makes wrong of the set, shown where it uses the set.
    fn at_use(&self, found: Diagnostic) -> Diagnostic {
        let mut help = found.help;
        // The suggestion comes from the policy but the typo is in the set, so no replacement is offered.
        help.retain(|line| !line.starts_with("did you mean"));
        let place = Label { text: found.primary.text, ..found.primary };
        Diagnostic {
            primary: Label { span: self.span, text: format!("`{}` is used here", self.origin) },
            secondary: std::iter::once(place).chain(found.secondary).collect(),
            help,
            replacement: None,
            ..found
        }
    }
}

/// What makes two problems the same.
fn kind(problem: &Diagnostic) -> (&'static str, Span, String) {
    (problem.code.number, problem.primary.span, problem.message.clone())
}

const fn file(problem: &Diagnostic) -> FileId {
    problem.primary.span.file
}

/// A `use` where no list of criteria stands.
pub(super) fn misplaced(name: &Text) -> Diagnostic {
    Diagnostic::new(
        &codes::P0217,
        name.span,
        format!("`use: {}` is written where one condition is expected", name.text),
    )
    .label("a set means several criteria")
    .help(
        "put it into a list: `all: [{ use: … }]` if every criterion must be met, `any: [{ use: … }]` if one is enough",
    )
}
