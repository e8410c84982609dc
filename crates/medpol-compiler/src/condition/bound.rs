//! A list whose elements a condition speaks of: which elements they are, and their fields.
//!
//! What is asked of the elements is not known here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Role;
use medpol_model::program::{FactRef, NodeId, Offset, Op, Order, Relation, ScopeId, ValueKind};
use medpol_model::vocabulary::{FactKind, ListKind};
use medpol_syntax::document::{CriterionDocument, Text};

use super::written::resolve;
use super::{Conditions, Place};
use crate::literal::type_name;
use crate::report::Subject;
use crate::scope::Group;

/// A list whose elements a condition speaks of.
pub(crate) struct Bound {
    pub(crate) elements: ScopeId,
    pub(crate) kind: ListKind,
    pub(crate) list: FactRef,
    /// The group whose elements these are, if they are not the whole list.
    pub(crate) group: Option<Group>,
}

impl Bound {
    /// The elements with everything that they must be, and apart from that what makes one of them one of
    /// a group.
    pub(super) fn elements(&self, conditions: &mut Conditions<'_>, filter: Option<NodeId>, place: &Place) -> Among {
        let member = self.group.as_ref().map(|group| member(conditions, group, self, place));
        let standing = self.group.as_ref().and_then(|group| group.fields.first()).map(|field| field.scope);
        conditions.program.set_group(self.elements, standing);
        let filter = match (member, filter) {
            (Some(member), Some(filter)) => {
                let run = conditions.program.add_members(&[member, filter]);
                Some(conditions.add_in(self.elements, Op::All(run), &place.of_element("where", Role::Filter)))
            }
            (member, filter) => member.or(filter),
        };
        conditions.program.set_filter(self.elements, filter);
        Among { elements: self.elements, member }
    }
}

/// Which elements are looked at.
pub(super) struct Among {
    pub(super) elements: ScopeId,
    /// What makes an element one of a group.
    pub(super) member: Option<NodeId>,
}

/// Binds the elements of the list that a path names.
pub(crate) fn bind_list(conditions: &mut Conditions<'_>, path: &Text, name: Option<&Text>) -> Option<Bound> {
    let group = conditions.scope.items(&path.text);
    let list = match &group {
        Some(group) => group.list,
        None => resolve(conditions, path)?,
    };
    let FactKind::List(kind) = conditions.scope.vocabulary.fact(list.fact)?.kind.clone() else {
        not_of_type(
            conditions,
            path,
            list,
            &format!("`{}` is not a list", path.text),
            "`some`, `every`, `count` and their like look into lists; compare a single fact with `fact:`",
        );
        return None;
    };
    if let Some(name) = name {
        check_name(conditions, name)?;
    }
    if conditions.scope.is_full() {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0116, path.span, "conditions on lists are nested too deep")
                .label("one too many")
                .help("flatten the condition, or split it into several criteria"),
        );
        return None;
    }
    let width = u32::try_from(conditions.scope.vocabulary.width(kind.frame)).unwrap_or(u32::MAX);
    let elements = conditions.program.add_scope(list, conditions.scope.innermost(), width);
    conditions.scope.bind(name, kind.frame, elements);
    Some(Bound { elements, kind, list, group })
}

pub(super) fn check_name(conditions: &mut Conditions<'_>, name: &Text) -> Option<()> {
    let well_formed = name.text.starts_with(|first: char| first.is_ascii_lowercase())
        && name.text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !well_formed {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0115, name.span, format!("`{}` is not a well-formed name", name.text))
                .label("not in snake_case")
                .help("use lowercase letters, digits and underscores, such as `prior`"),
        );
        return None;
    }
    if conditions.scope.is_taken(&name.text) {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0210, name.span, format!("`{}` is already the name of something else", name.text))
                .label("would hide it")
                .help("choose another name for the element"),
        );
        return None;
    }
    Some(())
}

/// Compiles an optional inner condition: `Some(None)` where there is none.
#[expect(clippy::option_option, reason = "what is not there is no mistake, and `?` passes on a mistake")]
pub(super) fn inner(
    conditions: &mut Conditions<'_>,
    document: Option<&CriterionDocument>,
    key: &str,
    role: Role,
    place: &Place,
) -> Option<Option<NodeId>> {
    match document {
        None => Some(None),
        Some(document) => conditions.condition(document, &place.of_element(key, role)).map(Some),
    }
}

fn field(conditions: &mut Conditions<'_>, bound: &Bound, path: &Text) -> Option<FactRef> {
    let list = conditions.scope.vocabulary.fact(bound.list.fact)?;
    match conditions.scope.field(list, path, bound.elements) {
        Ok(fact) => Some(fact),
        Err(diagnostic) => {
            conditions.diagnostics.push(diagnostic);
            None
        }
    }
}

/// A field of the bound list's elements by which they can be told apart.
pub(super) fn distinct_field(conditions: &mut Conditions<'_>, bound: &Bound, path: &Text) -> Option<FactRef> {
    let fact = field(conditions, bound, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    if !matches!(kind, FactKind::List(_)) {
        return Some(fact);
    }
    let message = format!("`{}` cannot tell elements apart", path.text);
    not_of_type(conditions, path, fact, &message, "name a field with a single value");
    None
}

/// Reports a fact that is of another type than is needed here.
pub(super) fn not_of_type(conditions: &mut Conditions<'_>, path: &Text, fact: FactRef, message: &str, help: &str) {
    let vocabulary = conditions.scope.vocabulary;
    let Some(fact) = vocabulary.fact(fact.fact) else { return };
    let problem = Diagnostic::new(&codes::P0109, path.span, message)
        .label(format!("it is {}", type_name(vocabulary, &fact.kind)))
        .help(help);
    conditions.diagnostics.push(Subject::fact(&path.text, fact).show(problem));
}

/// A field of the bound list's elements that holds numbers.
pub(crate) fn number_field(conditions: &mut Conditions<'_>, bound: &Bound, path: &Text) -> Option<FactRef> {
    let fact = field(conditions, bound, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    if matches!(kind, FactKind::Integer { .. } | FactKind::Decimal { .. }) {
        return Some(fact);
    }
    let message = format!("`{}` cannot be added up", path.text);
    not_of_type(conditions, path, fact, &message, "name a field with a number");
    None
}

/// A field of the bound list's elements that holds dates.
pub(crate) fn date_field(conditions: &mut Conditions<'_>, bound: &Bound, path: &Text) -> Option<FactRef> {
    let fact = field(conditions, bound, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    if *kind == FactKind::Date {
        return Some(fact);
    }
    let message = format!("`{}` is not a date", path.text);
    not_of_type(conditions, path, fact, &message, "name a field with a date");
    None
}

/// What makes an element of the list one of a group: it has the same key as the element that stands
/// for the group, and is one of every group around.
fn member(conditions: &mut Conditions<'_>, group: &Group, bound: &Bound, place: &Place) -> NodeId {
    let place = place.of_element("where", Role::Filter);
    let mut alike = Vec::new();
    let mut around = Some(group);
    while let Some(group) = around {
        alike.extend(group.fields.iter().map(|field| same(conditions, *field, bound.elements, &place)));
        around = group.outer.as_deref();
    }
    if let [only] = alike.as_slice() {
        return *only;
    }
    let run = conditions.program.add_members(&alike);
    conditions.add_in(bound.elements, Op::All(run), &place)
}

/// A field of an element is the same as that of the element that stands for the group.
fn same(conditions: &mut Conditions<'_>, field: FactRef, scope: ScopeId, place: &Place) -> NodeId {
    let known = conditions.scope.vocabulary.fact(field.fact);
    let values = known.map_or(ValueKind::Ticks, |fact| fact.kind.values());
    let relation = if known.is_some_and(|fact| !fact.falls_back_on.is_empty()) {
        Relation::Alike(field)
    } else {
        Relation::Fact { values, order: Order::Is, other: field, offset: Offset::None }
    };
    let relations = conditions.program.add_relations(&[relation]);
    conditions.add_in(
        scope,
        Op::Relate { fact: FactRef { scope, ..field }, within: None, relations, rules: None },
        place,
    )
}
