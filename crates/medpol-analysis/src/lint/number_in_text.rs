//! P0450: a text that names another number than its condition compares with.
//!
//! Looks at the criterion with a text and, for all but numbers of things, at everything inside of it. Only numbers of one
//! kind are held against each other, times against times and percents against percents, and a text is only doubted where
//! none of its numbers of a kind is one that is compared with: texts name numbers for many reasons.

use std::collections::BTreeSet;

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Comparison, Policy, Threshold};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Symbols;

use super::Lint;
use super::numbers::{Number, NumberKind, numbers, of_count};

/// A criterion whose text and condition have no number in common.
pub(super) struct NumberInText;

impl Lint for NumberInText {
    fn code(&self) -> &'static Code {
        &codes::P0450
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        for at in 0..policy.program.nodes.len() {
            let Some(node) = u32::try_from(at).ok().map(NodeId) else { continue };
            let Some(detail) = policy.detail(node) else { continue };
            let (Some(text), Some(span)) = (&detail.text, detail.span) else { continue };
            let mut compared = inside(policy, node);
            compared.retain(|number| number.kind() != NumberKind::Things);
            compared.extend(own(policy, node).into_iter().filter(|number| number.kind() == NumberKind::Things));
            let told = numbers(text);
            let Some((told, compared)) = unlike(&told, &compared) else { continue };
            let names: BTreeSet<&str> = told.iter().map(|number| &*number.written).collect();
            let wanted: BTreeSet<&str> = compared.iter().map(|number| &*number.written).collect();
            let listed = |words: BTreeSet<&str>| words.into_iter().collect::<Vec<_>>().join(", ");
            let message =
                format!("the text says {}, and the condition compares with {}", listed(names), listed(wanted));
            out.push(
                Diagnostic::new(self.code(), span, message)
                    .label("no number in common")
                    .help("look which of the two the document says, and mend the other"),
            );
        }
    }
}

/// The numbers of a kind on both sides, where these have none in common.
fn unlike<'n>(told: &'n [Number], compared: &'n [Number]) -> Option<(Vec<&'n Number>, Vec<&'n Number>)> {
    compared.iter().map(Number::kind).find_map(|kind| {
        let of = |numbers: &'n [Number]| numbers.iter().filter(|number| number.kind() == kind).collect::<Vec<_>>();
        let (told, compared) = (of(told), of(compared));
        let is_named = |number: &&Number| compared.iter().any(|other| other.is_same(number));
        (!told.is_empty() && !told.iter().any(is_named)).then_some((told, compared))
    })
}

/// The numbers that a node and the conditions inside of it compare with. A condition that is referred to several times is
/// looked at once.
fn inside(policy: &Policy, node: NodeId) -> Vec<Number> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([node]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        found.extend(own(policy, node));
        open.extend(policy.program.below(node).into_iter().filter(|inner| seen.insert(*inner)));
    }
    found
}

/// The numbers that a node compares with itself.
fn own(policy: &Policy, node: NodeId) -> Vec<Number> {
    let is_measured = |comparison: &&Comparison| match comparison.threshold {
        Threshold::Tick(_) | Threshold::Duration(_) | Threshold::Shifted(..) => true,
        Threshold::None | Threshold::Fact(_) => false,
    };
    let comparisons = policy.detail(node).map_or(&[][..], |detail| &detail.comparisons);
    let mut found: Vec<Number> =
        comparisons.iter().filter(is_measured).flat_map(|comparison| numbers(&comparison.shown)).collect();
    if let Some(Op::Tally { least, most, .. }) = policy.program.node(node) {
        found.extend([*least, *most].into_iter().filter(|limit| *limit != u32::MAX).map(of_count));
    }
    found
}
