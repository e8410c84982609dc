//! The rules of the repository as a test, so that breaking one fails where the tests are run.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .env_remove("INSTA_SNAPSHOT_REFERENCES_FILE")
        .output()
        .unwrap()
}

#[test]
fn the_repository_is_tidy() {
    let output = xtask(&["tidy"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_unknown_command_is_a_mistake() {
    let output = xtask(&["polish"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("usage: cargo xtask COMMAND"));
}
