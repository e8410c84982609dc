//! Every snapshot belongs to a test that is there.
//!
//! The header of a snapshot names the test's file, and the file it was made from if there is one. A
//! snapshot in `fixtures/` has the name of the fixture above its folder.
//! Where the tests have just been run with `INSTA_SNAPSHOT_REFERENCES_FILE`, as `.ci/run` does, the
//! snapshots they looked at are known, and every other one is an orphan.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::tree::{TextFile, Tree};

/// Where insta lists the snapshots that tests looked at.
const REFERENCES: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

pub(super) fn check(tree: &Tree, findings: &mut Vec<Finding>) {
    let references = std::env::var_os(REFERENCES).and_then(|path| std::fs::read_to_string(path).ok());
    let used: Option<BTreeSet<PathBuf>> =
        references.map(|paths| paths.lines().filter_map(|path| Path::new(path).canonicalize().ok()).collect());
    for file in &tree.files {
        if file.path.ends_with(".snap.new") || file.extension() == "pending-snap" {
            let mend = "look at it, keep it by `INSTA_UPDATE=always`, or remove it";
            findings.push(Finding::new(&file.path, 1, "this snapshot waits for a decision", mend));
        }
        if file.extension() != "snap" {
            continue;
        }
        findings.extend(lost(tree, file).or_else(|| orphan(tree, file)));
        let place = tree.root.join(&file.path).canonicalize().ok();
        if used.as_ref().is_some_and(|used| place.is_some_and(|place| !used.contains(&place))) {
            findings.push(Finding::new(&file.path, 1, "no test looks at this snapshot", "remove it"));
        }
    }
}

/// A file that the header names and that is not there.
fn lost(tree: &Tree, file: &TextFile) -> Option<Finding> {
    let mut header = file.numbered().skip(1).take_while(|(_, line)| *line != "---");
    let is_lost = |(number, line): (usize, &str)| {
        let path = line.strip_prefix("source: ").or(line.strip_prefix("input_file: "))?.trim_matches('"');
        (!tree.has(path)).then(|| {
            let mend = "remove the snapshot, or restore what it was made from";
            Finding::new(&file.path, number, format!("`{path}` is not there"), mend)
        })
    };
    header.find_map(is_lost)
}

/// A snapshot in `fixtures/` without its fixture.
fn orphan(tree: &Tree, file: &TextFile) -> Option<Finding> {
    let (folder, name) = file.path.strip_suffix(".snap")?.rsplit_once("/snapshots/")?;
    let is_there = ["yaml", "json", "txt"].iter().any(|kind| tree.file(&format!("{folder}/{name}.{kind}")).is_some());
    (folder.starts_with("fixtures/") && !is_there).then(|| {
        let problem = format!("there is no `{name}` in `{folder}`");
        Finding::new(&file.path, 1, problem, "remove the snapshot, or restore its fixture")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_whose_source_is_gone_is_found() {
        let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
        let kept = file("a.snap", "---\nsource: a.rs\n---\nsource: c.rs\n");
        let stale = file("b.snap", "---\nsource: a.rs\ninput_file: b.yaml\n---\n");
        let tree = Tree { root: PathBuf::new(), files: vec![file("a.rs", ""), file("fixtures/c/d.yaml", "")] };
        assert_eq!(lost(&tree, &kept), None);
        assert_eq!(lost(&tree, &stale).map(|finding| finding.line), Some(3));
        assert_eq!(orphan(&tree, &file("fixtures/c/snapshots/d.snap", "")), None);
        assert!(orphan(&tree, &file("fixtures/c/snapshots/e.snap", "")).is_some());
    }
}
