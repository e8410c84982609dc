//! The list of crates in `crates/README.md`, from their manifests.
//!
//! The order is that of the layers: a crate comes after what it uses.

use super::Generated;
use crate::failure::Failure;
use crate::markdown::with_part;
use crate::metadata::{Package, packages};
use crate::tidy::layers;
use crate::tree::Tree;

const PAGE: &str = "crates/README.md";
const PART: &str = "crates";

/// The page with its list of crates.
pub(super) fn generate(tree: &Tree) -> Result<Generated, Failure> {
    let page = tree.file(PAGE).ok_or_else(|| Failure::Missing(PAGE.to_owned()))?;
    let mut packages = packages(tree)?;
    packages.sort_by_key(|package| layers::place(&package.name));
    let rows: String = packages.iter().map(row).collect();
    let table = format!("| crate | what it is for | uses |\n|---|---|---|\n{rows}");
    let text = with_part(&page.text, PART, &table).ok_or(Failure::Part { path: PAGE.to_owned(), name: PART })?;
    Ok(Generated { path: PAGE.to_owned(), text })
}

fn row(package: &Package) -> String {
    let uses: Vec<&str> = package
        .dependencies
        .iter()
        .filter(|used| !used.is_for_tests() && layers::place(&used.name).is_some())
        .map(|used| used.name.strip_prefix("medpol-").unwrap_or(&used.name))
        .collect();
    let uses = if uses.is_empty() { "–".to_owned() } else { uses.join(", ") };
    let description = package.description.as_deref().unwrap_or_default();
    format!("| [`{name}`]({name}) | {description} | {uses} |\n", name = package.name)
}
