//! The inventory of a library, with how many cases expect each policy version.
//!
//! Cases are only looked at for the policy that they name; whether they are right is not known here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use medpol_diagnostics::SourceMap;
use medpol_model::answer::{LISTING_FORMAT, ListedPolicy, ListedStates, Listing};
use medpol_model::policy::{Policy, PolicyStatus, Position, States};
use medpol_model::value::Date;
use medpol_syntax::Node;
use medpol_syntax::document::DocumentKind;

use crate::Library;
use crate::path::below;
use crate::tree::{Earlier, Tree, TreeFile};
use crate::walk::Extent;

/// How many cases name each policy under `expect.policy`, by what they name.
#[derive(Clone, Debug, Default)]
pub struct CaseCounts(BTreeMap<String, usize>);

impl CaseCounts {
    /// Looks at every case below a folder; none where there is no such folder.
    pub fn below(folder: &Path, sources: &mut SourceMap) -> Self {
        if folder.is_dir() {
            Self::of(&Tree::read(folder, Extent::Cases, &Earlier::default(), sources))
        } else {
            Self::default()
        }
    }

    /// Looks at every case of a tree.
    pub(crate) fn of(tree: &Tree) -> Self {
        let mut counts = BTreeMap::new();
        for file in &tree.files {
            let Some(root) = file.root.as_ref() else { continue };
            let policies = named_policies(file.kind, root);
            for policy in policies {
                *counts.entry(policy).or_insert(0) += 1;
            }
        }
        Self(counts)
    }

    /// The cases for a version: those that name it, and those that name its policy if it is the only
    /// version.
    pub(crate) fn for_version(&self, policy: &Policy, library: &Library) -> usize {
        let named = |name: &str| self.0.get(name).copied().unwrap_or(0);
        let is_only = library.versions(&policy.id.0).len() == 1;
        named(&policy.reference()) + if is_only { named(&policy.id.0) } else { 0 }
    }
}

/// The files with cases that lie below a folder where the cases of a policy lie that a library does not have.
pub fn cases_of_gone_policies(library: &Library, fixtures: &Path) -> Vec<PathBuf> {
    let mut tree = Tree::default();
    let mut sources = SourceMap::default();
    if !fixtures.is_dir() {
        return Vec::new();
    }
    let ids = library.ids();
    for path in tree.paths(fixtures, Extent::Cases, &mut sources) {
        let below = below(&path, fixtures);
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        // The id of a policy has two parts or more.
        if folder.contains('/') && !ids.iter().any(|id| is_at_or_below(folder, id)) {
            tree.add(&path, below, &Earlier::default(), &mut sources);
        }
    }
    let is_of_gone = |file: &&TreeFile| {
        let folder = file.below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let names_it = |name: String| is_at_or_below(folder, name.split('@').next().unwrap_or(&name));
        file.root.as_ref().is_some_and(|root| named_policies(file.kind, root).into_iter().any(names_it))
    };
    tree.files.iter().filter(is_of_gone).map(|file| fixtures.join(&file.below)).collect()
}

fn is_at_or_below(folder: &str, id: &str) -> bool {
    folder.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The policies that the cases of a document name.
fn named_policies(kind: Option<DocumentKind>, root: &Node) -> Vec<String> {
    let own = |case: &Node| Some(case.get("expect")?.get("policy")?.text()?.to_owned());
    match kind {
        Some(DocumentKind::Case) => own(root).into_iter().collect(),
        Some(DocumentKind::Suite) => {
            let of_all = root.get("policy").and_then(Node::text);
            let rows = root.get("rows").and_then(Node::sequence).unwrap_or_default();
            rows.iter().filter_map(|row| own(row).or(of_all.map(str::to_owned))).collect()
        }
        Some(
            DocumentKind::Library
            | DocumentKind::Policy
            | DocumentKind::Criteria
            | DocumentKind::Vocabulary
            | DocumentKind::ValueSet
            | DocumentKind::CodeSystem,
        )
        | None => Vec::new(),
    }
}

impl Library {
    /// Its policy versions; with a day only those in force on it.
    pub fn listing(&self, as_of: Option<Date>, cases: &CaseCounts) -> Listing {
        let is_wanted = |policy: &Policy| as_of.is_none_or(|day| is_in_force_on(policy, day));
        let policies = self.policies().iter().filter(|policy| is_wanted(policy));
        Listing {
            format: LISTING_FORMAT,
            as_of: as_of.map(|day| day.to_string()),
            library: self.state(),
            policies: policies.map(|policy| self.listed(policy, as_of, cases)).collect(),
        }
    }

    fn listed(&self, policy: &Policy, as_of: Option<Date>, cases: &CaseCounts) -> ListedPolicy {
        ListedPolicy {
            publisher: policy.publisher.clone(),
            policy: policy.id.0.clone(),
            version: policy.version.clone(),
            title: policy.title.clone(),
            kind: policy.kind,
            status: policy.status,
            effective_from: policy.effective.from.to_string(),
            effective_until: policy.effective.until.map(|until| until.to_string()),
            doubts: policy.doubts.clone(),
            position: match &policy.position {
                Position::CoveredWhen => None,
                Position::NotCovered => Some("not covered".to_owned()),
                Position::Defers { to } => Some(format!("defers to {to}")),
            },
            basis: policy.basis,
            states: match &policy.applies_to.states {
                States::All => ListedStates::All,
                States::Unknown => ListedStates::Unknown,
                States::Listed(states) => ListedStates::Listed(states.clone()),
            },
            review_by: policy.review_by.map(|day| day.to_string()),
            review_is_due: as_of.zip(policy.review_by).is_some_and(|(day, review)| review < day),
            in_doubt: self.is_in_doubt(policy),
            criteria: policy.criteria.len() + policy.exclusions.len(),
            cases: cases.for_version(policy, self),
        }
    }
}

/// Whether a version is in force on a day: a draft never is.
pub(crate) fn is_in_force_on(policy: &Policy, day: Date) -> bool {
    policy.status != PolicyStatus::Draft && policy.effective.contains(day)
}
