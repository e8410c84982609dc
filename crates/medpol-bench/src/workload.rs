//! What is timed: the same requests typed, as JSON, and decoded into slots.

use std::sync::Arc;

use medpol_compiler::JsonCases;
use medpol_evaluator::{Outcomes, WorkLimit};
use medpol_library::Library;
use medpol_model::answer::View;
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::Status;

use crate::{Answer, Document, Patient, decide, library, patients};

/// How many requests are gone through in turn. Fewer would be learnt by the branch predictor.
pub const CASES: usize = 10_000;

/// The policy and the requests, made once.
#[derive(Debug)]
pub struct Workload {
    library: Library,
    policy: Arc<Policy>,
    typed: Vec<Patient>,
    json: Vec<String>,
    decoded: Vec<Case>,
}

impl Workload {
    /// The Cohere policy and [`CASES`] requests; `None` if the policy or a request cannot be read.
    pub fn new() -> Option<Self> {
        let library = library();
        let policy = Arc::clone(library.policy("cohere-health/bvn-ablation", "3")?);
        let typed = patients(42, CASES);
        let document = |facts: &Patient| {
            serde_json::to_string(&Document { format: "medpol/case/1".into(), facts: facts.clone() }).ok()
        };
        let json: Vec<String> = typed.iter().map(document).collect::<Option<_>>()?;
        let mut reader = JsonCases::new(&policy.vocabulary, library.symbols());
        let decoded = json.iter().map(|json| reader.read(json.as_bytes()).cloned()).collect::<Option<_>>()?;
        Some(Self { library, policy, typed, json, decoded })
    }

    /// Mean length of a request as JSON, in bytes.
    pub fn mean_bytes(&self) -> usize {
        self.json.iter().map(String::len).sum::<usize>() / self.json.len().max(1)
    }

    /// By hand, from the typed request: how many are approved.
    pub fn by_hand(&self) -> usize {
        self.typed.iter().filter(|patient| decide(patient) == Answer::Yes).count()
    }

    /// By the engine, from the decoded request.
    pub fn engine(&self) -> usize {
        let mut outcomes = Outcomes::for_policy(&self.policy);
        let symbols = self.library.symbols();
        let mut decide = |case: &Case| medpol_evaluator::decide(&self.policy, symbols, case, &mut outcomes);
        self.decoded.iter().filter(|case| decide(case) == Status::MET).count()
    }

    /// By hand, from JSON bytes by typed decoding.
    pub fn by_hand_from_json(&self) -> usize {
        let decide = |json: &String| {
            serde_json::from_slice::<Document<'_>>(json.as_bytes()).is_ok_and(|read| decide(&read.facts) == Answer::Yes)
        };
        self.json.iter().filter(|json| decide(json)).count()
    }

    /// By the engine, from JSON bytes.
    pub fn engine_from_json(&self) -> usize {
        let mut outcomes = Outcomes::for_policy(&self.policy);
        let symbols = self.library.symbols();
        let mut reader = JsonCases::new(&self.policy.vocabulary, symbols);
        let mut decide = |json: &String| {
            reader
                .read(json.as_bytes())
                .is_some_and(|case| medpol_evaluator::decide(&self.policy, symbols, case, &mut outcomes) == Status::MET)
        };
        self.json.iter().filter(|json| decide(json)).count()
    }

    /// A determination with every part, as JSON into one buffer, from the decoded request: how many bytes.
    pub fn determination(&self) -> usize {
        self.told(View::All)
    }

    /// A determination in the default view, with its reasons and questions, as JSON into one buffer, from the decoded
    /// request: how many bytes.
    pub fn page(&self) -> usize {
        self.told(View::Page)
    }

    fn told(&self, view: View) -> usize {
        let symbols = self.library.symbols();
        let mut buffer = Vec::new();
        let mut bytes = 0;
        for case in &self.decoded {
            buffer.clear();
            let told = medpol_explainer::determine(&self.policy, symbols, case, None, view, WorkLimit::DEFAULT).ok();
            bytes += serde_json::to_writer(&mut buffer, &told).map_or(0, |()| buffer.len());
        }
        bytes
    }

    /// A determination with every part, not yet written: how many facts it asks for.
    pub fn explanation(&self) -> usize {
        self.explained(View::All)
    }

    /// A determination in the default view, not yet written: how many facts it asks for.
    pub fn page_explanation(&self) -> usize {
        self.explained(View::Page)
    }

    fn explained(&self, view: View) -> usize {
        let symbols = self.library.symbols();
        let told = |case| medpol_explainer::determine(&self.policy, symbols, case, None, view, WorkLimit::DEFAULT);
        self.decoded.iter().map(|case| told(case).map_or(0, |told| told.missing.facts().len())).sum()
    }
}
