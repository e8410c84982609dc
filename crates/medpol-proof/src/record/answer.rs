//! What is said of a record: data, without a word of how it was found.

use std::fmt::Write;
use std::sync::Arc;

use medpol_model::case::Case;
use medpol_model::program::Order;
use medpol_model::value::{Duration, Interval, Status};
use medpol_model::vocabulary::FactId;

use crate::answer::{Bounded, Found, NotDecided};

/// A fact of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordFact {
    /// Its number in the vocabulary of the policy.
    pub fact: FactId,
    /// Its path.
    pub path: Arc<str>,
    /// Which element it belongs to, from the outermost list inwards, counted from 0; empty for a fact of the case.
    pub elements: Vec<usize>,
    /// Its slot in the record.
    pub slot: u32,
}

impl RecordFact {
    /// Where it stands in the record, as `history.injections[1].date`; `[]` is an entry that is not on record.
    pub fn place(&self) -> String {
        let mut numbers = self.elements.iter();
        let mut pieces = self.path.split("[]");
        let mut place = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let _ = match numbers.next() {
                Some(number) => write!(place, "[{number}]{piece}"),
                None => write!(place, "[]{piece}"),
            };
        }
        place
    }
}

/// Which of the open facts, by place.
pub type OpenId = usize;

/// What remains to be known of a record, under one policy.
#[derive(Clone, Debug)]
pub struct Questions {
    /// What the evaluator says of the record.
    pub result: Status,
    /// The facts of which the record leaves something open that the policy may read, in the order of the vocabulary. A
    /// list is open where it may have more entries; what these would say belongs to the list.
    pub open: Vec<RecordFact>,
    /// The smallest sets of open facts every answer to which leaves the result known.
    pub settle: Sets,
    /// The smallest sets of open facts some answer to which makes the result met, whatever the rest turns out to be.
    pub approve: Sets,
    /// The open facts some answer to which makes the result not met, whatever the rest turns out to be.
    pub ends: Vec<Answer>,
    /// The open facts of which it was not decided whether they are among these, with why.
    pub may_end: Vec<(OpenId, NotDecided)>,
    /// The open facts every answer to which leaves the result what it would be without them, whatever the others turn out
    /// to be.
    pub idle: Vec<OpenId>,
    /// The open facts that make a difference.
    pub matters: Vec<OpenId>,
    /// The open fact after whose answer the fewest facts that make a difference remain, on average.
    pub next: Option<Next>,
    /// Where the result is unknown although every way to complete the record comes to the same: what it comes to.
    pub agreed: Found<Status>,
    /// The open facts of which it was not decided whether they make a difference, with why.
    pub not_decided: Vec<(OpenId, NotDecided)>,
    /// Lists that could be longer than what was looked at.
    pub bounded: Vec<Bounded>,
}

/// Smallest sets of facts.
#[derive(Clone, Debug)]
pub struct Sets {
    /// The sets, none larger than another. Where there is none, no set is enough, unless the rest is not decided.
    pub sets: Vec<EnoughSet>,
    /// Whether these are all.
    pub rest: crate::answer::Rest,
}

/// A set of facts that is enough for something.
#[derive(Clone, Debug)]
pub struct EnoughSet {
    /// The facts.
    pub facts: Vec<OpenId>,
    /// The answers that are enough; empty where every answer is.
    pub answers: Vec<Answer>,
    /// The record with such answers; the record itself where every answer is enough.
    pub case: Arc<Case>,
}

/// An answer to an open fact.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The fact.
    pub open: OpenId,
    /// Which values do, the other answers being as they are.
    pub values: AnswerValues,
    /// A record with such an answer.
    pub case: Arc<Case>,
}

/// Values of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerValues {
    /// Some names of an enumeration, or of yes and no, as bits.
    Names(u64),
    /// Numbers or dates.
    Ticks(Vec<Interval>),
    /// Times in these ranges.
    Times(Vec<TimeRange>),
    /// Codes or texts.
    Texts {
        /// These.
        texts: Vec<Arc<str>>,
        /// And those that no policy names, or of which only the beginning counts.
        others: bool,
    },
    /// A list; its entries stand in the record that goes with it.
    List,
    /// It is what it was, and a document backs it.
    Proof,
}

/// Times from one length to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// At least, more than, or exactly so long.
    pub least: Option<(Order, Duration)>,
    /// At most or less than so long.
    pub most: Option<(Order, Duration)>,
}

/// Which question to ask first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The fact.
    pub open: OpenId,
    /// How many facts that make a difference remain after all of its answers together.
    pub remaining: u64,
    /// How many answers that are.
    pub answers: u64,
}

/// A way to another result: what would have to be otherwise than on record, and what would have to be answered.
#[derive(Clone, Debug)]
pub struct Flip {
    /// What is on record, and would have to be otherwise.
    pub changes: Vec<FlipChange>,
    /// What is open, and would have to be so.
    pub answers: Vec<FlipChange>,
    /// The record so.
    pub case: Case,
}

/// A fact as it would have to be.
#[derive(Clone, Debug)]
pub struct FlipChange {
    /// The fact.
    pub fact: RecordFact,
    /// Which values do, the others being as they are.
    pub values: AnswerValues,
    /// Its slot in the changed record.
    pub slot: Option<u32>,
}

/// What would flip a result.
#[derive(Clone, Debug)]
pub struct Flips {
    /// The nearest ways: none has fewer changes than another. Empty where nothing that can change leads there.
    pub ways: Vec<Flip>,
    /// Whether these are all.
    pub rest: crate::answer::Rest,
}

/// What a result rests on.
#[derive(Clone, Debug)]
pub struct Ground {
    /// What is on record.
    pub facts: Vec<RecordFact>,
    /// What is not on record, and assumed.
    pub assumed: Vec<RecordFact>,
}

/// The smallest parts of a record that make its result what it is, whatever else is on record.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// Each part; none has more facts than another.
    pub sets: Vec<Ground>,
    /// Whether these are all.
    pub rest: crate::answer::Rest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_the_number_of_each_entry() {
        let place = |path: &str, elements: &[usize]| {
            RecordFact { fact: FactId(0), path: path.into(), elements: elements.to_vec(), slot: 0 }.place()
        };
        assert_eq!(place("patient.age", &[]), "patient.age");
        assert_eq!(place("history.injections[].date", &[2]), "history.injections[2].date");
        assert_eq!(place("visits[].tests[].value", &[0, 3]), "visits[0].tests[3].value");
        assert_eq!(place("visits[].tests[].value", &[1]), "visits[1].tests[].value");
    }
}
