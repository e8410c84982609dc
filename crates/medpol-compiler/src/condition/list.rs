//! The lists of criteria and of exclusions: what their members must say beside their conditions.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Role;
use medpol_model::program::{NodeId, Op};
use medpol_syntax::document::CriterionDocument;

use super::{Conditions, Naming, Place, Rank};

/// Compiles the criteria or the exclusions. All are compiled, so that all mistakes are reported.
pub(crate) fn list(
    conditions: &mut Conditions<'_>,
    documents: Option<&[CriterionDocument]>,
    key: &str,
    role: Role,
    rank: Rank,
) -> Option<Vec<NodeId>> {
    let mut nodes = Some(Vec::new());
    for (index, document) in documents.unwrap_or_default().iter().enumerate() {
        let place = Place { rank, ..Place::top(format!("{key}[{}]", index + 1), role, Naming::Required) };
        let node = conditions.condition(document, &place);
        check_said(conditions, document, node);
        nodes = nodes.zip(node).map(|(nodes, node): (Vec<NodeId>, NodeId)| [nodes, vec![node]].concat());
    }
    nodes
}

/// A criterion should say where it comes from, and what it says.
fn check_said(conditions: &mut Conditions<'_>, document: &CriterionDocument, node: Option<NodeId>) {
    if document.used_set().is_some() {
        return;
    }
    let name = document.head.id.as_ref().map_or("this criterion".to_owned(), |id| format!("`{}`", id.text));
    let span = document.head.id.as_ref().map_or(document.span, |id| id.span);
    if document.head.text.is_none() && !conditions.is_misspelled(document.span, "text") {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0504, span, format!("{name} has no `text`"))
                .label("what does it say?")
                .help("add `text:` with what the policy says, in your own words; reports show it"),
        );
    }
    let Some(node) = node else { return };
    // A source that was refused, or that names what there is not, is not missing too.
    let is_named = conditions.names_no_source(document.span);
    if has_leaf_without_citation(conditions, node) && !conditions.is_refused(document.span) && !is_named {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0501, span, format!("{name} does not say where it comes from"))
                .label("no source")
                .help("add `source:` with a `ref` to one of `sources`, the section and a short quote"),
        );
    }
}

/// Whether a leaf at or below a node has no citation, its own or inherited.
fn has_leaf_without_citation(conditions: &Conditions<'_>, node: NodeId) -> bool {
    let below = conditions.program.below(node);
    if below.is_empty() || matches!(conditions.program.node(node), Some(Op::Same(_))) {
        let is_reference = matches!(conditions.program.node(node), Some(Op::Same(_)));
        return !is_reference
            && conditions.details.get(node.0 as usize).is_some_and(|detail| detail.citations.is_empty());
    }
    below.iter().any(|inner| has_leaf_without_citation(conditions, *inner))
}
