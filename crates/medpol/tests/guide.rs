//! The author's guide, `policies/README.md` and the pages in `policies/guide`, followed to the letter.
//!
//! A copy of the library is made, and the blocks of each page are gone through in order: a block with a path after
//! its language is that file (with `+` after the path it is added to its end), a block with the name of
//! a part, such as `criteria`, is that part of a file of its own, and a `console` block is run and must
//! print what the guide shows. In the end every file must be in order. `GUIDE=overwrite cargo test`
//! writes what is printed now.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// What the commands of a block print, each after its own line.
fn run(block: &str, folder: &Path) -> String {
    let mut shown = String::new();
    for line in block.lines().filter(|line| line.starts_with("$ ")) {
        let words = line.strip_prefix("$ medpol ").unwrap_or_else(|| panic!("not a command of medpol: {line}"));
        let output = Command::new(env!("CARGO_BIN_EXE_medpol"))
            .args(words.split_whitespace())
            .current_dir(folder)
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        shown.push_str(line);
        shown.push('\n');
        for bytes in [output.stdout, output.stderr] {
            for line in String::from_utf8(bytes).unwrap().lines() {
                shown.push_str(line.trim_end());
                shown.push('\n');
            }
        }
    }
    shown
}

fn write(folder: &Path, path: &str, text: &str) {
    let (path, is_added) = path.strip_suffix(" +").map_or((path, false), |path| (path, true));
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let before = if is_added { fs::read_to_string(&file).unwrap() } else { String::new() };
    fs::write(file, before + text).unwrap();
}

/// What a policy of which only a part is shown begins with.
const HEAD: &str = "\
format: medpol/policy/1
id: practice/NAME
version: \"1\"
title: Example
publisher: Practice
kind: KIND
status: draft
basis: published
effective: { from: 2026-01-01 }
vocabulary: facet
sources:
  - { id: policy, class: internal, title: Practice policy }
  - { id: lcd, class: lcd, title: Practice determination }
";

const APPLIES: &str =
    "applies_to: { payers: [practice], lines_of_business: [commercial], services: [\"CPT:64628\"] }\n";

/// What a case of which only a part is shown begins with.
const CASE: &str = "format: medpol/case/1\nexpect: { policy: cohere-health/bvn-ablation@3 }\n";

/// The file that a part stands for; `name` is its own.
fn whole(part: &str, name: &str, block: &str) -> (String, String) {
    let inside = || block.lines().fold(String::new(), |text, line| text + "  " + line + "\n");
    let policy = |kind: &str, rest: String| {
        (format!("policies/practice/{name}/1.yaml"), HEAD.replace("NAME", name).replace("KIND", kind) + &rest)
    };
    match part {
        "criteria" => policy("payer-policy", format!("{APPLIES}criteria:\n{}", inside())),
        "edits" => policy("coding-edits", format!("{APPLIES}criteria:\n{}", inside())),
        "policy" => policy("payer-policy", block.to_owned()),
        "case" => (format!("fixtures/practice/{name}.yaml"), CASE.to_owned() + block),
        "facts" => {
            let head = format!("format: medpol/vocabulary/1\nid: {name}\nuses: [base]\nfacts:\n");
            (format!("policies/vocabulary/{name}.yaml"), head + &inside())
        }
        other => panic!("no part is called {other}"),
    }
}

/// A page with what its commands print now. `page` is its name, from which its examples are named.
fn followed(page: &str, guide: &str, folder: &Path) -> String {
    let mut text = String::new();
    let mut parts = 0;
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        let Some(info) = line.strip_prefix("```") else { continue };
        let inside = lines.by_ref().take_while(|line| *line != "```");
        let block = inside.fold(String::new(), |block, line| block + line + "\n");
        match info.split_once(' ') {
            _ if info == "console" => text.push_str(&run(&block, folder)),
            Some((_, path)) if path.contains('/') => {
                write(folder, path, &block);
                text.push_str(&block);
            }
            Some((_, part)) => {
                parts += 1;
                let (path, file) = whole(part, &format!("{page}-{parts}"), &block);
                write(folder, &path, &file);
                text.push_str(&block);
            }
            None => text.push_str(&block),
        }
        text.push_str("```\n");
    }
    text
}

/// The pages of the guide with their paths, the half hour first.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        fs::read_dir(repository().join("policies/guide")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages.insert(0, repository().join("policies/README.md"));
    pages
}

#[test]
fn the_guide_shows_what_happens() {
    for path in pages() {
        let folder = TempDir::new().unwrap();
        copy(&repository().join("policies"), &folder.path().join("policies"));
        let guide = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_lowercase();
        let followed = followed(&name, &guide, folder.path());
        if std::env::var_os("GUIDE").is_some_and(|word| word == "overwrite") {
            fs::write(&path, &followed).unwrap();
        } else {
            assert!(
                guide == followed,
                "{name} shows something else; see what changed with `GUIDE=overwrite cargo test -p medpol --test guide` and `git diff policies`"
            );
        }
        let left = left_over(folder.path());
        assert!(left.is_empty(), "{name} leaves files that are not in order: {left}");
    }
}

/// Every key that a criterion can have is shown in some block that is compiled.
#[test]
fn the_guide_shows_every_key() {
    let output = Command::new(env!("CARGO_BIN_EXE_medpol")).args(["schema", "policy"]).output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys = schema.pointer("/$defs/Criterion/properties").unwrap().as_object().unwrap();
    let mut blocks = String::new();
    for path in pages() {
        let guide = fs::read_to_string(path).unwrap();
        let mut lines = guide.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("```") {
                let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                let is_compiled = line.starts_with("```yaml ");
                blocks.extend(block.into_iter().filter(|_| is_compiled).flat_map(|line| [line, "\n"]));
            }
        }
    }
    let is_shown = |key: &str| {
        blocks.split(|sign: char| sign.is_whitespace() || "{,[-".contains(sign)).any(|word| word == format!("{key}:"))
    };
    let missing: Vec<&String> = keys.keys().filter(|key| !is_shown(key)).collect();
    assert!(missing.is_empty(), "no block of the guide shows {missing:?}");
}

/// What the first page shows of a policy is written there, line by line.
#[test]
fn the_first_page_quotes_the_policy() {
    let page = fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, rest) = page.split_once("```yaml policies/").unwrap();
    let (path, rest) = rest.split_once('\n').unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let policy = fs::read_to_string(repository().join("policies").join(path)).unwrap();
    for line in block.lines() {
        assert!(policy.lines().any(|written| written == line), "{path} has no line `{line}`");
    }
}

/// What is still wrong with the files that the guide makes, when it has been followed to its end.
fn left_over(folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_medpol"))
        .args(if folder.join("fixtures").is_dir() {
            &["validate", "policies", "fixtures"][..]
        } else {
            &["validate", "policies"]
        })
        .current_dir(folder)
        .output()
        .unwrap();
    if output.status.success() { String::new() } else { String::from_utf8(output.stdout).unwrap() }
}
