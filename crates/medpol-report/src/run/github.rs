//! Annotations as workflow commands in the log of a step of GitHub Actions.
//!
//! GitHub shows ten of each level for a step. The others follow in the log as plain lines, folded.

use std::fmt::Write;

use super::{Annotation, Level};
use crate::one_line;
use crate::visible::visible;

/// Annotations of a level that GitHub shows for one step.
const SHOWN: usize = 10;

/// The annotations as workflow commands, the worst first, and a closing line; ends in a line end.
pub fn annotations_written(annotations: &[Annotation], closing: &str) -> String {
    let mut text = String::new();
    for level in Level::ALL {
        let of_level: Vec<&Annotation> = annotations.iter().filter(|one| one.level == level).collect();
        let (shown, rest) = of_level.split_at(of_level.len().min(SHOWN));
        text.extend(shown.iter().map(|one| command(one)));
        if !rest.is_empty() {
            let (count, name) = (rest.len(), level.name());
            let plural = if count == 1 { "" } else { "s" };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "::group::{count} more {name}{plural}, of which GitHub shows none");
            text.extend(rest.iter().map(|one| plain(one)));
            text.push_str("::endgroup::\n");
        }
    }
    if !closing.is_empty() {
        text.push_str(&plain_line(closing));
    }
    text
}

/// `::error file=a.yaml,line=1,col=2,endLine=1,endColumn=3,title=P0101::unknown key`
fn command(annotation: &Annotation) -> String {
    let mut properties = Vec::new();
    if let Some(place) = &annotation.place {
        let region = place.region;
        properties.push(format!("file={}", property(place.path.text())));
        properties.push(format!("line={}", region.start_line));
        // A range of columns over several lines is refused.
        if region.start_line == region.end_line {
            properties.push(format!("col={}", region.start_column));
            properties.push(format!("endLine={}", region.end_line));
            properties.push(format!("endColumn={}", region.end_column));
        } else {
            properties.push(format!("endLine={}", region.end_line));
        }
    }
    properties.push(format!("title={}", property(&one_line(&annotation.title))));
    format!("::{} {}::{}\n", annotation.level.name(), properties.join(","), data(&annotation.message))
}

/// A line of the log that is no command.
fn plain(annotation: &Annotation) -> String {
    let place = annotation.place.as_ref().map_or_else(String::new, |place| {
        format!(" {}:{}:{}", place.path.text(), place.region.start_line, place.region.start_column)
    });
    plain_line(&format!("{}: {}{place}: {}", annotation.level.name(), annotation.title, annotation.message))
}

/// A line that the runner takes for no command, whatever it begins with.
fn plain_line(text: &str) -> String {
    let line = one_line(text);
    let is_command = line.starts_with("::") || line.starts_with("##[");
    if is_command { format!("· {line}\n") } else { format!("{line}\n") }
}

/// The text after a command.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(one_line).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command. Line ends of a path are kept, because the file must be found.
fn property(text: &str) -> String {
    let shown = |character| if matches!(character, '\n' | '\r') { character } else { visible(character) };
    let shown: String = text.chars().map(shown).collect();
    let escaped = shown.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    escaped.replace(':', "%3A").replace(',', "%2C")
}
