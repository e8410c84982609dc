//! What is there, in numbers, in `README.md`: from the list of policies and the registry of codes.

use medpol_diagnostics::ALL;
use serde_json::Value;

use super::Generated;
use super::examples::medpol;
use crate::failure::Failure;
use crate::tree::Tree;

const OPENING: &str = "<!-- generated: numbers -->\n";
const CLOSING: &str = "<!-- end -->";

/// The page, which has other generated parts too, with its numbers.
pub(super) fn generate(tree: &Tree, page: Generated) -> Result<Generated, Failure> {
    let output = medpol(tree, "list --format json")?;
    let listing = serde_json::from_str(&output).map_err(|source| Failure::Json { what: "`medpol list`", source })?;
    let Generated { path, text } = page;
    match text.split_once(OPENING).and_then(|(before, rest)| Some((before, rest.split_once(CLOSING)?.1))) {
        Some((before, after)) => {
            let sentence = sentence(&listing, ALL.len());
            Ok(Generated { path, text: format!("{before}{OPENING}{sentence}\n{CLOSING}{after}") })
        }
        None => Err(Failure::Part { path, name: "numbers" }),
    }
}

fn sentence(listing: &Value, codes: usize) -> String {
    let policies = listing.get("policies").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_read = |policy: &&Value| policy.get("basis").and_then(Value::as_str) == Some("published");
    let sum = |key: &str| policies.iter().filter_map(|policy| policy.get(key)?.as_u64()).sum::<u64>();
    let read = policies.iter().filter(is_read).count();
    format!(
        "**In numbers**: {} policy versions, {read} of them from the issuer's own text · {} criteria, exclusions and coding edits · {} cases with what is expected of them · {codes} kinds of mistake found, each with a page.",
        policies.len(),
        sum("criteria"),
        sum("cases"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_counted() {
        let policy = |basis: &str, cases: u64| serde_json::json!({ "basis": basis, "criteria": 2, "cases": cases });
        let listing = serde_json::json!({ "policies": [policy("published", 3), policy("reconstructed", 4)] });
        let sentence = sentence(&listing, 9);
        for part in ["2 policy versions", "1 of them", "4 criteria", "7 cases", "9 kinds"] {
            assert!(sentence.contains(part), "{part} is not in {sentence}");
        }
    }
}
