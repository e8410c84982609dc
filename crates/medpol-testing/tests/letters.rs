//! Letters about every shipped case: whom they are for can read them, and nothing of the engine is in them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{FoundCases, Library, WrittenCase, find_cases, ready};
use medpol_model::answer::{Undecided, View};
use medpol_model::policy::{PolicyKind, Position};
use medpol_report::letter::Reader;
use medpol_testing::{Readability, fixtures};

/// The grade of a letter for the patient, in tenths, at most.
const GRADE: i64 = 80;

/// What is for programs, and refusals.
const FORBIDDEN: [&str; 25] = [
    "disposition",
    "digest",
    "engine",
    "medpol",
    "vocabulary",
    "yaml",
    "json",
    "not_met",
    "not applicable",
    "provisional",
    "node",
    "library",
    "deny",
    "denied",
    "denial",
    "denies",
    "refuse",
    "reject",
    "not on record as",
    "--view",
    "path",
    "slot",
    "null",
    "true",
    "false",
];

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default()))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_for_letters = path.starts_with(fixtures::folder().join("resolution")) || !fixtures::has_own_test(&path);
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml") && is_for_letters {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A shipped case, answered with every part.
struct Answered {
    name: String,
    answer: Answer,
}

/// Every case by what governs, and by the policy that it is for.
fn answers() -> Vec<Answered> {
    let library = library();
    let mut sources = SourceMap::default();
    let mut answers = Vec::new();
    for path in files(&fixtures::folder()) {
        let FoundCases { cases, .. } = find_cases(&path, &mut sources);
        answers.extend(cases.iter().flat_map(|case| of_case(library, case)));
    }
    answers
}

fn of_case(library: &Library, case: &WrittenCase) -> Vec<Answered> {
    let governed = Answer::find(library, case, None, View::All, WorkLimit::DEFAULT).0;
    let named = ready(library, case, None).0;
    let named = named.and_then(|ready| Answer::of(ready, library, View::All, WorkLimit::DEFAULT).ok());
    let answered = governed.into_iter().chain(named).filter(|answer| !matches!(answer, Answer::Edits(_)));
    answered.map(|answer| Answered { name: case.name.clone(), answer }).collect()
}

/// Whether a text has a word, whatever stands around it.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|start| start.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|end| end.chars().next());
        let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
        !is_part(before) && !is_part(after)
    })
}

/// The ids of criteria and the paths of facts that nobody would take for plain words.
fn names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for policy in library().policies() {
        let ids = policy.details.iter().filter_map(|detail| detail.id.as_ref()).map(|id| id.0.to_string());
        names.extend(ids.filter(|id| id.matches('-').count() > 1));
        names.extend(
            policy.vocabulary.facts.iter().map(|fact| fact.path.replace("[]", "")).filter(|path| path.contains('.')),
        );
        names.push(policy.id.0.to_string());
    }
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn letters_say_nothing_of_the_engine() {
    let names = names();
    for Answered { name, answer } in answers() {
        for reader in Reader::ALL {
            let letter = answer.letter(library(), reader).unwrap();
            let low = letter.to_lowercase().replace('\\', "");
            for word in FORBIDDEN {
                assert!(!has_word(&low, word), "{name}: `{word}` in\n{letter}");
            }
            for known in &names {
                assert!(!has_word(&low, known), "{name}: `{known}` in\n{letter}");
            }
            let is_written_for_programs = low.contains('_') || low.contains("[0]") || low.contains("](");
            assert!(!is_written_for_programs, "{name}\n{letter}");
            assert!(
                letter.contains("decide")
                    && letter.contains("[telephone number]".replace('[', "\\[").replace(']', "\\]").as_str()),
                "{name}\n{letter}"
            );
        }
    }
}

#[test]
fn a_patient_can_read_the_letter() {
    let mut hardest = (0, String::new());
    for Answered { name, answer } in answers() {
        let letter = answer.letter(library(), Reader::Member).unwrap();
        let grade = Readability::of(&letter.replace('\\', "")).tenths_of_grade();
        assert!(grade <= GRADE, "{name}: grade {grade} tenths\n{letter}");
        hardest = hardest.max((grade, name));
    }
    assert!(hardest.0 > 20, "{hardest:?}");
}

/// What the plan asks is there for every criterion, in plain words, and is never told as if it were true of the patient.
#[test]
fn every_criterion_says_what_the_plan_asks() {
    for policy in library().policies().iter().filter(|policy| policy.kind != PolicyKind::CodingEdits) {
        // A policy that covers nothing asks nothing.
        if policy.position == Position::NotCovered {
            continue;
        }
        for node in policy.criteria.iter().chain(&policy.exclusions) {
            let detail = policy.detail(*node).unwrap();
            let name = format!("{} {}", policy.reference(), detail.path);
            let text = detail.member_text.as_deref().unwrap_or_else(|| panic!("{name} has no `member_text`"));
            let grade = Readability::of(text).tenths_of_grade();
            assert!(grade <= GRADE, "{name}: grade {grade} tenths: {text}");
            let says_a_demand = ["The plan asks", "The plan allows", "If "].iter().any(|start| text.starts_with(start));
            assert!(says_a_demand && text.contains("the plan") | text.contains("The plan"), "{name}: {text}");
        }
    }
}

#[track_caller]
fn check(name: &str, case: &str) {
    let mut sources = SourceMap::default();
    let found = find_cases(&fixtures::folder().join(case), &mut sources);
    let answers = of_case(library(), &found.cases[0]);
    let answer = &answers.first().unwrap().answer;
    for reader in Reader::ALL {
        insta::assert_snapshot!(format!("{name}-{}", reader.word()), answer.letter(library(), reader).unwrap());
    }
}

/// Where the library is broken nothing is decided, and the letters say so in plain words.
#[test]
fn letters_where_nothing_could_be_decided() {
    let undecided = Undecided::new(None, "acme/one", Vec::new());
    let answer = Answer::Undecided(Box::new(undecided));
    for reader in Reader::ALL {
        let letter = answer.letter(library(), reader).unwrap();
        assert!(letter.contains("person") && letter.contains("Who decides"), "{letter}");
        assert!(FORBIDDEN.iter().all(|word| !has_word(&letter.to_lowercase(), word)), "{letter}");
        insta::assert_snapshot!(format!("undecided-{}", reader.word()), letter);
    }
}

#[test]
fn letters_of_a_handful() {
    check("met", "cohere-health/bvn-ablation/typical-l4-l5.yaml");
    check("missing", "cohere-health/bvn-ablation/bone-density.yaml#t-score-missing");
    check("not-met", "cohere-health/bvn-ablation/several-at-once.yaml#several-failures");
    check("not-covered", "kaiser-permanente-washington/bvn-ablation-non-medicare/nothing-known-but-the-request.yaml");
    check("little-known", "cohere-health/bvn-ablation/only-the-request.yaml");
    check("nothing-governs", "cohere-health/bvn-ablation-billing/sedation-beside-the-further-body.yaml");
}
