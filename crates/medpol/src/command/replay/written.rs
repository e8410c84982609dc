//! What a replay finds, written while it is found: as text line by line, as JSON in one document.
//!
//! Nothing is kept in memory that grows with the log: the lists of the JSON document wait in files without a
//! name. Everything that comes from the log is shown in characters that a terminal does not obey.

use std::fmt::Write as _;
use std::io::{self, Read, Seek, Write};

use medpol_answer::{Change, Record, Replay, ReplayKind};
use medpol_report::{escaped, one_line};
use serde::Serialize;
use tempfile::SpooledTempFile;

use super::Format;
use super::totals::Totals;
use crate::failure::Failure;
use crate::terminal::{Reader, Terminal};

/// The format name of a replay.
const FORMAT: &str = "medpol/replay/1";

/// Bytes of text that are written at a time.
const PIECE: usize = 32 << 10;

/// Bytes of a list that stay in memory.
const KEPT: usize = 1 << 20;

/// What became of one line of a log.
#[derive(Clone, Debug)]
pub(super) struct Replayed {
    /// The record, where it is one.
    pub(super) record: Option<Record>,
    /// Where the case was found, if in a file.
    pub(super) case: Option<String>,
    /// What became of it.
    pub(super) replay: Replay,
}

impl Replayed {
    /// A line that is no record.
    pub(super) fn unreadable(why: String) -> Self {
        let change = Change { because: vec![why], ..Change::default() };
        Self { record: None, case: None, replay: Replay { kind: ReplayKind::Unreadable, change } }
    }
}

/// The lists of the JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Different,
    InDoubt,
    Missing,
    Altered,
    Unreadable,
}

impl List {
    const ALL: [Self; 5] = [Self::Different, Self::InDoubt, Self::Missing, Self::Altered, Self::Unreadable];

    const fn name(self) -> &'static str {
        match self {
            Self::Different => "different",
            Self::InDoubt => "in_doubt",
            Self::Missing => "missing",
            Self::Altered => "altered",
            Self::Unreadable => "unreadable",
        }
    }

    /// The list for a kind of change; none for what is as before.
    const fn of(kind: ReplayKind) -> Option<Self> {
        match kind {
            ReplayKind::Unchanged => None,
            ReplayKind::NewlyMet
            | ReplayKind::NewlyNotMet
            | ReplayKind::NewlyUnknown
            | ReplayKind::NewlyNotApplicable
            | ReplayKind::Settled
            | ReplayKind::OtherDisposition
            | ReplayKind::OtherReasons
            | ReplayKind::Refused
            | ReplayKind::PolicyGone => Some(Self::Different),
            ReplayKind::InDoubt => Some(Self::InDoubt),
            ReplayKind::Altered => Some(Self::Altered),
            ReplayKind::Missing => Some(Self::Missing),
            ReplayKind::Unreadable => Some(Self::Unreadable),
        }
    }
}

/// An entry of a list of the JSON document.
#[derive(Serialize)]
struct Entry<'a> {
    line: usize,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    /// Where the case was found; of a case that was not, its digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    #[serde(flatten)]
    change: &'a Change,
    /// Why a line is no record.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

/// What is written of a replay.
pub(super) struct Report {
    log: String,
    terminal: Terminal,
    totals: Totals,
    written: Written,
}

enum Written {
    /// Text that waits to be written.
    Text(String),
    /// The entries of each list.
    Json(Vec<(List, SpooledTempFile)>),
}

impl Report {
    pub(super) fn new(format: Format, log: &str, terminal: Terminal) -> Self {
        let written = match format {
            Format::Text => Written::Text(String::new()),
            Format::Json => Written::Json(List::ALL.map(|list| (list, SpooledTempFile::new(KEPT))).into()),
        };
        Self { log: log.to_owned(), terminal, totals: Totals::default(), written }
    }

    /// Adds what became of a line, and says whether anybody still reads.
    pub(super) fn add(&mut self, line: usize, replayed: &Replayed) -> Result<Reader, Failure> {
        let kind = replayed.replay.kind;
        self.totals.add(kind);
        let Some(wanted) = List::of(kind) else { return Ok(Reader::There) };
        match &mut self.written {
            Written::Text(text) => {
                text.push_str(&told(&self.log, line, replayed));
                if text.len() >= PIECE {
                    return Ok(self.terminal.line(&std::mem::take(text))?);
                }
            }
            Written::Json(lists) => {
                let entry = serde_json::to_string(&entry(line, replayed))?;
                if let Some((_, list)) = lists.iter_mut().find(|(list, _)| *list == wanted) {
                    let separator = if list.stream_position()? == 0 { "\n    " } else { ",\n    " };
                    list.write_all(format!("{separator}{}", escaped(&entry)).as_bytes())?;
                }
            }
        }
        Ok(Reader::There)
    }

    /// Writes what is left, and the totals.
    pub(super) fn end(self) -> Result<Totals, Failure> {
        let Self { log, terminal, totals, written } = self;
        match written {
            Written::Text(text) => terminal.data(&(text + &totals.text()))?,
            Written::Json(lists) => {
                let same = totals.of(ReplayKind::Unchanged);
                let head = serde_json::json!({ "format": FORMAT, "log": log, "same": same });
                let head = serde_json::to_string_pretty(&head)?;
                terminal.data(&escaped(head.trim_end_matches(['}', '\n'])))?;
                for (list, mut entries) in lists {
                    terminal.data(&format!(",\n  \"{}\": [", list.name()))?;
                    let is_empty = entries.stream_position()? == 0;
                    copy(&mut entries, terminal)?;
                    terminal.data(if is_empty { "]" } else { "\n  ]" })?;
                }
                let totals = serde_json::to_string_pretty(&totals)?.replace('\n', "\n  ");
                terminal.data(&format!(",\n  \"totals\": {totals}\n}}\n"))?;
            }
        }
        Ok(totals)
    }
}

/// Writes a list that waited, piece by piece.
fn copy(entries: &mut SpooledTempFile, terminal: Terminal) -> io::Result<()> {
    entries.rewind()?;
    let mut rest = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let length = entries.read(&mut piece)?;
        rest.extend_from_slice(piece.get(..length).unwrap_or_default());
        // A piece may end within a character.
        let whole = match str::from_utf8(&rest) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let kept = rest.split_off(whole);
        terminal.data(&String::from_utf8_lossy(&rest))?;
        rest = kept;
        if length == 0 {
            return Ok(());
        }
    }
}

fn entry(line: usize, replayed: &Replayed) -> Entry<'_> {
    let Replayed { record, case, replay } = replayed;
    let is_unreadable = replay.kind == ReplayKind::Unreadable;
    let digest = record.as_ref().filter(|_| replay.kind == ReplayKind::Missing).map(|record| &*record.case);
    Entry {
        line,
        kind: replay.kind.name(),
        id: record.as_ref().map(|record| &*record.id),
        time: record.as_ref().map(|record| &*record.time),
        case: case.as_deref().or(digest),
        change: &replay.change,
        why: replay.change.because.first().filter(|_| is_unreadable).map(String::as_str),
    }
}

/// What became of a line, for a person.
fn told(log: &str, line: usize, replayed: &Replayed) -> String {
    let Replayed { record, case, replay } = replayed;
    let change = &replay.change;
    let place = one_line(log);
    let changed = change.result.as_ref().or(change.disposition.as_ref());
    let result = changed.map(|result| format!("{} → {}", one_line(&result.was), one_line(&result.now)));
    let (mark, head) = match (replay.kind, result) {
        (ReplayKind::Missing, _) => ("?", "no case for this decision".to_owned()),
        (ReplayKind::Unreadable, _) => ("?", "no record".to_owned()),
        (ReplayKind::InDoubt, _) => ("?", "what it rests on cannot be read".to_owned()),
        (ReplayKind::Altered, _) => ("✗", "the facts in the log were altered".to_owned()),
        (kind, Some(result)) => ("✗", format!("{result} ({})", kind.words())),
        (kind, None) => ("✗", kind.words().to_owned()),
    };
    // Writing to a string cannot fail.
    let mut text = format!("{mark} {place}:{line}  {head}\n");
    if let Some(record) = record {
        let _ = writeln!(text, "    decision {} of {}", one_line(&record.id), one_line(&record.time));
        let digest = Some(&record.case).filter(|_| replay.kind == ReplayKind::Missing);
        if let Some(case) = case.as_ref().or(digest) {
            let _ = writeln!(text, "    case {}", one_line(case));
        }
    }
    for because in &change.because {
        let _ = writeln!(text, "    {}", one_line(because));
    }
    text
}
