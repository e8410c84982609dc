//! Facts as deciding reads them, whatever holds them.
//!
//! A decoded case is one holder; a case with a fact changed, a row of columns or the model that a
//! solver found are others. Reading is by slot; nothing here knows what a slot means.

use std::sync::Arc;

use crate::case::{Case, Mark};
use crate::program::EvidenceRule;
use crate::value::Interval;

/// Something that holds the facts of one case in slots.
pub trait ReadFacts {
    /// How many slots there are, those of elements included.
    fn slots(&self) -> usize;

    /// The value of a slot: everything that its fact can be, where nothing is known of it.
    fn value(&self, slot: usize) -> Interval;

    /// How a slot came by its value.
    fn mark(&self, slot: usize) -> Mark;

    /// First slot of a list's elements, and how many there are.
    fn elements(&self, slot: usize) -> (usize, usize);

    /// The values of a slot marked [`Mark::ALTERNATIVES`].
    fn alternatives(&self, slot: usize) -> &[Interval];

    /// The values of a slot one by one: those listed apart, or the one that it holds.
    fn values<'f>(&'f self, slot: usize, value: &'f Interval, mark: Mark) -> &'f [Interval] {
        if mark.has(Mark::ALTERNATIVES) { self.alternatives(slot) } else { std::slice::from_ref(value) }
    }

    /// Every value that rounds to the figure that a slot was stated by; the value itself where it was not
    /// stated by a rounded figure.
    fn rounded(&self, slot: usize) -> Interval;

    /// Whether what a slot states contradicts another fact, because the two come in the wrong order.
    fn is_out_of_order(&self, slot: usize) -> bool;

    /// The text of a code or text that no policy mentions, by its number.
    fn own_text(&self, number: i64) -> Option<&Arc<str>>;

    /// Whether a document that the rule accepts backs a slot.
    fn is_evidenced(&self, slot: usize, rule: &EvidenceRule) -> bool;
}

impl ReadFacts for Case {
    #[inline]
    fn slots(&self) -> usize {
        self.facts.slots.len()
    }

    #[inline]
    fn value(&self, slot: usize) -> Interval {
        self.facts.value(slot)
    }

    #[inline]
    fn mark(&self, slot: usize) -> Mark {
        self.facts.mark(slot)
    }

    #[inline]
    fn elements(&self, slot: usize) -> (usize, usize) {
        self.facts.elements(slot)
    }

    fn alternatives(&self, slot: usize) -> &[Interval] {
        self.facts.alternatives(slot)
    }

    fn rounded(&self, slot: usize) -> Interval {
        self.facts.rounded(slot)
    }

    #[inline]
    fn is_out_of_order(&self, slot: usize) -> bool {
        self.facts.is_out_of_order(slot)
    }

    fn own_text(&self, number: i64) -> Option<&Arc<str>> {
        self.facts.own(number)
    }

    fn is_evidenced(&self, slot: usize, rule: &EvidenceRule) -> bool {
        self.evidence(slot).any(|evidence| rule.accepts(&evidence.document))
    }
}
