//! Long lists whose elements are compared with one another: their keys, sorted instead of compared in pairs.
//!
//! What is known exactly of the fields that make elements the same is a token for each field. Elements with the same
//! tokens are alike for sure, those with other tokens of the same kind differ for sure, and of all others nothing is
//! said here. What a list is asked is not known here.

use std::ops::Range;

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{FactRef, ScopeId, ValueKind};

use crate::frames::Frames;
use crate::reading::{Evaluation, Reading};

/// Lists of no more elements are compared in pairs, without allocating.
pub(crate) const SHORT: usize = 32;

/// The most elements without a sure key that are compared with all others of a long list.
pub(crate) const MOST_VAGUE: usize = 32;

/// What is known for sure of one field of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Token {
    kind: TokenKind,
    value: i64,
}

/// Where what is known of a field comes from. Tokens of two kinds may be alike or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TokenKind {
    /// Its own value.
    Own,
    /// The value of the fact that takes its place.
    StandIn,
    /// A fact of the case that takes its place, with any value. The elements share it.
    Shared,
}

const KINDS: [TokenKind; 3] = [TokenKind::Own, TokenKind::StandIn, TokenKind::Shared];

/// The keys of some elements, by their places among those elements.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    fields: usize,
    /// For each element one token for each field.
    tokens: Vec<Option<Token>>,
    /// The places of the elements with a whole key, those that are alike together, each in its order.
    order: Vec<usize>,
    /// The runs of elements in `order` that are alike.
    alike: Vec<Alike>,
    /// How many elements have no whole key.
    open: usize,
    /// The places of elements that may be alike with elements of another key.
    vague: Vec<usize>,
}

/// Elements that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Alike {
    places: Range<usize>,
    /// Whether its tokens are of the kinds that most elements have, so that it differs from all others of them.
    is_usual: bool,
}

impl Keys {
    /// The places of elements that are alike, in their order, and differ from all others that are not vague. With the
    /// number by which [`Keys::class`] finds them.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let classes = self.alike.iter().enumerate().filter(|(_, alike)| alike.is_usual);
        classes.map(|(number, alike)| (number, self.places(alike)))
    }

    /// The places of the elements that are alike, by their number.
    pub(crate) fn class(&self, number: usize) -> &[usize] {
        self.alike.get(number).map(|alike| self.places(alike)).unwrap_or_default()
    }

    /// The places of elements that may be alike with elements of another key, in their order.
    pub(crate) fn vague(&self) -> &[usize] {
        &self.vague
    }

    /// How many different keys the elements can have at most.
    pub(crate) fn most(&self) -> usize {
        self.alike.len() + self.open
    }

    /// For each element the first of those that are alike with it for sure: itself, where there is no other.
    pub fn firsts(&self) -> Vec<usize> {
        let mut firsts: Vec<usize> = (0..self.count()).collect();
        for alike in &self.alike {
            let places = self.places(alike);
            for place in places {
                if let (Some(first), Some(own)) = (places.first(), firsts.get_mut(*place)) {
                    *own = *first;
                }
            }
        }
        firsts
    }

    fn places(&self, alike: &Alike) -> &[usize] {
        self.order.get(alike.places.clone()).unwrap_or_default()
    }

    fn count(&self) -> usize {
        self.tokens.len().checked_div(self.fields).unwrap_or(0)
    }

    fn row(&self, place: usize) -> &[Option<Token>] {
        self.tokens.get(place * self.fields..(place + 1) * self.fields).unwrap_or_default()
    }

    /// The kind that most elements have in each field.
    fn usual(&self) -> Vec<TokenKind> {
        let has = |field: usize, kind: TokenKind| {
            let tokens = self.tokens.chunks(self.fields.max(1)).filter_map(|row| row.get(field).copied().flatten());
            tokens.filter(|token| token.kind == kind).count()
        };
        let of_field = |field: usize| {
            let most = KINDS.into_iter().rev().max_by_key(|kind| has(field, *kind));
            most.unwrap_or(TokenKind::Own)
        };
        (0..self.fields).map(of_field).collect()
    }

    /// Sorts the elements by their keys.
    fn sort(&mut self) {
        let (mut order, open): (Vec<usize>, Vec<usize>) =
            (0..self.count()).partition(|place| is_whole(self.row(*place)));
        order.sort_unstable_by(|left, right| self.row(*left).cmp(self.row(*right)).then(left.cmp(right)));
        let usual = self.usual();
        let is_usual = |row: &[Option<Token>]| {
            row.iter().zip(&usual).all(|(token, usual)| token.is_some_and(|token| token.kind == *usual))
        };
        let mut found: Vec<Alike> = Vec::new();
        let mut key: &[Option<Token>] = &[];
        for (at, place) in order.iter().enumerate() {
            let row = self.row(*place);
            match found.last_mut() {
                Some(alike) if row == key => alike.places.end = at + 1,
                Some(_) | None => found.push(Alike { places: at..at + 1, is_usual: is_usual(row) }),
            }
            key = row;
        }
        let unusual = found.iter().filter(|alike| !alike.is_usual);
        let unusual = unusual.flat_map(|alike| order.get(alike.places.clone()).unwrap_or_default());
        let mut vague: Vec<usize> = open.iter().chain(unusual).copied().collect();
        vague.sort_unstable();
        (self.open, self.order, self.alike, self.vague) = (open.len(), order, found, vague);
    }
}

fn is_whole(row: &[Option<Token>]) -> bool {
    row.iter().all(Option::is_some)
}

impl<F: ReadFacts> Evaluation<'_, F> {
    /// The keys of elements by some fields; each element takes a step for each field.
    pub fn keys<'f>(&self, fields: &[FactRef], elements: impl Iterator<Item = Frames<'f>>) -> Keys {
        let mut keys = Keys { fields: fields.len(), ..Keys::default() };
        for frames in elements {
            for field in fields {
                let token = if self.step(*field) { self.token(*field, &frames) } else { None };
                keys.tokens.push(token);
            }
        }
        keys.sort();
        keys
    }

    /// What is known for sure of a field of an element.
    fn token(&self, field: FactRef, frames: &Frames) -> Option<Token> {
        let reading = self.reading(field, frames);
        if let Some(value) = self.exact(field, reading) {
            return Some(Token { kind: TokenKind::Own, value });
        }
        if !reading.is_open() || !self.is_never_mentioned(field, frames) {
            return None;
        }
        let stand_in = self.stand_in(field, frames)?;
        if let Some(value) = self.exact(stand_in, self.reading(stand_in, frames)) {
            return Some(Token { kind: TokenKind::StandIn, value });
        }
        let is_shared = stand_in.scope == ScopeId::CASE;
        is_shared.then(|| Token { kind: TokenKind::Shared, value: i64::from(stand_in.slot) })
    }

    /// Whether a fact has one known value.
    pub fn is_one_value(&self, fact: FactRef, frames: &Frames) -> bool {
        self.exact(fact, self.reading(fact, frames)).is_some()
    }

    /// The one value that a fact has; `None` where several are possible.
    fn exact(&self, fact: FactRef, reading: Reading) -> Option<i64> {
        let Reading::Value { value, mark, .. } = reading else { return None };
        let kind = self.fact(fact).map_or(ValueKind::Ticks, |fact| fact.kind.values());
        let is_exact = !mark.has(Mark::ALTERNATIVES) && kind.is_single(value);
        is_exact.then_some(value.low)
    }

    /// Whether something takes the place of one of these fields where it was not given.
    pub(crate) fn has_stand_ins(&self, fields: &[FactRef]) -> bool {
        fields.iter().any(|field| self.vocabulary.stand_ins(*field).next().is_some())
    }
}
