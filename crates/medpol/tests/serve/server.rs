//! The program under test, with a library of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::client::Client;

/// A case that the small library decides.
pub(crate) const CASE: &str = "{\"format\": \"medpol/case/1\", \"facts\": {\"request\": {\"date_of_service\": \
    \"2022-03-01\", \"payer\": \"acme\", \"line_of_business\": \"commercial\", \"services\": [\"A1\"]}, \
    \"weight\": 61.5, \"fever\": false}}";

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
}

impl Server {
    /// A server of the small library; where nothing is said of it, what is saved is served at once.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_over("tests/library", arguments)
    }

    /// Starts over a copy of a library.
    pub(crate) fn start_over(library: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new(library), &folder.path().join("policies"));
        let at_once: &[&str] = if arguments.contains(&"--settle") { &[] } else { &["--settle", "0"] };
        Self::start_in(folder, &[arguments, at_once].concat())
    }

    /// A server of the library in the folder `policies` of another.
    pub(crate) fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        let command = command(folder.path(), arguments);
        Self::begin(folder, command)
    }

    /// A server whose files cannot grow beyond a few records.
    pub(crate) fn start_with_full_disk(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(Path::new("tests/library"), &folder.path().join("policies"));
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "trap '' XFSZ; ulimit -f 5; exec \"$0\" serve --settle 0 \"$@\"",
            env!("CARGO_BIN_EXE_medpol"),
        ]);
        shell.args(arguments).current_dir(folder.path()).stdin(Stdio::null()).stderr(Stdio::piped());
        Self::begin(folder, shell)
    }

    fn begin(folder: TempDir, mut command: Command) -> Self {
        let mut child = command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line:?}"));
        Self { child, address: address.parse().unwrap(), folder }
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(self.address)
    }

    /// The policy that governs the case.
    pub(crate) fn policy(&self) -> PathBuf {
        self.folder.path().join("policies/acme/aspirin/2.yaml")
    }

    /// Puts another text in the place of a file, as a careful program does.
    pub(crate) fn replace(&self, path: &Path, text: &str) {
        let new = self.folder.path().join("new");
        fs::write(&new, text).unwrap();
        fs::rename(&new, path).unwrap();
    }

    /// The id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    pub(crate) fn stopped(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (status, log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program in a folder.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
    command.arg("serve").args(arguments);
    command.current_dir(folder).stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Waits until something is so. What never is ends the test.
#[track_caller]
pub(crate) fn wait<T>(mut what: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(found) = what() {
            return found;
        }
        assert!(Instant::now() < end, "it never happened");
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
