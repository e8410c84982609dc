//! The coding edits of a policy: what each says beside its condition, and whether it can name lines.
//!
//! Conditions are compiled as those of any policy; which lines a finding names is found when a case is explained.

use std::sync::Arc;

use medpol_diagnostics::{Bearing, Diagnostic, codes};
use medpol_model::policy::{Edit, Role};
use medpol_model::program::{FactRef, Fault, NodeId, Op, Program, ScopeId};
use medpol_model::vocabulary::FactKind;
use medpol_syntax::document::{BlameDocument, CriterionDocument, PolicyDocument, Text};

use crate::condition::{Conditions, Naming, Place, bind_list, resolve, severity};
use crate::literal::type_name;
use crate::report::Subject;

/// Whether the criteria of a policy are coding edits.
pub(super) fn is_edits(document: &PolicyDocument) -> bool {
    &*document.kind.text == "coding-edits"
}

/// Refuses what a policy of coding edits does not have.
pub(super) fn check_keys(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) {
    let exclusion = document.exclusions.as_ref().and_then(|exclusions| exclusions.first());
    if let Some(exclusion) = exclusion {
        let span = exclusion.head.id.as_ref().map_or(exclusion.span, |id| id.span);
        diagnostics.push(
            Diagnostic::new(&codes::P0126, span, "coding edits have no `exclusions`")
                .label("an exclusion")
                .also(document.kind.span, "the kind")
                .help("write it under `criteria`, as what a claim must meet")
                .bearing(Bearing::Form),
        );
    }
    if let Some(position) = &document.position {
        diagnostics.push(
            Diagnostic::new(&codes::P0126, position.span, "coding edits have no `position`")
                .label("says nothing of a claim")
                .also(document.kind.span, "the kind")
                .help("write the edits under `criteria`, or use the kind `payer-policy`"),
        );
    }
    if let Some(determination) = &document.determination {
        diagnostics.push(
            Diagnostic::new(&codes::P0126, determination.span, "coding edits have no `determination`")
                .label("nothing is decided here")
                .also(document.kind.span, "the kind")
                .help("remove it; each edit says by its `severity` what it means"),
        );
    }
}

/// Compiles what every edit says beside its condition. `nodes` are the conditions, where all are whole.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    document: &PolicyDocument,
    nodes: Option<&[NodeId]>,
) -> Option<Vec<Edit>> {
    let mut edits = Some(Vec::new());
    for (index, criterion) in document.criteria.iter().flatten().enumerate() {
        let said = said(conditions, criterion);
        let node = nodes.and_then(|nodes| nodes.get(index)).copied();
        match (&mut edits, said, node) {
            (Some(edits), Some(said), Some(node)) => edits.push(Edit { node, ..said }),
            _ => edits = None,
        }
    }
    edits
}

/// What an edit says; its node is not known here.
fn said(conditions: &mut Conditions<'_>, document: &CriterionDocument) -> Option<Edit> {
    let missing: Vec<&str> = [
        ("severity", document.head.severity.is_none()),
        ("message", document.head.message.is_none()),
        ("list", document.head.list.is_none()),
    ]
    .into_iter()
    .filter(|(key, is_missing)| *is_missing && !conditions.is_misspelled(document.span, key))
    .map(|(key, _)| key)
    .collect();
    if !missing.is_empty() && !conditions.is_refused(document.span) {
        conditions.diagnostics.push(not_whole(document, &missing));
    }
    let list = document.head.list.as_ref().and_then(|list| lines(conditions, list));
    let blame = match (&document.head.blame, &document.head.list) {
        (Some(written), Some(own)) => Some(blame(conditions, document, written, own)),
        (Some(_), None) | (None, _) => None,
    };
    let arc = |text: &Text| Arc::<str>::from(&*text.text);
    Some(Edit {
        node: NodeId(0),
        severity: severity(&document.head.severity.as_ref()?.text)?,
        message: arc(document.head.message.as_ref()?),
        remedy: document.head.remedy.as_ref().map(arc),
        list: list?,
        blame: match blame {
            None => None,
            Some(blame) => Some(blame?),
        },
    })
}

fn not_whole(document: &CriterionDocument, missing: &[&str]) -> Diagnostic {
    let name = document.head.id.as_ref().map_or("this edit".to_owned(), |id| format!("`{}`", id.text));
    let span = document.head.id.as_ref().map_or(document.span, |id| id.span);
    let quoted: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
    let mut problem = Diagnostic::new(&codes::P0125, span, format!("{name} has no {}", quoted.join(" and no ")))
        .label("a coding edit needs it");
    for key in missing {
        problem = problem.help(match *key {
            "severity" => "add `severity: reject`, `warn` or `info`: whether the claim can go on",
            "message" => "add `message:` with what is wrong, in words that a biller understands",
            _ => "add `list:` with the list whose elements are the lines, such as `request.services`",
        });
    }
    problem
}

/// The list whose elements are the lines: one of the case itself.
fn lines(conditions: &mut Conditions<'_>, path: &Text) -> Option<FactRef> {
    let list = resolve(conditions, path)?;
    let vocabulary = conditions.scope.vocabulary;
    let fact = vocabulary.fact(list.fact)?;
    if matches!(fact.kind, FactKind::List(_)) {
        return Some(list);
    }
    let problem = Diagnostic::new(&codes::P0109, path.span, format!("`{}` is not a list", path.text))
        .label(format!("it is {}", type_name(vocabulary, &fact.kind)))
        .help("name the list whose elements are the lines, such as `request.services`");
    conditions.diagnostics.push(Subject::fact(&path.text, fact).show(problem));
    None
}

/// The lines to name where none follows from the condition.
fn blame(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    written: &BlameDocument,
    own: &Text,
) -> Option<ScopeId> {
    if written.list.text != own.text {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0128, written.list.span, "the lines to name are of another list than the edit")
                .label("this list")
                .also(own.span, "the lines of the edit")
                .help(format!("write `list: {}`; the lines of a finding are numbered in one list", own.text)),
        );
        return None;
    }
    let bound = bind_list(conditions, &written.list, written.r#as.as_ref())?;
    let filter = written.r#where.as_deref().map(|filter| {
        let id = document.head.id.as_ref().map_or("edit", |id| &*id.text);
        let place = Place::top(format!("{id}.blame"), Role::Member, Naming::Optional);
        conditions.condition(filter, &place.of_element("where", Role::Filter))
    });
    conditions.scope.unbind();
    let filter = match filter {
        None => None,
        Some(filter) => Some(filter?),
    };
    conditions.program.set_filter(bound.elements, filter);
    Some(bound.elements)
}

/// Reports edits from whose condition no line follows and that name none.
pub(super) fn check_lines(conditions: &mut Conditions<'_>, document: &PolicyDocument, edits: &[Edit]) {
    for (edit, written) in edits.iter().zip(document.criteria.iter().flatten()) {
        let search = Search { program: &conditions.program, list: edit.list };
        if edit.blame.is_some() || search.can_name(edit.node, Fault::Failing) {
            continue;
        }
        let Some(id) = &written.head.id else { continue };
        let list = written.head.list.as_ref().map_or("", |list| &*list.text);
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0127, id.span, format!("no line follows from `{}`", id.text))
                .label(format!("its condition never fails because of an element of `{list}`"))
                .help(format!(
                    "write it as `every: {list}` or `without: {list}`, or say which lines a finding names: \
                     `blame: {{ list: {list}, as: line, where: {{ … }} }}`"
                )),
        );
    }
}

/// Looks for conditions on the elements of the list of an edit.
struct Search<'a> {
    program: &'a Program,
    list: FactRef,
}

impl Search<'_> {
    /// Whether an element of the list can be why a node fails or holds.
    fn can_name(&self, node: NodeId, fault: Fault) -> bool {
        let Some(op) = self.program.node(node) else { return false };
        match op {
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Same(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. } => {
                self.program.causes(op, fault).iter().any(|cause| self.can_name(cause.node, cause.fault))
            }
            Op::Quantify { quantifier, elements, satisfies, .. } => {
                let filter = self.program.scope(*elements).filter;
                quantifier.is_caused_by_elements(fault)
                    && (self.is_lines(*elements) || self.inside(filter, *satisfies, fault))
            }
            Op::Count { elements, .. } | Op::Sum { elements, .. } => self.is_lines(*elements),
            Op::Extreme { elements, satisfies, .. } => {
                fault == Fault::Failing && (self.is_lines(*elements) || self.can_name(*satisfies, fault))
            }
            Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) | Op::Constant(_) => false,
        }
    }

    fn is_lines(&self, elements: ScopeId) -> bool {
        let list = self.program.scope(elements).list;
        list.fact == self.list.fact && list.scope == ScopeId::CASE
    }

    /// Whether what is asked of the elements of another list names lines.
    fn inside(&self, filter: Option<NodeId>, satisfies: Option<NodeId>, fault: Fault) -> bool {
        match satisfies {
            Some(satisfies) => self.can_name(satisfies, fault),
            // What makes `some` hold and `without` fail is that the filter holds.
            None => filter.is_some_and(|filter| self.can_name(filter, Fault::Holding)),
        }
    }
}
