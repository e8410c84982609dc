//! The words of the canonical text for what is one of a few. Digests are made of them: a word that is
//! changed here changes every digest, and needs a new format name.

use crate::policy::{CriterionSeverity, Deferral, Disposition, PolicyKind, PolicyStatus, Position};
use crate::program::{Counting, EvidenceRule, Extreme, IfEmpty, Inclusion, Offset, Order, Polarity, Quantifier, Rules};
use crate::value::{Span, Status, Truth, number};
use crate::vocabulary::Elements;

pub(super) const fn status(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "met",
        Some(Truth::NotMet) => "not met",
        Some(Truth::Unknown) => "unknown",
        None => "not applicable",
    }
}

pub(super) const fn counting(counting: Counting) -> &'static str {
    match counting {
        Counting::Counts => "counts",
        Counting::Shrinks => "shrinks",
    }
}

pub(super) const fn quantifier(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Some => "some",
        Quantifier::Without => "without",
        Quantifier::Every { if_empty: IfEmpty::Met } => "every, met if empty",
        Quantifier::Every { if_empty: IfEmpty::NotMet } => "every, not met if empty",
    }
}

pub(super) const fn if_empty(if_empty: IfEmpty) -> &'static str {
    match if_empty {
        IfEmpty::Met => "met",
        IfEmpty::NotMet => "not met",
    }
}

pub(super) const fn extreme(extreme: Extreme) -> &'static str {
    match extreme {
        Extreme::Latest => "latest",
        Extreme::Earliest => "earliest",
    }
}

pub(super) const fn order(order: Order) -> &'static str {
    match order {
        Order::Is => "is",
        Order::IsNot => "is not",
        Order::AtLeast => "at least",
        Order::MoreThan => "more than",
        Order::AtMost => "at most",
        Order::LessThan => "less than",
    }
}

pub(super) const fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::In => "in",
        Polarity::NotIn => "not in",
    }
}

pub(super) const fn inclusion(inclusion: Inclusion) -> &'static str {
    match inclusion {
        Inclusion::Any => "includes any of",
        Inclusion::All => "includes all of",
        Inclusion::Only => "includes only",
        Inclusion::None => "includes none of",
    }
}

pub(super) const fn span(span: Span) -> &'static str {
    match span {
        Span::Months => "months",
        Span::Days => "days",
    }
}

pub(super) fn offset(offset: Offset) -> String {
    match offset {
        Offset::None => String::new(),
        Offset::Days(days) => format!(" plus {days} days"),
        Offset::Number(tick) => format!(" plus {}", number::decimal(tick)),
    }
}

pub(super) const fn elements(elements: Elements) -> &'static str {
    match elements {
        Elements::Records => "records",
        Elements::Values => "values",
    }
}

pub(super) fn rules(rules: &Rules) -> String {
    let Rules { assume, presume_absent, evidence } = rules;
    let mut words = String::new();
    if let Some(assumption) = assume {
        words.push_str(", when absent ");
        words.push_str(status(assumption.0));
    }
    if *presume_absent {
        words.push_str(", presumed absent");
    }
    match evidence {
        None => {}
        Some(EvidenceRule::Any) => words.push_str(", with evidence"),
        Some(EvidenceRule::Kinds(kinds)) => {
            let mut kinds: Vec<&str> = kinds.iter().map(|kind| &**kind).collect();
            kinds.sort_unstable();
            words = format!("{words}, with evidence of [{}]", kinds.join(", "));
        }
    }
    words
}

pub(super) const fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Approve => "approve",
        Disposition::ClinicianReview => "clinician review",
        Disposition::RequestInformation => "request information",
        Disposition::ManualPolicyReview => "manual policy review",
    }
}

pub(super) const fn severity(severity: CriterionSeverity) -> &'static str {
    match severity {
        CriterionSeverity::Reject => "reject",
        CriterionSeverity::Warn => "warn",
        CriterionSeverity::Info => "info",
    }
}

pub(super) const fn policy_status(status: PolicyStatus) -> &'static str {
    match status {
        PolicyStatus::Draft => "draft",
        PolicyStatus::Active => "active",
        PolicyStatus::Retired => "retired",
    }
}

pub(super) const fn policy_kind(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Ncd => "ncd",
        PolicyKind::Lcd => "lcd",
        PolicyKind::Article => "article",
        PolicyKind::PayerPolicy => "payer policy",
        PolicyKind::CodingEdits => "coding edits",
    }
}

pub(super) fn position(position: &Position) -> String {
    match position {
        Position::CoveredWhen => "covered when its criteria say so".to_owned(),
        Position::NotCovered => "not covered".to_owned(),
        Position::Defers { to: Deferral::Lcd } => "defers to the lcd".to_owned(),
        Position::Defers { to: Deferral::Ncd } => "defers to the ncd".to_owned(),
        Position::Defers { to: Deferral::Policy(id) } => format!("defers to the policy {id}"),
    }
}
