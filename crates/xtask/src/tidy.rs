//! The rules of the repository that the compiler does not keep, one module each.
//!
//! What the rules are for stands in `crates/README.md`. A rule says what to do when it is broken;
//! none can be switched off for one place.

mod arms;
mod code;
mod data;
mod heads;
pub(crate) mod layers;
mod links;
mod manifests;
mod names;
mod nodes;
mod reach;
mod remains;
mod size;
mod snapshots;
mod words;

use crate::failure::Failure;
use crate::finding::Finding;
use crate::metadata::packages;
use crate::rust::RustFile;
use crate::tree::Tree;

/// A rule for one Rust file.
type RustRule = fn(&RustFile<'_>, &mut Vec<Finding>);

/// A rule for the repository as a whole.
type TreeRule = fn(&Tree, &mut Vec<Finding>);

const RUST_RULES: &[RustRule] =
    &[heads::check, size::check, names::check, reach::check, words::check, nodes::check, code::check, arms::check];
const TREE_RULES: &[TreeRule] = &[remains::check, snapshots::check, data::check, links::check];

/// Checks every rule.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    let packages = packages(tree)?;
    layers::check(tree, &packages, &mut findings);
    manifests::check(tree, &packages, &mut findings);
    for file in tree.rust() {
        let file = RustFile::of(file);
        for rule in RUST_RULES {
            rule(&file, &mut findings);
        }
    }
    for rule in TREE_RULES {
        rule(tree, &mut findings);
    }
    Ok(findings)
}
