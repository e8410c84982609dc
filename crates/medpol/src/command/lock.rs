//! `medpol lock`: writes down what a library is like when it is complete, or compares it with that.
//!
//! What a lock says, and what differs, is found by `medpol-library`.

use std::path::PathBuf;

use clap::Args;
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{
    Added, Checks, DrawnUp, HISTORY_FILE, History, LOCK_FILE, Lock as LibraryLock, LockOrder, check_lock, draw_up,
};
use medpol_model::value::Date;
use medpol_report::{diagnostic, one_line};

use crate::day::{day, today};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Write down what the library is like when it is complete
///
/// `medpol.lock` beside `library.yaml` has the digest of every file and of every policy version, and
/// how many cases there are. `medpol serve` publishes nothing that differs from it, so that a library of
/// which half has arrived, or a policy of which half was saved, decides nothing; `medpol validate` says
/// what differs. A library with errors is not locked. A lock that says the same already is left as it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Lock {
    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases are that are counted [default: where the lock counted them, else `fixtures`]
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,

    /// Write nothing; say whether the library is as its lock says
    #[arg(long, conflicts_with_all = ["date", "fixtures", "history", "release"])]
    check: bool,

    /// Also enter the library into `medpol.history`, where `medpol which` finds it years later
    #[arg(long)]
    history: bool,

    /// The name of the release in the history [default: the day]
    #[arg(long, value_name = "NAME", requires = "history")]
    release: Option<String>,

    /// The day that the lock names [default: today, in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Date>,
}

const EXAMPLES: &str = "\
Examples:
  medpol lock                            before a library is handed on
  medpol lock --check                    for a build, and after a library has arrived
  medpol lock --history --release 2026.11    and for good, when it is released
  medpol serve --require-lock            serves nothing else

Exit status: 0 written or up to date, 1 the library has errors or differs from its lock, 2 a mistake on
the command line.";

const CHECKS: Checks = Checks { lint: medpol_analysis::lint, health: None, as_of: None };

pub(crate) fn run(arguments: &Lock, terminal: Terminal) -> Result<ExitStatus, Failure> {
    if arguments.check { check(arguments, terminal) } else { write(arguments, terminal) }
}

fn check(arguments: &Lock, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let problems = check_lock(&arguments.policies, CHECKS, &mut sources);
    if problems.is_empty() {
        terminal.data(&format!("✓ `{}` is as its lock says\n", arguments.policies.display()))?;
        return Ok(ExitStatus::Clean);
    }
    terminal.data(&diagnostic::text(&problems, &sources, terminal.data))?;
    Ok(ExitStatus::Problems)
}

fn write(arguments: &Lock, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let date = arguments.date.or_else(today).ok_or_else(|| Failure::Usage {
        message: "the clock of this machine says no day that could be".to_owned(),
        help: "name the day: `--date 2026-01-31`".to_owned(),
    })?;
    let order = LockOrder {
        policies: &arguments.policies,
        fixtures: arguments.fixtures.as_deref(),
        date,
        generator: concat!("medpol ", env!("CARGO_PKG_VERSION")),
        checks: CHECKS,
    };
    let drawn_up = match draw_up(order, &mut sources) {
        Ok(drawn_up) => drawn_up,
        Err(problems) => {
            terminal.chatter(&diagnostic::text(&problems, &sources, terminal.chatter));
            if has_errors(&problems) {
                terminal.chatter("no lock was written: mend the library first\n");
            }
            return Ok(ExitStatus::Problems);
        }
    };
    let has_lost_cases = |before: &LibraryLock| before.cases.is_some() && drawn_up.lock.cases.is_none();
    if drawn_up.before.as_ref().is_some_and(has_lost_cases) {
        return Err(Failure::Refused {
            message: format!("no lock was written: the cases that `{LOCK_FILE}` counts are not there"),
            help: format!("name their folder: `--fixtures DIR`; to lock without cases, remove `{LOCK_FILE}` first"),
        });
    }
    // What was released is entered first: a lock without its entry would look like a release that is on record.
    if arguments.history && enter(arguments, &drawn_up, &mut sources, terminal)? == ExitStatus::Problems {
        return Ok(ExitStatus::Problems);
    }
    if drawn_up.is_current() {
        terminal.data(&format!("✓ {LOCK_FILE} is up to date: {}\n", inventory(&drawn_up.lock)))?;
        return Ok(ExitStatus::Clean);
    }
    drawn_up.save().map_err(|source| Failure::File { file: drawn_up.path().to_owned(), source })?;
    terminal.data(&format!("✓ {LOCK_FILE} is written: {}\n", inventory(&drawn_up.lock)))?;
    terminal.data(&changes(&drawn_up))?;
    Ok(ExitStatus::Clean)
}

/// Enters the library into its history.
fn enter(
    arguments: &Lock,
    drawn_up: &DrawnUp,
    sources: &mut SourceMap,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    let mut history = match History::read(&arguments.policies, sources) {
        Ok(history) => history,
        Err(problems) => {
            terminal.chatter(&diagnostic::text(&problems, sources, terminal.chatter));
            return Ok(ExitStatus::Problems);
        }
    };
    let release = arguments.release.as_ref().unwrap_or(&drawn_up.lock.date);
    let release = one_line(release);
    match history.add(drawn_up, &release) {
        Added::Known => {
            terminal.data(&format!("✓ {HISTORY_FILE} has the release {release} already\n"))?;
        }
        Added::Taken => {
            return Err(Failure::Refused {
                message: format!("nothing was written: {HISTORY_FILE} has a release {release} with another library"),
                help: "what was released stays as it was; give this release another name: `--release NAME`".to_owned(),
            });
        }
        Added::New(states) => {
            let file = arguments.policies.join(HISTORY_FILE);
            history.save(&arguments.policies).map_err(|source| Failure::File { file, source })?;
            let states = counted(states, "policy version");
            terminal.data(&format!("✓ {HISTORY_FILE} has the release {release}: {states} new or changed\n"))?;
        }
    }
    Ok(ExitStatus::Clean)
}

/// What a lock holds, such as `12 files, 3 policy versions, 40 cases`.
fn inventory(lock: &LibraryLock) -> String {
    let cases = lock.cases.as_ref().map(|cases| cases.files.values().sum());
    let parts = [
        Some(counted(lock.files.len(), "file")),
        Some(counted(lock.policies.len(), "policy version")),
        cases.map(|cases: usize| counted(cases, "case")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What the new lock says otherwise of policies than the one before.
fn changes(drawn_up: &DrawnUp) -> String {
    let Some(before) = &drawn_up.before else { return String::new() };
    let (was, now) = (&before.policies, &drawn_up.lock.policies);
    let mut lines = Vec::new();
    for (reference, policy) in now {
        let change = match was.get(reference) {
            None => "is new",
            Some(was) if was.meaning != policy.meaning => "means something else",
            Some(was) if was.governs != policy.governs => "governs other requests, or has other dispositions",
            Some(was) if was.text != policy.text => "says something else, and means the same",
            Some(_) => continue,
        };
        lines.push(format!("  {reference} {change}\n"));
    }
    lines
        .extend(was.keys().filter(|reference| !now.contains_key(*reference)).map(|gone| format!("  {gone} is gone\n")));
    lines.concat()
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
