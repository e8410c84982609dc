//! `medpol diff`: what is different between two policies, two libraries or two revisions.
//!
//! Finding the two is `medpol-library`'s work, comparing them `medpol-difference`'s, and how it is laid out
//! `medpol-report`'s.

mod corpus;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use medpol_analysis::with_impact;
use medpol_answer::WorkLimit;
use medpol_diagnostics::{SourceMap, Span, codes};
use medpol_difference::{Compared, Looked, TriedCase, difference, impact};
use medpol_library::{Asked, GIT, Side, SidePart, sides};
use medpol_model::answer::{Difference, VerdictKind};
use medpol_model::policy::Policy;
use medpol_report::difference::{self as report, Wanted};
use medpol_report::run::annotations_written;
use medpol_syntax::document::DocumentKind;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::output_format::{Offered, OutputFormat};
use crate::problems::{self, Form};
use crate::repository::{add_to_step_summary, base};
use crate::searching::Searching;
use crate::terminal::Terminal;

/// Say what is different between two policies, two libraries or two git revisions
///
/// Two policy versions, two files, or two folders with libraries. One version alone is compared with the version before
/// it, and one file alone with what it would replace in the library. With `--from` and `--to` the library as it was at
/// two git revisions is compared, or one policy of it.
///
/// Criteria are matched by their ids; one under a new id is guessed by its meaning and by its words, and the guess is said.
/// The verdict is one line for a change record, and says “proved” only of what is true for every possible case: a search among
/// all of them shows whether some patient who was met is not any more, or the other way, and each direction comes with the
/// smallest case that shows it. Ctrl-C ends the search; what was not decided by then is said.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
    /// A policy as `ID@VERSION`, a file, or a folder with a library
    #[arg(value_name = "A")]
    first: Option<String>,

    /// What it is compared with
    #[arg(value_name = "B")]
    second: Option<String>,

    /// Compare with the library as it was at this git revision [default: HEAD, where `--to` is given]
    #[arg(long, value_name = "REV")]
    from: Option<String>,

    /// Up to this git revision [default: what is on disk]
    #[arg(long, value_name = "REV")]
    to: Option<String>,

    /// Of two libraries or revisions, look at what this vocabulary means by itself: the policies that are written in its
    /// words, and all else as it was in the first
    #[arg(long, value_name = "ID", conflicts_with = "value_set")]
    vocabulary: Option<String>,

    /// Of two libraries or revisions, look at what this value set means by itself: the policies that compare with it, and
    /// all else as it was in the first
    #[arg(long, value_name = "ID")]
    value_set: Option<String>,

    /// Decide these cases by both: a folder, a file, a row as `FILE#ROW`, or NDJSON with a case or a record of a decision log on
    /// each line; `-` is NDJSON from stdin
    #[arg(long, value_name = "CASES")]
    cases: Option<PathBuf>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write what is different
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = Offered::OF_DIFFERENCES)]
    format: OutputFormat,

    #[command(flatten)]
    searching: Searching,

    /// Say by the exit status whether the meaning differs
    #[arg(long)]
    exit_code: bool,

    /// The most steps that one case may make a policy take; see `medpol explain R0066`
    #[arg(long, value_name = "STEPS", default_value_t = WorkLimit::DEFAULT.0)]
    max_work: u64,
}

const EXAMPLES: &str = "\
Examples:
  medpol diff cohere-health/bvn-ablation@3                   with the version before it
  medpol diff cms/lcd/l39642@2024-01-28 cms/lcd/l39644@2024-01-28
  medpol diff draft.yaml --cases fixtures/cohere-health      a draft, with the version that it replaces
  medpol diff --from v1.2 --to HEAD --format markdown        every policy between two releases
  medpol diff --from HEAD~5 --value-set facet-joint-pain
  medpol diff old.yaml new.yaml --witnesses shown            the cases that show a difference, as files

Exit status: 0 compared, 1 problems in what was read, 2 a mistake on the command line. With --exit-code also 3 what is
decided or governed differs, and 4 it was not decided whether it does.";

pub(crate) fn run(arguments: &Diff, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut sources = SourceMap::default();
    let form = if arguments.format == OutputFormat::Json { Form::Json } else { Form::Text };
    let asked = Asked {
        first: arguments.first.as_deref(),
        second: arguments.second.as_deref(),
        from: arguments.from.as_deref(),
        to: arguments.to.as_deref(),
        policies: &arguments.policies,
        git: GIT,
        only: only(arguments),
    };
    let found = match sides(asked, &mut sources) {
        Ok(found) => found,
        Err(diagnostics) => {
            problems::tell(form, &diagnostics, &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
    };
    let looked = match looked(arguments, &found, &mut sources) {
        Ok(looked) => looked,
        Err(problem) => {
            problems::tell(form, &[*problem], &sources, terminal)?;
            return Ok(ExitStatus::Problems);
        }
    };
    let mut status = ExitStatus::Clean;
    let ids = ids(&found);
    let mut unread = Vec::new();
    let search = arguments.searching.search(&ids, &mut sources, &mut unread)?;
    let Compared { difference: mut compared, witnesses } = difference(&found, &looked, search.as_ref());
    if arguments.searching.keeps_witnesses() {
        arguments.searching.save(&witnesses)?;
    } else {
        compared.forget_files();
    }
    if !unread.is_empty() {
        problems::tell(form, &unread, &sources, terminal)?;
        status = ExitStatus::Problems;
    }
    if let Some(path) = &arguments.cases {
        let corpus = corpus::read(path, &mut sources)?;
        if !corpus.diagnostics.is_empty() {
            problems::tell(form, &corpus.diagnostics, &sources, terminal)?;
            status = ExitStatus::Problems;
        }
        try_all(&path.to_string_lossy(), &corpus.cases, &found, arguments, &mut compared);
    }
    terminal.data(&match arguments.format {
        OutputFormat::Text => report::text(&compared, terminal.data),
        OutputFormat::Markdown => report::markdown(&compared),
        OutputFormat::Json => report::json(&compared)?,
        OutputFormat::Github => {
            add_to_step_summary(&report::markdown(&compared), terminal);
            let [_, after] = &found;
            let span = |wanted: Wanted<'_>| if arguments.to.is_none() { place_in(after, wanted) } else { None };
            let remarks = report::annotations(&compared, &sources, &base()?, &span);
            annotations_written(&remarks, &compared.verdict.line)
        }
        // Refused where the command line is read.
        OutputFormat::Sarif | OutputFormat::Junit | OutputFormat::Gitlab => {
            return Err(Offered::OF_DIFFERENCES.refused());
        }
    })?;
    Ok(if arguments.exit_code && status == ExitStatus::Clean { exit(compared.verdict.kind) } else { status })
}

/// Where a policy of the second side, or a criterion of it, is written.
fn place_in(side: &Side, wanted: Wanted<'_>) -> Option<Span> {
    let is_wanted =
        |policy: &&&std::sync::Arc<Policy>| *policy.id.0 == *wanted.policy && *policy.version == *wanted.version;
    let policies = side.policies();
    let policy = policies.iter().find(is_wanted)?;
    if let Some(id) = wanted.criterion {
        return policy.detail(policy.criterion(id)?)?.span;
    }
    let own = policy.details.iter().filter(|detail| detail.origin.is_none());
    own.filter_map(|detail| detail.span).map(|span| Span::new(span.file, 0, 0)).next()
}

/// The one document whose change is looked at.
fn only(arguments: &Diff) -> Option<(DocumentKind, &str)> {
    let vocabulary = arguments.vocabulary.as_deref().map(|id| (DocumentKind::Vocabulary, id));
    vocabulary.or_else(|| arguments.value_set.as_deref().map(|id| (DocumentKind::ValueSet, id)))
}

/// The ids of what is compared.
fn ids(sides: &[Side; 2]) -> Vec<&str> {
    let mut ids: Vec<&str> = sides.iter().flat_map(Side::policies).map(|policy| &*policy.id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What of two libraries is looked at: what was asked for, or what a file replaces.
fn looked(
    arguments: &Diff,
    sides: &[Side; 2],
    sources: &mut SourceMap,
) -> Result<Looked, Box<medpol_diagnostics::Diagnostic>> {
    let [before, after] = sides;
    let libraries = [&before.library, &after.library];
    if let Some(id) = &arguments.vocabulary {
        let known = libraries.iter().flat_map(|library| library.vocabularies()).map(|one| &*one.id);
        known_or(id, "--vocabulary", "vocabulary", known, sources)?;
        return Ok(Looked::Vocabulary(id.clone()));
    }
    if let Some(id) = &arguments.value_set {
        let known = libraries.iter().flat_map(|library| library.value_sets());
        known_or(id, "--value-set", "value set", known, sources)?;
        return Ok(Looked::ValueSet(id.clone()));
    }
    Ok(match &after.part {
        SidePart::Document(kind, id) if *kind == DocumentKind::Vocabulary => Looked::Vocabulary(id.clone()),
        SidePart::Document(kind, id) if *kind == DocumentKind::ValueSet => Looked::ValueSet(id.clone()),
        SidePart::Document(..) | SidePart::Whole | SidePart::Policy(_) | SidePart::Version(_) => Looked::Everything,
    })
}

/// P0201 or P0205 where neither library has the document.
fn known_or<'a>(
    id: &str,
    option: &str,
    what: &str,
    known: impl Iterator<Item = &'a str>,
    sources: &mut SourceMap,
) -> Result<(), Box<medpol_diagnostics::Diagnostic>> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    if known.contains(&id) {
        return Ok(());
    }
    let span = Span::new(sources.add(option, id), 0, id.len());
    let code = if what == "vocabulary" { &codes::P0201 } else { &codes::P0205 };
    let problem = medpol_diagnostics::Diagnostic::new(code, span, format!("no {what} named `{id}`"));
    Err(Box::new(problem.label("in neither of the two").did_you_mean(id, known)))
}

/// Decides the cases by both, and says on a terminal how far that is.
fn try_all(name: &str, cases: &[TriedCase], sides: &[Side; 2], arguments: &Diff, compared: &mut Difference) {
    /// How many cases are decided between two words on how far it is.
    const STEP: usize = 64;
    let done = AtomicUsize::new(0);
    let tick = || {
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(STEP) {
            Terminal::progress(&format!("{count} of {} cases", cases.len()));
        }
    };
    let found = impact(name, cases, sides, &compared.policies, WorkLimit(arguments.max_work), &tick);
    Terminal::progress("");
    compared.verdict = with_impact(&compared.verdict, &found);
    compared.impact = Some(found);
}

const fn exit(kind: VerdictKind) -> ExitStatus {
    match kind {
        VerdictKind::Identical | VerdictKind::SameMeaning => ExitStatus::Clean,
        VerdictKind::NotDecided => ExitStatus::NotDecided,
        VerdictKind::GovernsOtherwise
        | VerdictKind::Stricter
        | VerdictKind::Looser
        | VerdictKind::StricterAndLooser
        | VerdictKind::AsksForMore
        | VerdictKind::AsksForLess
        | VerdictKind::RecordsDiffer
        | VerdictKind::OnlyOne => ExitStatus::Differs,
    }
}
