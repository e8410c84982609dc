//! Commands in Markdown pages, with what they really print.
//!
//! A block between `<!-- generated: output -->` and `<!-- end -->` shows one command of `medpol`,
//! after `$ medpol` or `$ cargo run … --`. It is run, and what it prints to stdout becomes the rest
//! of the block. No shell is involved: words are split at blanks.

use super::Generated;
use crate::failure::Failure;
use crate::metadata::{cargo, run};
use crate::tree::Tree;

const OPENING: &str = "<!-- generated: output -->\n\n```console\n";
const CLOSING: &str = "\n```\n\n<!-- end -->";

/// Every page with such blocks.
pub(super) fn generate(tree: &Tree) -> Result<Vec<Generated>, Failure> {
    let pages = tree.files.iter().filter(|file| file.extension() == "md" && file.text.contains(OPENING));
    pages
        .map(|page| {
            let text = fill(&page.text, |arguments| medpol(tree, arguments))?;
            Ok(Generated { path: page.path.clone(), text })
        })
        .collect()
}

/// The page with the output of its commands.
fn fill(page: &str, output: impl Fn(&str) -> Result<String, Failure>) -> Result<String, Failure> {
    let mut pieces = page.split(OPENING);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(OPENING);
        let block = piece.split_once(CLOSING).and_then(|(block, after)| Some((arguments(block)?, block, after)));
        if let Some((arguments, block, after)) = block {
            let command = block.lines().next().unwrap_or_default();
            let output = output(arguments)?;
            text.extend([command, "\n", output.trim_end(), CLOSING, after]);
        } else {
            text.push_str(piece);
        }
    }
    Ok(text)
}

/// The arguments of `medpol` in the first line of a block.
fn arguments(block: &str) -> Option<&str> {
    let command = block.lines().next()?.strip_prefix("$ ")?;
    command.strip_prefix("medpol ").or_else(|| Some(command.strip_prefix("cargo run ")?.split_once(" -- ")?.1))
}

fn medpol(tree: &Tree, arguments: &str) -> Result<String, Failure> {
    let mut command = cargo(tree);
    command.args(["run", "--quiet", "--package", "medpol", "--"]).args(arguments.split_whitespace());
    run(command.env("NO_COLOR", "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_follows_its_command() {
        let page = format!(
            "a\n{OPENING}$ cargo run -p medpol -- eval b{CLOSING}\nc\n{OPENING}$ medpol --help\nold{CLOSING}\n"
        );
        let filled = fill(&page, |arguments| Ok(format!("<{arguments}>\n")));
        let expected = format!(
            "a\n{OPENING}$ cargo run -p medpol -- eval b\n<eval b>{CLOSING}\nc\n{OPENING}$ medpol --help\n<--help>{CLOSING}\n"
        );
        assert_eq!(filled.ok(), Some(expected));
    }
}
