//! The decision log: one JSON line for each answer, appended to a file.
//!
//! The file is opened again on request, so that it can be rotated. What a record holds is decided in
//! `medpol-answer`. A record always begins on a line of its own, whatever became of the one before: this
//! process may have been killed in the middle of it, or the disk may have been full.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use medpol_answer::Record;

use crate::settings::{DecisionLogSettings, LoggedFacts, Unrecorded};

/// An open decision log.
#[derive(Debug)]
pub(crate) struct DecisionLog {
    path: PathBuf,
    /// What becomes of an answer that cannot be recorded.
    pub(crate) unrecorded: Unrecorded,
    /// Whether a record holds the case.
    pub(crate) facts: LoggedFacts,
    open: Mutex<Open>,
    health: Mutex<LogHealth>,
}

/// Whether decisions are being recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LogHealth {
    /// How many decisions could not be recorded since the start.
    pub(crate) failures: u64,
    /// Since when none can be; `None` where the last one was.
    pub(crate) failing: Option<Failing>,
}

/// A log that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failing {
    /// Since when.
    pub(crate) since: SystemTime,
    /// What the operating system says.
    pub(crate) error: String,
}

#[derive(Debug)]
struct Open {
    file: File,
    /// The last line was begun and not ended.
    is_torn: bool,
}

impl DecisionLog {
    /// Opens the file for appending, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(crate) fn open(settings: &DecisionLogSettings) -> io::Result<Self> {
        Ok(Self {
            path: settings.file.clone(),
            unrecorded: settings.unrecorded,
            facts: settings.facts,
            open: Mutex::new(Open::append_to(&settings.file)?),
            health: Mutex::default(),
        })
    }

    /// Opens the file anew under its name; on failure the one that is open stays in use.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(crate) fn reopen(&self) -> io::Result<()> {
        let open = Open::append_to(&self.path)?;
        *lock(&self.open) = open;
        Ok(())
    }

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// What the operating system says; the record may then be there in part.
    pub(crate) fn append(&self, record: &Record) -> io::Result<()> {
        let written =
            serde_json::to_vec(record).map_err(io::Error::from).and_then(|line| lock(&self.open).append(line));
        let mut health = lock(&self.health);
        match &written {
            Ok(()) => health.failing = None,
            Err(error) => {
                health.failures += 1;
                let since = health.failing.as_ref().map_or_else(SystemTime::now, |failing| failing.since);
                health.failing = Some(Failing { since, error: error.to_string() });
            }
        }
        written
    }

    /// Whether decisions are being recorded.
    pub(crate) fn health(&self) -> LogHealth {
        lock(&self.health).clone()
    }
}

impl Open {
    fn append_to(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        // Reading is for the last byte alone; where it is not allowed, an empty line too many does no harm.
        match options.clone().read(true).open(path) {
            Ok(mut file) => {
                let is_torn = !ends_a_line(&mut file).unwrap_or(false);
                Ok(Self { file, is_torn })
            }
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                let file = options.open(path)?;
                let is_torn = file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0);
                Ok(Self { file, is_torn })
            }
            Err(error) => Err(error),
        }
    }

    /// Appends a line.
    fn append(&mut self, line: Vec<u8>) -> io::Result<()> {
        // One write, so that lines of several processes do not mix.
        let mut bytes = if self.is_torn { vec![b'\n'] } else { Vec::with_capacity(line.len() + 1) };
        bytes.extend(line);
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes);
        self.is_torn = written.is_err();
        written
    }
}

/// Whether what is appended to a file begins a line. Of a pipe or a device nothing is known, and nothing asked.
fn ends_a_line(file: &mut File) -> io::Result<bool> {
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    // What is appended goes to the end, wherever was read.
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    fn appended(before: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, before).unwrap();
        let mut open = Open::append_to(&path).unwrap();
        open.append(b"one".to_vec()).unwrap();
        open.append(b"two".to_vec()).unwrap();
        String::from_utf8(fs::read(&path).unwrap()).unwrap()
    }

    #[test]
    fn a_record_begins_on_a_line_of_its_own() {
        assert_eq!(appended(b""), "one\ntwo\n");
        assert_eq!(appended(b"whole\n"), "whole\none\ntwo\n");
        assert_eq!(appended(b"whole\n{\"half"), "whole\n{\"half\none\ntwo\n");
        assert_eq!(appended(b"{"), "{\none\ntwo\n");
    }

    /// Each failed write may have left a part of its line.
    #[test]
    fn a_record_after_a_failure_begins_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "whole\n").unwrap();
        let mut open = Open::append_to(&path).unwrap();
        let writable = std::mem::replace(&mut open.file, File::open(&path).unwrap());
        assert!(open.append(b"lost".to_vec()).is_err(), "it is open for reading alone");
        // The part that reached the disk before it was full.
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"lo").unwrap();
        open.file = writable;
        open.append(b"next".to_vec()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole\nlo\nnext\n");
    }
}
