//! A witness in plain words: the facts in which it is unlike the typical case, and what comes of it.
//!
//! The nouns are the vocabulary's.

use medpol_compiler::write_case;
use medpol_model::answer::Outcome;
use medpol_model::case::{Case, Mark};
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};
use medpol_proof::{Changed, Witness};
use medpol_syntax::Draft;

use super::{Named, Told};
use crate::said::{Said, at, entries, get};

/// Facts that are named in a sentence, at most.
const MOST: usize = 8;

/// The whole witness: "Age 64 years, otherwise as in the typical case: met under 2, not met under 3". What decides
/// stands first.
pub(super) fn sentence(witness: &Witness, named: Named<'_>) -> String {
    let told = changed(witness, named);
    let rest = match (named.is_typical, witness.leaves_open) {
        (true, true) => "as in the typical case, with what that leaves open in the patient's favour",
        (true, false) => "as in the typical case",
        (false, _) => "nothing on record that applies",
    };
    let facts = match (told.len(), told.len().saturating_sub(MOST)) {
        (0, _) => rest.to_owned(),
        (_, 0) => format!("{}; otherwise {rest}", told.join(", ")),
        (_, more) => format!("{} and {more} more; otherwise {rest}", told.get(..MOST).unwrap_or(&told).join(", ")),
    };
    format!("{facts}: {}", results(witness, named))
}

/// What comes of it under both.
fn results(witness: &Witness, named: Named<'_>) -> String {
    let (before, after) = (named.sides.before.0, named.sides.after.0);
    let [first, second] = match (before.id == after.id, before.version == after.version) {
        (true, false) => [&before.version, &after.version].map(|version| format!("version {version}")),
        (true, true) => ["the first", "the second"].map(str::to_owned),
        (false, _) => [before.reference(), after.reference()],
    };
    let [was, is] = witness.results.map(|status| word(Outcome::of(status), named.told));
    format!("{was} under {first}, {is} under {second}")
}

const fn word(outcome: Outcome, told: Told) -> &'static str {
    match (outcome, told) {
        (Outcome::Met, Told::Criterion) => "met",
        (Outcome::NotMet, Told::Criterion) => "not met",
        (Outcome::Met, Told::Exclusion) => "applies",
        (Outcome::NotMet, Told::Exclusion) => "does not apply",
        (Outcome::Unknown, _) => "unknown",
        (Outcome::NotApplicable, _) => "not applicable",
    }
}

/// Each fact that is unlike the typical case, as `path: value`.
pub(super) fn facts(witness: &Witness, named: Named<'_>) -> Vec<String> {
    let written = Written::of(witness, named);
    let told = witness.unchanged.iter().chain(&witness.changed);
    told.map(|changed| format!("{}: {}", Written::path(changed), written.value(changed))).collect()
}

fn changed(witness: &Witness, named: Named<'_>) -> Vec<String> {
    let written = Written::of(witness, named);
    let is_told = |changed: &&Changed| !written.is_within_gone_list(changed, &witness.changed);
    let known = witness.unchanged.iter().map(|known| format!("{} (as in the typical case)", written.words(known)));
    known.chain(witness.changed.iter().filter(is_told).map(|changed| written.words(changed))).collect()
}

/// The case as its document says it.
struct Written<'a> {
    case: &'a Case,
    vocabulary: &'a Vocabulary,
    other: &'a Vocabulary,
    said: Said<'a>,
    facts: Draft,
}

impl<'a> Written<'a> {
    fn of(witness: &'a Witness, named: Named<'a>) -> Self {
        let (policy, library) = named.sides.before;
        let document = write_case(&witness.case, &policy.vocabulary, library.symbols());
        let facts = get(&document, "facts").cloned().unwrap_or(Draft::mapping());
        let (vocabulary, other) = (&*policy.vocabulary, &*named.sides.after.0.vocabulary);
        Self { case: &witness.case, vocabulary, other, said: Said { vocabulary, other: Some(other) }, facts }
    }

    fn fact(&self, changed: &Changed) -> Option<&'a Fact> {
        let find = |vocabulary: &'a Vocabulary| vocabulary.facts.iter().find(|fact| fact.path == changed.path);
        find(self.vocabulary).or_else(|| find(self.other))
    }

    /// Whether a fact belongs to an entry of a list that is itself told as changed.
    fn is_within_gone_list(&self, changed: &Changed, all: &[Changed]) -> bool {
        let lists = all
            .iter()
            .filter(|other| changed.path.strip_prefix(&*other.path).is_some_and(|rest| rest.starts_with("[]")));
        lists.into_iter().any(|list| matches!(self.draft(list), None | Some(Draft::Null)))
    }

    /// The path of a fact with the numbers of the entries, from 1.
    fn path(changed: &Changed) -> String {
        let mut numbers = changed.elements.iter();
        let pieces: Vec<&str> = changed.path.split("[]").collect();
        let mut path = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            path.push_str(piece);
            if at + 1 < pieces.len() {
                let number = numbers.next().map_or(1, |number| number + 1);
                path = format!("{path}[{number}]");
            }
        }
        path
    }

    /// A fact with its value: its name to a reader, and whose it is.
    fn words(&self, changed: &Changed) -> String {
        let Some(fact) = self.fact(changed) else { return Self::path(changed) };
        let value = self.value(changed);
        let entry = changed.path.rsplit_once("[]").and_then(|(list, _)| {
            let list = self.vocabulary.facts.iter().find(|fact| *fact.path == *list)?;
            Some(format!(" (entry {} of “{}”)", changed.elements.last().map_or(1, |at| at + 1), list.label))
        });
        format!("{}: {value}{}", fact.label, entry.unwrap_or_default())
    }

    fn value(&self, changed: &Changed) -> String {
        let fact = self.fact(changed);
        let is_list = fact.is_some_and(|fact| matches!(fact.kind, FactKind::List(_)));
        let mark = changed.slot.map_or(Mark::ABSENT, |slot| self.case.facts.mark(slot as usize));
        match self.draft(changed) {
            Some(draft) if is_list => entries(draft),
            Some(draft) => self.said.say(draft, fact),
            // What is denied stands apart in a document.
            None if mark.has(Mark::DENIED) && is_list => "none".to_owned(),
            None if mark.has(Mark::DENIED) => "no".to_owned(),
            None if mark.is_absent() => "not on record".to_owned(),
            None => "as it follows from others".to_owned(),
        }
    }

    /// What the document says of a fact.
    fn draft(&self, changed: &Changed) -> Option<&Draft> {
        at(&self.facts, &changed.path, &changed.elements)
    }
}
