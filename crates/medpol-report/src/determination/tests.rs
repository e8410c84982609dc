//! What a reader of a determination sees, in every view and writing.
#![allow(clippy::unwrap_used)]

mod fits;
mod sample;

use std::sync::Arc;

use insta::assert_snapshot;
use medpol_model::answer::{AskedFact, Determination, Explained, FactState, FollowUp, MissingCause, Standing, View};

use super::{json, markdown, text};
use crate::Colour;

fn in_view(determination: Determination, view: View) -> Determination {
    Determination { view, ..determination }
}

#[track_caller]
fn plain(determination: Determination, view: View) -> String {
    let text = text(&in_view(determination, view), Colour::Never);
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line), "{text}");
    assert!(text.ends_with('\n') && !text.contains(|character: char| character.is_control() && character != '\n'));
    text
}

#[test]
fn adverse_page() {
    assert_snapshot!(plain(sample::adverse(), View::Page));
}

#[test]
fn adverse_page_markdown() {
    assert_snapshot!(markdown(&in_view(sample::adverse(), View::Page)));
}

#[test]
fn adverse_context() {
    assert_snapshot!(plain(sample::adverse(), View::Context));
}

#[test]
fn adverse_all() {
    assert_snapshot!(plain(sample::adverse(), View::All));
}

#[test]
fn adverse_markdown() {
    assert_snapshot!(markdown(&in_view(sample::adverse(), View::Context)));
}

#[test]
fn open_page() {
    assert_snapshot!(plain(sample::open(), View::Page));
}

#[test]
fn open_context() {
    assert_snapshot!(plain(sample::open(), View::Context));
}

#[test]
fn open_markdown() {
    assert_snapshot!(markdown(&in_view(sample::open(), View::Context)));
}

#[test]
fn reconstructed_page() {
    assert_snapshot!(plain(sample::reconstructed(), View::Page));
}

#[test]
fn reconstructed_context() {
    assert_snapshot!(plain(sample::reconstructed(), View::Context));
}

#[test]
fn open_json() {
    assert_snapshot!(json(&sample::open()).unwrap());
}

#[test]
fn never_called_a_denial() {
    for determination in [sample::empty(), sample::adverse(), sample::open(), sample::reconstructed()] {
        for view in View::ALL {
            let determination = in_view(determination.clone(), view);
            let all = [text(&determination, Colour::Always), markdown(&determination), json(&determination).unwrap()];
            for word in ["deny", "denied", "denial", "denies"] {
                assert!(all.iter().all(|text| !text.to_lowercase().contains(word)));
            }
        }
    }
}

#[test]
fn colour_moves_no_word() {
    for view in View::ALL {
        let coloured = text(&in_view(sample::adverse(), view), Colour::Always);
        let bare: String = coloured
            .split('\u{1b}')
            .enumerate()
            .map(|(index, piece)| if index == 0 { piece } else { piece.split_once('m').unwrap().1 })
            .collect();
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(bare, plain(sample::adverse(), view));
    }
}

/// Elements of a list that fare alike are told once, with their names.
#[test]
fn elements_with_the_same_finding_are_listed_once() {
    let element = |name: &str, why: &str| Explained {
        element: Some(name.to_owned()),
        part: Some(medpol_model::answer::PartRole::Satisfies),
        ..sample::node("", Standing::NotMet, "", why)
    };
    let mut determination = sample::empty();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let mut parts: Vec<Explained> = names.iter().map(|name| element(name, "it is too small")).collect();
    parts.push(element("k", "it is too large"));
    determination.criteria =
        vec![Explained { parts, ..sample::node("sizes", Standing::NotMet, "Every size fits", "11 do not") }];
    let text = plain(determination, View::All);
    assert!(text.contains("satisfies: not met · a, b, c, d, e, f, g, h and 2 more: it is too small"), "{text}");
    assert!(text.contains("satisfies: not met · k: it is too large"), "{text}");
}

/// What an answer inside an entry makes necessary is said with the entry's fields.
#[test]
fn follow_ups_inside_a_list_are_listed_with_its_fields() {
    let asked = |name: &str| sample::asked(name, name, MissingCause::NotOnRecord, "id");
    let cyst = FollowUp { when: Arc::from("if yes"), facts: vec![asked("size"), asked("side")] };
    let part = AskedFact { follow_ups: vec![cyst], ..asked("cyst") };
    let level = AskedFact { fields: vec![asked("name"), part.clone()], ..asked("levels") };
    let list = AskedFact { fields: vec![asked("date"), part, level], ..asked("scans") };
    let mut determination = sample::open();
    determination.missing.groups = vec![sample::group("", vec![sample::question(list)])];
    for view in View::ALL {
        let text = plain(determination.clone(), view);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = "for each: date, cyst (if yes: size, side), levels (each with name, cyst (if yes: size, side))";
        assert!(text.contains(expected), "{view:?}: {text}");
    }
}

/// Texts that would be markup, escape sequences or endless lines.
fn hostile() -> Determination {
    let mut determination = sample::open();
    determination.warnings =
        vec!["a | b\n# c <script>alert(1)</script> `x` \u{1b}[31m *b* [l](javascript:x) 1. & ~~s~~ \\".to_owned()];
    determination.policy.title = Arc::from("- | \u{202e}<b>\u{9b}2J");
    let asked = sample::asked("x", "1. <img src=x>?", MissingCause::Conflicting, "`a`|b");
    determination.missing.groups = vec![sample::group("<b>", vec![sample::question(asked)])];
    determination.criteria = vec![Explained {
        element: Some("\u{7}_x_".to_owned()),
        observed: vec![sample::observed("x", "<x>", Some("`"), FactState::Given)],
        ..sample::node("a`|<b", Standing::Unknown, &"word ".repeat(60), &"x".repeat(250))
    }];
    determination
}

#[test]
fn hostile_text() {
    assert_snapshot!(plain(hostile(), View::All));
}

#[test]
fn hostile_markdown() {
    assert_snapshot!(markdown(&hostile()));
}

#[test]
fn deep_trees_and_empty_texts_keep_the_page_readable() {
    let mut deep = sample::node("deep", Standing::NotMet, "the innermost part", "it is not met");
    for _ in 0..60 {
        deep = Explained { parts: vec![deep], ..sample::node("", Standing::NotMet, "", "") };
    }
    let mut determination = sample::empty();
    determination.policy.publisher = Arc::from("");
    determination.case.title = Some(Arc::from(""));
    determination.criteria = vec![deep];
    let text = plain(determination, View::All);
    assert!(text.contains("✗ not met · the innermost part [deep]"), "{text}");
    assert!(text.lines().count() < 100);
}
