//! Which question to ask first: the one after whose answer the fewest facts remain, on average.

use std::sync::Arc;

use medpol_model::answer::{NextQuestion, QuestionGroup};

use super::found::Odds;

/// What an answer to a question does.
#[derive(Clone, Copy)]
pub(super) struct Effect {
    /// How many facts it settles.
    pub(super) settles: u32,
    /// How many of its answers end the matter.
    pub(super) ending: Odds,
}

/// The question that settles the most; the first of several. `effects` are those of the questions in their groups.
pub(super) fn of(groups: &[QuestionGroup], effects: &[Vec<Effect>]) -> Option<NextQuestion> {
    let all = effects.iter().flatten().map(|effect| u64::from(effect.settles)).sum::<u64>();
    let mut best: Option<(Remaining, NextQuestion)> = None;
    for (group, (questions, effects)) in groups.iter().zip(effects).enumerate() {
        for (item, (question, effect)) in questions.items.iter().zip(effects).enumerate() {
            let remaining = Remaining {
                facts: (all - u64::from(effect.settles)) * u64::from(effect.ending.of - effect.ending.ending),
                of: u64::from(effect.ending.of),
            };
            if best.as_ref().is_none_or(|(least, _)| remaining.is_less(*least)) {
                let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                let next = NextQuestion {
                    question: Arc::clone(&question.question),
                    group: place(group),
                    item: place(item),
                    can_end: question.can_end,
                };
                best = Some((remaining, next));
            }
        }
    }
    best.map(|(_, next)| next)
}

/// How many facts remain on average, as a fraction.
#[derive(Clone, Copy)]
struct Remaining {
    facts: u64,
    of: u64,
}

impl Remaining {
    const fn is_less(self, other: Self) -> bool {
        self.facts * other.of < other.facts * self.of
    }
}
