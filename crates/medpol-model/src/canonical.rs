//! The canonical text of a condition: the same for conditions that mean the same by construction.
//!
//! Names, wording and layout are left out; facts, thresholds, units and structure are in. Digests
//! and the search for duplicate criteria read it.

use std::fmt::Write;

use crate::{
    Derivation, Edit, EvidenceRule, FactId, FactKind, FactRef, Interval, NodeId, Offset, Op, Program, Run, ScopeId,
    SymbolSet, Symbols, Test, Vocabulary, Wanted,
};

/// Writes conditions of one program.
#[derive(Clone, Copy, Debug)]
pub struct Canonical<'a> {
    /// The dictionary of the facts.
    pub vocabulary: &'a Vocabulary,
    /// The program the nodes are of.
    pub program: &'a Program,
    /// The numbered texts.
    pub symbols: &'a Symbols,
}

impl Canonical<'_> {
    /// The canonical text of a node with everything below it.
    pub fn node(&self, node: NodeId) -> String {
        let mut text = String::new();
        self.write(node, &mut text);
        text
    }

    /// What a coding edit means beside its condition: its weight and the lines it names.
    pub fn edit(&self, edit: &Edit) -> String {
        let blame = edit.blame.as_ref().map_or_else(String::new, |blame| {
            let filter = self.program.scope(*blame).filter.map_or_else(String::new, |filter| self.node(filter));
            format!(" blame {}{filter}", self.elements(*blame))
        });
        format!("{:?} of {}{blame}", edit.severity, self.fact(edit.list))
    }

    fn write(&self, node: NodeId, text: &mut String) {
        let Some(op) = self.program.node(node) else { return };
        let start = text.len();
        match op {
            Op::All(_) => text.push_str("all"),
            Op::Any(_) => text.push_str("any"),
            Op::None(_) => text.push_str("none"),
            Op::Not(_) => text.push_str("not"),
            Op::Satisfied(_) => text.push_str("satisfied"),
            Op::Tally { least, most, waived, not_applicable, .. } => {
                put(text, format_args!("tally {least} {most} {waived:?} {not_applicable:?}"));
            }
            Op::Except { .. } => text.push_str("except"),
            Op::Waive { .. } => text.push_str("waive"),
            Op::If { .. } => text.push_str("if"),
            Op::Same(_) => {}
            Op::Mask { fact, allowed, rules } => {
                put(
                    text,
                    format_args!(
                        "mask {} {}{}",
                        self.fact(*fact),
                        self.values(fact.fact, *allowed),
                        self.rules(*rules)
                    ),
                );
            }
            Op::Range { fact, wanted, rules } => {
                put(text, format_args!("range {} {}{}", self.fact(*fact), self.range(*wanted), self.rules(*rules)));
            }
            Op::Test { fact, tests, rules } => {
                put(
                    text,
                    format_args!("test {} {}{}", self.fact(*fact), self.tests(fact.fact, *tests), self.rules(*rules)),
                );
            }
            Op::Known(fact) => put(text, format_args!("known {}", self.fact(*fact))),
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                let has = if satisfies.is_some() { "satisfies" } else { "" };
                put(text, format_args!("{quantifier:?} {}{has}{}", self.elements(*elements), self.rules(*rules)));
            }
            Op::Count { elements, distinct, wanted, rules } => {
                let fields: Vec<String> =
                    self.program.fields(*distinct).iter().map(|field| self.fact(*field)).collect();
                let (elements, wanted, rules) = (self.elements(*elements), self.range(*wanted), self.rules(*rules));
                put(text, format_args!("count {elements} by {fields:?} {wanted}{rules}"));
            }
            Op::Extreme { extreme, elements, by, if_empty, rules, .. } => {
                let (elements, by, rules) = (self.elements(*elements), self.fact(*by), self.rules(*rules));
                put(text, format_args!("{extreme:?} {elements}{by} {if_empty:?}{rules}"));
            }
            Op::Constant(status) => put(text, format_args!("{status:?}")),
            Op::Sum { elements, field, wanted, rules } => {
                let (elements, wanted, rules) = (self.elements(*elements), self.range(*wanted), self.rules(*rules));
                put(text, format_args!("sum {elements} {} {wanted}{rules}", self.fact(*field)));
            }
        }
        let below = self.program.below(node);
        if matches!(op, Op::Same(_)) {
            for inner in &below {
                self.write(*inner, text);
            }
        } else if !below.is_empty() {
            self.write_below(op, &below, text);
        }
        debug_assert!(text.len() > start || below.is_empty(), "a node without a text");
    }

    fn write_below(&self, op: &Op, below: &[NodeId], text: &mut String) {
        let mut parts: Vec<String> = below.iter().map(|inner| self.node(*inner)).collect();
        // The order of members of a group has no meaning; that of branches has.
        if matches!(op, Op::All(_) | Op::Any(_) | Op::None(_) | Op::Tally { .. }) {
            parts.sort_unstable();
        }
        put(text, format_args!("({})", parts.join(" ; ")));
    }

    /// A fact with the frame it is read from.
    fn fact(&self, fact: FactRef) -> String {
        let path = self.vocabulary.fact(fact.fact).map_or("", |fact| &*fact.path);
        format!("${}:{path}", self.depth(fact.scope))
    }

    /// How many lists lie around what is spoken of: siblings that say the same read alike.
    fn depth(&self, scope: ScopeId) -> u32 {
        if scope == ScopeId::CASE { 0 } else { 1 + self.depth(self.program.scope(scope).parent) }
    }

    fn elements(&self, elements: ScopeId) -> String {
        let elements = self.program.scope(elements);
        let filter = if elements.filter.is_some() { " where " } else { " " };
        format!("{} as ${}{filter}", self.fact(elements.list), self.depth(elements.id))
    }

    fn values(&self, fact: FactId, mask: u64) -> String {
        let kind = self.vocabulary.fact(fact).map(|fact| &fact.kind);
        let element = match kind {
            Some(FactKind::List(list)) => {
                let inner = self.vocabulary.frame(list.frame).and_then(|frame| frame.facts.first());
                inner.and_then(|inner| self.vocabulary.fact(*inner)).map(|fact| &fact.kind)
            }
            other => other,
        };
        match element {
            Some(FactKind::Enumeration(id)) => self.vocabulary.enumeration(*id).map_or_else(String::new, |known| {
                known.members(mask).map(|value| &*value.name).collect::<Vec<_>>().join("|")
            }),
            _ => format!("{mask:b}"),
        }
    }

    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    fn range(&self, range: Interval) -> String {
        format!("[{}..{}]", range.low, range.high)
    }

    fn rules(&self, rules: Option<crate::RulesId>) -> String {
        let Some(rules) = self.program.rules(rules) else { return String::new() };
        let evidence = match &rules.evidence {
            None => String::new(),
            Some(EvidenceRule::Any) => " evidence".to_owned(),
            Some(EvidenceRule::Kinds(kinds)) => format!(" evidence {kinds:?}"),
        };
        format!(" absent {:?} {}{evidence}", rules.assume, rules.presume_absent)
    }

    fn tests(&self, fact: FactId, run: Run) -> String {
        let mut texts: Vec<String> = self.program.tests(run).iter().map(|test| self.test(fact, test)).collect();
        texts.sort_unstable();
        texts.join(" & ")
    }

    fn test(&self, fact: FactId, test: &Test) -> String {
        match test {
            Test::Range(range) => self.range(*range),
            Test::Points { ticks, polarity } => format!("{polarity:?} {ticks:?}"),
            Test::Mask(mask) => self.values(fact, *mask),
            Test::Symbols { set, polarity } => format!("{polarity:?} {}", self.symbols(set)),
            Test::Duration { order, duration, .. } => format!("{order:?} {} {:?}", duration.count, duration.span),
            Test::Fact { order, other, offset: Offset::None, .. } => format!("{order:?} {}", self.fact(*other)),
            Test::Fact { order, other, offset, .. } => format!("{order:?} {} {offset:?}", self.fact(*other)),
            Test::Among { list, polarity, .. } => format!("{polarity:?} {}", self.fact(*list)),
            Test::Includes { inclusion, wanted, .. } => format!("{inclusion:?} {}", self.wanted(fact, wanted)),
            Test::Contiguous(polarity) => format!("contiguous {polarity:?}"),
        }
    }

    fn wanted(&self, fact: FactId, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Mask(mask) => self.values(fact, *mask),
            Wanted::Points(ticks) => format!("{ticks:?}"),
            Wanted::Symbols(set) => self.symbols(set),
            Wanted::List(list) => self.fact(*list),
            Wanted::Fact(other) => self.fact(*other),
        }
    }

    fn symbols(&self, set: &SymbolSet) -> String {
        let mut texts: Vec<String> = set
            .numbers
            .iter()
            .map(|number| {
                let period = set.periods.iter().find(|(other, _)| other == number);
                let period = period.map_or_else(String::new, |(_, period)| self.range(*period));
                format!("{}{period}", self.symbols.text(*number).unwrap_or_default())
            })
            .chain(set.stems.iter().map(|stem| format!("{stem}*")))
            .collect();
        texts.sort_unstable();
        texts.join("|")
    }

    /// How a fact is defined: its type, its bounds, and how it follows from others.
    pub fn definition(&self, id: FactId) -> String {
        let Some(fact) = self.vocabulary.fact(id) else { return String::new() };
        let kind = match &fact.kind {
            FactKind::Enumeration(known) => format!(
                "one of {}",
                self.vocabulary.enumeration(*known).map_or_else(String::new, |known| {
                    known.values.iter().map(|value| &*value.name).collect::<Vec<_>>().join("|")
                })
            ),
            FactKind::List(_) => "list".to_owned(),
            FactKind::Integer { unit } | FactKind::Decimal { unit } => {
                format!("number {}", unit.map_or("", |unit| unit.symbol))
            }
            // A code names its system wherever one is compared, so that a fact takes further ones changes nothing.
            FactKind::Code { systems } => {
                format!("Code {{ system: {:?} }}", systems.first().map_or("", |system| &*system.id))
            }
            other => format!("{other:?}"),
        };
        let own = Canonical { program: &self.vocabulary.program, ..*self };
        let arises = fact.asked_when.map_or_else(String::new, |node| format!(" when {}", own.node(node)));
        let derived = fact
            .derivation
            .and_then(|id| self.vocabulary.derivations.get(id.0 as usize))
            .map_or_else(String::new, |derivation| format!(" from {}", own.derivation(derivation)));
        format!("{}: {kind} {}{arises}{derived}", fact.path, self.range(fact.bounds))
    }

    fn derivation(&self, derivation: &Derivation) -> String {
        let which = |elements: &ScopeId| {
            let filter = self.program.scope(*elements).filter.map_or_else(String::new, |filter| self.node(filter));
            format!("{}{filter}", self.elements(*elements))
        };
        match derivation {
            Derivation::ElapsedSince(start) => format!("elapsed {}", self.fact(*start)),
            Derivation::ElapsedBetween { from, to } => format!("between {} {}", self.fact(*from), self.fact(*to)),
            Derivation::PercentChange { from, to } => format!("change {} {}", self.fact(*from), self.fact(*to)),
            Derivation::Count(elements) => format!("count {}", which(elements)),
            Derivation::Sum { elements, field } => format!("sum {} {}", which(elements), self.fact(*field)),
            Derivation::Latest { elements, field } => format!("latest {} {}", which(elements), self.fact(*field)),
            Derivation::Earliest { elements, field } => format!("earliest {} {}", which(elements), self.fact(*field)),
            Derivation::BodyMassIndex { weight, height } => {
                format!("bmi {} {}", self.fact(*weight), self.fact(*height))
            }
        }
    }
}

fn put(text: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(part);
}
