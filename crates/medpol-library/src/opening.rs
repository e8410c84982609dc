//! Opening a file: one way for whatever is read or written, so that what is opened is what was looked at.
//!
//! Between looking at a path and opening it, somebody can put something else there: a pipe, whose opening waits for
//! ever, or a link that leads elsewhere. So a file is opened without waiting, and looked at again by what was opened.
//! What is in it is not known here.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::path::identity;

/// Why a file was not opened.
#[derive(Debug)]
pub enum NotOpened {
    /// No ordinary file lies there, but this.
    NotOrdinary(&'static str),
    /// It lies outside of the folder that it was found in.
    Outside,
    /// What the system says.
    System(io::Error),
}

impl From<io::Error> for NotOpened {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// How a file that is opened for anything is opened: never waiting for somebody else.
fn without_waiting(options: &mut OpenOptions, flags: Flags) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let links = if flags == Flags::NoLink { OFlags::NOFOLLOW } else { OFlags::empty() };
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY | links).bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = flags;
    options
}

/// Whether a link in the place of the file is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flags {
    FollowLinks,
    NoLink,
}

/// Opens what lies at a path, if it is an ordinary file. A file that is made by opening is one.
///
/// # Errors
///
/// Why it was not opened; a pipe, a socket or a device is never waited for.
pub fn open_ordinary(path: &Path, options: OpenOptions) -> Result<File, NotOpened> {
    // Looked at before it is opened: some devices do something as soon as they are opened.
    match fs::metadata(path) {
        Ok(metadata) => check(&metadata)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    open_looked_at(path, options, Flags::FollowLinks)
}

/// Opens a path that was looked at, whatever lies there by now.
fn open_looked_at(path: &Path, mut options: OpenOptions, flags: Flags) -> Result<File, NotOpened> {
    let file = without_waiting(&mut options, flags).open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

/// How often a file is opened that is replaced while it is opened.
const ATTEMPTS: usize = 3;

/// Opens a file for reading that was found below a folder, unless it lies elsewhere by now. `within` is the folder without
/// links.
///
/// # Errors
///
/// Why it was not opened.
pub(crate) fn open_within(path: &Path, within: &Path) -> Result<File, NotOpened> {
    let mut opened = open_once(path, within);
    // Links that are swapped together lead to what is gone for a moment.
    for _ in 1..ATTEMPTS {
        if let Err(NotOpened::System(_)) = opened {
            opened = open_once(path, within);
        }
    }
    opened
}

fn open_once(path: &Path, within: &Path) -> Result<File, NotOpened> {
    let real = fs::canonicalize(path)?;
    if !real.starts_with(within) {
        return Err(NotOpened::Outside);
    }
    check(&fs::symlink_metadata(&real)?)?;
    open_real(&real)
}

/// Opens a path that had no link in it when it was looked at. One that has a link by now is not read.
fn open_real(real: &Path) -> Result<File, NotOpened> {
    let file = open_looked_at(real, reading(), Flags::NoLink)?;
    let is_there = fs::canonicalize(real)? == real;
    if is_there && identity(&fs::symlink_metadata(real)?) == identity(&file.metadata()?) {
        return Ok(file);
    }
    Err(io::Error::other("something else was put in its place while it was opened").into())
}

/// How a file is opened that is only read.
pub(crate) fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

fn check(metadata: &Metadata) -> Result<(), NotOpened> {
    if metadata.is_dir() {
        return Err(NotOpened::System(ErrorKind::IsADirectory.into()));
    }
    special(metadata.file_type()).map_or(Ok(()), |kind| Err(NotOpened::NotOrdinary(kind)))
}

/// What a file is that is no ordinary one; a pipe or a device may keep whoever reads it waiting for ever.
pub(crate) fn special(kind: FileType) -> Option<&'static str> {
    if kind.is_file() || kind.is_dir() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
    }
    Some("a device")
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;

    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    /// Nobody writes into the pipe, so that whoever waits for it waits for ever.
    #[test]
    fn a_pipe_in_the_place_of_a_file_that_was_looked_at_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        pipe(&path);
        let appending = || {
            let mut options = OpenOptions::new();
            options.create(true).append(true).read(true);
            options
        };
        for options in [reading(), appending()] {
            let opened = open_looked_at(&path, options, Flags::FollowLinks);
            assert!(matches!(opened, Err(NotOpened::NotOrdinary("a pipe"))), "{opened:?}");
        }
    }

    #[test]
    fn a_link_in_the_place_of_a_file_that_was_looked_at_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let real = fs::canonicalize(folder.path()).unwrap();
        let [within, outside] = ["within", "outside"].map(|name| real.join(name));
        for folder in [&within, &outside] {
            fs::create_dir_all(folder.join("below")).unwrap();
            fs::write(folder.join("below/file"), folder.to_str().unwrap()).unwrap();
        }
        assert!(open_real(&within.join("below/file")).is_ok());
        symlink(outside.join("below/file"), within.join("file")).unwrap();
        assert!(matches!(open_real(&within.join("file")), Err(NotOpened::System(_))));
        assert!(matches!(open_within(&within.join("file"), &within), Err(NotOpened::Outside)));
        // A folder above it.
        fs::rename(within.join("below"), within.join("moved")).unwrap();
        symlink(outside.join("below"), within.join("below")).unwrap();
        assert!(matches!(open_real(&within.join("below/file")), Err(NotOpened::System(_))));
        assert!(matches!(open_within(&within.join("below/file"), &within), Err(NotOpened::Outside)));
    }

    /// Whatever lies there at which moment: a file of the folder is read, or nothing.
    #[test]
    fn nothing_that_is_put_in_the_place_of_a_file_is_read_or_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let within = fs::canonicalize(folder.path()).unwrap().join("within");
        fs::create_dir(&within).unwrap();
        let secret = within.with_file_name("secret");
        fs::write(&secret, "hunter2").unwrap();
        let (path, waiting) = (within.join("file"), within.with_file_name("pipe"));
        fs::write(&path, "ours").unwrap();
        pipe(&waiting);
        let is_over = Arc::new(AtomicBool::new(false));
        let swapping = {
            let (path, next, is_over) = (path.clone(), within.join("next"), Arc::clone(&is_over));
            thread::spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    fs::hard_link(&waiting, &next).unwrap();
                    fs::rename(&next, &path).unwrap();
                    symlink(&secret, &next).unwrap();
                    fs::rename(&next, &path).unwrap();
                    fs::write(&next, "ours").unwrap();
                    fs::rename(&next, &path).unwrap();
                }
            })
        };
        for _ in 0..2_000 {
            let Ok(mut file) = open_within(&path, &within) else { continue };
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            assert_eq!(text, "ours");
        }
        is_over.store(true, Ordering::Relaxed);
        swapping.join().unwrap();
    }
}
