//! A policy to begin with: a draft with one criterion over the first fact of its vocabulary that can be one.
//!
//! How files are written is not known here.

use std::path::PathBuf;

use clap::Args;
use medpol_library::{Library, Selectors};
use medpol_model::vocabulary::{Fact, FactId, FactKind, FrameId, Vocabulary};

use super::{Begun, library, name, policy_id, quoted, unknown};
use crate::day::today;
use crate::failure::Failure;

/// Begin a policy
///
/// Writes `ID/VERSION.yaml`: a draft, which never decides, with its head, one source and one criterion. What stands in
/// square brackets is yours to write.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct NewPolicy {
    /// Its id: publisher and policy, such as `acme/knee-arthroscopy`
    #[arg(value_name = "ID", value_parser = policy_id)]
    id: String,

    /// The vocabulary of its facts
    #[arg(long, value_name = "ID")]
    vocabulary: String,

    /// Its version
    #[arg(long, value_name = "VERSION", default_value = "1", value_parser = name)]
    version: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  medpol new policy acme/knee-arthroscopy --vocabulary knee
  medpol new policy acme/knee-arthroscopy --vocabulary knee --version 2";

pub(super) fn begun(arguments: &NewPolicy) -> Result<Vec<Begun>, Failure> {
    let NewPolicy { id, vocabulary, version, policies } = arguments;
    let library = library(policies)?;
    let known = library.vocabularies().find(|known| *known.id == **vocabulary);
    let known =
        known.ok_or_else(|| unknown("vocabulary", vocabulary, library.vocabularies().map(|known| &*known.id)))?;
    let condition = condition(known, &library).ok_or_else(|| Failure::Refused {
        message: format!("the vocabulary `{vocabulary}` has no fact yet that a criterion could ask for"),
        help: "add one to it first, such as one of `type: boolean`".to_owned(),
    })?;
    let (publisher, _) = id.split_once('/').unwrap_or((id, ""));
    let text = POLICY
        .replace("{id}", id)
        .replace("{version}", version)
        .replace("{vocabulary}", vocabulary)
        .replace("{publisher}", publisher)
        .replace("{from}", &today().map_or_else(|| "2026-01-01".to_owned(), |day| day.to_string()))
        .replace("{service}", &quoted(&service(&library)))
        .replace("{condition}", &condition);
    Ok(vec![Begun { path: policies.join(id).join(format!("{version}.yaml")), text }])
}

/// A service to begin with: one of a form that the library knows.
fn service(library: &Library) -> String {
    let of_policy = || Some(library.policies().first()?.applies_to.services.first()?.to_string());
    let by_form = || {
        let path = library.selectors()?.services.to_string();
        let base = library.base()?;
        let plain = |fact: &&Fact| fact.path.replace("[]", "") == path;
        base.facts.iter().filter(plain).find_map(|fact| match &fact.kind {
            FactKind::Code { systems } => {
                let system = systems.first()?;
                Some(format!("{}:{}", system.id, system.examples.first()?))
            }
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Text
            | FactKind::List(_) => None,
        })
    };
    by_form().or_else(of_policy).unwrap_or_else(|| "CPT:00000".to_owned())
}

/// The condition of the criterion: a yes/no fact, or else a comparison of another. What every request states is no condition.
fn condition(vocabulary: &Vocabulary, library: &Library) -> Option<String> {
    let is_of_request = |fact: &Fact| {
        library.selectors().is_some_and(|selectors| {
            let Selectors { anchor, payer, line_of_business, services, state, .. } = selectors;
            [anchor, payer, line_of_business, services, state].contains(&&fact.path)
        })
    };
    let numbered = (0..).map(FactId).zip(&vocabulary.facts);
    let can_be_asked = |(id, fact): &(FactId, &Fact)| {
        fact.frame == FrameId::CASE
            && fact.derivation.is_none()
            && vocabulary.governing != Some(*id)
            && !matches!(fact.kind, FactKind::List(_))
            && !is_of_request(fact)
    };
    let mut facts: Vec<&Fact> = numbered.filter(can_be_asked).map(|(_, fact)| fact).collect();
    // What its own vocabulary defines comes after what it builds on.
    facts.sort_by_key(|fact| fact.declared);
    let yes_or_no = facts.iter().rev().find(|fact| fact.kind == FactKind::Boolean);
    let comparison = |fact: &Fact| Some(format!("fact: {}\n    {}", fact.path, comparison(vocabulary, fact)?));
    let of_yes = |fact: &&Fact| format!("fact: {}      # it is true; a comparison would follow below", fact.path);
    yes_or_no.map(of_yes).or_else(|| facts.iter().rev().find_map(|fact| comparison(fact)))
}

/// A comparison to begin with, by the type of the fact.
fn comparison(vocabulary: &Vocabulary, fact: &Fact) -> Option<String> {
    match &fact.kind {
        FactKind::Integer { unit } | FactKind::Decimal { unit } => {
            let unit = unit.map_or_else(String::new, |unit| format!(" {}", unit.symbol));
            Some(format!("at_least: 1{unit}"))
        }
        FactKind::Date => Some("on_or_before: 2000-01-01".to_owned()),
        FactKind::Duration(_) => Some("at_least: 1 month".to_owned()),
        FactKind::Enumeration(id) => {
            let values = &vocabulary.enumeration(*id)?.values;
            Some(format!("is: {}", quoted(&values.first().filter(|_| values.len() > 1)?.name)))
        }
        FactKind::Text => Some("is: \"[a text]\"".to_owned()),
        FactKind::Boolean | FactKind::Code { .. } | FactKind::List(_) => None,
    }
}

const POLICY: &str = "\
format: medpol/policy/1
id: {id}
version: \"{version}\"
title: \"[title of the document]\"
publisher: \"[who issued it]\"
kind: payer-policy              # ncd, lcd, article, payer-policy or coding-edits
status: draft                   # draft, active or retired; a draft never decides
basis: published                # reconstructed, where the issuer's own text was not read
effective: { from: {from} }     # the first date of service it applies to
vocabulary: {vocabulary}
applies_to:
  payers: [{publisher}]
  services: [{service}]         # the codes that it is about
  states: all

sources:
  - id: document
    class: internal             # ncd, lcd, article, regulation, internal, literature or restatement
    title: \"[title of the document]\"

criteria:
  - id: first-criterion
    text: \"[what the document asks, in your own words]\"
    source:
      - { ref: document, section: \"[section]\" }
    {condition}
";
