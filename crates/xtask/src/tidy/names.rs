//! Modules are named for what is in them.

use crate::finding::Finding;
use crate::rust::RustFile;

/// Names that say nothing.
const EMPTY: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "misc", "shared", "stuff"];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    let path = file.file.path.as_str();
    let parts = path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    for part in parts.filter(|part| EMPTY.contains(part)) {
        let mend = "name it for the one thing it holds, or move its parts to where they are used";
        findings.push(Finding::new(path, 1, format!("`{part}` does not say what is in it"), mend));
    }
}
