//! Every crate says what it is for, and takes version, licence and lints from the workspace.

use crate::finding::Finding;
use crate::metadata::Package;
use crate::tree::Tree;

pub(super) fn check(tree: &Tree, packages: &[Package], findings: &mut Vec<Finding>) {
    for package in packages {
        let manifest = package.manifest(tree);
        let text = tree.file(&manifest).map(|file| file.text.as_str()).unwrap_or_default();
        let mut require = |holds: bool, problem: &str, mend: &str| {
            if !holds {
                findings.push(Finding::new(&manifest, 1, problem, mend));
            }
        };
        let is_described = package.description.as_ref().is_some_and(|text| !text.is_empty());
        require(is_described, "this crate does not say what it is for", "add a `description` of one line");
        require(package.license.is_some(), "this crate has no licence", "add `license.workspace = true`");
        require(
            package.rust_version.is_some(),
            "this crate asks for no Rust version",
            "add `rust-version.workspace = true`",
        );
        let has_lints = text.contains("[lints]\nworkspace = true");
        require(has_lints, "this crate leaves out the lints of the workspace", "add `[lints]` with `workspace = true`");
    }
}
