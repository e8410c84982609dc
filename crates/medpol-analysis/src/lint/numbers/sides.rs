//! Which side of a number the words around it name: "6 months or more" is at least 6 months.

use medpol_model::policy::Comparator;

/// Words before a number, the longer ones first.
const BEFORE: [(&str, Comparator); 33] = [
    ("greater than or equal to", Comparator::AtLeast),
    ("more than or equal to", Comparator::AtLeast),
    ("less than or equal to", Comparator::AtMost),
    ("no more than", Comparator::AtMost),
    ("not more than", Comparator::AtMost),
    ("no greater than", Comparator::AtMost),
    ("not greater than", Comparator::AtMost),
    ("no longer than", Comparator::AtMost),
    ("not exceeding", Comparator::AtMost),
    ("not exceed", Comparator::AtMost),
    ("not over", Comparator::AtMost),
    ("no less than", Comparator::AtLeast),
    ("not less than", Comparator::AtLeast),
    ("no fewer than", Comparator::AtLeast),
    ("not below", Comparator::AtLeast),
    ("not under", Comparator::AtLeast),
    ("at least", Comparator::AtLeast),
    ("minimum of", Comparator::AtLeast),
    ("at most", Comparator::AtMost),
    ("maximum of", Comparator::AtMost),
    ("up to", Comparator::AtMost),
    ("more than", Comparator::MoreThan),
    ("greater than", Comparator::MoreThan),
    ("longer than", Comparator::MoreThan),
    ("older than", Comparator::MoreThan),
    ("over", Comparator::MoreThan),
    ("above", Comparator::MoreThan),
    ("exceeding", Comparator::MoreThan),
    ("exceeds", Comparator::MoreThan),
    ("less than", Comparator::LessThan),
    ("fewer than", Comparator::LessThan),
    ("below", Comparator::LessThan),
    ("under", Comparator::LessThan),
];

/// Words behind a number and its unit.
const BEHIND: [(&str, Comparator); 12] = [
    ("or more", Comparator::AtLeast),
    ("or older", Comparator::AtLeast),
    ("or greater", Comparator::AtLeast),
    ("or longer", Comparator::AtLeast),
    ("or above", Comparator::AtLeast),
    ("or higher", Comparator::AtLeast),
    ("and over", Comparator::AtLeast),
    ("and older", Comparator::AtLeast),
    ("or less", Comparator::AtMost),
    ("or fewer", Comparator::AtMost),
    ("or below", Comparator::AtMost),
    ("or younger", Comparator::AtMost),
];

/// The comparator that the words before and behind a number stand for.
pub(super) fn of(before: &[&str], behind: &[&str]) -> Option<Comparator> {
    let is_word = |own: &str, word: &str| own.eq_ignore_ascii_case(word);
    let ends = |phrase: &str| {
        let words: Vec<&str> = phrase.split(' ').collect();
        let last = before.len().checked_sub(words.len()).and_then(|from| before.get(from..));
        last.is_some_and(|last| last.iter().zip(&words).all(|(own, word)| is_word(own, word)))
    };
    // Between the number and "or more" its thing may stand: "2 vertebral bodies or more".
    let begins = |phrase: &str| {
        let words: Vec<&str> = phrase.split(' ').collect();
        (0..2).any(|skipped| {
            let own = behind.get(skipped..skipped + words.len());
            own.is_some_and(|own| own.iter().zip(&words).all(|(own, word)| is_word(own, word)))
        })
    };
    let found = BEHIND.iter().find(|(phrase, _)| begins(phrase));
    found.or_else(|| BEFORE.iter().find(|(phrase, _)| ends(phrase))).map(|(_, comparator)| *comparator)
}
