//! Mutants of operators: groups, modifiers, branches and conditions on elements.

use medpol_model::answer::MutantKind as Kind;
use medpol_model::program::{Counting, Extreme, IfEmpty, NodeId, Op, Quantifier, RulesId, Run, Scope, ScopeId};
use medpol_model::value::{Interval, Status, number};

use super::Changing;

impl Changing<'_> {
    pub(super) fn node(&mut self, node: NodeId) {
        let Some(op) = self.policy.program.node(node).cloned() else { return };
        match op {
            Op::All(run) => {
                self.add(node, Kind::Group, "`all` became `any`", Op::Any(run));
                self.members(node, run, Op::All);
            }
            Op::Any(run) => {
                self.add(node, Kind::Group, "`any` became `all`", Op::All(run));
                self.members(node, run, Op::Any);
            }
            Op::None(run) => {
                self.add(node, Kind::Group, "`none` became `any`", Op::Any(run));
                self.members(node, run, Op::None);
            }
            Op::Not(inner) => self.alone(node, Kind::Negation, "`not` left out", inner),
            Op::Tally { members, least, most, waived, not_applicable } => {
                self.tally(node, members, [least, most], [waived, not_applicable]);
            }
            Op::Except { base, exception } => {
                self.alone(node, Kind::Exception, "the exception left out", base);
                let waived = Op::Waive { base, waiver: exception };
                self.add(node, Kind::Swapped, "the exception became a waiver", waived);
            }
            Op::Waive { base, waiver } => {
                self.alone(node, Kind::Waiver, "the waiver left out", base);
                let excepted = Op::Except { base, exception: waiver };
                self.add(node, Kind::Swapped, "the waiver became an exception", excepted);
            }
            Op::If { condition, then, otherwise } => {
                self.alone(node, Kind::Branch, "asked in any case", then);
                if let Some(other) = otherwise {
                    let turned = Op::If { condition, then: other, otherwise: Some(then) };
                    self.add(node, Kind::Branch, "`then` and `else` changed places", turned);
                    let without = Op::If { condition, then, otherwise: None };
                    self.add(node, Kind::Branch, "`else` left out", without);
                }
            }
            Op::Leaf { atom, rules } => {
                self.leaf(node, atom, rules);
                self.rules(node, rules, &|rules| Op::Leaf { atom, rules });
            }
            Op::Relate { fact, within, relations, rules } => {
                self.relations(node, fact, within, relations, rules);
                self.rules(node, rules, &|rules| Op::Relate { fact, within, relations, rules });
            }
            Op::Known(_) => {
                self.add(node, Kind::Negation, "on record, whatever the case says", Op::Constant(Status::MET));
            }
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                self.quantifier(node, quantifier, elements, satisfies, rules);
                self.filter(node, elements);
                self.rules(node, rules, &|rules| Op::Quantify { quantifier, elements, satisfies, rules });
            }
            Op::Count { elements, distinct, wanted, rules } => {
                for (what, kind, wanted) in ranges(wanted) {
                    self.add(node, kind, what, Op::Count { elements, distinct, wanted, rules });
                }
                if !distinct.is_empty() {
                    let all = Op::Count { elements, distinct: Run::EMPTY, wanted, rules };
                    self.add(node, Kind::Distinct, "counts entries that are alike more than once", all);
                }
                self.filter(node, elements);
                self.rules(node, rules, &|rules| Op::Count { elements, distinct, wanted, rules });
            }
            Op::Sum { elements, field, wanted, rules } => {
                for (what, kind, wanted) in ranges(wanted) {
                    self.add(node, kind, what, Op::Sum { elements, field, wanted, rules });
                }
                self.filter(node, elements);
                self.rules(node, rules, &|rules| Op::Sum { elements, field, wanted, rules });
            }
            Op::Extreme { extreme, elements, by, satisfies, if_empty, rules } => {
                let (word, turned) = match extreme {
                    Extreme::Latest => ("`latest` became `earliest`", Extreme::Earliest),
                    Extreme::Earliest => ("`earliest` became `latest`", Extreme::Latest),
                };
                let with = |extreme, if_empty| Op::Extreme { extreme, elements, by, satisfies, if_empty, rules };
                self.add(node, Kind::Extreme, word, with(turned, if_empty));
                let empty = "an empty list counts the other way";
                self.add(node, Kind::EmptyList, empty, with(extreme, other_if_empty(if_empty)));
                self.filter(node, elements);
            }
            // What it refers to is changed where it stands; what is settled has no operator.
            Op::Same(_) | Op::Satisfied(_) | Op::Constant(_) => {}
        }
    }

    /// A node that is as one of the nodes that it holds.
    fn alone(&mut self, node: NodeId, kind: Kind, what: &str, inner: NodeId) {
        let mut program = self.policy.program.clone();
        let run = program.add_members(&[inner]);
        self.add_with(node, kind, what, program, Op::All(run));
    }

    /// A group without each of its members.
    fn members(&mut self, node: NodeId, run: Run, same: impl Fn(Run) -> Op) {
        let members = self.policy.program.members(run).to_vec();
        if members.len() < 2 {
            return;
        }
        for (at, left_out) in members.iter().enumerate() {
            let mut program = self.policy.program.clone();
            let rest = members.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, member)| *member);
            let run = program.add_members(&rest.collect::<Vec<_>>());
            let path = self.policy.detail(*left_out).map_or("", |detail| &*detail.path);
            self.add_with(node, Kind::Member, format!("`{path}` left out"), program, same(run));
        }
    }

    fn tally(&mut self, node: NodeId, members: Run, range: [u32; 2], counting: [Counting; 2]) {
        let ([least, most], [waived, not_applicable]) = (range, counting);
        let with = |least, most, waived| Op::Tally { members, least, most, waived, not_applicable };
        if least < members.length {
            self.add(node, Kind::Number, format!("{least} became {}", least + 1), with(least + 1, most, waived));
        }
        if least > 0 {
            self.add(node, Kind::Number, format!("{least} became {}", least - 1), with(least - 1, most, waived));
        }
        if most < members.length {
            self.add(node, Kind::Number, format!("{most} became {}", most + 1), with(least, most + 1, waived));
        }
        let (word, other) = match waived {
            Counting::Counts => ("`waived: counts` became `shrinks`", Counting::Shrinks),
            Counting::Shrinks => ("`waived: shrinks` became `counts`", Counting::Counts),
        };
        self.add(node, Kind::Waived, word, with(least, most, other));
        self.members(node, members, |members| Op::Tally { members, least, most, waived, not_applicable });
    }

    fn quantifier(
        &mut self,
        node: NodeId,
        quantifier: Quantifier,
        elements: ScopeId,
        satisfies: Option<NodeId>,
        rules: Option<RulesId>,
    ) {
        let with = |quantifier, satisfies| Op::Quantify { quantifier, elements, satisfies, rules };
        match quantifier {
            Quantifier::Some => {
                self.add(node, Kind::Quantifier, "`some` became `without`", with(Quantifier::Without, satisfies));
            }
            Quantifier::Without => {
                self.add(node, Kind::Quantifier, "`without` became `some`", with(Quantifier::Some, satisfies));
            }
            Quantifier::Every { if_empty } => {
                let turned = Quantifier::Every { if_empty: other_if_empty(if_empty) };
                let what = "an empty list counts the other way";
                self.add(node, Kind::EmptyList, what, with(turned, satisfies));
                let what = "nothing asked of the entries";
                self.add(node, Kind::Quantifier, what, with(quantifier, None));
            }
        }
    }

    /// A condition on all elements of the list, and not on some.
    fn filter(&mut self, node: NodeId, elements: ScopeId) {
        let scope = *self.policy.program.scope(elements);
        // Of a group, what makes an element one of it is no condition of the author's.
        if scope.filter.is_none() || scope.group.is_some() {
            return;
        }
        let mut program = self.policy.program.clone();
        let place = usize::try_from(elements.0).ok().and_then(|at| program.scopes.get_mut(at.checked_sub(1)?));
        if let Some(place) = place {
            *place = Scope { filter: None, ..scope };
            self.add_program(node, Kind::Filter, "`where` left out", program);
        }
    }

    /// What holds where a fact is absent or unproven, without each of its parts.
    fn rules(&mut self, node: NodeId, rules: Option<RulesId>, with: &dyn Fn(Option<RulesId>) -> Op) {
        let Some(own) = self.policy.program.rules(rules).cloned() else { return };
        if own.assume.is_some() || own.presume_absent {
            let mut program = self.policy.program.clone();
            let mut other = own.clone();
            (other.assume, other.presume_absent) = (None, false);
            let rules = program.add_rules(other);
            self.add_with(node, Kind::Absence, "nothing assumed where it is absent", program, with(rules));
        }
        if own.evidence.is_some() {
            let mut program = self.policy.program.clone();
            let mut other = own;
            other.evidence = None;
            let rules = program.add_rules(other);
            self.add_with(node, Kind::Evidence, "counts without evidence", program, with(rules));
        }
    }
}

const fn other_if_empty(if_empty: IfEmpty) -> IfEmpty {
    match if_empty {
        IfEmpty::Met => IfEmpty::NotMet,
        IfEmpty::NotMet => IfEmpty::Met,
    }
}

/// A range of whole numbers with each of its ends moved by one.
fn ranges(wanted: Interval) -> Vec<(String, Kind, Interval)> {
    let one = number::whole(1).unwrap_or(2);
    let mut found = Vec::new();
    let words = |tick: i64, by: i64| format!("{} became {}", number::decimal(tick), number::decimal(tick + by));
    for (kind, by) in [(Kind::Higher, one), (Kind::Lower, -one)] {
        if wanted.low != i64::MIN {
            found.push((words(wanted.low, by), kind, Interval { low: wanted.low + by, ..wanted }));
        }
        if wanted.high != i64::MAX {
            found.push((words(wanted.high, by), kind, Interval { high: wanted.high + by, ..wanted }));
        }
    }
    found.retain(|(_, _, range)| !range.is_empty());
    found
}
