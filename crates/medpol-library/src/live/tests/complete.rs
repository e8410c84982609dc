//! That nothing is published before it is complete: as it was locked, or quiet for a while.
//!
//! A time that must not be over is an hour; one that must be over is waited for.
#![allow(clippy::indexing_slicing, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use medpol_diagnostics::SourceMap;
use medpol_model::value::Date;

use super::super::{Live, LockUse, Publishing, Reload, ReloadOutcome, Removal, WithErrors};
use super::following::{copy, titled};
use super::{CHECKS, OPEN, POLICY};
use crate::tests::Folder;
use crate::{FileChange, LOCK_FILE, LockOrder, draw_up};

const NEVER: Duration = Duration::from_hours(1);

fn open(folder: &Folder, lock: LockUse, settle: Duration) -> Live {
    Live::guarded(
        &folder.path("policies"),
        CHECKS,
        Publishing { lock, settle, removal: Removal::After(Duration::ZERO), errors: WithErrors::Refused },
    )
}

fn lock(policies: &Path) {
    let date = Date::parse("2026-11-28").unwrap();
    let order =
        LockOrder { policies, fixtures: Some(Path::new("nowhere")), date, generator: "medpol 0.1.0", checks: CHECKS };
    draw_up(order, &mut SourceMap::default()).unwrap().save().unwrap();
}

fn outcome(reload: &Reload) -> &'static str {
    match reload.outcome {
        ReloadOutcome::Unchanged => "unchanged",
        ReloadOutcome::Published { .. } => "published",
        ReloadOutcome::Restored(_) => "restored",
        ReloadOutcome::HeldBack => "held back",
        ReloadOutcome::Refused(_) => "refused",
        ReloadOutcome::Unsettled => "unsettled",
        ReloadOutcome::Settling(_) => "settling",
    }
}

fn refused_for(live: &Live) -> Vec<&'static str> {
    let status = live.status();
    status.refusal.iter().flat_map(|refusal| &refusal.diagnostics).map(|problem| problem.code.number).collect()
}

/// Looks as often as it takes until what is there was quiet for as long as it has to be.
#[track_caller]
fn settled(live: &Live) -> Reload {
    for _ in 0..10_000 {
        let reload = live.reload();
        match reload.outcome {
            ReloadOutcome::Settling(left) => std::thread::sleep(left),
            ReloadOutcome::Unsettled => {}
            _ => return reload,
        }
    }
    panic!("it never settles");
}

fn title(live: &Live) -> String {
    live.snapshot().unwrap().library.policies()[0].title.to_string()
}

#[test]
fn without_a_lock_a_save_is_published_when_nothing_has_changed_for_a_while() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = open(&folder, LockUse::Obeyed, Duration::from_millis(30));
    assert_eq!(title(&live), "Aspirin");
    for round in 0..3 {
        let new = format!("Round {round}");
        folder.write(POLICY, &titled(&new));
        assert_eq!(outcome(&live.reload()), "settling");
        assert!(live.status().settling.is_some());
        assert_eq!(outcome(&settled(&live)), "published");
        assert_eq!(title(&live), new);
        assert!(live.status().settling.is_none());
    }
}

#[test]
fn a_removal_is_published_later_than_a_save() {
    let folder = Folder::with_versions(&[OPEN]);
    let other = crate::tests::policy("acme/b", "1", "active", "from: 2020-01-01");
    folder.write("policies/acme/b/1.yaml", &other);
    let removal = Removal::After(Duration::from_millis(80));
    let live = Live::guarded(&folder.path("policies"), CHECKS, Publishing { removal, ..Publishing::AT_ONCE });
    assert_eq!(live.snapshot().unwrap().library.policies().len(), 2);
    let gone = folder.path("policies/acme/b/1.yaml");
    std::fs::remove_file(&gone).unwrap();
    assert_eq!(outcome(&live.reload()), "settling");
    // It was only on its way: nothing happened.
    folder.write("policies/acme/b/1.yaml", &other);
    assert_eq!(outcome(&live.reload()), "unchanged");
    std::fs::remove_file(&gone).unwrap();
    assert_eq!(outcome(&settled(&live)), "published");
    assert_eq!(live.snapshot().unwrap().library.policies().len(), 1);
}

#[test]
fn every_change_restarts_the_wait() {
    let folder = Folder::with_versions(&[OPEN]);
    let settle = Duration::from_mins(10);
    let live = Live {
        publishing: Publishing {
            lock: LockUse::Obeyed,
            settle,
            removal: Removal::After(Duration::ZERO),
            errors: WithErrors::Refused,
        },
        ..Live::open(&folder.path("policies"), CHECKS)
    };
    let mut before = Duration::ZERO;
    for round in 0..5 {
        folder.write(POLICY, &titled(&format!("Round {round}")));
        let ReloadOutcome::Settling(first) = live.reload().outcome else { panic!() };
        let ReloadOutcome::Settling(again) = live.reload().outcome else { panic!() };
        assert!(again < first, "the same state goes on waiting");
        assert!(first > before, "another state waits from its beginning");
        before = again;
    }
    // The same text written again is a change as well: somebody is still at it.
    let ReloadOutcome::Settling(first) = live.reload().outcome else { panic!() };
    folder.write(POLICY, &titled("Round 4"));
    let ReloadOutcome::Settling(again) = live.reload().outcome else { panic!() };
    assert!(again > first);
    // What was there in the beginning is no change at all.
    folder.write(POLICY, &crate::tests::policy("acme/aspirin", OPEN.0, OPEN.1, OPEN.2));
    assert_eq!(outcome(&live.reload()), "unchanged");
    assert!(live.status().settling.is_none());
}

/// The parts of the real library that the Cohere policy needs, in the folder `policies`.
fn cohere() -> (Folder, PathBuf, String) {
    let folder = Folder::new();
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    for part in ["vocabulary", "value-sets", "code-systems", "shared", "cohere-health"] {
        copy(&policies.join(part), &folder.path("policies").join(part));
    }
    fs::copy(policies.join("library.yaml"), folder.path("policies/library.yaml")).unwrap();
    let policy = folder.path("policies/cohere-health/bvn-ablation/3.yaml");
    let text = fs::read_to_string(&policy).unwrap();
    (folder, policy, text)
}

/// Each of them is written over the one before, as a program does that writes line by line.
#[test]
fn no_line_prefix_of_a_policy_is_published() {
    let (folder, policy, text) = cohere();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let settling = Live {
        publishing: Publishing {
            lock: LockUse::Obeyed,
            settle: NEVER,
            removal: Removal::After(NEVER),
            errors: WithErrors::Refused,
        },
        ..Live::open(&folder.path("policies"), CHECKS)
    };
    let good = settling.snapshot().unwrap();
    lock(&folder.path("policies"));
    let locked = open(&folder, LockUse::Obeyed, Duration::ZERO);
    let lock_text = fs::read_to_string(folder.path("policies").join(LOCK_FILE)).unwrap();
    for cut in 0..lines.len() {
        fs::write(&policy, lines[..cut].concat()).unwrap();
        fs::remove_file(folder.path("policies").join(LOCK_FILE)).unwrap();
        assert_eq!(outcome(&settling.reload()), "settling", "{cut} lines");
        folder.write(&format!("policies/{LOCK_FILE}"), &lock_text);
        assert_eq!(outcome(&locked.reload()), "refused", "{cut} lines");
        assert_eq!(refused_for(&locked), ["P0017"], "{cut} lines");
    }
    fs::write(&policy, &text).unwrap();
    assert_eq!(outcome(&locked.reload()), "restored");
    assert_eq!(settling.snapshot().unwrap().generation, good.generation);
    assert_eq!(locked.snapshot().unwrap().digest, good.digest);
}

#[test]
fn a_library_that_agrees_with_its_lock_is_published_at_once() {
    let folder = Folder::with_versions(&[OPEN]);
    lock(&folder.path("policies"));
    let live = open(&folder, LockUse::Obeyed, NEVER);
    assert_eq!((title(&live).as_str(), live.status().locked.as_deref()), ("Aspirin", Some("2026-11-28")));
    // The next state arrives, its policy first and its lock last.
    let next = Folder::with_versions(&[OPEN]);
    next.write(POLICY, &titled("Next"));
    lock(&next.path("policies"));
    fs::copy(next.path(POLICY), folder.path(POLICY)).unwrap();
    assert_eq!(outcome(&live.reload()), "settling");
    fs::copy(next.path("policies").join(LOCK_FILE), folder.path("policies").join(LOCK_FILE)).unwrap();
    assert_eq!(outcome(&live.reload()), "published");
    assert_eq!(title(&live), "Next");
}

#[test]
fn files_that_differ_from_the_lock_are_named() {
    let folder = Folder::with_versions(&[OPEN]);
    lock(&folder.path("policies"));
    let live = open(&folder, LockUse::Obeyed, Duration::ZERO);
    folder.write(POLICY, &titled("Another"));
    folder.write(
        "policies/vocabulary/more.yaml",
        "format: medpol/vocabulary/1\nid: more\nuses: [base]\nfacts: { chill: { type: boolean, label: Chill } }\n",
    );
    let ReloadOutcome::Refused(refusal) = live.reload().outcome else { panic!() };
    let told: Vec<(&str, FileChange)> =
        refusal.differences.iter().map(|difference| (&*difference.file, difference.change)).collect();
    let expected = [("acme/aspirin/1.yaml", FileChange::Edited), ("vocabulary/more.yaml", FileChange::Added)];
    assert_eq!(told, expected);
    assert_eq!(title(&live), "Aspirin");
    lock(&folder.path("policies"));
    assert_eq!(outcome(&live.reload()), "published");
    assert_eq!(title(&live), "Another");
}

#[test]
fn removing_a_lock_removes_nothing_else() {
    let folder = Folder::with_versions(&[OPEN]);
    lock(&folder.path("policies"));
    let live = open(&folder, LockUse::Obeyed, Duration::ZERO);
    for (text, code) in [(None, "P0020"), (Some("format: medpol/lock/1\n"), "P0102"), (Some(""), "P0011")] {
        fs::remove_file(folder.path("policies").join(LOCK_FILE)).unwrap();
        if let Some(text) = text {
            folder.write(&format!("policies/{LOCK_FILE}"), text);
        }
        folder.write(POLICY, &titled("Half"));
        assert_eq!(outcome(&live.reload()), "refused");
        assert!(refused_for(&live).contains(&code), "{:?}", refused_for(&live));
        assert_eq!(title(&live), "Aspirin");
        folder.write(POLICY, &crate::tests::policy("acme/aspirin", OPEN.0, OPEN.1, OPEN.2));
        lock(&folder.path("policies"));
        assert_eq!(outcome(&live.reload()), "restored");
    }
}

#[test]
fn nothing_is_published_without_a_lock_where_one_is_required() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = open(&folder, LockUse::Required, Duration::ZERO);
    assert!(live.snapshot().is_none());
    assert_eq!(refused_for(&live), ["P0020"]);
    lock(&folder.path("policies"));
    assert_eq!(outcome(&live.reload()), "published");
}

#[test]
fn a_lock_over_a_library_with_errors_publishes_nothing() {
    let folder = Folder::with_versions(&[OPEN]);
    let half = titled("Wrong").replace("fact: fever,", "fact: fevr,");
    lock(&folder.path("policies"));
    let text = fs::read_to_string(folder.path("policies").join(LOCK_FILE)).unwrap();
    let digest = |text: &str| medpol_model::value::Digest::of(text.as_bytes());
    let before = fs::read_to_string(folder.path(POLICY)).unwrap();
    folder.write(POLICY, &half);
    folder.write(&format!("policies/{LOCK_FILE}"), &text.replace(&digest(&before), &digest(&half)));
    let live = open(&folder, LockUse::Obeyed, Duration::ZERO);
    assert!(live.snapshot().is_none());
    // The list of files was changed by hand, and so does not have its digest.
    assert_eq!(refused_for(&live), ["P0018"]);
}

#[test]
fn authors_see_every_save_whatever_the_lock_says() {
    let folder = Folder::with_versions(&[OPEN]);
    lock(&folder.path("policies"));
    let live = Live::open(&folder.path("policies"), CHECKS);
    folder.write(POLICY, &titled("Edited"));
    assert_eq!(outcome(&live.reload()), "published");
    folder.write(&format!("policies/{LOCK_FILE}"), "format: [");
    assert_eq!(outcome(&live.reload()), "unchanged");
}

/// A copy that is under way when a server starts. How long the writer pauses is measured: only what was never
/// quiet for long enough must not be published.
#[test]
fn a_policy_that_is_being_written_at_the_start_is_waited_for() {
    const SETTLE: Duration = Duration::from_millis(400);
    let (folder, policy, text) = cohere();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for _ in 0..10 {
        // Each pause is measured from before a write to after the next, and so never as less than it is.
        let mut begun = Instant::now();
        let (policy, lines) = (&policy, &lines);
        fs::write(policy, lines[..20].concat()).unwrap();
        let (live, longest) = std::thread::scope(|scope| {
            let writer = scope.spawn(move || {
                let mut longest = Duration::ZERO;
                for part in 1..=10 {
                    std::thread::sleep(SETTLE / 10);
                    let next = Instant::now();
                    fs::write(policy, lines[..lines.len() * part / 10].concat()).unwrap();
                    longest = longest.max(begun.elapsed());
                    begun = next;
                }
                longest
            });
            let live = open(&folder, LockUse::Obeyed, SETTLE);
            (live, writer.join().unwrap())
        });
        if longest < SETTLE {
            settled(&live);
            let snapshot = live.snapshot().unwrap();
            assert_eq!(snapshot.generation, 1, "nothing was published before");
            let whole = snapshot.library.policy("cohere-health/bvn-ablation", "3").unwrap();
            assert!(!whole.exclusions.is_empty());
            return;
        }
    }
    println!("skipped: this machine pauses longer than is waited here");
}
