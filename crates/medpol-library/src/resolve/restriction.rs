//! What a policy restricts a key to, against what a case says of it.
//!
//! Three-valued: a value that is unknown meets a restriction only where every possible value does.

use std::sync::Arc;

use medpol_model::value::{Interval, Status, Symbols};
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};

/// The values of a key that a policy applies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Restriction {
    /// Every value.
    Any,
    /// These values of an enumeration.
    Mask(u64),
    /// These numbered texts, in order.
    Texts(Box<[i64]>),
}

impl Restriction {
    /// The restriction to some names of a fact's values; no names are every value.
    pub(super) fn of(names: &[Arc<str>], fact: &Fact, vocabulary: &Vocabulary, symbols: &Symbols) -> Self {
        if names.is_empty() {
            return Self::Any;
        }
        if let FactKind::Enumeration(id) = &fact.kind {
            let known = vocabulary.enumeration(*id);
            let mask = |name: &Arc<str>| known.and_then(|known| known.mask(name)).unwrap_or(0);
            return Self::Mask(names.iter().map(mask).fold(0, |all, one| all | one));
        }
        let mut texts: Vec<i64> = names.iter().filter_map(|name| symbols.find_name(name)).collect();
        texts.sort_unstable();
        texts.dedup();
        Self::Texts(texts.into())
    }

    /// The restriction to some codes; no codes are every code.
    pub(super) fn of_codes(codes: &[Arc<str>], symbols: &Symbols) -> Self {
        if codes.is_empty() {
            return Self::Any;
        }
        let mut numbers: Vec<i64> = codes.iter().filter_map(|code| symbols.find(code)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Self::Texts(numbers.into())
    }

    /// Whether what a case says meets it.
    pub(super) fn admits(&self, stated: Stated<'_>) -> Status {
        match self {
            Self::Any => Status::MET,
            Self::Mask(allowed) => {
                let possible = u64::from_ne_bytes(stated.value.low.to_ne_bytes());
                Status::of(possible & allowed != 0, possible & !allowed != 0)
            }
            Self::Texts(texts) => match stated.possible() {
                None => Status::UNKNOWN,
                Some(possible) => {
                    let is_listed = |value: &&Interval| texts.binary_search(&value.low).is_ok();
                    let listed = possible.iter().filter(is_listed).count();
                    Status::of(listed > 0, listed < possible.len())
                }
            },
        }
    }

    /// Whether some value meets both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Mask(left), Self::Mask(right)) => left & right != 0,
            (Self::Texts(left), Self::Texts(right)) => left.iter().any(|text| right.contains(text)),
            (Self::Mask(_), Self::Texts(_)) | (Self::Texts(_), Self::Mask(_)) => false,
        }
    }
}

/// What a case says of one selecting fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stated<'a> {
    /// The possible values: an interval, or a mask in its low end.
    pub(super) value: Interval,
    /// Whether anything was said.
    pub(super) is_known: bool,
    /// The values one by one, where it is one of several.
    pub(super) alternatives: &'a [Interval],
}

impl Stated<'_> {
    /// Nothing was said.
    pub(super) const NOTHING: Self = Self { value: Interval::ALL, is_known: false, alternatives: &[] };

    /// The values one by one; `None` where it can be anything.
    pub(super) fn possible(&self) -> Option<&[Interval]> {
        match (self.is_known, self.alternatives) {
            (false, _) => None,
            (true, []) => Some(std::slice::from_ref(&self.value)),
            (true, several) => Some(several),
        }
    }

    /// A value of which so much is known.
    pub(super) const fn of(value: Interval) -> Self {
        Self { value, is_known: true, alternatives: &[] }
    }

    /// Everything between the least and the greatest value that it can have.
    pub(super) fn hull(&self) -> Interval {
        let possible = self.possible().unwrap_or(std::slice::from_ref(&Interval::ALL));
        possible.iter().copied().reduce(Interval::hull).unwrap_or(Interval::ALL)
    }

    /// Whether the case says the same of two facts.
    pub(super) fn is_the_same(&self, other: Stated<'_>) -> bool {
        self.possible() == other.possible()
    }

    /// Whether the days that it can be lie in a window.
    pub(super) fn within(&self, window: Interval) -> Status {
        let days = self.possible().unwrap_or(std::slice::from_ref(&Interval::ALL));
        let each = days.iter().map(|day| crate::version::in_window(window, *day));
        each.fold(Status::NOT_APPLICABLE, |all, one| {
            Status::of(all.can_be_met() || one.can_be_met(), all.can_be_not_met() || one.can_be_not_met())
        })
    }
}
