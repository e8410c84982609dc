//! `each`: one copy of a condition for every value of a list, all of which must hold.
//!
//! A value takes the place of its name before a copy is compiled, so what is compiled knows nothing of
//! `each`. A condition on the name itself is settled here.

use std::collections::HashSet;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::{Comparison, CriterionId, Detail, Threshold};
use medpol_model::program::{NodeId, Op, Polarity};
use medpol_model::value::Status;
use medpol_model::vocabulary::{EnumerationId, FactKind};
use medpol_syntax::document::{
    CriterionDocument, Each, EachDocument, LeafDocument, Modifiers, Operand, OperandKind, Operator, Part, Right, Text,
};

use super::bound::check_name;
use super::comparator_class::ComparatorClass;
use super::values::named_range;
use super::written::{Written, texts, written};
use super::{Conditions, Named, Place, first_key, refuse_advisory, show};
use crate::literal;
use crate::scope::Constant;

/// How many copies there may be in a document.
const MOST_COPIES: usize = 4_096;

/// How many nodes a document may come to by copying.
const MOST_NODES: usize = 100_000;

/// Compiles `each`.
pub(super) fn each(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    each: &EachDocument,
    place: &Place,
) -> Option<NodeId> {
    let EachDocument { values: each, r#as: name, satisfies } = each;
    let (name, satisfies) = (name.as_ref()?, satisfies.as_deref()?);
    if let Some(advisory) = satisfies.head.advisory {
        refuse_advisory(conditions, advisory.span);
    }
    let constant = values(conditions, each, name)?;
    check_name(conditions, name)?;
    let first = conditions.diagnostics.len();
    let mut nodes = Some(Vec::new());
    let mut is_used = false;
    for value in constant.known.clone() {
        if !has_room(conditions, each) {
            return None;
        }
        let before = conditions.diagnostics.len();
        let mut copy = satisfies.clone();
        is_used |= substitute(&mut copy, &name.text, &value);
        conditions.scope.constants.push(Constant { value: value.clone(), ..constant.clone() });
        let copied = place.copy(&value);
        let node = conditions.condition(&copy, &copied);
        conditions.scope.constants.pop();
        say_once(conditions, first, before);
        if let (Some(node), None, Some(id)) = (node, &satisfies.head.id, &document.head.id) {
            name_copy(conditions, node, id, &copied);
        }
        nodes = nodes.zip(node).map(|(nodes, node)| nodes.into_iter().chain([node]).collect());
    }
    if !is_used && conditions.diagnostics.len() == first {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0413, name.span, format!("nothing here asks about `{}`", name.text))
                .label("the same condition for every value")
                .help(format!("compare with `{{ fact: {} }}`, or leave `each` out", name.text)),
        );
        return None;
    }
    let nodes: Vec<NodeId> = nodes?;
    let run = conditions.program.add_members(&nodes);
    let node = conditions.add(Op::All(run), place);
    show(conditions, node, &nodes);
    conditions.copied.push(node);
    Some(node)
}

/// Names a copy after the criterion and its value, as in `treated[lumbar]`.
fn name_copy(conditions: &mut Conditions<'_>, node: NodeId, id: &Text, place: &Place) {
    if let Some(detail) = conditions.detail(node) {
        detail.id = Some(CriterionId(place.path.as_str().into()));
    }
    let id = Text { text: place.path.as_str().into(), span: id.span };
    conditions.named.push(Named { id, node, depth: place.depth });
}

/// The values that are meant, each to be filled in.
fn values(conditions: &mut Conditions<'_>, each: &Each, name: &Text) -> Option<Constant> {
    let empty = Constant { name: name.text.clone(), value: "".into(), known: Vec::new(), enumeration: None };
    let Some(wanted) = &each.r#enum else {
        return Some(Constant { known: each.values.iter().map(|value| value.text.clone()).collect(), ..empty });
    };
    let vocabulary = conditions.scope.vocabulary;
    let named = |name: &str| vocabulary.enumerations.iter().position(|known| &*known.name == name);
    let found = named(&wanted.text).and_then(|at| u32::try_from(at).ok()).map(EnumerationId);
    let Some(known) = found.and_then(|id| vocabulary.enumeration(id)) else {
        let is_fact = vocabulary.facts.iter().any(|fact| *fact.path == *wanted.text);
        let types = vocabulary.enumerations.iter().map(|known| &*known.name);
        let problem = Diagnostic::new(&codes::P0213, wanted.span, format!("no enumeration is named `{}`", wanted.text))
            .label("unknown type")
            .did_you_mean(&wanted.text, types);
        conditions.diagnostics.push(if is_fact {
            problem.help("name a type of `types`, not a fact; or list the values")
        } else {
            problem.help("name an `enum` of the vocabulary's `types`, or list the values")
        });
        return None;
    };
    let known = known.values.iter().map(|value| Box::from(&*value.name)).collect();
    Some(Constant { known, enumeration: found, ..empty })
}

/// Counts a copy; reports that there are too many.
fn has_room(conditions: &mut Conditions<'_>, each: &Each) -> bool {
    conditions.copies += 1;
    let has_room = conditions.copies <= MOST_COPIES && conditions.program.nodes.len() <= MOST_NODES;
    let is_told = || conditions.diagnostics.iter().any(|known| known.code == &codes::P0116);
    if !has_room && !is_told() {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0116, each.span, "there are too many copies of conditions for values")
                .label("one too many")
                .help("list fewer values, or put fewer conditions with `each` into one another"),
        );
    }
    has_room
}

/// Takes back what a copy says of a place of which another copy has said it. Reports from `first` on
/// are of this condition, those from `before` on of the last copy.
fn say_once(conditions: &mut Conditions<'_>, first: usize, before: usize) {
    let told = conditions.diagnostics.split_off(before);
    conditions.refused.take_back(before);
    if told.is_empty() {
        return;
    }
    let kind = |problem: &Diagnostic| (problem.code.number, problem.primary.span);
    let mut known: HashSet<(&str, Span)> = conditions.diagnostics.iter().skip(first).map(kind).collect();
    conditions.diagnostics.extend(told.into_iter().filter(|problem| known.insert(kind(problem))));
}

/// Puts a value in the place of its name, on the right sides of a condition and everything below it.
/// Says whether the name occurs at all.
fn substitute(document: &mut CriterionDocument, name: &str, value: &str) -> bool {
    let mut is_used =
        matches!(&document.operator, Some(Operator::Fact(LeafDocument { fact, .. })) if *fact.text == *name);
    for part in document.parts() {
        match part {
            Part::List(list) => {
                for inner in list {
                    is_used |= substitute(inner, name, value);
                }
            }
            Part::Criterion(inner) => is_used |= substitute(inner, name, value),
            Part::Operand(operand) => is_used |= fill_in(operand, name, value),
        }
    }
    is_used
}

/// Puts a value in the place of its name, if that is what stands on this right side.
fn fill_in(operand: &mut Operand, name: &str, value: &str) -> bool {
    let is_name = matches!(&operand.kind, OperandKind::Fact(path) if *path.text == *name);
    if is_name {
        operand.kind = OperandKind::Literal(Text { text: value.into(), span: operand.span });
    }
    is_name
}

/// A condition on the name of a value: settled for each copy.
pub(super) fn settled(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    leaf: &LeafDocument,
    constant: &Constant,
    place: &Place,
) -> Option<NodeId> {
    let path = &leaf.fact;
    let comparators = written(&leaf.comparisons);
    if comparators.is_empty() {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0114, path.span, format!("nothing is compared with `{}`", path.text))
                .label("a value of `each`")
                .help("add `is:`, `is_not:`, `in:` or `not_in:`"),
        );
        return None;
    }
    let Modifiers { when_absent, requires_evidence, .. } = &document.modifiers;
    for (key, is_there) in [("when_absent", when_absent.is_some()), ("requires_evidence", requires_evidence.is_some())]
    {
        if is_there {
            conditions.diagnostics.push(
                Diagnostic::new(
                    &codes::P0119,
                    first_key(document),
                    format!("`{key}` has no meaning for a value of `each`"),
                )
                .label("always known")
                .help(format!("remove `{key}`")),
            );
            return None;
        }
    }
    let mut holds = true;
    let mut comparisons = Vec::new();
    for written in &comparators {
        let (is_so, shown) = compared(conditions, path, constant, written)?;
        holds &= is_so;
        comparisons.push(Comparison {
            comparator: written.comparator,
            shown: shown.into(),
            threshold: Threshold::None,
        });
    }
    let told = Detail { comparisons, ..Detail::default() };
    Some(conditions.add_told(Op::Constant(Status::known(holds)), place, told))
}

/// Whether a comparator holds of a value, and its right side in words.
fn compared(
    conditions: &mut Conditions<'_>,
    path: &Text,
    constant: &Constant,
    written: &Written<'_>,
) -> Option<(bool, String)> {
    let (polarity, among) = match (written.relation(), written.right) {
        (ComparatorClass::Equal(polarity) | ComparatorClass::Among(polarity), Right::Operand(operand)) => {
            (polarity, listed(conditions, path, constant, operand)?)
        }
        (
            ComparatorClass::Equal(_)
            | ComparatorClass::Among(_)
            | ComparatorClass::ValueSet(_)
            | ComparatorClass::Scale(_)
            | ComparatorClass::Day(_)
            | ComparatorClass::Includes(_)
            | ComparatorClass::Contiguous,
            Right::Operand(_) | Right::ValueSet(_) | Right::Flag(_),
        ) => (Polarity::In, None),
    };
    let Some(among) = among else {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0119, written.span(), format!("`{}` is a value of `each`, not a fact", path.text))
                .label("cannot be settled when the policy is read")
                .help("compare it by `is`, `is_not`, `in` or `not_in` with values; or compare a fact with it"),
        );
        return None;
    };
    let is_in = among.contains(&constant.value);
    Some((is_in == (polarity == Polarity::In), among.join(", ")))
}

/// The values that a right side lists; `Some(None)` where it does not list values.
#[expect(clippy::option_option, reason = "what is no list is reported by the caller, and `?` passes on a mistake")]
fn listed(
    conditions: &mut Conditions<'_>,
    path: &Text,
    constant: &Constant,
    operand: &Operand,
) -> Option<Option<Vec<Box<str>>>> {
    if let (OperandKind::Range(name), Some(id)) = (&operand.kind, constant.enumeration) {
        let mask = named_range(conditions, path, &FactKind::Enumeration(id), name)?;
        let known = conditions.scope.vocabulary.enumeration(id)?;
        return Some(Some(known.members(mask).map(|value| Box::from(&*value.name)).collect()));
    }
    let Some(texts) = texts(operand) else { return Some(None) };
    for text in &texts {
        if !constant.known.contains(&text.text) {
            let known = || constant.known.iter().map(|value| &**value);
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0204, text.span, format!("`{}` is not a value of `{}`", text.text, path.text))
                    .label("not one of its values")
                    .did_you_mean(&text.text, known())
                    .help(format!("its values are {}", literal::list(known()))),
            );
            return None;
        }
    }
    Some(Some(texts.into_iter().map(|text| text.text.clone()).collect()))
}
