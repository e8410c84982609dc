//! What a library has and nothing uses: facts that no policy reads, and value sets that nothing compares with.
//!
//! What the facts mean, and what the policies ask of them, is not known here.

use std::collections::BTreeSet;

use medpol_compiler::Selectors;
use medpol_diagnostics::{Diagnostic, SourceMap, codes};
use medpol_model::policy::{Policy, PolicyStatus};
use medpol_model::program::{NodeId, Program};
use medpol_model::vocabulary::{Elements, Fact, FactId, FactKind, Template, Vocabulary};
use medpol_syntax::document::DocumentKind;

use crate::Library;
use crate::doubt::not_mentioned;
use crate::tree::Tree;

/// P0460 and P0461 for all of a library; nothing where it has errors, because what cannot be read may use it.
pub(crate) fn check(library: &Library, tree: &Tree, sources: &SourceMap) -> Vec<Diagnostic> {
    if library.state().is_some() {
        return Vec::new();
    }
    let mut found = facts(library);
    found.extend(sets(tree, sources));
    found
}

/// P0460: the facts of the vocabularies in use that are in none of the policies.
fn facts(library: &Library) -> Vec<Diagnostic> {
    // What the library itself is told to read.
    let selectors = library.compiled.selectors.as_ref();
    let named: Vec<&str> = selectors.into_iter().flat_map(Selectors::facts).collect();
    let mut used = BTreeSet::new();
    let mut declared = BTreeSet::new();
    // A policy that is not finished may come to read any fact of its vocabulary.
    let mut in_the_making = BTreeSet::new();
    for policy in library.policies() {
        let vocabulary = &*policy.vocabulary;
        used.extend(read(policy).into_iter().filter_map(|fact| vocabulary.fact(fact)?.declared));
        let is_named = |fact: &&Fact| named.contains(&&*fact.path);
        used.extend(vocabulary.facts.iter().filter(is_named).filter_map(|fact| fact.declared));
        if policy.status == PolicyStatus::Draft {
            // Where it is allowed, it has to be found.
            let silent = vocabulary.facts.iter().filter(|fact| fact.allowed.is_empty());
            in_the_making.extend(silent.filter_map(|fact| fact.declared));
        }
        let is_value = |fact: &&Fact| !matches!(fact.kind, FactKind::List(_));
        let values = vocabulary.facts.iter().filter(is_value);
        declared.extend(values.filter_map(|fact| Some((fact.declared?, &*fact.path))));
    }
    let idle = declared.into_iter().filter(|(span, _)| !used.contains(span) && !in_the_making.contains(span));
    let told = idle.map(|(span, path)| {
        Diagnostic::new(&codes::P0460, span, format!("no policy reads `{path}`"))
            .label("not used")
            .help("remove it, read it where a document asks for it, or say with `allow` why it stays")
    });
    told.collect()
}

/// The facts that a policy reads, and what these need: what they follow from, when they are asked, and their words.
fn read(policy: &Policy) -> BTreeSet<FactId> {
    let vocabulary = &*policy.vocabulary;
    let roles = [vocabulary.anchor, vocabulary.service_date, vocabulary.governing];
    let mut open: Vec<FactId> = roles.into_iter().flatten().chain(vocabulary.selecting.iter().copied()).collect();
    open.extend(of_program(&policy.program));
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(fact) = vocabulary.fact(id).filter(|_| reached.insert(id)) else { continue };
        open.extend(needed(vocabulary, fact));
    }
    reached
}

/// What a fact needs: what it follows from, what decides whether it is asked for, and the facts that tell it.
fn needed(vocabulary: &Vocabulary, fact: &Fact) -> Vec<FactId> {
    let program = &vocabulary.program;
    let mut needed: Vec<FactId> = fact.falls_back_on.clone();
    let derivation = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize));
    needed.extend(derivation.into_iter().flat_map(|derivation| derivation.facts(program)).map(|fact| fact.fact));
    if let Some(condition) = fact.asked_when {
        needed.extend(program.facts_read(condition).into_iter().map(|fact| fact.fact));
    }
    needed.extend(fact.words.as_reason.iter().flat_map(Template::facts));
    if let FactKind::List(list) = &fact.kind {
        needed.extend(&list.describe);
        needed.extend(list.as_reason.iter().flat_map(Template::facts));
        // A list of single values is read as a whole.
        let values = vocabulary.frames.get(list.frame.0 as usize).filter(|_| list.elements == Elements::Values);
        needed.extend(values.into_iter().flat_map(|frame| frame.facts.iter().copied()));
    }
    needed
}

/// The facts that the nodes of a program read.
fn of_program(program: &Program) -> impl Iterator<Item = FactId> + '_ {
    let nodes = (0..program.nodes.len()).filter_map(|at| u32::try_from(at).ok().map(NodeId));
    nodes.flat_map(|node| program.own_facts(node)).map(|fact| fact.fact)
}

/// P0461: value sets and sets of criteria that no other file names.
fn sets(tree: &Tree, sources: &SourceMap) -> Vec<Diagnostic> {
    let what = |kind: DocumentKind| match kind {
        DocumentKind::ValueSet => Some(("value set", "nothing compares with")),
        DocumentKind::Criteria => Some(("set of criteria", "no policy uses")),
        DocumentKind::Library
        | DocumentKind::Vocabulary
        | DocumentKind::CodeSystem
        | DocumentKind::Policy
        | DocumentKind::Case
        | DocumentKind::Suite => None,
    };
    let told = not_mentioned(&tree.files, sources).into_iter().filter_map(|file| {
        let (noun, nothing) = what(file.kind?)?;
        let id = file.root.as_ref()?.get("id")?;
        let message = format!("{nothing} the {noun} `{}`", id.text()?);
        let found = Diagnostic::new(&codes::P0461, id.span, message).label("not used");
        Some(found.help("remove the file, or name the set where a document lists what is in it"))
    });
    told.collect()
}
