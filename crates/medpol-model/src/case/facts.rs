//! The facts of a case in their slots.
//!
//! What was given, denied, asked without an answer or never mentioned is kept apart here; what it
//! means for a criterion is the evaluator's business. Knows no names.

use std::collections::HashMap;
use std::sync::Arc;

use crate::value::{Interval, Span, WrittenDuration};
use crate::vocabulary::OutOfOrder;

/// How a slot came by its value, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark(u8);

impl Mark {
    /// Never mentioned.
    pub const ABSENT: Self = Self(0);
    /// Has a value.
    pub const GIVEN: Self = Self(1);
    /// Asked, and the answer is unknown.
    pub const NULL: Self = Self(2);
    /// Stated absent by a `denied` entry; comes with [`Mark::GIVEN`].
    pub const DENIED: Self = Self(4);
    /// One of several values, listed apart.
    pub const ALTERNATIVES: Self = Self(8);
    /// The records disagree; comes with several values.
    pub const CONFLICTING: Self = Self(16);
    /// A list that may have more elements.
    pub const INCOMPLETE: Self = Self(32);
    /// A duration counted in days rather than months.
    pub const DAYS: Self = Self(64);
    /// A duration that was written in weeks or years. Only shown, never compared.
    pub const LARGE_UNIT: Self = Self(128);

    /// How a duration was written.
    pub const fn of_duration(written: WrittenDuration) -> Self {
        let span = match written.duration.span {
            Span::Days => Self::DAYS,
            Span::Months => Self::ABSENT,
        };
        if written.grain == 1 { span } else { span.with(Self::LARGE_UNIT) }
    }

    /// What a duration is counted in.
    pub const fn span(self) -> Span {
        if self.has(Self::DAYS) { Span::Days } else { Span::Months }
    }

    /// The months or days in the unit that a duration was written in.
    pub const fn grain(self) -> i64 {
        match (self.has(Self::LARGE_UNIT), self.span()) {
            (false, _) => 1,
            (true, Span::Months) => 12,
            (true, Span::Days) => 7,
        }
    }

    /// The mark without the bits of `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Both marks.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The bits, for digests.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether it has all bits of `other`.
    #[inline]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the slot was never mentioned.
    #[inline]
    pub const fn is_absent(self) -> bool {
        self.0 & (Self::GIVEN.0 | Self::NULL.0) == 0
    }
}

/// All slots of a case: the case's own frame first, elements of lists after it.
///
/// A scalar slot holds an interval, or the mask of possible values in its low end; a list slot holds
/// the first slot of its elements and their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The values.
    pub slots: Vec<Interval>,
    /// How each slot came by its value.
    pub marks: Vec<Mark>,
    /// Values of slots marked [`Mark::ALTERNATIVES`]; such a slot's run is in `runs`.
    pub alternatives: Vec<Interval>,
    /// The first alternative and the number of alternatives of each such slot.
    pub runs: HashMap<u32, (u32, u32)>,
    /// For the slot of a derived number that is stated too: every value that rounds to the figure as written.
    pub rounded: HashMap<u32, Interval>,
    /// Texts no policy mentions: number −1 is the first.
    pub texts: Vec<Arc<str>>,
    /// Facts that contradict each other, because they come in the wrong order. Found by the vocabulary when a
    /// case is read.
    out_of_order: Vec<OutOfOrder>,
    /// Their slots with their places in `out_of_order`, sorted by slot.
    disordered: Vec<Disordered>,
    /// The number of each of these texts.
    pub numbers: HashMap<Arc<str>, i64>,
}

/// A fact that contradicts another, because the two come in the wrong order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Disordered {
    slot: u32,
    /// Which of the contradictions it is.
    pair: usize,
}

impl Facts {
    /// The value of a slot: anything, where the slot does not exist.
    #[inline]
    pub fn value(&self, slot: usize) -> Interval {
        self.slots.get(slot).copied().unwrap_or(Interval::ALL)
    }

    /// How a slot came by its value.
    #[inline]
    pub fn mark(&self, slot: usize) -> Mark {
        self.marks.get(slot).copied().unwrap_or(Mark::ABSENT)
    }

    /// First slot of a list's elements, and how many there are.
    #[inline]
    pub fn elements(&self, slot: usize) -> (usize, usize) {
        let value = self.value(slot);
        if self.mark(slot).has(Mark::GIVEN) {
            (usize::try_from(value.low).unwrap_or(0), usize::try_from(value.high).unwrap_or(0))
        } else {
            (0, 0)
        }
    }

    /// The values of a slot marked [`Mark::ALTERNATIVES`].
    pub fn alternatives(&self, slot: usize) -> &[Interval] {
        let run = u32::try_from(slot).ok().and_then(|slot| self.runs.get(&slot));
        run.and_then(|(start, length)| self.alternatives.get(*start as usize..(*start + *length) as usize))
            .unwrap_or_default()
    }

    /// Every value that rounds to the figure that a slot was stated by.
    pub fn rounded(&self, slot: usize) -> Interval {
        let rounded = u32::try_from(slot).ok().and_then(|slot| self.rounded.get(&slot));
        rounded.copied().unwrap_or_else(|| self.value(slot))
    }

    /// Whether what a slot states contradicts another fact, because the two come in the wrong order.
    #[inline]
    pub fn is_out_of_order(&self, slot: usize) -> bool {
        !self.disordered.is_empty() && !self.disordered_at(slot).is_empty()
    }

    fn disordered_at(&self, slot: usize) -> &[Disordered] {
        let start = self.disordered.partition_point(|known| (known.slot as usize) < slot);
        let end = self.disordered.partition_point(|known| known.slot as usize <= slot);
        self.disordered.get(start..end).unwrap_or_default()
    }

    /// The contradictions of what a slot states, in the order of the vocabulary.
    pub fn out_of_order_at(&self, slot: usize) -> impl Iterator<Item = &OutOfOrder> {
        self.disordered_at(slot).iter().filter_map(|known| self.out_of_order.get(known.pair))
    }

    /// The facts that contradict each other, because they come in the wrong order.
    pub fn out_of_order(&self) -> &[OutOfOrder] {
        &self.out_of_order
    }

    /// Notes which facts contradict each other, because they come in the wrong order.
    pub fn set_out_of_order(&mut self, found: Vec<OutOfOrder>) {
        self.disordered.clear();
        let both = |(pair, OutOfOrder { first, second }): (usize, &OutOfOrder)| {
            [first.slot, second.slot].map(|slot| Disordered { slot, pair })
        };
        self.disordered.extend(found.iter().enumerate().flat_map(both));
        self.disordered.sort_unstable();
        self.out_of_order = found;
    }

    /// Adds the slots of the case or of an element, with what they hold before anything is known, and
    /// returns the first. The elements of one list follow one another.
    pub fn add_frame(&mut self, blank: &[Interval]) -> usize {
        let first = self.slots.len();
        self.slots.extend_from_slice(blank);
        self.marks.resize(self.slots.len(), Mark::ABSENT);
        first
    }

    /// Says how a slot came by its value, and the value if there is one.
    pub fn set(&mut self, slot: usize, value: Option<Interval>, mark: Mark) {
        if let (Some(value), Some(place)) = (value, self.slots.get_mut(slot)) {
            *place = value;
        }
        if let Some(place) = self.marks.get_mut(slot) {
            *place = mark;
        }
    }

    /// Gives a slot several values, of which one is right.
    pub fn set_alternatives(&mut self, slot: usize, values: &[Interval], mark: Mark) {
        let Some(hull) = values.iter().copied().reduce(Interval::hull) else { return };
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        self.runs.insert(narrow(slot), (narrow(self.alternatives.len()), narrow(values.len())));
        self.alternatives.extend_from_slice(values);
        self.set(slot, Some(hull), mark.with(Mark::ALTERNATIVES));
    }

    /// Gives a list its elements, the first of which stands at `first`.
    pub fn set_elements(&mut self, slot: usize, first: usize, count: usize, mark: Mark) {
        let place = |number: usize| i64::try_from(number).unwrap_or(0);
        self.set(slot, Some(Interval { low: place(first), high: place(count) }), mark);
    }

    /// The number of a text that no policy mentions, given now if it has none.
    pub fn own_text(&mut self, text: &str) -> i64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = i64::try_from(self.texts.len()).map_or(i64::MIN + 1, |at| -1 - at);
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The text with a number that [`Facts::own_text`] gave.
    pub fn own(&self, number: i64) -> Option<&Arc<str>> {
        usize::try_from(-1 - number).ok().and_then(|at| self.texts.get(at))
    }
}
