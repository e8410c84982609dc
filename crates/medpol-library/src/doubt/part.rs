//! One file of a library: what it says it is, as far as it can be read, and whether it lies where that
//! belongs.
//!
//! Which files are in doubt is not known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_compiler::{Compiled, Head, Readable, read_head};
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};
use medpol_syntax::document::DocumentKind;
use medpol_syntax::{Node, beginning};

use crate::tree::TreeFile;

/// A file with as much of its tree as can be read.
pub(super) struct Part<'a> {
    pub(super) file: &'a TreeFile,
    /// Its tree; of a file with malformed YAML, that of its beginning.
    pub(super) root: Option<Arc<Node>>,
    /// Where the beginning ends, if that is all that can be read.
    end: Option<u32>,
    /// The kind of document that it says it is.
    pub(super) kind: Option<DocumentKind>,
}

/// Where a file lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where its id belongs.
    Own,
    /// Elsewhere: it may have been meant as something else.
    Other,
}

/// An error that touches a file.
#[derive(Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub(super) span: Span,
    pub(super) problem: &'a Diagnostic,
}

impl<'a> Part<'a> {
    pub(super) fn of(file: &'a TreeFile, sources: &SourceMap) -> Self {
        let text = || sources.file(file.file).map(medpol_diagnostics::SourceFile::text).unwrap_or_default();
        let beginning = if file.root.is_some() { None } else { beginning(file.file, text()) };
        let end = beginning.as_ref().and_then(|beginning| beginning.end);
        let root = file.root.clone().or_else(|| beginning.map(|beginning| Arc::new(beginning.root)));
        let format = root.as_ref().and_then(|root| root.get("format")?.text());
        Self { file, kind: format.and_then(DocumentKind::from_format), root, end }
    }

    pub(super) fn is_policy(&self) -> bool {
        self.kind == Some(DocumentKind::Policy)
    }

    /// Its id as it is written.
    pub(super) fn id(&self) -> Option<&str> {
        self.text("id")
    }

    /// Its version as it is written.
    pub(super) fn version(&self) -> Option<&str> {
        self.text("version")
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.root.as_ref()?.get(key)?.text()
    }

    /// Its folder below the library.
    pub(super) fn folder(&self) -> &str {
        self.file.below.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its name without the ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.file.below.rsplit('/').next().unwrap_or(&self.file.below);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Whether it lies where what it says it is belongs.
    pub(super) fn place(&self, wrong: &[Wrong<'_>]) -> Place {
        let is_elsewhere = wrong.iter().any(|wrong| match wrong.problem.code {
            code if code == &codes::P0105 => true,
            // A wrong version is still a version of this policy.
            code if code == &codes::P0212 => !self.is_policy() || self.id() != Some(self.folder()),
            _ => false,
        });
        // Of a file that was not read to its end nobody has looked whether it lies in its place.
        let is_own = match self.kind {
            Some(DocumentKind::Policy | DocumentKind::Criteria) => self.id() == Some(self.folder()),
            Some(DocumentKind::Vocabulary | DocumentKind::ValueSet | DocumentKind::CodeSystem) => {
                self.id() == Some(self.stem())
            }
            Some(DocumentKind::Library) => self.stem() == "library",
            Some(DocumentKind::Case | DocumentKind::Suite) | None => false,
        };
        // A policy of which no id can be read lies in no other's place.
        let is_own = is_own || (self.is_policy() && self.id().is_none());
        if is_own && !is_elsewhere { Place::Own } else { Place::Other }
    }

    /// Whether it may have been meant as any policy.
    pub(super) fn may_be_any(&self, wrong: &[Wrong<'_>]) -> bool {
        self.place(wrong) == Place::Other
    }

    /// The ids that it has or may have.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        let own = self.id().filter(|_| self.is_policy());
        own.into_iter().chain([self.folder()]).filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    /// What is sure of its head, if it lies in its place.
    pub(super) fn head(&self, place: Place, wrong: &[Wrong<'_>], compiled: &Compiled) -> Head {
        let base = || {
            let selectors = compiled.selectors.as_ref()?;
            Some((selectors, compiled.vocabularies.get(&selectors.base)?))
        };
        match (&self.root, base()) {
            (Some(root), Some((selectors, base))) if self.is_policy() && place == Place::Own => {
                let wrong: Vec<Span> = wrong.iter().map(|wrong| wrong.span).collect();
                read_head(Readable { root, end: self.end }, &wrong, selectors, base)
            }
            _ => Head::UNREAD,
        }
    }
}
