//! All reasons on one page: a sentence is cut at the end of a clause, and what no longer fits is counted.

use std::sync::Arc;

use medpol_model::answer::Reason;

use super::name;
use crate::binding::Binding;
use crate::context::Context;
use crate::deciding::Cause;
use crate::sentence::Spot;

/// How many letters stand in a line.
const LINE: usize = 100;

/// How many lines the reasons of a case fill at most, the last one for what is only counted.
const MOST_LINES: usize = 54;

/// How many letters a sentence has at most.
const MOST_LETTERS: usize = 600;

/// The reasons so far.
#[derive(Default)]
pub(super) struct Page {
    reasons: Vec<Reason>,
    lines: usize,
    rest: Option<Reason>,
    counted: usize,
}

impl Page {
    pub(super) const fn is_full(&self) -> bool {
        self.lines >= MOST_LINES
    }

    pub(super) fn add(&mut self, reason: Reason) {
        self.lines += reason.sentence.chars().count().div_ceil(LINE);
        self.reasons.push(reason);
    }

    /// Counts a cause that no longer fits.
    pub(super) fn count(&mut self, cause: &Cause, context: &Context<'_>) {
        let policy = context.policy;
        let deciding = cause.deciding.iter().filter_map(|node| name(policy, *node));
        self.counted += 1;
        if let Some(rest) = &mut self.rest {
            rest.deciding.extend(deciding);
            return;
        }
        let spot = Spot { node: cause.node, binding: &Binding::TOP, stance: cause.stance };
        let detail = policy.detail(cause.node);
        self.rest = Some(Reason {
            id: policy.detail(cause.named).and_then(|detail| detail.id.as_ref()).map(|id| Arc::clone(&id.0)),
            path: detail.map_or_else(|| Arc::from(""), |detail| Arc::clone(&detail.path)),
            kind: cause.kind,
            status: cause.stance.standing(spot.status(context)),
            deciding: deciding.collect(),
            text: None,
            sentence: String::new(),
            member_sentence: None,
            facts: Vec::new(),
            value: None,
            threshold: None,
            distance: None,
            settled_by: None,
            citations: Arc::from([]),
            confidence: None,
        });
    }

    pub(super) fn reasons(mut self) -> Vec<Reason> {
        if let Some(mut rest) = self.rest {
            rest.sentence = match self.counted {
                1 => "One more criterion decides as well.".to_owned(),
                more => format!("{more} more criteria decide as well."),
            };
            self.reasons.push(rest);
        }
        self.reasons
    }
}

/// A sentence that is not too long: the whole, or its clauses up to there.
pub(super) fn clipped(sentence: String) -> String {
    let Some((end, _)) = sentence.char_indices().nth(MOST_LETTERS) else { return sentence };
    let head = sentence.get(..end).unwrap_or_default();
    let cut = head.rfind("; ").or_else(|| head.rfind(", ")).or_else(|| head.rfind(' ')).unwrap_or(end);
    format!("{}; and more.", head.get(..cut).unwrap_or(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_ends_with_a_clause() {
        assert_eq!(clipped("Short.".to_owned()), "Short.");
        let clauses = vec!["it is so"; 100].join("; ");
        let cut = clipped(clauses);
        assert!(cut.ends_with("it is so; and more."), "{cut}");
        assert!(cut.chars().count() <= MOST_LETTERS + "; and more.".len());
        assert!(clipped("ä".repeat(2_000)).starts_with('ä'));
    }
}
