//! The one form of documents, over everything that is shipped: it is kept, it changes no meaning, and what is in it stays.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use medpol_diagnostics::SourceMap;
use medpol_library::Library;
use medpol_syntax::{Draft, Kind, Node, NotFormatted, Style, formatted, parse};
use medpol_testing::fixtures;
use walkdir::WalkDir;

/// The YAML files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let all = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    all.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect()
}

fn shipped() -> Vec<PathBuf> {
    let mut all = files(&fixtures::repository().join("policies"));
    all.extend(
        files(&fixtures::folder()).into_iter().filter(|path| !path.starts_with(fixtures::folder().join("invalid"))),
    );
    all
}

#[test]
fn shipped_documents_are_in_the_one_form() {
    let (mut documents, mut others) = (0, Vec::new());
    for path in shipped() {
        let bytes = fs::read(&path).unwrap();
        match formatted("a.yaml", &bytes, &mut SourceMap::default()) {
            Ok(new) => {
                assert!(new.as_bytes() == bytes, "{}: run `medpol fmt policies fixtures`", path.display());
                documents += 1;
            }
            Err(NotFormatted::NoDocument) => others.push(path),
            // A case as a program sends it.
            Err(NotFormatted::Json) => {}
            Err(error) => panic!("{}: {error:?}", path.display()),
        }
    }
    assert!(documents > 500, "{documents} documents");
    // The tables of operators have a form of their own.
    assert!(others.iter().all(|path| path.starts_with(fixtures::folder().join("operators"))), "{others:?}");
}

/// Also what is wrong on purpose: whatever can be read has a form, says the same in it, and stays.
#[test]
fn everything_that_can_be_read_can_be_formatted_and_then_stays() {
    let mut count = 0;
    for path in files(&fixtures::repository().join("fixtures")) {
        let bytes = fs::read(&path).unwrap();
        match formatted("a.yaml", &bytes, &mut SourceMap::default()) {
            Ok(once) => {
                let twice = formatted("a.yaml", once.as_bytes(), &mut SourceMap::default());
                assert_eq!(twice.as_ref(), Ok(&once), "{}", path.display());
                count += 1;
            }
            Err(NotFormatted::Different) => panic!("{} would say something else", path.display()),
            Err(NotFormatted::NoDocument | NotFormatted::Json | NotFormatted::Unread(_)) => {}
        }
    }
    assert!(count > 600, "{count} documents");
}

/// Every shipped policy, written as badly as one can and then formatted, means what it meant.
#[test]
fn formatting_changes_no_digest() {
    let policies = fixtures::repository().join("policies");
    let folder = tempfile::tempdir().unwrap();
    fixtures::copy(&policies, folder.path()).unwrap();
    let mut changed = 0;
    for path in files(folder.path()) {
        let bytes = fs::read(&path).unwrap();
        let root = parse(&mut SourceMap::default(), "a.yaml", &bytes).root.unwrap();
        let format = root.get("format").and_then(Node::text).unwrap().to_owned();
        let draft = scrambled(&root, format == "medpol/policy/1" || format == "medpol/criteria/1");
        let bad = draft.yaml().replace('\n', "  \n");
        let good = formatted("a.yaml", bad.as_bytes(), &mut SourceMap::default()).unwrap();
        changed += usize::from(good != bad);
        fs::write(&path, good).unwrap();
    }
    assert!(changed > 20, "{changed} files changed");
    assert_eq!(digests(folder.path()), digests(&policies));
}

fn digests(folder: &Path) -> BTreeMap<String, [String; 3]> {
    let library = Library::load(folder, &mut SourceMap::default());
    assert!(!library.policies().is_empty());
    let of = |digest: &str| digest.to_owned();
    let policies = library.policies().iter();
    policies
        .map(|policy| {
            let digests = [&policy.meaning_digest, &policy.governs_digest, &policy.text_digest];
            (policy.reference(), digests.map(|digest| of(digest)))
        })
        .collect()
}

/// A document with all of its texts in quotes, and its keys backwards where their order says nothing.
fn scrambled(node: &Node, is_backwards: bool) -> Draft {
    match &node.kind {
        Kind::Scalar(_) if node.is_null() => Draft::Null,
        Kind::Scalar(scalar) if scalar.style == Style::Plain => Draft::value(&*scalar.text),
        Kind::Scalar(scalar) => Draft::text(&*scalar.text),
        Kind::Sequence(items) => Draft::List(items.iter().map(|item| scrambled(item, is_backwards)).collect()),
        Kind::Mapping(entries) => {
            let mut entries: Vec<_> =
                entries.iter().map(|entry| (entry.key.to_string(), scrambled(&entry.value, is_backwards))).collect();
            if is_backwards {
                entries.reverse();
            }
            Draft::Mapping(entries)
        }
    }
}
