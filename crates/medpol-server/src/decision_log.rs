//! The decision log: one JSON line for each answer, appended to a file.
//!
//! The file is opened again on request, so that it can be rotated. What a record holds is decided in
//! `medpol-answer`. A record always begins on a line of its own, whatever became of the one before: this
//! process may have been killed in the middle of it, or the disk may have been full. A thread of its own
//! writes: a disk that does not answer keeps nobody waiting for long.

mod file;
mod writer;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use medpol_answer::Record;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use self::file::LogFile;
pub(crate) use self::writer::LogHealth;
use self::writer::Writer;
use crate::settings::{DecisionLogSettings, LoggedFacts, Unrecorded};

/// How long an answer waits for its record where it is given in any case. Usually the record is there first.
const COURTESY: Duration = Duration::from_millis(250);

/// An open decision log.
#[derive(Debug)]
pub(crate) struct DecisionLog {
    /// What becomes of an answer that cannot be recorded.
    pub(crate) unrecorded: Unrecorded,
    /// Whether a record holds the case.
    pub(crate) facts: LoggedFacts,
    /// How long an answer waits for its record where it is not given without.
    patience: Duration,
    writer: Writer,
    /// The last record was waited for in vain: the next answers do not wait.
    is_behind: AtomicBool,
}

impl DecisionLog {
    /// Opens the file for appending, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// What the operating system says, and where it is no regular file.
    pub(crate) fn open(settings: &DecisionLogSettings, patience: Duration) -> io::Result<Self> {
        let writer = Writer::begin(LogFile::open(&settings.file)?)?;
        Ok(Self::with(writer, settings.unrecorded, settings.facts, patience))
    }

    fn with(writer: Writer, unrecorded: Unrecorded, facts: LoggedFacts, patience: Duration) -> Self {
        Self { unrecorded, facts, patience, writer, is_behind: AtomicBool::new(false) }
    }

    /// Opens the file anew under its name, before the next record; on failure the one that is open stays
    /// in use.
    pub(crate) fn reopen(&self) {
        self.writer.reopen();
    }

    /// Records an answer. Where it is given in any case, it may be given before its record is written; what
    /// comes of it is then seen in [`DecisionLog::health`] alone.
    ///
    /// # Errors
    ///
    /// Why it is not recorded, as far as that is known in time; the record may then be there in part or whole.
    pub(crate) async fn record(&self, record: &Record) -> io::Result<()> {
        let line =
            serde_json::to_vec(record).map_err(io::Error::from).inspect_err(|error| self.writer.failed(error))?;
        self.record_line(line).await
    }

    async fn record_line(&self, line: Vec<u8>) -> io::Result<()> {
        let told = self.writer.hand_over(line)?;
        let gone = |_| io::Error::other("the thread that writes has ended");
        match self.unrecorded {
            Unrecorded::Withheld => {
                let Ok(told) = timeout(self.patience, told).await else {
                    let error = io::Error::other(format!("it is not written within {} ms", self.patience.as_millis()));
                    self.writer.failed(&error);
                    return Err(error);
                };
                told.map_err(gone)?
            }
            Unrecorded::Given if self.is_behind.load(Ordering::Relaxed) && self.writer.health().waiting > 1 => Ok(()),
            Unrecorded::Given => {
                let told = timeout(COURTESY, told).await;
                self.is_behind.store(told.is_err(), Ordering::Relaxed);
                told.map_or(Ok(()), |told| told.map_err(gone)?)
            }
        }
    }

    /// Waits until everything is written, or until the time is over; how many records are lost then.
    pub(crate) async fn close(&self, end: Instant) -> usize {
        let written = async {
            loop {
                match self.writer.flush() {
                    Some(told) => break drop(told.await),
                    None => sleep(Duration::from_millis(5)).await,
                }
            }
        };
        match timeout_at(end, written).await {
            Ok(()) => 0,
            Err(_) => self.writer.health().waiting,
        }
    }

    /// Whether decisions are being recorded.
    pub(crate) fn health(&self) -> LogHealth {
        self.writer.health()
    }
}
