//! Comparators of lists of single values: `includes`, `includes_any`, `includes_all`,
//! `includes_only`, `includes_none` and `contiguous`.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{
    Comparator, Comparison, Elements, FactKind, Inclusion, ListKind, Polarity, SymbolSet, Test, Threshold, Wanted,
};
use medpol_syntax::document::{Flag, Operand, OperandKind, Text};

use super::compare::{named_range, value};
use super::leaf::{Right, Tests, Written, resolve, texts};
use super::shown::{shown_list, shown_mask};
use super::two_facts::comparable;
use super::{Conditions, offset};
use crate::literal::{Literal, type_name};
use crate::report::Subject;

/// Compiles one comparator of a list.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    path: &Text,
    list: &ListKind,
    written: &Written<'_>,
    tests: &mut Tests,
) -> Option<()> {
    if let (Comparator::Contiguous, Right::Flag(flag)) = (written.comparator, written.right) {
        return contiguous(conditions, path, list, written, *flag, tests);
    }
    let inclusion = match written.comparator {
        Comparator::Includes | Comparator::IncludesAny => Some(Inclusion::Any),
        Comparator::IncludesAll => Some(Inclusion::All),
        Comparator::IncludesOnly => Some(Inclusion::Only),
        Comparator::IncludesNone => Some(Inclusion::None),
        _ => None,
    };
    let (Some(inclusion), Right::Operand(operand), Elements::Values) = (inclusion, written.right, list.elements) else {
        refuse(conditions, path, list, written);
        return None;
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
    let (wanted, shown) = wanted(conditions, path, list, &element, operand)?;
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
    tests.comparisons.push(Comparison {
        comparator: written.comparator,
        shown,
        threshold: match &wanted {
            Wanted::Fact(fact) | Wanted::List(fact) => Threshold::Fact(*fact),
            _ => Threshold::None,
        },
    });
    tests.others.push(Test::Includes { values: element.values(), inclusion, wanted });
    Some(())
}

/// Compiles `contiguous`, which needs values in an order, and enough of them for a gap.
fn contiguous(
    conditions: &mut Conditions<'_>,
    path: &Text,
    list: &ListKind,
    written: &Written<'_>,
    flag: Flag,
    tests: &mut Tests,
) -> Option<()> {
    let vocabulary = conditions.scope.vocabulary;
    let element = vocabulary.frame(list.frame)?.facts.first().copied()?;
    let enumeration = match (&vocabulary.fact(element)?.kind, list.elements) {
        (FactKind::Enumeration(id), Elements::Values) => vocabulary.enumeration(*id),
        _ => None,
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
    let (polarity, word) = if flag.is_set { (Polarity::In, "contiguous") } else { (Polarity::NotIn, "interrupted") };
    tests.comparisons.push(Comparison {
        comparator: written.comparator,
        shown: word.into(),
        threshold: Threshold::None,
    });
    tests.others.push(Test::Contiguous(polarity));
    Some(())
}

fn wanted(
    conditions: &mut Conditions<'_>,
    path: &Text,
    list: &ListKind,
    element: &FactKind,
    operand: &Operand,
) -> Option<(Wanted, Arc<str>)> {
    match &operand.kind {
        OperandKind::Range(name) => {
            let mask = named_range(conditions, path, element, name)?;
            Some((Wanted::Mask(mask), shown_mask(conditions.scope.vocabulary, element, mask)))
        }
        OperandKind::Shifted(_, offset) => {
            offset::refuse(conditions, offset);
            None
        }
        OperandKind::Fact(other) => {
            let wanted = from_fact(conditions, path, element, other)?;
            let fact = if let Wanted::List(fact) | Wanted::Fact(fact) = &wanted { fact.fact } else { return None };
            Some((wanted, Arc::clone(&conditions.scope.vocabulary.fact(fact)?.label)))
        }
        OperandKind::Literal(_) | OperandKind::List(_) => {
            let texts = texts(operand)?;
            let subject = subject(conditions, path, list);
            let read: Vec<Option<Literal>> =
                texts.iter().map(|text| value(conditions, &subject, element, text)).collect();
            let read: Vec<Literal> = read.into_iter().collect::<Option<_>>()?;
            let texts: Vec<&str> = texts.iter().map(|text| &*text.text).collect();
            let shown = shown_list(conditions.scope.vocabulary, element, &texts);
            Some((from_literals(conditions, &read)?, shown))
        }
    }
}

fn from_literals(conditions: &mut Conditions<'_>, read: &[Literal]) -> Option<Wanted> {
    match read.first()? {
        Literal::Mask(_) => {
            let bits = |literal: &Literal| if let Literal::Mask(bits) = literal { *bits } else { 0 };
            Some(Wanted::Mask(read.iter().map(bits).fold(0, |mask, bits| mask | bits)))
        }
        Literal::Ticks(_) => {
            let tick = |literal: &Literal| if let Literal::Ticks(ticks) = literal { Some(ticks.low) } else { None };
            let mut ticks: Vec<i64> = read.iter().filter_map(tick).collect();
            ticks.sort_unstable();
            Some(Wanted::Points(ticks.into()))
        }
        Literal::Symbol(_) => {
            let mut numbers: Vec<i64> = read
                .iter()
                .filter_map(|literal| {
                    if let Literal::Symbol(text) = literal { Some(conditions.symbols.number(text)) } else { None }
                })
                .collect();
            numbers.sort_unstable();
            Some(Wanted::Symbols(Arc::new(SymbolSet { name: None, numbers, periods: Vec::new(), stems: Vec::new() })))
        }
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
        Elements::Values if matches!(written.comparator, Comparator::InValueSet | Comparator::NotInValueSet) => {
            let key = written.comparator.key();
            format!("look at each: `some: {}`, `as: code` and `where: {{ fact: code, {key}: … }}`", path.text)
        }
        Elements::Values => {
            "use `includes`, `includes_any`, `includes_all`, `includes_only`, `includes_none`, or `contiguous` where the values have an order".to_owned()
        }
    };
    let message = format!("`{}` does not compare `{}`", written.comparator.key(), path.text);
    let problem = Diagnostic::new(&codes::P0111, written.right.span(), message)
        .label(format!("`{}` is a list", path.text))
        .help(help);
    let problem = subject(conditions, path, list).show(problem);
    conditions.diagnostics.push(problem);
}

/// A list as the author speaks of it, with its declaration.
fn subject(conditions: &Conditions<'_>, path: &Text, list: &ListKind) -> Subject {
    let vocabulary = conditions.scope.vocabulary;
    let fact = vocabulary.frame(list.frame).and_then(|frame| vocabulary.fact(frame.list?));
    Subject { name: format!("`{}`", path.text), declared: fact.and_then(|fact| fact.declared) }
}
