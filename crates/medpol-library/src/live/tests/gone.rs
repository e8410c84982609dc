//! That no policy goes without a word: what is kept, what is waited for, and what the status says of it.

use std::fs;
use std::time::Duration;

use super::super::{Fate, Live, Publishing, Removal};
use super::{CHECKS, OPEN, POLICY, edit};
use crate::tests::Folder;

const OTHER: &str = "policies/acme/b/1.yaml";

fn folder() -> Folder {
    let folder = Folder::with_versions(&[OPEN]);
    folder.write(OTHER, &crate::tests::policy("acme/b", "1", "active", "from: 2020-01-01"));
    folder
}

fn open(folder: &Folder, removal: Removal) -> Live {
    Live::guarded(&folder.path("policies"), CHECKS, Publishing { removal, ..Publishing::AT_ONCE })
}

/// What the status says is gone, and how many policies are published.
#[track_caller]
fn check(live: &Live, gone: &[&str], policies: usize) {
    live.reload();
    let status = live.status();
    let fate = |fate| match fate {
        Fate::Waiting { until } => {
            if until > std::time::SystemTime::now() {
                "waiting"
            } else {
                "overdue"
            }
        }
        Fate::Published { .. } => "published",
        Fate::Kept => "kept",
    };
    let told: Vec<String> = status.gone.iter().map(|gone| format!("{} {}", gone.policy, fate(gone.fate))).collect();
    assert_eq!(told, gone, "{:?}", status.refusal);
    assert_eq!(live.snapshot().unwrap().library.policies().len(), policies);
}

#[test]
fn a_vanished_file_is_kept_until_it_returns() {
    let folder = folder();
    let live = open(&folder, Removal::Kept);
    check(&live, &[], 2);
    let digest = live.snapshot().unwrap().digest.clone();
    let text = fs::read_to_string(folder.path(OTHER)).unwrap();
    fs::remove_dir_all(folder.path("policies/acme/b")).unwrap();
    check(&live, &["acme/b@1 kept"], 2);
    let since = live.status().gone[0].since;
    assert_eq!(live.snapshot().unwrap().digest, digest, "what is served is the same");
    // Edits of what is there are published beside it.
    edit(&folder, POLICY, "title: Aspirin", "title: Aspirin again");
    check(&live, &["acme/b@1 kept"], 2);
    assert_eq!(live.status().gone[0].since, since);
    assert_eq!(live.snapshot().unwrap().generation, 2);
    folder.write(OTHER, &text.replace("title: Aspirin", "title: Bee"));
    check(&live, &[], 2);
    assert_eq!(&*live.snapshot().unwrap().library.versions("acme/b")[0].title, "Bee");
}

#[test]
fn a_vanished_library_is_kept() {
    let folder = folder();
    let live = open(&folder, Removal::Kept);
    for part in ["acme", "vocabulary"] {
        fs::remove_dir_all(folder.path("policies").join(part)).unwrap();
    }
    fs::remove_file(folder.path("policies/library.yaml")).unwrap();
    check(&live, &["acme/aspirin@1 kept", "acme/b@1 kept"], 2);
    assert!(live.status().refusal.is_none());
    // A disk that is gone altogether is an error, which keeps everything as well.
    fs::remove_dir(folder.path("policies")).unwrap();
    check(&live, &["acme/aspirin@1 kept", "acme/b@1 kept"], 2);
    assert!(live.status().refusal.is_some());
}

#[test]
fn a_document_under_another_name_is_not_kept_beside_itself() {
    let folder = folder();
    let live = open(&folder, Removal::Kept);
    fs::rename(folder.path(OTHER), folder.path("policies/acme/b/1.yml")).unwrap();
    check(&live, &[], 2);
    // What the library ignores on purpose has not vanished.
    edit(&folder, "policies/library.yaml", "rank:", "ignore: [acme/b]\nrank:");
    check(&live, &["acme/b@1 published"], 1);
}

#[test]
fn waiting_changes_are_reported_and_published_in_time() {
    let folder = folder();
    let live = open(&folder, Removal::After(Duration::from_hours(1)));
    let text = fs::read_to_string(folder.path(OTHER)).unwrap();
    fs::remove_file(folder.path(OTHER)).unwrap();
    check(&live, &["acme/b@1 waiting"], 2);
    check(&live, &["acme/b@1 waiting"], 2);
    folder.write(OTHER, &text);
    check(&live, &[], 2);

    let live = open(&folder, Removal::After(Duration::from_millis(300)));
    fs::remove_file(folder.path(OTHER)).unwrap();
    let begin = std::time::Instant::now();
    while live.snapshot().unwrap().library.policies().len() == 2 {
        // Somebody who goes on saving does not put it off.
        let text = fs::read_to_string(folder.path(POLICY)).unwrap();
        folder.write(POLICY, &format!("{text}# saved\n"));
        live.reload();
        assert!(begin.elapsed() < Duration::from_mins(1), "never published");
    }
    check(&live, &["acme/b@1 published"], 1);
    // Going back serves it again, and lifting that lets it go again.
    live.rollback().unwrap();
    check(&live, &[], 2);
    assert!(live.lift());
    while live.snapshot().unwrap().library.policies().len() == 2 {
        live.reload();
    }
    check(&live, &["acme/b@1 published"], 1);
    folder.write(OTHER, &text);
    check(&live, &[], 2);
}

#[test]
fn an_error_elsewhere_keeps_vanished_files() {
    let folder = folder();
    let live = open(&folder, Removal::After(Duration::ZERO));
    edit(&folder, POLICY, "fact: fever,", "fact: fevr,");
    fs::remove_file(folder.path(OTHER)).unwrap();
    check(&live, &["acme/b@1 overdue"], 2);
    check(&live, &["acme/b@1 overdue"], 2);
    edit(&folder, POLICY, "fact: fevr,", "fact: fever,");
    check(&live, &["acme/b@1 published"], 1);
}
