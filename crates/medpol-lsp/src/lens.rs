//! The cases of a policy above it: how many there are, how many come out as expected, and a way to run them.
//!
//! Cases are tried as `medpol test` tries them, with what is not saved.

use std::fmt::Write;
use std::sync::Arc;

use lsp_types::{CodeLens, Command, Uri};
use medpol_answer::tried;
use medpol_diagnostics::Severity;
use medpol_library::{Laid, WrittenCase};
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;
use serde_json::Value;

use crate::names::is_same_policy;
use crate::problems::range_of;
use crate::workspace::Workspace;

/// The command that runs the cases of a policy.
pub(crate) const COMMAND: &str = "medpol.runCases";

/// A lens at the id of a policy; what it says is made when it is seen.
pub(crate) fn lenses(workspace: &mut Workspace, address: &Uri) -> Vec<CodeLens> {
    let Some(path) = workspace.buffer(address).map(|buffer| buffer.path.clone()) else { return Vec::new() };
    let laid = workspace.laid();
    let Some(file) = laid.file(&path).filter(|file| file.kind == Some(DocumentKind::Policy)) else { return Vec::new() };
    let text = |key: &str| file.root.as_ref()?.get(key)?.text().map(str::to_owned);
    let (Some(id), Some(version), Some(root)) = (text("id"), text("version"), &file.root) else { return Vec::new() };
    let place = root.get("id").map_or(root.span, |id| id.span);
    let data = Some(Value::String(format!("{id}@{version}")));
    vec![CodeLens { range: range_of(place, &laid.sources), command: None, data }]
}

/// A lens with what it says.
pub(crate) fn resolved(workspace: &mut Workspace, lens: CodeLens) -> CodeLens {
    let Some(Value::String(reference)) = lens.data.clone() else { return lens };
    let laid = workspace.laid();
    let title = Run::of(&laid, &reference).title();
    let command = Command { title, command: COMMAND.to_owned(), arguments: Some(vec![Value::String(reference)]) };
    CodeLens { command: Some(command), ..lens }
}

/// Runs the cases of the policy that is named, and says how they came out.
pub(crate) fn run(workspace: &mut Workspace, arguments: &[Value]) -> String {
    let Some(Value::String(reference)) = arguments.first() else {
        return "no policy is named whose cases would be run".to_owned();
    };
    let laid = workspace.laid();
    let run = Run::of(&laid, reference);
    let mut text = format!("{reference}: {}", run.title());
    for line in run.failed.iter().take(MOST_TOLD) {
        text.push('\n');
        text.push_str(line);
    }
    if let more @ 1.. = run.failed.len().saturating_sub(MOST_TOLD) {
        let _ = write!(text, "\nand {more} more; `medpol test` tells all");
    }
    text
}

/// Cases that are told by name, at most.
const MOST_TOLD: usize = 10;

/// How the cases of a policy came out.
struct Run {
    count: usize,
    passed: usize,
    failed: Vec<String>,
}

impl Run {
    fn of(laid: &Arc<Laid>, reference: &str) -> Self {
        let mut run = Self { count: 0, passed: 0, failed: Vec::new() };
        for case in cases(laid, reference) {
            run.count += 1;
            let (tried, problems) = tried(&laid.library, &case, &laid.sources);
            match tried {
                Some(tried) if tried.trial.differences.is_empty() && tried.trial.unreadable.is_empty() => {
                    run.passed += 1;
                }
                Some(tried) => {
                    let first = tried.trial.differences.first().map(medpol_report::trial::Difference::sentence);
                    let why = first.unwrap_or_else(|| "a file that it needs has errors".to_owned());
                    run.failed.push(format!("{}: {why}", case.name));
                }
                None => {
                    let error = problems.iter().find(|problem| problem.severity == Severity::Error);
                    let why = error.map(|problem| problem.message.clone()).unwrap_or_default();
                    run.failed.push(format!("{}: {why}", case.name));
                }
            }
        }
        run
    }

    fn title(&self) -> String {
        match self.count {
            0 => "no case yet: `medpol new case` begins one".to_owned(),
            1 => format!("1 case: {}", if self.passed == 1 { "passes" } else { "fails" }),
            count if count == self.passed => format!("{count} cases: all pass"),
            count => format!("{count} cases: {} pass", self.passed),
        }
    }
}

/// The cases that name a policy version, or its id alone.
fn cases(laid: &Laid, reference: &str) -> Vec<WrittenCase> {
    let names_it = |root: &Node| {
        let rows = root.get("rows").and_then(Node::sequence).unwrap_or_default();
        let expects =
            |node: &Node| node.get("expect").and_then(|expect| expect.get("policy")?.text().map(str::to_owned));
        let own = root.get("policy").and_then(Node::text).map(str::to_owned);
        own.into_iter()
            .chain(expects(root))
            .chain(rows.iter().filter_map(expects))
            .any(|name| is_same_policy(&name, reference))
    };
    let files = laid
        .files
        .iter()
        .filter(|file| file.kind.is_some_and(DocumentKind::holds_cases) && file.root.as_deref().is_some_and(names_it));
    let all = files.flat_map(|file| laid.cases(file));
    all.filter(|case| case.expected_policy().is_some_and(|policy| is_same_policy(policy, reference))).collect()
}
