//! The outline of a document: its criteria, facts or cases.
//!
//! Goes by the tree; a text that cannot be read has none.

use lsp_types::{DocumentSymbol, SymbolKind, Uri};
use medpol_diagnostics::{SourceMap, Span};
use medpol_library::DeskFile;
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;

use crate::names::{Name, Role, occurrences};
use crate::problems::range_of;
use crate::workspace::Workspace;

pub(crate) fn symbols(workspace: &mut Workspace, address: &Uri) -> Vec<DocumentSymbol> {
    let Some(path) = workspace.buffer(address).map(|buffer| buffer.path.clone()) else { return Vec::new() };
    let laid = workspace.laid();
    laid.file(&path).map(|file| of_file(file, &laid.sources)).unwrap_or_default()
}

/// What is defined in a document, each inside of what holds it.
fn of_file(file: &DeskFile, sources: &SourceMap) -> Vec<DocumentSymbol> {
    let Some(root) = &file.root else { return Vec::new() };
    let mut found: Vec<(Span, DocumentSymbol)> = Vec::new();
    for occurrence in occurrences(file) {
        if occurrence.role != Role::Definition || occurrence.whole == root.span {
            continue;
        }
        let (kind, name) = match &occurrence.name {
            Name::Criterion { id, .. } => (SymbolKind::BOOLEAN, id.clone()),
            Name::Source { id, .. } => (SymbolKind::FILE, id.clone()),
            Name::Fact(path) => (SymbolKind::FIELD, path.rsplit('.').next().unwrap_or(path).to_owned()),
            Name::ValueSet(_) | Name::Vocabulary(_) | Name::Policy(_) | Name::CriteriaSet(_) | Name::Code(_) => {
                continue;
            }
        };
        let detail = text_of(root, occurrence.whole);
        found.push((occurrence.whole, symbol(name, kind, detail, occurrence.whole, occurrence.span, sources)));
    }
    if file.kind == Some(DocumentKind::Suite) {
        for row in root.get("rows").and_then(Node::sequence).unwrap_or_default() {
            if let Some(name) = row.get("name").filter(|name| name.text().is_some()) {
                let detail = row.get("title").and_then(Node::text).map(str::to_owned);
                let text = name.text().unwrap_or_default().to_owned();
                found.push((row.span, symbol(text, SymbolKind::EVENT, detail, row.span, name.span, sources)));
            }
        }
    }
    nested(found)
}

/// The text of the criterion, or the label of the fact, that is at a place.
fn text_of(root: &Node, whole: Span) -> Option<String> {
    let node = node_at(root, whole)?;
    ["text", "label", "title"].iter().find_map(|key| node.get(key)?.text()).map(str::to_owned)
}

fn node_at(node: &Node, whole: Span) -> Option<&Node> {
    if node.span == whole {
        return Some(node);
    }
    let entries = node.mapping().unwrap_or_default();
    // A fact is its key and its value.
    let of_fact = entries.iter().find(|entry| entry.key_span.to(entry.value.span) == whole).map(|entry| &entry.value);
    of_fact.or_else(|| {
        let values = entries.iter().map(|entry| &entry.value).chain(node.sequence().unwrap_or_default());
        values.filter(|inner| inner.span.contains(whole)).find_map(|inner| node_at(inner, whole))
    })
}

#[expect(deprecated, reason = "the type has a field that nobody sets any more")]
fn symbol(
    name: String,
    kind: SymbolKind,
    detail: Option<String>,
    whole: Span,
    own: Span,
    sources: &SourceMap,
) -> DocumentSymbol {
    DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: range_of(whole, sources),
        selection_range: range_of(own, sources),
        children: None,
    }
}

/// Puts what lies in something below it.
fn nested(mut found: Vec<(Span, DocumentSymbol)>) -> Vec<DocumentSymbol> {
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut open: Vec<(Span, DocumentSymbol)> = Vec::new();
    let mut done = Vec::new();
    for (span, symbol) in found {
        while open.last().is_some_and(|(outer, _)| !outer.contains(span)) {
            close(&mut open, &mut done);
        }
        open.push((span, symbol));
    }
    while !open.is_empty() {
        close(&mut open, &mut done);
    }
    done
}

fn close(open: &mut Vec<(Span, DocumentSymbol)>, done: &mut Vec<DocumentSymbol>) {
    let Some((_, symbol)) = open.pop() else { return };
    match open.last_mut() {
        Some((_, outer)) => outer.children.get_or_insert_default().push(symbol),
        None => done.push(symbol),
    }
}
