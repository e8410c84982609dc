//! The words for one fact against what it is compared with.
//!
//! The value is told first, then what is asked with the distance from it. What is not on record is never told as
//! failing.

use medpol_evaluator::{Absence, Access, Flaw, Reading};
use medpol_model::answer::{Compared, FactState};
use medpol_model::policy::{Comparator, Threshold};
use medpol_model::program::{FactRef, NodeId, ScopeId};
use medpol_model::value::Status;
use medpol_model::vocabulary::{Fact, FactKind};

use super::limits::{self, Limit};
use crate::binding::Binding;
use crate::context::Context;
use crate::node::LeafReading;
use crate::phrase::{self, Answer};
use crate::stance::Stance;
use crate::told::Told;

/// A leaf with what is known of it.
pub(super) struct Leaf<'l, 'c> {
    pub(super) context: &'l Context<'c>,
    pub(super) node: NodeId,
    pub(super) fact: FactRef,
    pub(super) known: &'l Fact,
    pub(super) binding: &'l Binding<'l>,
    pub(super) status: Status,
    pub(super) stance: Stance,
    pub(super) reading: &'l LeafReading,
}

impl Leaf<'_, '_> {
    /// The words for a fact that is compared.
    pub(super) fn told(&self) -> Told {
        if let Some(untested) = self.untested() {
            return untested;
        }
        if self.known.kind == FactKind::Boolean
            && let Some(wanted) = self.wanted()
        {
            return self.answer(wanted);
        }
        // The value of a name is told with the name.
        let is_name = phrase::is_name(&self.context.scene, self.fact.fact, self.known);
        let statement = if is_name && !self.status.is_unknown() { Told::default() } else { self.statement() };
        limits::against(statement, self.status, self.stance, &self.reading.compared, Some(self.limits()))
    }

    /// That a fact is on record, or is not.
    pub(super) fn presence(&self) -> Told {
        let name = phrase::subject(self.known);
        let be = phrase::be(self.known);
        if self.status == Status::MET {
            let value = self.reading.observed.first().and_then(|observed| observed.value.as_deref());
            return Told::plain(
                value.map_or_else(|| format!("{name} {be} on record"), |value| format!("{name}: {value}")),
            );
        }
        Told::plain(format!("{name} {be} not on record"))
    }

    /// The words for a fact that was not tested.
    pub(super) fn untested(&self) -> Option<Told> {
        let known = self.known;
        let observed = self.reading.observed.first();
        let name = || phrase::subject(known);
        let be = phrase::be(known);
        let words = match self.reading.access? {
            Access::NotEvidenced => {
                format!("{} {be} stated, and no document of the kind that is asked for shows it", name())
            }
            Access::Absent(Absence::DoesNotArise) => format!("{} {be} not applicable in this case", name()),
            Access::Absent(Absence::Presumed) => format!("{} {be} not on record and {be} assumed absent", name()),
            Access::Assumed(status) => {
                let word = if status == Status::MET { "met" } else { "not met" };
                format!("{}, and this is assumed {word}", phrase::not_on_record(known))
            }
            Access::Tested(Reading::Unknown) if observed.is_some_and(|one| one.state == FactState::AnswerUnknown) => {
                match &known.words.answers {
                    Some(words) => format!("it was asked whether {}, and the answer is unknown", words.yes),
                    None => format!("{} {} asked for, and the answer is unknown", name(), phrase::was(known)),
                }
            }
            Access::Tested(Reading::Unknown) => phrase::not_on_record(known),
            Access::Tested(Reading::Unusable(flaw)) => {
                let value = observed.and_then(|one| one.value.as_deref()).unwrap_or_default();
                match flaw {
                    Flaw::Contradicted | Flaw::OutOfOrder => {
                        format!("{} {be} {value}: the two cannot both be true", name())
                    }
                    Flaw::OutOfBounds => format!("{} {be} {value}: it cannot be that", name()),
                    Flaw::Inherited => format!("{} follows from facts that cannot be true", name()),
                }
            }
            Access::Tested(Reading::Value { .. } | Reading::Elapsed { .. }) => return None,
        };
        Some(Told::plain(words))
    }

    /// The answer that is asked for, where one is.
    fn wanted(&self) -> Option<Answer> {
        let written = self.context.policy.detail(self.node).map_or(&[][..], |detail| &*detail.comparisons);
        match written {
            [] => Some(Answer::Yes),
            [only] if only.threshold == Threshold::None => match only.comparator {
                Comparator::Is => Answer::read(&only.shown),
                Comparator::IsNot => Answer::read(&only.shown).map(Answer::opposite),
                Comparator::In
                | Comparator::NotIn
                | Comparator::InValueSet
                | Comparator::NotInValueSet
                | Comparator::AtLeast
                | Comparator::MoreThan
                | Comparator::AtMost
                | Comparator::LessThan
                | Comparator::OnOrBefore
                | Comparator::OnOrAfter
                | Comparator::Before
                | Comparator::After
                | Comparator::Includes
                | Comparator::IncludesAny
                | Comparator::IncludesAll
                | Comparator::IncludesOnly
                | Comparator::IncludesNone
                | Comparator::Contiguous => None,
            },
            _ => None,
        }
    }

    /// A yes or no where one of them is asked for.
    fn answer(&self, wanted: Answer) -> Told {
        let value = self.reading.observed.first().and_then(|observed| observed.value.as_deref()).unwrap_or_default();
        let Some(given) = Answer::read(value) else {
            let words = match &self.known.words.answers {
                Some(words) => format!("the records disagree whether {}", words.yes),
                None => format!("the records disagree about “{}”", self.known.label),
            };
            return Told::plain(words);
        };
        let statement = Told::plain(phrase::clause(self.known, given));
        match self.stance {
            Stance::Needed if given != wanted => {
                let requirement = match &self.known.words.answers {
                    Some(_) => format!("it is needed that {}", phrase::clause(self.known, wanted)),
                    None => format!("{} is needed", if wanted == Answer::Yes { "yes" } else { "no" }),
                };
                Told { requirement: Some(requirement), ..statement }
            }
            Stance::Excludes if given == wanted => Told { requirement: Some("this excludes".to_owned()), ..statement },
            Stance::Needed | Stance::Excludes | Stance::Neutral => statement,
        }
    }

    /// The value, as a statement.
    pub(super) fn statement(&self) -> Told {
        let value = self.reading.observed.first().and_then(|observed| observed.value.as_deref()).unwrap_or("unknown");
        let conflicting = self.reading.observed.first().is_some_and(|one| one.state == FactState::Conflicting);
        if conflicting {
            return Told::plain(format!("the records disagree about {}: {value}", self.known.in_text()));
        }
        if let (Some(fall), Some(amount)) = (&self.known.words.fall_label, amount_of_fall(value)) {
            return Told::plain(format!("{} of {amount}", medpol_model::vocabulary::in_text(fall)));
        }
        let scene = &self.context.scene;
        if let Some(template) = &self.known.words.as_reason {
            let scope = if self.known.frame == medpol_model::vocabulary::FrameId::CASE {
                ScopeId::CASE
            } else {
                self.fact.scope
            };
            let filled = phrase::filled(scene, template, scope, self.binding, Some((self.fact, value)));
            if let Some(statement) = filled {
                let names_element = phrase::names_element(scene, template, self.known);
                return Told { statement, requirement: None, names_element };
            }
        }
        let name = self.known.in_text();
        Told::plain(match self.known.kind {
            FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date | FactKind::Duration(_) => {
                format!("{} is {value}", phrase::the(self.known))
            }
            FactKind::Boolean
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_) => format!("{name}: {value}"),
        })
    }

    /// Each limit in words; of several that are not all met, those that fail: the others would only mislead.
    pub(super) fn limits(&self) -> Vec<Limit> {
        let fall = self.known.words.fall_label.as_deref();
        let written = self.context.policy.detail(self.node).map_or(&[][..], |detail| &*detail.comparisons);
        let is_fact = |at: usize| {
            let threshold = written.get(at).map(|one| &one.threshold);
            matches!(threshold, Some(Threshold::Fact(_) | Threshold::Shifted(..)))
        };
        let value = self.reading.observed.first().and_then(|observed| observed.value.as_deref());
        let told_as_fall = value.and_then(amount_of_fall).is_some();
        let failing = &self.reading.failing;
        let is_told = |at: usize| failing.is_empty() || self.status != Status::NOT_MET || failing.contains(&at);
        let limit = |(at, one): (usize, &Compared)| match fall.and_then(|fall| Some((fall, limits::fallen(one)?))) {
            Some((fall, words)) => Limit {
                words: if told_as_fall {
                    words
                } else {
                    format!("{} of {words}", medpol_model::vocabulary::in_text(fall))
                },
                is_upper: !limits::is_upper(one.comparator),
                be: "is",
                distance: one.distance.clone(),
            },
            None if one.comparator == Comparator::Is && is_fact(at) => {
                Limit { words: format!("the same as {}", one.threshold), ..Limit::of(one) }
            }
            None => Limit::of(one),
        };
        self.reading.compared.iter().enumerate().filter(|(at, _)| is_told(*at)).map(limit).collect()
    }
}

/// The amount of a value below zero: `-45 %` and `about -45.33 %`.
fn amount_of_fall(value: &str) -> Option<String> {
    match value.strip_prefix("about ") {
        Some(value) => value.strip_prefix('-').map(|amount| format!("about {amount}")),
        None => value.strip_prefix('-').map(str::to_owned),
    }
}
