//! What a reader of a determination sees, in every view and writing.
#![allow(clippy::unwrap_used)]

mod sample;

use std::sync::Arc;

use insta::assert_snapshot;
use medpol_model::answer::{Determination, Explained, FactState, MissingCause, Standing};

use super::{View, json, markdown, text, viewed};
use crate::Colour;

#[track_caller]
fn plain(determination: &Determination, view: View) -> String {
    let text = text(determination, view, Colour::Never);
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line), "{text}");
    assert!(text.ends_with('\n') && !text.contains(|character: char| character.is_control() && character != '\n'));
    text
}

#[test]
fn adverse_context() {
    assert_snapshot!(plain(&sample::adverse(), View::Context));
}

#[test]
fn adverse_decided() {
    assert_snapshot!(plain(&sample::adverse(), View::Decided));
}

#[test]
fn adverse_all() {
    assert_snapshot!(plain(&sample::adverse(), View::All));
}

#[test]
fn adverse_markdown() {
    assert_snapshot!(markdown(&sample::adverse(), View::Context));
}

#[test]
fn open_context() {
    assert_snapshot!(plain(&sample::open(), View::Context));
}

#[test]
fn open_markdown() {
    assert_snapshot!(markdown(&sample::open(), View::Context));
}

#[test]
fn reconstructed_context() {
    assert_snapshot!(plain(&sample::reconstructed(), View::Context));
}

#[test]
fn open_json() {
    assert_snapshot!(json(&sample::open(), View::Decided).unwrap());
}

#[test]
fn never_called_a_denial() {
    for determination in [sample::empty(), sample::adverse(), sample::open(), sample::reconstructed()] {
        for view in View::ALL {
            let all = [
                text(&determination, view, Colour::Always),
                markdown(&determination, view),
                json(&determination, view).unwrap(),
            ];
            for word in ["deny", "denied", "denial", "denies"] {
                assert!(all.iter().all(|text| !text.to_lowercase().contains(word)));
            }
        }
    }
}

#[test]
fn colour_moves_no_word() {
    let coloured = text(&sample::adverse(), View::All, Colour::Always);
    let bare: String = coloured
        .split('\u{1b}')
        .enumerate()
        .map(|(index, piece)| if index == 0 { piece } else { piece.split_once('m').unwrap().1 })
        .collect();
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(bare, plain(&sample::adverse(), View::All));
}

#[test]
fn a_view_seen_twice_is_the_same() {
    for determination in [sample::adverse(), sample::open(), sample::reconstructed()] {
        for view in View::ALL {
            let once = json(&determination, view).unwrap();
            assert_eq!(json(&viewed(&determination, view), view).unwrap(), once);
        }
        assert_eq!(
            json(&determination, View::All).unwrap(),
            serde_json::to_string_pretty(&determination).unwrap() + "\n"
        );
    }
}

#[test]
fn views_have_names() {
    for view in View::ALL {
        assert_eq!(View::find(view.word()), Some(view));
    }
    assert_eq!(View::find("everything"), None);
    assert_eq!(View::default(), View::Context);
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
    assert_snapshot!(plain(&hostile(), View::All));
}

#[test]
fn hostile_markdown() {
    assert_snapshot!(markdown(&hostile(), View::All));
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
    let text = plain(&determination, View::All);
    assert!(text.contains("✗ not met · the innermost part [deep]"), "{text}");
    assert!(text.lines().count() < 100);
}
