//! What a reader is told of a name: a fact, a criterion in words, a value set, a finding.
//!
//! The words are those of `medpol facts`, `medpol show` and `medpol explain`.

use std::fmt::Write as _;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position, Range, Uri};
use medpol_analysis::describe;
use medpol_diagnostics::Code;
use medpol_model::answer::DescribedCondition;
use medpol_report::facts::{FactView, facts};

use crate::names::{Name, is_same_policy};
use crate::place::Lines;
use crate::problems::range_of;
use crate::workspace::{Here, Workspace};

pub(crate) fn hover(workspace: &mut Workspace, address: &Uri, position: Position) -> Option<Hover> {
    let here = Here::at(workspace, address, position)?;
    let named =
        here.name().and_then(|found| Some((told(&here, &found.name)?, range_of(found.span, &here.laid.sources))));
    let (text, range) = named.or_else(|| finding(&here))?;
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(range) })
}

fn told(here: &Here, name: &Name) -> Option<String> {
    match name {
        Name::Fact(path) => fact(here, path),
        Name::Criterion { policy, id } => criterion(here, policy, id),
        Name::Code(code) => Code::find(code).map(|code| code.page.to_owned()),
        Name::ValueSet(id) => value_set(here, id),
        Name::Vocabulary(id) => {
            let known = here.laid.library.vocabularies().find(|known| *known.id == **id)?;
            Some(format!("**{id}**, a vocabulary with {} facts", known.facts.len()))
        }
        Name::Policy(reference) => {
            let policy = here
                .laid
                .library
                .policies()
                .iter()
                .rev()
                .find(|policy| is_same_policy(&policy.reference(), reference))?;
            Some(format!("**{}**\n\n{}\n\n{}", policy.reference(), policy.title, policy.publisher))
        }
        Name::Source { .. } | Name::CriteriaSet(_) => None,
    }
}

fn fact(here: &Here, path: &str) -> Option<String> {
    let vocabulary = here.vocabulary()?;
    let view = facts([&vocabulary], &[]).into_iter().find(|view| view.fact == *path)?;
    Some(fact_words(&view))
}

/// A fact as it is told.
pub(crate) fn fact_words(view: &FactView) -> String {
    let mut text = format!("**{}** · {}", view.label, view.r#type);
    // Writing to a string cannot fail.
    if let Some(limits) = &view.limits {
        let _ = write!(text, " · {limits}");
    }
    if view.judgment {
        text.push_str(" · a clinician's judgment");
    }
    if view.derived {
        text.push_str(" · worked out from other facts where it is not given");
    }
    for part in [&view.question, &view.help].into_iter().flatten() {
        let _ = write!(text, "\n\n{part}");
    }
    if !view.evidence.is_empty() {
        let _ = write!(text, "\n\nEvidence: {}", view.evidence.join(", "));
    }
    let _ = write!(text, "\n\n`{}`, vocabulary `{}`", view.fact, view.vocabulary);
    text
}

fn criterion(here: &Here, policy: &str, id: &str) -> Option<String> {
    let library = &here.laid.library;
    let policy = library.policies().iter().rev().find(|known| is_same_policy(&known.reference(), policy))?;
    let description = describe(policy, library.symbols(), "");
    let all = description.criteria.iter().chain(&description.exclusions);
    let found = all.into_iter().find_map(|condition| find(condition, id))?;
    let mut text = String::new();
    if let Some(own) = &found.text {
        let _ = write!(text, "**{own}**\n\n");
    }
    in_words(found, 0, &mut text);
    if let Some(note) = &found.note {
        let _ = write!(text, "\n{note}\n");
    }
    Some(text)
}

fn find<'a>(condition: &'a DescribedCondition, id: &str) -> Option<&'a DescribedCondition> {
    if condition.id.as_deref() == Some(id) {
        return Some(condition);
    }
    condition.parts.iter().find_map(|part| find(part, id))
}

fn in_words(condition: &DescribedCondition, depth: usize, text: &mut String) {
    let _ = writeln!(text, "{:width$}- {}", "", condition.says, width = depth * 2);
    condition.parts.iter().for_each(|part| in_words(part, depth + 1, text));
}

fn value_set(here: &Here, id: &str) -> Option<String> {
    let set = here.laid.library.value_set(id)?;
    let title = set.title.as_deref().unwrap_or(id);
    let mut text = format!("**{title}**\n\n{} codes of {}", set.codes.len() + set.codes_under.len(), set.system);
    for code in set.codes.iter().take(12) {
        let label = code.label.as_deref().map(|label| format!(" {label}")).unwrap_or_default();
        let _ = write!(text, "\n- `{}`{label}", code.code);
    }
    Some(text)
}

/// The page of a finding at the position, as far as its example.
fn finding(here: &Here) -> Option<(String, Range)> {
    let at = u32::try_from(here.offset).ok()?;
    let is_here = |problem: &&medpol_diagnostics::Diagnostic| {
        let span = problem.primary.span;
        span.file == here.file.file && (span.start..=span.end).contains(&at)
    };
    let problem = here.laid.diagnostics.iter().find(is_here)?;
    let page = problem.code.page.split("## Example").next().unwrap_or_default().trim();
    Some((page.to_owned(), Lines::of(&here.text).range(problem.primary.span)))
}
