//! Commands in Markdown pages, with what they really print.
//!
//! A block between `<!-- generated: output -->` and `<!-- end -->` shows one command of `medpol`,
//! after `$ medpol` or `$ cargo run … --`. It is run, and what it prints to stdout becomes the rest
//! of the block, without blanks at the ends of lines. No shell is involved: words are split at blanks.

use std::process::{Command, Stdio};

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
            text.push_str(command);
            for line in output(arguments)?.trim_end().lines() {
                text.extend(["\n", line.trim_end()]);
            }
            text.extend([CLOSING, after]);
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
        let filled = fill(&page, |arguments| Ok(format!("<{arguments}>\n")));
        let expected = format!(
            "a\n{OPENING}$ cargo run -p medpol -- eval b\n<eval b>{CLOSING}\nc\n{OPENING}$ medpol --help\n<--help>{CLOSING}\n"
        );
        assert_eq!(filled.ok(), Some(expected));
    }
}
