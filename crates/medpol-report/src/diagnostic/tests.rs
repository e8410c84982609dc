//! What a reader of diagnostics sees, and that nothing in a source can break it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use insta::assert_snapshot;
use medpol_diagnostics::{Code, Diagnostic, FileId, Severity, SourceMap, Span, codes};
use proptest::prelude::*;

use super::{FurtherProblems, Listed, Problems, summary, text};
use crate::Colour;

const POLICY: &str = "criteria:\n  - id: adult\n    fact: patient.age\n    at_leats: 18 years\n";

fn file(name: &str, source: &str) -> (SourceMap, FileId) {
    let mut map = SourceMap::default();
    let file = map.add(name, source);
    (map, file)
}

/// The span of the first `words` in the source.
fn on(map: &SourceMap, file: FileId, words: &str) -> Span {
    let start = map.file(file).unwrap().text().find(words).unwrap();
    Span::new(file, start, start + words.len())
}

fn plain(diagnostic: Diagnostic, map: &SourceMap) -> String {
    let text = text(&[diagnostic], map, Colour::Never);
    let controls = |character: char| character.is_control() && character != '\n';
    assert!(!text.contains(controls), "{text:?}");
    text
}

/// The mistyped operator of the introduction.
fn mistyped() -> (SourceMap, Diagnostic) {
    let (map, file) = file("policies/spine.yaml", POLICY);
    let span = on(&map, file, "at_leats");
    let diagnostic = Diagnostic::new(&codes::P0101, span, "unknown key `at_leats`")
        .label("not a key of a criterion")
        .did_you_mean("at_leats", ["at_least", "at_most"])
        .help("run `medpol explain P0101`");
    (map, diagnostic)
}

/// A library of thousands of files with the same mistake.
#[test]
fn of_very_many_problems_of_a_kind_some_are_told_and_the_others_counted() {
    let mut map = SourceMap::default();
    let mut all = Vec::new();
    for number in 0..3_000 {
        let file = map.add(format!("{number}.yaml"), POLICY);
        all.push(Diagnostic::new(&codes::P0101, on(&map, file, "at_leats"), "unknown key `at_leats`"));
    }
    all.push(Diagnostic::new(&codes::P0203, all[0].primary.span, "no fact named `patient.bmy`"));
    let text = text(&all, &map, Colour::Never);
    assert_eq!(text.matches("error[P0101]").count(), 50);
    assert_eq!(text.matches("error[P0203]").count(), 1);
    assert!(text.ends_with("note[P0101]: there are 2950 more problems of this kind\n"), "{text}");
    let json = Problems::of(&all, None, &[], &map);
    assert_eq!((json.errors, json.listed.diagnostics.len()), (3_001, 51));
    assert_eq!(json.listed.further, [FurtherProblems { code: "P0101", problems: 2_950 }]);
    assert!(summary(&all, 3_000).starts_with("3001 errors in 3000 files"), "{}", summary(&all, 3_000));
}

/// One file with the same mistake again and again, of which only the first were kept when they were sorted.
#[test]
fn problems_that_were_only_counted_are_counted_in_every_form() {
    let mut map = SourceMap::default();
    let file = map.add("a.yaml", "a".repeat(500));
    let at = |start: u32| Diagnostic::new(&codes::P0203, Span { file, start, end: start + 1 }, "no such fact");
    let mut all: Vec<Diagnostic> = (0..400).map(at).collect();
    medpol_diagnostics::sort(&mut all);
    let text = text(&all, &map, Colour::Never);
    assert!(text.ends_with("note[P0203]: there are 350 more problems of this kind\n"), "{text}");
    let json = serde_json::to_value(Problems::of(&all, None, &[], &map)).unwrap();
    assert_eq!(
        (&json["errors"], &json["further"]),
        (&400.into(), &serde_json::json!([{ "code": "P0203", "problems": 350 }]))
    );
    assert!(summary(&all, 1).starts_with("400 errors in 1 file"));
}

#[test]
fn suggestion() {
    let (map, diagnostic) = mistyped();
    assert_snapshot!(plain(diagnostic, &map));
}

#[test]
fn coloured() {
    let (map, diagnostic) = mistyped();
    let coloured = text(std::slice::from_ref(&diagnostic), &map, Colour::Always);
    assert!(coloured.contains("\u{1b}["));
    assert_snapshot!(coloured.replace('\u{1b}', "␛"));
}

#[test]
fn two_files() {
    let mut map = SourceMap::default();
    let policy = map.add("policies/spine.yaml", "criteria:\n  - id: bmi\n    fact: patient.bmi\n    at_most: 5 mm\n");
    let vocabulary = map.add("vocabulary/spine.yaml", "facts:\n  patient:\n    bmi: { type: quantity, unit: kg/m2 }\n");
    let diagnostic = Diagnostic::new(&codes::P0110, on(&map, policy, "5 mm"), "`5 mm` is not a body-mass index")
        .label("in `mm`, a length")
        .also(on(&map, policy, "patient.bmi"), "this fact is in `kg/m2`")
        .also(on(&map, vocabulary, "kg/m2"), "declared here")
        .help("write the threshold in `kg/m2`");
    assert_snapshot!(plain(diagnostic, &map));
}

#[test]
fn far_labels_in_one_file_have_their_own_places() {
    let (map, file) = file("a.yaml", &format!("id: x\n{}id: y\n", "other: 1\n".repeat(40)));
    let diagnostic = Diagnostic::new(&codes::P0003, on(&map, file, "id: y"), "the key `id` is given twice")
        .label("given again")
        .also(on(&map, file, "id: x"), "first given here");
    assert_snapshot!(plain(diagnostic, &map));
}

#[test]
fn wide_characters_and_tabs() {
    let (map, file) = file("fälle/腰.yaml", "\ttïtle: 腰椎 [L4, Ḷ5]\n");
    let diagnostic = Diagnostic::new(&codes::P0204, on(&map, file, "Ḷ5"), "no value `Ḷ5`").label("not a vertebra");
    assert_snapshot!(plain(diagnostic, &map));
}

#[test]
fn nothing_at_the_end() {
    let (map, file) = file("a.yaml", "id: x\n");
    assert_snapshot!(plain(
        Diagnostic::new(&codes::P0102, Span::new(file, 6, 6), "no `criteria`").label("add it here"),
        &map
    ));
}

#[test]
fn nothing_in_an_empty_file() {
    let (map, file) = file("a.yaml", "");
    assert_snapshot!(plain(Diagnostic::new(&codes::P0011, Span::new(file, 0, 0), "the file is empty"), &map));
}

#[test]
fn insertion_of_a_line() {
    let (map, file) = file("a.yaml", "  at_least: 3\n  of: []\n");
    let diagnostic =
        Diagnostic::new(&codes::P0404, on(&map, file, "at_least"), "whether waived members count is not said")
            .help("say whether waived members count")
            .replace(Span::new(file, 13, 13), "\n  waived: counts");
    assert_snapshot!(plain(diagnostic, &map));
}

#[test]
fn several_lines_are_marked_on_the_first() {
    let (map, file) = file("a.yaml", "all:\r\n  - fact: a\r\n  - fact: b\r\n");
    assert_snapshot!(plain(Diagnostic::new(&codes::P0407, Span::new(file, 0, 34), "odd").label("this group"), &map));
}

#[test]
fn control_characters_are_shown_not_sent() {
    let (map, file) = file("a\u{1b}]0;b.yaml", "\u{feff}title: \"a\u{1b}[31m\u{9b}2J\u{202e}b\u{7}\u{7f}\" # x\r\n");
    let diagnostic = Diagnostic::new(&codes::P0012, on(&map, file, "\u{9b}"), "the character `\u{9b}` \u{1b}[2J")
        .label("\u{1b}c here\nand there")
        .help("take \u{8} it out")
        .replace(on(&map, file, "\u{9b}"), "\u{1b}c");
    assert_snapshot!(plain(diagnostic, &map));
}

#[test]
fn long_lines_are_clipped_around_the_labels() {
    let filler = "ü腰, ".repeat(10_000_000 / 7);
    let (map, file) = file("a.yaml", &format!("[{filler}one, {filler}two, {filler}]"));
    let long = Diagnostic::new(&codes::P0003, on(&map, file, "two"), "`x` ".repeat(1_000_000))
        .label("again")
        .also(on(&map, file, "one"), "first");
    let text = plain(long, &map);
    assert!(text.len() < 3000, "{}", text.len());
    assert_snapshot!(text);
    let whole = Diagnostic::new(&codes::P0010, Span::new(file, 0, 30_000_000), "too long")
        .replace(Span::new(file, 0, 30_000_000), "x");
    assert_snapshot!(plain(whole, &map));
}

#[test]
fn many_on_one_long_line_take_no_time() {
    let (map, file) = file("a.yaml", &"x".repeat(10_000_000));
    // Of several kinds, because of very many of a kind only the first are told.
    let is_error = |code: &&&Code| code.severity == Severity::Error;
    let kinds: Vec<&'static Code> = medpol_diagnostics::ALL.iter().filter(is_error).take(20).copied().collect();
    let at = |kind, offset: usize| Diagnostic::new(kind, Span::new(file, offset, offset + 1), "odd");
    let diagnostics: Vec<_> = (0..1000).map(|index| at(kinds[index % kinds.len()], index * 9_999)).collect();
    let start = std::time::Instant::now();
    assert_eq!(text(&diagnostics, &map, Colour::Never).matches("error[").count(), 1000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn data() {
    let (map, diagnostic) = mistyped();
    let diagnostic = diagnostic.clone().also(on(&map, diagnostic.primary.span.file, "patient.age"), "of this fact");
    assert_snapshot!(serde_json::to_string_pretty(&Listed::of(&[diagnostic], &map)).unwrap());
}

#[test]
fn closing_lines() {
    let (map, file) = file("a.yaml", "");
    let at = |code| Diagnostic::new(code, Span::new(file, 0, 0), "x");
    let all = [at(&codes::P0203), at(&codes::P0203), at(&codes::P0305), at(&codes::P0101), at(&codes::P0102)];
    assert_eq!(
        summary(&all, 3),
        "4 errors, 1 warning in 3 files; run `medpol explain P0203` for more (also P0305, P0101)"
    );
    assert_eq!(summary(&all[2..3], 1), "1 warning in 1 file; run `medpol explain P0305` for more");
    assert_eq!(summary(&[], 2), "no problems in 2 files");
    assert_eq!(text(&[], &map, Colour::Never), "");
}

#[test]
fn a_span_of_another_map_is_no_panic() {
    let (_, file) = file("a.yaml", "abc");
    let diagnostic =
        Diagnostic::new(&codes::P0101, Span::new(file, 1, 2), "odd").replace(Span::new(file, 1, 2), "x").help("do");
    assert_snapshot!(plain(diagnostic, &SourceMap::default()));
}

proptest! {
    #[test]
    fn no_source_and_no_span_can_break_it(
        source in "[a-z: \t\r\n\u{1b}\u{9b}\u{200d}ü腰🦴]{0,120}",
        repeat in 1_usize..12,
        offsets in proptest::collection::vec((0_usize..1500, 0_usize..90), 1..5),
        new in "[a-z \r\n\u{1b}]{0,8}",
    ) {
        let (map, file) = file("a.yaml", &source.repeat(repeat));
        let span = |(start, len): (usize, usize)| Span::new(file, start, start + len);
        let mut diagnostic = Diagnostic::new(&codes::P0101, span(offsets[0]), "odd").replace(span(offsets[0]), new);
        for offset in &offsets[1..] {
            diagnostic = diagnostic.also(span(*offset), "here");
        }
        let place = map.position(diagnostic.primary.span);
        let text = plain(diagnostic, &map);
        let header = format!("--> a.yaml:{}:{}\n", place.line, place.column);
        prop_assert!(text.contains(&header), "{}", text);
    }
}
