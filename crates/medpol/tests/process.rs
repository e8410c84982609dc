//! What a text file cannot say: colour, streams that end early, and odd arguments.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Output, Stdio};

fn medpol(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
    command.args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

fn text(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn closed_stdout_is_no_failure() {
    let mut child = medpol(&["schema", "policy"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output).1.as_str()), (Some(0), ""));
}

#[test]
fn colour_follows_the_terminal_unless_it_is_chosen() {
    let has_colour = |arguments: &[&str]| {
        let (stdout, stderr) = text(&medpol(arguments).output().unwrap());
        (stdout.contains('\u{1b}'), stderr.contains('\u{1b}'))
    };
    let eval = ["eval", "tests/cases/met.yaml", "tests/nothing.yaml", "--policies", "tests/library"];
    assert_eq!(has_colour(&eval), (false, false));
    assert_eq!(has_colour(&[&eval[..], &["--color", "always"]].concat()), (true, true));
    assert_eq!(has_colour(&["explain", "P0203", "--color", "always"]), (true, false));
    let json = ["--format", "json", "--color", "always"];
    assert_eq!(
        has_colour(&[
            "eval",
            "tests/cases/met.yaml",
            "--policies",
            "tests/library",
            json[0],
            json[1],
            json[2],
            json[3]
        ]),
        (false, false)
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let run = || {
        medpol(&["eval", "tests/cases/met.yaml", "--policies", "tests/library", "--format", "json"]).output().unwrap()
    };
    assert_eq!(run().stdout, run().stdout);
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_utf8_is_reported() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let output = medpol(&["validate"]).arg(OsStr::from_bytes(b"tests/\xff")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).0.contains("P0015"));
}

#[test]
fn manual_pages_are_written() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    let output = medpol(&["man", "--out", folder.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(folder.join("medpol-eval.1").is_file());
}
