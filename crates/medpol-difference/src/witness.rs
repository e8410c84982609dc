//! A case that shows a difference: in plain words, and as a file that can be read again.

mod words;

use medpol_compiler::write_case;
use medpol_diagnostics::{SourceMap, Span};
use medpol_library::{Named as PolicyName, ready};
use medpol_model::answer::{Outcome, WitnessSummary};
use medpol_model::case::{Case, Expectation, Expected};
use medpol_proof::Witness;

use crate::meaning::{Sides, TypicalCase};

/// A case file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What a witness is told with.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) sides: Sides<'a>,
    /// Whether it is as like a typical case as can be.
    pub(crate) is_typical: bool,
    /// What it is a witness about.
    pub(crate) told: Told,
}

/// What a witness is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// A policy or a criterion, which is met or not.
    Criterion,
    /// An exclusion, which applies or does not.
    Exclusion,
}

/// The witnesses of a comparison, and the files that they become.
#[derive(Debug)]
pub(crate) struct Witnesses<'f> {
    /// What the names of files begin with.
    pub(crate) prefix: String,
    /// The files so far.
    pub(crate) files: &'f mut Vec<WitnessFile>,
}

impl Witnesses<'_> {
    /// Tells a witness, and keeps its file under a name.
    pub(crate) fn add(&mut self, name: &str, witness: &Witness, named: Named<'_>) -> WitnessSummary {
        let words = words::sentence(witness, named);
        let facts = words::facts(witness, named).into_iter().map(Into::into).collect();
        let name = format!("{}-{name}.yaml", self.prefix);
        self.files.push(WitnessFile { name: name.clone(), text: text(witness, &words, named) });
        WitnessSummary { words, file: Some(name), facts }
    }
}

/// The case as a document, with what it comes to under the second policy.
fn text(witness: &Witness, words: &str, named: Named<'_>) -> String {
    let (policy, library) = named.sides.after;
    let [_, result] = witness.results;
    let expected = |text: &str| Some(Expected { text: text.into(), span: nowhere() });
    let expectation = Expectation {
        policy: expected(&policy.reference()),
        result: expected(Outcome::of(result).word()),
        ..Expectation::default()
    };
    let case = Case { title: Some(words.into()), expectation: Some(expectation), ..witness.other.clone() };
    write_case(&case, &policy.vocabulary, library.symbols()).yaml()
}

/// The place of something that was not read.
fn nowhere() -> Span {
    Span::new(SourceMap::default().add("a witness", ""), 0, 0)
}

/// The first case that is typical of the first policy, else of the second, and that the first can read; as its vocabulary
/// sees it.
pub(crate) fn typical(cases: &[TypicalCase], sides: Sides<'_>) -> Option<Case> {
    let (policy, library) = sides.before;
    let mut sources = SourceMap::default();
    let named = PolicyName::by_parameter(&policy.reference(), "policy", &mut sources);
    let wanted = [None, Some(&*policy.id.0), Some(&*sides.after.0.id.0)];
    let mut fitting = wanted.iter().flat_map(|id| cases.iter().filter(move |typical| typical.policy.as_deref() == *id));
    fitting.find_map(|typical| {
        let ready = ready(library, &typical.case.clone().without_expectation(), Some(&named)).0?;
        (ready.policy.vocabulary.id == policy.vocabulary.id).then_some(ready.case)
    })
}
