//! Whether a text is one of our documents, broken or not, and what is told of one that is not.
//!
//! A file that lies among policies may be anybody's: a list of passwords that was copied to the wrong place, a
//! record of a patient. Of such a file nothing is quoted. What a document of ours means is not known here.

use medpol_diagnostics::{Bearing, Code, Diagnostic, FileId, Span, codes};

use crate::Node;
use crate::document::{DocumentKind, ReleaseKind};

/// What every `format` begins with.
const PREFIX: &str = "medpol/";

/// What may be told of any file, because it quotes nothing.
const QUOTES_NOTHING: [&Code; 4] = [&codes::P0001, &codes::P0010, &codes::P0011, &codes::P0012];

/// Whether nothing shows that a text is meant for this program: it names none of the formats, and has nothing that
/// begins like one after the word `format`.
pub(super) fn is_foreign(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let formats = || DocumentKind::ALL.iter().map(|kind| kind.format());
    let is_named = |rest: &str| {
        formats().chain(ReleaseKind::ALL.iter().map(|kind| kind.format())).any(|format| rest.starts_with(format))
    };
    let is_format = |at: usize| {
        let before = text.get(..at).unwrap_or_default().trim_end_matches(|sign: char| !sign.is_alphanumeric());
        let word = before.get(before.len().saturating_sub("format".len())..).unwrap_or_default();
        word.eq_ignore_ascii_case("format") || text.get(at..).is_some_and(is_named)
    };
    !text.match_indices(PREFIX).any(|(at, _)| is_format(at))
}

/// A text with as many lines and bytes, and blanks for everything else.
pub(super) fn blanked(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(*byte) } else { ' ' }).collect()
}

/// The words for such a text. Where it has a tree, whoever asks for its `format` tells the rest.
pub(super) fn told(file: FileId, root: Option<&Node>, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let quotes_nothing = |problem: &Diagnostic| QUOTES_NOTHING.contains(&problem.code);
    let mut told: Vec<Diagnostic> = diagnostics.into_iter().find(quotes_nothing).into_iter().collect();
    if root.is_none() && told.is_empty() {
        told.push(
            Diagnostic::new(&codes::P0105, Span::new(file, 0, 0), "this is no document of medpol, and cannot be read")
                .label("what is in it is not shown")
                .help("if it should be one, begin it with `format:`, such as `format: medpol/policy/1`; then its mistakes are reported")
                .bearing(Bearing::Text),
        );
    }
    told
}

#[cfg(test)]
mod tests {
    use medpol_diagnostics::SourceMap;

    use super::*;
    use crate::Received;

    #[test]
    fn a_text_with_a_medpol_format_is_a_document() {
        for ours in [
            "format: medpol/policy/1",
            "# first\nformat:medpol/polcy/1",
            "{\"title\": \"a\", \"format\" : \"medpol/case/1\"",
            "“format”: “medpol/case/9”",
            "fromat: medpol/case/1",
            "FORMAT = medpol/x",
        ] {
            assert!(!is_foreign(ours.as_bytes()), "{ours}");
        }
        for foreign in
            ["", "root:x:0:0:root", "format: 1", "cd medpol/policies", "see medpol/", "format: other/policy/1"]
        {
            assert!(is_foreign(foreign.as_bytes()), "{foreign}");
        }
    }

    #[test]
    fn a_foreign_text_is_never_quoted() {
        let broken =
            ["hunter2: [", "hunter2: hunter2\nhunter2: b", "hunter2", "{\"hunter2\" 1", "&hunter2 a: *hunter2"];
        let binary = [&b"hunter2 \xff\xfe hunter2"[..], b"hunter2\0\0", b"%PDF hunter2 \xff", b"PK\x03\x04\xffhunter2"];
        for bytes in broken.iter().map(|text| text.as_bytes()).chain(binary) {
            let mut map = SourceMap::default();
            let parsed = Received::found(&mut map, "a.yaml", bytes).parse();
            let told = format!("{:?} {:?}", parsed.diagnostics, map);
            assert!(!told.contains("hunter2"), "{told}");
            assert!(parsed.root.is_some() || parsed.diagnostics.len() == 1, "{told}");
        }
    }

    #[test]
    fn every_problem_of_a_document_is_reported() {
        let mut map = SourceMap::default();
        let parsed = Received::found(&mut map, "a.yaml", b"format: medpol/case/1\nfever: 1\nfever: 2").parse();
        let quoted = parsed.diagnostics.first().map(|problem| map.text(problem.primary.span));
        assert!(quoted.is_some_and(|text| text.contains("fever")));
    }
}
