//! What a reader of a report of coding edits sees.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use insta::assert_snapshot;
use medpol_model::answer::{
    AnswerKind, AskedFact, AskingCriterion, CaseSummary, EDIT_REPORT_FORMAT, EditAnswer, EditCounts, EditReport,
    EditStatus, Finding, Line, LineRole, MissingCause, Outcome, PolicySummary, View,
};
use medpol_model::policy::{Basis, Citation, Confidence, CriterionSeverity, PolicyKind, PolicyStatus, SourceClass};

use super::{json, markdown, text};
use crate::Colour;
use crate::determination::BriefTexts;

#[track_caller]
fn plain(report: &EditReport) -> String {
    let text = text(report, View::Decided, Colour::Never);
    assert!(text.lines().all(|line| line.chars().count() <= 100 && line.trim_end() == line), "{text}");
    text
}

#[test]
fn findings_text() {
    assert_snapshot!(plain(&sample()));
}

#[test]
fn findings_in_a_few_lines() {
    let brief =
        |texts| super::brief_text(&sample(), texts, Colour::Never) + "---\n" + &super::brief_markdown(&sample(), texts);
    assert_snapshot!(brief(BriefTexts::Short));
    assert!(!brief(BriefTexts::Whole).contains('…'));
}

#[test]
fn findings_markdown() {
    assert_snapshot!(markdown(&sample(), View::Decided));
}

#[test]
fn findings_json() {
    assert_snapshot!(json(&sample()).unwrap());
}

#[test]
fn nothing_found() {
    let mut report = sample();
    report.edits.retain(|edit| edit.status == EditStatus::Pass);
    report.counts = EditCounts { pass: 1, ..EditCounts::default() };
    assert_snapshot!(plain(&report));
}

#[test]
fn written_text_cannot_break_the_page() {
    let mut report = sample();
    report.edits.truncate(1);
    for finding in report.edits.iter_mut().flat_map(|edit| &mut edit.findings) {
        finding.message = Arc::from("<script>| **no**\u{1b}[31m\nline");
        for line in finding.lines.iter_mut().take(1) {
            line.name = "a|b\u{202e}c".to_owned();
        }
    }
    assert_snapshot!(markdown(&report, View::Decided));
}

fn sample() -> EditReport {
    let finding = Finding {
        edit: Arc::from("addon-with-primary"),
        severity: CriterionSeverity::Reject,
        lines: vec![line(2, LineRole::Cause, "CPT:64629, 1"), line(1, LineRole::Related, "CPT:64635, 1")],
        observed: Some("Requested services: none matching".to_owned()),
        allowed: Some("at least 1 matching".to_owned()),
        message: Arc::from("64629 is billed without 64628 on the same day."),
        remedy: Some(Arc::from("Bill 64628 for the first two vertebral bodies.")),
        source: citations(),
    };
    let warning = Finding {
        edit: Arc::from("place"),
        severity: CriterionSeverity::Warn,
        lines: vec![line(1, LineRole::Cause, "CPT:64628, 1")],
        observed: Some("Place of service: Office".to_owned()),
        allowed: None,
        message: Arc::from("The place of service is unusual."),
        remedy: None,
        source: Arc::from([]),
    };
    let asked = AskedFact {
        fact: "request.services[0].modifiers".to_owned(),
        label: Arc::from("Modifiers"),
        question: Arc::from("Which modifiers does this line carry?"),
        cause: MissingCause::NotOnRecord,
        answer: AnswerKind::Entries,
        precision: None,
        decides: None,
        on_record: None,
        evidence: Arc::from([Arc::from("Claim")]),
        proof: None,
        judgment: false,
        criteria: vec![AskingCriterion { id: Arc::from("no-modifier-50"), text: None }],
        instead: Vec::new(),
        fields: Vec::new(),
        follow_ups: Vec::new(),
    };
    EditReport {
        format: EDIT_REPORT_FORMAT,
        engine: "medpol 0.1.0",
        policy: policy(),
        selection: None,
        library: None,
        case: CaseSummary {
            title: Some(Arc::from("Two lines")),
            anchor: Some("2025-07-01".to_owned()),
            digest: "00".repeat(32),
        },
        governing: Some(Outcome::NotMet),
        counts: EditCounts { pass: 1, finding: 2, incomplete: 1, not_applicable: 1 },
        warnings: vec!["something to know".to_owned()],
        edits: vec![
            EditAnswer { findings: vec![finding], ..answer("addon-with-primary", EditStatus::Finding) },
            EditAnswer {
                findings: vec![warning],
                severity: CriterionSeverity::Warn,
                confidence: Some(Confidence::Secondary),
                provisional: true,
                ..answer("place", EditStatus::Finding)
            },
            EditAnswer { missing: vec![asked], ..answer("no-modifier-50", EditStatus::Incomplete) },
            answer("valid-from", EditStatus::Pass),
            answer("sides", EditStatus::NotApplicable),
        ],
    }
}

fn line(line: u32, role: LineRole, name: &str) -> Line {
    Line { line, role, name: name.to_owned() }
}

fn citations() -> Arc<[Citation]> {
    let quote = Some(Arc::from("must be used in conjunction with one of these primary codes"));
    let section = Some(Arc::from("Add-on"));
    Arc::from([Citation {
        source: Arc::from("page"),
        class: SourceClass::Literature,
        section,
        quote,
        cites: Vec::new(),
        quoted_at: None,
    }])
}

fn answer(id: &str, status: EditStatus) -> EditAnswer {
    EditAnswer {
        id: Arc::from(id),
        status,
        severity: CriterionSeverity::Reject,
        text: Some(Arc::from("what the edit asks")),
        findings: Vec::new(),
        missing: Vec::new(),
        provisional: false,
        note: None,
        confidence: None,
        citations: Arc::from([]),
    }
}

fn policy() -> PolicySummary {
    PolicySummary {
        id: Arc::from("coding/bvn-ablation"),
        version: Arc::from("1"),
        title: Arc::from("Coding of basivertebral nerve ablation"),
        publisher: Arc::from("A publisher"),
        kind: PolicyKind::CodingEdits,
        status: PolicyStatus::Active,
        basis: Basis::Reconstructed,
        effective_from: "2022-01-01".to_owned(),
        effective_until: None,
        doubts: medpol_model::policy::Doubts::default(),
        meaning_digest: Arc::from("11".repeat(32)),
        governs_digest: Arc::from("33".repeat(32)),
        text_digest: Arc::from("22".repeat(32)),
    }
}
