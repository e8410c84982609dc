//! `medpol explain`: what a code means, with an example and its mend.
//!
//! The pages are those of `medpol-diagnostics`, which are also its tests; they are printed whole.

use anstyle::{Effects, Style};
use clap::Args;
use medpol_diagnostics::{ALL, Code, Severity, nearest};
use medpol_report::Colour;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Say what a code means, or list all codes
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Explain {
    /// A code such as `P0203`, or its name such as `unknown-fact` [default: list all]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  medpol explain P0203
  medpol explain unknown-fact
  medpol explain                         all codes

Codes: P00 syntax, P01 shape and types, P02 names, P03 dates and versions, P04 logic, P05 sources
and style, R0 cases.";

pub(crate) fn run(arguments: &Explain, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let text = match &arguments.code {
        None => list(),
        Some(name) => page(Code::find(name.trim()).ok_or_else(|| unknown(name))?, terminal.data),
    };
    terminal.data(&text)?;
    Ok(ExitStatus::Clean)
}

fn list() -> String {
    let line = |code: &&Code| {
        let severity = match code.severity {
            Severity::Error => "",
            Severity::Warning => "  (warning)",
        };
        format!("{}  {}{severity}\n", code.number, code.name)
    };
    ALL.iter().map(line).collect()
}

fn unknown(name: &str) -> Failure {
    let (upper, lower) = (name.trim().to_uppercase(), name.trim().to_lowercase());
    let near = nearest(&upper, ALL.iter().map(|code| code.number))
        .or_else(|| nearest(&lower, ALL.iter().map(|code| code.name)));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`medpol explain` lists all codes".to_owned(),
    };
    Failure::Usage { message: format!("no code is called `{}`", name.trim()), help }
}

/// The page; with colour, headings are bold and examples faint.
fn page(code: &Code, colour: Colour) -> String {
    if colour == Colour::Never {
        return format!("{}\n", code.page.trim_end());
    }
    let (bold, faint) = (Style::new().effects(Effects::BOLD), Style::new().effects(Effects::DIMMED));
    let mut is_example = false;
    let mut page = String::new();
    for line in code.page.trim_end().lines() {
        let is_fence = line.trim_start().starts_with("```");
        let style = match (is_fence || is_example, line.starts_with('#')) {
            (true, _) => faint,
            (false, true) => bold,
            (false, false) => Style::new(),
        };
        is_example ^= is_fence;
        page.extend([style.render().to_string().as_str(), line, style.render_reset().to_string().as_str(), "\n"]);
    }
    page
}
