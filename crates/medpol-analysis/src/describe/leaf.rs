//! A condition on one fact: the fact, and what it is compared with.

use medpol_model::program::{
    Assumption, Atom, EvidenceRule, FactRef, Inclusion, Limit, Membership, NodeId, Order, Polarity, Relation, Rules,
    RulesId, Values, Wanted,
};
use medpol_model::value::{Status, TickSet, Truth};
use medpol_model::vocabulary::FactKind;

use super::Words;
use super::value::{offset, order_words, range, value};

impl Words<'_> {
    /// A fact with everything that it must pass.
    pub(super) fn compared(&self, node: NodeId, fact: FactRef, tests: &[String], rules: Option<RulesId>) -> String {
        format!("{}: {}{}", self.fact(node, fact), tests.join(", and "), self.rules(rules))
    }

    /// The values that satisfy an atom; every entry must hold.
    pub(super) fn values_of(&self, atom: &Atom) -> Vec<String> {
        let kind = self.kind(atom.fact.fact);
        match &atom.values {
            Values::Mask(mask) => vec![self.one_of(kind, *mask)],
            Values::Ticks(set) => vec![ticks(kind, set)],
            // The days follow from the duration.
            Values::Times(limits) => {
                let limit =
                    |Limit { order, duration, days: _ }: &Limit| format!("{} {duration}", order_words(kind, *order));
                limits.iter().map(limit).collect()
            }
            Values::Symbols(memberships) => memberships.iter().map(|one| self.membership(one)).collect(),
        }
    }

    fn membership(&self, Membership { set, polarity }: &Membership) -> String {
        let word = match (set.name.is_some(), polarity) {
            (true, Polarity::In) => "in",
            (true, Polarity::NotIn) => "not in",
            (false, polarity) => membership(*polarity),
        };
        format!("{word} {}", self.set(set))
    }

    /// One relation of a fact.
    pub(super) fn relation(&self, node: NodeId, fact: FactRef, relation: &Relation) -> String {
        let kind = self.kind(fact.fact);
        match relation {
            // How values are stored follows from the fact.
            Relation::Fact { values: _, order, other, offset: added } => {
                let word = match order {
                    Order::Is => "the same as",
                    Order::IsNot | Order::AtLeast | Order::MoreThan | Order::AtMost | Order::LessThan => {
                        order_words(kind, *order)
                    }
                };
                format!("{word} “{}”{}", self.fact(node, *other), offset(kind, *added))
            }
            Relation::Among { values: _, list, polarity } => {
                format!("{} the values of “{}”", membership(*polarity), self.fact(node, *list))
            }
            Relation::Includes { values: _, inclusion, wanted } => {
                format!("{} {}", inclusion_words(*inclusion), self.wanted(node, fact, wanted))
            }
            Relation::Alike(other) => format!("the same as “{}”, given or not", self.fact(node, *other)),
            Relation::Contiguous(Polarity::In) => "side by side, without a gap between its values".to_owned(),
            Relation::Contiguous(Polarity::NotIn) => "with a gap between its values".to_owned(),
        }
    }

    fn wanted(&self, node: NodeId, fact: FactRef, wanted: &Wanted) -> String {
        let kind = self.kind(fact.fact);
        match wanted {
            Wanted::Mask(mask) => self.names(kind, *mask).join(", "),
            Wanted::Points(points) => points.iter().map(|tick| value(kind, *tick)).collect::<Vec<_>>().join(", "),
            Wanted::Symbols(set) => self.set(set),
            Wanted::List(list) => format!("the values of “{}”", self.fact(node, *list)),
            Wanted::Fact(other) => format!("the value of “{}”", self.fact(node, *other)),
        }
    }

    /// What holds where facts are absent or unproven; nothing where nothing is said of it.
    pub(super) fn rules(&self, rules: Option<RulesId>) -> String {
        let words: Vec<String> = [self.absence(rules), self.evidence(rules)].into_iter().flatten().collect();
        if words.is_empty() { String::new() } else { format!("; {}", words.join("; ")) }
    }

    /// What is assumed where nothing is said of a fact.
    pub(super) fn absence(&self, rules: Option<RulesId>) -> Option<String> {
        let Rules { assume, presume_absent, evidence: _ } = self.program.rules(rules)?;
        let assumed =
            assume.map(|Assumption(status)| format!("taken as {} where nothing is said of it", outcome(status)));
        let presumed = presume_absent.then(|| "presumed absent where nothing is said of it".to_owned());
        let words: Vec<String> = assumed.into_iter().chain(presumed).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// Which evidence is asked for.
    pub(super) fn evidence(&self, rules: Option<RulesId>) -> Option<String> {
        let Rules { assume: _, presume_absent: _, evidence } = self.program.rules(rules)?;
        match evidence {
            None => None,
            Some(EvidenceRule::Any) => Some("counts only with evidence".to_owned()),
            Some(EvidenceRule::Kinds(kinds)) => {
                Some(format!("counts only with evidence of this kind: {}", kinds.join(", ")))
            }
        }
    }
}

/// A set of numbers or dates: what it leaves out, where that is less to say.
fn ticks(kind: Option<&FactKind>, set: &TickSet) -> String {
    let points = |set: &TickSet| -> Option<String> {
        let each = set.intervals().iter().map(|interval| interval.is_point().then(|| value(kind, interval.low)));
        each.collect::<Option<Vec<_>>>().map(|values| values.join(", "))
    };
    let complement = set.complement();
    match (points(set), points(&complement)) {
        (Some(values), _) if set.intervals().len() > 1 => format!("{} {values}", membership(Polarity::In)),
        (_, Some(values)) if !complement.is_empty() => format!("{} {values}", membership(Polarity::NotIn)),
        _ if set.is_empty() => "never".to_owned(),
        _ => set.intervals().iter().map(|interval| range(kind, *interval)).collect::<Vec<_>>().join(", or "),
    }
}

const fn membership(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::In => "one of",
        Polarity::NotIn => "none of",
    }
}

const fn inclusion_words(inclusion: Inclusion) -> &'static str {
    match inclusion {
        Inclusion::Any => "including any of",
        Inclusion::All => "including all of",
        Inclusion::Only => "nothing but",
        Inclusion::None => "including none of",
    }
}

/// An outcome that is settled.
pub(super) const fn outcome(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "met",
        Some(Truth::NotMet) => "not met",
        Some(Truth::Unknown) => "unknown",
        None => "not applicable",
    }
}
