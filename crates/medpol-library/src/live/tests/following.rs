//! Saves of every kind, and folders that come and go.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::super::{Following, Live, LiveStatus, Reload};
use super::{CHECKS, OPEN, POLICY, edit};
use crate::Watching;
use crate::tests::Folder;

/// How long is waited for something that must come to be.
const DEADLINE: Duration = Duration::from_mins(1);

/// A library that is followed.
pub(super) struct Followed {
    live: Arc<Live>,
    told: Receiver<Reload>,
    _following: Following,
}

impl Followed {
    pub(super) fn begin(folder: &Path, watching: Watching) -> Self {
        let live = Arc::new(Live::open(folder, CHECKS));
        let (tell, told) = channel();
        let following = live.follow(watching, move |reload| drop(tell.send(reload))).unwrap();
        Self { live, told, _following: following }
    }

    /// Waits until the status is as wanted.
    #[track_caller]
    fn until(&self, wanted: impl Fn(&LiveStatus) -> bool) {
        let start = Instant::now();
        while !wanted(&self.live.status()) {
            assert!(start.elapsed() < DEADLINE, "still {:#?}", self.live.status().refusal);
            // Whether something was told or not: what counts is the status.
            let _ = self.told.recv_timeout(Duration::from_millis(20));
        }
    }

    /// Waits until the policy has this title, and nothing is refused.
    #[track_caller]
    pub(super) fn until_title(&self, title: &str) {
        self.until(|status| status.refusal.is_none() && title_of(status) == title);
    }

    /// Waits until what is on disk is refused for this; what was published must still be.
    #[track_caller]
    pub(super) fn until_refused(&self, code: &str) {
        let before = self.live.snapshot().unwrap();
        let has_code =
            |refusal: &super::super::Refusal| refusal.diagnostics.iter().any(|problem| problem.code.number == code);
        self.until(|status| status.refusal.as_deref().is_some_and(has_code));
        assert_eq!(self.live.snapshot().unwrap().digest, before.digest);
    }
}

fn title_of(status: &LiveStatus) -> String {
    let policies = status.snapshot.as_ref().map(|snapshot| snapshot.library.policies().to_vec()).unwrap_or_default();
    policies.first().map(|policy| policy.title.to_string()).unwrap_or_default()
}

/// The text of the policy with a title.
pub(super) fn titled(title: &str) -> String {
    crate::tests::policy("acme/aspirin", "1", "active", "from: 2020-01-01")
        .replace("title: Aspirin", &format!("title: {title}"))
}

/// A followed library in `policies`.
fn followed() -> (Folder, Followed) {
    let folder = Folder::with_versions(&[OPEN]);
    let followed = Followed::begin(&folder.path("policies"), Watching::Events);
    followed.until_title("Aspirin");
    (folder, followed)
}

#[test]
fn saves_in_place_are_seen() {
    let (folder, followed) = followed();
    for title in ["One", "Two", "Three"] {
        folder.write(POLICY, &titled(title));
        followed.until_title(title);
    }
    edit(&folder, POLICY, "fact: fever,", "fact: fevr,");
    followed.until_refused("P0203");
    folder.write(POLICY, &titled("Mended"));
    followed.until_title("Mended");
}

#[test]
fn saves_by_renaming_are_seen() {
    let (folder, followed) = followed();
    for title in ["One", "Two", "Three"] {
        folder.write("policies/acme/aspirin/.1.yaml.tmp", &titled(title));
        fs::rename(folder.path("policies/acme/aspirin/.1.yaml.tmp"), folder.path(POLICY)).unwrap();
        followed.until_title(title);
    }
}

/// As vim saves with `backup`: tries whether it may write, moves the file away, writes it anew.
#[test]
fn saves_with_a_backup_are_seen() {
    let (folder, followed) = followed();
    folder.write("policies/acme/aspirin/.1.yaml.swp", "b0VIM 8.2");
    for title in ["One", "Two", "Three"] {
        folder.write("policies/acme/aspirin/4913", "");
        fs::remove_file(folder.path("policies/acme/aspirin/4913")).unwrap();
        fs::rename(folder.path(POLICY), folder.path("policies/acme/aspirin/1.yaml~")).unwrap();
        folder.write(POLICY, &titled(title));
        fs::remove_file(folder.path("policies/acme/aspirin/1.yaml~")).unwrap();
        followed.until_title(title);
    }
}

#[test]
fn the_last_of_five_hundred_saves_is_seen() {
    let (folder, followed) = followed();
    for save in 0..500 {
        folder.write(POLICY, &titled(&format!("Save {save}")));
    }
    followed.until_title("Save 499");
}

#[test]
fn a_file_that_is_half_written_waits_for_its_end() {
    let (folder, followed) = followed();
    let text = titled("Whole");
    let (half, rest) = text.split_at(text.find("[{ ref").unwrap() + 3);
    let mut file = OpenOptions::new().write(true).truncate(true).open(folder.path(POLICY)).unwrap();
    file.write_all(half.as_bytes()).unwrap();
    file.flush().unwrap();
    followed.until(|status| status.refusal.is_some());
    file.write_all(rest.as_bytes()).unwrap();
    followed.until_title("Whole");
}

#[test]
fn a_file_that_is_not_utf8_is_refused_until_it_is() {
    let (folder, followed) = followed();
    let mut bytes = titled("Fi").into_bytes();
    let at = bytes.windows(2).position(|pair| pair == b"Fi").unwrap();
    bytes.splice(at..at + 2, *b"\xe9t\xe9");
    fs::write(folder.path(POLICY), &bytes).unwrap();
    followed.until_refused("P0001");
    folder.write(POLICY, &titled("été"));
    followed.until_title("été");
}

#[test]
fn a_folder_that_is_made_again_is_followed_again() {
    let (folder, followed) = followed();
    for (gone, title) in [("policies", "One"), ("policies/acme", "Two"), ("policies/acme/aspirin", "Three")] {
        fs::rename(folder.path(gone), folder.path("kept")).unwrap();
        followed.until(|status| status.refusal.is_some());
        fs::rename(folder.path("kept"), folder.path("kept2")).unwrap();
        fs::create_dir_all(folder.path(gone)).unwrap();
        copy(&folder.path("kept2"), &folder.path(gone));
        fs::remove_dir_all(folder.path("kept2")).unwrap();
        followed.until(|status| status.refusal.is_none());
        folder.write(POLICY, &titled(title));
        followed.until_title(title);
    }
    fs::remove_dir_all(folder.path("policies")).unwrap();
    followed.until_refused("P0015");
    let again = Folder::with_versions(&[OPEN]);
    copy(&again.path("policies"), &folder.path("policies"));
    folder.write(POLICY, &titled("Again"));
    followed.until_title("Again");
}

pub(super) fn copy(from: &Path, to: &Path) {
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
fn a_folder_that_is_not_there_yet_is_waited_for() {
    let folder = Folder::new();
    let followed = Followed::begin(&folder.path("later/policies"), Watching::Events);
    followed.until(|status| status.refusal.is_some());
    let there = Folder::with_versions(&[OPEN]);
    copy(&there.path("policies"), &folder.path("later/policies"));
    followed.until_title("Aspirin");
}

#[test]
fn a_checkout_of_another_branch_is_seen_as_a_whole() {
    let folder = Folder::with_versions(&[OPEN]);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
        let output = git.arg("-C").arg(folder.path("")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "One"]);
    git(&["checkout", "-q", "-b", "other"]);
    // On the other branch everything is elsewhere, and the policy reads another fact.
    edit(&folder, "policies/vocabulary/base.yaml", "  fever:", "  chill:");
    fs::rename(folder.path("policies/vocabulary"), folder.path("policies/words")).unwrap();
    folder.write(POLICY, &titled("Other").replace("fact: fever", "fact: chill"));
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "Two"]);
    let followed = Followed::begin(&folder.path("policies"), Watching::Events);
    followed.until_title("Other");
    for _ in 0..3 {
        git(&["checkout", "-q", "main"]);
        followed.until_title("Aspirin");
        git(&["checkout", "-q", "other"]);
        followed.until_title("Other");
    }
}

#[test]
fn a_drive_without_events_is_polled() {
    let folder = Folder::with_versions(&[OPEN]);
    let followed = Followed::begin(&folder.path("policies"), Watching::Poll(Duration::from_millis(10)));
    for title in ["One", "Two", "Three"] {
        folder.write(POLICY, &titled(title));
        followed.until_title(title);
    }
    fs::remove_dir_all(folder.path("policies")).unwrap();
    followed.until_refused("P0015");
}
