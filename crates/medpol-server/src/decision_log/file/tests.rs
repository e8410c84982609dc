//! Files that end in half a line, that were moved or deleted, and things that are no regular files.

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
