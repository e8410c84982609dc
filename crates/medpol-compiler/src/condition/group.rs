//! Groups: `all`, `any`, `none`, `not`, `of`, `if` and `criterion`.

use std::collections::BTreeMap;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::Role;
use medpol_model::program::{Counting, NodeId, Op, Run};
use medpol_model::value::Status;
use medpol_syntax::document::{
    ComparatorKey, Comparison, CriterionDocument, IfDocument, OperandKind, Right, TallyDocument, Text,
};

use super::{Conditions, OpenTally, Place, show};

pub(super) fn all(
    conditions: &mut Conditions<'_>,
    members: &[CriterionDocument],
    span: Span,
    place: &Place,
) -> Option<NodeId> {
    let (run, shown) = group(conditions, members, "all", span, place)?;
    Some(finish(conditions, Op::All(run), &shown, place))
}

pub(super) fn any(
    conditions: &mut Conditions<'_>,
    members: &[CriterionDocument],
    span: Span,
    place: &Place,
) -> Option<NodeId> {
    let (run, shown) = group(conditions, members, "any", span, place)?;
    Some(finish(conditions, Op::Any(run), &shown, place))
}

pub(super) fn none(
    conditions: &mut Conditions<'_>,
    members: &[CriterionDocument],
    span: Span,
    place: &Place,
) -> Option<NodeId> {
    let (run, shown) = group(conditions, members, "none", span, place)?;
    Some(finish(conditions, Op::None(run), &shown, place))
}

pub(super) fn not(conditions: &mut Conditions<'_>, inner: &CriterionDocument, place: &Place) -> Option<NodeId> {
    if let Some(advisory) = inner.head.advisory {
        super::refuse_advisory(conditions, advisory.span);
    }
    let inner = conditions.condition(inner, &place.part("not", Role::Member))?;
    Some(finish(conditions, Op::Not(inner), &[inner], place))
}

/// Compiles members; those that decide are the run, all are shown.
fn group(
    conditions: &mut Conditions<'_>,
    members: &[CriterionDocument],
    key: &str,
    span: Span,
    place: &Place,
) -> Option<(Run, Vec<NodeId>)> {
    let compiled: Vec<Option<NodeId>> =
        members.iter().enumerate().map(|(index, member)| conditions.condition(member, &place.member(index))).collect();
    let shown: Vec<NodeId> = compiled.into_iter().collect::<Option<_>>()?;
    let deciding: Vec<NodeId> = shown.iter().copied().filter(|node| conditions.decides(*node)).collect();
    if deciding.is_empty() {
        // A list without members is refused by the schema.
        if !shown.is_empty() {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0401, span, format!("`{key}` has no member that decides"))
                    .label("every member is advisory")
                    .help("an empty group would pass silently: add a member that decides, or remove the group"),
            );
        }
        return None;
    }
    Some((conditions.program.add_members(&deciding), shown))
}

fn finish(conditions: &mut Conditions<'_>, op: Op, shown: &[NodeId], place: &Place) -> NodeId {
    let node = conditions.add(op, place);
    show(conditions, node, shown);
    node
}

/// Compiles `of`.
pub(super) fn tally(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    tally: &TallyDocument,
    place: &Place,
) -> Option<NodeId> {
    let (run, shown) = group(conditions, &tally.members, "of", document.span, place)?;
    let (least, most) = limits(conditions, document, tally, run.length)?;
    let deciding = conditions.program.members(run).to_vec();
    let can_waive = deciding.iter().any(|node| matches!(conditions.program.node(*node), Some(Op::Waive { .. })));
    let can_be_out = deciding.iter().any(|node| can_be_not_applicable(conditions, *node));
    // Members that refer to other criteria are connected later, so what they can be is unknown yet.
    let is_open = deciding.iter().any(|node| matches!(conditions.program.node(*node), Some(Op::Same(_))));
    let is_said = is_open && tally.not_applicable.is_some();
    let span = tally.members.first().map_or(document.span, super::first_key);
    let waived = counting(conditions, span, tally.waived.as_ref(), Need::of(can_waive), &WAIVED)?;
    let can_be_out = Need::of(can_be_out || is_said);
    let not_applicable = counting(conditions, span, tally.not_applicable.as_ref(), can_be_out, &NOT_APPLICABLE)?;
    let shrinks = [(waived, &tally.waived), (not_applicable, &tally.not_applicable)];
    let shrinks = shrinks.into_iter().find(|(counting, _)| *counting == Counting::Shrinks);
    let is_open_above = limit(tally, ComparatorKey::AtMost).is_none();
    if let Some((_, word)) = shrinks
        && !(limit(tally, ComparatorKey::AtLeast).is_some() && is_open_above)
    {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0404, word.as_ref()?.span, "`shrinks` goes with `at_least` alone")
                .label("a pool that shrinks has no meaning for `at_most` and `exactly`")
                .help("use `at_least` alone, or write `counts`"),
        );
        return None;
    }
    let node = finish(conditions, Op::Tally { members: run, least, most, waived, not_applicable }, &shown, place);
    if is_open {
        let not_applicable = tally.not_applicable.as_ref().map(|word| word.span);
        conditions.tallies.push(OpenTally { node, not_applicable });
    }
    Some(node)
}

/// Whether the author has to say how a member counts.
#[derive(Clone, Copy)]
enum Need {
    Needed,
    Superfluous,
}

impl Need {
    const fn of(can_be: bool) -> Self {
        if can_be { Self::Needed } else { Self::Superfluous }
    }
}

/// The limit under a comparator.
fn limit(tally: &TallyDocument, comparator: ComparatorKey) -> Option<&Comparison> {
    tally.comparisons.0.iter().find(|known| known.comparator == comparator)
}

/// What a key that the English leaves open is called, and how to ask for it.
struct Unsaid {
    key: &'static str,
    code: &'static medpol_diagnostics::Code,
    members: &'static str,
}

static WAIVED: Unsaid = Unsaid { key: "waived", code: &codes::P0404, members: "can be waived" };
static NOT_APPLICABLE: Unsaid = Unsaid { key: "not_applicable", code: &codes::P0405, members: "can be not applicable" };

fn counting(
    conditions: &mut Conditions<'_>,
    first: Span,
    written: Option<&Text>,
    need: Need,
    unsaid: &Unsaid,
) -> Option<Counting> {
    match (written, need) {
        (Some(word), Need::Needed) => Some(if &*word.text == "shrinks" { Counting::Shrinks } else { Counting::Counts }),
        (None, Need::Superfluous) => Some(Counting::Counts),
        (Some(word), Need::Superfluous) => {
            conditions.diagnostics.push(
                Diagnostic::new(unsaid.code, word.span, format!("`{}` has nothing to say here", unsaid.key))
                    .label(format!("no member {}", unsaid.members))
                    .help(format!("remove `{}`", unsaid.key)),
            );
            None
        }
        (None, Need::Needed) => {
            conditions.diagnostics.push(
                Diagnostic::new(unsaid.code, first, format!("some members {}, and the text can be read in two ways", unsaid.members))
                    .label("one of the members")
                    .help(format!(
                        "write `{key}: counts` if such a member counts as met, or `{key}: shrinks` if it leaves the pool; there is no default",
                        key = unsaid.key
                    )),
            );
            None
        }
    }
}

fn limits(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    tally: &TallyDocument,
    members: u32,
) -> Option<(u32, u32)> {
    let (at_least, at_most) = (limit(tally, ComparatorKey::AtLeast), limit(tally, ComparatorKey::AtMost));
    let mut read = |written: Option<&Comparison>, possible: &std::ops::RangeInclusive<u32>| match written {
        None => Some(None),
        Some(written) => {
            let number = whole(conditions, &written.right)?;
            check_limit(conditions, written.comparator.key(), number, possible, written.right.span(), members)?;
            Some(Some(number))
        }
    };
    let least = read(at_least, &(1..=members))?;
    let most = read(at_most, &(1..=members.saturating_sub(1)))?;
    if let Some(exactly) = tally.exactly {
        check_limit(conditions, "exactly", exactly.number, &(1..=members), exactly.span, members)?;
        if let Some(other) = at_least.or(at_most) {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0108, other.right.span(), "`exactly` leaves nothing for another limit to say")
                    .label("a second limit")
                    .also(exactly.span, "the number is said here")
                    .help("keep `exactly`, or `at_least` and `at_most`"),
            );
            return None;
        }
        return Some((exactly.number, exactly.number));
    }
    if let (Some(low), Some(high), Some(written)) = (least, most, at_most)
        && low > high
    {
        conditions.diagnostics.push(
            Diagnostic::new(
                &codes::P0402,
                written.right.span(),
                format!("no number is at least {low} and at most {high}"),
            )
            .label("can never be met")
            .help("correct one of the limits"),
        );
        return None;
    }
    if least.is_none() && most.is_none() {
        let is_misspelled =
            ["at_least", "at_most", "exactly"].iter().any(|key| conditions.is_misspelled(document.span, key));
        if !is_misspelled {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0114, super::first_key(document), "`of` does not say how many must be met")
                    .label("how many?")
                    .help("add `at_least: 2`, `at_most: 2` or `exactly: 2`"),
            );
        }
        return None;
    }
    Some((least.unwrap_or(0), most.unwrap_or(u32::MAX)))
}

fn check_limit(
    conditions: &mut Conditions<'_>,
    key: &str,
    number: u32,
    possible: &std::ops::RangeInclusive<u32>,
    span: Span,
    members: u32,
) -> Option<()> {
    if possible.contains(&number) {
        return Some(());
    }
    let help = match (key, number) {
        ("at_most" | "exactly", 0) => "use `none` to say that no member may be met".to_owned(),
        (_, 0) => "a threshold of zero would always be met".to_owned(),
        ("at_most", _) => format!("there are only {members} members, so this would always be met"),
        _ => format!("there are only {members} members, so this can never be met"),
    };
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0402, span, format!("`{key}: {number}` decides nothing"))
            .label(format!("of {members} members"))
            .help(help),
    );
    None
}

fn whole(conditions: &mut Conditions<'_>, right: &Right) -> Option<u32> {
    let text = match right {
        Right::Operand(operand) => match &operand.kind {
            OperandKind::Literal(text) => text.text.parse().ok(),
            OperandKind::List(_) | OperandKind::Fact(_) | OperandKind::Shifted(..) | OperandKind::Range(_) => None,
        },
        Right::ValueSet(_) | Right::Flag(_) => None,
    };
    if text.is_none() {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, right.span(), "this is not a number of members")
                .label("not a whole number")
                .help("write a whole number, such as `at_least: 3`"),
        );
    }
    text
}

/// Whether a node can turn out not applicable.
pub(crate) fn can_be_not_applicable(conditions: &Conditions<'_>, node: NodeId) -> bool {
    can_be_out(conditions, node, &mut BTreeMap::new())
}

/// As [`can_be_not_applicable`]. `known` is what was found so far, so that a criterion that many others
/// refer to is looked at once.
fn can_be_out(conditions: &Conditions<'_>, node: NodeId, known: &mut BTreeMap<NodeId, bool>) -> bool {
    if let Some(known) = known.get(&node) {
        return *known;
    }
    // Criteria that refer to one another in a circle are reported elsewhere.
    known.insert(node, false);
    let found = match conditions.program.node(node) {
        Some(Op::If { condition, then, otherwise }) => {
            let is_met = matches!(conditions.program.node(*condition), Some(Op::Constant(Status::MET)));
            let is_settled = matches!(conditions.program.node(*condition), Some(Op::Constant(_)));
            // A condition that is settled chooses one branch for good.
            (!is_met && otherwise.is_none_or(|other| can_be_out(conditions, other, known)))
                || ((is_met || !is_settled) && can_be_out(conditions, *then, known))
        }
        Some(Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. }) => {
            conditions.program.members(*run).iter().all(|member| can_be_out(conditions, *member, known))
        }
        Some(Op::Not(inner) | Op::Same(inner)) => can_be_out(conditions, *inner, known),
        Some(Op::Except { base, .. } | Op::Waive { base, .. }) => can_be_out(conditions, *base, known),
        Some(
            Op::Satisfied(_)
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_),
        )
        | None => false,
    };
    known.insert(node, found);
    found
}

/// Compiles `if`.
pub(super) fn branch(conditions: &mut Conditions<'_>, branch: &IfDocument, place: &Place) -> Option<NodeId> {
    let IfDocument { condition, then, r#else } = branch;
    let chooses = conditions.condition(condition, &place.part("if", Role::Condition));
    let then = then.as_deref().and_then(|inner| conditions.condition(inner, &place.part("then", Role::Then)));
    let otherwise = r#else.as_deref().map(|inner| conditions.condition(inner, &place.part("else", Role::Otherwise)));
    let (chooses, then) = (chooses?, then?);
    let mut shown = vec![chooses, then];
    let otherwise = match otherwise {
        Some(node) => {
            shown.push(node?);
            node
        }
        None => None,
    };
    Some(finish(conditions, Op::If { condition: chooses, then, otherwise }, &shown, place))
}

/// A reference to another criterion, connected when all ids are known.
pub(super) fn same(conditions: &mut Conditions<'_>, id: &Text, place: &Place) -> Option<NodeId> {
    if place.depth == super::Depth::InsideQuantifier {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0108, id.span, "`criterion` is not allowed inside a condition on elements")
                .label("a criterion speaks of the whole case, not of one element")
                .help("combine the two conditions with `all`, outside"),
        );
        return None;
    }
    let node = conditions.add(Op::Same(NodeId(u32::MAX)), place);
    conditions.references.push((node, id.clone()));
    Some(node)
}
