//! The right side of a comparison as a reader sees it.

use std::sync::Arc;

use medpol_model::policy::Comparator;
use medpol_model::value::said;
use medpol_model::vocabulary::{FactKind, Vocabulary};

/// How many values are shown before the others are counted.
const MOST_SHOWN: usize = 12;

/// The right side as a sentence says it: values by their names, units as people write them, and numbers with the
/// fact's unit where none was written.
pub(super) fn shown_list(vocabulary: &Vocabulary, kind: &FactKind, texts: &[&str], comparator: Comparator) -> Arc<str> {
    let one = |text: &&str| match kind {
        FactKind::Integer { unit } | FactKind::Decimal { unit } => said(text, *unit),
        FactKind::Boolean => if *text == "true" { "yes" } else { "no" }.to_owned(),
        FactKind::Enumeration(id) => vocabulary
            .enumeration(*id)
            .and_then(|known| known.values.iter().find(|value| &*value.name == *text))
            .map_or((*text).to_owned(), |value| value.in_text.to_string()),
        _ => (*text).to_owned(),
    };
    joined(&texts.iter().map(one).collect::<Vec<_>>(), comparator)
}

/// The values of a mask by their names.
pub(super) fn shown_mask(vocabulary: &Vocabulary, kind: &FactKind, mask: u64, comparator: Comparator) -> Arc<str> {
    let known = match kind {
        FactKind::Enumeration(id) => vocabulary.enumeration(*id),
        _ => None,
    };
    let names = known.map(|known| known.members(mask).map(|value| value.in_text.to_string()).collect::<Vec<_>>());
    joined(&names.unwrap_or_default(), comparator)
}

/// Values in a row: all of them, or one of them.
fn joined(names: &[String], comparator: Comparator) -> Arc<str> {
    let word = match comparator {
        Comparator::In | Comparator::NotIn | Comparator::IncludesAny | Comparator::IncludesNone => "or",
        Comparator::Is
        | Comparator::IsNot
        | Comparator::InValueSet
        | Comparator::NotInValueSet
        | Comparator::AtLeast
        | Comparator::MoreThan
        | Comparator::AtMost
        | Comparator::LessThan
        | Comparator::OnOrBefore
        | Comparator::OnOrAfter
        | Comparator::Before
        | Comparator::After
        | Comparator::Includes
        | Comparator::IncludesAll
        | Comparator::IncludesOnly
        | Comparator::Contiguous => "and",
    };
    let shown = names.get(..MOST_SHOWN).unwrap_or(names);
    match (shown, names.len().saturating_sub(shown.len())) {
        ([], _) => Arc::from(""),
        ([only], _) => only.as_str().into(),
        ([first @ .., last], 0) => format!("{} {word} {last}", first.join(", ")).into(),
        (shown, more) => format!("{} {word} {more} more", shown.join(", ")).into(),
    }
}
