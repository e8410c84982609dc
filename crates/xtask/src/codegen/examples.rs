//! Commands in Markdown pages, with what they really print.
//!
//! A block between `<!-- generated: output -->` and `<!-- end -->` shows one command of `medpol`,
//! after `$ medpol` or `$ cargo run … --`. It is run, and what it prints to stdout becomes the rest
//! of the block, without blanks at the ends of lines. Between `<!-- generated: first lines of output -->`
//! and its end only the first lines are shown. No shell is involved: words are split at blanks.

use std::process::{Command, Stdio};

use super::Generated;
use crate::failure::Failure;
use crate::metadata::{cargo, run};
use crate::tree::Tree;

const OPENING: &str = "<!-- generated: output -->\n\n```console\n";
const CLOSING: &str = "\n```\n\n<!-- end -->";

/// The same where only the first lines are shown, and no line is spent on blanks.
const OPENING_IN_PART: &str = "<!-- generated: first lines of output -->\n```console\n";
const CLOSING_IN_PART: &str = "\n```\n<!-- end -->";

/// How many lines are the first ones.
const FIRST_LINES: usize = 10;

/// Every page with such blocks.
pub(super) fn generate(tree: &Tree) -> Result<Vec<Generated>, Failure> {
    let has_block = |text: &str| text.contains(OPENING) || text.contains(OPENING_IN_PART);
    let pages = tree.files.iter().filter(|file| file.extension() == "md" && has_block(&file.text));
    pages
        .map(|page| {
            let run = |arguments: &str| medpol(tree, arguments);
            let text = fill(&page.text, (OPENING, CLOSING), usize::MAX, run)?;
            let text = fill(&text, (OPENING_IN_PART, CLOSING_IN_PART), FIRST_LINES, run)?;
            Ok(Generated { path: page.path.clone(), text })
        })
        .collect()
}

/// The page with the output, up to so many lines, of the commands in blocks with these marks.
fn fill(
    page: &str,
    (opening, closing): (&str, &str),
    lines: usize,
    output: impl Fn(&str) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let mut pieces = page.split(opening);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(opening);
        let block = piece.split_once(closing).and_then(|(block, after)| Some((arguments(block)?, block, after)));
        if let Some((arguments, block, after)) = block {
            let command = block.lines().next().unwrap_or_default();
            text.push_str(command);
            for line in output(arguments)?.trim_end().lines().take(lines) {
                text.extend(["\n", line.trim_end()]);
            }
            text.extend([closing, after]);
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

/// What `medpol` prints: the program that `XTASK_MEDPOL` names, which is taken to be up to date, else
/// one that is built for it.
pub(super) fn medpol(tree: &Tree, arguments: &str) -> Result<String, Failure> {
    let mut command = if let Some(program) = std::env::var_os("XTASK_MEDPOL") {
        let mut command = Command::new(std::path::absolute(program).unwrap_or_default());
        command.current_dir(&tree.root);
        command
    } else {
        let mut command = cargo(tree);
        command.args(["run", "--quiet", "--package", "medpol", "--"]);
        command
    };
    // Neither colour nor width may depend on the terminal that this runs in.
    let command = command.args(arguments.split_whitespace()).env("NO_COLOR", "1").env("COLUMNS", "100");
    run(command.stdin(Stdio::null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_follows_its_command() {
        let page = format!(
            "a\n{OPENING}$ cargo run -p medpol -- eval b{CLOSING}\nc\n{OPENING}$ medpol --help\nold{CLOSING}\n"
        );
        let filled = fill(&page, (OPENING, CLOSING), 1, |arguments| Ok(format!("<{arguments}>\nmore\n")));
        let expected = format!(
            "a\n{OPENING}$ cargo run -p medpol -- eval b\n<eval b>{CLOSING}\nc\n{OPENING}$ medpol --help\n<--help>{CLOSING}\n"
        );
        assert_eq!(filled.ok(), Some(expected));
    }
}
