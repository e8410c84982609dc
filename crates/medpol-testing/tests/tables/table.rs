//! One file: the part of a policy that is under test, and the rows.

use std::path::Path;

use medpol_compiler::Compiled;
use medpol_syntax::{Entry, Kind, Node};

use crate::generic::{Generic, entry, scalar, tree};
use crate::row::Row;

/// Keys that are part of a policy.
const POLICY: [&str; 7] = ["criteria", "exclusions", "determination", "position", "text", "source", "applies_to"];

/// A file of `fixtures/operators`.
pub struct Table {
    name: String,
    /// The parts of the policy.
    pub policy: Vec<Entry>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads a table; one that is not well-formed stops the test.
    pub fn read(generic: &mut Generic, path: &Path) -> Self {
        let name = format!("fixtures/operators/{}", path.file_name().unwrap().to_string_lossy());
        Self::of(generic, name, &std::fs::read_to_string(path).unwrap())
    }

    /// The tables of a page: its blocks of `yaml table`. Lines are counted from the beginning of a block.
    pub fn of_page(generic: &mut Generic, name: &str, page: &str) -> Vec<Self> {
        let blocks = page.split("```yaml table\n").skip(1).map(|rest| rest.split("```").next().unwrap());
        let named = |number: usize| format!("{name} (table {number})");
        blocks.zip(1..).map(|(block, number)| Self::of(generic, named(number), block)).collect()
    }

    fn of(generic: &mut Generic, name: String, text: &str) -> Self {
        let root = tree(&mut generic.sources, &name, text);
        let mut policy = Vec::new();
        let mut rows = Vec::new();
        let mut has_about = false;
        for part in root.mapping().unwrap_or_else(|| panic!("{name} is not a mapping")) {
            match &*part.key {
                "about" => has_about = true,
                "criterion" => policy.push(criteria(&part.value)),
                // The same as `criteria`, of a policy of the other kind.
                "edits" => {
                    policy.push(entry("criteria", part.value.clone()));
                    policy.push(entry("kind", scalar("coding-edits", &part.value)));
                }
                "rows" => {
                    rows = part.value.sequence().unwrap_or_default().iter().map(|row| Row::read(&name, row)).collect();
                }
                key if POLICY.contains(&key) => policy.push(part.clone()),
                key => panic!("{name} has `{key}`, which no table has"),
            }
        }
        assert!(has_about && !policy.is_empty() && !rows.is_empty(), "{name} lacks `about`, `criterion` or `rows`");
        Self { name, policy, rows }
    }

    /// What comes out otherwise than its author says.
    pub fn failures(&self, generic: &Generic) -> Vec<String> {
        match generic.compile(self.policy.clone()) {
            Err(problems) => vec![format!("{} does not compile\n{problems}", self.name)],
            Ok(compiled) => {
                self.rows.iter().enumerate().flat_map(|(at, row)| self.row(generic, &compiled, at, row)).collect()
            }
        }
    }

    fn row(&self, generic: &Generic, compiled: &Compiled, at: usize, row: &Row) -> Vec<String> {
        let line = generic.sources.position(row.span).line;
        let head = format!("{}:{line} row {} ({})", self.name, at + 1, row.note);
        match generic.case(compiled, row.case.clone()) {
            Err(problems) => vec![format!("{head}: the case is refused\n{problems}")],
            Ok(case) => row.failures(compiled, &case).into_iter().map(|what| format!("{head}: {what}")).collect(),
        }
    }
}

/// A single criterion as the only one of a policy.
fn criteria(criterion: &Node) -> Entry {
    let mut criterion = criterion.clone();
    if let Kind::Mapping(entries) = &mut criterion.kind
        && !entries.iter().any(|entry| &*entry.key == "id")
    {
        let near = entries.first().expect("an operator").value.clone();
        entries.push(entry("id", scalar("criterion", &near)));
    }
    let span = criterion.span;
    entry("criteria", Node { span, kind: Kind::Sequence(vec![criterion]) })
}
