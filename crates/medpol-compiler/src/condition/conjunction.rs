//! The result of the comparators of one leaf together.
//!
//! Every comparator adds what it asks to one [`Conjunction`]; it becomes the leaf's node and is checked
//! here for whether it can decide anything. How a right side is read is not known here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Comparison;
use medpol_model::program::{FactRef, Limit, Membership, Op, Program, Relation, RulesId, Values};
use medpol_model::value::{Interval, Status, TickSet};
use medpol_model::vocabulary::{Enumeration, FactKind};
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
    ticks: Option<TickSet>,
    /// How long a time must be.
    limits: Vec<Limit>,
    /// The sets that a code or text must be in, or not in.
    memberships: Vec<Membership>,
    /// How the fact must relate to others.
    relations: Vec<Relation>,
    /// The comparators in words.
    pub(super) comparisons: Vec<Comparison>,
}

impl Conjunction {
    /// Asks for one of these values of an enumeration.
    pub(super) fn allow_mask(&mut self, mask: u64) {
        self.mask = Some(self.mask.unwrap_or(u64::MAX) & mask);
    }

    /// Asks for a number or date in this set.
    pub(super) fn allow_ticks(&mut self, ticks: TickSet) {
        self.ticks = Some(match self.ticks.take() {
            Some(known) => known.meet(&ticks),
            None => ticks,
        });
    }

    /// Asks for a time of this length.
    pub(super) fn limit(&mut self, limit: Limit) {
        self.limits.push(limit);
    }

    /// Asks for a code or text that is in a set, or not in it.
    pub(super) fn belong(&mut self, membership: Membership) {
        self.memberships.push(membership);
    }

    /// Asks for a relation to another fact, or of a list to wanted values.
    pub(super) fn relate(&mut self, relation: Relation) {
        self.relations.push(relation);
    }

    /// Says a comparator in words.
    pub(super) fn say(&mut self, comparison: Comparison) {
        self.comparisons.push(comparison);
    }

    /// The values that are asked for, if any are. A fact is of one type, and so is what is asked of it.
    fn values(&self) -> Option<Values> {
        let mask = self.mask.map(Values::Mask);
        let ticks = || self.ticks.clone().map(Values::Ticks);
        let times = || (!self.limits.is_empty()).then(|| Values::Times(self.limits.as_slice().into()));
        let symbols = || (!self.memberships.is_empty()).then(|| Values::Symbols(self.memberships.as_slice().into()));
        mask.or_else(ticks).or_else(times).or_else(symbols)
    }

    /// The node that decides it.
    pub(super) fn into_op(self, program: &mut Program, fact: FactRef, rules: Option<RulesId>) -> Op {
        let atom = self.values().map(|values| program.add_atom(fact, values));
        match atom {
            Some(atom) if self.relations.is_empty() => Op::Leaf { atom, rules },
            within => Op::Relate { fact, within, relations: program.add_relations(&self.relations), rules },
        }
    }

    /// Whether it holds or fails whatever the fact is.
    fn verdict(&self, kind: &FactKind, domain: Option<u64>, bounds: Interval) -> Option<&'static str> {
        match (self.mask, domain, &self.ticks) {
            (Some(0), ..) => Some("never"),
            (Some(mask), Some(domain), _) if mask & domain == domain => Some("always"),
            (.., Some(ticks)) if ticks.meet(&TickSet::of(ticks.grain(), [bounds])).is_empty() => Some("never"),
            (.., Some(ticks)) if ticks.status(bounds) == Status::MET => Some("always"),
            (..) => match kind {
                FactKind::Duration(clock) if !duration::can_meet(*clock, &self.limits) => Some("never"),
                _ => None,
            },
        }
    }
}

/// Refuses comparisons that are met or fail whatever the fact is.
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
        Diagnostic::new(&codes::P0402, span, format!("this comparison is {verdict} met, whatever `{}` is", path.text))
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
