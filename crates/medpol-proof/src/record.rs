//! Exact questions about one record: what remains to be known, what would flip a result, and what it rests on.
//!
//! A record is held to what it says; what it leaves open can be *answered*, which makes it exactly known. A search looks
//! for answers that lead to a result, as everywhere in this crate: what is not found in the formulas is proved not to be
//! there, what is found is decided by the evaluator.
//!
//! `items.rs` says what can be answered, `on_record.rs` what the record says, `fix.rs` holds the formulas to it,
//! `asking.rs` searches; `assumed.rs` says of which open facts a policy assumes something; `questions.rs`, `settle.rs`, `flips.rs` and `grounds.rs` ask; `smallest.rs` finds smallest sets.

mod answer;
mod asking;
mod assumed;
mod fix;
mod flips;
mod grounds;
mod items;
mod on_record;
mod questions;
mod settle;
mod shrink;
mod smallest;
mod values;

use medpol_model::case::Case;

use crate::answer::{Effort, NotDecided, Side};
use asking::Asking;
use items::Which;
use on_record::OnRecord;

pub use answer::{
    Answer, AnswerValues, EnoughSet, Flip, FlipChange, Flips, Ground, Grounds, Next, OpenId, Questions, RecordFact,
    Sets, TimeRange,
};
pub use grounds::grounds;

/// What remains to be known of a record under a policy.
///
/// # Errors
///
/// When the record needs too much work, or has a list that is longer than lists are looked at.
pub fn questions(side: Side<'_>, case: &Case, effort: &Effort) -> Result<Questions, NotDecided> {
    let record = OnRecord::new(side, case);
    Ok(Asking::new(side, &record, Which::Open)?.questions(&bounded(effort)))
}

/// What would make a result met that is not: the fewest facts that can change, as near to the record as can be.
///
/// # Errors
///
/// When the record needs too much work, or has a list that is longer than lists are looked at.
pub fn flips(side: Side<'_>, case: &Case, effort: &Effort) -> Result<Flips, NotDecided> {
    let record = OnRecord::new(side, case);
    Ok(Asking::new(side, &record, Which::Changeable)?.flips(&bounded(effort)))
}

/// How many candidates are tried for one question at most: there are many questions.
const MOST_ROUNDS: u32 = 200;

fn bounded(effort: &Effort) -> Effort {
    Effort { rounds: effort.rounds.min(MOST_ROUNDS), ..effort.clone() }
}
