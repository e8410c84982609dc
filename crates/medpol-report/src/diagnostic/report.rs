//! Diagnostics in the manner of rustc: message, place, source lines with carets, help.
//!
//! The drawing is `annotate-snippets`' own; this hands it only text that is safe and short.

use annotate_snippets::{Group, Level, Patch, Renderer, Snippet};
use medpol_diagnostics::{Diagnostic, Replacement, Severity, SourceMap};

use super::frame::{frames, replaced};
use super::places::Places;
use super::told::Told;
use crate::Colour;
use crate::visible::{clipped, visible};

/// Characters of a message or help line, at most.
const SENTENCE: usize = 500;
/// Characters of a replacement that is drawn, at most.
const REPLACEMENT: usize = 500;

/// The diagnostics one after the other, each followed by a line end and parted by an empty line;
/// empty if there are none. Of very many of one kind the first are told, and the others counted.
///
/// Very long lines are clipped around what is marked and control characters are made visible.
/// Columns count characters from 1.
pub fn text(diagnostics: &[Diagnostic], map: &SourceMap, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    let mut places = Places::new(map);
    let told = Told::of(diagnostics);
    let report = |diagnostic: &&Diagnostic| without_bare_arrows(&renderer.render(&groups(diagnostic, &mut places)));
    let mut reports: Vec<String> = told.problems.iter().map(report).collect();
    for further in told.further {
        let title = match further.problems {
            1 => "there is 1 more problem of this kind".to_owned(),
            problems => format!("there are {problems} more problems of this kind"),
        };
        let group = Group::with_title(Level::NOTE.primary_title(title).id(further.code));
        reports.push(format!("{}\n", renderer.render(&[group])));
    }
    reports.join("\n")
}

/// Takes out the `:::` that the renderer draws over a snippet whose heading is not its own.
///
/// No other line consists of it: source lines begin with a number, messages are one line each.
fn without_bare_arrows(report: &str) -> String {
    report.lines().filter(|line| !is_bare(line)).flat_map(|line| [line, "\n"]).collect()
}

/// Whether a line holds nothing but `:::`, escape sequences aside.
fn is_bare(line: &str) -> bool {
    let after_escape = |(index, piece): (usize, &'_ str)| match piece.split_once('m') {
        Some((_, text)) if index > 0 => text.to_owned(),
        _ => piece.to_owned(),
    };
    line.contains(":::") && line.split('\u{1b}').enumerate().map(after_escape).collect::<String>().trim() == ":::"
}

/// What is wrong, and the change that would mend it.
fn groups(diagnostic: &Diagnostic, places: &mut Places<'_>) -> Vec<Group<'static>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clipped(&diagnostic.message, SENTENCE)).id(diagnostic.code.number);
    let suggestion =
        diagnostic.replacement.as_ref().and_then(|replacement| suggestion(diagnostic, replacement, places));
    let spent = suggestion.as_ref().and_then(|suggestion| suggestion.help);
    let help = diagnostic.help.iter().enumerate().filter(|(index, _)| Some(*index) != spent);
    let problem = Group::with_title(title)
        .elements(frames(diagnostic, places))
        .elements(help.map(|(_, text)| Level::HELP.message(clipped(text, SENTENCE))));
    std::iter::once(problem).chain(suggestion.map(|suggestion| suggestion.group)).collect()
}

/// A change drawn under one of the help lines.
struct Suggestion {
    group: Group<'static>,
    /// The help line above it.
    help: Option<usize>,
}

/// Draws a replacement, unless it is too long, goes over several lines or lies in another file.
fn suggestion(diagnostic: &Diagnostic, replacement: &Replacement, places: &mut Places<'_>) -> Option<Suggestion> {
    let drawable = replacement.text.chars().nth(REPLACEMENT).is_none();
    if !drawable || replacement.span.file != diagnostic.primary.span.file {
        return None;
    }
    let (line, window) = replaced(replacement.span, places)?;
    let named = diagnostic.help.iter().position(|help| help.contains(replacement.text.trim()));
    let help = named.or((diagnostic.help.len() == 1).then_some(0));
    let title = help.and_then(|index| diagnostic.help.get(index)).map_or("write this instead", String::as_str);
    let kept = |character| if matches!(character, '\n' | '\t') { character } else { visible(character) };
    let new: String = replacement.text.chars().map(kept).collect();
    let patch = Patch::new(window.marks.first()?.clone(), new);
    let snippet = Snippet::source(window.source).line_start(line).patch(patch);
    let group = Group::with_title(Level::HELP.secondary_title(clipped(title, SENTENCE))).element(snippet);
    Some(Suggestion { group, help })
}
