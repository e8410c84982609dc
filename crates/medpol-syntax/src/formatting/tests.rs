//! Texts and what becomes of them.

use medpol_diagnostics::SourceMap;

use super::{NotFormatted, formatted};

/// A text becomes another, and that one stays.
#[track_caller]
fn check(text: &str, expected: &str) {
    let once = formatted("a.yaml", text.as_bytes(), &mut SourceMap::default());
    assert_eq!(once.as_deref(), Ok(expected), "{}", once.as_deref().unwrap_or_default());
    let twice = formatted("a.yaml", expected.as_bytes(), &mut SourceMap::default());
    assert_eq!(twice.as_deref(), Ok(expected), "what is in the form changes again");
}

/// A text is in the form already.
#[track_caller]
fn stays(text: &str) {
    check(text, text);
}

#[test]
fn keys_stand_in_the_order_of_the_schema() {
    check(
        "id: a/b\nformat: medpol/policy/1\ncriteria:\n- fact: x\n  at_least: 3\n  text: Three\n  id: three\n",
        "format: medpol/policy/1\nid: a/b\ncriteria:\n  - id: three\n    text: Three\n    fact: x\n    at_least: 3\n",
    );
}

#[test]
fn names_that_an_author_chose_stay_in_their_order() {
    stays("format: medpol/case/1\nfacts:\n  z: 1\n  a: { y: 2, b: 3 }\n");
    stays(
        "format: medpol/vocabulary/1\nid: v\nfacts:\n  z:\n    type: boolean\n    label: Z\n  a: { type: date, label: A }\n",
    );
}

#[test]
fn an_unknown_key_keeps_the_order_of_its_mapping() {
    stays("titel: b\nformat: medpol/case/1\nfacts: {}\n");
}

#[test]
fn comments_stay_with_what_they_are_about() {
    check(
        "# of the file\n\n# of the id\nid: a   # beside the id\nformat: medpol/policy/1 # beside the format\n# of the title\ntitle: b\n# at the end\n",
        "# of the file\n\n# of the id\nformat: medpol/policy/1 # beside the format\nid: a   # beside the id\n# of the title\ntitle: b\n# at the end\n",
    );
}

#[test]
fn comments_between_levels_go_by_their_column() {
    stays(
        "format: medpol/policy/1\ncriteria:\n  - id: a\n    fact: x\n    # of a\n  # of the list before b\n  - id: b\n    fact: y\n    # of b\n  # of the list\n# of exclusions\nexclusions:\n  - id: c   # c\n    fact: z\n",
    );
}

#[test]
fn comments_in_brackets_break_them() {
    check(
        "format: medpol/case/1\nfacts: { a: [1, # one\n  2 ], # list\n  # b\n  b: 3 }  # all\n",
        "format: medpol/case/1\nfacts:  # all\n  a: # list\n    - 1 # one\n    - 2\n  # b\n  b: 3\n",
    );
}

#[test]
fn comments_after_keys_and_dashes_stay() {
    check(
        "format: medpol/case/1\nfacts: # f\n  a: # a\n  - # first\n    c: 1\n    b: 2\n  -   x: 1 # x\n  t: >-   # t\n    one\n    two\n",
        "format: medpol/case/1\nfacts: # f\n  a: # a\n    # first\n    - c: 1\n      b: 2\n    - x: 1 # x\n  t: >-   # t\n    one two\n",
    );
}

#[test]
fn a_comment_of_a_key_that_comes_first_in_an_element_stands_before_its_dash() {
    check(
        "format: medpol/policy/1\ncriteria:\n  - fact: x\n    # the id\n    id: a\n",
        "format: medpol/policy/1\ncriteria:\n  # the id\n  - id: a\n    fact: x\n",
    );
}

#[test]
fn of_empty_lines_one_is_kept_and_none_at_the_beginning() {
    check(
        "\n\nformat: medpol/case/1\n\n\n\nfacts:\n\n  a: 1\n\n\n  b: 2\n\n\n",
        "format: medpol/case/1\n\nfacts:\n  a: 1\n\n  b: 2\n",
    );
}

#[test]
fn quotes_stay_and_are_double_where_that_is_as_short() {
    check(
        "format: 'medpol/case/1'\ntitle: 'it''s'\nfacts: { a: 'x', \"b\": \"say \\\"no\\\"\", c: '80', d: 80, e: '', f: , g: ~ }\n",
        "format: \"medpol/case/1\"\ntitle: \"it's\"\nfacts: { a: \"x\", \"b\": 'say \"no\"', c: \"80\", d: 80, e: \"\", f:, g: ~ }\n",
    );
}

#[test]
fn a_long_text_is_folded_and_filled() {
    let words = "eight letters ".repeat(12);
    let words = words.trim();
    // 119 characters; with the next word it would be 127.
    let first = "eight letters ".repeat(8) + "eight";
    let folded = format!(
        "format: medpol/case/1\ntitle: >-\n  {}\n  {}\nfacts: {{}}\n",
        first.trim(),
        "letters ".to_owned() + "eight letters ".repeat(3).trim()
    );
    check(&format!("format: medpol/case/1\ntitle: {words}\nfacts: {{}}\n"), &folded);
    check(&format!("format: medpol/case/1\ntitle: '{words}'\nfacts: {{}}\n"), &folded);
    check(&format!("format: medpol/case/1\ntitle: >-\n     {}\nfacts: {{}}\n", words.replace(' ', "\n     ")), &folded);
}

#[test]
fn paragraphs_lines_and_line_ends_of_a_text_stay() {
    stays(
        "format: medpol/case/1\ntitle: >-\n  one paragraph\n\n  and another\n\n\n  and one after an empty line\nfacts: {}\n",
    );
    stays("format: medpol/case/1\ntitle: |\n  one line\n    and another   \n\n  the last\nfacts: {}\n");
    stays("format: medpol/case/1\ntitle: >\n  with a line end\nfacts: {}\n");
    check(
        "format: medpol/case/1\ntitle: >+\n  many line ends\n\n\nfacts: {}\n",
        "format: medpol/case/1\ntitle: \"many line ends\\n\\n\\n\"\n\nfacts: {}\n",
    );
    check(
        "format: medpol/case/1\ntitle: a\n  b\n\n  c\nfacts: {}\n",
        "format: medpol/case/1\ntitle: >-\n  a b\n\n  c\nfacts: {}\n",
    );
}

#[test]
fn several_blanks_together_are_not_broken() {
    let text = format!(
        "format: medpol/case/1\ntitle: >-\n  {}  two blanks {}\nfacts: {{}}\n",
        "x".repeat(110),
        "y".repeat(20)
    );
    check(&text, &text.replace(" two blanks ", " two\n  blanks "));
}

#[test]
fn brackets_that_do_not_fit_are_broken_and_lines_are_not_joined() {
    let long = "x".repeat(50);
    check(
        &format!("format: medpol/case/1\nfacts: {{ a: [{long}, {long}, z], b: {{ c: 1 }} }}\n"),
        &format!("format: medpol/case/1\nfacts:\n  a: [{long}, {long}, z]\n  b: {{ c: 1 }}\n"),
    );
    stays("format: medpol/case/1\nfacts:\n  a:\n    - 1\n    - 2\n  b: []\n  c: {}\n  d:\n");
    check("format: medpol/case/1\nfacts: {a:   [ 1,2 ]}\n", "format: medpol/case/1\nfacts: { a: [1, 2] }\n");
}

#[test]
fn a_list_of_many_words_in_brackets_is_filled() {
    let line = |first: usize, last: usize| (first..last).map(|at| format!("word-{at}")).collect::<Vec<_>>().join(", ");
    let expected = format!("format: medpol/case/1\nfacts:\n  a:\n    [{},\n     {}]\n", line(10, 22), line(22, 30));
    check(&format!("format: medpol/case/1\nfacts:\n  a: [{}]\n", line(10, 30)), &expected);
}

#[test]
fn lists_in_lists_stay() {
    stays("format: medpol/case/1\nfacts:\n  a:\n    - - 1\n      - 2\n    - - b: 1\n        c: 2\n    - [[1], [2]]\n");
}

#[test]
fn line_ends_of_windows_stay() {
    check("format: medpol/case/1\r\nfacts:\r\n    a: 1 # x\r\n", "format: medpol/case/1\r\nfacts:\r\n  a: 1 # x\r\n");
}

#[test]
fn marks_at_the_beginning_go() {
    check("\u{feff}---\nformat: medpol/case/1\nfacts: {}\n", "format: medpol/case/1\nfacts: {}\n");
    check("# c\n---\n# d\nformat: medpol/case/1\nfacts: {}\n", "# c\n\n# d\nformat: medpol/case/1\nfacts: {}\n");
}

#[test]
fn what_is_no_document_is_left() {
    let left = |text: &str| formatted("a", text.as_bytes(), &mut SourceMap::default());
    assert_eq!(left("a: 1\n"), Err(NotFormatted::NoDocument));
    assert_eq!(left("format: medpol/other/1\n"), Err(NotFormatted::NoDocument));
    assert_eq!(left(r#"{ "format": "medpol/case/1", "facts": {} }"#), Err(NotFormatted::Json));
    assert!(
        matches!(left("format: medpol/case/1\nformat: x\n"), Err(NotFormatted::Unread(problems)) if problems.len() == 1)
    );
    assert!(matches!(left("format: [\n"), Err(NotFormatted::Unread(_))));
    assert!(matches!(left(""), Err(NotFormatted::Unread(_))));
    check("{ format: medpol/case/1, facts: { } }", "format: medpol/case/1\nfacts: {}\n");
}
