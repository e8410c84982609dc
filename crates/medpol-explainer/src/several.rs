//! Several things in one sentence, and long texts in a short one.
//!
//! A sentence names no more things than a reader takes in, and quotes no more of a text, so that neither a
//! long list nor a long text of a case makes every sentence about it long.

/// How many things a sentence names before it counts the others.
pub(crate) const MOST_NAMED: usize = 40;

/// How many findings of one kind a sentence tells.
pub(crate) const MOST_TOLD: usize = 3;

/// How many names of one kind a sentence gives.
const FEW: usize = 8;

/// The first names in a row, and how many there are beside.
pub(crate) fn few(names: &[String], joint: &str) -> String {
    let shown = names.get(..FEW).unwrap_or(names).join(joint);
    match names.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown}{joint}and {more} more"),
    }
}

/// How many characters of a text from a case are quoted.
const MOST_QUOTED: usize = 300;

/// The names in a row; of many the first, and how many there are beside.
pub(crate) fn several(names: &[String], joint: &str) -> String {
    of_total(names, names.len(), joint)
}

/// The same where only the first of so many names were made.
pub(crate) fn of_total(names: &[String], total: usize, joint: &str) -> String {
    let shown = names.get(..MOST_NAMED).unwrap_or(names);
    match total.saturating_sub(shown.len()) {
        0 => shown.join(joint),
        more => format!("{}{joint}and {more} more", shown.join(joint)),
    }
}

/// A text of the case; of a long one the beginning.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MOST_QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", text.get(..end).unwrap_or_default(), text.chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_name_some_and_count_the_rest() {
        let names: Vec<String> = (1..=42).map(|number| number.to_string()).collect();
        assert!(several(&names, "; ").ends_with("39; 40; and 2 more"));
        assert_eq!(several(names.get(..2).unwrap_or_default(), ", "), "1, 2");
    }

    #[test]
    fn a_long_text_is_shortened_in_quotes() {
        assert_eq!(quoted("ä"), "ä");
        assert_eq!(quoted(&"ä".repeat(MOST_QUOTED)), "ä".repeat(MOST_QUOTED));
        assert!(quoted(&"ä".repeat(MOST_QUOTED + 1)).ends_with("ä… (301 characters)"));
    }
}
