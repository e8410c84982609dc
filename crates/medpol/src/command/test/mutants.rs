//! `medpol test --mutants`: which slips in a policy its cases and checks would notice.
//!
//! How a policy is changed, and what notices it, is `medpol-coverage`'s work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use medpol_coverage::{Counted, Deadline, Effort, Mutating, counted, mutation};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{Library, find_cases};
use medpol_model::answer::{Mutation, PolicyMutation};
use medpol_model::policy::{Policy, Position};
use medpol_report::mutation as report;

use super::{Test, paths, tell_problems};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::narrowing::Narrowed;
use crate::output_format::OutputFormat;
use crate::problems::Form;
use crate::searching::stopped_by_ctrl_c;
use crate::terminal::Terminal;

/// Searches for a proof that a mutant means the same that turn out wrong, before it is given up.
const ROUNDS: u32 = 40;

pub(super) fn run(
    arguments: &Test,
    library: &Library,
    narrowed: &Narrowed,
    sources: &mut SourceMap,
    terminal: Terminal,
) -> Result<ExitStatus, Failure> {
    if !matches!(arguments.format, OutputFormat::Text | OutputFormat::Json | OutputFormat::Markdown) {
        let help = "write `--format text`, `json` or `markdown`".to_owned();
        return Err(Failure::Usage { message: "`--mutants` does not write this format".to_owned(), help });
    }
    let mut cases = Vec::new();
    let mut diagnostics = Vec::new();
    for path in paths(arguments, library) {
        let found = find_cases(&path, sources);
        diagnostics.extend(found.diagnostics);
        cases.extend(found.cases);
    }
    let (counted, problems) = counted(library, &cases, sources);
    diagnostics.extend(problems);
    let is_asked = |policy: &&Arc<Policy>| {
        let reference = policy.reference();
        matches!(policy.position, Position::CoveredWhen)
            && narrowed.asks_about(&reference, &cases)
            && (arguments.paths.is_empty() || counted.contains_key(&reference))
    };
    let policies: Vec<&Arc<Policy>> = library.policies().iter().filter(is_asked).collect();
    let found = Mutation::of(tried(arguments, library, &policies, &counted)?);
    terminal.data(&match arguments.format {
        OutputFormat::Json => report::json(&found)?,
        OutputFormat::Markdown => report::markdown(&found),
        OutputFormat::Text
        | OutputFormat::Sarif
        | OutputFormat::Junit
        | OutputFormat::Github
        | OutputFormat::Gitlab => report::text(&found, terminal.data),
    })?;
    let form = if arguments.format == OutputFormat::Json { Form::Json } else { Form::Text };
    tell_problems(form, &diagnostics, sources, terminal)?;
    let is_under = |policy: &PolicyMutation| arguments.fail_under.is_some_and(|least| policy.score < least);
    let is_nothing = found.policies.is_empty() && !narrowed.may_be_nothing();
    let is_bad = is_nothing || has_errors(&diagnostics) || found.policies.iter().any(is_under);
    Ok(if is_bad { ExitStatus::Problems } else { ExitStatus::Clean })
}

/// Tries the mutants of each policy, and says on a terminal how far that is.
fn tried(
    arguments: &Test,
    library: &Library,
    policies: &[&Arc<Policy>],
    counted: &std::collections::BTreeMap<String, Counted>,
) -> Result<Vec<PolicyMutation>, Failure> {
    /// How many mutants are tried between two words on how far it is.
    const STEP: usize = 16;
    let stop = stopped_by_ctrl_c()?;
    let end = Instant::now().checked_add(arguments.time_limit);
    let is_over = move || end.is_some_and(|end| Instant::now() >= end);
    let effort = Effort {
        stop: Some(Arc::clone(&stop)),
        until: Some(Deadline::new(is_over)),
        rounds: ROUNDS,
        ..Effort::default()
    };
    let none = Counted::default();
    let mut found = Vec::new();
    for (number, policy) in policies.iter().enumerate() {
        let done = AtomicUsize::new(0);
        let over: &AtomicBool = &stop;
        let tick = || {
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if is_over() {
                over.store(true, Ordering::Relaxed);
            }
            if count.is_multiple_of(STEP) {
                let (number, all) = (number + 1, policies.len());
                Terminal::progress(&format!("{count} changes of {} ({number} of {all})", policy.reference()));
            }
        };
        let mutating = Mutating { library, services: library.services(), effort: &effort, stop: over, tick: &tick };
        found.push(mutation(policy, counted.get(&policy.reference()).unwrap_or(&none), &mutating));
        Terminal::progress("");
    }
    Ok(found)
}
