//! How many records there are of each kind of change.
//!
//! Counts only.

use std::fmt::Write as _;

use medpol_answer::ReplayKind;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// How many records there are of each kind, in the order of the kinds.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals([usize; ReplayKind::ALL.len()]);

impl Totals {
    /// Counts a record.
    pub(super) fn add(&mut self, kind: ReplayKind) {
        for (count, known) in self.0.iter_mut().zip(ReplayKind::ALL) {
            *count += usize::from(known == kind);
        }
    }

    /// Each kind with its number.
    fn each(&self) -> impl Iterator<Item = (ReplayKind, usize)> {
        ReplayKind::ALL.into_iter().zip(self.0)
    }

    /// How many records are of a kind.
    pub(super) fn of(&self, wanted: ReplayKind) -> usize {
        self.each().filter(|(kind, _)| *kind == wanted).map(|(_, count)| count).sum()
    }

    /// How many lines there are in all.
    pub(super) fn lines(&self) -> usize {
        self.0.iter().sum()
    }

    /// How many cases were tried.
    pub(super) fn tried(&self) -> usize {
        self.each().filter(|(kind, _)| kind.was_tried()).map(|(_, count)| count).sum()
    }

    /// Whether every record was decided again, and as it was.
    pub(super) fn is_clean(&self) -> bool {
        self.lines() == self.of(ReplayKind::Unchanged)
    }

    /// The number of lines in words.
    pub(super) fn counted(&self) -> String {
        if self.lines() == 1 { "1 line".to_owned() } else { format!("{} lines", self.lines()) }
    }

    /// For a person: a line for all, and one for each kind of which there are any.
    pub(super) fn text(&self) -> String {
        let mark = if self.is_clean() && self.lines() > 0 { "✓" } else { "✗" };
        let same = self.of(ReplayKind::Unchanged);
        let mut text = format!("{mark} {same} would be decided as before, {} would not", self.tried() - same);
        for (kind, count) in self.each().filter(|(kind, count)| !kind.was_tried() && *count > 0) {
            // Writing to a string cannot fail.
            let _ = write!(text, ", {count} {}", kind.words());
        }
        text.push('\n');
        let changes =
            self.each().filter(|(kind, count)| kind.was_tried() && *kind != ReplayKind::Unchanged && *count > 0);
        for (kind, count) in changes {
            let _ = writeln!(text, "    {count:>7}  {}", kind.words());
        }
        text
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut totals = serializer.serialize_map(Some(self.0.len()))?;
        for (kind, count) in self.each() {
            totals.serialize_entry(kind.name(), &count)?;
        }
        totals.end()
    }
}
