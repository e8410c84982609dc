//! What the comparators of one leaf come to together.
//!
//! Every comparator adds what it asks to one [`Conjunction`]; it becomes the leaf's node and is checked
//! here for whether it can decide anything. How a right side is read is not known here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{Comparison, Enumeration, FactKind, FactRef, Interval, Op, Program, RulesId, Status, Test};
use medpol_syntax::document::Text;

use super::written::Written;
use super::{Conditions, duration};
use crate::literal;
use crate::report::Subject;

/// What a leaf asks of its fact.
#[derive(Default)]
pub(super) struct Conjunction {
    /// The values of a boolean or an enumeration that all comparators allow.
    mask: Option<u64>,
    /// The numbers or dates that all comparators allow.
    range: Option<Interval>,
    /// What is neither.
    others: Vec<Test>,
    /// The comparators in words.
    pub(super) comparisons: Vec<Comparison>,
}

impl Conjunction {
    /// Asks for one of these values of an enumeration.
    pub(super) fn allow_mask(&mut self, mask: u64) {
        self.mask = Some(self.mask.unwrap_or(u64::MAX) & mask);
    }

    /// Asks for a number or date in this range.
    pub(super) fn allow_range(&mut self, range: Interval) {
        self.range = Some(self.range.unwrap_or(Interval::ALL).meet(range));
    }

    /// Asks what is neither of the two.
    pub(super) fn require(&mut self, test: Test) {
        self.others.push(test);
    }

    /// Says a comparator in words.
    pub(super) fn say(&mut self, comparison: Comparison) {
        self.comparisons.push(comparison);
    }

    /// The node that decides it.
    pub(super) fn into_op(self, program: &mut Program, fact: FactRef, rules: Option<RulesId>) -> Op {
        match (self.mask, self.range, self.others.as_slice()) {
            (Some(allowed), None, []) => Op::Mask { fact, allowed, rules },
            (None, Some(wanted), []) => Op::Range { fact, wanted, rules },
            (mask, range, others) => {
                let mut all: Vec<Test> = mask.map(Test::Mask).into_iter().collect();
                all.extend(range.map(Test::Range));
                all.extend(others.iter().cloned());
                Op::Test { fact, tests: program.add_tests(&all), rules }
            }
        }
    }

    /// Whether it holds or fails whatever the fact is.
    fn verdict(&self, kind: &FactKind, domain: Option<u64>, bounds: Interval) -> Option<&'static str> {
        match (self.mask, domain, self.range) {
            (Some(0), ..) => Some("never"),
            (Some(mask), Some(domain), _) if mask & domain == domain => Some("always"),
            (.., Some(range)) if range.is_empty() || range.meet(bounds).is_empty() => Some("never"),
            (.., Some(range)) if bounds.within(range) == Status::MET => Some("always"),
            (..) => match kind {
                FactKind::Duration(clock) if !duration::can_meet(*clock, &self.others) => Some("never"),
                _ => None,
            },
        }
    }
}

/// Refuses comparisons that hold or fail whatever the fact is.
pub(super) fn check_possible(
    conditions: &mut Conditions<'_>,
    path: &Text,
    fact: FactRef,
    conjunction: &Conjunction,
    written: &[Written<'_>],
) -> Option<()> {
    let vocabulary = conditions.scope.vocabulary;
    let declared = vocabulary.fact(fact.fact)?;
    let domain = match &declared.kind {
        FactKind::Boolean => Some(0b11),
        FactKind::Enumeration(id) => vocabulary.enumeration(*id).map(Enumeration::domain),
        FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => None,
    };
    let Some(verdict) = conjunction.verdict(&declared.kind, domain, declared.bounds) else { return Some(()) };
    let span = written.first().map_or(path.span, Written::span);
    let mut diagnostic =
        Diagnostic::new(&codes::P0402, span, format!("this comparison {verdict} holds, whatever `{}` is", path.text))
            .label("decides nothing");
    for other in written.iter().skip(1) {
        diagnostic = diagnostic.also(other.span(), "together with this");
    }
    // Only a comparator that stands alone can contradict the bounds and values of the vocabulary.
    diagnostic = match literal::bounds(declared) {
        Some(_) | None if written.len() > 1 => diagnostic.help("check the thresholds against each other"),
        Some(bounds) => Subject::fact(&path.text, declared)
            .show(diagnostic)
            .help(format!("in the vocabulary `{}` is {bounds}", path.text)),
        None => Subject::fact(&path.text, declared)
            .show(diagnostic)
            .help("check it against the values that the vocabulary gives the fact"),
    };
    conditions.diagnostics.push(diagnostic);
    None
}
