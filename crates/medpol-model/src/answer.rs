//! The published forms: determinations, edit reports, decisions, which policy governs, and lists of
//! policies.
//!
//! Their JSON is canonical; text and Markdown are renderings of it. Programs are not known here: who
//! renders an answer reads no node.

mod comparison;
mod contact;
mod coverage;
mod decision;
mod description;
mod determination;
mod difference;
mod edit;
mod exact;
mod listing;
mod mutation;
mod quotations;
mod record_keeping;
mod resolution;
mod schema;
mod unreadable;
mod view;

pub use comparison::{COMPARISON_FORMAT, Comparison, IndependentReason, IndependentReasons, ReasonRest, Responsible};
pub use contact::Contact;
pub use coverage::{
    COVERAGE_FORMAT, Coverage, CoverageCount, CoveredKind, CoveredList, NotCounted, PartCoverage, PolicyCoverage,
    Shown, ThresholdCoverage,
};
pub use decision::{DECISION_FORMAT, Decision, GovernedDetermination, combined};
pub use description::{
    AllowedFinding, ConditionOperator, ConditionPart, DESCRIPTION_FORMAT, DescribedCode, DescribedCodes,
    DescribedComparison, DescribedCondition, DescribedDefinition, DescribedDetermination, DescribedDispositions,
    DescribedEdit, DescribedFact, DescribedGap, DescribedHead, DescribedPosition, DescribedRevision,
    DescribedSelectors, DescribedSource, Description, VALUE_SET_FORMAT, ValueSetDescription, ValueSetUse,
};
pub use determination::{
    AnswerKind, AskedFact, AskingCriterion, CaseSummary, ChoiceOption, Compared, Considered, Counts,
    DETERMINATION_FORMAT, DatePart, Determination, Explained, FactState, FollowUp, Missing, MissingCause, NamedValue,
    NextQuestion, Notice, Observed, OpenChoice, Outcome, PartRole, PolicySummary, Proof, Question, QuestionGroup,
    QuestionKind, Reason, ReasonKind, Selection, ServiceResult, Standing,
};
pub use difference::{
    BoundedList, CaseChange, Change, ChangeKind, ChangedPart, ComparedPolicy, CriterionDifference, CriterionMeaning,
    DIFFERENCE_FORMAT, Difference, DocumentDifference, Effect, Guess, GuessedBy, Impact, ImpactKind, ImpactTotal,
    MeaningDifference, MeaningDirection, Piece, PieceKind, PolicyDifference, Proved, RecordFinding, RecordsDifference,
    Verdict, VerdictKind, WitnessSummary,
};
pub use edit::{EDIT_REPORT_FORMAT, EditAnswer, EditCounts, EditReport, EditStatus, Finding, Line, LineRole};
pub use exact::{
    EXACT_FORMAT, Exact, ExactAnswer, ExactChange, ExactChoice, ExactFact, ExactGround, ExactGrounds, ExactKind,
    ExactNext, ExactPart, ExactRest, ExactSet, ExactSets, ExactWay, ExactWays, GroundFact,
};
pub use listing::{LISTING_FORMAT, ListedPolicy, ListedStates, Listing};
pub use mutation::{MUTATION_FORMAT, MutantCounts, MutantKind, Mutation, PolicyMutation, SurvivingMutant};
pub use quotations::{
    PolicySource, QUOTATIONS_FORMAT, Quotations, QuoteNotFound, QuoteUser, QuotedDocument, QuotedSentence, QuotingPart,
    SourceWithoutText,
};
pub use record_keeping::{CHANGES_FORMAT, Changes, DUE_FORMAT, Due, Review, VersionChange};
pub use resolution::{
    BesideReport, BesideVerdict, CandidateReport, CandidateVerdict, GovernanceOutcome, GroupReport, MOST_LOOKED_AT,
    MOST_OF_A_GROUP, MissingKey, MoreOfGroup, RESOLUTION_FORMAT, ResolutionReport, ResolvedPolicy, SelectingFact,
    SelectingKey,
};
pub use unreadable::{LibraryState, UNDECIDED_FORMAT, Undecided, Unreadable, unreadable_at};
pub use view::View;
