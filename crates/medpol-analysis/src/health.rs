//! What is wrong with a policy as a whole: it is met by everybody or by nobody, or a part of it makes no difference.
//!
//! Every finding is proved for all possible patients, by `medpol-proof`; nothing is tried out. How much work is spent on a
//! policy is counted and not timed, so that the same policy gets the same findings on every machine.

mod parts;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use medpol_diagnostics::{Code, Diagnostic, Findings, Label, Span, codes};
use medpol_model::policy::{CriterionId, Policy, PolicyKind, Position};
use medpol_model::program::NodeId;
use medpol_model::value::Symbols;
use medpol_proof::{Deadline, Effort, Found, Health, Side, WitnessSize};

pub use words::not_decided;

/// What the search may do for one policy: decisions of the solver, and copies of the policy by their size.
const STEPS: u64 = 400_000;

/// How many cases that turn out not to answer a question are looked at before it is given up.
const ROUNDS: u32 = 60;

/// What is proved to be wrong with a policy. `services` is the path of the fact that holds the code of each requested
/// service; `told` is what was found already, of which nothing is said twice.
pub fn health(policy: &Policy, symbols: &Symbols, services: Option<&str>, told: &[Diagnostic]) -> Findings {
    let asks = matches!(policy.position, Position::CoveredWhen) && policy.kind != PolicyKind::CodingEdits;
    if !asks {
        return Findings::default();
    }
    let effort = Effort { until: Some(budget(STEPS)), rounds: ROUNDS, witness: WitnessSize::Any, ..Effort::default() };
    let found = medpol_proof::health(Side { policy, symbols }, services, None, &effort);
    let mut report = Report { policy, found: &found, told, findings: Findings::default() };
    report.never_met();
    report.always_met();
    report.parts();
    // Of longer lists it may not be so.
    if let (Some(lists), false) = (words::bounds(&found.bounded), report.findings.diagnostics.is_empty()) {
        report.findings.diagnostics.clear();
        report.note(vec![format!("what makes no difference in `{}` is not told: {lists}", policy.reference())]);
    }
    report.not_decided();
    report.findings
}

/// Ends a search after so many steps.
fn budget(steps: u64) -> Deadline {
    let used = AtomicU64::new(0);
    Deadline::new(move || used.fetch_add(1, Ordering::Relaxed) >= steps)
}

/// What is found of one policy, as it is told.
struct Report<'a> {
    policy: &'a Policy,
    found: &'a Health,
    told: &'a [Diagnostic],
    findings: Findings,
}

impl Report<'_> {
    fn span(&self, node: NodeId) -> Option<Span> {
        self.policy.detail(node)?.span
    }

    /// Where a criterion is written.
    fn place(&self, id: &CriterionId) -> Option<Span> {
        self.span(self.policy.criterion(&id.0)?)
    }

    /// Where something is told that is of the policy as a whole.
    fn top(&self) -> Option<Span> {
        self.policy.criteria.iter().chain(&self.policy.exclusions).find_map(|node| self.span(*node))
    }

    /// Whether another finding speaks of this place already.
    fn is_told(&self, codes: &[&Code], span: Span) -> bool {
        let speaks = |known: &Diagnostic| {
            let spans = std::iter::once(known.primary.span).chain(known.secondary.iter().map(|label| label.span));
            codes.contains(&known.code) && spans.into_iter().any(|own| span.contains(own))
        };
        self.told.iter().any(speaks)
    }

    fn push(&mut self, found: Diagnostic) {
        self.findings.diagnostics.push(found);
    }

    fn note(&mut self, texts: Vec<String>) {
        if let Some(span) = self.top() {
            self.findings.notes.extend(texts.into_iter().map(|text| Label { span, text }));
        }
    }

    fn never_met(&mut self) {
        for entry in &self.found.services {
            let own = self.policy.services.get(entry.entry);
            if let (Found::No, Some(own), Found::Yes(_)) = (&entry.met, own, &self.found.met)
                && let Some(span) = self.span(own.requested)
            {
                let services = words::listed(own.services.iter().map(|service| format!("`{service}`")), "or");
                let found = Diagnostic::new(&codes::P0446, span, format!("a request for {services} is never met"))
                    .label("what is asked of it contradicts itself")
                    .help("look which of the conditions was meant otherwise");
                self.push(found);
            }
        }
        if !matches!(self.found.met, Found::No) {
            return;
        }
        let clash: Vec<(&CriterionId, Span)> =
            self.found.clash.iter().filter_map(|id| Some((id, self.place(id)?))).collect();
        let is_told = |(_, span): &(&CriterionId, Span)| self.is_told(&[&codes::P0411, &codes::P0425], *span);
        if clash.iter().any(is_told) {
            return;
        }
        let Some(span) = clash.first().map(|(_, span)| *span).or_else(|| self.top()) else { return };
        let mut found = Diagnostic::new(&codes::P0446, span, format!("nobody can meet `{}`", self.policy.reference()));
        found = match clash.as_slice() {
            [] => found.label("what decides contradicts itself"),
            [_] => found.label("nobody satisfies this"),
            [_, others @ ..] => {
                let found = found.label("nobody satisfies this together with the others");
                others.iter().fold(found, |found, (id, span)| found.also(*span, format!("`{}`", id.0)))
            }
        };
        self.push(
            found.help("look which of them was meant otherwise; write `position: not_covered` where nobody is meant"),
        );
    }

    fn always_met(&mut self) {
        let reference = self.policy.reference();
        if matches!(self.found.not_met, Found::No)
            && let Some(span) = self.top()
        {
            let found = Diagnostic::new(&codes::P0445, span, format!("`{reference}` is met whatever the facts"));
            self.push(found.label("nothing here can fail").help("ask for what the document asks for"));
            return;
        }
        for entry in &self.found.services {
            let Some(own) = self.policy.services.get(entry.entry) else { continue };
            if let (Found::No, Some(span)) = (&entry.not_met, self.span(own.requested)) {
                let services = words::listed(own.services.iter().map(|service| format!("`{service}`")), "or");
                let message = format!("a request for {services} is met whatever the facts");
                let found = Diagnostic::new(&codes::P0445, span, message);
                self.push(
                    found.label("nothing that is asked of it can fail").help("say under `met_when` what decides"),
                );
            }
        }
        let has_entry = |service: &Arc<str>| {
            let own = self.policy.services.iter().enumerate().find(|(_, own)| own.services.contains(service));
            own.is_some_and(|(at, _)| {
                self.found.services.iter().any(|entry| entry.entry == at && matches!(entry.not_met, Found::No))
            })
        };
        let services: Vec<String> = self
            .found
            .requests
            .iter()
            .filter(|request| matches!(request.not_met, Found::No) && !has_entry(&request.service))
            .map(|request| format!("`{}`", request.service))
            .collect();
        if let (Some(span), false) = (self.top(), services.is_empty()) {
            let message = format!("a request for {} alone is met whatever the facts", words::listed(services, "or"));
            let found = Diagnostic::new(&codes::P0445, span, message).label("no criterion asks anything of it");
            self.push(found.help("ask something of it, or take it out of `applies_to.services`"));
        }
    }

    /// Says which questions were not decided, and why.
    fn not_decided(&mut self) {
        let open = words::open(self.policy, self.found);
        self.note(words::notes(self.policy, &open));
    }
}
