//! The parts of policies in the tables of the operators.

use std::path::Path;

use medpol_syntax::{Entry, Kind, Node};

use crate::generic::{Generic, entry, folder, scalar, tree, yaml_files};

/// Keys of a table that are part of a policy as they stand.
const POLICY: [&str; 7] = ["criteria", "exclusions", "determination", "position", "text", "source", "applies_to"];

/// The part of a policy that each table is about.
pub fn policies(generic: &mut Generic) -> Vec<Vec<Entry>> {
    let mut paths = yaml_files(&folder());
    paths.retain(|path| path.file_stem().is_none_or(|stem| stem != "vocabulary"));
    paths.iter().map(|path| policy(generic, path)).collect()
}

fn policy(generic: &mut Generic, path: &Path) -> Vec<Entry> {
    let root = tree(&mut generic.sources, &path.to_string_lossy(), &std::fs::read_to_string(path).unwrap());
    let mut entries = Vec::new();
    for part in root.mapping().expect("a mapping") {
        match &*part.key {
            "criterion" => entries.push(criteria(&part.value)),
            "edits" => {
                entries.push(entry("criteria", part.value.clone()));
                entries.push(entry("kind", scalar("coding-edits", &part.value)));
            }
            key if POLICY.contains(&key) => entries.push(part.clone()),
            _ => {}
        }
    }
    entries
}

/// A single criterion as the only one of a policy.
fn criteria(criterion: &Node) -> Entry {
    let mut criterion = criterion.clone();
    if let Kind::Mapping(entries) = &mut criterion.kind
        && !entries.iter().any(|entry| &*entry.key == "id")
    {
        let near = entries[0].value.clone();
        entries.push(entry("id", scalar("criterion", &near)));
    }
    let span = criterion.span;
    entry("criteria", Node { span, kind: Kind::Sequence(vec![criterion]) })
}
