//! Values of a text that somebody wrote, replaced where they stand: comments, order and layout around them stay.
//!
//! The places are those of the reader, so what is replaced is exactly what was read. What the values mean is not
//! known here.

use medpol_diagnostics::Span;

use crate::draft::Draft;
use crate::tree::Entry;

/// A value that takes the place of the one under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Where the key stands.
    pub key: Span,
    /// Where its value stands.
    pub value: Span,
    /// What takes its place.
    pub by: Draft,
}

impl Replacement {
    /// Of the value of an entry.
    pub fn of(entry: &Entry, by: Draft) -> Self {
        Self { key: entry.key_span, value: entry.value.span, by }
    }
}

/// A text with some values replaced; `None` if places overlap or lie outside of it.
pub fn rewritten(text: &str, replacements: &[Replacement]) -> Option<String> {
    let mut ordered: Vec<&Replacement> = replacements.iter().collect();
    ordered.sort_by_key(|replacement| replacement.value.start);
    let (mut whole, mut done) = (String::with_capacity(text.len()), 0);
    for replacement in ordered {
        let (start, end, new) = replaced(text, replacement)?;
        whole.push_str(text.get(done..start)?);
        whole.push_str(&new);
        done = end;
    }
    whole.push_str(text.get(done..)?);
    Some(whole)
}

/// Which bytes are replaced, and by what.
fn replaced(text: &str, replacement: &Replacement) -> Option<(usize, usize, String)> {
    let (start, end) = (replacement.value.start as usize, replacement.value.end as usize);
    let old = text.get(start..end)?.trim_end();
    let end = start + old.len();
    let between = text.get(replacement.key.end as usize..start)?;
    // The place of a list that is written line by line begins at its first element.
    let dash = between.trim_end().strip_suffix('-').map(|before| replacement.key.end as usize + before.len());
    let start = dash.unwrap_or(start);
    let is_block = dash.is_some();
    let between = text.get(replacement.key.end as usize..start)?;
    match &replacement.by {
        Draft::List(elements) if is_block && !elements.is_empty() => {
            let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
            let indent = " ".repeat(text.get(line..start)?.chars().count());
            let lines: Vec<String> = elements.iter().map(|element| format!("- {}", element.in_a_line())).collect();
            Some((start, end, lines.join(&format!("\n{indent}"))))
        }
        // Nothing of the block is left, so the list moves up to its key.
        by if is_block && between.trim() == ":" => {
            Some((replacement.key.end as usize, end, format!(": {}", by.in_a_line())))
        }
        by if old.starts_with('"') || is_json(text) => Some((start, end, by.json())),
        by => Some((start, end, by.in_a_line())),
    }
}

/// Whether a text is one JSON object, in which every text stands in quotes.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]
mod tests {
    use medpol_diagnostics::SourceMap;

    use super::*;
    use crate::parse;

    /// A text in which the values of some keys of its first level are replaced.
    fn replaced(text: &str, values: &[(&str, Draft)]) -> String {
        let root = parse(&mut SourceMap::default(), "a.yaml", text.as_bytes()).root.unwrap();
        let all: Vec<Replacement> =
            values.iter().map(|(key, by)| Replacement::of(root.entry(key).unwrap(), by.clone())).collect();
        rewritten(text, &all).unwrap()
    }

    fn words(words: &[&str]) -> Draft {
        Draft::List(words.iter().map(|word| Draft::text(*word)).collect())
    }

    #[test]
    fn a_word_is_replaced_and_comments_stay() {
        let text = "# before\nresult: met   # as the nurse says\nother: 1\n";
        let new = replaced(text, &[("result", Draft::text("not_met"))]);
        assert_eq!(new, "# before\nresult: not_met   # as the nurse says\nother: 1\n");
    }

    #[test]
    fn several_values_are_replaced_in_any_order() {
        let text = "{ result: met, missing: [], criteria: { adult: met } }";
        let new = replaced(text, &[("missing", words(&["patient.age"])), ("result", Draft::text("unknown"))]);
        assert_eq!(new, r#"{ result: "unknown", missing: ["patient.age"], criteria: { adult: met } }"#);
    }

    #[test]
    fn a_list_keeps_its_form() {
        let text = "missing:\n  - a.b   # first\nresult: met\n";
        assert_eq!(
            replaced(text, &[("missing", words(&["x", "z"]))]),
            "missing:\n  - x\n  - z   # first\nresult: met\n"
        );
        assert_eq!(replaced(text, &[("missing", words(&[]))]), "missing: []   # first\nresult: met\n");
        let flow = "missing: [a.b] # all\n";
        assert_eq!(replaced(flow, &[("missing", words(&[]))]), "missing: [] # all\n");
        let empty = "missing: []\nresult: met\n";
        assert_eq!(replaced(empty, &[("missing", words(&["a.b", "c"]))]), "missing: [a.b, c]\nresult: met\n");
    }

    #[test]
    fn quotes_stay_quotes() {
        let json = "{\"result\": \"met\", \"missing\": []}\n";
        let new = replaced(json, &[("result", Draft::text("unknown")), ("missing", words(&["a"]))]);
        assert_eq!(new, "{\"result\": \"unknown\", \"missing\": [\"a\"]}\n");
    }
}
