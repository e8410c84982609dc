//! Two texts, word by word, and how much of them is the same.

use medpol_model::answer::{Piece, PieceKind};
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

/// Both texts word by word; what is between words counts as one blank.
pub(super) fn by_word(before: &str, after: &str) -> Vec<Piece> {
    let (before, after) = (split(before), split(after));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut add = |kind: PieceKind, words: &[&str]| {
        let text = words.join(" ");
        match pieces.last_mut() {
            _ if words.is_empty() => {}
            Some(last) if last.kind == kind => last.text = format!("{} {text}", last.text),
            Some(_) | None => pieces.push(Piece { kind, text }),
        }
    };
    for step in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (tag, old, new) = step.as_tag_tuple();
        let old = before.get(old).unwrap_or_default();
        let new = after.get(new).unwrap_or_default();
        match tag {
            DiffTag::Equal => add(PieceKind::Same, new),
            DiffTag::Delete => add(PieceKind::Removed, old),
            DiffTag::Insert => add(PieceKind::Added, new),
            DiffTag::Replace => {
                add(PieceKind::Removed, old);
                add(PieceKind::Added, new);
            }
        }
    }
    pieces
}

/// How many of the words of two texts are the same and in the same order, in percent.
pub(super) fn alike(before: &str, after: &str) -> u32 {
    let (before, after) = (split(before), split(after));
    let all = before.len() + after.len();
    if all == 0 {
        return 100;
    }
    let same: usize = capture_diff_slices(Algorithm::Myers, &before, &after)
        .iter()
        .map(DiffOp::as_tag_tuple)
        .filter(|(tag, _, _)| *tag == DiffTag::Equal)
        .map(|(_, old, _)| old.len())
        .sum();
    u32::try_from(same * 200 / all).unwrap_or(100)
}

/// A text in one line, however it was wrapped.
pub(super) fn flat(text: &str) -> String {
    split(text).join(" ")
}

fn split(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::{alike, by_word};

    #[test]
    fn only_words_that_differ_are_marked() {
        let pieces = by_word("at least 6 weeks\n  of care", "more than 6 weeks of care");
        let shown: Vec<String> = pieces.iter().map(|piece| format!("{:?} {}", piece.kind, piece.text)).collect();
        assert_eq!(shown, ["Removed at least", "Added more than", "Same 6 weeks of care"]);
        assert_eq!(by_word("a b", "a  b").len(), 1);
        assert_eq!(by_word("", ""), []);
    }

    #[test]
    fn likeness_is_a_share_of_words() {
        assert_eq!(alike("a b c d", "a b c d"), 100);
        assert_eq!(alike("a b", "c d"), 0);
        assert_eq!(alike("a b c d", "a b x d"), 75);
        assert_eq!(alike("", ""), 100);
    }
}
