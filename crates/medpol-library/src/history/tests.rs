//! Histories that grow from release to release, and the digests that are looked up in them.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use medpol_model::value::Date;

use super::*;
use crate::tests::{Folder, policy};
use crate::{Checks, DigestOf, FoundIn, LockOrder, Which, draw_up, which};

const CHECKS: Checks = Checks { lint: |_, _| Vec::new(), health: None, as_of: None };
const POLICY: &str = "policies/acme/aspirin/1.yaml";

fn release(folder: &mut Folder, name: &str, day: &str) -> Added {
    let policies = folder.path("policies");
    let date = Date::parse(day).unwrap();
    let order = LockOrder {
        policies: &policies,
        fixtures: Some(Path::new("nowhere")),
        date,
        generator: "medpol 0.1.0",
        checks: CHECKS,
    };
    let drawn_up = draw_up(order, &mut folder.sources).unwrap();
    let mut history = History::read(&policies, &mut folder.sources).unwrap();
    let added = history.add(&drawn_up, name);
    history.save(&policies).unwrap();
    assert_eq!(History::read(&policies, &mut folder.sources).unwrap(), history, "it is read as it is written");
    added
}

fn find(folder: &mut Folder, digest: &str) -> Which {
    let mut diagnostics = Vec::new();
    let found = which(&folder.path("policies"), digest, &mut folder.sources, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    found
}

#[test]
fn a_state_is_entered_once_and_again_when_it_comes_back() {
    let mut folder = Folder::with_versions(&[("1", "active", "from: 2020-01-01"), ("2", "draft", "from: 2030-01-01")]);
    let first = policy("acme/aspirin", "1", "active", "from: 2020-01-01");
    assert_eq!(release(&mut folder, "one", "2026-01-01"), Added::New(2));
    assert_eq!(release(&mut folder, "one", "2026-01-02"), Added::Known);
    assert_eq!(release(&mut folder, "two", "2026-02-01"), Added::New(0));
    folder.write(POLICY, &first.replace("title: Aspirin", "title: Another"));
    assert_eq!(release(&mut folder, "two", "2026-02-02"), Added::Taken);
    assert_eq!(release(&mut folder, "three", "2026-03-01"), Added::New(1));
    folder.write(POLICY, &first);
    assert_eq!(release(&mut folder, "four", "2026-04-01"), Added::New(1));
    let history = History::read(&folder.path("policies"), &mut folder.sources).unwrap();
    let entries: Vec<String> =
        history.released.iter().map(|state| format!("{}@{} {}", state.policy, state.version, state.release)).collect();
    let expected = ["acme/aspirin@1 one", "acme/aspirin@1 three", "acme/aspirin@1 four", "acme/aspirin@2 one"];
    assert_eq!(entries, expected);
    assert_eq!(history.releases.len(), 4);
    // The same meaning in three entries, another text in one of them.
    let [one, three, four, _] = history.released.as_slice() else { panic!() };
    assert_eq!((&one.meaning, &one.text), (&three.meaning, &four.text));
    assert_ne!(one.text, three.text);
}

#[test]
fn a_digest_of_an_old_version_is_found() {
    let mut folder = Folder::with_versions(&[("1", "active", "from: 2020-01-01")]);
    release(&mut folder, "2026.01", "2026-01-15");
    let old = History::read(&folder.path("policies"), &mut folder.sources).unwrap();
    let (state, library) = (old.released.first().unwrap().clone(), old.releases.first().unwrap().library.clone());
    folder.write("policies/acme/aspirin/2.yaml", &policy("acme/aspirin", "2", "active", "from: 2020-01-01"));
    std::fs::remove_file(folder.path(POLICY)).unwrap();
    let place = FoundIn::Release { date: "2026-01-15".to_owned(), name: "2026.01".to_owned() };
    for (digest, of, subject) in [
        (&state.governs, DigestOf::Governs, "acme/aspirin@1"),
        (&state.text, DigestOf::Text, "acme/aspirin@1"),
        (&state.file, DigestOf::File, "acme/aspirin@1"),
        (&library, DigestOf::Library, ""),
    ] {
        // As a log has it, and as a letter prints it.
        for written in
            [digest.clone(), digest.replace("sha256:", ""), digest.chars().take(19).collect::<String>() + "…"]
        {
            match find(&mut folder, &written) {
                Which::Found { digest: found, bearers } => {
                    assert_eq!(&found, digest);
                    let (bearer, places) = bearers.first_key_value().unwrap();
                    assert_eq!((bearer.of, &*bearer.subject, places.as_slice()), (of, subject, &[place.clone()][..]));
                }
                other => panic!("{written}: {other:?}"),
            }
        }
    }
    // The second version means what the first meant.
    let Which::Found { bearers, .. } = find(&mut folder, &state.meaning) else { panic!() };
    let subjects: Vec<&str> = bearers.keys().map(|bearer| &*bearer.subject).collect();
    assert_eq!(subjects, ["acme/aspirin@1", "acme/aspirin@2"]);
}

#[test]
fn an_invalid_digest_is_distinguished_from_an_unknown_one() {
    let mut folder = Folder::with_versions(&[("1", "active", "from: 2020-01-01")]);
    for written in ["", "sha256:", "abc", "sha256:xyzxyzxyz", &"0".repeat(65), "acme/aspirin@1"] {
        assert_eq!(find(&mut folder, written), Which::NoDigest, "{written}");
    }
    assert_eq!(find(&mut folder, "000000000000"), Which::Nothing);
}

#[test]
fn a_broken_history_is_never_overwritten() {
    let mut folder = Folder::with_versions(&[("1", "active", "from: 2020-01-01")]);
    release(&mut folder, "one", "2026-01-01");
    let path = folder.path("policies").join(HISTORY_FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    for broken in
        ["", "released: [", &text.replace("meaning: sha256:", "meaning: sha"), &text.replace("released:", "relaesed:")]
    {
        std::fs::write(&path, broken).unwrap();
        let problems = History::read(&folder.path("policies"), &mut folder.sources).unwrap_err();
        assert!(problems.iter().any(|problem| problem.help.join(" ").contains("last committed")), "{problems:#?}");
    }
}
