//! A determination list: one determination for each group of services.
//!
//! An entry counts where one of its services is requested; the policy is met where every entry that
//! counts is.

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::{Basis, Role, ServiceEntry};
use medpol_model::program::{NodeId, Op};
use medpol_syntax::document::{CriterionDocument, LibraryDocument, PolicyDocument, Read, Text};
use medpol_syntax::{Entry, Kind, Node, Scalar, Style};

use super::disposition::dispositions;
use super::{MetWhen, arc, entries};
use crate::condition::{Conditions, Naming, Place};

/// The name of a service line in the condition that looks for it.
const LINE: &str = "requested_service";

/// An entry: the condition under which it counts, and the branch that this makes.
#[derive(Clone, Copy)]
pub(super) struct Gated {
    requested: NodeId,
    root: NodeId,
}

pub(super) fn is_list(document: &PolicyDocument) -> bool {
    entries(document).iter().any(|entry| entry.r#for.is_some())
}

/// Every entry behind its services. `stated` is what each says under `met_when`.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    document: &PolicyDocument,
    library: Option<&LibraryDocument>,
    stated: &[MetWhen],
    criteria: &[NodeId],
    exclusions: &[NodeId],
) -> Option<Vec<Gated>> {
    let selector = &library?.selectors.services;
    let mut gated = Vec::new();
    for (at, (entry, stated)) in entries(document).iter().zip(stated).enumerate() {
        let place = Place::top(format!("determination[{}]", at + 1), Role::Member, Naming::Optional).unnamed();
        let requested = asked(conditions, selector, entry.r#for.as_ref()?)?;
        let requested = conditions.condition(&requested, &place.part("for", Role::Condition))?;
        let met = match stated {
            MetWhen::Stated(node) => super::satisfied(conditions, (*node)?),
            MetWhen::Unsaid => super::root(conditions, document, criteria, exclusions)?,
        };
        let root = conditions.add(Op::If { condition: requested, then: met, otherwise: None }, &place);
        gated.push(Gated { requested, root });
    }
    Some(gated)
}

/// Every entry that counts is met.
pub(super) fn root(conditions: &mut Conditions<'_>, gated: &[Gated]) -> NodeId {
    let roots: Vec<NodeId> = gated.iter().map(|entry| entry.root).collect();
    let run = conditions.program.add_members(&roots);
    conditions.add(Op::All(run), &Place::top("policy".to_owned(), Role::Member, Naming::Optional))
}

/// The entries as the policy keeps them.
pub(super) fn entries_of(gated: &[Gated], document: &PolicyDocument, basis: Basis) -> Vec<ServiceEntry> {
    let of = |(entry, gated): (&medpol_syntax::document::DeterminationDocument, &Gated)| ServiceEntry {
        services: entry.r#for.iter().flatten().map(arc).collect(),
        requested: gated.requested,
        root: gated.root,
        disposition: dispositions(Some(entry), basis),
    };
    entries(document).iter().zip(gated).map(of).collect()
}

/// The condition that one of the services is requested, as an author would write it.
fn asked(conditions: &Conditions<'_>, selector: &Text, services: &[Text]) -> Option<CriterionDocument> {
    let span = services.first()?.span;
    let codes =
        Node { span, kind: Kind::Sequence(services.iter().map(|code| scalar(&code.text, code.span)).collect()) };
    let facts = &conditions.scope.vocabulary.facts;
    let path = facts.iter().map(|fact| &*fact.path).find(|path| *path.replace("[]", "") == *selector.text)?;
    let node = match path.split_once("[].") {
        Some((list, field)) => {
            let field = scalar(&format!("{LINE}.{field}"), span);
            let inner = mapping(span, vec![("fact", field), ("in", codes)]);
            mapping(span, vec![("some", scalar(list, span)), ("as", scalar(LINE, span)), ("where", inner)])
        }
        None => mapping(span, vec![("fact", scalar(path, span)), ("includes_any", codes)]),
    };
    CriterionDocument::read(&node)
}

fn scalar(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar(Scalar { text: text.into(), style: Style::Plain }) }
}

fn mapping(span: Span, entries: Vec<(&str, Node)>) -> Node {
    let entry = |(key, value): (&str, Node)| Entry { key: key.into(), key_span: span, value };
    Node { span, kind: Kind::Mapping(entries.into_iter().map(entry).collect()) }
}

/// Checks that every service is in exactly one entry.
pub(super) fn check(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) {
    if !is_list(document) {
        return;
    }
    let named: Vec<&Text> = entries(document).iter().filter_map(|entry| entry.r#for.as_ref()).flatten().collect();
    let applies_to = &document.applies_to.services;
    for (at, service) in named.iter().enumerate() {
        if !applies_to.iter().any(|known| known.text == service.text) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::P0418,
                    service.span,
                    format!("this policy does not apply to `{}`", service.text),
                )
                .label("not in `applies_to.services`")
                .did_you_mean(&service.text, applies_to.iter().map(|known| &*known.text))
                .help("add it to `applies_to.services`, or remove it here"),
            );
        }
        if let Some(first) = named.iter().take(at).find(|first| first.text == service.text) {
            diagnostics.push(
                Diagnostic::new(&codes::P0417, service.span, format!("`{}` is determined twice", service.text))
                    .label("in a second entry")
                    .also(first.span, "in the first")
                    .help("a service belongs to one entry: remove it from the other"),
            );
        }
    }
    for service in applies_to.iter().filter(|service| !named.iter().any(|named| named.text == service.text)) {
        diagnostics.push(
            Diagnostic::new(&codes::P0417, service.span, format!("no determination is for `{}`", service.text))
                .label("in no entry")
                .help("add it to the `for` of an entry of `determination`"),
        );
    }
}
