//! Suites: a base case and rows to cases.
//!
//! A row becomes the tree of an ordinary case, in which every value keeps the place where it was
//! written: in the base or in the row. Whatever reads cases then reads rows. No vocabulary is known here.

mod patch;
mod path;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_syntax::document::{DocumentKind, RowDocument, SuiteDocument, Text};
use medpol_syntax::{Entry, Kind, Node, Scalar, Style};

use patch::Patched;

/// A row of a suite as a case.
#[derive(Clone, Debug)]
pub struct SuiteRow {
    /// Its name, with its place.
    pub name: Text,
    /// The tree of the case.
    pub case: Node,
}

/// The rows of a suite as cases. A row that does not fit the base is reported and left out.
///
/// `root` is the tree that the document was read from, without mistakes in its shape.
pub fn suite_rows(root: &Node, suite: &SuiteDocument, diagnostics: &mut Vec<Diagnostic>) -> Vec<SuiteRow> {
    let Some(base) = root.get("base") else { return Vec::new() };
    let written = root.get("rows").and_then(Node::sequence).unwrap_or_default();
    check_names(&suite.rows, diagnostics);
    let mut rows = Vec::new();
    for (row, node) in suite.rows.iter().zip(written) {
        let patched = Patched::of(base, row, node, diagnostics);
        rows.extend(patched.map(|patched| SuiteRow { name: row.name.clone(), case: case(suite, row, node, patched) }));
    }
    rows
}

/// P0202 where two rows have one name.
fn check_names(rows: &[RowDocument], diagnostics: &mut Vec<Diagnostic>) {
    for (at, row) in rows.iter().enumerate() {
        let first = rows.iter().take(at).find(|first| first.name.text == row.name.text);
        diagnostics.extend(first.map(|first| {
            Diagnostic::new(&codes::P0202, row.name.span, format!("there is already a row named `{}`", row.name.text))
                .label("the same name again")
                .also(first.name.span, "first used here")
                .help("rename one of them: a row is called for by its name")
        }));
    }
}

/// The tree of a case: the result of the base and the row, with the title and expectation of the row.
fn case(suite: &SuiteDocument, row: &RowDocument, node: &Node, patched: Patched) -> Node {
    let name = row.name.span;
    let format = Scalar { text: DocumentKind::Case.format().into(), style: Style::Plain };
    let mut entries =
        vec![Entry { key: "format".into(), key_span: name, value: Node { span: name, kind: Kind::Scalar(format) } }];
    entries.extend(node.entry("title").cloned());
    entries.extend([patched.facts, patched.denied, patched.evidence].into_iter().flatten());
    entries.extend(expectation(suite, row, node));
    Node { span: node.span, kind: Kind::Mapping(entries) }
}

/// What a row expects, of the policy of the suite unless it names another.
fn expectation(suite: &SuiteDocument, row: &RowDocument, node: &Node) -> Option<Entry> {
    let own = node.entry("expect").cloned();
    let names_policy = row.expect.as_ref().is_some_and(|expect| expect.policy.is_some());
    let Some(policy) = suite.policy.as_ref().filter(|_| !names_policy) else { return own };
    let scalar = Scalar { text: policy.text.clone(), style: Style::Quoted };
    let policy = Entry {
        key: "policy".into(),
        key_span: policy.span,
        value: Node { span: policy.span, kind: Kind::Scalar(scalar) },
    };
    let mut expect = own.unwrap_or_else(|| Entry {
        key: "expect".into(),
        key_span: row.name.span,
        value: Node { span: row.name.span, kind: Kind::Mapping(Vec::new()) },
    });
    if let Kind::Mapping(entries) = &mut expect.value.kind {
        entries.insert(0, policy);
    }
    Some(expect)
}
