//! Numbers at and between their steps, totals, and what is derived from numbers.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]

use super::*;

fn at(text: &str) -> i64 {
    ticks(parse(text).unwrap()).unwrap().low
}

#[track_caller]
fn refuses(text: &str, error: NumberError) {
    assert_eq!(parse(text), Err(error), "{text}");
}

#[test]
fn numbers_are_read_exactly_or_not_at_all() {
    assert_eq!(at("-2.50"), at("-2.5"));
    assert_eq!(decimal(at("0.1")).to_string(), "0.1");
    assert!(at("4.999999999") < at("5"));
    refuses("1_000", NumberError::NotANumber);
    refuses(".5", NumberError::NotANumber);
    refuses("1.2.3", NumberError::NotANumber);
    refuses("", NumberError::NotANumber);
    refuses("4000000001", NumberError::TooLarge);
    refuses("99999999999999999999999999999999999", NumberError::TooLarge);
}

#[test]
fn an_exponent_moves_the_point() {
    for [written, plain] in [
        ["3E+1", "30"],
        ["3e1", "30"],
        ["2.94e1", "29.4"],
        ["294E-1", "29.4"],
        ["-25e-1", "-2.5"],
        ["0.00000000294e10", "29.4"],
        ["0e99999999999999999999", "0"],
        ["4e9", "4000000000"],
        ["1e-9", "0.000000001"],
        ["041", "41"],
    ] {
        assert_eq!(parse(written), parse(plain), "{written}");
    }
    for wrong in ["3E", "3E+", "e5", "3e1.5", "3e1e1", "3.e1"] {
        refuses(wrong, NumberError::NotANumber);
    }
    refuses("5e9", NumberError::TooLarge);
    refuses("1e99999999999999999999", NumberError::TooLarge);
    refuses("4000000000.00000000000000000000000001", NumberError::TooLarge);
}

#[test]
fn more_digits_than_a_step_has_lie_in_its_gap() {
    for text in
        ["0.0000000001", "1e-400", "0.0000000009999999999999999999999999999999999999999", "0.000000000000000000001"]
    {
        assert_eq!(at(text), at("0") + 1, "{text}");
        assert_eq!(at(&format!("-{text}")), at("0") - 1, "-{text}");
    }
    assert_eq!(at("30.474482042810113"), at("30.474482042") + 1);
    assert_eq!(at("5.0000000000000000000000000000000000000000"), at("5"));
}

#[test]
fn a_number_ends_where_its_unit_begins() {
    for (text, number) in [
        ("5 mm", "5"),
        ("5mm", "5"),
        ("-2.5", "-2.5"),
        ("3E+1 kg", "3E+1"),
        ("5e", "5"),
        ("5 e3", "5"),
        ("mm", ""),
        ("1e3mm", "1e3"),
    ] {
        assert_eq!(text.get(..length(text)), Some(number), "{text}");
    }
}

#[test]
fn a_value_between_two_steps_is_a_gap() {
    let third = cell(1, 3).unwrap();
    assert!(!is_exact(third.low));
    assert!(third.low > at("0.333333333") && third.low < at("0.333333334"));
}

#[track_caller]
fn adds(values: &[Interval], expected: Interval) {
    let mut total = Total::ZERO;
    for value in values {
        total.add(*value);
    }
    assert_eq!(total.interval(), expected);
}

#[test]
fn sums_keep_open_ends() {
    let open = Interval { low: at("1") + 1, high: at("2") - 1 };
    adds(&[open, open], Interval { low: at("2") + 1, high: at("4") - 1 });
    adds(&[Interval::from(at("1")), Interval::point(at("1"))], Interval::from(at("2")));
    adds(&[], Interval::point(0));
}

#[test]
fn sums_may_leave_the_range_and_come_back() {
    let (large, small) = (Interval::point(at("4000000000")), Interval::point(at("-4000000000")));
    adds(&[large, large, Interval::point(at("0.1")), small, small], Interval::point(at("0.1")));
    adds(&[large, large, large], Interval::from(LAST));
    adds(&[small, small, small], Interval::up_to(FIRST));
}

#[test]
fn an_open_weight_gives_an_open_index() {
    let index = divide_by_square(Interval::from(at("115.6") + 1), Interval::point(at("1.7")));
    assert_eq!(index, Interval::from(at("40") + 1));
    let small = divide_by_square(Interval::from(at("1") + 1), Interval::point(at("0.01")));
    assert_eq!(small, Interval::from(at("10000") + 1));
}

#[track_caller]
fn changes(from: Interval, to: Interval, expected: Interval) {
    assert_eq!(percent_change(from, to), expected, "{from:?} to {to:?}");
}

#[test]
fn a_change_is_exact() {
    let point = |text: &str| Interval::point(at(text));
    changes(point("8"), point("1.6"), point("-80"));
    changes(point("8"), point("0"), point("-100"));
    changes(point("5"), point("10"), point("100"));
    changes(point("-4"), point("-2"), point("-50"));
    changes(point("0"), point("2"), Interval::ALL);
    changes(point("3"), point("4"), Interval::point(at("33.333333333") + 1));
    changes(point("3"), point("2"), Interval::point(at("-33.333333334") + 1));
}

#[test]
fn a_change_keeps_open_ends() {
    let point = |text: &str| Interval::point(at(text));
    let above = |text: &str| Interval::from(at(text) + 1);
    let below = |text: &str| Interval::up_to(at(text) - 1);
    changes(point("10"), above("2"), above("-80"));
    changes(point("10"), below("2"), below("-80"));
    changes(above("10"), point("2"), Interval { low: at("-100") + 1, high: at("-80") - 1 });
    changes(above("10"), point("0"), point("-100"));
    changes(above("0"), point("2"), above("-100"));
    changes(
        Interval { low: at("5"), high: at("10") },
        Interval { low: at("5"), high: at("10") },
        Interval { low: at("-50"), high: at("100") },
    );
    changes(
        Interval { low: at("5"), high: at("10") },
        Interval { low: at("-5"), high: at("-5") },
        Interval { low: at("-200"), high: at("-150") },
    );
    changes(Interval { low: at("-1"), high: at("1") }, point("2"), Interval::ALL);
    changes(point("0.000000001"), point("4000000000"), Interval::from(at("4000000000") + 1));
}

#[test]
fn a_body_mass_index_on_the_limit_is_on_the_limit() {
    let index = |weight: &str, height: &str| divide_by_square(Interval::point(at(weight)), Interval::point(at(height)));
    assert_eq!(index("115.6", "1.70"), Interval::point(at("40")));
    assert!(index("115.7", "1.70").low > at("40"));
    assert!(index("115.5", "1.70").high < at("40"));
}

#[test]
fn a_value_beyond_the_largest_number_is_known_to_be_greater() {
    let point = |text: &str| Interval::point(at(text));
    let (above, below) = (Interval::from(at("4000000000") + 1), Interval::up_to(at("-4000000000") - 1));
    changes(point("0.000001"), point("4000000"), above);
    changes(point("0.000001"), point("-4000000"), below);
    changes(point("-0.000001"), point("4000000"), below);
    assert_eq!(divide_by_square(point("4000000000"), point("0.001")), above);
}
