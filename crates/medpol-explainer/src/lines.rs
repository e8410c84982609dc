//! Which lines a finding names, and where its words come from.
//!
//! Walks down the nodes that make a condition fail. The lines are the elements of the edit's list that this walk
//! meets: the outermost cause the finding, those inside of them are related to it. A group is not a line. Of a
//! group that fails, the lines are the elements that make it fail, or all of them where none does alone.

use std::collections::BTreeMap;

use medpol_evaluator::{Elements, Place, Race};
use medpol_model::answer::{Line, LineRole};
use medpol_model::policy::Edit;
use medpol_model::program::{Cause, FactRef, Fault, NodeId, Op, Quantifier, Scope, ScopeId};
use medpol_model::value::Status;
use medpol_model::vocabulary::FactKind;

use crate::binding::Binding;
use crate::context::Context;
use crate::terms::{self, Term};
use crate::value;

/// What a finding is about.
#[derive(Debug, Default)]
pub(super) struct FindingParts {
    /// Its lines, those that cause it first, each once.
    pub(super) lines: Vec<Line>,
    /// What is there, and what may be there.
    pub(super) terms: Vec<Term>,
}

/// What a failing edit finds.
pub(super) fn of(context: &Context<'_>, edit: &Edit) -> Vec<FindingParts> {
    let mut walk = Walk { context, list: edit.list, found: FindingParts::default(), groups: Vec::new() };
    walk.visit(edit.node, Fault::Failing, &Binding::TOP, LineRole::Cause);
    let has_more = !walk.found.lines.is_empty() || !walk.found.terms.is_empty();
    if let (Some(blame), true, true) = (&edit.blame, walk.found.lines.is_empty(), walk.groups.is_empty()) {
        walk.blame(context.policy.program.scope(*blame));
    }
    let Walk { found, groups, .. } = walk;
    let rest = (groups.is_empty() || has_more).then_some(found);
    rest.into_iter().chain(groups).map(FindingParts::in_order).collect()
}

impl FindingParts {
    /// Causes first, then related lines, each in the order of the list; a cause is not listed as related too.
    fn in_order(mut self) -> Self {
        self.lines.sort_unstable_by_key(|line| (line.line, line.role));
        self.lines.dedup_by_key(|line| line.line);
        self.lines.sort_by_key(|line| line.role);
        self
    }
}

struct Walk<'a> {
    context: &'a Context<'a>,
    /// The list of the edit.
    list: FactRef,
    found: FindingParts,
    /// A finding for each group of lines that fails.
    groups: Vec<FindingParts>,
}

impl<'a> Walk<'a> {
    fn status(&self, node: NodeId, binding: &Binding) -> Status {
        self.context.scene.inner(node, &binding.frames)
    }

    /// Walks down from a node that fails or holds. Elements of the edit's list get `role`.
    fn visit(&mut self, node: NodeId, fault: Fault, binding: &Binding, role: LineRole) {
        let Some(op) = self.context.policy.program.node(node) else { return };
        match op {
            Op::All(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Same(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. } => self.causes(op, fault, binding, role),
            Op::Any(_) => {
                let before = self.found.terms.len();
                self.causes(op, fault, binding, role);
                if fault == Fault::Failing {
                    terms::choose(&mut self.found.terms, before);
                }
            }
            Op::Quantify { elements, satisfies: Some(satisfies), .. } if self.is_grouped(node) => {
                if fault == Fault::Failing {
                    self.grouped(node, self.context.policy.program.scope(*elements), *satisfies, binding, role);
                }
            }
            Op::Quantify { quantifier, elements, satisfies, .. } => {
                self.quantified(
                    *quantifier,
                    self.context.policy.program.scope(*elements),
                    *satisfies,
                    fault,
                    binding,
                    role,
                );
            }
            Op::Extreme { extreme, elements, by, satisfies, .. } => {
                let elements = self.context.policy.program.scope(*elements);
                let race = Race { extreme: *extreme, elements, by: *by, satisfies: *satisfies };
                if fault == Fault::Failing {
                    self.leading(race, binding, role);
                }
            }
            Op::Count { elements, .. } | Op::Sum { elements, .. } => {
                self.matching(self.context.policy.program.scope(*elements), binding, role);
                self.found.terms.extend(terms::counted(self.context, node, binding, fault));
            }
            Op::Constant(_) => {}
            Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) => {
                self.found.terms.extend(terms::leaf(self.context, node, binding, fault));
            }
        }
    }

    /// Walks down the nodes that make an operator fail or hold here.
    fn causes(&mut self, op: &Op, fault: Fault, binding: &Binding, role: LineRole) {
        let mut causes = self.context.policy.program.causes(op, fault);
        let is_so = |cause: &Cause| self.status(cause.node, binding) == status(cause.fault);
        match op {
            Op::Tally { most, .. } => {
                causes.retain(is_so);
                let holding = causes.iter().filter(|cause| cause.fault == Fault::Holding).count();
                let is_over = fault == Fault::Failing && u32::try_from(holding).unwrap_or(u32::MAX) > *most;
                let wanted = if is_over { Fault::Holding } else { fault };
                causes.retain(|cause| cause.fault == wanted);
            }
            // The base alone where it settles the matter.
            Op::Except { .. } | Op::Waive { .. } => {
                causes.retain(is_so);
                causes.truncate(1);
            }
            Op::If { condition, .. } => {
                let takes_then = self.status(*condition, binding) != Status::NOT_MET;
                causes = causes.into_iter().skip(usize::from(!takes_then)).take(1).collect();
            }
            Op::Not(_) | Op::Satisfied(_) | Op::Same(_) => {}
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_) => causes.retain(is_so),
        }
        for cause in causes {
            self.visit(cause.node, cause.fault, binding, role);
        }
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        elements: &Scope,
        satisfies: Option<NodeId>,
        fault: Fault,
        binding: &Binding,
        role: LineRole,
    ) {
        match (quantifier, fault) {
            (Quantifier::Every { .. }, Fault::Failing) => {
                let Some(satisfies) = satisfies else { return };
                if !self.failing(elements, satisfies, binding, role) {
                    self.found.terms.extend(terms::none(self.context, elements));
                }
            }
            (Quantifier::Without, Fault::Failing) | (Quantifier::Some, Fault::Holding) => {
                let names = self.matching(elements, binding, role);
                self.found.terms.extend(terms::matching(self.context, elements, &names));
            }
            (Quantifier::Some, Fault::Failing) => self.found.terms.extend(terms::none(self.context, elements)),
            (Quantifier::Every { .. } | Quantifier::Without, Fault::Holding) => {}
        }
    }

    /// The elements that pass and do not satisfy; whether there are any.
    fn failing(&mut self, elements: &Scope, satisfies: NodeId, binding: &Binding, role: LineRole) -> bool {
        let failing = self.those_failing(elements, satisfies, binding);
        self.visit_each(&failing, elements, satisfies, binding, role);
        !failing.is_empty()
    }

    /// The latest or earliest elements, as far as they do not satisfy.
    fn leading(&mut self, race: Race<'_>, binding: &Binding, role: LineRole) {
        let Some(list) = self.list(race.elements, binding) else { return };
        let bar = self.context.scene.bar(race, list, &binding.frames);
        let mut failing = self.those_failing(race.elements, race.satisfies, binding);
        failing.retain(|found| {
            let bound = binding.frames.with(race.elements.id, found.base);
            bar.can_lead(self.context.scene.date_in(race, &bound))
        });
        self.visit_each(&failing, race.elements, race.satisfies, binding, role);
        if failing.is_empty() {
            self.found.terms.extend(terms::none(self.context, race.elements));
        }
    }

    fn those_failing(&self, elements: &Scope, satisfies: NodeId, binding: &Binding) -> Vec<Place> {
        let Some(list) = self.list(elements, binding) else { return Vec::new() };
        let all: Vec<Place> = self.context.scene.members(elements, list, &binding.frames).collect();
        let fails = |found: &&Place, passes: Status| {
            let frames = binding.frames.with(elements.id, found.base);
            let is_so = self.context.scene.passes(elements, &frames) == passes;
            is_so && self.context.scene.of_element(elements, satisfies, &frames) == Status::NOT_MET
        };
        let sure: Vec<Place> = all.iter().filter(|found| fails(found, Status::MET)).copied().collect();
        if !sure.is_empty() {
            return sure;
        }
        // None passes for sure, so the list fails because those that may pass all fail.
        all.iter().filter(|found| fails(found, Status::UNKNOWN)).copied().collect()
    }

    fn visit_each(&mut self, those: &[Place], elements: &Scope, satisfies: NodeId, binding: &Binding, role: LineRole) {
        for found in those {
            let inner = self.bind(elements, binding, *found, role);
            self.visit(satisfies, Fault::Failing, &inner.binding, inner.role);
        }
    }

    fn is_grouped(&self, node: NodeId) -> bool {
        self.context.policy.detail(node).is_some_and(|detail| !detail.group_by.is_empty())
    }

    /// The groups that fail: each is a finding of its own, except inside of other elements.
    fn grouped(&mut self, node: NodeId, elements: &Scope, satisfies: NodeId, binding: &Binding, role: LineRole) {
        let keys = self.context.policy.detail(node).map(|detail| detail.group_by.clone()).unwrap_or_default();
        let all: Vec<Place> = self.list(elements, binding).map(|list| list.places().collect()).unwrap_or_default();
        let frames = all.iter().map(|found| binding.frames.with(elements.id, found.base));
        let firsts = self.context.scene.keys(&keys, frames).firsts();
        let mut alike: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for (first, found) in firsts.iter().zip(&all) {
            alike.entry(*first).or_default().push(*found);
        }
        for found in self.those_failing(elements, satisfies, binding) {
            // What is left are those that are alike with none that was told.
            let Some(group) = firsts.get(found.index).and_then(|first| alike.remove(first)) else { continue };
            let outer = std::mem::take(&mut self.found);
            let path = self.path(elements, binding, found.index);
            let inner = binding.with(elements.id, found.base, path);
            self.visit(satisfies, Fault::Failing, &inner, role);
            if self.found.lines.is_empty() && self.is_lines(elements) {
                for other in group {
                    self.add(other, &self.path(elements, binding, other.index), role);
                }
            }
            let group = std::mem::replace(&mut self.found, outer);
            if binding.frames.is_top() {
                self.groups.push(group);
            } else {
                self.found.lines.extend(group.lines);
                self.found.terms.extend(group.terms);
            }
        }
    }

    /// The elements that pass, by their names.
    fn matching(&mut self, elements: &Scope, binding: &Binding, role: LineRole) -> Vec<String> {
        let Some(list) = self.list(elements, binding) else { return Vec::new() };
        let mut names = Vec::new();
        for Place { index, base } in self.context.scene.members(elements, list, &binding.frames) {
            let frames = binding.frames.with(elements.id, base);
            if self.context.scene.passes(elements, &frames) != Status::MET {
                continue;
            }
            names.extend(self.name(elements.list, base, &self.path(elements, binding, index)));
            let inner = self.bind(elements, binding, Place { index, base }, role);
            if let Some(filter) = elements.filter
                && self.status(filter, &inner.binding) == Status::MET
            {
                // The filter says which elements are meant, not which values are allowed.
                let before = self.found.terms.len();
                self.visit(filter, Fault::Holding, &inner.binding, inner.role);
                self.found.terms.truncate(before);
            }
        }
        names
    }

    fn list(&self, elements: &Scope, binding: &Binding) -> Option<Elements<'a>> {
        self.context.scene.list(elements.list, &binding.frames)
    }

    fn path(&self, elements: &Scope, binding: &Binding, index: usize) -> String {
        format!("{}[{index}]", binding.path(&self.context.policy.vocabulary, elements.list))
    }

    fn is_lines(&self, elements: &Scope) -> bool {
        elements.list.fact == self.list.fact && elements.list.scope == ScopeId::CASE
    }

    /// Binds an element; one of the edit's list is a line, and whatever is met inside is related to it.
    fn bind<'p>(&mut self, elements: &Scope, binding: &'p Binding<'p>, found: Place, role: LineRole) -> Inner<'p> {
        let path = self.path(elements, binding, found.index);
        let is_line = self.is_lines(elements);
        if is_line {
            self.add(found, &path, role);
        }
        let role = if is_line { LineRole::Related } else { role };
        Inner { binding: binding.with(elements.id, found.base, path), role }
    }

    fn name(&self, list: FactRef, base: usize, path: &str) -> Option<String> {
        let FactKind::List(kind) = &self.context.scene.fact(list)?.kind else { return None };
        Some(value::element(&self.context.scene, kind, base, path))
    }

    fn add(&mut self, found: Place, path: &str, role: LineRole) {
        let Some(name) = self.name(self.list, found.base, path) else { return };
        let line = u32::try_from(found.index + 1).unwrap_or(u32::MAX);
        self.found.lines.push(Line { line, role, name });
    }

    /// The lines that the edit's author names.
    fn blame(&mut self, blame: &Scope) {
        let before = self.found.terms.len();
        self.matching(blame, &Binding::TOP, LineRole::Cause);
        self.found.terms.truncate(before);
        self.found.lines.retain(|line| line.role == LineRole::Cause);
    }
}

const fn status(fault: Fault) -> Status {
    match fault {
        Fault::Failing => Status::NOT_MET,
        Fault::Holding => Status::MET,
    }
}

/// A bound element, and the role of lines met inside of it.
struct Inner<'p> {
    binding: Binding<'p>,
    role: LineRole,
}
