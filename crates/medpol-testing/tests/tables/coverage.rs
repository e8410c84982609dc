//! What the language has and no table does.

use std::collections::BTreeSet;

use medpol_diagnostics::SourceMap;
use medpol_model::policy::Comparator;
use medpol_syntax::document::{DocumentKind, generate};
use medpol_syntax::{Entry, Node};

use crate::generic::{folder, tree};
use crate::table::Table;

/// Keys of a criterion that describe it and do nothing.
const DESCRIPTIVE: [&str; 11] =
    ["id", "text", "source", "note", "confidence", "member_text", "severity", "because", "message", "remedy", "allow"];

/// How a case writes what is not exact, beside bounds.
const FORMS: [&str; 6] = ["one_of", "conflicting", "items", "complete", "denied", "evidence"];

/// The operators, modifiers, derivations and forms of values that no row is about.
pub fn gaps(tables: &[Table]) -> Vec<String> {
    let (mut written, mut said) = (BTreeSet::new(), BTreeSet::new());
    for table in tables {
        table.policy.iter().for_each(|part| words(&part.value, &mut written));
        for part in table.rows.iter().flat_map(|row| &row.case) {
            said.insert(part.key.to_string());
            words(&part.value, &mut said);
        }
    }
    let criterion =
        keys(DocumentKind::Policy, "Criterion").into_iter().filter(|key| !DESCRIPTIVE.contains(&key.as_str()));
    let comparators = Comparator::ALL.into_iter().map(|comparator| comparator.key().to_owned());
    let of_policies = criterion.chain(comparators).filter(|key| !written.contains(key));
    let bounds = ["at_least", "more_than", "at_most", "less_than", "on_or_after", "after", "on_or_before", "before"];
    let of_cases = bounds.into_iter().chain(FORMS).map(str::to_owned).filter(|key| !said.contains(key));
    of_policies.chain(of_cases).chain(derivations(&written)).map(|key| format!("`{key}`")).collect()
}

/// Derivations of which no table names a fact.
fn derivations(written: &BTreeSet<String>) -> Vec<String> {
    let text = std::fs::read_to_string(folder().join("vocabulary.yaml")).unwrap();
    let vocabulary = tree(&mut SourceMap::default(), "vocabulary.yaml", &text);
    let mut used = BTreeSet::new();
    derived(&vocabulary, written, &mut used);
    keys(DocumentKind::Vocabulary, "Derived").into_iter().filter(|key| !used.contains(key)).collect()
}

/// The derivations of the facts below a node whose names end a path that is written.
fn derived(node: &Node, written: &BTreeSet<String>, used: &mut BTreeSet<String>) {
    for entry in node.mapping().unwrap_or_default() {
        let derivation = entry.value.get("derived").and_then(Node::mapping).and_then(<[Entry]>::first);
        let is_written = || written.iter().any(|path| path.ends_with(&format!(".{}", entry.key)));
        used.extend(derivation.filter(|_| is_written()).map(|derivation| derivation.key.to_string()));
        derived(&entry.value, written, used);
    }
}

/// The keys of a definition of a schema.
fn keys(kind: DocumentKind, definition: &str) -> Vec<String> {
    let schema = generate(kind);
    let properties = schema["$defs"][definition]["properties"].as_object();
    properties.unwrap_or_else(|| panic!("no `{definition}` in the schema")).keys().cloned().collect()
}

/// Every key and scalar of a tree.
fn words(node: &Node, found: &mut BTreeSet<String>) {
    found.extend(node.text().map(str::to_owned));
    for entry in node.mapping().unwrap_or_default() {
        found.insert(entry.key.to_string());
        words(&entry.value, found);
    }
    node.sequence().unwrap_or_default().iter().for_each(|item| words(item, found));
}
