//! The values everything else reads and writes: truth, exact quantities, dates and durations, the
//! vocabulary, the compiled policy, the case and the determination.
//!
//! These are data with their own arithmetic. Nothing here reads text formats, evaluates a policy or
//! renders a report, and no medical word appears.

mod canonical;
mod case;
mod cause;
mod code_system;
mod comparison;
mod date;
mod decision;
mod description;
mod determination;
mod digest;
mod disposition;
mod duration;
mod edit;
mod elapsed;
mod facts;
mod interval;
mod listing;
pub mod number;
mod owner;
mod policy;
mod position;
mod program;
mod read_facts;
mod reads;
mod resolution;
mod schema;
mod symbol;
mod tick_set;
mod truth;
mod unit;
mod vocabulary;

pub use canonical::{Canonical, governs, meaning};
pub use case::{Case, Evidence, Expectation, Expected, ExpectedFinding, ExpectedLine};
pub use cause::{Cause, Fault};
pub use code_system::{CheckDigit, CodeError, CodeSystem, Form, FormError, Letters, is_invisible, trimmed};
pub use comparison::{Comparable, Comparator, Comparison, Threshold};
pub use date::{Date, PartialDate};
pub use decision::{DECISION_FORMAT, Decision, GovernedDetermination, combined};
pub use description::{
    ConditionOperator, ConditionPart, DESCRIPTION_FORMAT, DescribedCode, DescribedCodes, DescribedCondition,
    DescribedDefinition, DescribedDetermination, DescribedDispositions, DescribedEdit, DescribedFact, DescribedGap,
    DescribedHead, DescribedPosition, DescribedRevision, DescribedSelectors, DescribedSource, Description,
    VALUE_SET_FORMAT, ValueSetDescription, ValueSetUse,
};
pub use determination::{
    CaseSummary, Compared, Considered, Counts, DETERMINATION_FORMAT, DatePart, Determination, Explained, FactState,
    Missing, MissingCause, Observed, Outcome, PartRole, PolicySummary, Selection, ServiceResult, Standing,
};
pub use digest::Digest;
pub use disposition::{Disposition, Dispositions, ServiceEntry};
pub use duration::{Duration, DurationError, Span, WrittenDuration, days_in_months};
pub use edit::{EDIT_REPORT_FORMAT, EditAnswer, EditCounts, EditReport, EditStatus, Finding, Line, LineRole};
pub use elapsed::{ends, starts};
pub use facts::{Facts, Mark};
pub use interval::Interval;
pub use listing::{LISTING_FORMAT, ListedPolicy, ListedStates, Listing};
pub use owner::Owner;
pub use policy::{
    AppliesTo, Basis, Citation, Cited, Confidence, CriterionId, CriterionSeverity, Definition, Detail, Doubts, Edit,
    MaskLeaf, NotEncoded, Period, Policy, PolicyId, PolicyKind, PolicyStatus, Revision, Role, Source, SourceClass,
    States, Weight,
};
pub use position::{Deferral, Position};
pub use program::{
    Arises, Assumption, Atom, AtomId, Counting, Derivation, DerivationId, EvidenceRule, Extreme, FactRef, IfEmpty,
    Inclusion, Limit, Membership, NodeId, Offset, Op, Order, Polarity, Program, Quantifier, Region, Regions, Relation,
    Rules, RulesId, Run, Scope, ScopeId, SymbolSet, ValueKind, Values, Wanted, within_mask,
};
pub use read_facts::ReadFacts;
pub use resolution::{
    BesideReport, BesideVerdict, CandidateReport, CandidateVerdict, GovernanceOutcome, GroupReport, MissingKey,
    RESOLUTION_FORMAT, ResolutionReport, ResolvedPolicy, SelectingFact, SelectingKey,
};
pub use symbol::Symbols;
pub use tick_set::{Grain, TickSet};
pub use truth::{Status, Truth};
pub use unit::{Dimension, Quantity, QuantityError, UNITS, Unit, rounded};
pub use vocabulary::{
    Clock, Elements, Enumeration, EnumerationId, EnumerationValue, Fact, FactId, FactKind, Frame, FrameId, ListKind,
    Member, Record, RecordId, Vocabulary,
};
