//! Where lines break: a mapping or list stands on one line if it fits, else below its key.

use super::Draft;
use super::scalar::{Meant, scalar};

/// The longest line, in characters, that a mapping or list is put on.
const WIDTH: usize = 112;

/// How many levels are written key by key, however short they are.
const OPEN_LEVELS: usize = 2;

/// A document.
pub(super) fn yaml(draft: &Draft) -> String {
    let mut text = String::new();
    if is_nested(draft) {
        block(&mut text, draft, 0, 0);
    } else {
        text.push_str(&flow(draft));
        text.push('\n');
    }
    text
}

/// Whether it is a mapping or list that has something in it.
fn is_nested(draft: &Draft) -> bool {
    matches!(draft, Draft::List(_) | Draft::Mapping(_)) && !draft.is_empty()
}

/// The entries or elements of a value, one below the other. The cursor stands at `indent`.
fn block(text: &mut String, draft: &Draft, indent: usize, level: usize) {
    match draft {
        Draft::Mapping(entries) => {
            for (number, (key, value)) in entries.iter().enumerate() {
                indented(text, if number == 0 { 0 } else { indent });
                text.push_str(&scalar(key, Meant::Value));
                text.push(':');
                below_key(text, value, indent, level);
            }
        }
        Draft::List(elements) => {
            for (number, element) in elements.iter().enumerate() {
                indented(text, if number == 0 { 0 } else { indent });
                text.push_str("- ");
                let line = flow(element);
                if !is_nested(element) || fits(&line, indent + 2) {
                    text.push_str(&line);
                    text.push('\n');
                } else {
                    block(text, element, indent + 2, level + 1);
                }
            }
        }
        Draft::Null | Draft::Value(_) | Draft::Text(_) => {
            text.push_str(&flow(draft));
            text.push('\n');
        }
    }
}

/// The value of a key that was written at `indent`.
fn below_key(text: &mut String, value: &Draft, indent: usize, level: usize) {
    let line = flow(value);
    let column = text.len() - text.rfind('\n').map_or(0, |at| at + 1) + 1;
    let is_open = level + 1 < OPEN_LEVELS;
    if !is_nested(value) || !is_open && fits(&line, column) {
        text.push(' ');
        text.push_str(&line);
        text.push('\n');
        return;
    }
    text.push('\n');
    indented(text, indent + 2);
    block(text, value, indent + 2, level + 1);
}

fn indented(text: &mut String, columns: usize) {
    text.extend(std::iter::repeat_n(' ', columns));
}

fn fits(line: &str, column: usize) -> bool {
    column + line.chars().count() <= WIDTH
}

/// A value on one line.
pub(super) fn flow(draft: &Draft) -> String {
    match draft {
        Draft::Null => "null".to_owned(),
        Draft::Value(value) => scalar(value, Meant::Value),
        Draft::Text(text) => scalar(text, Meant::Text),
        Draft::List(elements) => format!("[{}]", elements.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Draft::Mapping(entries) if entries.is_empty() => "{}".to_owned(),
        Draft::Mapping(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{}: {}", scalar(key, Meant::Value), flow(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
