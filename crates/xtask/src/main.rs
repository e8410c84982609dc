//! What keeps the repository in order, run as `cargo xtask COMMAND`.
//!
//! - `codegen` writes the files, and the parts of files, that follow from others; with `--check` it
//!   says which of them are not up to date.
//! - `tidy` checks what the compiler does not: layers, sizes, names, what may be read where.
//! - `ci` runs everything that a change has to pass.
//!
//! No part of the product: nothing here knows a policy, and no other crate may use it.

mod ci;
mod codegen;
mod failure;
mod finding;
mod markdown;
mod metadata;
mod rust;
mod tidy;
mod tree;

use std::io::{self, Write};
use std::process::ExitCode;

use crate::failure::Failure;
use crate::finding::{Finding, report};
use crate::tree::Tree;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  codegen            write what is generated: schemas, code table, crate list, help and examples
  codegen --check    say what of it is not up to date
  tidy               check the rules of the repository
  ci                 run everything a change has to pass
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["codegen"] => checked("codegen", codegen::write),
        ["codegen", "--check"] => checked("codegen", codegen::check),
        ["tidy"] => checked("tidy", tidy::check),
        ["ci"] => ci::run(),
        _ => {
            say(USAGE);
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            say(&format!("error: {failure}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Runs a check over the repository and shows what it found; true if that is nothing.
fn checked(name: &str, check: fn(&Tree) -> Result<Vec<Finding>, Failure>) -> Result<bool, Failure> {
    let tree = Tree::read()?;
    let findings = check(&tree)?;
    say(&report(name, &findings));
    Ok(findings.is_empty())
}

/// Writes to stderr; that nobody listens is no failure.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
