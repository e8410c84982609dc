//! Changes of operators.

use std::collections::BTreeSet;

use medpol_model::program::{
    Assumption, Counting, EvidenceRule, Extreme, IfEmpty, NodeId, Op, Program, Quantifier, Rules, RulesId, Run, Scope,
    ScopeId,
};
use medpol_model::value::Status;
use medpol_model::vocabulary::FactKind;

use super::{Change, Changed};

/// Every node at or below some.
pub fn reachable(program: &Program, roots: Vec<NodeId>) -> BTreeSet<NodeId> {
    let (mut found, mut open) = (BTreeSet::new(), roots);
    while let Some(node) = open.pop() {
        if found.insert(node) {
            open.extend(program.below(node));
        }
    }
    found
}

impl Change<'_> {
    pub(super) fn node(&self, node: NodeId) -> Vec<Changed> {
        let op = self.program.node(node).unwrap().clone();
        match op {
            Op::All(run) => self.group(node, run, Op::All, &[("any", Op::Any(run)), ("none", Op::None(run))]),
            Op::Any(run) => self.group(node, run, Op::Any, &[("all", Op::All(run)), ("none", Op::None(run))]),
            Op::None(run) => self.group(node, run, Op::None, &[("all", Op::All(run)), ("any", Op::Any(run))]),
            Op::Tally { .. } => self.tally(node, &op),
            Op::Not(inner) => vec![self.with(node, "not negated", Op::Same(inner))],
            Op::Satisfied(inner) => vec![
                self.with(node, "negated", Op::Not(inner)),
                self.with(node, "not applicable as it is", Op::Same(inner)),
            ],
            Op::Same(target) => self.same(node, target),
            Op::Except { base, exception } => vec![
                self.with(node, "turned round", Op::Except { base: exception, exception: base }),
                self.with(node, "waived", Op::Waive { base, waiver: exception }),
                self.with(node, "without exception", Op::Not(base)),
            ],
            Op::Waive { base, waiver } => vec![
                self.with(node, "turned round", Op::Waive { base: waiver, waiver: base }),
                self.with(node, "excepted", Op::Except { base, exception: waiver }),
                self.with(node, "without waiver", Op::Not(base)),
            ],
            Op::If { condition, then, otherwise } => vec![
                self.with(node, "turned round", Op::If { condition: then, then: condition, otherwise }),
                match otherwise {
                    Some(other) => self.with(node, "other branch", Op::If { condition, then: other, otherwise }),
                    None => self.with(node, "another branch", Op::If { condition, then, otherwise: Some(condition) }),
                },
                self.with(
                    node,
                    "without else, or with one",
                    Op::If { condition, then, otherwise: if otherwise.is_some() { None } else { Some(then) } },
                ),
            ],
            Op::Constant(status) => {
                let other = if status == Status::MET { Status::NOT_MET } else { Status::MET };
                vec![self.with(node, "settled otherwise", Op::Constant(other))]
            }
            Op::Leaf { atom, rules } => self.leaf(node, atom, rules),
            Op::Relate { fact, within, relations, rules } => self.relate(node, fact, within, relations, rules),
            Op::Known(fact) => {
                self.facts(fact).into_iter().map(|other| self.with(node, "fact", Op::Known(other))).collect()
            }
            Op::Quantify { .. } | Op::Count { .. } | Op::Sum { .. } | Op::Extreme { .. } => self.elements(node, &op),
        }
    }

    fn group(&self, node: NodeId, run: Run, same: fn(Run) -> Op, others: &[(&str, Op)]) -> Vec<Changed> {
        let mut changed: Vec<Changed> =
            others.iter().map(|(word, other)| self.with(node, word, other.clone())).collect();
        changed.extend(self.fewer(node, run, same));
        changed
    }

    /// A group without each of its members.
    fn fewer(&self, node: NodeId, run: Run, same: impl Fn(Run) -> Op) -> Vec<Changed> {
        let members = self.program.members(run);
        let without = |left_out: usize| {
            let mut program = self.program.clone();
            let rest = members.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, member)| *member);
            let run = program.add_members(&rest.collect::<Vec<_>>());
            self.with_tables(node, &format!("without member {left_out}"), program, same(run))
        };
        (0..members.len()).map(without).collect()
    }

    fn tally(&self, node: NodeId, op: &Op) -> Vec<Changed> {
        let Op::Tally { members, least, most, waived, not_applicable } = *op else { panic!("a tally") };
        let with = |least, most, waived, not_applicable| Op::Tally { members, least, most, waived, not_applicable };
        let other = |counting| if counting == Counting::Counts { Counting::Shrinks } else { Counting::Counts };
        let fewer_at_most = if most == u32::MAX { 7 } else { most + 1 };
        let mut changed = vec![
            self.with(node, "least", with(least + 1, most, waived, not_applicable)),
            self.with(node, "most", with(least, fewer_at_most, waived, not_applicable)),
            self.with(node, "waived", with(least, most, other(waived), not_applicable)),
            self.with(node, "not applicable", with(least, most, waived, other(not_applicable))),
            self.with(node, "all", Op::All(members)),
        ];
        changed.extend(self.fewer(node, members, |members| Op::Tally { members, least, most, waived, not_applicable }));
        changed
    }

    fn same(&self, node: NodeId, target: NodeId) -> Vec<Changed> {
        let mut changed = vec![self.with(node, "negated", Op::Not(target))];
        // Any leaf that reads otherwise will do: it leads to no circle.
        let is_leaf = |other: &NodeId| self.program.below(*other).is_empty() && *other != target;
        let own = self.program.node(target);
        let mut nodes = reachable(self.program, vec![target]).into_iter().filter(is_leaf);
        let other = nodes.rfind(|other| self.program.node(*other) != own);
        changed.extend(other.map(|other| self.with(node, "refers elsewhere", Op::Same(other))));
        changed
    }

    fn elements(&self, node: NodeId, op: &Op) -> Vec<Changed> {
        let (elements, rules) = match op {
            Op::Quantify { elements, rules, .. }
            | Op::Count { elements, rules, .. }
            | Op::Sum { elements, rules, .. }
            | Op::Extreme { elements, rules, .. } => (*elements, *rules),
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Same(_)
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Constant(_) => panic!("a condition on elements"),
        };
        let scopes = self.other_elements(elements).into_iter();
        let mut changed: Vec<Changed> =
            scopes.map(|(what, program)| self.with_tables(node, what, program, op.clone())).collect();
        changed.extend(self.rules(node, rules, |rules| with_rules(op, rules)));
        changed.extend(self.of_elements(node, op));
        changed
    }

    /// The program with a scope that speaks of another list, or of all elements of its list.
    fn other_elements(&self, elements: ScopeId) -> Vec<(&'static str, Program)> {
        let scope = *self.program.scope(elements);
        let list = &self.vocabulary.fact(scope.list.fact).unwrap().kind;
        let is_other = |kind: &FactKind| matches!(kind, FactKind::List(_)) && kind != list;
        let mut facts = self.vocabulary.facts.iter().enumerate().filter(|(_, fact)| is_other(&fact.kind));
        let with = |scope: Scope| {
            let mut program = self.program.clone();
            program.scopes[elements.0 as usize - 1] = scope;
            program
        };
        let other = facts.next().map(|(at, fact)| {
            let id = medpol_model::vocabulary::FactId(u32::try_from(at).unwrap());
            ("list", with(Scope { list: fact.reference(id, scope.list.scope), ..scope }))
        });
        let unfiltered = scope.filter.map(|_| ("all elements", with(Scope { filter: None, ..scope })));
        other.into_iter().chain(unfiltered).collect()
    }

    /// What is asked of the elements, and how.
    fn of_elements(&self, node: NodeId, op: &Op) -> Vec<Changed> {
        match op {
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                let all = [
                    Quantifier::Some,
                    Quantifier::Without,
                    Quantifier::Every { if_empty: IfEmpty::Met },
                    Quantifier::Every { if_empty: IfEmpty::NotMet },
                ];
                let (elements, rules) = (*elements, *rules);
                let others = all.into_iter().filter(|other| other != quantifier);
                let mut changed: Vec<Changed> = others
                    .map(|quantifier| {
                        let op = Op::Quantify { quantifier, elements, satisfies: *satisfies, rules };
                        self.with(node, "quantifier", op)
                    })
                    .collect();
                if satisfies.is_some() {
                    let op = Op::Quantify { quantifier: *quantifier, elements, satisfies: None, rules };
                    changed.push(self.with(node, "without satisfies", op));
                }
                changed
            }
            Op::Count { elements, distinct, wanted, rules } => {
                let mut changed: Vec<Changed> = ranges(*wanted)
                    .into_iter()
                    .map(|wanted| {
                        let op = Op::Count { elements: *elements, distinct: *distinct, wanted, rules: *rules };
                        self.with(node, "limits", op)
                    })
                    .collect();
                changed.extend(self.distinct(node, op));
                changed
            }
            Op::Sum { elements, field, wanted, rules } => {
                let (elements, rules) = (*elements, *rules);
                let limits =
                    ranges(*wanted).into_iter().map(|wanted| Op::Sum { elements, field: *field, wanted, rules });
                let fields =
                    self.facts(*field).into_iter().map(|field| Op::Sum { elements, field, wanted: *wanted, rules });
                limits.chain(fields).map(|op| self.with(node, "sum", op)).collect()
            }
            Op::Extreme { extreme, elements, by, satisfies, if_empty, rules } => {
                let (elements, satisfies, rules) = (*elements, *satisfies, *rules);
                let with = |extreme, by, if_empty| Op::Extreme { extreme, elements, by, satisfies, if_empty, rules };
                let other = if *extreme == Extreme::Latest { Extreme::Earliest } else { Extreme::Latest };
                let empty = if *if_empty == IfEmpty::Met { IfEmpty::NotMet } else { IfEmpty::Met };
                let mut changed = vec![
                    self.with(node, "end of time", with(other, *by, *if_empty)),
                    self.with(node, "if empty", with(*extreme, *by, empty)),
                ];
                let dates = self.facts(*by).into_iter();
                changed.extend(dates.map(|by| self.with(node, "date", with(*extreme, by, *if_empty))));
                changed
            }
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Same(_)
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Constant(_) => Vec::new(),
        }
    }

    /// Other fields by which elements are the same.
    fn distinct(&self, node: NodeId, op: &Op) -> Vec<Changed> {
        let Op::Count { elements, distinct, wanted, rules } = *op else { return Vec::new() };
        let fields = self.program.fields(distinct).to_vec();
        let with = |what: &str, fields: &[medpol_model::program::FactRef]| {
            let mut program = self.program.clone();
            let distinct = program.add_fields(fields);
            self.with_tables(node, what, program, Op::Count { elements, distinct, wanted, rules })
        };
        let mut changed: Vec<Changed> = (0..fields.len())
            .map(|left_out| {
                let rest = fields.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, field)| *field);
                with("fewer fields", &rest.collect::<Vec<_>>())
            })
            .collect();
        changed.extend(
            fields
                .first()
                .into_iter()
                .flat_map(|first| self.facts(*first))
                .map(|other| with("another field", &[&[other], fields.get(1..).unwrap()].concat())),
        );
        changed
    }

    /// Other rules of absence and evidence.
    pub(super) fn rules(
        &self,
        node: NodeId,
        rules: Option<RulesId>,
        with: impl Fn(Option<RulesId>) -> Op,
    ) -> Vec<Changed> {
        let nothing = Rules { assume: None, presume_absent: false, evidence: None };
        let known = self.program.rules(rules).cloned().unwrap_or(nothing);
        let assumed = known.assume.map(|assumption| assumption.0);
        // One other value of each field, in turn from node to node.
        let turn = node.0 as usize;
        let outcomes = [None, Some(Status::MET), Some(Status::NOT_MET)];
        let outcomes: Vec<Option<Status>> = outcomes.into_iter().filter(|other| *other != assumed).collect();
        let kinds = |kinds: &[&str]| EvidenceRule::Kinds(kinds.iter().map(|kind| (*kind).into()).collect());
        let evidence = [None, Some(EvidenceRule::Any), Some(kinds(&["Letter"])), Some(kinds(&["Letter", "Note"]))];
        let evidence: Vec<_> = evidence.into_iter().filter(|other| *other != known.evidence).collect();
        let others = [
            Rules { assume: outcomes[turn % outcomes.len()].map(Assumption), ..known.clone() },
            Rules { presume_absent: !known.presume_absent, ..known.clone() },
            Rules { evidence: evidence[turn % evidence.len()].clone(), ..known.clone() },
        ];
        others
            .into_iter()
            .map(|rules| {
                let mut program = self.program.clone();
                let rules = program.add_rules(rules);
                self.with_tables(node, "rules", program, with(rules))
            })
            .collect()
    }
}

/// Other ranges: each end a step or half a step off, and open.
pub fn ranges(range: medpol_model::value::Interval) -> Vec<medpol_model::value::Interval> {
    let medpol_model::value::Interval { low, high } = range;
    let with = |low, high| medpol_model::value::Interval { low, high };
    let mut ranges = Vec::new();
    if low != i64::MIN {
        ranges.extend([with(low - 2, high), with(low - 1, high), with(i64::MIN, high)]);
    }
    if high != i64::MAX {
        ranges.extend([with(low, high + 2), with(low, high + 1), with(low, i64::MAX)]);
    }
    ranges.retain(|other| *other != medpol_model::value::Interval::ALL || low != i64::MIN || high != i64::MAX);
    ranges
}

fn with_rules(op: &Op, rules: Option<RulesId>) -> Op {
    let mut op = op.clone();
    if let Op::Quantify { rules: own, .. }
    | Op::Count { rules: own, .. }
    | Op::Sum { rules: own, .. }
    | Op::Extreme { rules: own, .. } = &mut op
    {
        *own = rules;
    }
    op
}
