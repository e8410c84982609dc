//! One condition before and after: what it says itself, and what is said about it.

use medpol_model::answer::{
    Change, ChangeKind, ChangedPart, ConditionOperator, DescribedComparison, DescribedCondition, DescribedEdit, Effect,
};
use medpol_model::policy::{Comparator, Confidence, CriterionSeverity};

use super::key::{citations, sentence};
use super::parts::{Layers, parts};
use super::unit::Inherited;
use super::words::{by_word, flat};

/// What a condition says to a reader: its own text, or its result.
pub(super) fn told(condition: &DescribedCondition) -> String {
    condition.text.as_deref().map_or_else(|| sentence(condition), flat)
}

/// A condition of both policies that is taken for one.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) part: ChangedPart,
    /// What the two have from the conditions around them.
    pub(super) inherited: [Inherited<'a>; 2],
}

impl Pair<'_> {
    /// Everything that changed in it, down to its parts that have no id.
    pub(super) fn compare(self, before: &DescribedCondition, after: &DescribedCondition, changes: &mut Vec<Change>) {
        self.asked(before, after, changes);
        self.told(before, after, changes);
    }

    fn change(self, kind: ChangeKind, of: &DescribedCondition, effect: Effect) -> Change {
        let subject = of.id.as_ref().unwrap_or(&of.path).to_string();
        Change { kind, part: self.part, subject, effect, before: None, after: None, words: Vec::new() }
    }

    /// What it asks: exceptions and waivers, operator and values, and its parts.
    fn asked(self, before: &DescribedCondition, after: &DescribedCondition, changes: &mut Vec<Change>) {
        let (old, new) = (Layers::of(before), Layers::of(after));
        for (kind, old, new) in [
            (ChangeKind::Exception, &old.exceptions, &new.exceptions),
            (ChangeKind::Waiver, &old.waivers, &new.waivers),
        ] {
            let said = |list: &[&DescribedCondition]| list.iter().map(|one| named(one)).collect::<Vec<_>>();
            let (was, is) = (said(old), said(new));
            if was != is {
                let text = |list: Vec<String>| (!list.is_empty()).then(|| list.join("; "));
                let change = self.change(kind, after, Effect::Decides);
                changes.push(Change { before: text(was), after: text(is), ..change });
            }
        }
        self.own(old.core, new.core, changes);
        let inherited = [Inherited::from(before), Inherited::from(after)];
        parts(Pair { inherited, ..self }, old.core, new.core, changes);
    }

    /// What the condition says by itself.
    fn own(self, before: &DescribedCondition, after: &DescribedCondition, changes: &mut Vec<Change>) {
        let mut add = |kind, was: Option<String>, is: Option<String>| {
            let change = self.change(kind, after, Effect::Decides);
            changes.push(Change { before: was, after: is, ..change });
        };
        let (was, is) = (bare(before), bare(after));
        if before.operator != after.operator {
            add(ChangeKind::Operator, Some(was.to_owned()), Some(is.to_owned()));
        } else if was != is {
            add(kind(before, after), Some(was.to_owned()), Some(is.to_owned()));
        }
        if before.absence != after.absence {
            add(ChangeKind::Absence, before.absence.clone(), after.absence.clone());
        }
        if before.evidence != after.evidence {
            add(ChangeKind::Evidence, before.evidence.clone(), after.evidence.clone());
        }
    }

    /// What is said about it, and where it comes from.
    fn told(self, before: &DescribedCondition, after: &DescribedCondition, changes: &mut Vec<Change>) {
        let texts = [
            (ChangeKind::Reworded, &before.text, &after.text),
            (ChangeKind::Note, &before.note, &after.note),
            (ChangeKind::MemberText, &before.member_text, &after.member_text),
            (ChangeKind::Because, &before.because, &after.because),
        ];
        for (kind, was, is) in texts {
            self.text(kind, after, [was.as_deref(), is.as_deref()], changes);
        }
        self.edit(before, after, changes);
        let full = |text: String| (!text.is_empty()).then_some(text);
        let [old, new] = self.inherited;
        let is_inherited = *before.citations == *old.citations && *after.citations == *new.citations;
        if before.citations != after.citations && !is_inherited {
            let [was, is] = [before, after].map(|one| full(citations(&one.citations)));
            self.text(ChangeKind::Citation, after, [was.as_deref(), is.as_deref()], changes);
        }
        let mut add = |kind, effect, was: String, is: String| {
            let change = self.change(kind, after, effect);
            changes.push(Change { before: full(was), after: full(is), ..change });
        };
        if before.advisory != after.advisory {
            let word = |condition: &DescribedCondition| if condition.advisory { "only shown" } else { "decides" };
            add(ChangeKind::Advisory, Effect::Decides, word(before).to_owned(), word(after).to_owned());
        }
        if before.severity != after.severity {
            let word = |condition: &DescribedCondition| condition.severity.map(severity).unwrap_or_default().to_owned();
            add(ChangeKind::Severity, Effect::Follows, word(before), word(after));
        }
        let is_inherited = before.confidence == old.confidence && after.confidence == new.confidence;
        if before.confidence != after.confidence && !is_inherited {
            let word = |condition: &DescribedCondition| confidence(condition.confidence).to_owned();
            add(ChangeKind::Confidence, Effect::Tells, word(before), word(after));
        }
        let is_inherited = before.origin.as_deref() == old.origin && after.origin.as_deref() == new.origin;
        if before.origin != after.origin && !is_inherited {
            let word = |condition: &DescribedCondition| condition.origin.as_deref().unwrap_or_default().to_owned();
            add(ChangeKind::Citation, Effect::Tells, word(before), word(after));
        }
    }

    fn text(self, kind: ChangeKind, of: &DescribedCondition, [was, is]: [Option<&str>; 2], changes: &mut Vec<Change>) {
        let (was, is) = (was.map(flat), is.map(flat));
        if was == is {
            return;
        }
        let words = match (&was, &is) {
            (Some(was), Some(is)) => by_word(was, is),
            (None, _) | (_, None) => Vec::new(),
        };
        let change = self.change(kind, of, Effect::Tells);
        changes.push(Change { before: was, after: is, words, ..change });
    }

    /// What a coding edit says beside its condition.
    fn edit(self, before: &DescribedCondition, after: &DescribedCondition, changes: &mut Vec<Change>) {
        let (Some(old), Some(new)) = (&before.edit, &after.edit) else { return };
        let DescribedEdit { severity: old_severity, message, remedy, lines, names, names_where: _ } = old;
        self.text(ChangeKind::Message, after, [Some(&**message), Some(&*new.message)], changes);
        self.text(ChangeKind::Message, after, [remedy.as_deref(), new.remedy.as_deref()], changes);
        if *old_severity != new.severity {
            let change = self.change(ChangeKind::Severity, after, Effect::Follows);
            let word = |one| Some(severity(one).to_owned());
            changes.push(Change { before: word(*old_severity), after: word(new.severity), ..change });
        }
        let named = |lines: &String, names: &Option<String>| match names {
            Some(names) => format!("lines are {lines}; it names {names}"),
            None => format!("lines are {lines}"),
        };
        let (was, is) = (named(lines, names), named(&new.lines, &new.names));
        if was != is {
            let change = self.change(ChangeKind::Condition, after, Effect::Follows);
            changes.push(Change { before: Some(was), after: Some(is), ..change });
        }
    }
}

/// An exception or waiver: by its id, else by what it says.
fn named(condition: &DescribedCondition) -> String {
    condition.id.as_ref().map_or_else(|| sentence(condition), |id| format!("`{id}`"))
}

/// What a condition says by itself, without what it says of facts that are absent or unproven.
fn bare(condition: &DescribedCondition) -> &str {
    let mut says = condition.says.as_str();
    for rule in [&condition.evidence, &condition.absence].into_iter().flatten() {
        says = says.strip_suffix(rule.as_str()).map_or(says, |rest| rest.strip_suffix("; ").unwrap_or(rest));
    }
    says
}

/// What kind of change it is that two conditions of one operator say something else.
fn kind(before: &DescribedCondition, after: &DescribedCondition) -> ChangeKind {
    match before.operator {
        ConditionOperator::Fact => {}
        ConditionOperator::Of => return ChangeKind::Threshold,
        ConditionOperator::Count | ConditionOperator::Sum if before.facts == after.facts => {
            return ChangeKind::Threshold;
        }
        ConditionOperator::Criterion => return ChangeKind::Fact,
        ConditionOperator::Known
        | ConditionOperator::All
        | ConditionOperator::Any
        | ConditionOperator::None
        | ConditionOperator::Not
        | ConditionOperator::Satisfied
        | ConditionOperator::Except
        | ConditionOperator::Waive
        | ConditionOperator::If
        | ConditionOperator::Some
        | ConditionOperator::Without
        | ConditionOperator::Every
        | ConditionOperator::Count
        | ConditionOperator::Sum
        | ConditionOperator::Latest
        | ConditionOperator::Earliest
        | ConditionOperator::Settled => return by_facts(before, after),
    }
    let facts = by_facts(before, after);
    if facts == ChangeKind::Fact && before.comparisons.len() == after.comparisons.len() {
        return facts;
    }
    compared(&before.comparisons, &after.comparisons).unwrap_or(facts)
}

fn by_facts(before: &DescribedCondition, after: &DescribedCondition) -> ChangeKind {
    if before.facts == after.facts { ChangeKind::Condition } else { ChangeKind::Fact }
}

/// What kind of change it is by the comparators and their right sides; `None` where these are the same.
fn compared(before: &[DescribedComparison], after: &[DescribedComparison]) -> Option<ChangeKind> {
    let comparators = |list: &[DescribedComparison]| list.iter().map(|one| one.comparator).collect::<Vec<_>>();
    if comparators(before) != comparators(after) {
        return Some(ChangeKind::Comparator);
    }
    let (was, is) = before.iter().zip(after).find(|(was, is)| was.right != is.right)?;
    let split = |text: &str| text.split_once(' ').map(|(number, unit)| (number.to_owned(), unit.to_owned()));
    if matches!(was.comparator, Comparator::InValueSet | Comparator::NotInValueSet) {
        return Some(ChangeKind::Codes);
    }
    let is_same_number = match (split(&was.right), split(&is.right)) {
        (Some((number, _)), Some((other, _))) => number == other && number.parse::<i64>().is_ok(),
        (None, _) | (_, None) => false,
    };
    Some(if is_same_number { ChangeKind::Unit } else { ChangeKind::Threshold })
}

const fn severity(severity: CriterionSeverity) -> &'static str {
    match severity {
        CriterionSeverity::Reject => "a request cannot go on",
        CriterionSeverity::Warn => "somebody should look",
        CriterionSeverity::Info => "for information",
    }
}

const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Read => "read in the document itself",
        Confidence::Secondary => "restated by somebody else",
        Confidence::Inferred => "deduced",
    }
}
