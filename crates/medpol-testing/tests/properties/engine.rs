//! The engine, asked through its public door.

use medpol_compiler::Compiled;
use medpol_diagnostics::SourceMap;
use medpol_evaluator::{Outcomes, decide};
use medpol_explainer::{WorkLimit, determine, edit};
use medpol_model::answer::{Determination, EditReport, View};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::{Status, Symbols};
use medpol_syntax::{Kind, parse};

use crate::criterion::Condition;
use crate::facts::Facts;
use crate::generic::Generic;
use crate::render;

thread_local! {
    static GENERIC: Generic = Generic::load();
}

/// A compiled policy.
pub struct Engine {
    compiled: Compiled,
    /// The policy as written, for messages.
    pub text: String,
}

impl Engine {
    /// Compiles criteria and exclusions; they must be right.
    pub fn compile(criteria: &[Condition], exclusions: &[Condition]) -> Self {
        Self::read(render::policy(criteria, exclusions))
    }

    /// Compiles criteria as written; they must be right.
    pub fn read(text: String) -> Self {
        Self::try_read(text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// Compiles criteria as written, or says what is wrong with them.
    pub fn try_read(text: String) -> Result<Self, String> {
        let entries = entries(&text);
        let compiled =
            GENERIC.with(|generic| generic.compile(entries)).map_err(|problems| format!("{problems}\n{text}"))?;
        Ok(Self { compiled, text })
    }

    /// Decodes a case; it must be right.
    pub fn case(&self, text: &str) -> Case {
        let case = GENERIC.with(|generic| generic.case(&self.compiled, entries(text)));
        case.unwrap_or_else(|problems| panic!("{problems}\n{text}"))
    }

    /// The determination of a case.
    pub fn determine(&self, case: &Case) -> Determination {
        determine(&self.compiled.policies[0], &self.compiled.symbols, case, None, View::All, WorkLimit::DEFAULT)
            .unwrap()
    }

    /// What coding edits find in a case.
    pub fn edit(&self, case: &Case) -> EditReport {
        edit(&self.compiled.policies[0], &self.compiled.symbols, case, None, WorkLimit::DEFAULT).unwrap()
    }

    /// How many lines the list of the edits has.
    pub fn lines(&self, case: &Case) -> usize {
        let policy = &self.compiled.policies[0];
        case.facts.elements(policy.edits[0].list.slot as usize).1
    }

    /// Hands out the compiled policy, and the symbols with which cases are decoded.
    pub fn with_policy<T>(&self, look: impl FnOnce(&Policy, &Symbols) -> T) -> T {
        look(&self.compiled.policies[0], &self.compiled.symbols)
    }

    /// The bare status of a case.
    pub fn decide(&self, case: &Case) -> Status {
        let policy = &self.compiled.policies[0];
        decide(policy, &self.compiled.symbols, case, &mut Outcomes::for_policy(policy))
    }

    /// The bare status of what is known.
    pub fn status(&self, facts: &Facts) -> Status {
        self.decide(&self.case(&facts.yaml(false)))
    }
}

fn entries(text: &str) -> Vec<medpol_syntax::Entry> {
    let parsed = parse(&mut SourceMap::default(), "test.yaml", text.as_bytes());
    assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics);
    let Kind::Mapping(entries) = parsed.root.expect("a document").kind else { panic!("not a mapping\n{text}") };
    entries
}
