//! The digest of a case as it was written, whichever policy it is for.
//!
//! The digest in an answer is that of the case as one vocabulary sees it, and so changes with the
//! vocabulary. By this one a case is found again after policies and vocabularies have changed.

use medpol_model::value::Digest;
use medpol_syntax::{Entry, Kind, Node, Style};

/// What of a case is known to the submitter alone; title and expectations change no answer.
const PARTS: [&str; 3] = ["denied", "evidence", "facts"];

/// The digest of the facts and evidence of a case, whatever their layout and the order of their keys.
pub fn written_digest(case: &Node) -> String {
    let mut digest = Digest::default();
    digest.field(b"medpol/written-case/1");
    for part in PARTS {
        if let Some(node) = case.get(part) {
            digest.field(part.as_bytes());
            add(node, &mut digest);
        }
    }
    digest.finish()
}

fn add(node: &Node, digest: &mut Digest) {
    match &node.kind {
        Kind::Scalar(scalar) => {
            // Quotes matter only where they keep a word from being null.
            digest.field(match scalar.style {
                Style::Plain if node.is_null() => b"~",
                Style::Plain | Style::Quoted => b"=",
            });
            digest.field(if node.is_null() { b"" } else { scalar.text.as_bytes() });
        }
        Kind::Sequence(items) => {
            digest.field(b"[");
            for item in items {
                add(item, digest);
            }
            digest.field(b"]");
        }
        Kind::Mapping(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_unstable_by(|left, right| left.key.cmp(&right.key));
            digest.field(b"{");
            for entry in sorted {
                digest.field(entry.key.as_bytes());
                add(&entry.value, digest);
            }
            digest.field(b"}");
        }
    }
}

#[cfg(test)]
mod tests {
    use medpol_diagnostics::SourceMap;
    use medpol_syntax::parse;

    use super::*;

    fn digest(text: &str) -> String {
        let parsed = parse(&mut SourceMap::default(), "case.yaml", text.as_bytes());
        written_digest(&parsed.root.unwrap_or_else(|| unreachable!("{text}")))
    }

    #[track_caller]
    fn check(left: &str, right: &str, is_same: bool) {
        assert_eq!(digest(left) == digest(right), is_same, "{left}\n{right}");
    }

    #[test]
    fn layout_and_order_do_not_matter() {
        check("facts: { a: 1, b: yes }", "facts:\n  b: 'yes'\n  a: 1\ntitle: other\n", true);
        check("facts: { a: [1, 2] }", r#"{"facts": {"a": [1, 2]}, "expect": {"result": "met"}}"#, true);
    }

    #[test]
    fn everything_that_was_stated_matters() {
        check("facts: { a: 1 }", "facts: { a: 2 }", false);
        check("facts: { a: [1, 2] }", "facts: { a: [2, 1] }", false);
        check("facts: { a: null }", "facts: { a: 'null' }", false);
        check("facts: { a: 1 }\nevidence: {}", "facts: { a: 1 }", false);
        check("facts: { a: [b] }", "facts: { a: { b: ~ } }", false);
    }
}
