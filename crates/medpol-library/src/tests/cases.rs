//! Which policy and version a case is for.

use super::Folder;
use crate::{Library, Named, read_case};

const VERSIONS: &[(&str, &str, &str)] = &[
    ("1", "retired", "from: 2020-01-01, until: 2021-06-30"),
    ("2", "active", "from: 2021-07-01, until: 2023-12-31"),
    ("3", "draft", "from: 2024-01-01"),
];

/// A case with this date of service, and this `expect`.
fn case(date: &str, expect: &str) -> String {
    format!("format: medpol/case/1\nfacts:\n  request: {{ date_of_service: {date} }}\n  fever: true\n{expect}")
}

/// The version chosen with its reasons, or what is wrong.
fn choose(folder: &mut Folder, text: &str, option: Option<&str>) -> String {
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    folder.expect(library.diagnostics(), "");
    let named = option.map(|option| Named::by_option(option, "--policy", &mut folder.sources));
    let (ready, diagnostics) = read_case(&library, "case", text.as_bytes(), named.as_ref(), &mut folder.sources);
    let Some(ready) = ready else { return folder.lines(&diagnostics) };
    folder.expect(&diagnostics, "");
    let mut lines = vec![format!("{}: {}", ready.policy.reference(), ready.selection.because)];
    let considered = ready.selection.considered;
    lines.extend(considered.iter().map(|other| format!("not {}: {}", other.policy, other.because)));
    lines.join("\n")
}

#[track_caller]
fn check(text: &str, option: Option<&str>, expected: &str) {
    assert_eq!(choose(&mut Folder::with_versions(VERSIONS), text, option), expected);
}

#[test]
fn the_version_in_force_on_the_date_of_service() {
    check(
        &case("2021-06-30", ""),
        None,
        "\
acme/aspirin@1: the only policy of the library; version 1 is in force on 2021-06-30
not acme/aspirin@2: in force only from 2021-07-01 to 2023-12-31
not acme/aspirin@3: a draft is never chosen",
    );
    check(
        &case("2021-07-01", "expect: { policy: acme/aspirin }"),
        None,
        "\
acme/aspirin@2: named by the case; version 2 is in force on 2021-07-01
not acme/aspirin@1: in force only from 2020-01-01 to 2021-06-30
not acme/aspirin@3: a draft is never chosen",
    );
}

#[test]
fn an_unknown_day_matters_only_between_versions() {
    check(
        &case("2021-07", ""),
        None,
        "\
acme/aspirin@2: the only policy of the library; version 2 is in force between 2021-07-01 and 2021-07-31
not acme/aspirin@1: in force only from 2020-01-01 to 2021-06-30
not acme/aspirin@3: a draft is never chosen",
    );
    check(
        &case("{ on_or_after: 2023-12-01 }", ""),
        None,
        "\
acme/aspirin@2: the only policy of the library; version 2 is the only version that can be in force; the service falls on or after 2023-12-01
not acme/aspirin@1: in force only from 2020-01-01 to 2021-06-30
not acme/aspirin@3: a draft is never chosen",
    );
    check(
        &case("{ more_than: 2023-12-01 }", ""),
        None,
        "\
acme/aspirin@2: the only policy of the library; version 2 is the only version that can be in force; the service falls on or after 2023-12-02
not acme/aspirin@1: in force only from 2020-01-01 to 2021-06-30
not acme/aspirin@3: a draft is never chosen",
    );
    check(&case("2021", ""), None, "R0013 case:3:31 the date of service does not settle which version is in force\n");
    check(
        "format: medpol/case/1\nfacts: { fever: true }",
        None,
        "R0013 case:1:9 the date of service does not settle which version is in force\n",
    );
}

#[test]
fn no_version_in_force() {
    let expected = "R0013 case:3:31 no version of `acme/aspirin` is in force on 2024-02-01\n";
    check(&case("2024-02-01", ""), None, expected);
}

#[test]
fn a_version_by_name_is_used_on_any_date() {
    check(
        &case("2024-02-01", ""),
        Some("acme/aspirin@3"),
        "acme/aspirin@3: named on the command line; version 3 was asked for, a draft",
    );
    check(
        &case("2024-02-01", "expect: { policy: acme/aspirin@3 }"),
        Some("acme/aspirin@1"),
        "acme/aspirin@1: named on the command line; version 1 was asked for; it is in force from 2020-01-01 to 2021-06-30 \
         and the service falls on 2024-02-01",
    );
    check(
        &case("2020-02-01", "expect: { policy: acme/aspirin@1 }"),
        None,
        "acme/aspirin@1: named by the case; version 1 was asked for",
    );
}

#[test]
fn unknown_names_are_reported() {
    let text = case("2021-07-01", "expect: { policy: acme/aspirn@2 }");
    check(&text, None, "R0013 case:5:19 no policy is called `acme/aspirn`\n");
    check(&text, Some("acme/aspirin@7"), "R0013 --policy:1:1 `acme/aspirin` has no version `7`\n");
    check(&text, Some(""), "R0013 --policy:1:1 no policy is called ``\n");
    check(&text, Some("@"), "R0013 --policy:1:1 no policy is called ``\n");
    check(&text, Some("acme/aspirin@"), "R0013 --policy:1:1 `acme/aspirin` has no version ``\n");
}

#[test]
fn two_policies_and_no_name() {
    let mut folder = Folder::with_versions(VERSIONS);
    let other = super::policy("acme/honey", "1", "active", "from: 2020-01-01");
    folder.write("policies/acme/honey/1.yaml", &other);
    let found = choose(&mut folder, &case("2021-07-01", ""), None);
    assert_eq!(found, "R0013 case:1:9 nothing says which policy this case is for\n");
}

#[test]
fn a_case_with_a_mistake_is_not_ready() {
    check(&case("2021-07-01", "expect: { policy: acme/aspirin@2 }").replace("fever", "fevr"), None, "R0001 case:4:3\n");
    check("[1]", None, "P0105 case:1:1\n");
    check(super::LIBRARY, None, "P0105 case:1:9\n");
}

#[test]
fn half_a_case_does_not_panic() {
    let mut folder = Folder::with_versions(VERSIONS);
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    let text = case("{ one_of: [2021-07-01, 2022] }", "expect: { policy: acme/aspirin@2, criteria: { fever: met } }");
    for end in 0..text.len() {
        let (ready, diagnostics) = read_case(&library, "case", &text.as_bytes()[..end], None, &mut folder.sources);
        assert!(ready.is_some() || !diagnostics.is_empty(), "{}", &text[..end]);
    }
}

#[test]
fn json_is_read_like_yaml() {
    check(
        r#"{"format": "medpol/case/1", "facts": {"request": {"date_of_service": "2021-07-01"}, "fever": true}}"#,
        Some("acme/aspirin@2"),
        "acme/aspirin@2: named on the command line; version 2 was asked for",
    );
}
