//! Which crate may use which.
//!
//! What only tests use is not looked at. A crate that is not in the table may not be there.

use crate::finding::Finding;
use crate::metadata::{Dependency, Package};
use crate::tree::{TextFile, Tree};

/// Each crate with the crates of the workspace that it may use, the lowest first.
const LAYERS: &[(&str, &[&str])] = &[
    ("medpol-diagnostics", &[]),
    ("medpol-model", &["medpol-diagnostics"]),
    ("medpol-syntax", &["medpol-diagnostics"]),
    ("medpol-compiler", &["medpol-syntax", "medpol-model", "medpol-diagnostics"]),
    ("medpol-evaluator", &["medpol-model"]),
    ("medpol-explainer", &["medpol-evaluator", "medpol-model"]),
    ("medpol-proof", &["medpol-evaluator", "medpol-model"]),
    ("medpol-analysis", &["medpol-proof", "medpol-evaluator", "medpol-model", "medpol-diagnostics"]),
    ("medpol-library", &["medpol-compiler", "medpol-syntax", "medpol-model", "medpol-diagnostics"]),
    ("medpol-report", &["medpol-analysis", "medpol-model", "medpol-diagnostics"]),
    (
        "medpol-answer",
        &[
            "medpol-library",
            "medpol-explainer",
            "medpol-evaluator",
            "medpol-report",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol-difference",
        &[
            "medpol-answer",
            "medpol-library",
            "medpol-proof",
            "medpol-analysis",
            "medpol-compiler",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol-coverage",
        &[
            "medpol-answer",
            "medpol-library",
            "medpol-explainer",
            "medpol-evaluator",
            "medpol-report",
            "medpol-proof",
            "medpol-analysis",
            "medpol-compiler",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol-server",
        &[
            "medpol-answer",
            "medpol-library",
            "medpol-evaluator",
            "medpol-analysis",
            "medpol-report",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol-lsp",
        &[
            "medpol-answer",
            "medpol-library",
            "medpol-analysis",
            "medpol-report",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol",
        &[
            "medpol-lsp",
            "medpol-server",
            "medpol-coverage",
            "medpol-difference",
            "medpol-answer",
            "medpol-library",
            "medpol-evaluator",
            "medpol-analysis",
            "medpol-report",
            "medpol-compiler",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol-testing",
        &[
            "medpol-coverage",
            "medpol-difference",
            "medpol-answer",
            "medpol-library",
            "medpol-explainer",
            "medpol-evaluator",
            "medpol-analysis",
            "medpol-report",
            "medpol-compiler",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    (
        "medpol-bench",
        &[
            "medpol-testing",
            "medpol-analysis",
            "medpol-library",
            "medpol-explainer",
            "medpol-evaluator",
            "medpol-report",
            "medpol-compiler",
            "medpol-syntax",
            "medpol-model",
            "medpol-diagnostics",
        ],
    ),
    ("xtask", &["medpol-syntax", "medpol-model", "medpol-diagnostics"]),
];

/// Crates from outside that one crate hides from the others.
const HIDDEN: &[(&str, &str)] = &[
    ("granit-parser", "medpol-syntax"),
    ("jsonschema", "medpol-syntax"),
    ("annotate-snippets", "medpol-report"),
    ("batsat", "medpol-proof"),
    ("lsp-server", "medpol-lsp"),
    ("lsp-types", "medpol-lsp"),
];

/// Crates that use nothing from outside of the workspace.
const ALONE: &[&str] = &["medpol-evaluator", "medpol-explainer"];

const HERE: &str = "crates/xtask/src/tidy/layers.rs";

/// The place of a crate in the table; `None` for crates from outside.
pub(crate) fn place(name: &str) -> Option<usize> {
    LAYERS.iter().position(|(known, _)| *known == name)
}

pub(super) fn check(tree: &Tree, packages: &[Package], findings: &mut Vec<Finding>) {
    for package in packages {
        let manifest = package.manifest(tree);
        let Some((_, allowed)) = LAYERS.iter().find(|(known, _)| *known == package.name) else {
            let problem = format!("`{}` has no place among the layers", package.name);
            findings.push(Finding::new(&manifest, 1, problem, format!("enter it in `LAYERS` of {HERE}")));
            continue;
        };
        for used in package.dependencies.iter().filter(|used| !used.is_for_tests()) {
            if let Some((problem, mend)) = refused(&package.name, allowed, used) {
                findings.push(Finding::new(&manifest, line(tree, &manifest, &used.name), problem, mend));
            }
        }
    }
}

/// Why a crate may not use another, and what to do.
fn refused(name: &str, allowed: &[&str], used: &Dependency) -> Option<(String, String)> {
    let used = used.name.as_str();
    let problem = format!("`{name}` may not use `{used}`");
    if place(used).is_some() {
        let list = if allowed.is_empty() { "no other crate".to_owned() } else { allowed.join(", ") };
        return (!allowed.contains(&used)).then(|| (problem, format!("it may use {list}; see {HERE}")));
    }
    if let Some((_, owner)) = HIDDEN.iter().find(|(hidden, owner)| *hidden == used && *owner != name) {
        return Some((problem, format!("only `{owner}` knows it; use what `{owner}` offers")));
    }
    ALONE.contains(&name).then(|| (problem, "this crate uses nothing but the workspace".to_owned()))
}

/// The line of a manifest that names a crate.
fn line(tree: &Tree, manifest: &str, name: &str) -> usize {
    let is_named = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    let lines = tree.file(manifest).into_iter().flat_map(TextFile::numbered);
    lines.filter(|(_, line)| is_named(line)).map(|(number, _)| number).next().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, used: &str, is_allowed: bool) {
        let allowed = LAYERS.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed).unwrap_or_default();
        let used: Dependency = serde_json::from_value(serde_json::json!({ "name": used, "kind": null }))
            .unwrap_or_else(|_| unreachable!());
        assert_eq!(refused(name, allowed, &used).is_none(), is_allowed, "{name} {used:?}");
    }

    #[test]
    fn layers_are_kept() {
        check("medpol-compiler", "medpol-syntax", true);
        check("medpol-syntax", "medpol-compiler", false);
        check("medpol-evaluator", "medpol-model", true);
        check("medpol-evaluator", "medpol-syntax", false);
        check("medpol-evaluator", "serde", false);
        check("medpol-evaluator", "medpol-explainer", false);
        check("medpol-explainer", "medpol-evaluator", true);
        check("medpol-compiler", "granit-parser", false);
        check("medpol-syntax", "granit-parser", true);
    }

    #[test]
    fn the_table_has_no_circle() {
        for (index, (name, allowed)) in LAYERS.iter().enumerate() {
            assert!(allowed.iter().all(|used| place(used).is_some_and(|place| place < index)), "{name}");
        }
    }
}
