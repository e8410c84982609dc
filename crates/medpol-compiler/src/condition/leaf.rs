//! Leaves: a fact with its comparators, and `known`.

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::{Comparator, Comparison, EnumerationId, FactKind, FactRef, Interval, NodeId, Op, Test};
use medpol_syntax::document::{CriterionDocument, Flag, Operand, OperandKind, Text};

use super::{Conditions, Place, compare, duration, each, inclusion, modifier};
use crate::literal::{self, type_name};
use crate::report::Subject;

/// A comparator as written.
pub(super) struct Written<'a> {
    pub(super) comparator: Comparator,
    pub(super) right: Right<'a>,
}

/// Its right side: an operand, the name of a value set, or yes or no.
#[derive(Clone, Copy)]
pub(super) enum Right<'a> {
    Operand(&'a Operand),
    ValueSet(&'a Text),
    Flag(&'a Flag),
}

impl Right<'_> {
    pub(super) fn span(&self) -> Span {
        match self {
            Right::Operand(operand) => operand.span,
            Right::ValueSet(name) => name.span,
            Right::Flag(flag) => flag.span,
        }
    }
}

/// The comparators of a criterion, in the order of the language.
pub(super) fn written(document: &CriterionDocument) -> Vec<Written<'_>> {
    let operand = |comparator: Comparator| match comparator {
        Comparator::Is => &document.is,
        Comparator::IsNot => &document.is_not,
        Comparator::In => &document.r#in,
        Comparator::NotIn => &document.not_in,
        Comparator::AtLeast => &document.at_least,
        Comparator::MoreThan => &document.more_than,
        Comparator::AtMost => &document.at_most,
        Comparator::LessThan => &document.less_than,
        Comparator::OnOrBefore => &document.on_or_before,
        Comparator::OnOrAfter => &document.on_or_after,
        Comparator::Before => &document.before,
        Comparator::After => &document.after,
        Comparator::Includes => &document.includes,
        Comparator::IncludesAny => &document.includes_any,
        Comparator::IncludesAll => &document.includes_all,
        Comparator::IncludesOnly => &document.includes_only,
        Comparator::IncludesNone => &document.includes_none,
        Comparator::InValueSet | Comparator::NotInValueSet | Comparator::Contiguous => &None,
    };
    let value_set = |comparator: Comparator| match comparator {
        Comparator::InValueSet => document.in_value_set.as_ref(),
        Comparator::NotInValueSet => document.not_in_value_set.as_ref(),
        _ => None,
    };
    let flag = |comparator: Comparator| match comparator {
        Comparator::Contiguous => document.contiguous.as_ref(),
        _ => None,
    };
    let find = |comparator| {
        let operand = operand(comparator).as_ref().map(Right::Operand);
        let named = || value_set(comparator).map(Right::ValueSet);
        let right = operand.or_else(named).or_else(|| flag(comparator).map(Right::Flag))?;
        Some(Written { comparator, right })
    };
    Comparator::ALL.into_iter().filter_map(find).collect()
}

/// What a leaf's comparators come to.
#[derive(Default)]
pub(super) struct Tests {
    pub(super) mask: Option<u64>,
    pub(super) range: Option<Interval>,
    pub(super) others: Vec<Test>,
    pub(super) comparisons: Vec<Comparison>,
}

pub(super) fn fact(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    path: &Text,
    place: &Place,
) -> Option<NodeId> {
    if let Some(constant) = conditions.scope.constant(&path.text).cloned() {
        return each::settled(conditions, document, path, &constant, place);
    }
    let (rules, because) = modifier::rules(conditions, document, place);
    let fact = resolve(conditions, path)?;
    let kind = conditions.scope.vocabulary.fact(fact.fact)?.kind.clone();
    let comparators = written(document);
    if comparators.is_empty() {
        if kind != FactKind::Boolean {
            // A comparator that was refused is not missing too.
            if !conditions.is_refused(document.span) {
                conditions.diagnostics.push(nothing_compared(conditions, path, &kind));
            }
            return None;
        }
        let node = conditions.add(Op::Mask { fact, allowed: 0b10, rules }, place);
        conditions.detail(node)?.because = because;
        return Some(node);
    }
    let mut tests = Tests::default();
    let mut is_whole = true;
    for written in &comparators {
        let compiled = match &kind {
            FactKind::List(list) => inclusion::compile(conditions, path, list, written, &mut tests),
            _ => compare::compile(conditions, path, fact, &kind, written, &mut tests),
        };
        is_whole &= compiled.is_some();
    }
    if !is_whole {
        return None;
    }
    check_possible(conditions, path, fact, &kind, &tests, &comparators)?;
    let op = combine(conditions, fact, rules, &tests);
    let node = conditions.add(op, place);
    let detail = conditions.detail(node)?;
    detail.comparisons = tests.comparisons;
    detail.because = because;
    Some(node)
}

fn combine(conditions: &mut Conditions<'_>, fact: FactRef, rules: Option<medpol_model::RulesId>, tests: &Tests) -> Op {
    match (tests.mask, tests.range, tests.others.as_slice()) {
        (Some(allowed), None, []) => Op::Mask { fact, allowed, rules },
        (None, Some(wanted), []) => Op::Range { fact, wanted, rules },
        _ => {
            let mut all: Vec<Test> = tests.mask.map(Test::Mask).into_iter().collect();
            all.extend(tests.range.map(Test::Range));
            all.extend(tests.others.iter().cloned());
            Op::Test { fact, tests: conditions.program.add_tests(&all), rules }
        }
    }
}

/// Refuses comparisons that hold or fail whatever the fact is.
fn check_possible(
    conditions: &mut Conditions<'_>,
    path: &Text,
    fact: FactRef,
    kind: &FactKind,
    tests: &Tests,
    written: &[Written<'_>],
) -> Option<()> {
    let vocabulary = conditions.scope.vocabulary;
    let bounds = vocabulary.fact(fact.fact)?.bounds;
    let domain = match kind {
        FactKind::Boolean => Some(0b11),
        FactKind::Enumeration(id) => vocabulary.enumeration(*id).map(medpol_model::Enumeration::domain),
        _ => None,
    };
    let verdict = match (tests.mask, domain, tests.range) {
        (Some(0), ..) => Some("never"),
        (Some(mask), Some(domain), _) if mask & domain == domain => Some("always"),
        (.., Some(range)) if range.is_empty() || range.meet(bounds).is_empty() => Some("never"),
        (.., Some(range)) if bounds.within(range) == medpol_model::Status::MET => Some("always"),
        _ if matches!(kind, FactKind::Duration(clock) if !duration::can_meet(*clock, &tests.others)) => Some("never"),
        _ => None,
    };
    let Some(verdict) = verdict else { return Some(()) };
    let span = written.first().map_or(path.span, |first| first.right.span());
    let mut diagnostic =
        Diagnostic::new(&codes::P0402, span, format!("this comparison {verdict} holds, whatever `{}` is", path.text))
            .label("decides nothing");
    for other in written.iter().skip(1) {
        diagnostic = diagnostic.also(other.right.span(), "together with this");
    }
    // Bounds and values can only be the reason of what stands alone.
    let declared = vocabulary.fact(fact.fact)?;
    diagnostic = match literal::bounds(declared) {
        _ if written.len() > 1 => diagnostic.help("check the thresholds against each other"),
        Some(bounds) => Subject::fact(&path.text, declared)
            .show(diagnostic)
            .help(format!("in the vocabulary `{}` is {bounds}", path.text)),
        None => Subject::fact(&path.text, declared)
            .show(diagnostic)
            .help("check it against the values that the vocabulary gives the fact"),
    };
    conditions.diagnostics.push(diagnostic);
    None
}

fn nothing_compared(conditions: &Conditions<'_>, path: &Text, kind: &FactKind) -> Diagnostic {
    let help = match kind {
        FactKind::List(list) if list.elements == medpol_model::Elements::Records => {
            format!("look into it with `some: {}`, `without:`, `every:` or `count:`", path.text)
        }
        FactKind::List(_) => "add `includes_any:`, `includes_only:` or another comparator for lists".to_owned(),
        FactKind::Date => "add `on_or_after:`, `on_or_before:`, `before:` or `after:`".to_owned(),
        FactKind::Enumeration(id) if is_ordered(conditions, *id) => {
            "add `is:`, `in:`, `at_least:` or another comparator".to_owned()
        }
        FactKind::Enumeration(_) | FactKind::Code { .. } | FactKind::Text => "add `is:` or `in:`".to_owned(),
        _ => "add `at_least:`, `more_than:`, `at_most:` or `less_than:`".to_owned(),
    };
    let name = type_name(conditions.scope.vocabulary, kind);
    Diagnostic::new(&codes::P0114, path.span, format!("nothing is compared with `{}`", path.text))
        .label(format!("it is {name}; only a yes/no fact can stand alone"))
        .help(help)
}

fn is_ordered(conditions: &Conditions<'_>, id: EnumerationId) -> bool {
    conditions.scope.vocabulary.enumeration(id).is_some_and(|known| known.ordered)
}

pub(super) fn known(conditions: &mut Conditions<'_>, path: &Text, place: &Place) -> Option<NodeId> {
    let fact = resolve(conditions, path)?;
    Some(conditions.add(Op::Known(fact), place))
}

/// The fact a path names; what is wrong with it is reported.
pub(crate) fn resolve(conditions: &mut Conditions<'_>, path: &Text) -> Option<FactRef> {
    match conditions.scope.resolve(path) {
        Ok(fact) => Some(fact),
        Err(diagnostic) => {
            conditions.diagnostics.push(diagnostic);
            None
        }
    }
}

/// The texts of an operand that is a value or a list of values.
pub(super) fn texts(operand: &Operand) -> Option<Vec<&Text>> {
    match &operand.kind {
        OperandKind::Literal(text) => Some(vec![text]),
        OperandKind::List(texts) => Some(texts.iter().collect()),
        OperandKind::Fact(_) | OperandKind::Shifted(..) | OperandKind::Range(_) => None,
    }
}
