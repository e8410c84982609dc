//! `medpol eval --exact`: what every possible answer would make of a case.
//!
//! Under the policy that is named, or under each that governs. The search is `medpol-proof`'s, the words are
//! `medpol-difference`'s.

use std::time::{Duration, Instant};

use medpol_diagnostics::{Diagnostic, SourceMap, has_errors, sort};
use medpol_difference::{Deadline, exact};
use medpol_library::{Library, Named, WrittenCase, ready, requested_for_answer};
use medpol_model::answer::{Exact, Outcome};
use medpol_model::case::Case;
use medpol_model::policy::{Policy, PolicyKind};
use medpol_report::exact::{markdown, text};

use super::{Eval, Format};
use crate::exit_status::{ExitStatus, overall};
use crate::failure::Failure;
use crate::problems;
use crate::reading::{self, HowMany};
use crate::terminal::Terminal;

pub(super) fn run(
    arguments: &Eval,
    library: &Library,
    named: Option<&Named>,
    mut sources: SourceMap,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    if arguments.format == Format::Letter {
        return Err(Failure::Usage {
            message: "no letter is written about what other answers would make of a case".to_owned(),
            help: "`--exact` goes with the formats `text`, `markdown`, `json` and `yaml`".to_owned(),
        });
    }
    let cases = reading::Named::read(&arguments.cases, &mut sources);
    let mut diagnostics = cases.diagnostics;
    diagnostics.extend(library.unlike_lock().iter().cloned());
    let (begin, limit) = (Instant::now(), arguments.time_limit);
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for case in &cases.cases {
        let of = |policy: &Policy, case: &Case| {
            exact(policy, library, case, Some(Deadline::spent(move || thousandths(begin.elapsed(), limit))))
        };
        let mut problems = Vec::new();
        let own = of_case(library, case, named, &mut problems, &of);
        if own.is_empty() && !has_errors(&problems) {
            without.push(case.name.clone());
        }
        found.extend(own);
        diagnostics.extend(problems);
    }
    terminal.data(&written(arguments, cases.how_many, &found, terminal)?)?;
    for name in &without {
        terminal.chatter(&format!("note: no policy is known to govern `{name}`{WITHOUT}"));
    }
    sort(&mut diagnostics);
    problems::tell_with_library(arguments.format.problems(), &diagnostics, library, &sources, terminal)?;
    let unknown = without.iter().map(|_| Outcome::Unknown);
    let result = overall(found.iter().map(|exact| exact.result).chain(unknown));
    Ok(match result {
        _ if has_errors(&diagnostics) => ExitStatus::Problems,
        Some(result) if arguments.exit_code => ExitStatus::Result(result),
        Some(_) | None => ExitStatus::Clean,
    })
}

/// What is said of a case that nothing is known to govern.
const WITHOUT: &str = "\n  = help: `medpol resolve` says why; `--policy` names one\n";

/// How much of a time is spent, in thousandths.
fn thousandths(spent: Duration, of: Duration) -> u32 {
    let thousandths = (spent.as_micros() * 1_000).checked_div(of.as_micros());
    thousandths.map_or(1_000, |own| u32::try_from(own).unwrap_or(u32::MAX))
}

/// A case under the policy that is named, or under each that governs it.
fn of_case(
    library: &Library,
    case: &WrittenCase,
    named: Option<&Named>,
    diagnostics: &mut Vec<Diagnostic>,
    of: &dyn Fn(&Policy, &Case) -> Exact,
) -> Vec<Exact> {
    if named.is_some() {
        let (ready, problems) = ready(library, case, named);
        diagnostics.extend(problems);
        return ready.into_iter().map(|ready| of(&ready.policy, &ready.case)).collect();
    }
    let (request, problems) = requested_for_answer(library, case);
    diagnostics.extend(problems);
    let governed = request.into_iter().flat_map(|request| request.governed);
    let medical = governed.filter(|governed| governed.policy.kind != PolicyKind::CodingEdits);
    medical.map(|governed| of(&governed.policy, &governed.case)).collect()
}

fn written(arguments: &Eval, how_many: HowMany, found: &[Exact], terminal: Terminal) -> Result<String, Failure> {
    let (format, view) = (arguments.format, arguments.view());
    let is_alone = how_many == HowMany::One;
    Ok(match (format, found) {
        (_, []) if is_alone => String::new(),
        (Format::Json, [only]) if is_alone => serde_json::to_string_pretty(only)? + "\n",
        (Format::Json, all) => serde_json::to_string_pretty(all)? + "\n",
        (Format::Yaml, [only]) if is_alone => serde_yaml::to_string(only)?,
        (Format::Yaml, all) => serde_yaml::to_string(all)?,
        (Format::Text | Format::Letter, all) => joined(all, "\n", |exact| text(exact, view, terminal.data)),
        (Format::Markdown, all) => joined(all, "\n---\n\n", |exact| markdown(exact, view)),
    })
}

fn joined(all: &[Exact], between: &str, page: impl Fn(&Exact) -> String) -> String {
    all.iter().map(page).collect::<Vec<_>>().join(between)
}
