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
mod tests {
    use std::fs;

    use super::*;

    fn appended(before: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, before).unwrap();
        let mut log = LogFile::open(&path).unwrap();
        log.append(b"one").unwrap();
        log.append(b"two").unwrap();
        fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn a_record_begins_on_a_line_of_its_own() {
        assert_eq!(appended(b""), "one\ntwo\n");
        assert_eq!(appended(b"whole\n"), "whole\none\ntwo\n");
        assert_eq!(appended(b"whole\n{\"half"), "whole\n{\"half\none\ntwo\n");
        assert_eq!(appended(b"{"), "{\none\ntwo\n");
    }

    /// Whoever else appends to the file, or cuts it, may leave a part of a line at its end.
    #[test]
    fn a_line_that_somebody_else_tore_swallows_no_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = LogFile::open(&path).unwrap();
        log.append(b"one").unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"to").unwrap();
        log.append(b"two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\nto\ntwo\n");
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"whole\n").unwrap();
        log.append(b"three").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\nto\ntwo\nwhole\nthree\n");
        OpenOptions::new().write(true).open(&path).unwrap().set_len(5).unwrap();
        log.append(b"four").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\nt\nfour\n");
        OpenOptions::new().write(true).open(&path).unwrap().set_len(0).unwrap();
        log.append(b"five").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "five\n");
    }

    /// Each failed write may have left a part of its line.
    #[test]
    fn a_record_after_a_failure_begins_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "whole\n").unwrap();
        let mut log = LogFile::open(&path).unwrap();
        let writable = std::mem::replace(&mut log.file, File::open(&path).unwrap());
        assert!(log.append(b"lost").is_err(), "it is open for reading alone");
        // The part that reached the disk before it was full.
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"lo").unwrap();
        log.file = writable;
        log.append(b"next").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole\nlo\nnext\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_deleted_is_made_again_and_one_that_was_moved_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (path, moved) = (folder.path().join("log"), folder.path().join("old"));
        let mut log = LogFile::open(&path).unwrap();
        fs::rename(&path, &moved).unwrap();
        log.append(b"one").unwrap();
        assert_eq!(fs::read_to_string(&moved).unwrap(), "one\n");
        fs::remove_file(&moved).unwrap();
        log.append(b"two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two\n");
        fs::remove_dir_all(folder.path()).unwrap();
        assert!(log.append(b"three").is_err());
        fs::create_dir(folder.path()).unwrap();
        log.append(b"four").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "four\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_logs() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/null", &link).unwrap();
        for (path, kind) in [(folder.path(), "a folder"), (&socket, "a socket"), (&link, "a device")] {
            let error = LogFile::open(path).unwrap_err().to_string();
            assert!(error.contains(kind), "{error}");
        }
        // Also where it takes the place of the log later.
        let path = folder.path().join("log");
        let mut log = LogFile::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(log.append(b"lost").is_err());
    }
}
