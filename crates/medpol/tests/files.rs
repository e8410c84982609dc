//! Files that are none: pipes, devices, sockets, links in circles and out of the folder, files that are far too large,
//! and files of somebody else. Every entrance refuses them at once, and nothing of what is in them is told.
//!
//! Nothing is timed: what waits for ever is ended after a minute, and fails.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_mins(1);

/// What nobody is shown.
const SECRET: &str = "hunter2";

/// What came of a command.
#[derive(Debug)]
struct Told {
    status: Option<i32>,
    text: String,
}

/// A folder with the small library in `policies`, its cases in `cases`, and things that are no files in `odd`.
struct Place {
    folder: TempDir,
    _socket: UnixListener,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        copy(&tests.join("library"), &folder.path().join("policies"));
        copy(&tests.join("cases"), &folder.path().join("cases"));
        let odd = folder.path().join("odd");
        fs::create_dir(&odd).unwrap();
        assert!(Command::new("mkfifo").arg(odd.join("pipe")).status().unwrap().success());
        symlink("pipe", odd.join("to-pipe")).unwrap();
        symlink("/dev/zero", odd.join("device")).unwrap();
        symlink("two", odd.join("one")).unwrap();
        symlink("one", odd.join("two")).unwrap();
        File::create(odd.join("large")).unwrap().set_len(2 << 30).unwrap();
        let socket = UnixListener::bind(odd.join("socket")).unwrap();
        Self { folder, _socket: socket }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn write(&self, below: &str, text: &str) {
        fs::create_dir_all(self.path(below).parent().unwrap()).unwrap();
        fs::write(self.path(below), text).unwrap();
    }

    #[track_caller]
    fn medpol(&self, arguments: &[&str]) -> Told {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
        command.args(arguments).current_dir(self.folder.path()).env("NO_COLOR", "1");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let readers = [read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap())];
        let status = ended(&mut child);
        let text = readers.map(|reader| reader.join().unwrap()).join("");
        let status = status.unwrap_or_else(|| panic!("`medpol {}` does not end: {text}", arguments.join(" ")));
        assert!(!text.contains(SECRET), "medpol {}: {text}", arguments.join(" "));
        Told { status: status.code(), text }
    }
}

fn read(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The exit status; none where there was none in time.
fn ended(child: &mut Child) -> Option<ExitStatus> {
    let end = Instant::now() + DEADLINE;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    None
}

fn copy(from: &Path, to: &Path) {
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

const ODD: [(&str, &str); 6] = [
    ("pipe", "is not an ordinary file"),
    ("to-pipe", "is not an ordinary file"),
    ("device", "is not an ordinary file"),
    ("socket", "is not an ordinary file"),
    ("one", "cannot be read"),
    ("large", "2147483648 bytes"),
];

#[test]
fn a_path_without_a_regular_file_is_refused() {
    let place = Place::new();
    for (name, why) in ODD {
        let odd = &*format!("odd/{name}");
        let token = format!("--token-file={odd}");
        let entrances: [&[&str]; 7] = [
            &["eval", odd],
            &["validate", odd],
            &["test", odd],
            &["resolve", odd],
            &["replay", odd],
            &["serve", "--listen=127.0.0.1:0", &token],
            &["eval", "cases/met.yaml", odd],
        ];
        for entrance in entrances {
            // A log may be of any size.
            if entrance[0] == "replay" && name == "large" {
                continue;
            }
            let told = place.medpol(entrance);
            assert!(told.text.contains(why), "{entrance:?}: {told:?}");
            assert!(told.status.is_some_and(|status| status != 0), "{entrance:?}: {told:?}");
            assert!(told.text.contains("[P0015]") || told.text.contains("[P0010]"), "{entrance:?}: {told:?}");
        }
        let log = format!("--decision-log={odd}");
        if name != "large" {
            let told = place.medpol(&["serve", "--listen=127.0.0.1:0", "--settle=0", &log]);
            assert_eq!(told.status, Some(1), "{told:?}");
        }
    }
}

#[test]
fn a_log_without_a_line_end_is_passed_over_however_long() {
    let place = Place::new();
    let log = place.path("log");
    File::create(&log).unwrap().set_len(200 << 20).unwrap();
    let told = place.medpol(&["replay", "log"]);
    assert_eq!(told.status, Some(3), "{told:?}");
    assert!(told.text.contains("longer than 16 MiB"), "{told:?}");
}

/// The commands that read a whole library.
const READERS: [&[&str]; 9] = [
    &["validate", "policies"],
    &["validate", "policies", "--format=json"],
    &["eval", "cases/met.yaml"],
    &["eval", "cases/met.yaml", "--format=json"],
    &["test", "cases"],
    &["list"],
    &["which", "aaaaaa"],
    &["lock", "--check"],
    &["resolve", "cases/met.yaml"],
];

#[test]
fn a_library_entry_without_a_regular_file_is_refused() {
    for (name, why) in ODD {
        for at in ["acme/aspirin/4.yaml", "vocabulary/more.yaml", "library.yaml", "medpol.lock", "medpol.history"] {
            let place = Place::new();
            let target = place.path("policies").join(at);
            let _ = fs::remove_file(&target);
            if ["socket", "large", "pipe"].contains(&name) {
                fs::rename(place.path("odd").join(name), &target).unwrap();
            } else {
                fs::copy(place.path("cases/met.yaml"), &target).unwrap();
                fs::remove_file(&target).unwrap();
                // As it leads: a circle of its own, and what lies elsewhere by its whole path.
                match name {
                    "one" => symlink(target.file_name().unwrap(), &target).unwrap(),
                    "device" => symlink("/dev/zero", &target).unwrap(),
                    _ => symlink(place.path("odd/pipe"), &target).unwrap(),
                }
            }
            for reader in READERS {
                place.medpol(reader);
            }
            let told = place.medpol(&["validate", "policies"]);
            let leads_out = ["device", "to-pipe"].contains(&name);
            let why = if leads_out { "leads out of the folder" } else { why };
            assert!(told.text.contains(why), "{name} at {at}: {told:?}");
            assert_eq!(told.status, Some(1), "{name} at {at}: {told:?}");
        }
    }
}

#[test]
fn a_file_that_is_no_document_is_never_quoted() {
    let texts = [
        format!("root:x:0:0:{SECRET}:/root:/bin/bash\n{SECRET}:x:1:1::/:\n"),
        format!("{SECRET}: {SECRET}\n{SECRET}: again\n"),
        format!("password: {SECRET}\n"),
        format!("format: {SECRET}\nid: {SECRET}\n"),
        format!("format: [{SECRET}\n"),
        format!("- {SECRET}\n- &{SECRET} b\n"),
        format!("{{\"token\": \"{SECRET}\", \"{SECRET}\" 1}}"),
        format!("\"{SECRET}\"\n"),
        format!("{SECRET} \u{0} \u{1} {SECRET}"),
        format!("\t{SECRET}:\n\t  - '{SECRET}\n"),
    ];
    for text in texts {
        let place = Place::new();
        for at in ["secret.yaml", "secret.json", "secret"] {
            place.write(at, &text);
            let token = format!("--token-file={at}");
            for entrance in [
                &["eval", at][..],
                &["eval", at, "--format=json"],
                &["validate", at],
                &["validate", at, "--format=json"],
                &["test", at],
                &["resolve", at],
                &["replay", at],
                &["replay", at, "--format=json"],
                &["serve", "--listen=127.0.0.1:0", &token],
            ] {
                let told = place.medpol(entrance);
                assert!(told.status.is_some_and(|status| status != 0), "{entrance:?} {text}: {told:?}");
            }
        }
        let spots = ["acme/aspirin/4.yaml", "vocabulary/more.yaml", "library.yaml", "medpol.lock", "medpol.history"];
        for at in spots {
            let place = Place::new();
            // Also where it is a link, which leads out.
            place.write("elsewhere", &text);
            place.write(&format!("policies/{at}"), &text);
            for reader in READERS {
                place.medpol(reader);
            }
            fs::remove_file(place.path("policies").join(at)).unwrap();
            symlink(place.path("elsewhere"), place.path("policies").join(at)).unwrap();
            for reader in READERS {
                place.medpol(reader);
            }
        }
        // A token in the place of a role, and the like.
        place.write("tokens", &format!("nora {SECRET}{SECRET}{SECRET} author\n"));
        place.medpol(&["serve", "--listen=127.0.0.1:0", "--token-file=tokens"]);
    }
}

#[test]
fn endless_links_are_refused() {
    let place = Place::new();
    // Two ways from each folder to the next: two to the power of 40 ways.
    let deep = place.path("policies/deep");
    for level in 0..40 {
        fs::create_dir_all(deep.join(level.to_string())).unwrap();
        for way in ["a", "b"] {
            symlink(format!("../{}", level + 1), deep.join(level.to_string()).join(way)).unwrap();
        }
    }
    fs::create_dir_all(deep.join("40")).unwrap();
    for reader in READERS {
        place.medpol(reader);
    }
    let told = place.medpol(&["validate", "policies"]);
    assert!(told.text.contains("error[P0021]") && told.text.contains("ways"), "{told:?}");
    fs::remove_dir_all(&deep).unwrap();

    // The whole disk.
    symlink("/", place.path("policies/disk")).unwrap();
    let told = place.medpol(&["validate", "policies"]);
    assert!(told.text.contains("leads out of the folder"), "{told:?}");
    assert!(told.text.len() < 4_000, "{told:?}");
}

#[test]
fn a_library_has_so_many_files() {
    let place = Place::new();
    fs::create_dir(place.path("policies/many")).unwrap();
    for number in 0..20_001 {
        File::create(place.path("policies/many").join(format!("{number}.yaml"))).unwrap();
    }
    let told = place.medpol(&["eval", "cases/met.yaml"]);
    assert!(told.text.contains("error[P0021]"), "{told:?}");
    assert_eq!(told.text.matches("error[").count(), 1, "{told:?}");
}
