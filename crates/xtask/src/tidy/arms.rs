//! No arm for whatever is left over, where a `match` goes through what the language has.
//!
//! With such an arm a new node, relation, derivation, comparator or operator would be taken for
//! one of the others; without it the compiler names every place that has to know of it. An arm with a
//! condition is no such arm, because another one must follow. `if let` and `matches!` ask about one
//! variant and are not looked at.

use crate::finding::Finding;
use crate::rust::{RustFile, tokens};

/// The enums of what the language has.
const ENUMS: &[&str] = &[
    "Comparator",
    "ComparatorClass",
    "ComparatorKey",
    "Derivation",
    "DerivationDocument",
    "DocumentKind",
    "Extreme",
    "Inclusion",
    "Op",
    "Operator",
    "Order",
    "Quantifier",
    "Relation",
    "Standing",
    "Values",
    "Wanted",
];

/// The crates that decide or describe by them.
const PACKAGES: &[&str] = &[
    "medpol-model",
    "medpol-syntax",
    "medpol-compiler",
    "medpol-analysis",
    "medpol-library",
    "medpol-answer",
    "medpol-server",
    "medpol",
    "medpol-evaluator",
    "medpol-explainer",
    "medpol-report",
];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    if !PACKAGES.contains(&file.package()) {
        return;
    }
    let tokens = tokens(file.production());
    for at in 0..tokens.len() {
        if tokens.get(at).is_some_and(|(_, word)| word == "match") {
            check_match(&file.file.path, &tokens, at, findings);
        }
    }
}

type Token = (usize, String);

/// A pattern of a `match`, without its condition.
struct Arm<'a> {
    pattern: &'a [Token],
    has_condition: bool,
}

fn check_match(path: &str, tokens: &[Token], at: usize, findings: &mut Vec<Finding>) {
    let arms = arms(tokens, at);
    let own = own_type(tokens.get(..at).unwrap_or_default());
    let Some(name) = arms.iter().find_map(|arm| named(arm.pattern, own)) else { return };
    for arm in arms.iter().filter(|arm| !arm.has_condition && is_left_over(arm.pattern)) {
        let line = arm.pattern.first().map_or(0, |(line, _)| *line);
        let problem = format!("an arm takes every `{name}` that no other arm names");
        let mend = "name the variants, so that a new one fails to compile until it is thought of here";
        findings.push(Finding::new(path, line, problem, mend));
    }
}

/// The enum of the language that a pattern names.
fn named<'a>(pattern: &'a [Token], own: Option<&'a str>) -> Option<&'a str> {
    let words = pattern.iter().zip(pattern.iter().skip(1));
    words
        .filter(|(_, (_, next))| next == "::")
        .map(|((_, word), _)| if word == "Self" { own.unwrap_or_default() } else { word.as_str() })
        .find(|word| ENUMS.contains(word))
}

/// Whether a pattern takes whatever is left over: it binds or skips something and names no variant but
/// those of `Option` and `Result`.
fn is_left_over(pattern: &[Token]) -> bool {
    let is_open = |word: &str| word == "_" || word == "." || word.starts_with(|first: char| first.is_ascii_lowercase());
    let is_neutral = |word: &str| matches!(word, "(" | ")" | "," | "|" | "&" | "Some" | "None" | "Ok" | "Err");
    pattern.iter().any(|(_, word)| is_open(word)) && pattern.iter().all(|(_, word)| is_open(word) || is_neutral(word))
}

/// The type whose `impl` the tokens end in, as far as it is a plain name.
fn own_type(before: &[Token]) -> Option<&str> {
    let start = before.iter().rposition(|(_, word)| word == "impl")?;
    let head: Vec<&str> =
        before.get(start + 1..)?.iter().map(|(_, word)| word.as_str()).take_while(|word| *word != "{").collect();
    match head.iter().position(|word| *word == "for") {
        Some(at) => head.get(at + 1).copied(),
        None => head.first().copied(),
    }
}

/// The arms of the `match` at this token.
fn arms(tokens: &[Token], at: usize) -> Vec<Arm<'_>> {
    let Some(open) = scan(tokens, at, |_, word| word == "{") else { return Vec::new() };
    let mut arms = Vec::new();
    let mut start = open + 1;
    while tokens.get(start).is_some_and(|(_, word)| word != "}") {
        let is_arrow = |at: usize| matches!((tokens.get(at), tokens.get(at + 1)), (Some((_, first)), Some((_, second))) if first == "=" && second == ">");
        let Some(arrow) = scan(tokens, start, |at, _| is_arrow(at)) else { break };
        let pattern = tokens.get(start..arrow).unwrap_or_default();
        let condition = scan(pattern, 0, |_, word| word == "if");
        let shown = condition.map_or(pattern, |at| pattern.get(..at).unwrap_or_default());
        arms.push(Arm { pattern: shown, has_condition: condition.is_some() });
        let body = arrow + 2;
        start = if tokens.get(body).is_some_and(|(_, word)| word == "{") {
            let after = end_of_group(tokens, body) + 1;
            after + usize::from(tokens.get(after).is_some_and(|(_, word)| word == ","))
        } else {
            match scan(tokens, body, |_, word| word == "," || word == "}") {
                Some(end) if tokens.get(end).is_some_and(|(_, word)| word == ",") => end + 1,
                Some(end) => end,
                None => break,
            }
        };
    }
    arms
}

/// The first token from `start` on that is wanted and inside no bracket.
fn scan(tokens: &[Token], start: usize, wanted: impl Fn(usize, &str) -> bool) -> Option<usize> {
    let mut at = start;
    while let Some((_, word)) = tokens.get(at) {
        if wanted(at, word) {
            return Some(at);
        }
        match word.as_str() {
            "(" | "[" | "{" => at = end_of_group(tokens, at) + 1,
            ")" | "]" | "}" => return None,
            _ => at += 1,
        }
    }
    None
}

/// Where the bracket that opens here closes.
fn end_of_group(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, (_, word)) in tokens.iter().enumerate().skip(open) {
        match word.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TextFile;

    #[track_caller]
    fn check_text(text: &str, lines: &[usize]) {
        let file = TextFile { path: "crates/medpol-model/src/a.rs".to_owned(), text: text.to_owned() };
        let mut findings = Vec::new();
        check(&RustFile::of(&file), &mut findings);
        let found: Vec<usize> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn a_wildcard_arm_is_found() {
        check_text("fn a() {\n match op {\n  Op::All(run) => run,\n  _ => 1,\n }\n}\n", &[4]);
        check_text(
            "fn a() {\n match self.node(id) {\n  Some(Op::All(_)) => { 1 }\n  Some(_) | None => 2\n }\n}\n",
            &[4],
        );
        check_text("fn a() {\n match (a, b) {\n  (Values::Mask(1), _) => x(|y| y, 2),\n  other => 2,\n }\n}\n", &[4]);
        check_text("impl Order {\n fn a(self) {\n  match self {\n   Self::Is => 1,\n   _ => 2,\n  }\n }\n}\n", &[5]);
    }

    #[test]
    fn other_arms_are_left_alone() {
        check_text("fn a() {\n match op {\n  Op::All(run) => run,\n  Op::Any(_) | Op::None(..) => 1,\n }\n}\n", &[]);
        check_text("fn a() {\n match op {\n  Op::All(_) => 1,\n  _ if b => 2,\n  Op::Any(_) => 3,\n }\n}\n", &[]);
        check_text(
            "fn a() {\n match op {\n  Some(Op::All(_)) => 1,\n  None => match x { 1 => 2, _ => 3 },\n }\n}\n",
            &[],
        );
        check_text("fn a() {\n match word {\n  1 => Op::All(1),\n  _ => Op::Any(2),\n }\n}\n", &[]);
    }
}
