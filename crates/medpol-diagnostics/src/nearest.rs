//! "Did you mean": the nearest name, or none when nothing is near.
//!
//! Knows nothing of where names come from.

/// Names longer than this are nobody's slip of the pen, and comparing them is slow.
const LONGEST: usize = 120;

/// Names in capitals that are shorter than this are codes, such as those of states: another one is as likely as
/// a slip.
const SHORTEST: usize = 3;

/// The candidate nearest to `written`, if it is near enough to be a slip of the pen.
///
/// Swapped letters count as one slip. Ties go to the candidate that is listed first. Of names that dots
/// divide, every part must be near enough by itself: `test.date` is no slip of `test.value`.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = allowed(length);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST) {
        // So many letters more or fewer are so many slips; this takes far less than comparing.
        if candidate.chars().count().abs_diff(length) > allowed || differs_in_digits(written, candidate) {
            continue;
        }
        let distance = if written.eq_ignore_ascii_case(candidate) {
            usize::from(written != candidate)
        } else if length == 1 || length < SHORTEST && !candidate.contains(|letter: char| letter.is_ascii_lowercase()) {
            continue;
        } else {
            strsim::damerau_levenshtein(written, candidate)
        };
        let is_slip = (1..=allowed).contains(&distance) && distance < length.max(SHORTEST);
        let is_slip = is_slip && is_near_by_parts(written, candidate);
        if is_slip && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many slips of the pen are likely in a name of this length.
fn allowed(length: usize) -> usize {
    (length / 3).clamp(1, 4)
}

/// Whether the parts between the dots are near to each other one by one, as far as there are as many.
fn is_near_by_parts(left: &str, right: &str) -> bool {
    if left.split('.').count() != right.split('.').count() || !left.contains('.') {
        return true;
    }
    let mut parts = left.split('.').zip(right.split('.'));
    parts.all(|(left, right)| {
        let distance = strsim::damerau_levenshtein(&left.to_lowercase(), &right.to_lowercase());
        distance <= (left.chars().count() / 2).clamp(1, 4) && distance < right.chars().count().max(2)
    })
}

/// Whether only figures tell the two apart: `L6` is no slip of `L1`.
fn differs_in_digits(left: &str, right: &str) -> bool {
    let is_digit = |letter: char| letter.is_ascii_digit();
    left.contains(is_digit) && right.contains(is_digit) && left.split(is_digit).eq(right.split(is_digit))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn similar_names_are_found_and_others_are_not() {
        let names = ["at_least", "at_most", "patient.bmi"];
        assert_eq!(nearest("at_leats", names), Some("at_least"));
        assert_eq!(nearest("patient.bmy", names), Some("patient.bmi"));
        assert_eq!(nearest("pregnancy", names), None);
        assert_eq!(nearest("L6", ["L1", "S1"]), None);
        assert_eq!(nearest("c", ["a", "b"]), None);
        assert_eq!(nearest("NO", ["NC", "OH"]), None);
        assert_eq!(nearest("nc", ["NC", "OH"]), Some("NC"));
        assert_eq!(nearest("reading.value", ["reading.date"]), None);
        assert_eq!(nearest("patient.aeg", ["patient.age"]), Some("patient.age"));
    }
}
