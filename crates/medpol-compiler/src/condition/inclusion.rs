//! Comparators of lists of single values: `includes`, `includes_any`, `includes_all`,
//! `includes_only`, `includes_none` and `contiguous`.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::{Inclusion, Polarity, Relation, Wanted};
use medpol_model::vocabulary::{Elements, FactKind, ListKind};
use medpol_syntax::document::{Flag, Operand, OperandKind, Right, Text};

use super::comparator_class::ComparatorClass;
use super::conjunction::Conjunction;
use super::shown::{shown_list, shown_mask};
use super::two_facts::comparable;
use super::values::{named_range, points, symbols, union, value};
use super::written::{Written, resolve, texts};
use super::{Conditions, offset};
use crate::literal::{Literal, type_name};
use crate::report::Subject;

/// Compiles one comparator of a list.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    path: &Text,
    list: &ListKind,
    written: &Written<'_>,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let (inclusion, operand) = match (written.relation(), written.right, list.elements) {
        (ComparatorClass::Contiguous, Right::Flag(flag), _) => {
            return contiguous(conditions, path, list, written, *flag, conjunction);
        }
        (ComparatorClass::Includes(inclusion), Right::Operand(operand), Elements::Values) => (inclusion, operand),
        (
            ComparatorClass::Includes(_)
            | ComparatorClass::Contiguous
            | ComparatorClass::Equal(_)
            | ComparatorClass::Among(_)
            | ComparatorClass::ValueSet(_)
            | ComparatorClass::Scale(_)
            | ComparatorClass::Day(_),
            ..,
        ) => {
            refuse(conditions, path, list, written);
            return None;
        }
    };
    let element = conditions.scope.vocabulary.frame(list.frame)?.facts.first().copied()?;
    let element = conditions.scope.vocabulary.fact(element)?.kind.clone();
    if written.comparator == Comparator::Includes
        && matches!(operand.kind, OperandKind::List(_) | OperandKind::Range(_))
    {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, operand.span, "`includes` takes one value")
                .label("several values")
                .help("use `includes_any:` or `includes_all:` for several values"),
        );
        return None;
    }
    let (wanted, shown) = wanted(conditions, path, list, &element, written, operand)?;
    if let (FactKind::Enumeration(id), Inclusion::Only, Wanted::Mask(mask)) = (&element, inclusion, &wanted)
        && conditions.scope.vocabulary.enumeration(*id).is_some_and(|known| known.domain() == *mask)
    {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0402, operand.span, "these are all values there are")
                .label("decides nothing")
                .help("leave out the values that should not occur"),
        );
        return None;
    }
    conjunction.say(Comparison {
        comparator: written.comparator,
        shown,
        threshold: match &wanted {
            Wanted::Fact(fact) | Wanted::List(fact) => Threshold::Fact(*fact),
            Wanted::Mask(_) | Wanted::Points(_) | Wanted::Symbols(_) => Threshold::None,
        },
    });
    conjunction.relate(Relation::Includes { values: element.values(), inclusion, wanted });
    Some(())
}

/// Compiles `contiguous`, which needs values in an order, and enough of them for a gap.
fn contiguous(
    conditions: &mut Conditions<'_>,
    path: &Text,
    list: &ListKind,
    written: &Written<'_>,
    flag: Flag,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let vocabulary = conditions.scope.vocabulary;
    let element = vocabulary.frame(list.frame)?.facts.first().copied()?;
    let enumeration =
        if let (FactKind::Enumeration(id), Elements::Values) = (&vocabulary.fact(element)?.kind, list.elements) {
            vocabulary.enumeration(*id)
        } else {
            None
        };
    let Some(enumeration) = enumeration else {
        refuse(conditions, path, list, written);
        return None;
    };
    if !enumeration.ordered {
        let problem = Diagnostic::new(&codes::P0111, flag.span, format!("the values of `{}` have no order", path.text))
            .label("`contiguous` asks for values side by side")
            .help("write `ordered: true` in the type of its elements, if the order in which they are listed means something");
        conditions.diagnostics.push(subject(conditions, path, list).show(problem));
        return None;
    }
    if enumeration.values.len() < 3 {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0402, flag.span, "fewer than three values have no gap between them")
                .label("decides nothing")
                .help("remove `contiguous`"),
        );
        return None;
    }
    let (polarity, word) = if flag.is_set { (Polarity::In, "without a gap") } else { (Polarity::NotIn, "with a gap") };
    conjunction.say(Comparison { comparator: written.comparator, shown: word.into(), threshold: Threshold::None });
    conjunction.relate(Relation::Contiguous(polarity));
    Some(())
}

fn wanted(
    conditions: &mut Conditions<'_>,
    path: &Text,
    list: &ListKind,
    element: &FactKind,
    written: &Written<'_>,
    operand: &Operand,
) -> Option<(Wanted, Arc<str>)> {
    let comparator = written.comparator;
    match &operand.kind {
        OperandKind::Range(name) => {
            let mask = named_range(conditions, path, element, name)?;
            Some((Wanted::Mask(mask), shown_mask(conditions.scope.vocabulary, element, mask, comparator)))
        }
        OperandKind::Shifted(_, offset) => {
            offset::refuse(conditions, offset);
            None
        }
        OperandKind::Fact(other) => {
            let wanted = from_fact(conditions, path, element, other)?;
            let fact = if let Wanted::List(fact) | Wanted::Fact(fact) = &wanted { fact.fact } else { return None };
            Some((wanted, conditions.scope.vocabulary.fact(fact)?.in_text().into()))
        }
        OperandKind::Literal(_) | OperandKind::List(_) => {
            let texts = texts(operand)?;
            let subject = subject(conditions, path, list);
            let read: Vec<Option<Literal>> =
                texts.iter().map(|text| value(conditions, &subject, element, text)).collect();
            let read: Vec<Literal> = read.into_iter().collect::<Option<_>>()?;
            let texts: Vec<&str> = texts.iter().map(|text| &*text.text).collect();
            let shown = shown_list(conditions.scope.vocabulary, element, &texts, comparator);
            Some((from_literals(conditions, &read)?, shown))
        }
    }
}

fn from_literals(conditions: &mut Conditions<'_>, read: &[Literal]) -> Option<Wanted> {
    match read.first()? {
        Literal::Mask(_) => Some(Wanted::Mask(union(read))),
        Literal::Ticks(_) => Some(Wanted::Points(points(read))),
        Literal::Symbol(_) => Some(Wanted::Symbols(Arc::new(symbols(conditions.symbols, read)))),
        Literal::Duration(_) => None,
    }
}

fn from_fact(conditions: &mut Conditions<'_>, path: &Text, element: &FactKind, other: &Text) -> Option<Wanted> {
    let fact = resolve(conditions, other)?;
    let vocabulary = conditions.scope.vocabulary;
    let kind = &vocabulary.fact(fact.fact)?.kind;
    let compared = match kind {
        FactKind::List(list) if list.elements == Elements::Values => {
            let inner = vocabulary.frame(list.frame)?.facts.first().copied()?;
            vocabulary.fact(inner).filter(|inner| comparable(element, &inner.kind)).map(|_| Wanted::List(fact))
        }
        _ if comparable(element, kind) => Some(Wanted::Fact(fact)),
        _ => None,
    };
    if compared.is_none() {
        let name = type_name(vocabulary, kind);
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, other.span, format!("`{}` and `{}` do not compare", path.text, other.text))
                .label(name)
                .help("compare with a fact, or a list of facts, of the same type as the list's elements"),
        );
    }
    compared
}

fn refuse(conditions: &mut Conditions<'_>, path: &Text, list: &ListKind, written: &Written<'_>) {
    let help = match list.elements {
        Elements::Records => format!("look into it with `some: {}`, `without:`, `every:` or `count:`", path.text),
        Elements::Values if matches!(written.relation(), ComparatorClass::ValueSet(_)) => {
            let key = written.comparator.key();
            format!("look at each: `some: {}`, `as: code` and `where: {{ fact: code, {key}: … }}`", path.text)
        }
        Elements::Values => {
            "use `includes`, `includes_any`, `includes_all`, `includes_only`, `includes_none`, or `contiguous` where the values have an order".to_owned()
        }
    };
    let message = format!("`{}` does not compare `{}`", written.comparator.key(), path.text);
    let problem =
        Diagnostic::new(&codes::P0111, written.span(), message).label(format!("`{}` is a list", path.text)).help(help);
    let problem = subject(conditions, path, list).show(problem);
    conditions.diagnostics.push(problem);
}

/// A list as the author speaks of it, with its declaration.
fn subject(conditions: &Conditions<'_>, path: &Text, list: &ListKind) -> Subject {
    let vocabulary = conditions.scope.vocabulary;
    let fact = vocabulary.frame(list.frame).and_then(|frame| vocabulary.fact(frame.list?));
    Subject { name: format!("`{}`", path.text), declared: fact.and_then(|fact| fact.declared) }
}
