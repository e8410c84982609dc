//! `load PROGRAM CASE [POLICIES]`: how many requests a second `medpol serve` answers, how fast, and in
//! how much memory.
//!
//! Runs the program and loads it with `oha` or `wrk`, whichever is installed; where neither is, it says
//! so and measures nothing. What is answered is not looked at.
#![allow(clippy::print_stdout, reason = "a bench reports on stdout")]

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

/// How long the load lasts, in the words of both programs.
const LASTING: &str = "10s";
/// Connections at a time.
const CONNECTIONS: &str = "64";

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (program, case, policies) = match arguments.as_slice() {
        [program, case] => (program, case, "policies"),
        [program, case, policies] => (program, case, policies.as_str()),
        _ => {
            println!("usage: load PROGRAM CASE [POLICIES]");
            return Ok(());
        }
    };
    let Some(loader) = ["oha", "wrk"].into_iter().find(|loader| is_installed(loader)) else {
        println!("skipped: neither `oha` nor `wrk` is installed");
        return Ok(());
    };
    let mut server = Command::new(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--policies", policies])
        .stdout(Stdio::piped())
        .spawn()?;
    let measured = measure(&mut server, loader, case);
    server.kill()?;
    server.wait()?;
    measured
}

fn is_installed(program: &str) -> bool {
    let run = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok()
}

fn measure(server: &mut Child, loader: &str, case: &str) -> io::Result<()> {
    let mut line = String::new();
    let stdout = server.stdout.take().ok_or_else(|| io::Error::other("the server has no output"))?;
    BufReader::new(stdout).read_line(&mut line)?;
    let address = line.trim().trim_start_matches("listening on ").to_owned();
    for view in ["decided", "all"] {
        println!("── view={view}");
        let status = load(loader, &format!("{address}/v1/determinations?view={view}"), case)?.status()?;
        if !status.success() {
            return Err(io::Error::other(format!("`{loader}` failed")));
        }
    }
    // Linux says in this file how much memory a process holds; elsewhere nothing is said.
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS")) {
        println!("{line}");
    }
    Ok(())
}

/// The command that loads an address with a case.
fn load(loader: &str, address: &str, case: &str) -> io::Result<Command> {
    let mut command = Command::new(loader);
    if loader == "oha" {
        command.args(["--no-tui", "-z", LASTING, "-c", CONNECTIONS, "-m", "POST", "-T", "application/yaml"]);
        command.args(["-D", case, address]);
    } else {
        let body = fs::read_to_string(case)?;
        let script = tempfile::NamedTempFile::new()?;
        let (mut file, path) = script.keep().map_err(|error| error.error)?;
        writeln!(file, "wrk.method = \"POST\"\nwrk.headers[\"content-type\"] = \"application/yaml\"")?;
        writeln!(file, "wrk.body = [==[\n{body}]==]")?;
        command.args(["--latency", "-t", "2", "-d", LASTING, "-c", CONNECTIONS, "-s"]).arg(path).arg(address);
    }
    Ok(command)
}
