//! `medpol watch` in a pipe: one line for each round, and the rest on stderr.
//!
//! Nothing is timed: the line of a round is waited for.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_mins(1);
const POLICY: &str = "library/acme/aspirin/2.yaml";
const ZINC: &str = "library/acme/zinc/2.yaml";

/// A running watch over a copy of the small library.
struct Watched {
    folder: tempfile::TempDir,
    child: Child,
    lines: Receiver<String>,
    stderr: thread::JoinHandle<String>,
}

impl Watched {
    fn begin(library: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        copy(&tests.join("library"), &folder.path().join("library"));
        copy(&tests.join("cases"), &folder.path().join("cases"));
        let aspirin = fs::read_to_string(tests.join(POLICY)).unwrap();
        fs::create_dir(folder.path().join("library/acme/zinc")).unwrap();
        let zinc = aspirin.replace("acme/aspirin", "acme/zinc").replace("[A1]", "[Z1]");
        fs::write(folder.path().join(ZINC), zinc).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
        command.args(["watch", "cases", "--policies", library]).args(arguments).current_dir(folder.path());
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (line, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|text| line.send(text)));
        let mut stderr = child.stderr.take().unwrap();
        let stderr = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        Self { folder, child, lines, stderr }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Saves a file as an editor does: beside it first, and then in its place.
    fn edit(&self, below: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(below)).unwrap();
        assert!(text.contains(from), "{text}");
        let beside = self.path(&format!("{below}.new"));
        fs::write(&beside, text.replace(from, to)).unwrap();
        fs::rename(beside, self.path(below)).unwrap();
    }

    /// Waits for the line of a round, which is `expected` but for the time it took.
    #[track_caller]
    fn expect(&self, expected: &str) {
        let line = self.lines.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("no line `{expected}`"));
        let (told, time) = line.rsplit_once(" · ").unwrap_or((&line, ""));
        assert_eq!(told, expected);
        assert!(time.strip_suffix(" ms").is_some_and(|time| time.parse::<u32>().is_ok()), "{line}");
    }

    /// Presses Ctrl-C; what was written to stderr.
    #[track_caller]
    fn end(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        assert_eq!(self.lines.recv(), Err(std::sync::mpsc::RecvError), "a line more than there were rounds");
        self.stderr.join().unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn each_save_is_reported_in_one_line() {
    let watched = Watched::begin("library", &[]);
    watched.expect("✓ 4 policies, 3 cases");
    watched.edit(POLICY, "title: ", "title: New ");
    watched.expect("✓ 1 policy, 3 cases");
    // Only the case that names no policy may come out otherwise.
    watched.edit(ZINC, "title: ", "title: New ");
    watched.expect("✓ 1 policy, 1 case");
    // What the error does not concern is tried; here it concerns every case.
    watched.edit(POLICY, "fact: fever", "fact: fevr");
    watched.expect("✗ 1 error in the library, 3 policies, 3 cases, 3 in doubt");
    watched.edit(POLICY, "fact: fevr", "fact: fever");
    watched.expect("✓ 4 policies, 3 cases");
    watched.edit(ZINC, "fact: fever", "fact: fevr");
    watched.expect("✗ 1 error in the library, 3 policies, 3 cases");
    watched.edit(ZINC, "fact: fevr", "fact: fever");
    watched.expect("✓ 4 policies, 3 cases");
    watched.edit("cases/met.yaml", "result: met", "result: not_met");
    watched.expect("✗ 1 case, 1 not as expected");
    watched.edit("library/acme/aspirin/1.yaml", "title: ", "title: Old ");
    watched.expect("✗ 1 policy, 3 cases, 1 not as expected");
    watched.edit("cases/met.yaml", "result: not_met", "result: met");
    watched.expect("✓ 1 case");
    watched.edit("library/vocabulary/base.yaml", "facts:", "# A comment\nfacts:");
    watched.expect("✓ 4 policies, 3 cases");
    watched.edit("cases/met.yaml", "facts:", "factz:");
    watched.expect("✗ 1 error in the cases");
    fs::remove_file(watched.path("cases/met.yaml")).unwrap();
    watched.expect("✓ nothing that decides has changed");
    fs::remove_file(watched.path("library/library.yaml")).unwrap();
    watched.expect("✗ 1 error in the library, 4 policies, 2 cases, 2 in doubt");
    let told = watched.end();
    assert!(!told.contains('\u{1b}'), "{told}");
    for expected in [
        "error[P0203]: no fact named `fevr`",
        "library/acme/aspirin/2.yaml",
        "result: expected not_met, got met",
        "why: medpol eval cases/met.yaml",
        "factz",
        "error[P0016]",
    ] {
        assert!(told.contains(expected), "no `{expected}` in\n{told}");
    }
}

#[test]
fn a_strict_watch_tries_nothing_while_there_is_an_error() {
    let watched = Watched::begin("library", &["--strict"]);
    watched.expect("✓ 4 policies, 3 cases");
    watched.edit(ZINC, "fact: fever", "fact: fevr");
    watched.expect("✗ 1 error in the library; no case was tried");
    watched.edit(ZINC, "fact: fevr", "fact: fever");
    watched.expect("✓ nothing that decides has changed");
    watched.end();
}

#[test]
fn a_drive_without_events_is_polled() {
    let watched = Watched::begin("library", &["--poll"]);
    watched.expect("✓ 4 policies, 3 cases");
    watched.edit(ZINC, "title: ", "title: New ");
    watched.expect("✓ 1 policy, 1 case");
    watched.end();
}

#[test]
fn a_library_that_is_wrong_from_the_beginning_is_waited_for() {
    let watched = Watched::begin("nowhere", &[]);
    watched.expect("✗ 1 error in the library; no case was tried");
    fs::rename(watched.path("library"), watched.path("nowhere")).unwrap();
    watched.expect("✓ 4 policies, 3 cases");
    watched.end();
}

#[test]
fn closed_stdout_ends_the_watch() {
    let watched = Watched::begin("library", &[]);
    watched.expect("✓ 4 policies, 3 cases");
    let Watched { folder, mut child, lines, stderr } = watched;
    drop(lines);
    // The thread that reads ends with the first line that nobody wants, and closes the pipe.
    for edit in 0.. {
        if child.try_wait().unwrap().is_some_and(|status| status.success()) {
            break;
        }
        assert!(edit < 600, "still running");
        fs::copy(folder.path().join("cases/met.yaml"), folder.path().join(format!("cases/{edit}.yaml"))).unwrap();
        thread::sleep(Duration::from_millis(100));
    }
    stderr.join().unwrap();
}
