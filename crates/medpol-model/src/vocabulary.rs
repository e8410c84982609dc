//! The compiled vocabulary: typed facts with their places in a case.
//!
//! Records are flattened into *frames*: frame 0 is the case itself, every list has one for its elements. A fact
//! is one slot of a frame. Nothing here knows YAML, and nothing evaluates.

mod enumeration;
mod limits;
mod order;
mod words;

use std::sync::Arc;

use medpol_diagnostics::Span;

use crate::policy::Allowed;
use crate::program::{Arises, Derivation, DerivationId, FactRef, NodeId, Program, ScopeId, ValueKind};
use crate::value::{CodeSystem, Duration, Interval, Unit};

pub use enumeration::{Enumeration, EnumerationValue};
pub use limits::{Broken, Limits};
pub use order::{Claim, DateOrder, Dated, OutOfOrder};
pub use words::{AnswerWords, CountWords, FactWords, GivenWords, Piece, Template, in_text};

/// A fact of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u32);

/// A frame: the case or the elements of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(pub u32);

/// A record: a named group of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// An enumeration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumerationId(pub u32);

impl FrameId {
    /// The case itself.
    pub const CASE: Self = Self(0);
}

/// A typed dictionary of facts, with everything it builds on.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Its id, such as `spine`.
    pub id: Arc<str>,
    /// All facts.
    pub facts: Vec<Fact>,
    /// All frames; the first is the case.
    pub frames: Vec<Frame>,
    /// All records.
    pub records: Vec<Record>,
    /// All enumerations.
    pub enumerations: Vec<Enumeration>,
    /// Conditions of derivations and of `asked_when`.
    pub program: Program,
    /// How facts follow from others.
    pub derivations: Vec<Derivation>,
    /// Dates that must come in an order.
    pub orders: Vec<DateOrder>,
    /// The fact that is "now"; the library names it.
    pub anchor: Option<FactId>,
    /// The facts whose names select a policy (payer, line of business, state), compared without case or outer blanks.
    pub selecting: Vec<FactId>,
    /// The date of a requested service, a field of the list of services; the library names it.
    pub service_date: Option<FactId>,
    /// The fact that holds what the medical policy that governs came to; the library names it, and no
    /// case states it.
    pub governing: Option<FactId>,
    /// The paths of facts that are declared with an error, so that whoever names one is not told that there
    /// is none. A vocabulary that is used has none.
    pub unusable: Vec<Arc<str>>,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its place: `history.spine_surgeries[].date`.
    pub path: Arc<str>,
    /// The frame it belongs to.
    pub frame: FrameId,
    /// Its slot in the frame.
    pub slot: u32,
    /// Its type.
    pub kind: FactKind,
    /// Its name to a reader.
    pub label: Arc<str>,
    /// Its words in sentences.
    pub words: FactWords,
    /// How it is asked for.
    pub question: Option<Arc<str>>,
    /// Its definition.
    pub help: Option<Arc<str>>,
    /// Documents that would prove it.
    pub evidence: Arc<[Arc<str>]>,
    /// Codes for it in other systems, such as `LOINC:38267-1`.
    pub codes: Arc<[Arc<str>]>,
    /// Only a clinician can assert it.
    pub judgment: bool,
    /// Whether its value can never change. If not said: what its list, or all that it follows from, say.
    pub immutable: Option<bool>,
    /// It arises only where this holds; a condition of the vocabulary's program.
    pub asked_when: Option<NodeId>,
    /// How it follows from other facts when it is not given.
    pub derivation: Option<DerivationId>,
    /// Values it can have, in ticks.
    pub bounds: Interval,
    /// A date that cannot lie after the anchor.
    pub past: bool,
    /// Limits of a time, and of a date as reckoned from the anchor.
    pub limits: Limits,
    /// Of a field of a list's elements: what tells two elements apart where the field was not given. The first
    /// of these that was given counts; they are of one type.
    pub falls_back_on: Vec<FactId>,
    /// Where it was declared, for messages; means something with the source map of its library only.
    pub declared: Option<Span>,
    /// The findings about it that its author says are right as they are.
    pub allowed: Vec<Allowed>,
}

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// True or false.
    Boolean,
    /// A whole number.
    Integer {
        /// Its unit, if it has one.
        unit: Option<&'static Unit>,
    },
    /// An exact decimal.
    Decimal {
        /// Its unit, if it has one.
        unit: Option<&'static Unit>,
    },
    /// A calendar date.
    Date,
    /// A duration.
    Duration(Clock),
    /// One of a closed list of values.
    Enumeration(EnumerationId),
    /// A code of one of some code systems.
    Code {
        /// The code systems. A code without its system is of the first whose form it has.
        systems: Arc<[Arc<CodeSystem>]>,
    },
    /// A text, compared only for equality.
    Text,
    /// A list.
    List(ListKind),
}

impl FactKind {
    /// Whether a record can say that there is no such thing: of a yes/no fact, and of a list that need not have an entry.
    pub fn can_be_denied(&self) -> bool {
        match self {
            Self::Boolean => true,
            Self::List(list) => list.min_items.is_none_or(|least| least == 0),
            Self::Integer { .. }
            | Self::Decimal { .. }
            | Self::Date
            | Self::Duration(_)
            | Self::Enumeration(_)
            | Self::Code { .. }
            | Self::Text => false,
        }
    }

    /// How values of this type are stored.
    pub const fn values(&self) -> ValueKind {
        match self {
            Self::Boolean | Self::Enumeration(_) => ValueKind::Mask,
            Self::Code { .. } | Self::Text => ValueKind::Symbol,
            Self::Integer { .. } | Self::Decimal { .. } | Self::Date | Self::Duration(_) | Self::List(_) => {
                ValueKind::Ticks
            }
        }
    }

    /// The unit of a number, if it has one.
    pub const fn unit(&self) -> Option<&'static Unit> {
        match self {
            Self::Integer { unit } | Self::Decimal { unit } => *unit,
            Self::Boolean
            | Self::Date
            | Self::Duration(_)
            | Self::Enumeration(_)
            | Self::Code { .. }
            | Self::Text
            | Self::List(_) => None,
        }
    }
}

/// Whether a duration ends at the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// It ends at the anchor and compares by the calendar; whole units are truncated.
    Elapsed,
    /// It lies between two dates: whole days, but no calendar day is known at which it ends.
    Between,
    /// It stands by itself, and may be a part of a day.
    Length,
}

/// The type of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListKind {
    /// The frame of its elements.
    pub frame: FrameId,
    /// Whether its elements are records or single values.
    pub elements: Elements,
    /// Fewest elements.
    pub min_items: Option<u32>,
    /// Most elements.
    pub max_items: Option<u32>,
    /// Whether no element may repeat.
    pub unique: bool,
    /// The facts that name an element to a reader.
    pub describe: Vec<FactId>,
    /// What an empty list is called.
    pub none_label: Option<Arc<str>>,
    /// How an element is named in a sentence.
    pub as_reason: Option<Template>,
    /// What is between the values of a list of single values.
    pub joined_by: Option<Arc<str>>,
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Elements {
    /// Records.
    Records,
    /// Single values; the frame has one slot.
    Values,
}

/// A frame and its slots.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The facts by slot.
    pub facts: Vec<FactId>,
    /// What a slot holds before anything is known of it: every value its fact can have.
    pub blank: Vec<Interval>,
    /// The record that holds them.
    pub record: RecordId,
    /// The list whose elements these are; `None` for the case.
    pub list: Option<FactId>,
}

/// A record and its members in declared order.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place; empty for the case.
    pub path: Arc<str>,
    /// Its name to a reader.
    pub label: Arc<str>,
    /// Its members.
    pub members: Vec<(Arc<str>, Member)>,
}

/// What a name in a record stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A fact.
    Fact(FactId),
    /// A record inside.
    Record(RecordId),
}

impl Fact {
    /// Its name inside a sentence.
    pub fn in_text(&self) -> String {
        self.words.in_text.as_deref().map_or_else(|| in_text(&self.label), str::to_owned)
    }

    /// The limits of a date as reckoned from the anchor; one that cannot lie in the future is at most the anchor.
    pub fn date_limits(&self) -> Limits {
        let now = Duration { count: 0, span: crate::value::Span::Days };
        Limits { max: self.limits.max.or(self.past.then_some(now)), ..self.limits }
    }

    /// A reference to this fact, which has the given number, as one of a scope.
    pub const fn reference(&self, id: FactId, scope: ScopeId) -> FactRef {
        let arises = if self.asked_when.is_some() { Arises::Sometimes } else { Arises::Always };
        FactRef { fact: id, slot: self.slot, scope, derivation: self.derivation, arises }
    }
}

impl Record {
    /// The member with this name.
    pub fn member(&self, name: &str) -> Option<Member> {
        self.members.iter().find(|(member, _)| &**member == name).map(|(_, member)| *member)
    }
}

impl Vocabulary {
    /// The fact with this number; ids come from this vocabulary, so it is always there.
    pub fn fact(&self, id: FactId) -> Option<&Fact> {
        self.facts.get(id.0 as usize)
    }

    /// The frame with this number.
    pub fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get(id.0 as usize)
    }

    /// The record with this number.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// The enumeration with this number.
    pub fn enumeration(&self, id: EnumerationId) -> Option<&Enumeration> {
        self.enumerations.get(id.0 as usize)
    }

    /// The scope that a frame is in the conditions of the vocabulary itself: the case, or an element of its
    /// list.
    pub fn scope(&self, fact: FactId) -> ScopeId {
        self.fact(fact).map_or(ScopeId::CASE, |fact| ScopeId(fact.frame.0))
    }

    /// What tells elements apart where this field of theirs was not given, in its order.
    pub fn stand_ins(&self, field: FactRef) -> impl Iterator<Item = FactRef> {
        let own = self.fact(field.fact);
        own.into_iter().flat_map(|own| &own.falls_back_on).filter_map(move |id| {
            let fact = self.fact(*id)?;
            let scope = if fact.frame == FrameId::CASE { ScopeId::CASE } else { field.scope };
            Some(fact.reference(*id, scope))
        })
    }

    /// How many slots an element of the frame has.
    pub fn width(&self, id: FrameId) -> usize {
        self.frame(id).map_or(0, |frame| frame.facts.len())
    }

    /// Follows dotted names from a record; stops at a list.
    pub fn find(&self, start: RecordId, names: &[&str]) -> Option<Member> {
        let mut member = Member::Record(start);
        for name in names {
            let Member::Record(record) = member else { return None };
            member = self.record(record)?.member(name)?;
        }
        Some(member)
    }

    /// Every fact below a member, the elements of lists left out.
    pub fn facts_below(&self, member: Member) -> Vec<FactId> {
        match member {
            Member::Fact(fact) => vec![fact],
            Member::Record(record) => self
                .record(record)
                .map(|record| record.members.iter().flat_map(|(_, member)| self.facts_below(*member)).collect())
                .unwrap_or_default(),
        }
    }
}
