//! The raw documents: what a file says, with the place of every word.
//!
//! One Rust type per document gives both the reading and the JSON Schema, so the two cannot drift.
//! Reading is tolerant: what has the wrong shape is left out, because the schema has reported it,
//! and the rest is still checked. Nothing here knows what a name means.

mod case;
mod code_system;
mod criteria;
mod criterion;
mod derivation;
mod determination;
mod library;
mod lock;
mod policy;
mod read;
mod schemas;
mod suite;
mod value_set;
mod vocabulary;

pub use case::{
    CaseDocument, CriterionStatus, DeniedDocument, EditStatus, EvidenceDocument, ExclusionStatus, ExpectDocument,
    FindingDocument,
};
pub use code_system::{CodeSystemDocument, FormsDocument};
pub use criteria::CriteriaDocument;
pub use criterion::{
    AllowDocument, BlameDocument, ComparatorKey, Comparison, Comparisons, CountDocument, CriterionDocument, Direction,
    Each, EachDocument, EveryDocument, EvidenceRequirement, ExtremeDocument, FilteredDocument, GroupsDocument, Head,
    IfDocument, LeafDocument, Modifiers, Names, Offset, Operand, OperandKind, Operator, Part, Right, SourceRefDocument,
    Standing, SumDocument, TallyDocument, UseDocument,
};
pub use derivation::{
    BetweenDocument, BodyDocument, ChangeDocument, DerivationDocument, DerivedDocument, WhichDocument,
};
pub use determination::{DeterminationDocument, DeterminationsDocument, DispositionDocument, UnknownDocument};
pub use library::{LettersDocument, LibraryDocument, RankedKind, SelectorsDocument};
pub use lock::{
    DayText, DigestText, HistoryDocument, LockDocument, LockedPolicyDocument, ReleaseDocument, ReleaseKind,
    ReleasedDocument,
};
pub use policy::{
    AppliesToDocument, DefinitionDocument, EffectiveDocument, NotEncodedDocument, PeriodDocument, PolicyDocument,
    RevisionDocument, SourceDocument, StatesDocument,
};
pub use read::{Anything, Flag, Map, Raw, Read, Text, Whole};
pub use schemas::{DocumentKind, generate};
pub use suite::{BaseDocument, RowDocument, SuiteDocument};
pub use value_set::{CodeDocument, ValueSetDocument};
pub use vocabulary::{CountWordsDocument, FactDocument, ValueDocument, ValuesDocument, VocabularyDocument};
