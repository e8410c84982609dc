//! What is looked at in policies that compile: the lints, what is proved of them among all possible patients, and which of
//! what was found their authors say is right as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use medpol_diagnostics::{Code, Diagnostic, Findings, Severity, Span, codes};
use medpol_model::policy::{Allowed, Policy};
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::DocumentKind;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::Library;
use crate::check::Checks;
use crate::tree::TreeFile;

/// The policy versions that are reported on, by id and version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reported(BTreeSet<(String, String)>);

impl Reported {
    /// Those in some files.
    pub(crate) fn of<'a>(files: impl IntoIterator<Item = &'a TreeFile>) -> Self {
        let policies = files.into_iter().filter(|file| file.kind == Some(DocumentKind::Policy));
        let key = |file: &TreeFile| Some((file.text("id")?.to_owned(), file.text("version")?.to_owned()));
        Self(policies.filter_map(key).collect())
    }

    fn has(&self, policy: &Policy) -> bool {
        self.0.contains(&(policy.id.0.to_string(), policy.version.to_string()))
    }
}

/// What was found in a policy, and whether everything was looked for.
struct Looked {
    findings: Findings,
    is_whole: bool,
}

impl Library {
    /// This library with what is found in its policies. Among all possible patients only those are looked at that are
    /// reported on. `unused` is what nothing uses; `None` where that was not looked for.
    pub(crate) fn linted(mut self, checks: Checks, reported: &Reported, unused: Option<Vec<Diagnostic>>) -> Self {
        let services = self.compiled.selectors.as_ref().map(|selectors| Arc::clone(&selectors.services));
        let symbols = self.symbols();
        let look = |policy: &Arc<Policy>| {
            let mut findings = Findings { diagnostics: (checks.lint)(policy, symbols), notes: Vec::new() };
            let Some(health) = checks.health.filter(|_| reported.has(policy)) else {
                return Looked { findings, is_whole: false };
            };
            let more = health(policy, symbols, services.as_deref(), &findings.diagnostics);
            let is_whole = more.notes.is_empty();
            findings.diagnostics.extend(more.diagnostics);
            findings.notes.extend(more.notes);
            Looked { findings, is_whole }
        };
        let looked: Vec<Looked> = self.policies().par_iter().map(look).collect();
        let mut allowances = Allowances::default();
        for (policy, looked) in self.policies().iter().zip(&looked) {
            allowances.add(policy, looked.is_whole);
            allowances.add_facts(&policy.vocabulary, unused.is_some());
        }
        self.extend(unused.into_iter().flatten());
        for Looked { findings, .. } in looked {
            self.notes.extend(findings.notes);
            // What is found in a set that several policies use is told once.
            let known = &self.compiled.diagnostics;
            let new: Vec<Diagnostic> = findings.diagnostics.into_iter().filter(|one| !known.contains(one)).collect();
            self.extend(new);
        }
        self.compiled.diagnostics.retain(|found| !allowances.allow(found));
        self.extend(allowances.idle());
        self
    }
}

/// The findings that authors say are right as they are, by where they say so.
#[derive(Default)]
struct Allowances(BTreeMap<Span, Allowance>);

struct Allowance {
    code: Arc<str>,
    /// The criterion that it is about.
    within: Span,
    is_used: bool,
    /// Whether everything was looked for in every policy that has it.
    is_judged: bool,
}

impl Allowances {
    fn add(&mut self, policy: &Policy, is_whole: bool) {
        for detail in &policy.details {
            self.add_all(&detail.allowed, detail.span, is_whole);
        }
    }

    fn add_facts(&mut self, vocabulary: &Vocabulary, is_whole: bool) {
        for fact in &vocabulary.facts {
            self.add_all(&fact.allowed, fact.declared, is_whole);
        }
    }

    fn add_all(&mut self, allowed: &[Allowed], within: Option<Span>, is_whole: bool) {
        let Some(within) = within else { return };
        for Allowed { code, because: _, span } in allowed {
            let new = || Allowance { code: Arc::clone(code), within, is_used: false, is_judged: true };
            self.0.entry(*span).or_insert_with(new).is_judged &= is_whole;
        }
    }

    /// Whether a finding is allowed. Errors never are.
    fn allow(&mut self, found: &Diagnostic) -> bool {
        if found.severity == Severity::Error {
            return false;
        }
        let mut is_allowed = false;
        for allowance in self.0.values_mut() {
            let is_it =
                Code::find(&allowance.code) == Some(found.code) && allowance.within.contains(found.primary.span);
            allowance.is_used |= is_it;
            is_allowed |= is_it;
        }
        is_allowed
    }

    /// Those that allow nothing.
    fn idle(self) -> Vec<Diagnostic> {
        let idle = self.0.into_iter().filter(|(_, own)| own.is_judged && !own.is_used);
        idle.map(|(span, own)| {
            Diagnostic::new(&codes::P0453, span, format!("`{}` is allowed here, and is not found", own.code))
                .label("allows nothing")
                .help("remove it; what was to be allowed is no longer so")
        })
        .collect()
    }
}
