//! The file of a decision log: whole lines, appended.
//!
//! What is in a line is not known here.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use medpol_library::{NotOpened, open_ordinary};

use super::writer::Sink;

/// A file that lines are appended to.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    /// Whether the last byte can be looked at.
    can_read: bool,
    /// The length at which the last line was seen to be ended. Where the file has another, somebody else has
    /// appended to it or cut it, or a write has failed.
    whole_to: Option<u64>,
}

impl LogFile {
    /// Opens a file for appending, and makes it if there is none.
    ///
    /// # Errors
    ///
    /// What the operating system says, and where it is no regular file: a pipe or a device may keep
    /// whoever writes waiting for ever.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        let mut readable = options.clone();
        readable.read(true);
        // Reading is for the last byte alone; where it is not allowed, an empty line too many does no harm.
        let (file, can_read) = match open_ordinary(path, readable) {
            Ok(file) => (file, true),
            Err(NotOpened::System(error)) if error.kind() == ErrorKind::PermissionDenied => {
                (open_ordinary(path, options).map_err(refused)?, false)
            }
            Err(because) => return Err(refused(because)),
        };
        Ok(Self { path: path.to_owned(), file, can_read, whole_to: None })
    }

    /// Whether the last line was begun and not ended, in a file of this length.
    fn is_torn(&mut self, length: u64) -> bool {
        length > 0 && self.whole_to != Some(length) && !(self.can_read && ends_a_line(&mut self.file).unwrap_or(false))
    }

    /// Whether the file was deleted, so that nobody would ever read what is appended. One that was moved
    /// away is still read.
    fn is_deleted(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            self.file.metadata().is_ok_and(|metadata| metadata.nlink() == 0)
        }
        #[cfg(not(unix))]
        {
            false
        }
    }
}

impl Sink for LogFile {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_deleted() {
            self.reopen()?;
        }
        let length = self.file.metadata()?.len();
        // One write, so that lines of several processes do not mix.
        let mut bytes = Vec::with_capacity(line.len() + 2);
        if self.is_torn(length) {
            bytes.push(b'\n');
        }
        bytes.extend(line);
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes);
        self.whole_to = written.is_ok().then(|| length + bytes.len() as u64);
        written
    }

    fn reopen(&mut self) -> io::Result<()> {
        *self = Self::open(&self.path)?;
        Ok(())
    }
}

/// Whether the last byte of a file that is not empty ends a line.
fn ends_a_line(file: &mut File) -> io::Result<bool> {
    let mut last = [0];
    // What is appended goes to the end, wherever was read.
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Why a file cannot be the log.
fn refused(because: NotOpened) -> io::Error {
    let kind = match because {
        NotOpened::NotOrdinary(kind) => kind,
        NotOpened::System(error) if error.kind() == ErrorKind::IsADirectory => "a folder",
        NotOpened::System(error) => return error,
        NotOpened::Outside => "elsewhere",
    };
    io::Error::other(format!("it is {kind}, and decisions are recorded in regular files only"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
