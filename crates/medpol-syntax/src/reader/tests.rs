//! What the reader accepts, refuses and survives.
//!
//! Each refusal is one line: the text, the code and its place. Wording is looked at only where a
//! slip is common enough to have its own sentence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write;

use medpol_diagnostics::{SourceMap, Span};
use proptest::prelude::*;

use super::{Parsed, parse};
use crate::problems::MAX_PROBLEMS;
use crate::{Kind, Node, Style};

fn read(bytes: &[u8]) -> (SourceMap, Parsed) {
    let mut map = SourceMap::default();
    let parsed = parse(&mut map, "a.yaml", bytes);
    (map, parsed)
}

/// So many lines or entries, one after the other.
fn numbered(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().concat()
}

/// Codes and places, such as `P0003 2:1`.
fn refusals(bytes: &[u8]) -> Vec<String> {
    let (map, parsed) = read(bytes);
    let place = |span: Span| map.position(span);
    let line = |code: &str, span: Span| format!("{code} {}:{}", place(span).line, place(span).column);
    parsed.diagnostics.iter().map(|problem| line(problem.code.number, problem.primary.span)).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_bytes(text.as_bytes(), expected);
}

#[track_caller]
fn check_bytes(bytes: &[u8], expected: &[&str]) {
    assert_eq!(refusals(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
}

/// The first diagnostic as `code place message | text under the span`.
#[track_caller]
fn check_words(text: &str, expected: &str) {
    let (map, parsed) = read(text.as_bytes());
    let problem = parsed.diagnostics.first().expect("a refusal");
    let position = map.position(problem.primary.span);
    let (code, line, column) = (problem.code.number, position.line, position.column);
    let under = map.text(problem.primary.span);
    assert_eq!(format!("{code} {line}:{column} {} | {under}", problem.message), expected);
}

/// The tree with the text under every key and every value that is not a plain scalar of that text.
#[track_caller]
fn check_tree(text: &str, expected: &str) {
    let (map, parsed) = read(text.as_bytes());
    assert_eq!(parsed.diagnostics, [], "{text:?}");
    let mut shown = String::new();
    show(&map, &parsed.root.expect("a tree"), &mut shown);
    assert_eq!(shown, expected, "{text:?}");
}

fn show(map: &SourceMap, node: &Node, shown: &mut String) {
    let under = map.text(node.span);
    match &node.kind {
        Kind::Scalar(scalar) if scalar.style == Style::Plain && under == &*scalar.text && !under.is_empty() => {
            shown.push_str(under);
        }
        Kind::Scalar(scalar) => {
            let at = node.span.start;
            write!(shown, "{:?}<{at}:{under}>", scalar.text).expect("a string");
        }
        Kind::Sequence(items) => {
            shown.push('[');
            for item in items {
                show(map, item, shown);
                shown.push(',');
            }
            write!(shown, "]<{under}>").expect("a string");
        }
        Kind::Mapping(entries) => {
            shown.push('{');
            for entry in entries {
                write!(shown, "{}=", map.text(entry.key_span)).expect("a string");
                show(map, &entry.value, shown);
                shown.push(',');
            }
            write!(shown, "}}<{under}>").expect("a string");
        }
    }
}

#[test]
fn trees_and_their_spans() {
    check_tree("a: 1\nb: x y # c\n", "{a=1,b=x y,}<a: 1\nb: x y>");
    check_tree("a:\n  - x\n  - y\nb: 1", "{a=[x,y,]<x\n  - y>,b=1,}<a:\n  - x\n  - y\nb: 1>");
    check_tree("a:\n- x\nb: 1", "{a=[x,]<x>,b=1,}<a:\n- x\nb: 1>");
    check_tree(
        "a: { b: [1, 2], c: {} }",
        "{a={b=[1,2,]<[1, 2]>,c={}<{}>,}<{ b: [1, 2], c: {} }>,}<a: { b: [1, 2], c: {} }>",
    );
    check_tree("[a: b, c]", "[{a=b,}<a: b>,c,]<[a: b, c]>");
    check_tree(
        "a: \"x\\ty\"\nb: 'it''s'",
        "{a=\"x\\ty\"<3:\"x\\ty\">,b=\"it's\"<13:'it''s'>,}<a: \"x\\ty\"\nb: 'it''s'>",
    );
    check_tree("\"a b\": 1", "{\"a b\"=1,}<\"a b\": 1>");
    check_tree("ü: é\nb: ß", "{ü=é,b=ß,}<ü: é\nb: ß>");
    check_tree("a: 1\r\nb: 2\r\n", "{a=1,b=2,}<a: 1\r\nb: 2>");
    check_tree("x", "x");
    check_tree("---\na: 1\n...\n", "{a=1,}<a: 1>");
}

#[test]
fn a_value_needs_a_blank_after_the_colon() {
    check_tree("a:\nb: 1", "{a=\"\"<2:>,b=1,}<a:\nb: 1>");
    check_tree("a :  # c\nb: 1", "{a=\"\"<3:>,b=1,}<a :  # c\nb: 1>");
    check_tree("{a, b: , c: ~}", "{a=\"\"<2:>,b=\"\"<6:>,c=~,}<{a, b: , c: ~}>");
    check_tree("- \n- x", "[\"\"<2:>,x,]<\n- x>");
    check_tree("? a\n? b\n:\n", "{a=\"\"<3:>,b=\"\"<7:>,}<a\n? b>");
    check_tree("a: |\n\nb: 1", "{a=\"\"<2:>,b=1,}<a: |\n\nb: 1>");
    check_tree("a: \"\"", "{a=\"\"<3:\"\">,}<a: \"\">");
}

#[test]
fn block_scalars_end_with_their_last_line() {
    check_tree("a: |\n  x\n\n  y\n\n\nb: 1", "{a=\"x\\n\\ny\\n\"<7:x\n\n  y>,b=1,}<a: |\n  x\n\n  y\n\n\nb: 1>");
    check_tree("a: >-\n  x\n  y\n# c\n", "{a=\"x y\"<8:x\n  y>,}<a: >-\n  x\n  y>");
}

#[test]
fn json_is_read() {
    check_tree(
        "{\"a\":1,\"b\":[true,null]}",
        "{\"a\"=1,\"b\"=[true,null,]<[true,null]>,}<{\"a\":1,\"b\":[true,null]}>",
    );
    check_tree("{\n\t\"a\" : [\n\t\t1\n\t]\n}", "{\"a\"=[1,]<[\n\t\t1\n\t]>,}<{\n\t\"a\" : [\n\t\t1\n\t]\n}>");
    check_tree(
        r#"["\/ \u00e9 \ud83d\ude00 \b"]"#.replace(" \\b", "").as_str(),
        "[\"/ é 😀\"<1:\"\\/ \\u00e9 \\ud83d\\ude00\">,]<[\"\\/ \\u00e9 \\ud83d\\ude00\"]>",
    );
    check_tree("{\"a\"\n:\n1}\n", "{\"a\"=1,}<{\"a\"\n:\n1}>");
    check(r#"["\ud83d"]"#, &["P0002 1:2"]);
    check(r#"["\udc00"]"#, &["P0002 1:2"]);
    check(r#"{"a": 1, "a": 2}"#, &["P0003 1:10"]);
}

#[test]
fn encoding() {
    check_bytes(b"a: \xff", &["P0001 1:4"]);
    check_bytes("a: é\nb: ".bytes().chain([0xe9, b'\n']).collect::<Vec<_>>().as_slice(), &["P0001 2:4"]);
    check_bytes(&[0xff, 0xfe, b'a', 0], &["P0001 1:1"]);
    check_tree("\u{feff}a: 1", "{a=1,}<a: 1>");
    check("a: x\u{feff}y\n\u{feff}b: 1", &["P0012 1:5", "P0012 2:1"]);
    check("a: \0\0x\nb: \u{b}", &["P0012 1:4", "P0012 2:4"]);
    check("a: \u{85}\u{9f}", &["P0012 1:4"]);
    check("a: \"\\0 \\e\"", &["P0012 1:4"]);
    check("a: \u{ffff}", &["P0012 1:4"]);
}

#[test]
fn a_forbidden_character_does_not_hide_the_rest() {
    check("a: x\u{c}y\na: 1\nb: &c d", &["P0012 1:5", "P0003 2:1", "P0004 3:4"]);
    assert!(read(b"a: x\x0cy").1.root.is_some());
}

#[test]
fn duplicate_keys() {
    check("a: 1\nb: 2\na: 3\na: 4", &["P0003 3:1", "P0003 4:1"]);
    check("a: 1\n'a': 2", &["P0003 2:1"]);
    check("a: {b: 1, b: 2}\nc: {b: 1}", &["P0003 1:11"]);
    let (map, parsed) = read(b"a: 1\na: 2");
    let problem = &parsed.diagnostics[0];
    assert_eq!(map.position(problem.secondary[0].span).line, 1);
    assert_eq!(parsed.root.unwrap().get("a").unwrap().scalar(), Some("1"));
}

#[test]
fn anchors_aliases_merge_keys_and_tags() {
    check("a: &x 1\nb: *x\nc: *y", &["P0004 1:4", "P0004 2:4", "P0004 3:4"]);
    check("a: &x\n  b: 1\nc: &y [1]", &["P0004 1:4", "P0004 3:4"]);
    check("<<: *a\nb: 1", &["P0005 1:1"]);
    check("<<: {a: 1, a: 2}", &["P0005 1:1", "P0003 1:12"]);
    check("'<<': 1", &[]);
    check("a: !!str 1\nb: !x\n  c: 1\nd: !<tag:y> [1]", &["P0006 1:4", "P0006 2:4", "P0006 4:4"]);
    check("a: !e!x y", &["P0006 1:4"]);
    check("*a : 1\n&b c: 2\n!d e: 3", &["P0004 1:1", "P0004 2:1", "P0006 3:1"]);
    let (_, parsed) = read(b"a: &x 1\nb: *x\n<<: *x\n*x : 2");
    let root = parsed.root.unwrap();
    assert_eq!(root.get("b").unwrap().scalar(), Some("*x"));
    assert_eq!(root.mapping().unwrap().len(), 2);
    check_words("a: *x", "P0004 1:4 the alias `*x` is not allowed | *x");
    check_words("a: !!str 1", "P0006 1:4 the tag `!!str` is not allowed | !!str");
}

#[test]
fn directives_and_second_documents() {
    check("%YAML 1.2\n---\na: 1", &["P0007 1:1"]);
    check(
        "\u{feff}# c\n\n%YAML 1.1\n%TAG ! x\n%x\n---\na: 1\na: 2",
        &["P0007 3:1", "P0007 4:1", "P0007 5:1", "P0003 8:1"],
    );
    check("%TAG !e! tag:x\n---\na: !e!b c", &["P0007 1:1", "P0006 3:4"]);
    check("a: 1\n%x", &["P0007 2:1"]);
    check("a: 100 %\nb: '%x'", &[]);
    check("a: 1\n---\nb: [", &["P0008 2:1"]);
    check("a: 1\n---\n", &["P0008 2:1"]);
    check("a: 1\n...\nb: 1", &["P0008 3:1"]);
    check("a: 1\n...\n%YAML 1.2\n---\nb: 1", &["P0007 3:1"]);
    assert!(read(b"a: 1\n---\nb: 2").1.root.unwrap().get("a").is_some());
}

#[test]
fn empty_files() {
    check("", &["P0011 1:1"]);
    check(" \n\n", &["P0011 1:1"]);
    check("# c\n", &["P0011 1:1"]);
    check("---\n", &["P0011 1:1"]);
    check("\u{feff}", &["P0011 1:1"]);
    check("\u{feff}# c", &["P0011 1:1"]);
    assert!(read(b"# c").1.root.is_none());
}

#[test]
fn keys_that_are_no_names() {
    check("[a]: 1\nb: 2", &["P0013 1:1"]);
    check("? {a: 1}\n: 2\nb: 1\nb: 2", &["P0013 1:3", "P0003 4:1"]);
    check(": 1", &["P0013 1:1"]);
    check("{: 1}", &["P0013 1:2"]);
    check("\"\": 1", &["P0013 1:1"]);
    check("? |\n  a\n: 1", &["P0013 2:3"]);
    check("{b\nc: d}", &["P0013 1:2"]);
    check("\"a\\nb\": 1", &["P0013 1:1"]);
    check(&format!("? {}\n: 1\n? {}\n: 1", "a".repeat(255), "b".repeat(256)), &["P0013 3:3"]);
    check("1: a\ntrue: b\n~: c", &[]);
}

#[test]
fn depth() {
    let flow = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    check(&flow(64), &[]);
    check(&flow(65), &["P0009 1:65"]);
    let block = |depth| numbered(depth, |level| format!("{}a:\n", " ".repeat(level)));
    check(&block(64), &[]);
    check(&block(65), &["P0009 65:65"]);
    let both = format!("{}{}{}", block(40), " ".repeat(40), flow(25));
    check(&both, &["P0009 41:65"]);
    check(&both.replace("[[", "[").replace("]]", "]"), &[]);
}

#[test]
fn common_slips_are_named() {
    check_words("a:\n\tb: 1", "P0002 2:1 a tab is used for indentation | \t");
    check_words("a:\n  b: 1\n\tc: 2", "P0002 3:1 a tab is used for indentation | \t");
    check_words("a: |\n\tb", "P0002 2:1 a tab is used for indentation | \t");
    check_words("a: 1\nb:2\nc: 3", "P0002 2:2 a space is missing after the colon | :");
    check_words("a:\n  b:2\n  c: 3", "P0002 2:4 a space is missing after the colon | :");
    check_words("a: \"x", "P0002 1:4 a quote is not closed | \"");
    check_words("a: 'x\nb: 1", "P0002 2:1 a quoted text above is not closed | b");
    check_words("a: 'it's", "P0002 1:8 something follows the closing quote | s");
    check_words("a: [1, 2\n", "P0002 1:4 `[` is not closed | [");
    check_words("a: [1, 2\nb: 3", "P0002 1:4 `[` is not closed in its line | [");
    check_words("a: [1}", "P0002 1:4 `[` is closed by `}` | [");
    check_words("a: {b: 1}}", "P0002 1:10 `}` closes nothing | }");
    check_words("a: {b: c: d}", "P0002 1:9 `:` is not allowed here | :");
    check_words("text: one: two", "P0002 1:10 a text that is not in quotes contains `: ` | :");
    check_words(
        "a: 1\n  b: 2",
        "P0002 2:4 a key is indented deeper than the line above, which already has a value | :",
    );
    check_words("- a b\n  c: 1", "P0002 1:4 a colon is missing after `a` |  ");
    check_words("a:\n   b: 1\n  c: 2", "P0002 3:3 this line lines up with none above | c");
    check_words("a: 1\nb", "P0002 2:1 a line that is no `key: value` | b");
    check_words("a: 1\n- b", "P0002 2:3 a list item is written where a key is expected | b");
    check_words("- a\nb: 1", "P0002 2:1 a list item is expected here | b");
    check_words("a: @b", "P0002 1:4 `@` is not allowed here | @");
    check_words("a: *", "P0002 1:4 `*` is not allowed here | *");
    check_words("a: - b", "P0002 1:4 a list cannot start here | -");
    check_words("a: >- b", "P0002 1:4 a text in `|` or `>` style starts on the next line | >");
    check_words("a: \"\\q\"", "P0002 1:4 this text contains an escape that does not exist | \"");
    check_words("{,}", "P0002 1:2 `,` is not allowed here | ,");
    check_words("{} x", "P0002 1:4 the document has ended before this | x");
}

#[test]
fn a_file_that_breaks_off_has_no_tree() {
    assert!(read(b"a: 1\nb: [").1.root.is_none());
    check("a: 1\na: 2\nb: [", &["P0003 2:1", "P0002 3:4"]);
}

#[test]
fn size() {
    let mut text = "#".repeat(1 << 20);
    check(&text, &["P0011 1:1"]);
    text.push('#');
    check(&text, &["P0010 1:1"]);
}

#[test]
fn after_so_many_problems_the_others_are_counted() {
    let text = "a: 1\n".repeat(1_000);
    let (_, parsed) = read(text.as_bytes());
    assert_eq!(parsed.diagnostics.len(), MAX_PROBLEMS + 1);
    let last = parsed.diagnostics.last().unwrap();
    assert_eq!(last.message, "949 more problems in this file not shown");
}

/// Hostile texts are refused or read; the test hangs or aborts if they are not.
#[test]
fn hostile_texts_end() {
    check(&"[".repeat(100_000), &["P0009 1:65"]);
    check(&"{a: ".repeat(100_000), &["P0009 1:257"]);
    check(&"- ".repeat(500_000), &["P0009 1:129"]);
    check(&"? ".repeat(500_000), &["P0009 1:129"]);
    check(&"?".repeat(1 << 20), &[]);
    check(&numbered(1_400, |level| format!("{}a:\n", " ".repeat(level))), &["P0009 65:65"]);
    check_bytes(&vec![b'x'; 10_000_000], &["P0010 1:1"]);
    check_bytes(&vec![0; 1 << 20], &["P0012 1:1"]);
    assert_eq!(refusals(&b"a\0".repeat(1 << 19)).len(), MAX_PROBLEMS + 1);
}

#[test]
fn many_keys_are_not_quadratic() {
    let text = numbered(90_000, |number| format!("k{number}: 1\n"));
    assert_eq!(read(text.as_bytes()).1.root.unwrap().mapping().unwrap().len(), 90_000);
    let text = format!("{{{}}}", numbered(100_000, |number| format!("{number},")));
    assert_eq!(read(text.as_bytes()).1.root.unwrap().mapping().unwrap().len(), 100_000);
}

#[test]
fn an_alias_bomb_is_not_expanded() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (from, to) in ('a'..='i').zip('b'..='j') {
        let items = vec![format!("*{from}"); 9].join(", ");
        writeln!(text, "{to}: &{to} [{items}]").unwrap();
    }
    let (_, parsed) = read(text.as_bytes());
    assert_eq!(parsed.diagnostics[0].code.number, "P0004");
    assert_eq!(parsed.root.unwrap().mapping().unwrap().len(), 10);
}

/// Every span lies in its file, on character boundaries, and children lie in their parents.
fn check_spans(map: &SourceMap, parsed: &Parsed) -> Result<(), TestCaseError> {
    let text = map.file(parsed.file).unwrap().text();
    let fits = |span: Span| text.get(span.start as usize..span.end as usize).is_some();
    for problem in &parsed.diagnostics {
        prop_assert!(fits(problem.primary.span), "{problem:?}");
        prop_assert!(problem.secondary.iter().all(|label| fits(label.span)), "{problem:?}");
        prop_assert!(problem.replacement.iter().all(|mend| fits(mend.span)), "{problem:?}");
    }
    parsed.root.iter().try_for_each(|root| check_node(&fits, root))
}

fn check_node(fits: &dyn Fn(Span) -> bool, node: &Node) -> Result<(), TestCaseError> {
    prop_assert!(fits(node.span), "{node:?}");
    for item in node.sequence().unwrap_or_default() {
        prop_assert!(node.span.contains(item.span), "{node:?}");
        check_node(fits, item)?;
    }
    for entry in node.mapping().unwrap_or_default() {
        prop_assert!(fits(entry.key_span) && !entry.key.is_empty(), "{node:?}");
        prop_assert!(node.span.contains(entry.key_span) && node.span.contains(entry.value.span), "{node:?}");
        prop_assert!(entry.key_span.end <= entry.value.span.start, "{node:?}");
        check_node(fits, &entry.value)?;
    }
    Ok(())
}

/// Pieces of YAML, put together at random, reach further into the parser than random letters.
const PIECES: &[&str] = &[
    "a",
    "b",
    "é",
    "😀",
    ":",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "|\n",
    ">-\n",
    "#",
    " # c",
    "&x ",
    "*x",
    "!t ",
    "!!str",
    "<<",
    "? ",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    "\t",
    "\r\n",
    "\0",
    "\u{feff}",
    "\\u",
    "\\ud83d",
    "~",
    "a: ",
    "k: v\n",
];

fn yaml_like() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}|(?s:.{0,200})") {
        let (map, parsed) = read(text.as_bytes());
        check_spans(&map, &parsed)?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let (map, parsed) = read(&bytes);
        check_spans(&map, &parsed)?;
    }

    #[test]
    fn anything_like_yaml_is_read_or_refused(text in yaml_like()) {
        let (map, parsed) = read(text.as_bytes());
        prop_assert!(parsed.root.is_some() || !parsed.diagnostics.is_empty());
        check_spans(&map, &parsed)?;
    }
}
