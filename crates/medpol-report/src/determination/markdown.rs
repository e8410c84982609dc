//! The outline as Markdown: a heading, a table, lists.
//!
//! Every text from a policy or case is escaped, so that it can neither break the layout nor bring
//! markup or HTML of its own.

use medpol_model::answer::Determination;

use super::fitting::PAGE;
use super::outline::{BACKGROUND, Entry, Field, Outline, Section, Sign, outline};
use crate::visible::one_line;

/// Columns that one line of Markdown is taken to have.
const WIDTH: usize = 100;

/// The determination as Markdown, ending in a line end.
pub fn markdown(determination: &Determination) -> String {
    markdown_within(determination, PAGE)
}

/// The same, a page in so many lines.
pub(crate) fn markdown_within(determination: &Determination, room: usize) -> String {
    written(&outline(determination, room, height))
}

/// How many lines of a hundred columns an outline takes.
pub(crate) fn height(outline: &Outline) -> usize {
    written(outline).lines().map(|line| line.chars().count().div_ceil(WIDTH).max(1)).sum()
}

/// An outline as Markdown, ending in a line end.
pub(crate) fn written(outline: &Outline) -> String {
    let mut lines = vec![format!("# {} {}", outline.sign.character(), escaped(&outline.headline)), String::new()];
    for alert in &outline.alerts {
        let title = if alert.title.is_empty() { String::new() } else { format!("**{}:** ", escaped(alert.title)) };
        lines.push(format!("> {title}{}", escaped(&alert.text)));
        lines.push(String::new());
    }
    if !outline.particulars.is_empty() {
        table(&outline.particulars, &mut lines);
    }
    for part in &outline.sections {
        section(part, &mut lines);
    }
    if !outline.background.is_empty() {
        heading(BACKGROUND, &mut lines);
        table(&outline.background, &mut lines);
    }
    for part in &outline.lists {
        section(part, &mut lines);
    }
    if !outline.imprint.is_empty() {
        lines.extend([String::new(), "---".to_owned(), String::new()]);
        table(&outline.imprint, &mut lines);
    }
    if !outline.closing.is_empty() {
        lines.push(String::new());
        lines.push(format!("*{}*", escaped(outline.closing)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn heading(title: &str, lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
    lines.extend([format!("## {title}"), String::new()]);
}

fn section(section: &Section, lines: &mut Vec<String>) {
    heading(section.title, lines);
    for entry in &section.entries {
        item(entry, lines);
    }
}

/// Entries without a heading.
pub(crate) fn items(entries: &[Entry]) -> String {
    let mut lines = Vec::new();
    for entry in entries {
        item(entry, &mut lines);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn table(fields: &[Field], lines: &mut Vec<String>) {
    lines.extend(["| | |".to_owned(), "|---|---|".to_owned()]);
    lines.extend(fields.iter().map(|field| format!("| {} | {} |", escaped(field.label), escaped(&field.text))));
}

fn item(entry: &Entry, lines: &mut Vec<String>) {
    let indent = "  ".repeat(entry.depth);
    let question = entry.standing.is_empty();
    let sign = match entry.sign {
        Sign::Question => "[ ]",
        Sign::Conflict => "[ ] **!**",
        sign => sign.character(),
    };
    let standing = if question { String::new() } else { format!(" **{}** ·", escaped(&entry.standing)) };
    let name = if entry.name.is_empty() { String::new() } else { format!(" {}", code(&entry.name)) };
    lines.push(format!("{indent}- {sign}{standing} {}{name}", escaped(&entry.text)));
    for detail in &entry.details {
        let label = if detail.label.is_empty() { String::new() } else { format!("*{}:* ", escaped(detail.label)) };
        lines.push(format!("{indent}  - {label}{}", escaped(&detail.text)));
    }
}

/// `text` so that Markdown shows it as it is.
pub(crate) fn escaped(text: &str) -> String {
    let line = one_line(text);
    let leading = line.find(|character: char| !character.is_ascii_digit()).unwrap_or_default();
    let mut out = String::with_capacity(line.len());
    for (at, character) in line.char_indices() {
        let anywhere =
            matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$');
        // These begin a list or underline a heading only at the start, these others after a number.
        let at_start = at == 0 && matches!(character, '-' | '+' | '=');
        let at_start = at_start || (at > 0 && at == leading && matches!(character, '.' | ')'));
        if anywhere || at_start {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A name as code, where it can be.
pub(crate) fn code(name: &str) -> String {
    let line = one_line(name);
    if line.is_empty() || line.contains(['`', '|']) { escaped(&line) } else { format!("`{line}`") }
}
