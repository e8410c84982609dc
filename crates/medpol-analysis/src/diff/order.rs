//! Which members of a list stand in another place than before.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Those of the second list that both have and that do not stand in the order of the first. The fewest that explain it.
pub(super) fn moved<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<&'a str> {
    let common = |list: &[&'a str], other: &[&'a str]| -> Vec<&'a str> {
        list.iter().copied().filter(|one| other.contains(one)).collect()
    };
    let (before, after) = (common(before, after), common(after, before));
    let mut moved = Vec::new();
    for step in capture_diff_slices(Algorithm::Lcs, &before, &after) {
        let (tag, _, new) = step.as_tag_tuple();
        if matches!(tag, DiffTag::Insert | DiffTag::Replace) {
            moved.extend_from_slice(after.get(new).unwrap_or_default());
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_fewest_that_explain_the_order() {
        assert_eq!(moved(&["a", "b", "c"], &["a", "b", "c"]), [""; 0]);
        assert_eq!(moved(&["a", "b", "c", "d"], &["d", "a", "b", "c"]), ["d"]);
        assert_eq!(moved(&["a", "gone", "b"], &["new", "a", "b"]), [""; 0]);
    }
}
