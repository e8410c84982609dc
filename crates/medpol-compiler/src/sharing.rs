//! Sets of criteria: `use` entries are replaced by the criteria of their set before a policy is
//! compiled.
//!
//! Whatever comes after sees the policy as if it had been written out; which criteria came from where is
//! kept in [`Uses`](crate::condition::Uses). What a condition means is not known here.

mod check;
mod expand;

use std::collections::BTreeMap;

use medpol_diagnostics::{Diagnostic, codes};

use crate::condition::Set;
pub(crate) use check::check;
pub(crate) use expand::expand;

/// The sets of a library by `id@version`.
#[derive(Debug, Default)]
pub(crate) struct Sets<'a> {
    known: BTreeMap<String, Set<'a>>,
}

impl<'a> Sets<'a> {
    /// Adds a set; one that is there already is reported.
    pub(crate) fn add(&mut self, set: Set<'a>, diagnostics: &mut Vec<Diagnostic>) {
        let version = &set.document.version;
        let name = format!("{}@{}", set.document.id.text, version.text);
        if let Some(first) = self.known.get(&name) {
            diagnostics.push(
                Diagnostic::new(&codes::P0202, version.span, format!("`{name}` is there twice"))
                    .label("second file")
                    .also(first.document.version.span, "first file")
                    .help("remove one of them, or give it another version"),
            );
            return;
        }
        self.known.insert(name, set);
    }
}
