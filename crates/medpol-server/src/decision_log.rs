//! The decision log: one JSON line for each answer, appended to a file.
//!
//! The file is opened again on request, so that it can be rotated. What a record holds is decided in
//! `medpol-answer`. A line that could not be written whole is ended before the next one begins.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
}

#[derive(Debug)]
struct Open {
    file: File,
    /// A line was begun and not ended.
    is_torn: bool,
}

impl DecisionLog {
    /// Opens the file for appending, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(crate) fn open(settings: &DecisionLogSettings) -> io::Result<Self> {
        let file = append_to(&settings.file)?;
        let open = Mutex::new(Open { file, is_torn: false });
        Ok(Self { path: settings.file.clone(), unrecorded: settings.unrecorded, facts: settings.facts, open })
    }

    /// Opens the file anew under its name; on failure the one that is open stays in use.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(crate) fn reopen(&self) -> io::Result<()> {
        let file = append_to(&self.path)?;
        *self.lock() = Open { file, is_torn: false };
        Ok(())
    }

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// What the operating system says; the record may then be there in part.
    pub(crate) fn append(&self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        let mut open = self.lock();
        if open.is_torn {
            open.file.write_all(b"\n")?;
            open.is_torn = false;
        }
        // One write, so that lines of several processes do not mix.
        let written = open.file.write_all(&line);
        open.is_torn = written.is_err();
        written
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}
