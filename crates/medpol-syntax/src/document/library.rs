//! The library file as written.

use medpol_diagnostics::Span;
use schemars::JsonSchema;

use super::read::{Read, Text, document};
use crate::Node;

/// How this library works: `policies/library.yaml`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol library", rename = "Library")]
pub struct LibraryDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/library/1`.
    #[schemars(extend("const" = "medpol/library/1"))]
    pub format: Text,
    /// The vocabulary that every other one builds on.
    pub base: Text,
    /// The date that is "now" for every elapsed time: the date of service.
    pub anchor: Text,
    /// The facts that select a policy.
    pub selectors: SelectorsDocument,
    /// The fact with the result of the medical policy that governs: an enum of `met`, `not_met`,
    /// `unknown` and `not_applicable`. The program fills it in; coding edits may read it.
    pub governing: Option<Text>,
    /// Kinds of policy from the strongest to the weakest.
    #[schemars(length(min = 1))]
    pub rank: Vec<RankedKind>,
    /// The lines of business for which an answer says that an adverse result rests on the issuer's own criteria alone,
    /// because coverage rules come before these there.
    #[schemars(length(min = 1))]
    pub tell_internal_criteria_for: Option<Vec<Text>>,
    /// What letters say of the plan: who decides there, and how to reach them.
    pub letters: Option<LettersDocument>,
    /// Files that are wrong on purpose, and are not looked at: paths from the folder of this file, or patterns such
    /// as `drafts/**`. A folder means everything in it.
    pub ignore: Vec<Text>,
}

document!(LibraryDocument {
    format,
    base,
    anchor,
    selectors,
    governing,
    rank,
    tell_internal_criteria_for,
    letters,
    ignore
});

/// A kind of policy in the order of rank.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, inline)]
pub struct RankedKind(
    /// The word.
    #[schemars(extend("enum" = ["ncd", "lcd", "article", "payer-policy", "coding-edits"]))]
    pub Text,
);

impl Read for RankedKind {
    fn read(node: &Node) -> Option<Self> {
        Text::read(node).map(Self)
    }
}

/// The facts that select a policy.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Selectors")]
pub struct SelectorsDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The payer.
    pub payer: Text,
    /// The line of business.
    pub line_of_business: Text,
    /// The code of each requested service.
    pub services: Text,
    /// The state.
    pub state: Text,
    /// The date of each requested service, where it may be another than the date of service of the request.
    pub service_date: Option<Text>,
    /// The drug of each requested service, where its code says only that it is some drug.
    pub drugs: Option<Text>,
}

document!(SelectorsDocument { payer, line_of_business, services, state, service_date, drugs });

/// What letters say about the plan, in the words of the organization that sends them.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Letters")]
pub struct LettersDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The name of the plan.
    pub plan: Text,
    /// Who decides, such as `a medical director`.
    pub decided_by: Text,
    /// What a patient calls those who decide, such as `a doctor or a nurse`.
    pub reviewer: Text,
    /// What a patient calls those who sent the request, such as `your doctor`.
    pub asked_by: Text,
    /// The telephone number at which they can be reached.
    pub phone: Option<Text>,
    /// The postal address, or another way to write to them.
    pub address: Option<Text>,
    /// When they can be reached.
    pub hours: Option<Text>,
}

document!(LettersDocument { plan, decided_by, reviewer, asked_by, phone, address, hours });
