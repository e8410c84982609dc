//! Words at thresholds: on which side the value itself lies.
//!
//! What a threshold is compared with is not looked at.

use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, Range, Uri};
use medpol_syntax::{Kind, Node};

use crate::place::Lines;
use crate::workspace::Workspace;

pub(crate) fn hints(workspace: &mut Workspace, address: &Uri, range: Range) -> Vec<InlayHint> {
    let Some(buffer) = workspace.buffer(address).cloned() else { return Vec::new() };
    let laid = workspace.laid();
    let Some(root) = laid.file(&buffer.path).and_then(|file| file.root.clone()) else { return Vec::new() };
    let lines = Lines::of(&buffer.text);
    let mut found = Vec::new();
    collect(&root, &mut |key, value| {
        let position = lines.position(value.span.end as usize);
        let is_wanted = (range.start..=range.end).contains(&position);
        let words = value.text().and_then(|text| words(key, text)).filter(|_| is_wanted);
        found.extend(words.map(|words| InlayHint {
            position,
            label: InlayHintLabel::String(words),
            kind: None::<InlayHintKind>,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }));
    });
    found
}

/// What a threshold lets through.
fn words(key: &str, text: &str) -> Option<String> {
    Some(match key {
        "at_least" => format!("{text} and over"),
        "more_than" => format!("over {text}, not {text} itself"),
        "at_most" => format!("{text} and under"),
        "less_than" => format!("under {text}, not {text} itself"),
        "on_or_after" => format!("{text} and later"),
        "after" => format!("later than {text}, not {text} itself"),
        "on_or_before" => format!("{text} and earlier"),
        "before" => format!("earlier than {text}, not {text} itself"),
        _ => return None,
    })
}

fn collect(node: &Node, take: &mut impl FnMut(&str, &Node)) {
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::Sequence(items) => items.iter().for_each(|item| collect(item, take)),
        Kind::Mapping(entries) => {
            for entry in entries {
                take(&entry.key, &entry.value);
                collect(&entry.value, take);
            }
        }
    }
}
