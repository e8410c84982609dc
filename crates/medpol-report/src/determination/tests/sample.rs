//! Hand-built determinations: one adverse, one open, one favourable on a reconstructed policy.
//!
//! They say what the evaluator would say, without needing one.

use std::sync::Arc;

use medpol_model::answer::{
    AnswerKind, AskedFact, AskingCriterion, CaseSummary, ChoiceOption, Compared, Considered, Counts,
    DETERMINATION_FORMAT, Determination, Explained, FactState, FollowUp, Missing, MissingCause, NextQuestion, Notice,
    Observed, OpenChoice, Outcome, PartRole, PolicySummary, Proof, Question, QuestionGroup, QuestionKind, Reason,
    ReasonKind, Selection, Standing, View,
};
use medpol_model::case::Evidence;
use medpol_model::policy::{
    Basis, Citation, Cited, Comparator, Confidence, CriterionSeverity, Disposition, Doubts, PolicyKind, PolicyStatus,
    SourceClass,
};

const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A node with an id, a text and a reason.
pub(super) fn node(id: &str, status: Standing, text: &str, why: &str) -> Explained {
    Explained {
        id: (!id.is_empty()).then(|| Arc::from(id)),
        path: Arc::from(id),
        part: None,
        origin: None,
        status,
        text: (!text.is_empty()).then(|| Arc::from(text)),
        why: why.to_owned(),
        deciding: false,
        advisory: false,
        severity: None,
        observed: Vec::new(),
        compared: Vec::new(),
        element: None,
        assumed: None,
        waived: false,
        excepted: false,
        note: None,
        confidence: None,
        citations: Arc::from([]),
        member_text: None,
        parts: Vec::new(),
    }
}

/// A fact as it was read.
pub(super) fn observed(fact: &str, label: &str, value: Option<&str>, state: FactState) -> Observed {
    Observed {
        fact: fact.to_owned(),
        label: Arc::from(label),
        value: value.map(str::to_owned),
        state,
        judgment: false,
        evidence: Vec::new(),
    }
}

fn compared(comparator: Comparator, threshold: &str, distance: Option<&str>) -> Compared {
    Compared { comparator, threshold: Arc::from(threshold), distance: distance.map(str::to_owned) }
}

fn citation(section: &str, quote: &str, cites: &[(&str, SourceClass)]) -> Citation {
    let cites = cites.iter().map(|(source, class)| Cited { source: Arc::from(*source), class: *class }).collect();
    Citation {
        source: Arc::from("policy"),
        class: SourceClass::Internal,
        section: Some(Arc::from(section)),
        quote: Some(Arc::from(quote)),
        cites,
        quoted_at: None,
    }
}

/// A question about one fact, to which the answer is yes or no.
pub(super) fn asked(fact: &str, question: &str, cause: MissingCause, criterion: &str) -> AskedFact {
    AskedFact {
        fact: fact.to_owned(),
        label: Arc::from(fact),
        question: Arc::from(question),
        cause,
        answer: AnswerKind::YesNo,
        precision: None,
        decides: None,
        on_record: None,
        evidence: Arc::from([]),
        proof: None,
        judgment: false,
        criteria: vec![AskingCriterion { id: Arc::from(criterion), text: None }],
        instead: Vec::new(),
        fields: Vec::new(),
        follow_ups: Vec::new(),
    }
}

/// A question of one fact.
pub(super) fn question(fact: AskedFact) -> Question {
    Question {
        kind: QuestionKind::Fact,
        question: Arc::clone(&fact.question),
        can_end: false,
        choice: None,
        facts: vec![fact],
    }
}

/// Questions to one document.
pub(super) fn group(document: &str, items: Vec<Question>) -> QuestionGroup {
    QuestionGroup { document: (!document.is_empty()).then(|| Arc::from(document)), items }
}

/// A reason for each node that decides.
pub(super) fn reasons(nodes: &[Explained], kind: ReasonKind) -> Vec<Reason> {
    let own = |node: &Explained| Reason {
        id: node.id.clone(),
        path: Arc::clone(&node.path),
        kind,
        status: node.status,
        deciding: node.id.iter().cloned().collect(),
        text: node.text.clone(),
        sentence: node.why.clone(),
        member_sentence: None,
        facts: node.observed.clone(),
        value: node.observed.first().and_then(|fact| fact.value.clone()),
        threshold: node.compared.first().map(Compared::words),
        distance: node.compared.first().and_then(|side| side.distance.clone()),
        settled_by: None,
        citations: Arc::clone(&node.citations),
        confidence: node.confidence,
    };
    let found = nodes.iter().flat_map(|node| {
        let below = reasons(&node.parts, kind);
        node.deciding.then(|| own(node)).into_iter().chain(below).collect::<Vec<_>>()
    });
    found.collect()
}

/// A met result without nodes.
pub(super) fn empty() -> Determination {
    Determination {
        format: DETERMINATION_FORMAT,
        engine: "medpol 0.1.0",
        view: View::All,
        policy: PolicySummary {
            id: Arc::from("cohere-health/bvn-ablation"),
            version: Arc::from("3"),
            title: Arc::from("Thermal Ablation of the Intraosseous Basivertebral Nerve (BVN)"),
            publisher: Arc::from("Cohere Health"),
            kind: PolicyKind::PayerPolicy,
            status: PolicyStatus::Active,
            basis: Basis::Published,
            effective_from: "2025-05-29".to_owned(),
            effective_until: None,
            doubts: Doubts::default(),
            meaning_digest: Arc::from(format!("sha256:{DIGEST}")),
            governs_digest: Arc::from(DIGEST),
            text_digest: Arc::from(DIGEST),
        },
        selection: None,
        library: None,
        case: CaseSummary {
            title: Some(Arc::from("Typical request, L4 and L5")),
            anchor: Some("2025-07-01".to_owned()),
            digest: DIGEST.to_owned(),
        },
        result: Outcome::Met,
        disposition: Disposition::Approve,
        services: Vec::new(),
        provisional: false,
        internal_only: false,
        counts: Counts::default(),
        deciding: Vec::new(),
        reasons: Vec::new(),
        missing: Missing::default(),
        notices: Vec::new(),
        warnings: Vec::new(),
        criteria: Vec::new(),
        exclusions: Vec::new(),
    }
}

fn adult() -> Explained {
    let mut age = observed("patient.age", "Age", Some("17 years"), FactState::Derived);
    age.evidence.push(Evidence {
        document: Arc::from("Progress note"),
        date: Some(Arc::from("2025-06-01")),
        locator: Some(Arc::from("p. 3")),
        origin: Some(Arc::from("manual")),
    });
    Explained {
        deciding: true,
        observed: vec![age],
        compared: vec![compared(Comparator::AtLeast, "18 years", Some("1 year"))],
        note: Some(Arc::from("Growth plates are not asked about.")),
        member_text: Some(Arc::from("You are 18 or older.")),
        severity: Some(CriterionSeverity::Reject),
        citations: Arc::from([
            citation(
                "Indications",
                "Skeletally mature patient (greater than or equal to 18 years of age)",
                &[("L39420", SourceClass::Lcd)],
            ),
            citation("Non-Indications", "Skeletally immature patient (less than 18 years of age)", &[]),
        ]),
        ..node(
            "adult",
            Standing::NotMet,
            "The patient is skeletally mature, which means 18 years or older",
            "the age is 17 years, 1 year short of at least 18 years",
        )
    }
}

fn therapy() -> Explained {
    let tried = Explained {
        waived: true,
        ..node(
            "physical-therapy",
            Standing::Met,
            "Physical therapy for six weeks",
            "waived: physical therapy is contraindicated",
        )
    };
    let waiver = Explained {
        part: Some(PartRole::Waiver),
        ..node("", Standing::Met, "", "physical therapy is contraindicated, as on record")
    };
    let drugs = Explained {
        assumed: Some(Arc::from("charts mention medication only where it was refused")),
        ..node("medication", Standing::Met, "Medication", "not on record; assumed")
    };
    Explained {
        parts: vec![Explained { parts: vec![waiver], ..tried }, drugs],
        ..node("conservative-care", Standing::Met, "Conservative care was tried", "both parts are met")
    }
}

fn pain() -> Explained {
    let region =
        node("pain-in-lower-back", Standing::Met, "The pain is in the lower back", "the region of the pain is lumbar");
    let long = Explained {
        deciding: true,
        observed: vec![observed("pain.duration", "Duration of the pain", Some("5 to 6 months"), FactState::Derived)],
        compared: vec![compared(Comparator::AtLeast, "6 months", None)],
        ..node(
            "pain-for-six-months",
            Standing::NotMet,
            "",
            "the pain has lasted 5 months and 16 days, 14 days short of at least 6 months",
        )
    };
    Explained {
        citations: Arc::from([citation(
            "Indications",
            "lasting 6 months or more",
            &[("L39644", SourceClass::Lcd), ("ref-11", SourceClass::Literature)],
        )]),
        parts: vec![region, long],
        ..node(
            "chronic-low-back-pain",
            Standing::NotMet,
            "Lower back pain for 6 months or more, causing a functional deficit, and rated moderate to severe by a clinician",
            "1 of 2 parts is not met",
        )
    }
}

fn exclusions() -> Vec<Explained> {
    let body = Explained {
        part: Some(PartRole::Where),
        element: Some("ablation of L4 on 2023-02-01".to_owned()),
        observed: vec![observed("history.ablations[0].body", "Vertebra", Some("L4"), FactState::Given)],
        ..node("", Standing::Met, "The body was treated before", "L4 is one of L4, L5")
    };
    let repeated = Explained {
        deciding: true,
        parts: vec![body],
        confidence: Some(Confidence::Secondary),
        ..node(
            "repeated-ablation",
            Standing::Applies,
            "Ablation of the same vertebra before",
            "one earlier ablation was of L4",
        )
    };
    let infection = Explained {
        advisory: true,
        ..node("infection", Standing::Unknown, "Active infection", "whether there is an infection is not on record")
    };
    let pregnant = node("pregnancy", Standing::NotApplicable, "Pregnancy", "not applicable in this case");
    let bmi = node(
        "bmi-over-40",
        Standing::DoesNotApply,
        "A body-mass index above 40",
        "the body-mass index is 31.2 kg/m2, at most 40 kg/m2",
    );
    vec![repeated, infection, pregnant, bmi]
}

/// Not met for several reasons, with a waiver, an assumption and an open, advisory exclusion.
pub(super) fn adverse() -> Determination {
    Determination {
        selection: Some(Selection {
            because: "it covers CPT 64628 for Medicare Advantage on 2025-07-01".to_owned(),
            considered: vec![Considered {
                policy: "cms/L39420@4".to_owned(),
                because: "its states are unknown".to_owned(),
            }],
        }),
        result: Outcome::NotMet,
        disposition: Disposition::ClinicianReview,
        internal_only: true,
        counts: Counts { met: 2, not_met: 3, unknown: 1, not_applicable: 1 },
        deciding: ["adult", "pain-for-six-months", "repeated-ablation"].map(Arc::from).to_vec(),
        warnings: vec!["the policy was due to be read again on 2025-05-29".to_owned()],
        reasons: reasons(&[adult(), pain()], ReasonKind::Criterion)
            .into_iter()
            .chain(reasons(&exclusions(), ReasonKind::Exclusion))
            .collect(),
        notices: vec![Notice::NotGoverning],
        criteria: vec![adult(), therapy(), pain()],
        exclusions: exclusions(),
        ..empty()
    }
}

/// Not known, with every cause of a question.
pub(super) fn open() -> Determination {
    let score = AskedFact {
        evidence: Arc::from([Arc::from("DXA report")]),
        answer: AnswerKind::Number { unit: None },
        ..asked(
            "bone_density.t_score",
            "What is the lowest bone density T-score?",
            MissingCause::NotOnRecord,
            "bone-density",
        )
    };
    let onset = AskedFact {
        on_record: Some("2024-12".to_owned()),
        evidence: Arc::from([Arc::from("Progress note"), Arc::from("Referral letter")]),
        answer: AnswerKind::Date,
        ..asked(
            "pain.onset",
            "On which day did the pain begin?",
            MissingCause::NotPreciseEnough,
            "chronic-low-back-pain",
        )
    };
    let smoking = AskedFact {
        on_record: Some("yes and no".to_owned()),
        ..asked("patient.smokes", "Does the patient smoke?", MissingCause::Conflicting, "no-nicotine")
    };
    let prognosis = AskedFact {
        judgment: true,
        ..asked("opinion.benefit", "Can the patient be expected to benefit?", MissingCause::AnswerUnknown, "benefit")
    };
    let bone = Explained {
        deciding: true,
        observed: vec![observed("bone_density.t_score", "Lowest T-score", None, FactState::NotOnRecord)],
        compared: vec![compared(Comparator::MoreThan, "-2.5", None)],
        ..node("bone-density", Standing::Unknown, "No osteoporosis", "the lowest T-score is not on record")
    };
    Determination {
        result: Outcome::Unknown,
        disposition: Disposition::RequestInformation,
        counts: Counts { met: 1, not_met: 0, unknown: 1, not_applicable: 0 },
        deciding: vec![Arc::from("bone-density")],
        reasons: reasons(std::slice::from_ref(&bone), ReasonKind::Criterion),
        missing: Missing {
            next: Some(NextQuestion { question: Arc::clone(&score.question), group: 0, item: 0, can_end: true }),
            groups: vec![
                group("DXA report", vec![Question { can_end: true, ..question(score) }]),
                group("Progress note", vec![question(onset), question(smoking), runs(), choice()]),
                group("", vec![question(prognosis), entries()]),
            ],
            not_listed: 2,
        },
        criteria: vec![node("adult", Standing::Met, "18 years or older", "the age is 57 years"), bone],
        ..empty()
    }
}

/// Several exclusions at once, one of which is a list.
fn runs() -> Question {
    let fields = vec![
        asked("history.surgeries[].date", "When was it?", MissingCause::NotOnRecord, ""),
        asked("history.surgeries[].kind", "What was it?", MissingCause::NotOnRecord, ""),
    ];
    let precautions = asked("implant.safe", "Is it safe?", MissingCause::NotOnRecord, "implant");
    let facts = vec![
        AskedFact {
            answer: AnswerKind::Entries,
            fields,
            ..asked("history.surgeries", "Which surgeries?", MissingCause::NotOnRecord, "no-surgery")
        },
        AskedFact {
            follow_ups: vec![FollowUp { when: Arc::from("if yes"), facts: vec![precautions] }],
            ..asked("implant", "Is there an implant?", MissingCause::NotOnRecord, "implant")
        },
    ];
    Question {
        kind: QuestionKind::NoneOf,
        question: Arc::from("Can all of these be ruled out?"),
        can_end: true,
        choice: None,
        facts,
    }
}

/// A choice of which one option counts already.
fn choice() -> Question {
    let option = |name: &str| ChoiceOption { text: Arc::from(name), facts: vec![name.to_owned()] };
    Question {
        kind: QuestionKind::AtLeast,
        question: Arc::from("Is at least 1 more of these on record?"),
        can_end: false,
        choice: Some(OpenChoice {
            text: Some(Arc::from("Two kinds of treatment")),
            needed: 1,
            counted: vec![Arc::from("physical therapy")],
            options: vec![option("medication"), option("injections")],
        }),
        facts: vec![
            asked("medication", "Was there medication?", MissingCause::NotOnRecord, "treatment"),
            asked("injections", "Were there injections?", MissingCause::NotOnRecord, "treatment"),
        ],
    }
}

/// The same fact of two entries, which can be given in two ways and counts only with a document.
fn entries() -> Question {
    let relief = |at: u32| AskedFact {
        proof: Some(Proof { documents: Arc::from([Arc::from("Procedure note")]) }),
        instead: vec![AskedFact {
            precision: Some("the year is enough".to_owned()),
            ..asked(&format!("blocks[{at}].date"), "When?", MissingCause::NotOnRecord, "relief")
        }],
        ..asked(&format!("blocks[{at}].relief"), "How long did the relief last?", MissingCause::NotOnRecord, "relief")
    };
    Question { kind: QuestionKind::EachEntry, facts: vec![relief(0), relief(1)], ..question(relief(0)) }
}

/// Met by an assumption, on a reconstructed draft with an end.
pub(super) fn reconstructed() -> Determination {
    let mut determination = empty();
    determination.policy.basis = Basis::Reconstructed;
    determination.policy.status = PolicyStatus::Draft;
    determination.policy.effective_until = Some("2025-12-31".to_owned());
    determination.case =
        CaseSummary { title: None, anchor: Some("2025-07-01..2025-07-31".to_owned()), digest: DIGEST.to_owned() };
    determination.provisional = true;
    determination.counts.met = 1;
    determination.criteria = vec![therapy()];
    determination
}
