//! The table of comparators by type in `policies/vocabulary/README.md`.

use medpol_model::policy::{Comparable, Comparator};

use super::Generated;
use crate::failure::Failure;
use crate::markdown::with_part;
use crate::tree::Tree;

const PAGE: &str = "policies/vocabulary/README.md";
const PART: &str = "comparators";

/// The page with its table.
pub(super) fn generate(tree: &Tree) -> Result<Generated, Failure> {
    let page = tree.file(PAGE).ok_or_else(|| Failure::Missing(PAGE.to_owned()))?;
    let rows: String = Comparable::ALL.into_iter().map(row).collect();
    let table = format!("| a fact of type | takes |\n|---|---|\n{rows}");
    let text = with_part(&page.text, PART, &table).ok_or(Failure::Part { path: PAGE.to_owned(), name: PART })?;
    Ok(Generated { path: PAGE.to_owned(), text })
}

fn row(of: Comparable) -> String {
    let keys: Vec<String> = of.comparators().iter().copied().map(|key| format!("`{}`", Comparator::key(key))).collect();
    let keys = if keys.is_empty() {
        "`some`, `without`, `every`, `count`, `sum`, `latest`, `earliest`, `each_group`".to_owned()
    } else {
        keys.join(", ")
    };
    format!("| {} | {keys} |\n", of.words())
}
