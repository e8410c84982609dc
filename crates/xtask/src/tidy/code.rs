//! No code in comments.
//!
//! What is no longer needed is in the history; what is needed later is not written yet.

use crate::finding::Finding;
use crate::rust::RustFile;

/// How a line of code begins.
const BEGINNINGS: &[&str] = &[
    "let ",
    "fn ",
    "pub ",
    "pub(",
    "use ",
    "mod ",
    "impl ",
    "impl<",
    "struct ",
    "enum ",
    "match ",
    "return ",
    "return;",
    "assert!(",
    "assert_eq!(",
    "println!(",
    "dbg!(",
    "#[",
    "} else",
    "self.",
];

/// How a line of code ends.
const ENDINGS: &[&str] = &[";", "{", "}", "},", ");", ",", ")?", "]"];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    for (number, line) in file.file.numbered().filter(|(_, line)| is_code(line)) {
        let shown = line.trim();
        findings.push(Finding::new(&file.file.path, number, format!("`{shown}` is code in a comment"), "remove it"));
    }
}

fn is_code(line: &str) -> bool {
    let Some(words) = line.trim().strip_prefix("// ") else { return false };
    let words = words.trim();
    words == "}"
        || BEGINNINGS.iter().any(|start| words.starts_with(start)) && ENDINGS.iter().any(|end| words.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn code_is_distinguished_from_prose() {
        assert!(is_code("    // let a = 1;"));
        assert!(is_code("    //     fn a() {"));
        assert!(is_code("// }"));
        assert!(!is_code("// Use the first of them; the others follow."));
        assert!(!is_code("// use it where it is known"));
        assert!(!is_code("/// let a = 1;"));
        assert!(!is_code("let a = 1; // one"));
    }
}
