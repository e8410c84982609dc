//! The real library, read once: what policies and cases under test are put into.

use std::sync::OnceLock;

use medpol_compiler::{Compiled, Input, compile};
use medpol_diagnostics::SourceMap;
use medpol_syntax::{Node, parse};

macro_rules! library {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../policies/", $path)))),*]
    };
}

/// Everything but policies, by path below `policies/`.
const FILES: &[(&str, &str)] = library![
    "library.yaml",
    "vocabulary/base.yaml",
    "vocabulary/spine.yaml",
    "value-sets/bvn-ablation-services.yaml",
    "value-sets/facet-joint-pain.yaml",
];

/// A policy that compiles.
const POLICIES: &[(&str, &str)] = library!["cohere-health/bvn-ablation/3.yaml"];

/// Everything but policies, parsed.
pub(crate) fn files() -> &'static [(&'static str, Node)] {
    static FILES_READ: OnceLock<Vec<(&'static str, Node)>> = OnceLock::new();
    FILES_READ.get_or_init(|| read(FILES))
}

/// The library with its policy.
pub(crate) fn library() -> &'static Compiled {
    static LIBRARY: OnceLock<Compiled> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let policies = read(POLICIES);
        let inputs: Vec<Input<'_>> = files().iter().chain(&policies).map(|(path, root)| Input { path, root }).collect();
        let compiled = compile(&inputs);
        assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
        compiled
    })
}

fn read(files: &[(&'static str, &str)]) -> Vec<(&'static str, Node)> {
    let mut sources = SourceMap::default();
    let read = |(path, text): &(&'static str, &str)| {
        let parsed = parse(&mut sources, path, text.as_bytes());
        (*path, parsed.root.expect("a tree"))
    };
    files.iter().map(read).collect()
}
