//! Bytes as a file: text, tree, and every schema.

use std::sync::OnceLock;

use medpol_compiler::read;
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_syntax::document::{DocumentKind, generate};
use medpol_syntax::{Schema, parse};

use crate::invariants::show;

/// Reads bytes, holds the tree against the schema of every kind of document, and reads the document.
pub fn reader(bytes: &[u8]) {
    static SCHEMAS: OnceLock<Vec<Schema>> = OnceLock::new();
    let schema = |kind| Schema::compile(&generate(kind)).expect("a schema");
    let schemas = SCHEMAS.get_or_init(|| DocumentKind::ALL.into_iter().map(schema).collect());
    let mut sources = SourceMap::default();
    let parsed = parse(&mut sources, "fuzz.yaml", bytes);
    let mut diagnostics = parsed.diagnostics;
    match &parsed.root {
        Some(root) => {
            for schema in schemas {
                show(schema.check(root), &sources);
            }
            let document = read(root, &mut diagnostics);
            assert!(document.is_some() || has_errors(&diagnostics), "no document, and nobody says why");
        }
        None => assert!(has_errors(&diagnostics), "no tree, and nobody says why"),
    }
    show(diagnostics, &sources);
}
