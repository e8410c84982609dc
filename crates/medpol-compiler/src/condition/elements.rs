//! Quantifiers over lists: `some`, `without`, `every`, `count` and `sum`.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{
    Comparator, Comparison, FactKind, FactRef, IfEmpty, Interval, ListKind, NodeId, Op, Quantifier, Role, ScopeId,
    Threshold, number,
};
use medpol_syntax::document::{CriterionDocument, Text};

use super::leaf::{Right, resolve, texts, written};
use super::modifier::{self, show};
use super::{Conditions, Place, compare, each_group};
use crate::literal::type_name;
use crate::report::Subject;
use crate::scope::Group;

pub(super) fn some(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    quantify(conditions, document, list, place, Quantifier::Some)
}

pub(super) fn without(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    quantify(conditions, document, list, place, Quantifier::Without)
}

pub(super) fn every(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    let if_empty = if document.if_empty.as_deref() == Some("met") { IfEmpty::Met } else { IfEmpty::NotMet };
    quantify(conditions, document, list, place, Quantifier::Every { if_empty })
}

fn quantify(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
    quantifier: Quantifier,
) -> Option<NodeId> {
    let (rules, because) = modifier::rules(conditions, document, place);
    let bound = bind(conditions, document, list)?;
    let filter = inner(conditions, document.r#where.as_deref(), "where", Role::Filter, place);
    let satisfies = inner(conditions, document.satisfies.as_deref(), "satisfies", Role::Satisfies, place);
    conditions.scope.unbind();
    let (filter, satisfies) = (filter?, satisfies?);
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let node = conditions.add(Op::Quantify { quantifier, elements, satisfies, rules }, place);
    let shown: Vec<NodeId> = filter.into_iter().chain(satisfies).collect();
    show(conditions, node, &shown);
    let detail = conditions.detail(node)?;
    detail.because = because;
    detail.members_by = member;
    Some(node)
}

pub(super) fn count(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    let (rules, because) = modifier::rules(conditions, document, place);
    let bound = bind(conditions, document, list)?;
    let filter = inner(conditions, document.r#where.as_deref(), "where", Role::Filter, place);
    let fields: Vec<Option<FactRef>> =
        document.distinct_by.iter().flatten().map(|path| distinct_field(conditions, &bound, path)).collect();
    conditions.scope.unbind();
    let kind = FactKind::Integer { unit: None };
    let subject = Subject::other(format!("the number of `{}`", list.text));
    let limits = limits(conditions, document, list, &subject, &kind);
    let (filter, fields, (wanted, comparisons)) = (filter?, fields.into_iter().collect::<Option<Vec<_>>>()?, limits?);
    check_possible(conditions, document, list, wanted, Some(&bound.kind))?;
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let distinct = conditions.program.add_fields(&fields);
    let node = conditions.add(Op::Count { elements, distinct, wanted, rules }, place);
    conditions.detail(node)?.members_by = member;
    finish(conditions, node, filter, comparisons, because)
}

pub(super) fn sum(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    place: &Place,
) -> Option<NodeId> {
    let (rules, because) = modifier::rules(conditions, document, place);
    let bound = bind(conditions, document, list)?;
    let filter = inner(conditions, document.r#where.as_deref(), "where", Role::Filter, place);
    let field = document.field.as_ref().and_then(|path| number_field(conditions, &bound, path));
    conditions.scope.unbind();
    let field = field?;
    let summed = conditions.scope.vocabulary.fact(field.fact)?;
    let kind = summed.kind.clone();
    let subject = Subject { name: format!("the total of `{}`", summed.path), declared: summed.declared };
    let (filter, (wanted, comparisons)) = (filter?, limits(conditions, document, list, &subject, &kind)?);
    check_possible(conditions, document, list, wanted, None)?;
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let node = conditions.add(Op::Sum { elements, field, wanted, rules }, place);
    conditions.detail(node)?.members_by = member;
    finish(conditions, node, filter, comparisons, because)
}

fn finish(
    conditions: &mut Conditions<'_>,
    node: NodeId,
    filter: Option<NodeId>,
    comparisons: Vec<Comparison>,
    because: Option<std::sync::Arc<str>>,
) -> Option<NodeId> {
    show(conditions, node, &filter.into_iter().collect::<Vec<_>>());
    let detail = conditions.detail(node)?;
    detail.comparisons = comparisons;
    detail.because = because;
    Some(node)
}

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
        let member = self.group.as_ref().map(|group| each_group::member(conditions, group, self, place));
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

pub(super) fn bind(conditions: &mut Conditions<'_>, document: &CriterionDocument, path: &Text) -> Option<Bound> {
    bind_list(conditions, path, document.r#as.as_ref())
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

/// The range that the comparators of a count or sum allow.
fn limits(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    subject: &Subject,
    kind: &FactKind,
) -> Option<(Interval, Vec<Comparison>)> {
    let mut wanted = Interval::ALL;
    let mut comparisons = Vec::new();
    let comparators = written(document);
    if comparators.is_empty() {
        // A comparator that was refused is not missing too.
        if !conditions.is_refused(document.span) {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0114, list.span, "this number is compared with nothing")
                    .label("how many, or how much?")
                    .help("add `at_least:`, `more_than:`, `at_most:`, `less_than:` or `is:`"),
            );
        }
        return None;
    }
    for written in comparators {
        let Right::Operand(operand) = written.right else { return None };
        let text = texts(operand).filter(|texts| texts.len() == 1).and_then(|texts| texts.first().copied().cloned());
        let Some(text) = text else {
            conditions.diagnostics.push(
                Diagnostic::new(
                    &codes::P0109,
                    operand.span,
                    format!("`{}` takes one number here", written.comparator.key()),
                )
                .label("not a number")
                .help("write a number; a count or total compares with constants only"),
            );
            return None;
        };
        let crate::literal::Literal::Ticks(ticks) = compare::value(conditions, subject, kind, &text)? else {
            return None;
        };
        wanted = wanted.meet(compare::range(written.comparator, ticks.low)?);
        let comparator: Comparator = written.comparator;
        comparisons.push(Comparison { comparator, shown: (*text.text).into(), threshold: Threshold::Tick(ticks.low) });
    }
    Some((wanted, comparisons))
}

fn count_bounds(kind: &ListKind) -> Interval {
    let tick = |items: Option<u32>| items.and_then(|items| number::whole(i64::from(items)));
    Interval { low: 0, high: tick(kind.max_items).unwrap_or(i64::MAX) }
}

fn check_possible(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    list: &Text,
    wanted: Interval,
    counted: Option<&ListKind>,
) -> Option<()> {
    let possible = counted.map_or(Interval::ALL, count_bounds);
    let never = wanted.is_empty() || wanted.meet(possible).is_empty();
    let always = possible.within(wanted) == medpol_model::Status::MET;
    if !never && !always {
        return Some(());
    }
    let written = written(document);
    let span = written.first().map_or(list.span, |first| first.right.span());
    let word = if never { "never" } else { "always" };
    let mut diagnostic =
        Diagnostic::new(&codes::P0402, span, format!("this threshold {word} holds")).label("decides nothing");
    for other in written.iter().skip(1) {
        diagnostic = diagnostic.also(other.right.span(), "together with this");
    }
    conditions.diagnostics.push(if wanted.is_empty() {
        diagnostic.help("check the thresholds against each other")
    } else {
        let most = counted.and_then(|kind| kind.max_items).map(|most| format!(" and at most {most}, its `max_items`"));
        diagnostic.help(format!("`{}` has at least 0 elements{}", list.text, most.unwrap_or_default()))
    });
    None
}
