//! A small library: a vocabulary with a fact of every kind, and a policy that random conditions are put into.

use std::sync::Arc;

use medpol_compiler::{Input, compile};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_model::policy::{CriterionId, Detail, Policy};
use medpol_model::program::{NodeId, Op, Program, ScopeId};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{FactId, Vocabulary};
use medpol_syntax::parse;

const LIBRARY: &str = "
format: medpol/library/1
base: vocabulary
anchor: now
selectors: { payer: request.payer, line_of_business: request.line_of_business, services: request.services.code, state: request.state }
governing: outcome
rank: [payer-policy]
";

const POLICY: &str = "
format: medpol/policy/1
id: small/policy
version: '1'
title: A policy for a test
publisher: Small
kind: payer-policy
status: active
basis: published
effective: { from: 0001-01-01 }
vocabulary: vocabulary
applies_to: { services: ['LETTERS:A1'] }
sources: [{ id: source, class: internal, title: A source }]
criteria: [{ id: a, text: A, fact: flag.a, source: [{ ref: source }] }]
";

const VOCABULARY: &str = "
format: medpol/vocabulary/1
id: vocabulary
title: Facts of every kind
types:
  color: { type: enum, values: [red, green, blue] }
  grade: { type: enum, ordered: true, values: [low, mid, high] }
facts:
  now: { type: date, label: Now }
  outcome: { type: enum, label: Result, values: [met, not_met, unknown, not_applicable] }
  request:
    type: record
    fields:
      payer: { type: text }
      line_of_business: { type: color }
      services: { type: list, label: Services, of: { type: record, fields: { code: { type: code, system: LETTERS } } } }
      state: { type: text }
  flag:
    type: record
    label: Flags
    fields:
      a: { type: boolean }
      b: { type: boolean }
      c: { type: boolean }
      gate: { type: boolean }
      gated: { type: boolean, asked_when: { fact: flag.gate } }
  kind:
    type: record
    label: Kinds
    fields:
      color: { type: color }
      other_color: { type: color }
      grade: { type: grade }
      other_grade: { type: grade }
      word: { type: text }
      other_word: { type: text }
      code: { type: code, system: LETTERS }
  amount:
    type: record
    label: Amounts
    fields:
      level: { type: integer, min: 0, max: 3 }
      other_level: { type: integer, min: 0, max: 3 }
      size: { type: decimal, min: 0, max: 4 }
      other_size: { type: decimal, min: 0, max: 4 }
  time:
    type: record
    label: Times
    fields:
      start: { type: date }
      end: { type: date }
      since: { type: duration, max: 10 years, derived: { elapsed_since: time.start } }
      length: { type: duration, max: 5 years }
  many:
    type: record
    label: Lists
    fields:
      colors: { type: list, max_items: 2, of: { type: color } }
      other_colors: { type: list, max_items: 2, of: { type: color } }
      grades: { type: list, max_items: 3, of: { type: grade } }
      words: { type: list, max_items: 2, of: { type: text } }
      gated: { type: list, max_items: 2, asked_when: { fact: flag.gate }, of: { type: color } }
  items:
    type: list
    label: Items
    max_items: 2
    of:
      type: record
      describe: [color]
      fields:
        done: { type: boolean }
        color: { type: color }
        size: { type: decimal, min: 0, max: 4 }
        day: { type: date }
        parts: { type: list, max_items: 2, label: Parts, of: { type: record, describe: [color], fields: { color: { type: color }, size: { type: decimal, min: 0, max: 4 } } } }
";

/// The library.
pub struct Small {
    pub policy: Policy,
    pub symbols: Symbols,
}

impl Small {
    pub fn load() -> Self {
        let mut sources = SourceMap::default();
        let files = [("library.yaml", LIBRARY), ("vocabulary.yaml", VOCABULARY), ("small/policy/1.yaml", POLICY)];
        let roots = files.map(|(path, text)| {
            let parsed = parse(&mut sources, path, text.as_bytes());
            assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
            (path, parsed.root.expect("a document"))
        });
        let inputs: Vec<Input<'_>> = roots.iter().map(|(path, root)| Input { path, root }).collect();
        let compiled = compile(&inputs);
        let errors: Vec<_> =
            compiled.diagnostics.iter().map(|found| (&found.message, found.severity, found.primary.span)).collect();
        assert!(!has_errors(&compiled.diagnostics), "{errors:?}");
        let mut symbols = compiled.symbols.clone();
        for text in ["x", "y", "z", "LETTERS:A1", "LETTERS:A2", "LETTERS:B1"] {
            symbols.number(text);
        }
        Self { policy: Policy::clone(&compiled.policies[0]), symbols }
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.policy.vocabulary
    }

    /// The number of the fact with a path.
    pub fn fact(&self, path: &str) -> FactId {
        let at = self.vocabulary().facts.iter().position(|fact| &*fact.path == path);
        FactId(u32::try_from(at.unwrap_or_else(|| panic!("no fact {path}"))).unwrap())
    }

    /// A policy of these criteria and exclusions.
    pub fn policy(&self, mut program: Program, criteria: Vec<NodeId>, exclusions: Vec<NodeId>) -> Policy {
        let mut members = criteria.clone();
        if !exclusions.is_empty() {
            let run = program.add_members(&exclusions);
            members.push(program.add(Op::None(run), ScopeId::CASE));
        }
        let run = program.add_members(&members);
        let all = program.add(Op::All(run), ScopeId::CASE);
        let root = program.add(Op::Satisfied(all), ScopeId::CASE);
        let mut details = vec![Detail::default(); program.nodes.len()];
        for (at, node) in criteria.iter().chain(&exclusions).enumerate() {
            details[node.0 as usize].id = Some(CriterionId(format!("c{at}").into()));
        }
        let nodes = (0..program.nodes.len()).map(|at| NodeId(u32::try_from(at).unwrap()));
        let order = nodes.filter(|node| program.scope_of(*node) == ScopeId::CASE).collect();
        Policy { program, details, masks: Vec::new(), order, root, criteria, exclusions, ..self.policy.clone() }
    }
}

/// The same policy with every leaf decided in order, so that a changed leaf counts.
pub fn in_order(policy: &mut Policy) {
    let ahead: Vec<NodeId> = policy.masks.drain(..).map(|leaf| leaf.node).collect();
    policy.order.splice(0..0, ahead);
}

/// A text that stays the same.
pub fn text(text: &str) -> Arc<str> {
    text.into()
}
