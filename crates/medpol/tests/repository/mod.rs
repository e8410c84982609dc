//! A small library in a git repository, for the tests that need two revisions of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A repository with the library of the command-line tests in it, at two revisions.
pub(crate) struct Repository(TempDir);

impl Repository {
    pub(crate) fn new() -> Self {
        let repository = Self(TempDir::new().unwrap());
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/diff.in");
        copy(&cases.join("before"), &repository.path("policies"));
        copy(&cases.join("cases"), &repository.path("cases"));
        repository.git(&["init", "--quiet"]);
        repository.commit("v1");
        fs::remove_dir_all(repository.path("policies")).unwrap();
        copy(&cases.join("after"), &repository.path("policies"));
        repository.commit("v2");
        repository
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").current_dir(self.0.path()).args(user).args(arguments).status().unwrap();
        assert!(status.success(), "git {arguments:?}");
    }

    /// Commits everything and tags it.
    pub(crate) fn commit(&self, tag: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", tag]);
        self.git(&["tag", tag]);
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
        command.current_dir(self.0.path()).env("NO_COLOR", "1").args(arguments).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        told(&self.command(arguments).output().unwrap())
    }
}

pub(crate) fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
