//! What a replay found, as text and as JSON.
//!
//! Counts and words; nothing is compared here.

use std::fmt::Write as _;

use medpol_answer::Change;
use serde::Serialize;

/// The format name of a replay.
const FORMAT: &str = "medpol/replay/1";

/// What became of one line of a log.
#[derive(Clone, Debug)]
pub(super) enum Replayed {
    /// It would be decided as it was.
    Same,
    /// The decision would differ.
    Different {
        /// The id of the decision.
        id: String,
        /// When it was given.
        time: String,
        /// Where the case was found.
        case: Option<String>,
        /// What differs.
        change: Change,
    },
    /// Its case was not found.
    Missing {
        /// The id of the decision.
        id: String,
        /// The digest of the case.
        case: String,
    },
    /// It is no record.
    Unreadable {
        /// Why.
        why: String,
    },
}

/// What became of a log.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Replays {
    format: &'static str,
    log: String,
    same: usize,
    different: Vec<DifferentLine>,
    missing: Vec<MissingLine>,
    unreadable: Vec<UnreadableLine>,
}

#[derive(Clone, Debug, Serialize)]
struct DifferentLine {
    line: usize,
    id: String,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<String>,
    #[serde(flatten)]
    change: Change,
}

#[derive(Clone, Debug, Serialize)]
struct MissingLine {
    line: usize,
    id: String,
    case: String,
}

#[derive(Clone, Debug, Serialize)]
struct UnreadableLine {
    line: usize,
    why: String,
}

impl Replays {
    pub(super) fn new(log: String) -> Self {
        Self { format: FORMAT, log, same: 0, different: Vec::new(), missing: Vec::new(), unreadable: Vec::new() }
    }

    /// Adds what became of a line.
    pub(super) fn add(&mut self, line: usize, replayed: Replayed) {
        match replayed {
            Replayed::Same => self.same += 1,
            Replayed::Different { id, time, case, change } => {
                self.different.push(DifferentLine { line, id, time, case, change });
            }
            Replayed::Missing { id, case } => self.missing.push(MissingLine { line, id, case }),
            Replayed::Unreadable { why } => self.unreadable.push(UnreadableLine { line, why }),
        }
    }

    /// Whether every line was decided again, and as it was.
    pub(super) fn is_clean(&self) -> bool {
        self.different.is_empty() && self.missing.is_empty() && self.unreadable.is_empty()
    }

    /// For a person.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        for DifferentLine { line, id, time, case, change } in &self.different {
            let result = change.result.as_ref().map_or_else(
                || "the same result for other reasons".to_owned(),
                |result| format!("{} → {}", result.was, result.now),
            );
            let _ = writeln!(text, "✗ {}:{line}  {result}", self.log);
            let _ = writeln!(text, "    decision {id} of {time}");
            if let Some(case) = case {
                let _ = writeln!(text, "    case {case}");
            }
            for because in &change.because {
                let _ = writeln!(text, "    {because}");
            }
        }
        for MissingLine { line, id, case } in &self.missing {
            let _ = writeln!(text, "? {}:{line}  no case for decision {id}\n    case {case}", self.log);
        }
        for UnreadableLine { line, why } in &self.unreadable {
            let _ = writeln!(text, "? {}:{line}  no record: {why}", self.log);
        }
        let mark = if self.is_clean() { "✓" } else { "✗" };
        let _ = write!(text, "{mark} {} would be decided as before, {} would not", self.same, self.different.len());
        for (count, what) in [(self.missing.len(), "without a case"), (self.unreadable.len(), "no record")] {
            if count > 0 {
                let _ = write!(text, ", {count} {what}");
            }
        }
        text.push('\n');
        text
    }
}
