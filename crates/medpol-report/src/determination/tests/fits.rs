//! Pages of made-up determinations of every size: each fits its room, and cuts only where no line is left.

use std::sync::Arc;

use medpol_model::answer::{
    Determination, MissingCause, Outcome, QuestionGroup, Reason, ReasonKind, ServiceResult, Standing, View,
};
use medpol_model::policy::{Basis, Citation, Disposition, SourceClass};
use proptest::collection::vec;
use proptest::prelude::*;

use super::sample;
use crate::Colour;
use crate::determination::{PAGE, markdown_within, text_within};

/// The least room that the page of any determination fits.
const LEAST: usize = 36;

/// A text of so many words, the numbers of which tell where it is cut.
fn words(count: usize) -> String {
    (1..=count).map(|number| format!("word-{number}")).collect::<Vec<_>>().join(" ")
}

/// How long the texts of a reason or a question are, in words.
#[derive(Clone, Debug)]
struct Size {
    text: usize,
    detail: usize,
}

fn sizes(most: usize) -> impl Strategy<Value = Vec<Size>> {
    let length = || prop_oneof![6 => 1_usize..14, 2 => 14_usize..60, 1 => 60_usize..400];
    vec((length(), length()).prop_map(|(text, detail)| Size { text, detail }), 0..most)
}

fn reason(size: &Size) -> Reason {
    let quote = Citation {
        source: Arc::from("policy"),
        class: SourceClass::Internal,
        section: Some(Arc::from("Indications")),
        quote: Some(Arc::from(words(size.text))),
        cites: Vec::new(),
        quoted_at: None,
    };
    Reason {
        text: Some(Arc::from(words(size.detail))),
        sentence: words(size.text),
        citations: Arc::from([quote]),
        ..sample::reasons(&[deciding()], ReasonKind::Exclusion).remove(0)
    }
}

fn deciding() -> medpol_model::answer::Explained {
    medpol_model::answer::Explained { deciding: true, ..sample::node("id", Standing::Unknown, "text", "why") }
}

fn question(size: &Size) -> medpol_model::answer::Question {
    let mut asked = sample::asked("fact", &words(size.text), MissingCause::NotPreciseEnough, "id");
    asked.on_record = size.detail.is_multiple_of(2).then(|| words(size.detail));
    asked.precision = size.detail.is_multiple_of(3).then(|| words(size.detail));
    sample::question(asked)
}

#[derive(Clone, Debug)]
struct Around {
    warnings: usize,
    services: usize,
    listed: usize,
    outcome: Outcome,
}

fn around() -> impl Strategy<Value = Around> {
    let outcome = prop_oneof![Just(Outcome::Met), Just(Outcome::NotMet), Just(Outcome::Unknown)];
    (0_usize..6, 0_usize..9, 0_usize..60, outcome).prop_map(|(warnings, services, listed, outcome)| Around {
        warnings,
        services,
        listed,
        outcome,
    })
}

fn determination(reasons: &[Size], questions: &[Size], around: &Around) -> Determination {
    let mut made = sample::open();
    made.view = View::Page;
    made.result = around.outcome;
    made.policy.basis = Basis::Reconstructed;
    made.case.title = Some(Arc::from(words(60)));
    made.reasons = reasons.iter().map(reason).collect();
    made.missing.groups = vec![QuestionGroup { document: None, items: questions.iter().map(question).collect() }];
    made.warnings = (0..around.warnings).map(|_| words(40)).collect();
    made.services = (0..around.services)
        .map(|at| ServiceResult {
            services: vec![Arc::from(format!("CPT:{at}"))],
            result: around.outcome,
            disposition: Disposition::RequestInformation,
        })
        .collect();
    let listed = |status| (0..around.listed).map(move |at| sample::node(&at.to_string(), status, &words(20), ""));
    made.criteria = listed(Standing::Met).chain(listed(Standing::NotMet)).collect();
    made.exclusions = listed(Standing::DoesNotApply).chain(listed(Standing::Applies)).collect();
    made
}

/// Whether a line of reasons or questions is cut.
fn is_cut(page: &str) -> bool {
    let head = page.lines().position(|line| line.contains("What decides") || line.contains("What to ask for"));
    let end = page.lines().position(|line| line.contains("Why this policy"));
    let (Some(head), Some(end)) = (head, end) else { return false };
    page.lines().skip(head).take(end.saturating_sub(head)).any(|line| line.contains('…'))
}

fn height(page: &str) -> usize {
    page.lines().map(|line| line.chars().count().div_ceil(100).max(1)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_fits_and_cuts_only_where_it_is_full(
        reasons in sizes(60),
        questions in sizes(60),
        around in around(),
        room in prop_oneof![3 => Just(PAGE), 1 => LEAST..PAGE],
    ) {
        let made = determination(&reasons, &questions, &around);
        for page in [text_within(&made, Colour::Never, room), markdown_within(&made, room)] {
            prop_assert!(height(&page) <= room, "{} lines of {room}:\n{page}", height(&page));
            prop_assert!(height(&page) == room || !is_cut(&page), "{} lines of {room}:\n{page}", height(&page));
        }
    }
}
