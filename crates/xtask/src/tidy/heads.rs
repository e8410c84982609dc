//! Every module begins with what it is for, and the front of a crate holds nothing else.

use crate::finding::Finding;
use crate::rust::RustFile;

/// What does not stand in `lib.rs`.
const CONTENTS: &[&str] = &["fn", "impl", "struct", "enum", "trait", "const", "static"];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    let path = &file.file.path;
    let first = file.file.text.lines().next().unwrap_or_default();
    if first.strip_prefix("//!").is_none_or(|words| words.trim().is_empty()) {
        let mend = "begin the file with `//!` and a sentence on what it is for, then what it must not know or do";
        findings.push(Finding::new(path, 1, "this module does not say what it is for", mend));
    }
    if !path.ends_with("/src/lib.rs") {
        return;
    }
    for (number, line) in file.production() {
        let is_content = |word: &str| CONTENTS.contains(&word);
        if let Some(word) =
            line.split_whitespace().find(|word| !word.starts_with("pub")).filter(|word| is_content(word))
        {
            let mend = "move it to a module; `lib.rs` holds the docs, the modules and the public names";
            findings.push(Finding::new(path, number, format!("a `{word}` in the front of a crate"), mend));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TextFile;

    #[track_caller]
    fn check_text(text: &str, expected: &[usize]) {
        let file = TextFile { path: "crates/medpol-model/src/lib.rs".to_owned(), text: text.to_owned() };
        let mut findings = Vec::new();
        check(&RustFile::of(&file), &mut findings);
        assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lib_rs_holds_no_items() {
        check_text("//! A.\n\nmod b;\n\npub use b::c;\n", &[]);
        check_text("mod b;\n", &[1]);
        check_text("//! A.\n\npub fn b() {}\n", &[3]);
    }
}
