//! Which spellings name which unit, and what converts into what. Knows nothing of vocabularies.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]

use super::spelled::single;
use super::*;

#[track_caller]
fn same(left: &str, right: &str, unit: &str) {
    let ticks = |text: &str| Quantity::parse(text).unwrap().ticks(Unit::find(unit));
    assert!(ticks(left).is_some(), "{left} in {unit}");
    assert_eq!(ticks(left), ticks(right), "{left} and {right} in {unit}");
}

#[test]
fn commensurable_units_convert_exactly() {
    same("0.5 cm", "5 mm", "mm");
    same("5", "5 mm", "mm");
    same("1 in", "2.54cm", "mm");
    same("1.70 m", "170 cm", "m");
    same("220 lb", "99.7903214 kg", "kg");
    same("16 oz", "1 lb", "g");
    same("500 mcg", "0.5 mg", "mg");
    same("500 µg", "500 μg", "mcg");
    same("1.2 mg/dL", "12 mg/L", "mg/dL");
    same("1.2 g/dL", "12 g/L", "g/dL");
    same("5 ng/mL", "5 mcg/L", "ng/mL");
    same("5 mmol/L", "5000 umol/L", "mmol/L");
    same("2 mg/kg", "2000 mcg/kg", "mg/kg");
    same("48 mg/kg/day", "2 mg/kg/h", "mg/kg/h");
    same("100 units/mL", "100 U/mL", "units/mL");
    same("0.5 units/kg/h", "500 mU/kg/h", "units/kg/h");
    same("2 L/min", "2000 mL/min", "L/min");
    same("60 mL/min/1.73 m2", "1 mL/s/1.73m2", "mL/min/{1.73_m2}");
    same("15 /h", "360 /day", "/h");
    same("15 events/h", "15 events per hour", "/h");
    same("72 bpm", "72 beats/min", "/min");
    same("10 kPa", "100 mbar", "kPa");
    same("1 mmHg", "0.133322 kPa", "kPa");
    same("10 cmH2O", "980.665 Pa", "Pa");
    same("12 cmH2O", "12 cm[H2O]", "cmH2O");
    same("250 10*3/uL", "250 10^9/L", "10*3/uL");
    same("1500 cells/mm3", "1.5 10*3/uL", "10*3/uL");
    same("30 mg/g", "30000 mcg/g", "mg/g");
    same("40 kg/m²", "40 kg/m^2", "kg/m2");
    same("5 cc", "5 mL", "mL");
    same("2 Gy", "200 cGy", "Gy");
    same("-3 mm", "-0.3 cm", "mm");
    same("140 mEq/L", "0.14 eq/L", "mEq/L");
    same("30 mg/week", "30 mg/wk", "mg/week");
}

#[test]
fn a_figure_that_no_step_holds_lies_between_two() {
    let ticks = |text: &str, unit: &str| Quantity::parse(text).unwrap().ticks(Unit::find(unit)).unwrap();
    assert!(!ticks("1 mm", "in").is_point() && ticks("25.4 mm", "in").is_point());
    assert!(!ticks("1 kPa", "mmHg").is_point());
    assert!(ticks("1 kPa", "mmHg").low > ticks("7.500637554 mmHg", "mmHg").low);
    assert!(ticks("1 kPa", "mmHg").low < ticks("7.500637555 mmHg", "mmHg").low);
    assert!(!ticks("1 mg/kg/day", "mg/kg/h").is_point());
}

#[test]
fn units_are_shown_in_one_spelling() {
    for [written, shown] in [
        ["ug/dl", "mcg/dL"],
        ["micrograms/deciliter", "mcg/dL"],
        ["kilograms", "kg"],
        ["mg/kg/d", "mg/kg/day"],
        ["U/mL", "units/mL"],
        ["[iU]/L", "IU/L"],
        ["mm[Hg]", "mmHg"],
        ["1/h", "/h"],
        ["events/hour", "/h"],
        ["mL/min/{1.73_m2}", "mL/min/1.73 m2"],
        ["10^9/L", "10*9/L"],
        ["mg.h/L", "mg.h/L"],
        ["cm2", "cm2"],
    ] {
        assert_eq!(Unit::find(written).map(|unit| &*unit.symbol), Some(shown), "{written}");
        assert_eq!(Unit::find(shown), Unit::find(written), "{shown} is read again");
    }
}

/// What a sentence says is what people write, and is read again as the same unit.
#[test]
fn sentences_say_units_as_people_do() {
    for [written, one, many] in [
        ["Cel", "1 °C", "80 °C"],
        ["[in_i]", "1 inch", "80 inches"],
        ["[ft_i]", "1 foot", "80 feet"],
        ["[lb_av]", "1 lb", "80 lb"],
        ["[oz_av]", "1 oz", "80 oz"],
        ["mm[Hg]", "1 mmHg", "80 mmHg"],
        ["cm[H2O]", "1 cmH2O", "80 cmH2O"],
        ["10*3/uL", "1 ×10³/µL", "80 ×10³/µL"],
        ["10*6/uL", "1 ×10⁶/µL", "80 ×10⁶/µL"],
        ["10*9/L", "1 ×10⁹/L", "80 ×10⁹/L"],
        ["10*12/L", "1 ×10¹²/L", "80 ×10¹²/L"],
        ["umol/L", "1 µmol/L", "80 µmol/L"],
        ["ug", "1 mcg", "80 mcg"],
        ["mg/dL", "1 mg/dL", "80 mg/dL"],
        ["kg/m2", "1 kg/m2", "80 kg/m2"],
        ["mL/min/{1.73_m2}", "1 mL/min/1.73 m2", "80 mL/min/1.73 m2"],
        ["[iU]/L", "1 IU/L", "80 IU/L"],
        ["U/mL", "1 units/mL", "80 units/mL"],
        ["U", "1 unit", "80 units"],
        ["mg.h/L", "1 mg·h/L", "80 mg·h/L"],
        ["s", "1 second", "80 seconds"],
        ["min", "1 minute", "80 minutes"],
        ["h", "1 hour", "80 hours"],
        ["d", "1 day", "80 days"],
        ["wk", "1 week", "80 weeks"],
        ["/h", "1 per hour", "80 per hour"],
        ["{beats}/min", "1 per minute", "80 per minute"],
        ["/mm3", "1 per mm3", "80 per mm3"],
        ["mg/kg/d", "1 mg/kg/day", "80 mg/kg/day"],
        ["%", "1 %", "80 %"],
    ] {
        let unit = Unit::find(written).unwrap();
        assert_eq!([unit.of("1"), unit.of("80")], [one, many], "{written}");
        assert_eq!(said(&format!("80 {written}"), None), many);
        assert_eq!(said("80", Some(unit)), many);
        assert_eq!(Quantity::parse(many).unwrap().unit, Some(unit.measure), "{many} is read again");
        assert_eq!(Quantity::parse(one).unwrap().unit, Some(unit.measure), "{one} is read again");
    }
    let day = Unit::find("day").unwrap();
    assert_eq!(
        [day.of("-1"), day.of("about 1"), day.of("11"), day.of("0.1")],
        ["-1 day", "about 1 day", "11 days", "0.1 days"]
    );
    assert_eq!([said("5", None), said(" 5 stone ", Some(day))], ["5", "5 stone"]);
}

/// No unit is shown in a spelling that only a standard knows.
#[test]
fn no_sentence_says_a_code() {
    let codes = ["[", "]", "{", "}", "*", "Cel", "^"];
    for spelling in unit_spellings() {
        let read = single(&spelling).unwrap();
        for words in read.said() {
            assert!(codes.iter().all(|code| !words.contains(code)), "{spelling} is said {words}");
        }
    }
}

#[test]
fn units_of_another_measure_do_not_convert() {
    for [from, into] in [
        ["5 mm", "kg"],
        ["100 mg/dL", "mmol/L"],
        ["5 mEq/L", "mmol/L"],
        ["5 units/mL", "IU/mL"],
        ["5 units/mL", "mg/mL"],
        ["48 mmol/mol", "%"],
        ["30 mg/g", "%"],
        ["60 mL/min", "mL/min/1.73 m2"],
        ["5 mg", "mg/kg"],
        ["5 mg/kg", "mg/kg/day"],
        ["5 /h", "h"],
        ["5 mm", "mm2"],
    ] {
        assert_eq!(Quantity::parse(from).unwrap().ticks(Unit::find(into)), None, "{from} in {into}");
        assert!(Unit::find(into).is_some(), "{into}");
    }
    let depends =
        |left: &str, right: &str| Measure::find(left).unwrap().converts_by_substance(Measure::find(right).unwrap());
    assert!(depends("mg/dL", "mmol/L") && depends("units/mL", "IU/mL") && depends("mg/kg/day", "mEq/kg/h"));
    assert!(!depends("mg/dL", "mg/L") && !depends("mg/dL", "mmol/kg") && !depends("mm", "kg"));
}

#[test]
fn an_unknown_unit_is_refused() {
    for text in [
        "stone",
        "MG",
        "Mm",
        "mg//dL",
        "mg/",
        "/",
        "mg/dL/",
        "kg2",
        "mg2",
        "events",
        "10*3",
        "1",
        "munits",
        "kilog",
        "mgram",
        "mg dL",
        "m4",
        "mg/{tablet}",
        "a/b",
        "%/",
        "mo",
        "month",
        "year",
        "",
    ] {
        assert_eq!(Measure::find(text), None, "{text}");
    }
    let refused = |text: &str| Quantity::parse(text).unwrap_err();
    assert_eq!(refused("5 stone"), QuantityError::UnknownUnit("stone".to_owned()));
    let not_a_number = || QuantityError::Number(number::NumberError::NotANumber);
    for text in ["mm", "1,000 mm", "1/2", "1/2 mm", "5+3", "/h"] {
        assert_eq!(refused(text), not_a_number(), "{text}");
    }
}

#[test]
fn a_figure_covers_every_value_that_rounds_to_it() {
    let covers = |text: &str, value: &str| {
        let value = Quantity::parse(value).unwrap().ticks(None).unwrap();
        !rounded(text, None).unwrap().meet(value).is_empty()
    };
    assert!(covers("31.2", "31.15") && covers("31.2", "31.2437") && !covers("31.2", "31.14"));
    assert!(covers("31", "30.6") && !covers("31.0", "30.6") && covers("31.0", "30.96"));
    assert!(covers("-2.5", "-2.54") && !covers("-2.5", "-2.56"));
    assert_eq!(rounded("much", None), None);
}

#[test]
fn quantities_compare_where_no_step_tells_them_apart() {
    let order = |left: &str, right: &str| {
        let (left, right) = (Quantity::parse(left).unwrap(), Quantity::parse(right).unwrap());
        left.compare(right, Unit::find("in").unwrap())
    };
    assert_eq!(order("1 mm", "0.1 cm"), Some(Ordering::Equal));
    assert_eq!(order("1 mm", "1.000000001 mm"), Some(Ordering::Less));
    assert_eq!(order("1", "25.4 mm"), Some(Ordering::Equal));
    assert_eq!(order("-1 mm", "1 mm"), Some(Ordering::Less));
    assert_eq!(order("1 kg", "1 mm"), None);
}

/// No two units have the same spelling, and every one that is shown is read again as itself.
#[test]
fn every_spelling_names_one_unit() {
    let mut meant: BTreeMap<String, Measure> = BTreeMap::new();
    for spelling in unit_spellings() {
        let read = single(&spelling).unwrap();
        if let Some(known) = meant.insert(spelling.clone(), read.measure) {
            assert_eq!(known, read.measure, "{spelling}");
        }
        let again = single(&read.symbol).map(|again| again.measure);
        assert!(read.symbol.is_empty() || again == Some(read.measure), "{spelling} is shown as {}", read.symbol);
    }
}
