//! A library with a broken file: whatever file of the shipped library is broken, and however, a case gets the
//! answer that it got before, or is told that the library cannot be read.
//!
//! A file that is still right after it was cut off is not broken; that is what a lock is for.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{Library, Named, WrittenCase, find_cases};
use medpol_model::answer::{Decision, Outcome, View};
use medpol_testing::fixtures;
use walkdir::WalkDir;

/// A case with the answers of the library as it is shipped.
struct Known {
    case: WrittenCase,
    named: Vec<String>,
    answers: Vec<Told>,
}

/// What is compared of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Result(String),
    /// It is unknown, because of these files.
    Unreadable(Vec<String>),
    Refused(String),
}

#[test]
fn a_broken_file_changes_no_answer_that_is_still_given() {
    let policies = fixtures::repository().join("policies");
    let library = Library::load(&policies, &mut SourceMap::default());
    let known = known(&library);
    assert!(known.len() > 30, "{} cases", known.len());
    let folder = tempfile::tempdir().unwrap();
    fixtures::copy(&policies, folder.path()).unwrap();
    let mut failures = Vec::new();
    let mut answered = 0_usize;
    let files = files(folder.path());
    for (number, file) in files.iter().enumerate() {
        let whole = fs::read(file).unwrap();
        let other = fs::read(files.get(number + 1).unwrap_or(&files[0])).unwrap();
        // Every way for every file takes minutes: each way is tried with every eighth file.
        let is_sampled = |at: usize| (at + number).is_multiple_of(8);
        for (_, (how, bytes)) in breaks(&whole, other).into_iter().enumerate().filter(|(at, _)| is_sampled(*at)) {
            fs::write(file, bytes).unwrap();
            let library = Library::load(folder.path(), &mut SourceMap::default());
            if is_broken(&library, file) {
                let what = format!("{} {how}", file.strip_prefix(folder.path()).unwrap().display());
                answered += compare(&library, &known, &what, file, &mut failures);
            }
        }
        fs::write(file, whole).unwrap();
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(answered > 300, "only {answered} answers were still given");
}

/// Whether the file that was changed has an error, or is missed by others. Where it is neither, it says something
/// else and nobody can know.
fn is_broken(library: &Library, file: &Path) -> bool {
    has_errors(library.diagnostics())
        && library.unreadable().iter().any(|unreadable| Path::new(&unreadable.file) == file)
}

/// The ways in which a file is broken.
fn breaks(whole: &[u8], other: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8(whole.to_vec()).unwrap();
    let cut = |part: usize| {
        let at = text.len() * part / 100;
        (format!("cut off after {part} %"), whole.get(..at).unwrap().to_vec())
    };
    // At the end of a line the rest is easily taken for whole.
    let head = text.find("\nservices").or_else(|| text.find("services:")).unwrap_or(text.len() / 3);
    let line = text.get(..head).unwrap().rfind('\n').unwrap_or(0);
    let mut breaks = vec![
        ("emptied".to_owned(), Vec::new()),
        ("made a list".to_owned(), b"- one\n- two\n".to_vec()),
        ("made a case".to_owned(), b"format: medpol/case/1\nfacts: {}\n".to_vec()),
        ("with an open bracket at its end".to_owned(), [whole, b"\nnot_encoded: [\n"].concat()),
        ("with an unknown key".to_owned(), [whole, b"\nsomething: else\n"].concat()),
        ("cut off in its head".to_owned(), whole.get(..line).unwrap().to_vec()),
        ("overwritten by another".to_owned(), other),
        ("not in UTF-8".to_owned(), [whole, b"\n# \xff\n"].concat()),
    ];
    breaks.extend([7, 35, 80].map(cut));
    let misspelt = ["payers:", "kind: payer-policy", "effective:", "codes:", "fact:", "type: "];
    for word in misspelt {
        if text.contains(word) {
            breaks.push((format!("with `{word}` misspelt"), text.replacen(word, "x: ", 1).into_bytes()));
        }
    }
    breaks
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect()
}

/// Some cases of every folder with what they are answered.
fn known(library: &Library) -> Vec<Known> {
    let mut known = Vec::new();
    let mut folders = BTreeSet::new();
    let all = WalkDir::new(fixtures::folder()).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    for path in all.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let below = path.strip_prefix(fixtures::folder()).unwrap();
        let is_own = ["invalid", "operators", "synthetic", "contrast"].iter().any(|own| below.starts_with(own));
        let is_of_resolution = below.starts_with("resolution");
        if is_own || (!is_of_resolution && !folders.insert(path.parent().unwrap().to_owned())) {
            continue;
        }
        let found = find_cases(&path, &mut SourceMap::default());
        for case in found.cases.into_iter().take(1) {
            let policy = case.document().expect.as_ref().and_then(|expect| expect.policy.as_ref());
            let version = policy.map(|policy| policy.text.to_string());
            let id = version.as_ref().and_then(|version| version.split('@').next()).map(str::to_owned);
            let named: Vec<String> = version.into_iter().chain(id).collect();
            let answers = told(library, &case, &named);
            if !answers.iter().all(|answer| matches!(answer, Told::Refused(_))) {
                known.push(Known { case, named, answers });
            }
        }
    }
    known
}

/// The answer by the policy that governs, and by each of the policies named.
fn told(library: &Library, case: &WrittenCase, named: &[String]) -> Vec<Told> {
    let by_name = named.iter().map(|named| Some(Named::by_option(named, "--policy", &mut SourceMap::default())));
    std::iter::once(None)
        .chain(by_name)
        .map(|named| match Answer::find(library, case, named.as_ref(), View::All, WorkLimit::DEFAULT) {
            (Some(answer), _) => told_by(&answer),
            (None, problems) => Told::Refused(problems.iter().map(|problem| problem.message.as_str()).collect()),
        })
        .collect()
}

fn told_by(answer: &Answer) -> Told {
    match answer {
        Answer::Undecided(undecided) => {
            Told::Unreadable(undecided.unreadable.iter().map(|place| place.file.clone()).collect())
        }
        Answer::Decision(decision) if decision.result == Outcome::Unknown && is_in_doubt(decision) => {
            let files = decision.resolution.unreadable().into_iter().map(|place| place.file);
            Told::Unreadable(files.collect())
        }
        Answer::Decision(decision) => {
            let policies = decision.determinations.iter().map(|governed| {
                let policy = &governed.determination.policy;
                format!("{}@{} {}", policy.id, policy.version, governed.determination.result.word())
            });
            let policies: Vec<String> = policies.collect();
            let groups = decision.resolution.groups.iter().map(|group| group.outcome.word());
            let groups: Vec<&str> = groups.collect();
            // A result that stands although some services are in doubt is one of the services that are not.
            let all = if is_in_doubt(decision) { String::new() } else { format!("{groups:?} {policies:?}") };
            Told::Result(format!("{} {all}", decision.result.word()))
        }
        Answer::Determination(determination) => Told::Result(determination.result.word().to_owned()),
        Answer::Edits(report) => {
            let edits = report.edits.iter().map(|edit| format!("{} {}", edit.id, edit.status.word()));
            Told::Result(edits.collect::<Vec<_>>().join(", "))
        }
    }
}

fn is_in_doubt(decision: &Decision) -> bool {
    !decision.resolution.unreadable().is_empty()
}

/// Adds what is answered otherwise than before, and says how many answers were given.
fn compare(library: &Library, known: &[Known], what: &str, file: &Path, failures: &mut Vec<String>) -> usize {
    let mut answered = 0;
    for Known { case, named, answers } in known {
        for (was, now) in answers.iter().zip(told(library, case, named)) {
            let is_right = match &now {
                Told::Unreadable(files) => files.iter().any(|name| Path::new(name) == file),
                Told::Result(_) | Told::Refused(_) => {
                    answered += usize::from(matches!(now, Told::Result(_)));
                    now == *was || starts_alike(&now, was)
                }
            };
            if !is_right {
                failures.push(format!("{what}: {} {named:?}\n    was {was:?}\n    now {now:?}", case.name));
            }
        }
    }
    answered
}

/// Whether a result that names no policies, because some of its services are in doubt, is the one from before.
fn starts_alike(now: &Told, was: &Told) -> bool {
    match (now, was) {
        (Told::Result(now), Told::Result(was)) => now.ends_with(' ') && was.split(' ').next() == now.split(' ').next(),
        _ => false,
    }
}
