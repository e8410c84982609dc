//! The right side of a comparison as a reader sees it.

use std::sync::Arc;

use medpol_model::vocabulary::{FactKind, Vocabulary};

/// The right side as a reader sees it: values by their labels, numbers with the fact's unit where
/// none was written.
pub(super) fn shown_list(vocabulary: &Vocabulary, kind: &FactKind, texts: &[&str]) -> Arc<str> {
    let one = |text: &&str| match kind {
        FactKind::Integer { unit: Some(unit) } | FactKind::Decimal { unit: Some(unit) }
            if !text.contains(char::is_alphabetic) && !text.contains('%') =>
        {
            format!("{text} {}", unit.symbol)
        }
        FactKind::Boolean => if *text == "true" { "yes" } else { "no" }.to_owned(),
        FactKind::Enumeration(id) => vocabulary
            .enumeration(*id)
            .and_then(|known| known.values.iter().find(|value| &*value.name == *text))
            .map_or((*text).to_owned(), |value| value.label.to_string()),
        _ => (*text).to_owned(),
    };
    texts.iter().map(one).collect::<Vec<_>>().join(", ").into()
}

/// The values of a mask by their labels.
pub(super) fn shown_mask(vocabulary: &Vocabulary, kind: &FactKind, mask: u64) -> Arc<str> {
    let known = match kind {
        FactKind::Enumeration(id) => vocabulary.enumeration(*id),
        _ => None,
    };
    let labels = known.map(|known| known.members(mask).map(|value| &*value.label).collect::<Vec<_>>());
    labels.unwrap_or_default().join(", ").into()
}
