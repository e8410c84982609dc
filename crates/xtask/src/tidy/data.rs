//! `policies/` and `schemas/` hold data, and a file that names its schema names one that is there.

use crate::finding::Finding;
use crate::tree::{TextFile, Tree};

/// Folders with the extensions of their files.
const FOLDERS: &[(&str, &[&str])] = &[("policies/", &["yaml"]), ("schemas/", &["json"])];

/// Where the pages of the author's guide are.
const GUIDE: &str = "policies/guide/";

/// How a file tells editors its schema.
const SCHEMA: &str = "# yaml-language-server: $schema=";

pub(super) fn check(tree: &Tree, findings: &mut Vec<Finding>) {
    for file in &tree.files {
        let folder = FOLDERS.iter().find(|(folder, _)| file.path.starts_with(folder));
        if let Some((folder, extensions)) = folder
            && !extensions.contains(&file.extension())
            && file.name() != "README.md"
            && !(file.path.starts_with(GUIDE) && file.extension() == "md")
        {
            let mend =
                format!("`{folder}` holds {} files and their README.md; move it elsewhere", extensions.join(", "));
            findings.push(Finding::new(&file.path, 1, "this is not data", mend));
        }
        if file.extension() == "yaml" {
            findings.extend(lost_schema(tree, file));
        }
    }
}

fn lost_schema(tree: &Tree, file: &TextFile) -> Option<Finding> {
    let (number, named) = file.numbered().find_map(|(number, line)| Some((number, line.strip_prefix(SCHEMA)?)))?;
    let is_elsewhere = named.contains("://");
    let path = super::links::joined(&file.path, named.trim());
    (!is_elsewhere && !tree.has(&path)).then(|| {
        let mend = "count the folders up to `schemas/`";
        Finding::new(&file.path, number, format!("there is no schema `{path}`"), mend)
    })
}
