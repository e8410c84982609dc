//! Whether two elements of a list are alike in a field: in its value, or where neither was given one, in what the
//! vocabulary lets take its place.

use medpol_model::case::ReadFacts;
use medpol_model::program::{FactRef, Offset, ScopeId, ValueKind};
use medpol_model::value::Status;

use crate::frames::Frames;
use crate::reading::Evaluation;

impl<F: ReadFacts> Evaluation<'_, F> {
    /// Whether a field of two elements is alike.
    ///
    /// Where it was never mentioned of either, what it falls back on decides. Where it was of one, they may be alike
    /// unless what it falls back on tells them apart.
    pub(super) fn alike(&self, [one, other]: [FactRef; 2], left: &Frames, right: &Frames) -> Status {
        let own = self.equal([one, other], left, right);
        let [first, second] = [self.stand_in(one, left), self.stand_in(other, right)];
        let (Some(first), Some(second)) = (first, second) else { return own };
        if !self.reading(one, left).is_open() && !self.reading(other, right).is_open() {
            return own;
        }
        let is_same_element = left.slot(one) == right.slot(other);
        let is_shared = first.scope == ScopeId::CASE && left.slot(first) == right.slot(second);
        // Two elements share a fact of the case, whatever it is. Of one element it is asked whether it is known.
        let stands_in =
            if is_shared && !is_same_element { Status::MET } else { self.equal([first, second], left, right) };
        if self.is_never_mentioned(one, left) && self.is_never_mentioned(other, right) {
            return stands_in;
        }
        Status::all([stands_in, own])
    }

    /// What takes the place of a field of an element: the first that was mentioned, else the last; `None` where nothing
    /// does.
    pub fn stand_in(&self, field: FactRef, frames: &Frames) -> Option<FactRef> {
        let mut stand_ins = self.vocabulary.stand_ins(field);
        let mentioned = stand_ins.find(|fact| !self.is_never_mentioned(*fact, frames));
        mentioned.or_else(|| self.vocabulary.stand_ins(field).last())
    }

    fn equal(&self, [one, other]: [FactRef; 2], left: &Frames, right: &Frames) -> Status {
        let kind = self.fact(one).map_or(ValueKind::Ticks, |fact| fact.kind.values());
        let readings = [self.reading(one, left), self.reading(other, right)];
        self.same(kind, [one, other], readings, Offset::None)
    }
}
