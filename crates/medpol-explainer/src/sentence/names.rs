//! Short names of nodes: what a part of a group is called where it is only named.

use medpol_model::program::{NodeId, Op};
use medpol_model::value::{Status, Truth};
use medpol_model::vocabulary::{FactKind, in_text};

use super::Spot;
use crate::context::Context;
use crate::modifier;
use crate::phrase;
use crate::several::{Distinct, few};
use crate::stance::Stance;
use crate::told::Told;

/// What a node is called: by its fact where that says it all, or else by its text.
pub(super) fn name(context: &Context<'_>, spot: Spot<'_>) -> String {
    let program = &context.policy.program;
    let node = modifier::core(program, spot.node);
    let own = program.own_facts(node).first().copied();
    let fact = own.and_then(|fact| context.scene.fact(fact));
    let text = || context.policy.detail(spot.node).and_then(|detail| detail.text.as_deref()).map(in_text);
    let below = |joint: &str| {
        let names: Vec<String> = program.below(node).into_iter().map(|part| name(context, spot.at(part))).collect();
        few(&names, joint)
    };
    match program.node(node) {
        Some(Op::Same(inner) | Op::Satisfied(inner)) => text().unwrap_or_else(|| name(context, spot.at(*inner))),
        Some(Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_)) => match fact {
            Some(fact) if matches!(fact.kind, FactKind::Boolean | FactKind::Enumeration(_)) => {
                phrase::quoted_if_answer(fact)
            }
            fact => text().unwrap_or_else(|| fact.map_or_else(String::new, medpol_model::vocabulary::Fact::in_text)),
        },
        Some(Op::Quantify { .. } | Op::Count { .. } | Op::Sum { .. } | Op::Extreme { .. }) => {
            text().unwrap_or_else(|| fact.map_or_else(String::new, medpol_model::vocabulary::Fact::in_text))
        }
        Some(Op::Not(inner)) => text().unwrap_or_else(|| format!("the opposite of {}", name(context, spot.at(*inner)))),
        Some(Op::Any(_) | Op::Tally { .. }) => text().unwrap_or_else(|| below(" or ")),
        Some(Op::All(_) | Op::None(_)) => text().unwrap_or_else(|| below(" and ")),
        Some(Op::If { then, .. }) => text().unwrap_or_else(|| name(context, spot.at(*then))),
        Some(Op::Except { .. } | Op::Waive { .. }) | None => text().unwrap_or_default(),
        Some(Op::Constant(_)) => text().unwrap_or_else(|| "what is the same in every case".to_owned()),
    }
}

/// The names of those parts of a group that have a status.
pub(super) fn of(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId], wanted: Option<Truth>) -> Vec<String> {
    let like = parts.iter().map(|part| spot.at(*part)).filter(|spot| spot.status(context).truth() == wanted);
    like.map(|spot| name(context, spot)).collect::<Distinct>().into_texts()
}

/// A node by its name with its status.
pub(super) fn stands(context: &Context<'_>, spot: Spot<'_>) -> Told {
    let status: Status = spot.status(context);
    let word = match (status.truth(), spot.stance) {
        (Some(Truth::Met), Stance::Excludes) => "applies",
        (Some(Truth::NotMet), Stance::Excludes) => "does not apply",
        (Some(Truth::Met), Stance::Needed | Stance::Neutral) => "met",
        (Some(Truth::NotMet), Stance::Needed | Stance::Neutral) => "not met",
        (Some(Truth::Unknown), _) => "unknown",
        (None, _) => "not applicable",
    };
    Told::plain(format!("{}: {word}", name(context, spot)))
}
