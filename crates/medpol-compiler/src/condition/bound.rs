//! A list whose elements a condition speaks of: which elements they are, and their fields.
//!
//! What is asked of the elements is not known here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Role;
use medpol_model::program::{FactRef, NodeId, Offset, Op, Order, Relation, Run, ScopeId, ValueKind};
use medpol_model::value::Status;
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
    not_of_type(conditions, path, fact, &message, "name a field that holds a single value");
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
    not_of_type(conditions, path, fact, &message, "name a field that holds a number");
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
    not_of_type(conditions, path, fact, &message, "name a field that holds a date");
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

/// A field of an element is the same as that of the element that stands for the group. Where neither was given
/// it, what the field falls back on says so; where one was, they may be alike unless that tells them apart.
fn same(conditions: &mut Conditions<'_>, field: FactRef, scope: ScopeId, place: &Place) -> NodeId {
    let theirs = conditions.scope.vocabulary.stand_ins(field);
    let own = FactRef { scope, ..field };
    let mine = conditions.scope.vocabulary.stand_ins(own);
    let mut alike = Alike { conditions, scope, place };
    if mine.is_empty() {
        return alike.equal(own, field);
    }
    let both = alike.known(&[own, field]);
    let both = alike.group(both, Op::All);
    let either = alike.known(&[own, field]);
    let either = alike.group(either, Op::Any);
    let compared = alike.equal(own, field);
    let open = [alike.stand_in(&mine, &theirs), alike.equal(own, field)];
    let open = alike.group(open.to_vec(), Op::All);
    let neither = alike.stand_in(&mine, &theirs);
    let otherwise = alike.choose(either, open, neither);
    alike.choose(both, compared, otherwise)
}

/// Writes out when two elements are alike, as conditions on one of them.
struct Alike<'c, 'a, 'p> {
    conditions: &'c mut Conditions<'a>,
    scope: ScopeId,
    place: &'p Place,
}

impl Alike<'_, '_, '_> {
    fn add(&mut self, op: Op) -> NodeId {
        self.conditions.add_in(self.scope, op, self.place)
    }

    fn known(&mut self, facts: &[FactRef]) -> Vec<NodeId> {
        facts.iter().map(|fact| self.add(Op::Known(*fact))).collect()
    }

    fn group(&mut self, members: Vec<NodeId>, op: fn(Run) -> Op) -> NodeId {
        let run = self.conditions.program.add_members(&members);
        self.add(op(run))
    }

    fn choose(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
        self.add(Op::If { condition, then, otherwise: Some(otherwise) })
    }

    fn equal(&mut self, fact: FactRef, other: FactRef) -> NodeId {
        if fact == other {
            return self.add(Op::Constant(Status::MET));
        }
        let values = self.conditions.scope.vocabulary.fact(fact.fact).map(|fact| fact.kind.values());
        let values = values.unwrap_or(ValueKind::Ticks);
        let relation = Relation::Fact { values, order: Order::Is, other, offset: Offset::None };
        let relations = self.conditions.program.add_relations(&[relation]);
        self.add(Op::Relate { fact, within: None, relations, rules: None })
    }

    /// The first of `mine` that was given is the same as the first of `theirs` that was; the last counts in any
    /// case.
    fn stand_in(&mut self, mine: &[FactRef], theirs: &[FactRef]) -> NodeId {
        match (mine, theirs) {
            ([first, rest @ ..], _) if !rest.is_empty() => {
                let known = self.add(Op::Known(*first));
                let then = self.stand_in(&[*first], theirs);
                let otherwise = self.stand_in(rest, theirs);
                self.choose(known, then, otherwise)
            }
            (_, [first, rest @ ..]) if !rest.is_empty() => {
                let known = self.add(Op::Known(*first));
                let then = self.stand_in(mine, &[*first]);
                let otherwise = self.stand_in(mine, rest);
                self.choose(known, then, otherwise)
            }
            ([own], [other]) => self.equal(*own, *other),
            _ => self.add(Op::Constant(Status::UNKNOWN)),
        }
    }
}
