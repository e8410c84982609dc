//! What counts as a quote, and how a text is taken apart. No policy is needed.
#![allow(clippy::unwrap_used)]

use medpol_diagnostics::SourceMap;

use super::document::DocumentText;
use super::words::{find, words};

fn read(text: &str) -> DocumentText {
    let mut sources = SourceMap::default();
    DocumentText::read(sources.add("a.txt", text), "a.txt", text)
}

fn has(text: &str, quote: &str) -> bool {
    !find(&words(text), quote).is_empty()
}

#[test]
fn print_and_copy_make_no_difference() {
    for (text, quote) in [
        ("months or more duration^{1,9,10} that causes", "months or more duration that causes"),
        ("appropriate¹; **AND**", "appropriate; AND"),
        ("outcomes after surgery.^{[16-17](#)} The", "after surgery. The"),
        ("spondylolisthesis \\geq 2mm at any level", "spondylolisthesis ≥ 2 mm at any level"),
        ("protrusion >5mm at levels L3\u{2013}S1", "protrusion > 5 mm at levels L3-S1"),
        ("a \u{201c}not fully established\u{201d} rule", "a 'not fully established' rule"),
        ("[Billing \\(A59205\\)](https://example.com/a) and", "Billing (A59205) and"),
        ("non-\n  surgical   CARE", "Non-surgical care"),
        ("T-score of \u{2212}2.5 or less", "T-score of -2.5 or less"),
        ("Skeletally mature; and then bone pain", "Skeletally mature … bone pain"),
    ] {
        assert!(has(text, quote), "{quote} is not found in {text}: {:?}", words(text));
    }
}

#[test]
fn numbers_signs_and_words_make_a_difference() {
    for (text, quote) in [
        ("T-score of -2.5 or less", "T-score of 2.5 or less"),
        ("T-score of 2.5 or less", "T-score of 25 or less"),
        ("more than six weeks", "more than 6 weeks"),
        ("at least 3 of them", "at most 3 of them"),
        ("more than 40 %", "more than 40"),
        ("greater than 5 mm", "greater than 15 mm"),
        ("BMI > 40", "BMI >= 40"),
        ("bone pain and skeletally mature", "skeletally mature … bone pain"),
        ("pain", "pain of the back"),
    ] {
        let is_prefix = words(text).len() > words(quote).len();
        assert!(!has(text, quote) || is_prefix, "{quote} is found in {text}");
    }
    assert!(!has("anything", ""), "nothing is no quote");
}

#[test]
fn headings_items_and_sentences_are_told_apart() {
    let text = "Coverage\r\n\r\nIt is covered if **ALL** are met^{1}:\r\n\r\n- Pain, e.g. in the back; **AND**\r\n- Age 18. \
                See below.\r\n\r\nReferences\r\n\r\nA book.\r\n";
    let document = read(text);
    let told: Vec<String> = document
        .sentences
        .iter()
        .map(|one| {
            format!("{} {}: {}{}", one.line, one.section, one.begins, if one.is_lead_in { " [lead-in]" } else { "" })
        })
        .collect();
    assert_eq!(
        told,
        [
            "3 Coverage: It is covered if ALL are met: [lead-in]",
            "5 Coverage: Pain, e.g. in the back; AND",
            "6 Coverage: Age 18.",
            "6 Coverage: See below.",
            "10 References: A book.",
        ]
    );
}

#[test]
fn every_word_of_a_text_is_of_one_sentence_or_a_heading() {
    let document = read("Title\n\nOne two. Three four.\nFive\n\n- six; seven\n");
    let covered: usize = document.sentences.iter().map(|one| one.words.1 - one.words.0).sum();
    assert_eq!(covered + 1, document.words.len());
}

#[test]
fn a_quote_is_looked_for_in_its_section_first() {
    let document = read("First\n\nAn imaging study.\n\nSecond\n\nImaging study.\n");
    let at = |section| document.places("imaging study", section).unwrap().first().copied().unwrap().0;
    assert!(at(Some("Second")) > at(Some("First")));
    assert_eq!(at(None), at(Some("First")));
}
