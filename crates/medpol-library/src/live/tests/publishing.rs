//! The result of a look at the disk.

use std::fs;
use std::sync::Arc;

use medpol_diagnostics::SourceMap;

use super::super::{Live, ReloadOutcome};
use super::{OPEN, POLICY, edit, live};
use crate::Library;
use crate::tests::Folder;

/// Looks at the disk, and says what it came to in one line, then what is published.
#[track_caller]
fn check(live: &Live, expected: &str) {
    let reload = live.reload();
    let outcome = match &reload.outcome {
        ReloadOutcome::Unchanged => "unchanged".to_owned(),
        ReloadOutcome::Published { policies, .. } => {
            let changed = policies.iter().map(|policy| format!(" {}: {:?}", policy.reference, policy.change));
            format!("published{}", changed.collect::<String>())
        }
        ReloadOutcome::Restored(_) => "restored".to_owned(),
        ReloadOutcome::HeldBack => "held back".to_owned(),
        ReloadOutcome::Refused(refusal) => {
            let codes = refusal.diagnostics.iter().map(|problem| format!(" {}", problem.code.number));
            format!("refused{}", codes.collect::<String>())
        }
        ReloadOutcome::Unsettled => "unsettled".to_owned(),
        ReloadOutcome::Settling(_) => "settling".to_owned(),
    };
    let files = reload.files.iter().map(|file| format!(", {:?} {}", file.change, file.below));
    assert_eq!(format!("{outcome}{}; {}", files.collect::<String>(), state(live)), expected);
}

fn state(live: &Live) -> String {
    let status = live.status();
    let generation = status.snapshot.as_ref().map_or(0, |snapshot| snapshot.generation);
    let refused = if status.refusal.is_some() { ", refused" } else { "" };
    let back = status.rolled_back.map_or(String::new(), |back| format!(", {} taken back to {}", back.from, back.to));
    format!("at {generation}{refused}{back}")
}

#[test]
fn a_good_edit_is_published_and_a_save_without_one_is_not() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = live(&folder);
    assert_eq!(state(&live), "at 1");
    check(&live, "unchanged; at 1");
    edit(&folder, POLICY, "title: Aspirin", "title: Aspirin again");
    check(&live, "published acme/aspirin@1: Text, Edited acme/aspirin/1.yaml; at 2");
    edit(
        &folder,
        POLICY,
        "text: Fever, source: [{ ref: paper, section: A }], fact: fever",
        "text: Fever, source: [{ ref: paper, section: A }], fact: fever, is: true",
    );
    check(&live, "published acme/aspirin@1: Text, Edited acme/aspirin/1.yaml; at 3");
    let text = fs::read(folder.path(POLICY)).unwrap();
    fs::remove_file(folder.path(POLICY)).unwrap();
    fs::write(folder.path(POLICY), text).unwrap();
    check(&live, "unchanged; at 3");
}

#[test]
fn a_bad_edit_keeps_the_last_good_library_until_it_is_mended() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = live(&folder);
    let good = live.snapshot().unwrap();
    edit(&folder, POLICY, "fact: fever,", "fact: fevr,");
    check(&live, "refused P0203, Edited acme/aspirin/1.yaml; at 1, refused");
    let first = live.status().refusal.clone().unwrap();
    let place = first.diagnostics.first().unwrap().primary.span;
    assert_eq!(first.sources.text(place), "fevr");
    check(&live, "unchanged; at 1, refused");
    edit(&folder, POLICY, "fact: fevr,", "fact: feber,");
    check(&live, "refused P0203, Edited acme/aspirin/1.yaml; at 1, refused");
    assert_eq!(live.status().refusal.clone().unwrap().since, first.since);
    assert!(Arc::ptr_eq(&good, &live.snapshot().unwrap()));
    edit(&folder, POLICY, "fact: feber,", "fact: fever,");
    check(&live, "restored, Edited acme/aspirin/1.yaml; at 1");
    assert!(Arc::ptr_eq(&good, &live.snapshot().unwrap()));
}

#[test]
fn an_edit_of_the_vocabulary_checks_every_policy() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = live(&folder);
    let vocabulary = "policies/vocabulary/base.yaml";
    edit(&folder, vocabulary, "  fever: {", "  chill: {");
    check(&live, "refused P0203, Edited vocabulary/base.yaml; at 1, refused");
    edit(&folder, vocabulary, "  chill: {", "  chill: { type: boolean, label: Chill }\n  fever: {");
    check(&live, "published, Edited vocabulary/base.yaml; at 2");
}

#[test]
fn policies_come_and_go() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = live(&folder);
    let text = crate::tests::policy("acme/ibuprofen", "1", "active", "from: 2020-01-01");
    folder.write("policies/acme/ibuprofen/1.yaml", &text);
    check(&live, "published acme/ibuprofen@1: Added, Added acme/ibuprofen/1.yaml; at 2");
    fs::remove_file(folder.path(POLICY)).unwrap();
    check(&live, "published acme/aspirin@1: Removed, Removed acme/aspirin/1.yaml; at 3");
}

#[test]
fn a_library_that_is_not_there_is_waited_for() {
    let folder = Folder::new();
    let live = live(&folder);
    assert!(live.snapshot().is_none());
    assert!(live.rollback().is_none());
    check(&live, "unchanged; at 0, refused");
    let there = Folder::with_versions(&[OPEN]);
    fs::rename(there.path("policies"), folder.path("policies")).unwrap();
    check(
        &live,
        "published acme/aspirin@1: Added, Added acme/aspirin/1.yaml, Added library.yaml, Added vocabulary/base.yaml; at 1",
    );
}

#[test]
fn a_rollback_lasts_until_it_is_lifted() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = live(&folder);
    assert!(live.rollback().is_none());
    let first = live.snapshot().unwrap();
    edit(&folder, POLICY, "title: Aspirin", "title: Mistake");
    check(&live, "published acme/aspirin@1: Text, Edited acme/aspirin/1.yaml; at 2");
    let back = live.rollback().unwrap();
    assert_eq!((back.generation, &back.digest), (3, &first.digest));
    assert!(Arc::ptr_eq(&back.library, &first.library));
    check(&live, "unchanged; at 3, 2 taken back to 1");
    edit(&folder, POLICY, "fact: fever,", "fact: fevr,");
    check(&live, "refused P0203, Edited acme/aspirin/1.yaml; at 3, refused, 2 taken back to 1");
    edit(&folder, POLICY, "fact: fevr,", "fact: fever,");
    check(&live, "held back, Edited acme/aspirin/1.yaml; at 3, 2 taken back to 1");
    check(&live, "unchanged; at 3, 2 taken back to 1");
    assert!(live.lift());
    check(&live, "unchanged; at 4");
    assert!(!live.lift());
    assert_eq!(live.rollback().unwrap().digest, first.digest);
    edit(&folder, POLICY, "title: Mistake", "title: Aspirin");
    check(&live, "restored, Edited acme/aspirin/1.yaml; at 5");
    live.rollback().unwrap();
    let again = live.rollback().unwrap();
    assert_eq!((again.generation, &again.digest), (7, &first.digest));
}

/// Trees that are kept between looks must not show: not in an order, not in a place.
#[test]
fn reused_trees_equal_a_fresh_load() {
    let folder = Folder::with_versions(&[OPEN]);
    let live = live(&folder);
    let warned = crate::tests::policy("acme/b", "1", "active", "from: 2020-01-01").replace("title:", "title: \"\" #");
    folder.write("policies/acme/b/1.yaml", &warned);
    folder.write("policies/a.yaml", "format: medpol/policy/1\nid: 1\nid: 2\n");
    folder.write("policies/z.yaml", "");
    for step in 0..4 {
        let reload = live.reload();
        let ReloadOutcome::Refused(refusal) = reload.outcome else { panic!("{step}: {reload:?}") };
        let mut sources = SourceMap::default();
        let fresh = Library::load(&folder.path("policies"), &mut sources);
        assert_eq!(refusal.diagnostics, fresh.diagnostics(), "{step}");
        let places = refusal.diagnostics.iter().map(|problem| problem.primary.span);
        assert!(places.clone().count() > 1);
        for place in places {
            assert_eq!(refusal.sources.name(place), sources.name(place));
            assert_eq!(refusal.sources.text(place), sources.text(place));
        }
        match step {
            0 => fs::remove_file(folder.path("policies/a.yaml")).unwrap(),
            1 => fs::rename(folder.path("policies/z.yaml"), folder.path("policies/0.yaml")).unwrap(),
            _ => folder.write(&format!("policies/a{step}.yaml"), &warned),
        }
    }
}

#[test]
fn the_digest_depends_on_the_files_not_their_folder() {
    let digest = |folder: &Folder| live(folder).snapshot().unwrap().digest.clone();
    let (one, other) = (Folder::with_versions(&[OPEN]), Folder::with_versions(&[OPEN]));
    assert_eq!(digest(&one), digest(&other));
    edit(&other, POLICY, "title: Aspirin", "title: Aspirin # a comment");
    assert_ne!(digest(&one), digest(&other));
}

/// With errors from the start: what they do not concern is served, until something better was.
#[test]
fn a_library_with_errors_is_published_if_it_is_the_first() {
    use crate::{Publishing, Reliance, WithErrors};

    let folder = Folder::with_versions(&[OPEN]);
    folder.write("policies/acme/zinc/1.yaml", "");
    assert_eq!(state(&live(&folder)), "at 0, refused");
    let publishing = Publishing { errors: WithErrors::Published, ..Publishing::AT_ONCE };
    let live = Live::guarded(&folder.path("policies"), super::CHECKS, publishing);
    let reliance = |live: &Live| live.snapshot().unwrap().library.reliance();
    assert_eq!((state(&live).as_str(), reliance(&live)), ("at 1", Reliance::Incomplete));
    folder.write("policies/acme/zinc/1.yaml", "format: [");
    check(&live, "published, Edited acme/zinc/1.yaml; at 2");
    fs::remove_file(folder.path("policies/acme/zinc/1.yaml")).unwrap();
    check(&live, "published, Removed acme/zinc/1.yaml; at 3");
    assert_eq!(reliance(&live), Reliance::Whole);
    folder.write("policies/acme/zinc/1.yaml", "");
    check(&live, "refused P0011, Added acme/zinc/1.yaml; at 3, refused");
    assert_eq!(reliance(&live), Reliance::Whole);
}
