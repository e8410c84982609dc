//! `medpol eval`: decides cases.
//!
//! Finding the policy is `medpol-library`'s work, deciding `medpol-evaluator`'s, explaining
//! `medpol-explainer`'s, layout `medpol-report`'s. What a case expects is not compared here.

mod exact;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use medpol_answer::{Answer, NamedBy, WorkLimit};
use medpol_diagnostics::{SourceMap, has_errors, sort};
use medpol_library::{Library, Named};
use medpol_model::answer::View;
use medpol_model::value::Date;
use medpol_report::letter::Reader;

use crate::day::day;
use crate::exit_status::{ExitStatus, overall};
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::reading::{self, HowMany};
use crate::searching::duration;
use crate::strictness::Strictness;
use crate::terminal::Terminal;

/// Decide cases by the policies that govern them, and say why
///
/// Which policy governs a service is found by service, payer, line of business, state and date of
/// service, as `medpol resolve` tells; billing articles and coding edits are evaluated beside. With
/// `--policy` that policy alone is applied, in the version in force unless one is named. The answer
/// goes to stdout; problems of cases and policies go to stderr, as JSON if that is the format. A case
/// with a problem is left out. If the library has errors, every case that they may concern is answered with
/// `unknown`, and every answer says `library: incomplete`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Eval {
    /// Cases in YAML or JSON: files, suites, rows of suites as `FILE#ROW`; `-` is stdin
    #[arg(value_name = "CASE", required = true)]
    cases: Vec<PathBuf>,

    /// The policy to decide by, instead of the one that governs; with or without its version
    #[arg(long, value_name = "ID[@VERSION]")]
    policy: Option<String>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// The day on which the requests were received; what would be given more than a year later is not approved without a person
    #[arg(long, value_name = "DATE", value_parser = day)]
    received: Option<Date>,

    /// How much to show; each goes on from the one before
    #[arg(long, value_name = "VIEW", default_value = "page")]
    view: Shown,

    /// How to write the answer; several cases make one list in JSON and YAML
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Whom a letter is for; with `--format letter`
    #[arg(long = "for", value_name = "READER", required_if_eq("format", "letter"))]
    reader: Option<For>,

    /// Say what every possible answer would make of the case: what is enough to settle it or to approve it, what would
    /// end it, what no longer matters, what to ask next, and what would change the result
    #[arg(long, conflicts_with = "received")]
    exact: bool,

    /// With `--exact`: how long to search, such as `10s` or `2m`
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, requires = "exact", allow_hyphen_values = true)]
    time_limit: Duration,

    /// Tell the result by the exit status
    #[arg(long)]
    exit_code: bool,

    /// The most steps that one case may make a policy take; see `medpol explain R0066`
    #[arg(long, value_name = "STEPS", default_value_t = WorkLimit::DEFAULT.0)]
    max_work: u64,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol eval case.yaml                              by whatever governs
  medpol eval case.yaml --policy cohere-health/bvn-ablation@3
  medpol eval discs.yaml#disc-5-mm                   one row of a suite
  medpol eval - --format json < case.json            from one program to another
  medpol eval case.yaml --view decided               with the parts of what decides
  medpol eval case.yaml --format letter --for member a letter in plain words
  medpol eval case.yaml --exact                      what other answers would make of it
  medpol eval cases/*.yaml --exit-code               the worst result as the exit status

Exit status: 0 decided, 1 problems in a case or policy, 2 a mistake on the command line.
With --exit-code: met 0, not met 3, unknown 4 (also where it is unknown what governs, or nothing
does), not applicable 5; of several cases the first of unknown, not met, not applicable and met that
occurs. Coding edits are not met where a finding rejects, else unknown where an edit is incomplete;
beside what governs they do not count.";

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// A page to decide by: the result, why, what to ask for, and a line for each criterion
    Page,
    /// To see how it came about: also the parts of what decides or is unknown, every source, every question
    Decided,
    /// To review the whole policy: also the parts of every criterion that is not plainly in order
    Context,
    /// To check or store everything: every part of every criterion, with what was read and compared
    All,
}

impl Shown {
    const fn view(self) -> View {
        match self {
            Self::Page => View::Page,
            Self::Decided => View::Decided,
            Self::Context => View::Context,
            Self::All => View::All,
        }
    }
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// The canonical form: see `medpol schema decision`, or `determination` with `--policy`
    Json,
    /// For a document
    Markdown,
    /// The canonical form as YAML
    Yaml,
    /// A letter in Markdown, for the reader that `--for` names; the view does not matter
    Letter,
}

/// Whom a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum For {
    /// The office that asked
    Provider,
    /// The patient, in plain words
    Member,
}

impl For {
    const fn reader(self) -> Reader {
        match self {
            Self::Provider => Reader::Provider,
            Self::Member => Reader::Member,
        }
    }
}

impl Format {
    /// How problems are written for data of this form.
    const fn problems(self) -> Form {
        match self {
            Self::Json => Form::Json,
            Self::Text | Self::Markdown | Self::Yaml | Self::Letter => Form::Text,
        }
    }
}

impl Eval {
    /// How much of an answer is found: for a letter everything.
    const fn view(&self) -> View {
        match self.format {
            Format::Letter => View::All,
            Format::Text | Format::Json | Format::Markdown | Format::Yaml => self.view.view(),
        }
    }
}

/// A decided case.
struct Decided {
    name: String,
    answer: Answer,
}

pub(crate) fn run(arguments: &Eval, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let library = Library::load(&arguments.policies, &mut sources);
    if arguments.strictness.refuses(&library) {
        problems::tell(arguments.format.problems(), library.diagnostics(), &sources, terminal)?;
        return Ok(ExitStatus::Problems);
    }
    let named = arguments.policy.as_ref().map(|policy| Named::by_option(policy, "--policy", &mut sources));
    if arguments.exact {
        return exact::run(arguments, &library, named.as_ref(), sources, terminal);
    }
    let mut decided = Vec::new();
    let cases = reading::Named::read(&arguments.cases, &mut sources);
    let mut diagnostics = cases.diagnostics;
    diagnostics.extend(library.unlike_lock().iter().cloned());
    for case in cases.cases {
        let limit = WorkLimit(arguments.max_work);
        let (answer, problems) = Answer::find(&library, &case, named.as_ref(), arguments.view(), limit);
        diagnostics.extend(problems);
        let answer = answer.map(|answer| match named {
            Some(_) => answer.named_by(NamedBy::CommandLine, &library, &case),
            None => answer,
        });
        let answer = answer.map(|answer| match arguments.received {
            Some(day) => answer.received(day),
            None => answer,
        });
        decided.extend(answer.map(|answer| Decided { name: case.name, answer }));
    }
    terminal.data(&written(arguments, &library, cases.how_many, &decided, terminal)?)?;
    sort(&mut diagnostics);
    problems::tell_with_library(arguments.format.problems(), &diagnostics, &library, &sources, terminal)?;
    let result = overall(decided.iter().map(|decided| decided.answer.outcome()));
    Ok(match result {
        _ if has_errors(&diagnostics) => ExitStatus::Problems,
        Some(result) if arguments.exit_code => ExitStatus::Result(result),
        Some(_) | None => ExitStatus::Clean,
    })
}

/// What is printed in place of a letter about coding edits.
const NO_LETTER: &str = "No letter is written about coding edits alone: they are for those who prepare a claim.\n";

/// The answers in the form that was asked for.
fn written(
    arguments: &Eval,
    library: &Library,
    how_many: HowMany,
    decided: &[Decided],
    terminal: Terminal,
) -> Result<String, Failure> {
    let view = arguments.view();
    let is_alone = how_many == HowMany::One;
    let answers = || decided.iter().map(|decided| &decided.answer).collect::<Vec<_>>();
    Ok(match (arguments.format, decided) {
        (_, []) if is_alone => String::new(),
        (Format::Json, [only]) if is_alone => serde_json::to_string_pretty(&only.answer)? + "\n",
        (Format::Json, _) => serde_json::to_string_pretty(&answers())? + "\n",
        (Format::Yaml, [only]) if is_alone => serde_yaml::to_string(&only.answer)?,
        (Format::Yaml, _) => serde_yaml::to_string(&answers())?,
        (Format::Text, _) => {
            let page = |decided: &Decided| decided.answer.text(view, terminal.data);
            headed(decided, how_many, "\n", |name| format!("━━ {name}\n\n"), page)
        }
        (Format::Letter, _) => {
            let reader = arguments.reader.map_or(Reader::Provider, For::reader);
            let page =
                |decided: &Decided| decided.answer.letter(library, reader).unwrap_or_else(|| NO_LETTER.to_owned());
            headed(decided, how_many, "\n---\n\n", |name| format!("`{name}`\n\n"), page)
        }
        (Format::Markdown, _) => {
            let page = |decided: &Decided| decided.answer.markdown(view);
            headed(decided, how_many, "\n---\n\n", |name| format!("`{name}`\n\n"), page)
        }
    })
}

/// Pages one after the other, each under the name of its case unless there is only one case.
fn headed(
    decided: &[Decided],
    how_many: HowMany,
    between: &str,
    heading: impl Fn(&str) -> String,
    page: impl Fn(&Decided) -> String,
) -> String {
    let pages = decided.iter().map(|decided| {
        let heading = match how_many {
            HowMany::One => String::new(),
            HowMany::Several => heading(&decided.name),
        };
        heading + &page(decided)
    });
    pages.collect::<Vec<_>>().join(between)
}
