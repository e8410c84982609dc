//! What is asked and what is answered: data, without a word of how it was found.
//!
//! Long because it is one list of the published questions and answers, with a sentence for each.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use medpol_model::case::Case;
use medpol_model::policy::{CriterionId, Policy};
use medpol_model::program::NodeId;
use medpol_model::value::{Status, Symbols};
use medpol_model::vocabulary::FactId;

/// A policy with the symbols of the library that it was compiled in.
///
/// Two sides may come from two libraries. Facts are the same where their paths are; a fact of one path must have
/// one type.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The texts that its library knows, by number.
    pub symbols: &'a Symbols,
}

/// How much may be spent on an answer.
#[derive(Clone, Debug)]
pub struct Effort {
    /// Ends the search when it is set.
    pub stop: Option<Arc<AtomicBool>>,
    /// When the search ends.
    pub until: Option<Deadline>,
    /// How many cases may turn out to be no witness before a question is given up.
    pub rounds: u32,
    /// Which witness is looked for.
    pub witness: WitnessSize,
}

/// Which of the cases that answer a question is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WitnessSize {
    /// One that is least unlike the typical case.
    #[default]
    Smallest,
    /// Whichever is found first; for those who ask whether there is one.
    Any,
}

impl Effort {
    /// The effort for a part of what is asked, which ends when so many thousandths of the time are spent.
    pub(crate) fn until(&self, thousandths: u32) -> Self {
        Self { until: self.until.as_ref().map(|until| until.until(thousandths)), ..self.clone() }
    }
}

impl Default for Effort {
    /// No limit of time.
    fn default() -> Self {
        Self { stop: None, until: None, rounds: 400, witness: WitnessSize::default() }
    }
}

impl Effort {
    /// Counts work beside the solver's as so many steps of the search; whether that ends it.
    pub(crate) fn is_spent_after(&self, steps: usize) -> bool {
        self.until.as_ref().is_some_and(|until| (0..=steps).any(|_| until.is_over()))
    }
}

/// When a search ends. What time it is, whoever asks for the search knows.
#[derive(Clone)]
pub struct Deadline {
    /// How many thousandths of the time are spent.
    spent: Arc<dyn Fn() -> u32 + Send + Sync>,
    /// After how many the search ends.
    end: u32,
}

/// All of the time, in thousandths.
const WHOLE: u32 = 1_000;

impl Deadline {
    /// The search ends when this becomes true.
    pub fn new(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self::spent(move || if is_over() { WHOLE } else { 0 })
    }

    /// The search ends when so many thousandths of its time are spent as there are; a part of it ends before.
    pub fn spent(thousandths: impl Fn() -> u32 + Send + Sync + 'static) -> Self {
        Self { spent: Arc::new(thousandths), end: WHOLE }
    }

    /// The end of a part of the search, so that other parts have their time too.
    pub(crate) fn until(&self, thousandths: u32) -> Self {
        Self { spent: Arc::clone(&self.spent), end: thousandths.min(self.end) }
    }

    pub(crate) fn is_over(&self) -> bool {
        (self.spent)() >= self.end
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Deadline").field(&self.is_over()).finish()
    }
}

/// Why two policies cannot be compared: facts of the same path that are of different types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomparable {
    /// The paths, in the order of the first vocabulary.
    pub facts: Vec<Arc<str>>,
}

/// What came of a search among all cases.
#[derive(Clone, Debug)]
pub enum Found<T> {
    /// There is no such case: proved.
    No,
    /// There is: this one, which the evaluator decides so.
    Yes(T),
    /// Neither was found.
    NotDecided(NotDecided),
}

impl<T> Found<T> {
    /// The same with what was found as something else.
    pub(crate) fn map<U>(self, of: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Self::Yes(found) => Found::Yes(of(found)),
            Self::No => Found::No,
            Self::NotDecided(why) => Found::NotDecided(why),
        }
    }
}

impl<T> Default for Found<T> {
    /// Not asked.
    fn default() -> Self {
        Self::NotDecided(NotDecided::Unsupported)
    }
}

/// Why a question was not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDecided {
    /// The search was stopped from outside.
    Stopped,
    /// Its time was up.
    OutOfTime,
    /// Too many cases turned out to be no witness.
    TooManyRounds(Vec<Inexact>),
    /// No case is left, but some were taken out that the space cannot tell from others.
    Inexact(Vec<Inexact>),
    /// The policy has a form that the question cannot be asked of.
    Unsupported,
}

/// What the space does not keep exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Inexact {
    /// Totals of figures.
    Sums,
    /// Comparisons of two facts that are not exactly known.
    Relations,
    /// Which element comes last or first, where dates are not exactly known.
    Extremes,
    /// How many different elements there are, where they are not exactly known.
    Distinct,
    /// Times against the calendar.
    Times,
    /// A fact that follows from others, beside those.
    Derived,
    /// Codes and texts that belong to a set on some days only, or that are compared with one another.
    Symbols,
    /// What is on record of a fact that no case can state so.
    Statement,
    /// A list that would have to be longer than the lists that were looked at.
    Length,
}

/// A case that two policies, or two criteria, decide differently.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The case, for the vocabulary and symbols of the first side. It states what the policies read, and no more.
    pub case: Case,
    /// The same case for the second side; for a question about one policy the same again.
    pub other: Case,
    /// What the evaluator says: of the first and of the second side.
    pub results: [Status; 2],
    /// Where it differs from the typical case, and what that leaves open and decides here. What decides stands first:
    /// with these facts and the typical case, what the witness is about comes out so, whatever else is so.
    pub changed: Vec<Changed>,
    /// Where none of these decides: the facts of the typical case that do.
    pub unchanged: Vec<Changed>,
    /// Whether the results also rest on what the typical case leaves open and what is not told.
    pub leaves_open: bool,
}

/// A fact of a witness that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path.
    pub path: Arc<str>,
    /// Its number in the vocabulary of the first side, or of the second where the first does not have it.
    pub fact: FactId,
    /// Which element it belongs to, from the outermost list inwards, counted from 0; empty for a fact of the case.
    pub elements: Vec<usize>,
    /// The slot of the case that holds it; `None` where it does not arise.
    pub slot: Option<u32>,
}

/// A list of which only so many elements were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// The path of the list.
    pub path: Arc<str>,
    /// How many elements: the answer is for lists of up to so many.
    pub most: usize,
}

/// How two policies, or two criteria, differ for patients.
#[derive(Clone, Debug)]
pub struct Patients {
    /// A patient who is met under the first and not under the second.
    pub stricter: Found<Witness>,
    /// A patient who is met under the second and not under the first.
    pub looser: Found<Witness>,
}

/// The second policy as seen from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Every patient gets the same: proved.
    Same,
    /// Some patient loses and none gains: the second is stricter.
    Stricter,
    /// Some patient gains and none loses.
    Looser,
    /// Some gain, some lose.
    Both,
    /// Some lose; whether others gain was not decided.
    StricterAtLeast,
    /// Some gain; whether others lose was not decided.
    LooserAtLeast,
    /// Neither was decided, or one was not and the other does not occur.
    NotDecided,
}

impl Patients {
    /// Which way the second goes.
    pub const fn direction(&self) -> Direction {
        match (&self.stricter, &self.looser) {
            (Found::No, Found::No) => Direction::Same,
            (Found::Yes(_), Found::No) => Direction::Stricter,
            (Found::No, Found::Yes(_)) => Direction::Looser,
            (Found::Yes(_), Found::Yes(_)) => Direction::Both,
            (Found::Yes(_), Found::NotDecided(_)) => Direction::StricterAtLeast,
            (Found::NotDecided(_), Found::Yes(_)) => Direction::LooserAtLeast,
            (Found::NotDecided(_), Found::No | Found::NotDecided(_)) | (Found::No, Found::NotDecided(_)) => {
                Direction::NotDecided
            }
        }
    }
}

/// How two policies differ for records.
#[derive(Clone, Debug)]
pub struct Records {
    /// A record that the first settles and the second does not: the second asks for more.
    pub asks_more: Found<Witness>,
    /// A record that the second settles and the first does not.
    pub asks_less: Found<Witness>,
    /// A record that both settle, each differently.
    pub otherwise: Found<Witness>,
}

/// Which of two policies have a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Both.
    Both,
    /// The first only.
    First,
    /// The second only.
    Second,
}

/// A criterion of the first policy that is looked for under another id in the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Its id in the first.
    pub was: CriterionId,
    /// Its id in the second.
    pub is: CriterionId,
}

/// A criterion or exclusion, by its id.
#[derive(Clone, Debug)]
pub struct CriterionComparison {
    /// Its id: that in the second where it has two.
    pub id: CriterionId,
    /// Its nodes in the first and the second policy.
    pub nodes: [Option<NodeId>; 2],
    /// Who has it.
    pub presence: Presence,
    /// Who satisfies it: a criterion is satisfied where it is met or not applicable, an exclusion where it does not
    /// apply. `None` where only one policy has it.
    pub patients: Option<Patients>,
}

/// Everything about two policies.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// How they differ for patients.
    pub patients: Patients,
    /// How they differ for records.
    pub records: Records,
    /// Their criteria and exclusions: those of the first in its order, then those that only the second has.
    pub criteria: Vec<CriterionComparison>,
    /// Lists that could be longer than what was looked at.
    pub bounded: Vec<Bounded>,
}

impl Comparison {
    /// Whether no case is decided differently: the wording may have changed, the meaning has not.
    pub const fn is_same(&self) -> bool {
        let Records { asks_more, asks_less, otherwise } = &self.records;
        matches!(self.patients.direction(), Direction::Same)
            && matches!((asks_more, asks_less, otherwise), (Found::No, Found::No, Found::No))
    }
}

/// Criteria that must be equalized together for some patients to get the same, with the smallest such patient.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The criteria and exclusions of the policy under which the patient is not met.
    pub criteria: Vec<CriterionId>,
    /// Their nodes there.
    pub nodes: Vec<NodeId>,
    /// The patient.
    pub witness: Witness,
}

/// Whether there are more reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// These are all: proved.
    None,
    /// There are more than were asked for.
    More,
    /// Not known.
    NotDecided(NotDecided),
}

/// The independent reasons why patients of one policy are not met under another.
#[derive(Clone, Debug)]
pub struct Reasons {
    /// Each set of criteria once, in the order of the policy.
    pub found: Vec<Reason>,
    /// Whether there are others.
    pub rest: Rest,
    /// Lists that could be longer than what was looked at.
    pub bounded: Vec<Bounded>,
}

/// Which patients a reason is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those who are met under the first policy only.
    Stricter,
    /// Those who are met under the second policy only.
    Looser,
}

/// What is wrong with a policy by itself.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// A patient who is met; where there is none the policy contradicts itself.
    pub met: Found<Witness>,
    /// A patient who is not met; where there is none the policy is met whatever the facts.
    pub not_met: Found<Witness>,
    /// Where nobody is met: a smallest set of criteria and exclusions that nobody satisfies together. Empty where it is
    /// not they alone that decide.
    pub clash: Vec<CriterionId>,
    /// Each entry of a determination by service.
    pub services: Vec<ServiceHealth>,
    /// Each service by which the conditions tell requests apart, where nothing else is requested.
    pub requests: Vec<RequestHealth>,
    /// Each criterion and exclusion that decides. Empty where nobody is met, or everybody: then none of them does.
    pub criteria: Vec<Deciders>,
    /// Each condition inside of these, the outermost first. One inside of something that never makes a difference is
    /// left out.
    pub parts: Vec<Part>,
    /// Each exception and waiver, by node, with the same left out.
    pub modifiers: Vec<Modified>,
    /// Lists that could be longer than what was looked at.
    pub bounded: Vec<Bounded>,
}

/// What can come of the request of some services.
#[derive(Clone, Debug)]
pub struct ServiceHealth {
    /// Which entry of `services` of the policy.
    pub entry: usize,
    /// A patient who requests them and is met.
    pub met: Found<Witness>,
    /// A patient who requests them and is not met; where there is none, they are met whatever the facts.
    pub not_met: Found<Witness>,
}

/// What can come of a request for one service and for nothing else.
#[derive(Clone, Debug)]
pub struct RequestHealth {
    /// The code of the service, with its system.
    pub service: Arc<str>,
    /// A patient who requests it and is not met; where there is none, it is met whatever the facts.
    pub not_met: Found<Witness>,
}

/// Whether a criterion ever makes a difference.
#[derive(Clone, Debug)]
pub struct Deciders {
    /// Its id.
    pub id: CriterionId,
    /// Its node.
    pub node: NodeId,
    /// Whether it does, and what could stand in its place.
    pub decides: Decides,
    /// Where it makes none: a smallest set of other criteria and exclusions such that whoever satisfies them satisfies it
    /// too. Empty where it is not they alone that decide.
    pub implied_by: Vec<CriterionId>,
}

/// Whether a condition makes a difference to anybody.
#[derive(Clone, Debug)]
pub enum Decides {
    /// It does. The patient gets another result, the second one of `results`, where the condition is always met, or never.
    Yes(Box<Witness>),
    /// It does not: everybody gets the same result if it always has this status.
    Never(Status),
    /// Neither was shown.
    NotDecided(NotDecided),
}

/// Whether a condition inside of a criterion ever makes a difference.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its node.
    pub node: NodeId,
    /// Whether it does, and what could stand in its place.
    pub decides: Decides,
}

/// What an exception or waiver is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    /// `except_when`.
    Exception,
    /// `waived_when`.
    Waiver,
}

/// Whether an exception or waiver ever makes a difference.
#[derive(Clone, Debug)]
pub struct Modified {
    /// The node that is modified.
    pub node: NodeId,
    /// What it is without.
    pub base: NodeId,
    /// The exception or waiver.
    pub by: NodeId,
    /// Which of the two.
    pub modifier: Modifier,
    /// A patient whose result is another one without it; `results` are with and without. Where there is none, it is
    /// redundant.
    pub decides: Found<Witness>,
}

/// Two patients who show that a criterion decides.
#[derive(Clone, Debug)]
pub struct ShownToDecide {
    /// The patients.
    pub cases: [Case; 2],
    /// The status of the criterion for each.
    pub statuses: [Status; 2],
    /// The result for each.
    pub results: [Status; 2],
    /// The facts in which they differ, with their places in the first.
    pub differs: Vec<Changed>,
}
