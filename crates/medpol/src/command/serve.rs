//! `medpol serve`: decides cases for other programs, over HTTP.
//!
//! Everything about requests is `medpol-server`'s work, following the disk `medpol-library`'s. What
//! happens is logged to stderr; no fact's value is in it.

mod logging;
mod telling;

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use medpol_answer::WorkLimit;
use medpol_diagnostics::SourceMap;
use medpol_library::{Checks, Live, LockUse, Publishing, Removal, Watching, WithErrors, read_file};
use medpol_server::{
    Clients, DecisionLogSettings, Limits, LoggedFacts, RollbackRule, ServeError, Settings, Unrecorded, serve,
    stand_behind,
};

use self::logging::{Lines, LogFormat};
use self::telling::{opened, told};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::strictness::Strictness;
use crate::terminal::Terminal;

/// Decide cases for other programs, over HTTP
///
/// The library is followed: what is saved is decided by as soon as it is free of errors and complete, and
/// until then by what was good before. It is complete when it is as `medpol.lock` beside `library.yaml` says
/// (see `medpol lock`); without a lock, when nothing in it has changed for a second. A library that has errors at
/// the start answers what they cannot concern; the rest is `unknown`, and every answer says
/// `library: incomplete`. `GET /openapi.json` lists the addresses. SIGTERM and Ctrl-C finish the requests
/// in flight and stop; SIGHUP opens the decision log again.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Serve {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    #[command(flatten)]
    access: Access,

    /// Look at the library every two seconds, for network drives
    #[arg(long)]
    poll: bool,

    #[command(flatten)]
    complete: Complete,

    #[command(flatten)]
    strictness: Strictness,

    /// How to write what happens, on stderr
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Logging")]
    log_format: LogFormat,

    /// From which level on
    #[arg(long, value_name = "LEVEL", default_value = "info", help_heading = "Logging")]
    log_level: Level,

    /// Append a line for each decision to this file
    #[arg(long, value_name = "FILE", help_heading = "Logging")]
    decision_log: Option<PathBuf>,

    /// Give no decision that cannot be recorded
    #[arg(long, requires = "decision_log", help_heading = "Logging")]
    decision_log_required: bool,

    /// Keep the cases themselves in the decision log, not only their digests
    #[arg(long, requires = "decision_log", help_heading = "Logging")]
    log_facts: bool,

    /// The longest body, or line of a batch
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20, help_heading = "Limits")]
    max_body: usize,

    /// The most steps that one case may make a policy take; see `medpol explain R0066`
    #[arg(long, value_name = "STEPS", default_value_t = WorkLimit::DEFAULT.0, help_heading = "Limits")]
    max_work: u64,

    /// Cases that are decided at a time [default: as many as the machine has cores]
    #[arg(long, value_name = "COUNT", help_heading = "Limits")]
    threads: Option<NonZeroUsize>,

    /// Requests that may wait to be decided; others are refused with status 503
    #[arg(long, value_name = "COUNT", default_value_t = 1024, help_heading = "Limits")]
    max_queue: usize,

    /// How long an answer may take to find, waiting included
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 10_000, help_heading = "Limits")]
    answer_timeout: u64,

    /// Connections at a time; for others the one makes room that has been waiting for its client longest
    #[arg(long, value_name = "COUNT", default_value_t = 8192, help_heading = "Limits")]
    max_connections: usize,

    /// How long a client may take for the head of a request, and be idle
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 15_000, help_heading = "Limits")]
    head_timeout: u64,

    /// How long a client may take for a body, or for a line of a batch
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 15_000, help_heading = "Limits")]
    body_timeout: u64,

    /// How long a client may read none of an answer
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 15_000, help_heading = "Limits")]
    write_timeout: u64,

    /// How long requests in flight may take when the server stops
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 30_000, help_heading = "Limits")]
    stop_timeout: u64,
}

/// When a library is complete.
#[derive(Debug, Args)]
struct Complete {
    /// Serve nothing but a library that is as its lock says
    #[arg(long)]
    require_lock: bool,

    /// How long nothing must have changed before a library without a lock is served, such as `1500` or `2s`
    #[arg(long, value_name = "MILLISECONDS", default_value = "1000", value_parser = milliseconds)]
    settle: Duration,

    /// Without a lock, how long a policy must have been gone before the library is served without it
    #[arg(long, value_name = "MILLISECONDS", default_value = "10000", value_parser = milliseconds)]
    removal: Duration,

    /// Without a lock, go on serving a policy that is gone from disk, as it was last read, until the server stops
    #[arg(long, conflicts_with = "removal")]
    keep_removed: bool,
}

/// Who may ask what.
#[derive(Debug, Args)]
struct Access {
    /// A file with a line `name role token` for each client; needed where other machines can reach the address
    ///
    /// The roles: `decide` asks for decisions, by the policy that governs; `author` tries policies and drafts too;
    /// `operate` sees the state of the library in detail and rolls back.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// A further name under which the server may be asked
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,

    /// Refuse to go back to the library before
    #[arg(long)]
    no_rollback: bool,
}

const EXAMPLES: &str = "\
Examples:
  medpol serve                                       on 127.0.0.1:8080, the library in `policies`
  medpol serve --listen 0.0.0.0:8080 --token-file token
  medpol serve --decision-log decisions.jsonl        and later `medpol replay decisions.jsonl`
  medpol serve --require-lock                        in production, after `medpol lock`
  curl -H 'content-type: application/yaml' --data-binary @case.yaml localhost:8080/v1/determinations

Exit status: 0 stopped, 1 it could not start, 2 a mistake on the command line.";

/// From which level on something is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    /// What was not done as it should
    Error,
    /// And what somebody should look at
    Warn,
    /// And what became of the library
    Info,
    /// And every request
    Debug,
}

pub(crate) fn run(arguments: &Serve, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let clients = arguments.access.token_file.as_deref().map(clients).transpose()?;
    let lines = logging::begin(arguments.log_format, arguments.log_level, terminal.chatter).map_err(Failure::Output)?;
    let ended = serve_logged(arguments, clients, terminal, &lines);
    lines.finish();
    ended
}

/// Serves until it is told to stop; what happens goes to `lines`.
fn serve_logged(
    arguments: &Serve,
    clients: Option<Clients>,
    terminal: Terminal,
    lines: &Lines,
) -> Result<ExitStatus, Failure> {
    // A panic's own message could hold what a case holds; where it happened is enough.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a bug; the request it happened in has failed");
    }));
    // Libraries are made on these threads. Requests that are served meanwhile go before them.
    let _ = rayon::ThreadPoolBuilder::new().start_handler(|_| stand_behind()).build_global();
    let live = Arc::new(Live::guarded(&arguments.policies, CHECKS, publishing(arguments)));
    opened(&live, terminal, lines);
    if arguments.complete.require_lock && live.snapshot().is_none() {
        let message =
            format!("`{}` is not served: `--require-lock` asks that it is as its lock says", live.folder().display());
        return Err(Failure::Refused { message, help: "`medpol lock --check` says what differs".to_owned() });
    }
    let watching = if arguments.poll { Watching::POLL } else { Watching::Events };
    let following = live.follow(watching, |reload| told(&reload)).map_err(Failure::Output)?;
    let listening = |address: SocketAddr| {
        // The line on stdout is for scripts; where nobody reads it, that does not matter.
        let _ = terminal.data(&format!("listening on http://{address}\n"));
    };
    let served = serve(settings(arguments, clients, lines), Arc::clone(&live), listening).map_err(failed);
    // A look at the disk that is under way is not waited for.
    following.leave();
    served?;
    Ok(ExitStatus::Clean)
}

const CHECKS: Checks = Checks { lint: medpol_analysis::lint, health: None, as_of: None };

fn publishing(arguments: &Serve) -> Publishing {
    let lock = if arguments.complete.require_lock { LockUse::Required } else { LockUse::Obeyed };
    let errors = if arguments.strictness.strict { WithErrors::Refused } else { WithErrors::Published };
    let Complete { require_lock: _, settle, removal, keep_removed } = arguments.complete;
    let removal = if keep_removed { Removal::Kept } else { Removal::After(removal) };
    Publishing { lock, settle, removal, errors }
}

/// A time: a number of milliseconds, or a number with `ms` or `s` after it.
fn milliseconds(text: &str) -> Result<Duration, String> {
    let (number, unit) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1),
        (None, Some(number)) => (number, 1000),
        (None, None) => (text, 1),
    };
    let number: Option<u64> = number.trim().parse().ok();
    let time = number.and_then(|number| number.checked_mul(unit)).map(Duration::from_millis);
    time.filter(|time| *time <= LONGEST_SETTLE)
        .ok_or_else(|| "write milliseconds, such as `1500`, or `2s`; at most an hour".to_owned())
}

/// Far beyond what any copy takes; more is a slip.
const LONGEST_SETTLE: Duration = Duration::from_hours(1);

fn settings(arguments: &Serve, clients: Option<Clients>, lines: &Lines) -> Settings {
    let log = |file: &PathBuf| DecisionLogSettings {
        file: file.clone(),
        unrecorded: if arguments.decision_log_required { Unrecorded::Withheld } else { Unrecorded::Given },
        facts: if arguments.log_facts { LoggedFacts::Whole } else { LoggedFacts::DigestOnly },
    };
    Settings {
        listen: arguments.listen,
        clients,
        hosts: arguments.access.host.clone(),
        rollback: if arguments.access.no_rollback { RollbackRule::Refused } else { RollbackRule::Allowed },
        decision_log: arguments.decision_log.as_ref().map(log),
        lost_lines: lines.lost(),
        limits: Limits {
            body: arguments.max_body,
            work: WorkLimit(arguments.max_work),
            head_time: Duration::from_millis(arguments.head_timeout),
            body_time: Duration::from_millis(arguments.body_timeout),
            write_time: Duration::from_millis(arguments.write_timeout),
            answer_time: Duration::from_millis(arguments.answer_timeout),
            threads: arguments.threads.map_or_else(Limits::cores, NonZeroUsize::get),
            queue: arguments.max_queue,
            closing_time: Duration::from_millis(arguments.stop_timeout),
            connections: arguments.max_connections,
        },
    }
}

fn clients(file: &Path) -> Result<Clients, Failure> {
    let usage = |message: String, help: &str| Failure::Usage { message, help: help.to_owned() };
    let bytes = read_file(file, &mut SourceMap::default()).map_err(|problem| {
        let (code, reason) = (problem.code.number, &problem.message);
        let message = format!("`{}` cannot be read as a token file: {reason} [{code}]", file.display());
        usage(message, "write a line `name role token` for each client into a file of its own")
    })?;
    Clients::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        let message = format!("`{}` is no token file: {error}", file.display());
        usage(message, "`openssl rand -hex 32` makes one")
    })
}

fn failed(error: ServeError) -> Failure {
    match error {
        ServeError::Exposed(_) => Failure::Usage {
            message: error.to_string(),
            help: "give one with `--token-file FILE`, or listen on a loopback address such as `127.0.0.1:8080`"
                .to_owned(),
        },
        other => Failure::Output(io::Error::other(other.to_string())),
    }
}
