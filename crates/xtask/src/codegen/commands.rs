//! The reference of all commands in `crates/medpol/README.md`: what each of them prints for `--help`.
//!
//! What every command says alike, about colour, is left out; the help of the whole program says it once.

use super::Generated;
use super::examples::medpol;
use crate::failure::Failure;
use crate::markdown::with_part;
use crate::tree::Tree;

const PAGE: &str = "crates/medpol/README.md";
const PART: &str = "commands";

/// The heading of the options that every command has.
const COMMON: &str = "Output:";

/// The page with its reference.
pub(super) fn generate(tree: &Tree) -> Result<Generated, Failure> {
    let page = tree.file(PAGE).ok_or_else(|| Failure::Missing(PAGE.to_owned()))?;
    let overview = medpol(tree, "--help")?;
    let mut reference = block(None, &overview);
    for name in names(&overview) {
        let help = medpol(tree, &format!("{name} --help"))?;
        reference.push_str(&block(Some(name), &without_common(&help)));
    }
    let text = with_part(&page.text, PART, &reference).ok_or(Failure::Part { path: PAGE.to_owned(), name: PART })?;
    Ok(Generated { path: PAGE.to_owned(), text })
}

/// The names under `Commands:`, but `help`.
fn names(overview: &str) -> impl Iterator<Item = &str> {
    let listed = overview.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    listed.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help")
}

/// A help without the section of common options.
fn without_common(help: &str) -> String {
    let mut is_common = false;
    let kept = help.lines().filter(|line| {
        if !line.is_empty() && !line.starts_with(' ') {
            is_common = *line == COMMON;
        }
        !is_common
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// A command with its help; without a name the program itself.
fn block(name: Option<&str>, help: &str) -> String {
    let heading = name.map(|name| format!("### `medpol {name}`\n\n")).unwrap_or_default();
    let command = name.map(|name| format!("{name} ")).unwrap_or_default();
    let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    format!("{heading}```console\n$ medpol {command}--help\n{}\n```\n\n", help.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELP: &str =
        "Does it\n\nOptions:\n  -h  Help\n\nOutput:\n  --color <WHEN>\n\n  more\n\nExamples:\n  medpol a\n";

    #[test]
    fn options_of_all_commands_are_left_out() {
        assert_eq!(without_common(HELP), "Does it\n\nOptions:\n  -h  Help\n\nExamples:\n  medpol a");
    }

    #[test]
    fn commands_are_found_in_the_overview() {
        let overview = "About\n\nCommands:\n  eval  Decides\n  help  Helps\n\nOptions:\n";
        assert_eq!(names(overview).collect::<Vec<_>>(), ["eval"]);
    }

    #[test]
    fn a_command_has_a_heading() {
        assert_eq!(block(Some("a"), "x \n"), "### `medpol a`\n\n```console\n$ medpol a --help\nx\n```\n\n");
    }
}
