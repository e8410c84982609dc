//! The bad files of `fixtures/invalid`: one for every code, each with what a person is told.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]

use std::path::PathBuf;

use medpol_diagnostics::ALL;
use medpol_testing::{explain, fixtures, orphans, snapshot_settings};

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(fixtures::folder().join("invalid")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn name(path: &std::path::Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn every_bad_file_is_explained() {
    insta::glob!("../../../fixtures/invalid", "*.{yaml,json,txt}", |path| {
        let text = explain(path).unwrap();
        snapshot_settings(path).bind(|| insta::assert_snapshot!(name(path), text));
    });
}

#[test]
fn every_code_has_its_bad_file() {
    let names: Vec<String> = files().iter().map(|path| name(path)).collect();
    let without: Vec<&str> = ALL
        .iter()
        .filter(|code| !names.contains(&format!("{}-{}", code.number, code.name)))
        .map(|code| code.number)
        .collect();
    assert!(without.is_empty(), "no `fixtures/invalid/<code>-<name>.…` for {without:?}");
}

#[test]
fn every_bad_file_earns_the_code_of_its_name_and_no_other() {
    for path in files() {
        let (name, text) = (name(&path), explain(&path).unwrap());
        let code = ALL.iter().find(|code| name.starts_with(&format!("{}-{}", code.number, code.name)));
        let number = code.map_or("a code that there is not", |code| code.number);
        let found = text.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
        let others: Vec<&str> = found.filter(|line| !line.contains(number)).collect();
        assert!(text.contains(&format!("[{number}]")), "{name} does not earn {number}:\n{text}");
        assert!(others.is_empty(), "{name} earns more than {number}: {others:#?}");
    }
}

#[test]
fn no_snapshot_has_lost_its_fixture() {
    assert_eq!(orphans(&fixtures::folder()).unwrap(), Vec::<PathBuf>::new());
}
