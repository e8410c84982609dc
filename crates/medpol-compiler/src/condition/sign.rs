//! A sign such as `>=` before the value of a comparator, which says the same or contradicts it.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Comparator;
use medpol_model::vocabulary::{FactKind, Vocabulary};
use medpol_syntax::document::Text;
use medpol_syntax::leading_sign;

use crate::literal;

/// What is wrong with a value that begins with a sign, if the rest of it is a value.
pub(super) fn check(
    comparator: Comparator,
    kind: &FactKind,
    vocabulary: &Vocabulary,
    text: &Text,
) -> Option<Diagnostic> {
    if matches!(kind, FactKind::Text) {
        return None;
    }
    let sign = leading_sign(&text.text)?;
    let value = text.text.get(sign.written.len()..)?.trim();
    literal::read(vocabulary, kind, value).ok()?;
    let (key, meant, written) = (comparator.key(), sign.comparator.key(), sign.written);
    let problem = if key == meant {
        Diagnostic::new(&codes::P0032, text.span, format!("`{key}` says `{written}` already"))
            .label("leave the sign out")
            .help(format!("write `{key}: {value}`"))
            .replace(text.span, value)
    } else {
        Diagnostic::new(&codes::P0032, text.span, format!("`{key}` and `{written}` say different things"))
            .label(format!("this sign is written `{meant}`"))
            .help(format!("write `{meant}: {value}` if the sign is right, or `{key}: {value}` if the word is"))
    };
    Some(problem)
}
