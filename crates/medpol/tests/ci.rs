//! What runs in builds: the script that all of them call, the files that call it, and the archive of a release.
//!
//! The files of tools are read as far as that is possible without the tools.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const MEDPOL: &str = env!("CARGO_BIN_EXE_medpol");

/// The folder of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn script(name: &str) -> PathBuf {
    root().join("crates/medpol/ci").join(name)
}

/// What came of a script.
#[derive(Debug)]
struct Told {
    status: Option<i32>,
    out: String,
    err: String,
}

/// A repository of a library, with its cases.
struct Repository {
    folder: TempDir,
}

impl Repository {
    /// The small library and a case that is as expected.
    fn new() -> Self {
        let repository = Self { folder: TempDir::new().unwrap() };
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        copy(&tests.join("library"), &repository.path("policies"));
        let case = fs::read_to_string(tests.join("cases/met.yaml")).unwrap();
        repository.write("fixtures/acme/aspirin/met.yaml", &case);
        repository
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn write(&self, below: &str, text: &str) -> PathBuf {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// A program that runs these lines.
    fn program(&self, below: &str, lines: &str) -> PathBuf {
        let path = self.write(below, &format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    fn json(&self, below: &str) -> Value {
        serde_json::from_str(&self.read(below)).unwrap()
    }

    fn edit(&self, below: &str, old: &str, new: &str) {
        let text = self.read(below);
        assert!(text.contains(old), "{text}");
        self.write(below, &text.replace(old, new));
    }

    /// Runs a command in the repository, with nothing of a build's surroundings but what is given.
    fn run(&self, command: &mut Command, variables: &[(&str, &str)]) -> Told {
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MEDPOL") || name.starts_with("GITHUB")) {
            command.env_remove(name);
        }
        let command = command.current_dir(self.folder.path()).env("NO_COLOR", "1").envs(variables.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told { status: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    fn check(&self, variables: &[(&str, &str)]) -> Told {
        let variables = [&[("MEDPOL", MEDPOL)], variables].concat();
        self.run(&mut Command::new(script("check")), &variables)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

const WEIGHED: &str = "policies/acme/aspirin/2.yaml";

#[test]
fn a_library_without_problems_passes_with_its_reports() {
    let repository = Repository::new();
    let told = repository.check(&[("MEDPOL_REPORTS", "out/reports")]);
    assert_eq!(told.status, Some(0), "{told:?}");
    assert!(told.out.contains("✓ 3 policies, 1 vocabulary\n") && told.out.contains("✓ 1 case\n"), "{told:?}");
    for name in ["validate", "test"] {
        assert_eq!(repository.json(&format!("out/reports/{name}.gitlab.json")), Value::Array(Vec::new()));
        let log = repository.json(&format!("out/reports/{name}.sarif"));
        assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
        assert_eq!(log["runs"][0]["automationDetails"]["id"], format!("medpol/{name}/"));
        assert!(repository.read(&format!("out/reports/{name}.xml")).contains("failures=\"0\""));
    }
}

#[test]
fn problems_fail_it_and_everything_is_reported_all_the_same() {
    let repository = Repository::new();
    repository.edit(WEIGHED, "at_least:", "at_leats:");
    repository.write("policies/acme/aspirin/ü %,:[1].yaml", "format: medpol/policy/1\nid: [\n");
    let told = repository.check(&[("MEDPOL_REPORTS", "out"), ("MEDPOL_WRITE", "sarif json")]);
    assert_eq!(told.status, Some(1), "{told:?}");
    assert!(told.out.contains("error[P0101]") && told.err.contains("error[P0101]"), "{told:?}");
    for name in ["validate", "test"] {
        let log = repository.json(&format!("out/{name}.sarif"));
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert!(results.iter().any(|result| result["ruleId"] == "P0101"), "{results:?}");
        let address = |result: &Value| {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap().to_owned()
        };
        let odd = "policies/acme/aspirin/%C3%BC%20%25%2C%3A%5B1%5D.yaml";
        assert!(results.iter().map(address).any(|address| address == odd), "{results:?}");
    }
    assert!(repository.path("out/validate.json").is_file() && !repository.path("out/test.xml").exists());
}

#[test]
fn a_case_that_is_not_as_expected_fails_it() {
    let repository = Repository::new();
    repository.edit(WEIGHED, "at_least: 50", "at_least: 500");
    repository.edit(WEIGHED, "50 kg or more", "500 kg or more");
    let told = repository.check(&[("MEDPOL_REPORTS", "out")]);
    assert_eq!(told.status, Some(1), "{told:?}");
    assert!(told.out.contains("✗ fixtures/acme/aspirin/met.yaml"), "{told:?}");
    let issues = repository.json("out/test.gitlab.json");
    assert_eq!(issues[0]["check_name"], "not-as-expected");
    assert_eq!(issues[0]["location"]["path"], "fixtures/acme/aspirin/met.yaml");
    assert!(repository.read("out/test.xml").contains("<failure message=\"result: expected met, got not_met"));
    let without = repository.check(&[("MEDPOL_FIXTURES", "none")]);
    assert_eq!(without.status, Some(0), "{without:?}");
}

#[test]
fn warnings_are_refused_unless_they_are_allowed() {
    let repository = Repository::new();
    let policy = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/warned/aspirin.yaml")).unwrap();
    repository.write(WEIGHED, &policy);
    let refused = repository.check(&[]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    let allowed = repository.check(&[("MEDPOL_DENY", "")]);
    assert_eq!(allowed.status, Some(0), "{allowed:?}");
    assert!(allowed.out.contains("warning[P0305]"), "{allowed:?}");
}

#[test]
fn in_github_actions_it_annotates_and_adds_to_the_summary() {
    let repository = Repository::new();
    repository.edit(WEIGHED, "at_least:", "at_leats:");
    let summary = repository.write("summary.md", "before\n");
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let told = repository.check(&variables);
    assert_eq!(told.status, Some(1), "{told:?}");
    assert!(told.out.contains("::error file=policies/acme/aspirin/2.yaml,line="), "{told:?}");
    let summary = repository.read("summary.md");
    assert!(summary.starts_with("before\n## medpol validate\n") && summary.contains("## medpol test\n"), "{summary}");
    // A summary that cannot be written changes nothing of the result.
    let told = repository.check(&[("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "/nowhere/summary.md")]);
    assert_eq!(told.status, Some(1), "{told:?}");
    assert!(told.err.contains("the summary of the step cannot be written"), "{told:?}");
}

#[test]
fn paths_begin_at_the_root_of_the_repository() {
    let repository = Repository::new();
    repository.edit(WEIGHED, "at_least:", "at_leats:");
    fs::create_dir(repository.path(".git")).unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "cd policies && \"$MEDPOL\" validate --policies . --format github"]);
    let told = repository.run(&mut command, &[("MEDPOL", MEDPOL)]);
    assert_eq!(told.status, Some(1), "{told:?}");
    assert!(told.out.contains("::error file=policies/acme/aspirin/2.yaml,"), "{told:?}");
}

#[test]
fn what_is_different_since_a_revision_is_told() {
    let repository = Repository::new();
    let git = "git init -q && git add -A && git -c user.name=a -c user.email=a@b.example -c commit.gpgsign=false commit -qm a";
    let told = repository.run(Command::new("sh").args(["-c", git]), &[]);
    assert_eq!(told.status, Some(0), "{told:?}");
    repository.edit(WEIGHED, "at_least: 50", "at_least: 47");
    repository.edit(WEIGHED, "50 kg or more", "47 kg or more");
    let told = repository.check(&[("MEDPOL_SINCE", "HEAD"), ("MEDPOL_FORMAT", "github")]);
    assert_eq!(told.status, Some(0), "{told:?}");
    assert!(told.out.contains("::notice file=policies/acme/aspirin/2.yaml,line="), "{told:?}");
    let told = repository.check(&[("MEDPOL_SINCE", "nowhere")]);
    assert_eq!(told.status, Some(1), "{told:?}");
}

#[test]
fn mistakes_in_the_call_are_refused() {
    let repository = Repository::new();
    for (name, value) in [("MEDPOL_DENY", "errors"), ("MEDPOL_WRITE", "sarif toml"), ("MEDPOL", "/nowhere/medpol")] {
        let told = repository.check(&[(name, value)]);
        assert_eq!(told.status, Some(2), "{told:?}");
        assert!(told.err.starts_with("error: ") && told.err.contains("  = help: "), "{told:?}");
    }
    repository.write("file", "");
    let told = repository.check(&[("MEDPOL_REPORTS", "file/reports")]);
    assert_eq!(told.status, Some(2), "{told:?}");
    let told = repository.check(&[("MEDPOL_FORMAT", "srif")]);
    assert_eq!(told.status, Some(2), "{told:?}");
}

/// Nothing is installed but what stands in a folder.
#[test]
fn without_medpol_it_is_built() {
    let repository = Repository::new();
    let tools = repository.path("tools");
    fs::create_dir(&tools).unwrap();
    let found = repository.run(Command::new("sh").args(["-c", "command -v dirname; command -v mkdir"]), &[]);
    for tool in found.out.lines() {
        std::os::unix::fs::symlink(tool, tools.join(Path::new(tool).file_name().unwrap())).unwrap();
    }
    let shell = PathBuf::from(repository.run(Command::new("sh").args(["-c", "command -v sh"]), &[]).out.trim_end());
    let run = || {
        let variables =
            [("PATH", tools.to_str().unwrap()), ("XDG_CACHE_HOME", repository.folder.path().to_str().unwrap())];
        repository.run(Command::new(&shell).arg(script("check")), &variables)
    };
    let told = run();
    assert_eq!(told.status, Some(2), "{told:?}");
    assert!(told.err.contains("medpol is not installed"), "{told:?}");

    let built = repository.program("built", &format!("exec {MEDPOL} \"$@\""));
    let place = repository.path("medpol/bin");
    fs::create_dir_all(&place).unwrap();
    std::os::unix::fs::symlink(built, place.join("medpol")).unwrap();
    repository.program("tools/cargo", "echo \"cargo $*\" >&2");
    let told = run();
    assert_eq!(told.status, Some(0), "{told:?}");
    let root = repository.path("medpol");
    let expected = format!("--path {} --root {}\n", root_of_crate().display(), root.display());
    assert!(told.err.starts_with("cargo install --quiet --locked") && told.err.contains(&expected), "{told:?}");
}

fn root_of_crate() -> PathBuf {
    root().join("crates/medpol")
}

fn yaml(below: &str) -> (String, Value) {
    let text = fs::read_to_string(root().join(below)).unwrap();
    let value = serde_yaml::from_str(&text).unwrap();
    (text, value)
}

/// The variables that the script reads; each is told in its head.
fn variables() -> Vec<String> {
    let text = fs::read_to_string(script("check")).unwrap();
    let told = text.lines().filter_map(|line| line.strip_prefix("#   "));
    told.map(|line| line.split(' ').next().unwrap().to_owned()).filter(|name| name.starts_with("MEDPOL")).collect()
}

#[test]
fn the_files_of_tools_call_the_script_as_it_is() {
    let known = variables();
    assert_eq!(known.len(), 8, "{known:?}");
    let files =
        [".pre-commit-hooks.yaml", "action.yml", ".github/workflows/policies.yml", "crates/medpol/ci/gitlab.yml"];
    for file in files {
        let (text, _) = yaml(file);
        let is_name = |character: char| character.is_ascii_uppercase() || character == '_';
        for name in text.split(|character| !is_name(character)).filter(|word| word.starts_with("MEDPOL_")) {
            let is_own = file.ends_with("gitlab.yml") && ["MEDPOL_ADDRESS", "MEDPOL_REVISION"].contains(&name);
            assert!(is_own || known.iter().any(|known| known == name), "{file}: {name}");
        }
        let calls = text.contains("crates/medpol/ci/check");
        assert!(calls || text.contains("uses: ./.medpol"), "{file} does not call the script");
    }
    for name in ["check", "static", "archive", "image"] {
        let mode = fs::metadata(script(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{name} cannot be run");
        let parsed = Command::new("sh").arg("-n").arg(script(name)).status().unwrap();
        assert!(parsed.success(), "{name}");
    }
}

#[test]
fn the_hook_checks_the_whole_library() {
    let (_, hooks) = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!(hook["pass_filenames"], false);
    assert_eq!(hook["language"], "script");
    let entry = hook["entry"].as_str().unwrap();
    let repository = Repository::new();
    let told = repository.run(&mut Command::new(root().join(entry)), &[("MEDPOL", MEDPOL)]);
    assert_eq!(told.status, Some(0), "{told:?}");
}

/// Each input that is used is declared, and each that is declared is used.
#[test]
fn inputs_are_declared_and_used() {
    let (action, declared) = yaml("action.yml");
    inputs(&action, &declared["inputs"]);
    let (workflow, declared_too) = yaml(".github/workflows/policies.yml");
    // `on` is a name here and not a truth value.
    inputs(&workflow, &declared_too["on"]["workflow_call"]["inputs"]);
    let steps = declared_too["jobs"]["check"]["steps"].as_array().unwrap();
    let own = steps.iter().find(|step| step["uses"] == "./.medpol").unwrap();
    for name in own["with"].as_object().unwrap().keys() {
        assert!(declared["inputs"].get(name).is_some(), "the action has no input {name}");
    }
}

#[track_caller]
fn inputs(text: &str, declared: &Value) {
    let used: Vec<&str> = text
        .split("inputs.")
        .skip(1)
        .map(|rest| {
            rest.split(|character: char| !character.is_ascii_alphanumeric() && character != '-').next().unwrap()
        })
        .collect();
    let declared: Vec<&String> = declared.as_object().unwrap().keys().collect();
    for name in &used {
        assert!(declared.iter().any(|declared| declared == name), "{name} is not declared");
    }
    for name in declared {
        assert!(used.contains(&name.as_str()), "{name} is not used");
    }
}

/// The run of the action, as its shell runs it.
#[test]
fn the_action_runs_the_script() {
    let (_, action) = yaml("action.yml");
    let step = &action["runs"]["steps"][0];
    let repository = Repository::new();
    let path = root();
    let mut variables = vec![("MEDPOL", MEDPOL), ("GITHUB_ACTION_PATH", path.to_str().unwrap())];
    let mut values = Vec::new();
    for (name, value) in step["env"].as_object().unwrap() {
        let input = value.as_str().unwrap().strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}"));
        let value = input.map_or(value, |input| &action["inputs"][input]["default"]);
        values.push((name.as_str(), value.as_str().unwrap()));
    }
    variables.extend(values);
    let run = step["run"].as_str().unwrap();
    let told = repository.run(Command::new(step["shell"].as_str().unwrap()).args(["-c", run]), &variables);
    assert_eq!(told.status, Some(0), "{told:?}");
    assert!(told.out.ends_with("✓ 1 case\n"), "{told:?}");
}

#[test]
fn the_archive_has_everything_and_the_same_bytes_again() {
    let repository = Repository::new();
    let program = repository.program("medpol", &format!("exec {MEDPOL} \"$@\""));
    let archive = |folder: &str| {
        let mut command = Command::new(script("archive"));
        command.arg(&program).arg(folder).arg("x86_64-test");
        let told = repository.run(&mut command, &[("MEDPOL_SBOM", "none"), ("SOURCE_DATE_EPOCH", "1700000000")]);
        assert_eq!(told.status, Some(0), "{told:?}");
        PathBuf::from(told.out.trim_end())
    };
    let (first, second) = (archive("one"), archive("two"));
    assert_eq!(fs::read(&first).unwrap(), fs::read(&second).unwrap());
    let name = format!("medpol-{}-x86_64-test", env!("CARGO_PKG_VERSION"));
    assert_eq!(first.file_name().unwrap().to_str().unwrap(), format!("{name}.tar.gz"));
    let listed = repository.run(Command::new("tar").arg("-tzf").arg(&first), &[]);
    for file in ["medpol", "LICENSE", "README.md", "completions/medpol.bash", "man/medpol.1", "man/medpol-validate.1"] {
        assert!(listed.out.lines().any(|line| line == format!("{name}/{file}")), "{file}: {listed:?}");
    }
    let sums = format!("cd one && sha256sum -c {name}.tar.gz.sha256");
    assert_eq!(repository.run(Command::new("sh").args(["-c", &sums]), &[]).status, Some(0));

    let told = repository.run(Command::new(script("archive")).arg(&program), &[]);
    assert_eq!(told.status, Some(2), "{told:?}");
}

#[test]
fn the_image_holds_the_program_and_its_licence() {
    let repository = Repository::new();
    let program = repository.program("medpol", "exit 0");
    let container = repository.program("container", "for last; do :; done; echo \"$1\"; ls \"$last\"; cat \"$3\"");
    let told = repository.run(
        Command::new(script("image")).arg(&program),
        &[("CONTAINER", container.to_str().unwrap()), ("MEDPOL_IMAGE", "acme/medpol:1")],
    );
    assert_eq!(told.status, Some(0), "{told:?}");
    assert!(told.out.starts_with("build\nLICENSE\nmedpol\n"), "{told:?}");
    let lines: Vec<&str> = told.out.lines().collect();
    assert!(lines.contains(&"FROM scratch"), "{told:?}");
    for copied in lines.iter().filter_map(|line| line.strip_prefix("COPY ")) {
        assert!(lines[1..3].contains(&copied.split(' ').next().unwrap()), "{copied}");
    }
}
