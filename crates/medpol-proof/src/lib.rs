//! Exact questions about policies, asked of every possible case and not of a sample.
//!
//! A *patient* is a complete case: every fact has one value, every list is complete. A *record* is what is on
//! record of a patient. [`compare`] asks whether two policies come to the same for all of them, [`reasons`] which
//! criteria are why they do not, and [`health`] what is wrong with one policy by itself.
//!
//! Both policies become formulas over one space of facts, and a solver looks for a case that they decide
//! differently. The space holds every case that there is, and some that there is not: it forgets how some facts
//! hang together. So where no case is found, there is none, and that is a proof ([`Found::No`]). A case that is found
//! is written out and decided by the evaluator; only if the policies really differ on it is it a witness
//! ([`Found::Yes`]). Where the search ends without either, the answer says why ([`Found::NotDecided`]).
//!
//! Read `answer.rs` for what comes out, `space.rs` for the space, `encode.rs` for the formulas, `decode.rs` for how
//! a case is made of a model, and `search.rs` for what leads from one to the other. No text format, no word of
//! English and no word of any field is known here.

mod answer;
mod compare;
mod decides;
mod decode;
mod differences;
mod encode;
mod formula;
mod health;
mod joint;
mod parts;
mod reasons;
mod record;
mod search;
mod space;
mod told;

pub use answer::{
    Bounded, Changed, Comparison, CriterionComparison, Deadline, Deciders, Decides, Direction, Effort, Found, Health,
    Incomparable, Inexact, Modified, Modifier, NotDecided, Part, Patients, Presence, Reason, Reasons, Records, Renamed,
    RequestHealth, Rest, ServiceHealth, ShownToDecide, Side, Way, Witness, WitnessSize,
};
pub use compare::{compare, compare_patients, compare_records, compare_renamed};
pub use decides::decides;
pub use health::health;
pub use reasons::reasons;
pub use record::{
    Answer, AnswerValues, EnoughSet, Flip, FlipChange, Flips, Ground, Grounds, Next, OpenId, Questions, RecordFact,
    Sets, TimeRange, flips, grounds, questions,
};
