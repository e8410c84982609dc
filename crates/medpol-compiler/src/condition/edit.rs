//! The keys that make a criterion a coding edit, where none is.
//!
//! What an edit says is compiled with its policy; here only the place of the keys is looked at.

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_syntax::document::{CriterionDocument, Head};

use super::{Conditions, Place, Rank};

/// A key that only an edit has, with its place.
struct Key {
    name: &'static str,
    span: Span,
}

/// Refuses `message`, `remedy`, `list` and `blame` on what is no edit, and `advisory` on what is one.
pub(super) fn check(conditions: &mut Conditions<'_>, document: &CriterionDocument, place: &Place) {
    if place.rank == Rank::Edit {
        if let Some(advisory) = document.head.advisory {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0126, advisory.span, "a coding edit is not `advisory`")
                    .label("an edit says by its `severity` how much it matters")
                    .help("remove it, and write `severity: info`"),
            );
        }
        return;
    }
    let Some(first) = keys(&document.head).into_iter().next() else { return };
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0124, first.span, format!("`{}` belongs to a coding edit", first.name))
            .label("this is none")
            .help("an edit is a top-level criterion of a policy of `kind: coding-edits`; elsewhere, remove the key"),
    );
}

fn keys(head: &Head) -> Vec<Key> {
    let text =
        |name, text: &Option<medpol_syntax::document::Text>| text.as_ref().map(|text| Key { name, span: text.span });
    [
        text("message", &head.message),
        text("remedy", &head.remedy),
        text("list", &head.list),
        head.blame.as_ref().map(|blame| Key { name: "blame", span: blame.span }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
