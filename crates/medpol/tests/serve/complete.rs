//! That nobody is answered by half a library: saves in two halves, locks, and mounts that are swapped.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::client::Client;
use crate::server::{CASE, Server, command, copy, wait};

/// A patient whom the first half of the policy approves, and its exclusions do not.
const BMI_45: &[u8] = include_bytes!("cases/bmi-45.yaml");

fn medpol(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_medpol")).current_dir(folder).args(arguments).output().unwrap()
}

fn lock(folder: &Path) {
    let output = medpol(folder, &["lock", "--date", "2026-11-28"]);
    assert!(output.status.success(), "{output:?}");
}

/// The real library, the Cohere policy in it, and its text up to and from its exclusions.
fn shipped() -> (TempDir, PathBuf, String, String) {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies"), &folder.path().join("policies"));
    let policy = folder.path().join("policies/cohere-health/bvn-ablation/3.yaml");
    let text = fs::read_to_string(&policy).unwrap();
    let (first, second) = text.split_at(text.find("\nexclusions:").unwrap() + 1);
    (folder, policy, first.to_owned(), second.to_owned())
}

fn result(client: &mut Client) -> Value {
    let answer = client.post("/v1/determinations", "application/yaml", BMI_45).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["result"].clone()
}

fn status(client: &mut Client) -> Value {
    client.get("/v1/status").unwrap().json()
}

#[test]
fn half_a_written_policy_decides_nothing() {
    const SETTLE: Duration = Duration::from_secs(3);
    let (folder, policy, first, second) = shipped();
    let server = Server::start_in(folder, &["--settle", "3s"]);
    let mut client = server.client();
    assert_eq!(result(&mut client), "not_met");
    // The time between the halves is measured: on a machine that pauses for longer the first half may be served.
    for round in 2..12 {
        let generation = status(&mut client)["serving"]["generation"].clone();
        let start = Instant::now();
        fs::write(&policy, &first).unwrap();
        let half = wait(|| Some(status(&mut client)).filter(|status| status["state"] != "current"));
        assert_eq!(half["state"], "settling");
        let mut results = Vec::new();
        while start.elapsed() < Duration::from_millis(500) {
            results.push(result(&mut client));
        }
        fs::write(&policy, format!("{first}{second}# Round {round}\n")).unwrap();
        if start.elapsed() < SETTLE {
            assert!(!results.is_empty() && results.iter().all(|result| result == "not_met"), "{results:?}");
            let whole = wait(|| Some(status(&mut client)).filter(|status| status["state"] == "current"));
            assert_eq!(whole["serving"]["generation"], generation.as_u64().unwrap() + 1);
            assert_eq!(result(&mut client), "not_met");
            return;
        }
        wait(|| (status(&mut client)["state"] == "current").then_some(()));
    }
    println!("skipped: this machine pauses longer than is waited here");
}

#[test]
fn half_a_policy_is_named_as_a_difference_from_the_lock() {
    let (folder, policy, first, second) = shipped();
    lock(folder.path());
    let server = Server::start_in(folder, &["--require-lock", "--settle", "50"]);
    let mut client = server.client();
    assert_eq!(status(&mut client)["locked"], "2026-11-28");
    fs::write(&policy, &first).unwrap();
    let refused = wait(|| Some(status(&mut client)).filter(|status| status["state"] == "stale"));
    let differences = &refused["last_failure"]["differences"];
    let expected = serde_json::json!([{"file": "cohere-health/bvn-ablation/3.yaml", "change": "changed"}]);
    assert_eq!(differences, &expected);
    assert_eq!(refused["last_failure"]["diagnostics"][0]["code"], "P0017");
    assert_eq!(result(&mut client), "not_met");
    assert!(client.get("/metrics").unwrap().body.contains("medpol_library_reload_failing 1"));
    fs::write(&policy, format!("{first}{second}")).unwrap();
    wait(|| (status(&mut client)["state"] == "current").then_some(()));
    server.signal("TERM");
    let (_, log) = server.stopped();
    assert!(log.contains("not as it was locked") && log.contains("cohere-health/bvn-ablation/3.yaml"), "{log}");
    assert!(!log.contains("there is no `medpol.lock`"), "{log}");
}

#[test]
fn a_server_without_a_lock_says_so_once() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let text = fs::read_to_string(server.policy()).unwrap();
    server.replace(&server.policy(), &text.replace("note: First", "note: Another"));
    wait(|| (status(&mut client)["serving"]["generation"] == 2).then_some(()));
    server.signal("TERM");
    let (_, log) = server.stopped();
    assert_eq!(log.matches("there is no `medpol.lock`").count(), 1, "{log}");
}

/// How a server ends that does not start.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder, arguments).args(["--listen", "127.0.0.1:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_required_lock_is_there_and_agrees_or_nothing_is_served() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/library"), &folder.path().join("policies"));
    let arguments = ["--require-lock", "--settle", "0"];
    let told = refused(folder.path(), &arguments);
    assert!(told.contains("P0020") && told.contains("`medpol lock`"), "{told}");
    lock(folder.path());
    fs::write(folder.path().join("policies/acme/aspirin/new.yaml"), "half: [").unwrap();
    let told = refused(folder.path(), &arguments);
    assert!(told.contains("P0017") && told.contains("acme/aspirin/new.yaml"), "{told}");
    fs::remove_file(folder.path().join("policies/acme/aspirin/new.yaml")).unwrap();
    let server = Server::start_in(folder, &arguments);
    let answer = server.client().post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(answer.json()["result"], "met");
}

/// Where a lock differs from the start and none is required, nothing is decided, and the status says why.
#[test]
fn a_library_that_never_agreed_decides_nothing_until_it_does() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/library"), &folder.path().join("policies"));
    lock(folder.path());
    let gone = folder.path().join("policies/acme/aspirin/1.yaml");
    let text = fs::read_to_string(&gone).unwrap();
    fs::remove_file(&gone).unwrap();
    let server = Server::start_in(folder, &["--settle", "0"]);
    let mut client = server.client();
    let now = status(&mut client);
    assert_eq!(now["state"], "empty");
    assert_eq!(now["last_failure"]["differences"][0]["change"], "removed");
    let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(answer.status, 503);
    fs::write(&gone, text).unwrap();
    wait(|| (status(&mut client)["state"] == "current").then_some(()));
}

/// As Kubernetes mounts a `ConfigMap`: visible links through a hidden one, which is swapped, and the old folder
/// is removed.
#[test]
fn a_mount_that_is_swapped_is_served_with_and_without_a_lock() {
    for is_locked in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mount = folder.path().join("policies");
        let version = |name: &str, weight: &str| {
            let new = tempfile::tempdir().unwrap();
            copy(Path::new("tests/library"), &new.path().join("policies"));
            let policy = new.path().join("policies/acme/aspirin/2.yaml");
            let text = fs::read_to_string(&policy).unwrap();
            fs::write(&policy, text.replace("at_least: 50 kg", weight)).unwrap();
            if is_locked {
                lock(new.path());
            }
            copy(&new.path().join("policies"), &mount.join(name));
        };
        let point = |target: &str| {
            symlink(target, mount.join("..data_tmp")).unwrap();
            fs::rename(mount.join("..data_tmp"), mount.join("..data")).unwrap();
        };
        version("..1", "at_least: 50 kg");
        point("..1");
        for entry in fs::read_dir(mount.join("..1")).unwrap().map(Result::unwrap) {
            let name = entry.file_name();
            symlink(Path::new("..data").join(&name), mount.join(&name)).unwrap();
        }
        let required: &[&str] = if is_locked { &["--require-lock"] } else { &[] };
        let server = Server::start_in(folder, &[required, &["--settle", "200"]].concat());
        let mut client = server.client();
        let mut expect = |generation: u64, expected: &str| {
            wait(|| {
                let now = status(&mut client);
                (now["serving"]["generation"] == generation && now["state"] == "current").then_some(())
            });
            let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
            assert_eq!(answer.json()["result"], expected, "locked: {is_locked}");
        };
        expect(1, "met");
        for (old, new, weight, generation, expected) in
            [("..1", "..2", "at_least: 90 kg", 2, "not_met"), ("..2", "..3", "at_least: 40 kg", 3, "met")]
        {
            version(new, weight);
            point(new);
            fs::remove_dir_all(mount.join(old)).unwrap();
            expect(generation, expected);
        }
    }
}
