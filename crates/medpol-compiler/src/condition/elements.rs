//! Quantifiers over lists: `some`, `without`, `every`, `count` and `sum`.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Comparison, Detail, Role, Threshold};
use medpol_model::program::{FactRef, NodeId, Op, Quantifier};
use medpol_model::value::{Interval, Status, number};
use medpol_model::vocabulary::{FactKind, ListKind};
use medpol_syntax::document::{
    Comparisons, CountDocument, CriterionDocument, EveryDocument, FilteredDocument, Right, SumDocument, Text,
};

use super::bound::{Among, bind_list, distinct_field, inner, number_field};
use super::modifier::{self, Ruled};
use super::written::{Written, texts, written};
use super::{Conditions, Place, if_empty, values};
use crate::literal::Literal;
use crate::report::Subject;

/// Compiles `some` or `without`, which have no `satisfies`.
pub(super) fn filtered(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    filtered: &FilteredDocument,
    quantifier: Quantifier,
    place: &Place,
) -> Option<NodeId> {
    let FilteredDocument { list, r#as: name, r#where } = filtered;
    let asked = Asked { list, name: name.as_ref(), filter: r#where.as_deref(), satisfies: None };
    quantify(conditions, document, &asked, quantifier, place)
}

/// Compiles `every`.
pub(super) fn every(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    every: &EveryDocument,
    place: &Place,
) -> Option<NodeId> {
    let EveryDocument { list, satisfies, if_empty: empty, r#as: name, r#where } = every;
    let asked = Asked { list, name: name.as_ref(), filter: r#where.as_deref(), satisfies: satisfies.as_deref() };
    quantify(conditions, document, &asked, Quantifier::Every { if_empty: if_empty(empty.as_ref()) }, place)
}

/// What is asked of the elements of a list.
struct Asked<'a> {
    list: &'a Text,
    name: Option<&'a Text>,
    filter: Option<&'a CriterionDocument>,
    satisfies: Option<&'a CriterionDocument>,
}

fn quantify(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    asked: &Asked<'_>,
    quantifier: Quantifier,
    place: &Place,
) -> Option<NodeId> {
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let bound = bind_list(conditions, asked.list, asked.name)?;
    let filter = inner(conditions, asked.filter, "where", Role::Filter, place);
    let satisfies = inner(conditions, asked.satisfies, "satisfies", Role::Satisfies, place);
    conditions.scope.unbind();
    let (filter, satisfies) = (filter?, satisfies?);
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let shown = filter.into_iter().chain(satisfies).collect();
    let told = Detail { because, shown, members_by: member, ..Detail::default() };
    Some(conditions.add_told(Op::Quantify { quantifier, elements, satisfies, rules }, place, told))
}

/// A list whose elements come to a number, and what this is compared with.
struct Numbered<'a> {
    list: &'a Text,
    comparisons: &'a Comparisons,
}

/// Compiles `count`.
pub(super) fn count(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    count: &CountDocument,
    place: &Place,
) -> Option<NodeId> {
    let CountDocument { list, r#as: name, r#where, distinct_by, comparisons } = count;
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let bound = bind_list(conditions, list, name.as_ref())?;
    let filter = inner(conditions, r#where.as_deref(), "where", Role::Filter, place);
    let fields: Vec<Option<FactRef>> =
        distinct_by.iter().flatten().map(|path| distinct_field(conditions, &bound, path)).collect();
    conditions.scope.unbind();
    let kind = FactKind::Integer { unit: None };
    let subject = Subject::other(format!("the number of `{}`", list.text));
    let numbered = Numbered { list, comparisons };
    let limits = limits(conditions, document, &numbered, &subject, &kind);
    let (filter, fields, (wanted, comparisons)) = (filter?, fields.into_iter().collect::<Option<Vec<_>>>()?, limits?);
    check_possible(conditions, &numbered, wanted, Some(&bound.kind))?;
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let distinct = conditions.program.add_fields(&fields);
    let shown = filter.into_iter().collect();
    let told = Detail { because, shown, comparisons, members_by: member, ..Detail::default() };
    Some(conditions.add_told(Op::Count { elements, distinct, wanted, rules }, place, told))
}

/// Compiles `sum`.
pub(super) fn sum(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    sum: &SumDocument,
    place: &Place,
) -> Option<NodeId> {
    let SumDocument { list, field, r#as: name, r#where, comparisons } = sum;
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let bound = bind_list(conditions, list, name.as_ref())?;
    let filter = inner(conditions, r#where.as_deref(), "where", Role::Filter, place);
    let field = field.as_ref().and_then(|path| number_field(conditions, &bound, path));
    conditions.scope.unbind();
    let field = field?;
    let summed = conditions.scope.vocabulary.fact(field.fact)?;
    let kind = summed.kind.clone();
    let subject = Subject { name: format!("the total of `{}`", summed.path), declared: summed.declared };
    let numbered = Numbered { list, comparisons };
    let (filter, (wanted, comparisons)) = (filter?, limits(conditions, document, &numbered, &subject, &kind)?);
    check_possible(conditions, &numbered, wanted, None)?;
    let Among { elements, member } = bound.elements(conditions, filter, place);
    let shown = filter.into_iter().collect();
    let told = Detail { because, shown, comparisons, members_by: member, ..Detail::default() };
    Some(conditions.add_told(Op::Sum { elements, field, wanted, rules }, place, told))
}

/// The range that the comparators of a count or sum allow.
fn limits(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    numbered: &Numbered<'_>,
    subject: &Subject,
    kind: &FactKind,
) -> Option<(Interval, Vec<Comparison>)> {
    let mut wanted = Interval::ALL;
    let mut comparisons = Vec::new();
    let comparators = written(numbered.comparisons);
    if comparators.is_empty() {
        // A comparator that was refused is not missing too.
        if !conditions.is_refused(document.span) {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0114, numbered.list.span, "this number is compared with nothing")
                    .label("how many, or how much?")
                    .help("add `at_least:`, `more_than:`, `at_most:`, `less_than:` or `is:`"),
            );
        }
        return None;
    }
    for written in comparators {
        let (range, comparison) = limit(conditions, subject, kind, &written)?;
        wanted = wanted.meet(range);
        comparisons.push(comparison);
    }
    Some((wanted, comparisons))
}

/// The range that one comparator of a count or sum allows.
fn limit(
    conditions: &mut Conditions<'_>,
    subject: &Subject,
    kind: &FactKind,
    written: &Written<'_>,
) -> Option<(Interval, Comparison)> {
    let comparator = written.comparator;
    let number = match written.right {
        Right::Operand(operand) => texts(operand).filter(|texts| texts.len() == 1),
        Right::ValueSet(_) | Right::Flag(_) => None,
    };
    let (Some([text]), Some(order)) = (number.as_deref(), written.relation().order()) else {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, written.span(), format!("`{}` takes one number here", comparator.key()))
                .label("not a number")
                .help("write a number; a count or total compares with constants only"),
        );
        return None;
    };
    let Literal::Ticks(ticks) = values::value(conditions, subject, kind, text)? else { return None };
    let Some(range) = values::range(order, ticks.low) else {
        conditions.diagnostics.push(
            Diagnostic::new(
                &codes::P0111,
                written.span(),
                format!("`{}` does not compare a number of elements or a total", comparator.key()),
            )
            .label("allows two ranges")
            .help("use `at_least`, `more_than`, `at_most`, `less_than` or `is`"),
        );
        return None;
    };
    Some((range, Comparison { comparator, shown: (*text.text).into(), threshold: Threshold::Tick(ticks.low) }))
}

fn count_bounds(kind: &ListKind) -> Interval {
    let tick = |items: Option<u32>| items.and_then(|items| number::whole(i64::from(items)));
    Interval { low: 0, high: tick(kind.max_items).unwrap_or(i64::MAX) }
}

fn check_possible(
    conditions: &mut Conditions<'_>,
    numbered: &Numbered<'_>,
    wanted: Interval,
    counted: Option<&ListKind>,
) -> Option<()> {
    let possible = counted.map_or(Interval::ALL, count_bounds);
    let never = wanted.is_empty() || wanted.meet(possible).is_empty();
    let always = possible.within(wanted) == Status::MET;
    if !never && !always {
        return Some(());
    }
    let written = written(numbered.comparisons);
    let span = written.first().map_or(numbered.list.span, Written::span);
    let word = if never { "never" } else { "always" };
    let mut diagnostic =
        Diagnostic::new(&codes::P0402, span, format!("this threshold is {word} met")).label("decides nothing");
    for other in written.iter().skip(1) {
        diagnostic = diagnostic.also(other.span(), "together with this");
    }
    conditions.diagnostics.push(if wanted.is_empty() {
        diagnostic.help("check the thresholds against each other")
    } else {
        let most = counted.and_then(|kind| kind.max_items).map(|most| format!(" and at most {most}, its `max_items`"));
        diagnostic.help(format!("`{}` has at least 0 elements{}", numbered.list.text, most.unwrap_or_default()))
    });
    None
}
