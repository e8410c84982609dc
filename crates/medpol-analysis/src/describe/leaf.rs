//! A condition on one fact: the fact, and what it is compared with.

use medpol_model::{
    Assumption, EvidenceRule, FactRef, Inclusion, NodeId, Order, Polarity, Rules, RulesId, Status, Test, Truth, Wanted,
};

use super::Words;
use super::value::{offset, order_words, range, value};

impl Words<'_> {
    /// A fact with everything that it must pass.
    pub(super) fn compared(&self, node: NodeId, fact: FactRef, tests: &[String], rules: Option<RulesId>) -> String {
        format!("{}: {}{}", self.fact(node, fact), tests.join(", and "), self.rules(rules))
    }

    /// One test of a fact.
    pub(super) fn test(&self, node: NodeId, fact: FactRef, test: &Test) -> String {
        let kind = self.kind(fact.fact);
        match test {
            Test::Range(wanted) => range(kind, *wanted),
            Test::Points { ticks, polarity } => {
                let values: Vec<String> = ticks.iter().map(|tick| value(kind, *tick)).collect();
                format!("{} {}", membership(*polarity), values.join(", "))
            }
            Test::Mask(mask) => self.one_of(kind, *mask),
            Test::Symbols { set, polarity } if set.name.is_some() => {
                let word = match polarity {
                    Polarity::In => "in",
                    Polarity::NotIn => "not in",
                };
                format!("{word} {}", self.set(set))
            }
            Test::Symbols { set, polarity } => format!("{} {}", membership(*polarity), self.set(set)),
            // The days follow from the duration.
            Test::Duration { order, duration, days: _ } => format!("{} {duration}", order_words(kind, *order)),
            // How values are stored follows from the fact.
            Test::Fact { values: _, order, other, offset: added } => {
                let word = match order {
                    Order::Is => "the same as",
                    Order::IsNot | Order::AtLeast | Order::MoreThan | Order::AtMost | Order::LessThan => {
                        order_words(kind, *order)
                    }
                };
                format!("{word} “{}”{}", self.fact(node, *other), offset(kind, *added))
            }
            Test::Among { values: _, list, polarity } => {
                format!("{} the values of “{}”", membership(*polarity), self.fact(node, *list))
            }
            Test::Includes { values: _, inclusion, wanted } => {
                format!("{} {}", inclusion_words(*inclusion), self.wanted(node, fact, wanted))
            }
            Test::Contiguous(Polarity::In) => "side by side, without a gap between its values".to_owned(),
            Test::Contiguous(Polarity::NotIn) => "with a gap between its values".to_owned(),
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
        let Some(Rules { assume, presume_absent, evidence }) = self.program.rules(rules) else {
            return String::new();
        };
        let mut words = String::new();
        if let Some(Assumption(status)) = assume {
            words = words + "; taken as " + outcome(*status) + " where nothing is said of it";
        }
        if *presume_absent {
            words.push_str("; presumed absent where nothing is said of it");
        }
        match evidence {
            None => {}
            Some(EvidenceRule::Any) => words.push_str("; counts only with evidence"),
            Some(EvidenceRule::Kinds(kinds)) => {
                words = words + "; counts only with evidence of this kind: " + &kinds.join(", ");
            }
        }
        words
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
