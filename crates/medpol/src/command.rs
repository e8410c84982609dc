//! The commands, one module each.
//!
//! A command gathers, calls the libraries and hands the result to the terminal; it decides nothing
//! about policies.

mod changes;
mod compare;
mod completions;
mod coverage;
mod diff;
mod due;
mod eval;
mod explain;
mod facts;
mod fmt;
mod list;
mod lock;
mod lsp;
mod man;
mod new;
mod replay;
mod resolve;
mod schema;
mod serve;
mod show;
mod sources;
mod test;
mod validate;
mod watch;
mod which;

use clap::Subcommand;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Validate(validate::Validate),
    Eval(eval::Eval),
    Resolve(resolve::Resolve),
    List(list::List),
    Lock(lock::Lock),
    Which(which::Which),
    Show(show::Show),
    Diff(diff::Diff),
    Compare(compare::Compare),
    Changes(changes::Changes),
    Due(due::Due),
    Sources(sources::Sources),
    Test(test::Test),
    Coverage(coverage::Coverage),
    Watch(watch::Watch),
    Serve(serve::Serve),
    Replay(replay::Replay),
    New(new::New),
    Fmt(fmt::Fmt),
    Lsp(lsp::Lsp),
    Explain(explain::Explain),
    Facts(facts::Facts),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

/// Runs a command.
pub(crate) fn run(command: Command, terminal: Terminal) -> Result<ExitStatus, Failure> {
    match command {
        Command::Validate(arguments) => validate::run(&arguments, terminal),
        Command::Eval(arguments) => eval::run(&arguments, terminal),
        Command::Resolve(arguments) => resolve::run(&arguments, terminal),
        Command::List(arguments) => list::run(&arguments, terminal),
        Command::Lock(arguments) => lock::run(&arguments, terminal),
        Command::Which(arguments) => which::run(&arguments, terminal),
        Command::Show(arguments) => show::run(&arguments, terminal),
        Command::Diff(arguments) => diff::run(&arguments, terminal),
        Command::Compare(arguments) => compare::run(&arguments, terminal),
        Command::Changes(arguments) => changes::run(&arguments, terminal),
        Command::Due(arguments) => due::run(&arguments, terminal),
        Command::Sources(arguments) => sources::run(&arguments, terminal),
        Command::Test(arguments) => test::run(&arguments, terminal),
        Command::Coverage(arguments) => coverage::run(&arguments, terminal),
        Command::Watch(arguments) => watch::run(&arguments, terminal),
        Command::Serve(arguments) => serve::run(&arguments, terminal),
        Command::Replay(arguments) => replay::run(&arguments, terminal),
        Command::New(arguments) => new::run(&arguments, terminal),
        Command::Fmt(arguments) => fmt::run(&arguments, terminal),
        Command::Lsp(arguments) => Ok(lsp::run(&arguments, terminal)),
        Command::Explain(arguments) => explain::run(&arguments, terminal),
        Command::Facts(arguments) => facts::run(&arguments, terminal),
        Command::Schema(arguments) => schema::run(&arguments, terminal),
        Command::Completions(arguments) => completions::run(&arguments, terminal),
        Command::Man(arguments) => man::run(&arguments, terminal),
    }
}
