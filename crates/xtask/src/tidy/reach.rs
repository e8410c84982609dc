//! Files, clock, environment, network and standard streams are for `medpol-library` and the rims.
//!
//! Tests and benches may use them everywhere.

use crate::finding::Finding;
use crate::rust::{RustFile, tokens};

/// The crates that may reach out.
const RIMS: &[&str] = &["medpol-library", "medpol-server", "medpol", "xtask", "fuzz"];

/// What they may use, and the others not.
const OUTSIDE: &[(&str, &str)] = &[
    ("std::fs", "files"),
    ("std::env", "the environment"),
    ("std::net", "the network"),
    ("std::process", "other programs"),
    ("std::time::SystemTime", "the clock"),
    ("std::time::Instant", "the clock"),
    ("std::io::stdin", "standard input"),
    ("std::io::stdout", "standard output"),
    ("std::io::stderr", "standard error"),
];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    if RIMS.contains(&file.package()) {
        return;
    }
    let tokens = tokens(file.production());
    for (line, path) in paths(&tokens) {
        let reached = OUTSIDE.iter().find(|(outside, _)| {
            path.strip_prefix(outside).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        });
        let what = match reached {
            Some((_, what)) => what,
            None if path.ends_with("::now") => "the clock",
            None => continue,
        };
        let mend = "take it as an argument; only `medpol-library` and the programs reach out";
        findings.push(Finding::new(&file.file.path, line, format!("`{path}` reaches for {what}"), mend));
    }
}

/// Every path of names in the code, imports in braces written out, with the line of its last name.
fn paths(tokens: &[(usize, String)]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    // What is written before an open brace belongs to every path inside of it.
    let mut groups: Vec<Vec<&str>> = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut before = "";
    for (line, token) in tokens {
        let is_name = token.starts_with(|first: char| first.is_alphabetic() || first == '_');
        match token.as_str() {
            "::" => {}
            "{" => groups.push(if before == "::" { path.clone() } else { Vec::new() }),
            "}" => drop(groups.pop()),
            name if is_name && before == "::" => path.push(name),
            name if is_name => {
                path = groups.last().cloned().unwrap_or_default();
                path.push(name);
            }
            _ => path.clear(),
        }
        if is_name && path.len() > 1 {
            found.push((*line, path.join("::")));
        }
        // Inside braces, a path goes on from what is before them.
        before = if token == "{" && before == "::" { "" } else { token };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TextFile;

    #[track_caller]
    fn check_text(text: &str, expected: &[&str]) {
        let file = TextFile { path: "crates/medpol-model/src/a.rs".to_owned(), text: text.to_owned() };
        let mut findings = Vec::new();
        check(&RustFile::of(&file), &mut findings);
        let mut found: Vec<&str> = findings.iter().filter_map(|finding| finding.problem.split('`').nth(1)).collect();
        found.dedup();
        assert_eq!(found, expected);
    }

    #[test]
    fn calls_to_the_outside_are_found() {
        check_text("use std::fs;", &["std::fs"]);
        check_text("use std::{fmt, fs};", &["std::fs"]);
        check_text("use std::{io::{Read, stdin}, time::Instant};", &["std::io::stdin", "std::time::Instant"]);
        check_text("let a = std::env::var(name);", &["std::env", "std::env::var"]);
        check_text("let today = jiff::Zoned::now();", &["jiff::Zoned::now"]);
    }

    #[test]
    fn code_without_calls_to_the_outside_passes() {
        check_text("use std::{fmt, path::Path, time::Duration}; let fs: u8 = 1;", &[]);
        check_text("// std::fs\nlet a = \"std::fs\";", &[]);
        check_text("#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n", &[]);
    }
}
