//! Locks that are drawn up, read back and compared, in small libraries on disk.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::fs;

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_model::value::Date;

use super::*;
use crate::Checks;
use crate::tests::{Folder, policy};

const CHECKS: Checks = Checks { lint: |_, _| Vec::new(), health: None, as_of: None };
const OPEN: (&str, &str, &str) = ("1", "active", "from: 2020-01-01");
const POLICY: &str = "policies/acme/aspirin/1.yaml";

fn library() -> Folder {
    let folder = Folder::with_versions(&[OPEN]);
    folder.write("cases/acme/aspirin/one.yaml", &case("one"));
    folder
}

fn case(title: &str) -> String {
    format!(
        "format: medpol/case/1\ntitle: {title}\nfacts: {{ fever: true }}\nexpect: {{ policy: acme/aspirin, result: met }}\n"
    )
}

fn drawn_up(folder: &mut Folder, day: &str) -> Result<DrawnUp, Vec<Diagnostic>> {
    let (policies, fixtures) = (folder.path("policies"), folder.path("cases"));
    let date = Date::parse(day).unwrap();
    let order =
        LockOrder { policies: &policies, fixtures: Some(&fixtures), date, generator: "medpol 0.1.0", checks: CHECKS };
    draw_up(order, &mut folder.sources)
}

/// A library with a lock.
pub(crate) fn locked(folder: &mut Folder) -> Lock {
    let drawn_up = drawn_up(folder, "2026-11-28").unwrap();
    drawn_up.save().unwrap();
    drawn_up.lock
}

fn problems(folder: &mut Folder) -> Vec<Diagnostic> {
    check_lock(&folder.path("policies"), CHECKS, &mut folder.sources)
}

#[track_caller]
fn expect(folder: &mut Folder, codes: &[&str], words: &[&str]) {
    let found = problems(folder);
    let numbers: Vec<&str> = found.iter().map(|problem| problem.code.number).collect();
    assert_eq!(numbers, codes, "{found:#?}");
    let told = found
        .iter()
        .map(|problem| [&*problem.message, &problem.help.join(" ")].join(" "))
        .collect::<Vec<_>>()
        .join("; ");
    for word in words {
        assert!(told.contains(word), "{word}: {told}");
    }
}

fn text(folder: &Folder) -> String {
    fs::read_to_string(folder.path("policies").join(LOCK_FILE)).unwrap()
}

#[test]
fn a_written_lock_reads_as_the_same_lock() {
    let mut folder = library();
    let mut lock = drawn_up(&mut folder, "2026-11-28").unwrap().lock;
    for odd in ["a: b #1, 'ü' [x].yaml", "- x/null.yaml", "12/e9.yml", "\"\\\"/~.json", "{a}/?.yaml"] {
        lock.files.insert(odd.to_owned(), Digest::of(odd.as_bytes()));
    }
    lock.library = library_digest(lock.files.iter().map(|(below, digest)| (&**below, &**digest)));
    let text = lock.yaml();
    match LockFile::of_text("medpol.lock", text.as_bytes(), &mut folder.sources) {
        LockFile::Read(read) => assert_eq!(read.lock, lock),
        other => panic!("{text}\n{other:#?}"),
    }
}

/// Nobody could read such a name in the lock, and a terminal would obey it.
#[cfg(unix)]
#[test]
fn a_file_whose_name_cannot_be_shown_is_not_locked() {
    for name in ["policies/vocabulary/\u{1b}[31m.json", "policies/vocabulary/two\nlines.json"] {
        let mut folder = library();
        let id = name.trim_start_matches("policies/vocabulary/").trim_end_matches(".json");
        let id = id.replace('\n', "\\n").replace('\u{1b}', "\\u001b");
        folder.write(name, &format!("{{\"format\": \"medpol/vocabulary/1\", \"id\": \"{id}\", \"facts\": {{}}}}"));
        assert!(drawn_up(&mut folder, "2026-11-28").is_err(), "{name:?}");
    }
}

#[test]
fn a_lock_names_no_machine_and_repeats_nothing() {
    let mut folder = library();
    let lock = locked(&mut folder);
    let text = text(&folder);
    assert!(!text.contains(folder.path("").to_str().unwrap()), "{text}");
    assert_eq!(lock.cases.as_ref().unwrap().folder, "../cases");
    assert_eq!(lock.policies["acme/aspirin@1"].cases, Some(1));
    // What other programs say of a file, such as `sha256sum`.
    let expected = Digest::of(&fs::read(folder.path(POLICY)).unwrap());
    assert_eq!(lock.files["acme/aspirin/1.yaml"], expected);
    let names: Vec<String> = fs::read_dir(folder.path("policies"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("lock"))
        .collect();
    assert_eq!(names, [LOCK_FILE], "nothing is left behind");
}

#[test]
fn the_day_and_the_program_make_no_difference() {
    let mut folder = library();
    locked(&mut folder);
    assert!(drawn_up(&mut folder, "2027-01-01").unwrap().is_current());
    folder.write("policies/acme/aspirin/2.yaml", &policy("acme/aspirin", "2", "draft", "from: 2030-01-01"));
    assert!(!drawn_up(&mut folder, "2026-11-28").unwrap().is_current());
}

#[test]
fn a_library_with_errors_is_not_locked() {
    let mut folder = library();
    let text = policy("acme/aspirin", "1", "active", "from: 2020-01-01").replace("fact: fever,", "fact: fevr,");
    folder.write(POLICY, &text);
    let problems = drawn_up(&mut folder, "2026-11-28").unwrap_err();
    assert!(problems.iter().any(|problem| problem.code.number == "P0203"), "{problems:#?}");
    assert!(!folder.path("policies/medpol.lock").exists());
}

#[test]
fn every_kind_of_difference_is_named() {
    let mut folder = library();
    expect(&mut folder, &["P0020"], &["there is no", "medpol lock"]);
    locked(&mut folder);
    expect(&mut folder, &[], &[]);
    folder.write(
        "policies/vocabulary/more.yaml",
        "format: medpol/vocabulary/1\nid: more\nuses: [base]\nfacts: { chill: { type: boolean, label: Chill } }\n",
    );
    fs::remove_file(folder.path("policies/library.yaml")).unwrap();
    folder.write(POLICY, &policy("acme/aspirin", "1", "active", "from: 2021-01-01"));
    let found = problems(&mut folder);
    let differs = found.iter().find(|problem| problem.code.number == "P0017").unwrap();
    assert!(differs.message.ends_with("1 file not in it, 1 file changed, 1 file gone"), "{differs:#?}");
    let help = differs.help.join("; ");
    for told in ["`vocabulary/more.yaml`", "`acme/aspirin/1.yaml`", "`library.yaml`", "`medpol lock`"] {
        assert!(help.contains(told), "{told}: {help}");
    }
}

/// Another version of the program may read the same files otherwise.
#[test]
fn the_same_files_with_another_meaning_are_a_difference() {
    for (key, words) in
        [("meaning", "means something else"), ("governs", "governs other requests"), ("text", "says something else")]
    {
        let mut folder = library();
        locked(&mut folder);
        let text = text(&folder);
        let at = text.find(&format!("    {key}: sha256:")).unwrap() + key.len() + "    : sha256:".len();
        let other = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
        folder.write("policies/medpol.lock", &format!("{}{other}{}", &text[..at], &text[at + 1..]));
        expect(&mut folder, &["P0017"], &["the files are as", words]);
    }
}

/// A lock may itself arrive in part, together with the part of the library that it names.
#[test]
fn every_changed_part_of_a_lock_is_noticed() {
    let mut folder = library();
    locked(&mut folder);
    let text = text(&folder);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    // Without the cases it is not less of the library.
    let whole = lines.iter().position(|line| line.trim_start().starts_with("cases:")).unwrap();
    for cut in 0..whole {
        let part = lines[..cut].concat();
        folder.write("policies/medpol.lock", &part);
        assert!(!problems(&mut folder).is_empty(), "{part}");
        // With just the files that the part names.
        let fewer = Folder::new();
        for below in ["library.yaml", "vocabulary/base.yaml", "acme/aspirin/1.yaml"] {
            if part.contains(&format!("{below}: sha256:")) {
                fewer.write(
                    &format!("policies/{below}"),
                    &fs::read_to_string(folder.path("policies").join(below)).unwrap(),
                );
            }
        }
        fewer.write("policies/medpol.lock", &part);
        let found = check_lock(&fewer.path("policies"), CHECKS, &mut SourceMap::default());
        assert!(!found.is_empty(), "{part}");
    }
    folder.write("policies/medpol.lock", &lines[..whole].concat());
    expect(&mut folder, &[], &[]);
}

#[test]
fn an_unreadable_lock_is_reported_with_a_correction() {
    let mut folder = library();
    locked(&mut folder);
    for (text, code) in [
        ("", "P0011"),
        ("format: [", "P0105"),
        ("format: medpol/lock/1\nfiles: [", "P0002"),
        ("root:x:0:0:root:/root:/bin/bash\n", "P0105"),
        ("format: medpol/lock/2\n", "P0105"),
        ("format: medpol/lock/1\nfiles:\n  a: 12\n", "P0115"),
        ("format: medpol/lock/1\n<<<<<<< ours\ndate: 2026-11-28\n=======\n", "P"),
    ] {
        folder.write("policies/medpol.lock", text);
        let found = problems(&mut folder);
        assert!(found.iter().any(|problem| problem.code.number.starts_with(code)), "{text}: {found:#?}");
        assert!(found.iter().any(|problem| problem.help.join(" ").contains("`medpol lock` writes it")), "{found:#?}");
    }
}

#[test]
fn missing_cases_are_reported_and_new_ones_are_not() {
    let mut folder = library();
    folder.write("cases/acme/aspirin/two.yaml", &case("two"));
    locked(&mut folder);
    folder.write("cases/acme/aspirin/three.yaml", &case("three"));
    expect(&mut folder, &[], &[]);
    fs::remove_file(folder.path("cases/acme/aspirin/two.yaml")).unwrap();
    expect(&mut folder, &["P0019"], &["`acme/aspirin/two.yaml` is gone, with 1 case"]);
    // Where the cases are not installed at all, that is no difference of the library.
    fs::remove_dir_all(folder.path("cases")).unwrap();
    expect(&mut folder, &[], &[]);
}

#[test]
fn an_unreadable_file_counts_as_missing() {
    let mut folder = library();
    locked(&mut folder);
    fs::remove_file(folder.path("policies/vocabulary/base.yaml")).unwrap();
    fs::create_dir(folder.path("policies/vocabulary/base.yaml")).unwrap();
    let found = problems(&mut folder);
    let differs = found.iter().find(|problem| problem.code.number == "P0017").unwrap();
    assert!(differs.help.iter().any(|help| help == "gone, or not to be read: `vocabulary/base.yaml`"), "{found:#?}");
}
