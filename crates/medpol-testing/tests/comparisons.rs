//! The shipped policies beside each other: those of payers for the same services, and what they must follow.
//!
//! Each comparison has a snapshot, which is what a compliance officer reads. And each witness is read as she reads it: with
//! what is told of it written into the typical case, and nothing else known, the criteria that are named must fail.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use medpol_diagnostics::SourceMap;
use medpol_difference::{Compliance, Search, TypicalCase, WitnessFile, comparison};
use medpol_evaluator::{Outcomes, decide};
use medpol_library::{Library, Named, WrittenCase, find_cases, ready};
use medpol_model::answer::{ChangedPart, IndependentReason, ReasonRest};
use medpol_model::policy::{Basis, Policy, PolicyKind, Position};
use medpol_model::value::Status;
use medpol_report::Colour;
use medpol_report::difference::comparison_text;
use medpol_syntax::{Draft, Kind, Node, Style, parse};
use medpol_testing::fixtures;

fn library(sources: &mut SourceMap) -> Library {
    Library::load(&fixtures::repository().join("policies"), sources)
}

/// The typical cases of a policy, the shortest name first.
fn typical_files(id: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(fixtures::folder().join(id)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files.retain(|path| name(path).starts_with("typical") && path.extension().is_some_and(|own| own == "yaml"));
    files.sort_by_key(|path| (name(path).len(), name(path)));
    files
}

/// The case that stands for both: of what is followed, else of the policy.
fn typical(policy: &Policy, against: &Policy, sources: &mut SourceMap) -> Option<(TypicalCase, PathBuf)> {
    [against, policy].iter().find_map(|policy| {
        typical_files(&policy.id.0).into_iter().find_map(|path| {
            let case = find_cases(&path, sources).cases.into_iter().next()?;
            Some((TypicalCase { policy: Some(policy.id.0.to_string()), case }, path))
        })
    })
}

/// The newest version of each payer's policy that asks something, those of one service together.
fn payers(library: &Library) -> Vec<&Arc<Policy>> {
    let mut newest: Vec<&Arc<Policy>> = Vec::new();
    for policy in library.policies() {
        if policy.kind != PolicyKind::PayerPolicy || !matches!(policy.position, Position::CoveredWhen) {
            continue;
        }
        match newest.iter_mut().find(|known| known.id == policy.id) {
            Some(known) if known.effective.from < policy.effective.from => *known = policy,
            Some(_) => {}
            None => newest.push(policy),
        }
    }
    newest
}

fn share_services(one: &Policy, other: &Policy) -> bool {
    one.applies_to.services.iter().any(|service| other.applies_to.services.contains(service))
}

/// What is compared with what.
fn pairs(library: &Library) -> Vec<[&Arc<Policy>; 2]> {
    let payers = payers(library);
    let mut pairs = Vec::new();
    for (at, one) in payers.iter().enumerate() {
        for other in payers.iter().skip(at + 1).filter(|other| share_services(one, other)) {
            pairs.push([*one, *other]);
        }
    }
    let cohere = library.policy("cohere-health/bvn-ablation", "3").unwrap();
    let lcds = ["cms/lcd/l39420", "cms/lcd/l39642", "cms/lcd/l39644"];
    for policy in library.policies().iter().filter(|policy| lcds.contains(&&*policy.id.0)) {
        pairs.push([cohere, policy]);
    }
    pairs
}

#[test]
fn shipped_policies_stand_beside_each_other() {
    let mut sources = SourceMap::default();
    let library = library(&mut sources);
    let pairs = pairs(&library);
    assert!(pairs.len() >= 6, "{} pairs", pairs.len());
    let mut witnesses = 0;
    for [policy, against] in pairs {
        let found = typical(policy, against, &mut sources);
        let search = Search { typical: found.iter().map(|(case, _)| case.clone()).collect(), ..Search::default() };
        let Compliance { comparison: mut told, witnesses: files } =
            comparison((policy, &library), (against, &library), &search);
        let names = [policy, against].map(|policy| policy.reference());
        if let Some((_, path)) = &found {
            for (reasons, failing) in [(&told.stricter, policy), (&told.looser, against)] {
                assert_ne!(reasons.rest, ReasonRest::NotDecided, "{names:?}: {:?}", reasons.limits);
                for reason in &reasons.found {
                    Reader { library: &library, failing, names: &names }.read(reason, path, &files);
                    witnesses += 1;
                }
            }
        }
        let is_reconstructed = [policy, against].iter().any(|policy| policy.basis == Basis::Reconstructed);
        assert_eq!(told.verdict.line.starts_with("RECONSTRUCTED TEXT"), is_reconstructed, "{names:?}");
        told.forget_files();
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_snapshot_path("snapshots/comparisons");
        settings.set_omit_expression(true);
        let name = names.join(" beside ").replace(['/', '@'], "-").replace(' ', "-");
        settings.bind(|| insta::assert_snapshot!(name, comparison_text(&told, Colour::Never)));
    }
    assert!(witnesses > 40, "{witnesses} witnesses");
}

/// Somebody who knows the typical case, and of a witness what is told.
struct Reader<'a> {
    library: &'a Library,
    /// The policy that the witness is not met under.
    failing: &'a Policy,
    names: &'a [String; 2],
}

impl Reader<'_> {
    fn read(&self, reason: &IndependentReason, typical: &PathBuf, files: &[WitnessFile]) {
        let mut sources = SourceMap::default();
        let file = files.iter().find(|file| Some(&file.name) == reason.witness.file.as_ref()).unwrap();
        let whole = draft(&parse(&mut sources, "witness.yaml", file.text.as_bytes()).root.unwrap());
        let text = fs::read(typical).unwrap();
        let mut known = draft(&parse(&mut sources, "typical.yaml", &text).root.unwrap());
        if let Draft::Mapping(entries) = &mut known {
            entries.retain(|(key, _)| !matches!(key.as_str(), "expect" | "title"));
        }
        let told: Vec<(&str, &str)> = reason.witness.facts.iter().filter_map(|fact| fact.split_once(": ")).collect();
        let paths: BTreeSet<&str> = told.iter().map(|(path, _)| *path).collect();
        for (path, words) in &told {
            for input in self.inputs(path).iter().filter(|input| !paths.contains(input.as_str())) {
                remove(&mut known, &steps(input));
            }
            let value = match (at(&whole, &steps(path)), *words) {
                (Some(value), _) => value.clone(),
                (None, "no") => Draft::value("false"),
                (None, "none") => Draft::List(Vec::new()),
                (None, _) => {
                    remove(&mut known, &steps(path));
                    continue;
                }
            };
            put(&mut known, &steps(path), value);
        }
        let document = known.yaml();
        let parsed = parse(&mut sources, "read.yaml", document.as_bytes());
        let (case, problems) = WrittenCase::single("read.yaml", parsed);
        let case = case.unwrap_or_else(|| panic!("{:?}: {problems:?}\n{document}", self.names));
        let named = Named::by_parameter(&self.failing.reference(), "policy", &mut sources);
        let (found, problems) = ready(self.library, &case, Some(&named));
        let found = found.unwrap_or_else(|| panic!("{:?}: {problems:?}\n{document}", self.names));
        let mut outcomes = Outcomes::for_policy(self.failing);
        decide(self.failing, self.library.symbols(), &found.case, &mut outcomes);
        for criterion in &reason.criteria {
            let status = outcomes.status(self.failing.criterion(&criterion.id).unwrap());
            let wanted = if criterion.part == ChangedPart::Exclusion { Status::MET } else { Status::NOT_MET };
            assert_eq!(status, wanted, "{:?}: `{}` by {}\n{document}", self.names, criterion.id, reason.witness.words);
        }
        if reason.criteria.is_empty() {
            assert_eq!(
                outcomes.status(self.failing.root),
                Status::NOT_MET,
                "{:?}: {}",
                self.names,
                reason.witness.words
            );
        }
    }

    /// What a fact would follow from, with the entries that it belongs to.
    fn inputs(&self, path: &str) -> Vec<String> {
        let vocabulary = &self.failing.vocabulary;
        let numbers: Vec<&str> = path.split('[').skip(1).filter_map(|rest| rest.split(']').next()).collect();
        let plain: String =
            path.split(']').map(|piece| piece.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join("[]");
        let Some(fact) = vocabulary.facts.iter().find(|fact| *fact.path == *plain) else { return Vec::new() };
        let derivation = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize));
        let inputs = derivation.map_or_else(Vec::new, |derivation| derivation.facts(&vocabulary.program));
        let path_of = |path: &str| {
            let mut own = numbers.iter();
            let mut pieces = path.split("[]");
            let first = pieces.next().unwrap_or_default().to_owned();
            pieces.fold(first, |all, piece| format!("{all}[{}]{piece}", own.next().unwrap_or(&"1")))
        };
        inputs.iter().filter_map(|input| Some(path_of(&vocabulary.fact(input.fact)?.path))).collect()
    }
}

/// One step of a path in a document.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    /// An entry of a list, counted from 0.
    Entry(usize),
}

/// The steps of `facts` to what a path names.
fn steps(path: &str) -> Vec<Step> {
    let mut found = vec![Step::Key("facts".to_owned())];
    for piece in path.split('.') {
        let mut parts = piece.split('[');
        found.push(Step::Key(parts.next().unwrap().to_owned()));
        found.extend(parts.map(|part| Step::Entry(part.trim_end_matches(']').parse::<usize>().unwrap() - 1)));
    }
    found
}

fn at<'d>(draft: &'d Draft, steps: &[Step]) -> Option<&'d Draft> {
    let Some((step, rest)) = steps.split_first() else { return Some(draft) };
    let inner = match (step, draft) {
        (Step::Key(key), Draft::Mapping(entries)) => &entries.iter().find(|(known, _)| known == key)?.1,
        (Step::Entry(number), Draft::List(items)) => items.get(*number)?,
        _ => return None,
    };
    at(inner, rest)
}

fn put(draft: &mut Draft, steps: &[Step], value: Draft) {
    let Some((step, rest)) = steps.split_first() else {
        // A list has the entries that it had, as many as are told; what new ones say is told apart.
        match (&mut *draft, value) {
            (Draft::List(known), Draft::List(items)) if items.iter().any(|item| matches!(item, Draft::Mapping(_))) => {
                known.resize(items.len(), Draft::mapping());
            }
            (known, Draft::List(items)) if items.iter().any(|item| matches!(item, Draft::Mapping(_))) => {
                *known = Draft::List(vec![Draft::mapping(); items.len()]);
            }
            (known, value) => *known = value,
        }
        return;
    };
    match step {
        Step::Key(key) => {
            if !matches!(draft, Draft::Mapping(_)) {
                *draft = Draft::mapping();
            }
            let Draft::Mapping(entries) = draft else { return };
            let at = entries.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                entries.push((key.clone(), Draft::Null));
                entries.len() - 1
            });
            put(&mut entries[at].1, rest, value);
        }
        Step::Entry(number) => {
            if !matches!(draft, Draft::List(_)) {
                *draft = Draft::List(Vec::new());
            }
            let Draft::List(items) = draft else { return };
            if items.len() <= *number {
                items.resize(number + 1, Draft::mapping());
            }
            put(&mut items[*number], rest, value);
        }
    }
}

fn remove(draft: &mut Draft, steps: &[Step]) {
    match (steps, draft) {
        ([Step::Key(key)], Draft::Mapping(entries)) => entries.retain(|(known, _)| known != key),
        ([Step::Key(key), rest @ ..], Draft::Mapping(entries)) => {
            if let Some((_, inner)) = entries.iter_mut().find(|(known, _)| known == key) {
                remove(inner, rest);
            }
        }
        ([Step::Entry(number), rest @ ..], Draft::List(items)) => {
            if let Some(inner) = items.get_mut(*number) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}

/// A document as it can be changed and written again.
fn draft(node: &Node) -> Draft {
    match &node.kind {
        Kind::Scalar(_) if node.is_null() => Draft::Null,
        Kind::Scalar(scalar) if scalar.style == Style::Plain => Draft::value(&*scalar.text),
        Kind::Scalar(scalar) => Draft::text(&*scalar.text),
        Kind::Sequence(items) => Draft::List(items.iter().map(draft).collect()),
        Kind::Mapping(entries) => {
            Draft::Mapping(entries.iter().map(|entry| (entry.key.to_string(), draft(&entry.value))).collect())
        }
    }
}
