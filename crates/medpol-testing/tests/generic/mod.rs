//! The library of facts without a meaning, in `fixtures/operators`, with one policy in it at a time.
//!
//! Shared by the tables of the operators and the properties. What a policy says of a case is found
//! by the engine alone.

use std::path::{Path, PathBuf};

use medpol_compiler::{Compiled, Document, Input, compile, read};
use medpol_diagnostics::{Diagnostic, Severity, SourceMap, has_errors};
use medpol_model::case::Case;
use medpol_report::{Colour, diagnostic};
use medpol_syntax::document::CaseDocument;
use medpol_syntax::{Entry, Kind, Node, Scalar, Style, parse};

/// What every library needs and no table is about.
const LIBRARY: &str = "
format: medpol/library/1
base: vocabulary
anchor: now
selectors:
  payer: request.payer
  line_of_business: request.line_of_business
  services: request.services.code
  state: request.state
governing: outcome
rank: [payer-policy]
";

/// The head of the policy that criteria are put into.
const HEAD: &str = "
format: medpol/policy/1
id: tables/policy
version: '1'
title: A policy for a test
publisher: Tables
kind: payer-policy
status: active
basis: published
effective: { from: 0001-01-01 }
vocabulary: vocabulary
applies_to: { services: ['LETTERS:A1'] }
sources: [{ id: source, class: internal, title: A source }]
";

/// The parts of the library that are the same for every policy.
pub struct Generic {
    /// The texts, for messages.
    pub sources: SourceMap,
    files: Vec<(String, Node)>,
    head: Vec<Entry>,
}

impl Generic {
    /// Reads `fixtures/operators`.
    pub fn load() -> Self {
        let mut sources = SourceMap::default();
        let mut files = vec![("library.yaml".to_owned(), tree(&mut sources, "library.yaml", LIBRARY))];
        let mut paths = vec![folder().join("vocabulary.yaml")];
        paths.extend(yaml_files(&folder().join("value-sets")));
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((name.clone(), tree(&mut sources, &name, &text)));
        }
        let set = "shared/flags/1.yaml";
        let text = std::fs::read_to_string(folder().join(set)).unwrap();
        files.push((set.to_owned(), tree(&mut sources, set, &text)));
        let Kind::Mapping(head) = tree(&mut sources, "policy", HEAD).kind else { panic!("the head is a mapping") };
        Self { sources, files, head }
    }

    /// Compiles the library with a policy of these entries: `criteria` and the like.
    pub fn compile(&self, mut entries: Vec<Entry>) -> Result<Compiled, String> {
        entries.iter_mut().for_each(cite);
        // A table that says to what its policy applies replaces what the head says of it.
        let is_said = |head: &&Entry| entries.iter().any(|own| own.key == head.key);
        let head: Vec<Entry> = self.head.iter().filter(|head| !is_said(head)).cloned().collect();
        let all: Vec<Entry> = head.into_iter().chain(entries).collect();
        let span = all.last().unwrap().value.span;
        let policy = Node { span, kind: Kind::Mapping(all) };
        let mut inputs: Vec<Input<'_>> = self.files.iter().map(|(path, root)| Input { path, root }).collect();
        inputs.push(Input { path: "tables/policy/1.yaml", root: &policy });
        let compiled = compile(&inputs);
        if has_errors(&compiled.diagnostics) { Err(self.shown(&compiled.diagnostics)) } else { Ok(compiled) }
    }

    /// Decodes a case of these entries: `facts` and the like.
    pub fn case(&self, compiled: &Compiled, mut entries: Vec<Entry>) -> Result<Case, String> {
        let span = entries.first().unwrap().value.span;
        entries.push(entry("format", scalar("medpol/case/1", &entries[0].value)));
        let document = self.document(&Node { span, kind: Kind::Mapping(entries) })?;
        let policy = compiled.policies.first().expect("the policy compiles");
        let (case, diagnostics) = medpol_compiler::case(&document, &policy.vocabulary, &compiled.symbols);
        case.ok_or_else(|| self.shown(&diagnostics))
    }

    fn document(&self, root: &Node) -> Result<CaseDocument, String> {
        let mut diagnostics = Vec::new();
        match read(root, &mut diagnostics) {
            Some(Document::Case(document)) if !has_errors(&diagnostics) => Ok(*document),
            _ => Err(self.shown(&diagnostics)),
        }
    }

    fn shown(&self, diagnostics: &[Diagnostic]) -> String {
        let errors: Vec<Diagnostic> =
            diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect();
        diagnostic::text(&errors, &self.sources, Colour::Never)
    }
}

/// Gives every criterion of a list its source; those of a set have theirs.
fn cite(part: &mut Entry) {
    if !matches!(&*part.key, "criteria" | "exclusions") {
        return;
    }
    let Kind::Sequence(criteria) = &mut part.value.kind else { return };
    for criterion in criteria.iter_mut().filter(|criterion| criterion.get("use").is_none()) {
        let source = scalar("source", criterion);
        let (span, reference) = (source.span, Kind::Mapping(vec![entry("ref", source)]));
        let citations = Kind::Sequence(vec![Node { span, kind: reference }]);
        if let Kind::Mapping(entries) = &mut criterion.kind {
            entries.push(entry("source", Node { span, kind: citations }));
        }
    }
}

/// Reads a text that must be right.
pub fn tree(sources: &mut SourceMap, name: &str, text: &str) -> Node {
    let parsed = parse(sources, name, text.as_bytes());
    assert!(parsed.diagnostics.is_empty(), "{}", diagnostic::text(&parsed.diagnostics, sources, Colour::Never));
    parsed.root.expect("a document")
}

/// An entry that stands where its value does.
pub fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.into(), key_span: value.span, value }
}

/// A scalar that stands where `near` does.
pub fn scalar(text: &str, near: &Node) -> Node {
    Node { span: near.span, kind: Kind::Scalar(Scalar { text: text.into(), style: Style::Plain }) }
}

/// The YAML files of a folder by name.
pub fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}

/// `fixtures/operators`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/operators")
}
