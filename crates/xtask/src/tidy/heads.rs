//! Every module begins with what it is for.

use crate::finding::Finding;
use crate::rust::RustFile;

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    let first = file.file.text.lines().next().unwrap_or_default();
    if first.strip_prefix("//!").is_none_or(|words| words.trim().is_empty()) {
        let mend = "begin the file with `//!` and a sentence on what it is for, then what it must not know or do";
        findings.push(Finding::new(&file.file.path, 1, "this module does not say what it is for", mend));
    }
}
