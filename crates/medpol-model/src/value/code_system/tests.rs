//! The forms that real systems have; what each system refuses is tested where it is written.

use super::{CheckDigit, CodeError, CodeSystem, Form, FormError, Letters};

fn system(forms: &[&str]) -> CodeSystem {
    CodeSystem {
        forms: forms.iter().map(|form| Form::parse(form).unwrap()).collect(),
        letters: Letters::Folded,
        ..CodeSystem::unknown("TEST")
    }
}

#[track_caller]
fn reads(system: &CodeSystem, text: &str, normal: &str) {
    assert_eq!(system.read(text).as_deref(), Ok(normal), "{text:?}");
    assert_eq!(system.read(normal).as_deref(), Ok(normal), "{normal:?} is read as itself");
}

#[track_caller]
fn refuses(system: &CodeSystem, texts: &[&str]) {
    for text in texts {
        assert!(system.read(text).is_err(), "{text:?} is read as {:?}", system.read(text));
    }
}

#[test]
fn a_point_stands_where_it_belongs_or_is_left_out() {
    let system = CodeSystem {
        dropped: vec![' ', '.'],
        shown: Some("###.####".into()),
        ..system(&["[A-Z][0-9][0-9AB]", "[A-Z][0-9][0-9AB][0-9][0-9A-Z]{0,2}"])
    };
    for text in ["M54.51", "M5451", "m54.51", " M54.51\u{a0}", "\u{feff}M5451\u{200b}", "M54 51"] {
        reads(&system, text, "M54.51");
    }
    reads(&system, "m54", "M54");
    refuses(&system, &["M5.451", "M545.1", "M54.51.", "", " ", "M54.51x9", "54.51", "M54.10-M54.18", "M80.M84"]);
    assert_eq!(system.read_stem("m54.5").as_deref(), Ok("M54.5"));
    assert_eq!(system.read_stem("M54.").as_deref(), Ok("M54"));
    assert_eq!(system.read_stem("M").as_deref(), Ok("M"));
    assert_eq!(system.read_stem("5"), Err(CodeError::Form));
}

#[test]
fn parts_that_were_written_short_are_filled_up() {
    let ndc = CodeSystem {
        shown: Some("#####-####-##".into()),
        fill: Some('0'),
        ..system(&[
            "[0-9]{11}",
            "[0-9]{5}-[0-9]{4}-[0-9]{2}",
            "[0-9]{4}-[0-9]{4}-[0-9]{2}",
            "[0-9]{5}-[0-9]{3}-[0-9]{2}",
            "[0-9]{5}-[0-9]{4}-[0-9]",
        ])
    };
    reads(&ndc, "0002-8215-01", "00002-8215-01");
    reads(&ndc, "50242-040-62", "50242-0040-62");
    reads(&ndc, "60574-4114-1", "60574-4114-01");
    reads(&ndc, "50242004062", "50242-0040-62");
    refuses(&ndc, &["5024204062", "0002-821-01", "50242-0040", "50242-0040-062", "50242--0040-62"]);
    let revenue = CodeSystem { shown: Some("####".into()), fill: Some('0'), ..system(&["[0-9]{3,4}"]) };
    reads(&revenue, "450", "0450");
}

#[test]
fn the_last_digit_is_checked() {
    let loinc = CodeSystem { check: Some(CheckDigit::Luhn), ..system(&["[0-9]{1,7}-[0-9]"]) };
    reads(&loinc, "38267-1", "38267-1");
    reads(&loinc, "2339-0", "2339-0");
    assert_eq!(loinc.read("38267-2"), Err(CodeError::CheckDigit));
    refuses(&loinc, &["382671", "-1"]);
}

#[test]
fn forms_are_read_or_refused() {
    for (text, error) in [
        ("", FormError::Empty),
        ("[A-", FormError::Class),
        ("[]", FormError::Class),
        ("[Z-A]", FormError::Class),
        ("A{x}", FormError::Count),
        ("A{3,2}", FormError::Count),
        ("A{0}", FormError::Count),
        ("A+", FormError::Sign('+')),
        ("(A)", FormError::Sign('(')),
    ] {
        assert_eq!(Form::parse(text), Err(error), "{text}");
    }
    let form = Form::parse("A?[B-D]{1,2}9").unwrap();
    for (text, is_whole, is_beginning) in [
        ("AB9", true, true),
        ("DD9", true, true),
        ("AB", false, true),
        ("A9", false, false),
        ("ABCD9", false, false),
        ("", false, true),
    ] {
        assert_eq!((form.holds(text), form.begins(text)), (is_whole, is_beginning), "{text}");
    }
}

#[test]
fn a_normal_code_is_recognized_without_parsing() {
    let system = system(&["[A-V][0-9]{4}"]);
    assert!(system.is_normal("J3490"));
    for text in ["j3490", "J3490 ", "J349", ""] {
        assert!(!system.is_normal(text), "{text:?}");
    }
}
