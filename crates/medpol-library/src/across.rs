//! What can only be seen with all policies of a library side by side.
//!
//! Versions of one policy against each other, policies that claim the same requests, and, for a day
//! that is given, what should have been read again. The documents are known here only as places.

mod claims;
mod evidence;
mod limits;
mod review;
mod versions;

use std::collections::HashMap;
use std::sync::Arc;

use medpol_compiler::Selectors;
use medpol_diagnostics::{Diagnostic, Span};
use medpol_model::policy::Policy;
use medpol_model::value::Date;
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;

use crate::resolve::Index;
use crate::tree::Tree;

/// The documents of policies by id and version, for diagnostics that point into them.
pub(crate) struct Places<'a>(HashMap<(&'a str, &'a str), &'a Node>);

impl<'a> Places<'a> {
    pub(crate) fn of(tree: &'a Tree) -> Self {
        let policies = tree.files.iter().filter(|file| file.kind == Some(DocumentKind::Policy));
        let place =
            |file: &'a crate::tree::TreeFile| Some(((file.text("id")?, file.text("version")?), &**file.root.as_ref()?));
        Self(policies.filter_map(place).collect())
    }

    /// The position of a key's value in a policy; that of the whole document where it has no such key.
    fn key(&self, policy: &Policy, key: &str) -> Option<Span> {
        let root = self.0.get(&(&*policy.id.0, &*policy.version))?;
        Some(root.get(key).map_or(root.span, |value| value.span))
    }
}

/// Checks all policies of a library against each other.
pub(crate) fn check(
    policies: &[Arc<Policy>],
    selectors: Option<&Selectors>,
    index: Option<&Index>,
    places: &Places<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for versions in policies.chunk_by(|left, right| left.id == right.id) {
        self::versions::check(versions, places, diagnostics);
    }
    limits::check(policies, diagnostics);
    if let Some(selectors) = selectors {
        evidence::check(policies, selectors, diagnostics);
    }
    if let Some(index) = index {
        claims::check(index, policies, places, diagnostics);
    }
}

/// Reports what should have been read again before a day.
pub(crate) fn review(policies: &[Arc<Policy>], day: Date, places: &Places<'_>, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(policies.iter().filter_map(|policy| review::overdue(policy, day, places)));
}
