//! Which lines a finding names, and where its words come from.
//!
//! Walks down the nodes that make a condition fail. The elements of the edit's list that are met on
//! the way are its lines: the outermost ones cause the finding, those inside of them have to do with it.
//! A group is no line; of a group that fails, the elements that make it fail are, or else all of them.

use medpol_evaluator::{Elements, Race};
use medpol_model::{Edit, FactKind, FactRef, Line, LineRole, NodeId, Op, Quantifier, Run, Scope, ScopeId, Status};

use crate::limit::{self, Term};
use crate::place::Place;
use crate::story::Story;
use crate::value;

/// What a finding is about.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Its lines, those that cause it first, each once.
    pub(super) lines: Vec<Line>,
    /// What is there, and what may be there.
    pub(super) terms: Vec<Term>,
}

/// What a failing edit finds.
pub(super) fn of(story: &Story<'_>, edit: &Edit) -> Vec<Found> {
    let mut walk = Walk { story, list: edit.list, found: Found::default(), groups: Vec::new() };
    walk.visit(edit.node, Way::Failing, &Place::TOP, LineRole::Cause);
    let has_more = !walk.found.lines.is_empty() || !walk.found.terms.is_empty();
    if let (Some(blame), true, true) = (&edit.blame, walk.found.lines.is_empty(), walk.groups.is_empty()) {
        walk.blame(story.policy.program.scope(*blame));
    }
    let Walk { found, groups, .. } = walk;
    let rest = (groups.is_empty() || has_more).then_some(found);
    rest.into_iter().chain(groups).map(Found::in_order).collect()
}

impl Found {
    /// Causes before the rest, in the order of the list; a line that causes is not related too.
    fn in_order(mut self) -> Self {
        self.lines.sort_unstable_by_key(|line| (line.line, line.role));
        self.lines.dedup_by_key(|line| line.line);
        self.lines.sort_by_key(|line| line.role);
        self
    }
}

/// Whether a node is looked at because it fails or because it holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Failing,
    Holding,
}

impl Way {
    const fn other(self) -> Self {
        match self {
            Self::Failing => Self::Holding,
            Self::Holding => Self::Failing,
        }
    }

    const fn status(self) -> Status {
        match self {
            Self::Failing => Status::NOT_MET,
            Self::Holding => Status::MET,
        }
    }
}

struct Walk<'a> {
    story: &'a Story<'a>,
    /// The list of the edit.
    list: FactRef,
    found: Found,
    /// What groups of lines are found to be, each by itself.
    groups: Vec<Found>,
}

impl Walk<'_> {
    fn status(&self, node: NodeId, place: &Place) -> Status {
        self.story.scene.inner(node, &place.frames)
    }

    /// Walks down from a node that fails or holds, as `way` says. Elements of the edit's list get `role`.
    fn visit(&mut self, node: NodeId, way: Way, place: &Place, role: LineRole) {
        let Some(op) = self.story.policy.program.node(node) else { return };
        match op {
            Op::All(run) => self.members(*run, way, place, role),
            Op::Any(run) => {
                let before = self.found.terms.len();
                self.members(*run, way, place, role);
                if way == Way::Failing {
                    limit::choose(&mut self.found.terms, before);
                }
            }
            Op::None(run) => self.members(*run, way.other(), place, role),
            Op::Not(inner) => self.visit(*inner, way.other(), place, role),
            Op::Satisfied(inner) | Op::Same(inner) => self.visit(*inner, way, place, role),
            Op::Tally { members, most, .. } => {
                let holding = self.like(*members, Way::Holding, place).len();
                let is_over = way == Way::Failing && u32::try_from(holding).unwrap_or(u32::MAX) > *most;
                self.members(*members, if is_over { Way::Holding } else { way }, place, role);
            }
            Op::Except { base, exception } => {
                if way == Way::Failing && self.status(*base, place) != Status::NOT_MET {
                    self.visit(*exception, Way::Holding, place, role);
                } else {
                    self.visit(*base, way, place, role);
                }
            }
            Op::Waive { base, waiver } => {
                let is_waived = way == Way::Holding && self.status(*base, place) != Status::MET;
                self.visit(if is_waived { *waiver } else { *base }, way, place, role);
            }
            Op::If { condition, then, otherwise } => {
                let chosen = match self.status(*condition, place) {
                    Status::NOT_MET => *otherwise,
                    _ => Some(*then),
                };
                if let Some(chosen) = chosen {
                    self.visit(chosen, way, place, role);
                }
            }
            Op::Quantify { elements, satisfies: Some(satisfies), .. } if self.is_grouped(node) => {
                if way == Way::Failing {
                    self.grouped(node, self.story.policy.program.scope(*elements), *satisfies, place, role);
                }
            }
            Op::Quantify { quantifier, elements, satisfies, .. } => {
                self.quantified(*quantifier, self.story.policy.program.scope(*elements), *satisfies, way, place, role);
            }
            Op::Extreme { extreme, elements, by, satisfies, .. } => {
                let elements = self.story.policy.program.scope(*elements);
                let race = Race { extreme: *extreme, elements, by: *by, satisfies: *satisfies };
                if way == Way::Failing {
                    self.leading(race, place, role);
                }
            }
            Op::Count { elements, .. } | Op::Sum { elements, .. } => {
                self.matching(self.story.policy.program.scope(*elements), place, role);
                self.found.terms.extend(limit::counted(self.story, node, place, way));
            }
            Op::Constant(_) => {}
            Op::Mask { .. } | Op::Range { .. } | Op::Test { .. } | Op::Known(_) => {
                self.found.terms.extend(limit::leaf(self.story, node, place, way));
            }
        }
    }

    fn like(&self, run: Run, way: Way, place: &Place) -> Vec<NodeId> {
        let members = self.story.policy.program.members(run).iter().copied();
        members.filter(|node| self.status(*node, place) == way.status()).collect()
    }

    fn members(&mut self, run: Run, way: Way, place: &Place, role: LineRole) {
        for member in self.like(run, way, place) {
            self.visit(member, way, place, role);
        }
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        elements: &Scope,
        satisfies: Option<NodeId>,
        way: Way,
        place: &Place,
        role: LineRole,
    ) {
        match (quantifier, way) {
            (Quantifier::Every { .. }, Way::Failing) => {
                let Some(satisfies) = satisfies else { return };
                if !self.failing(elements, satisfies, place, role) {
                    self.found.terms.extend(limit::none(self.story, elements));
                }
            }
            (Quantifier::Without, Way::Failing) | (Quantifier::Some, Way::Holding) => {
                let names = self.matching(elements, place, role);
                self.found.terms.extend(limit::matching(self.story, elements, &names));
            }
            (Quantifier::Some, Way::Failing) => self.found.terms.extend(limit::none(self.story, elements)),
            (Quantifier::Every { .. } | Quantifier::Without, Way::Holding) => {}
        }
    }

    /// The elements that pass and do not satisfy; whether there are any.
    fn failing(&mut self, elements: &Scope, satisfies: NodeId, place: &Place, role: LineRole) -> bool {
        let failing = self.those_failing(elements, satisfies, place);
        self.visit_each(&failing, elements, satisfies, place, role);
        !failing.is_empty()
    }

    /// The latest or earliest elements, as far as they do not satisfy.
    fn leading(&mut self, race: Race<'_>, place: &Place, role: LineRole) {
        let Some(list) = self.list(race.elements, place) else { return };
        let bar = self.story.scene.bar(race, list, &place.frames);
        let mut failing = self.those_failing(race.elements, race.satisfies, place);
        failing.retain(|found| {
            let bound = place.frames.with(race.elements.id, found.base);
            bar.can_lead(self.story.scene.date_in(race, &bound))
        });
        self.visit_each(&failing, race.elements, race.satisfies, place, role);
        if failing.is_empty() {
            self.found.terms.extend(limit::none(self.story, race.elements));
        }
    }

    fn those_failing(&self, elements: &Scope, satisfies: NodeId, place: &Place) -> Vec<Element> {
        let Some(list) = self.list(elements, place) else { return Vec::new() };
        let all: Vec<Element> = list.bases().enumerate().map(|(index, base)| Element { index, base }).collect();
        let fails = |found: &&Element, passes: Status| {
            let frames = place.frames.with(elements.id, found.base);
            let is_so = self.story.scene.passes(elements, &frames) == passes;
            is_so && self.story.scene.node(satisfies, &frames) == Status::NOT_MET
        };
        let sure: Vec<Element> = all.iter().filter(|found| fails(found, Status::MET)).copied().collect();
        if !sure.is_empty() {
            return sure;
        }
        // None passes for sure, so the list fails because those that may pass all fail.
        all.iter().filter(|found| fails(found, Status::UNKNOWN)).copied().collect()
    }

    fn visit_each(&mut self, those: &[Element], elements: &Scope, satisfies: NodeId, place: &Place, role: LineRole) {
        for found in those {
            let inner = self.bind(elements, place, *found, role);
            self.visit(satisfies, Way::Failing, &inner.place, inner.role);
        }
    }

    fn is_grouped(&self, node: NodeId) -> bool {
        self.story.policy.detail(node).is_some_and(|detail| !detail.group_by.is_empty())
    }

    /// The groups that fail: each a finding of its own, unless it is a group of something else.
    fn grouped(&mut self, node: NodeId, elements: &Scope, satisfies: NodeId, place: &Place, role: LineRole) {
        let keys = self.story.policy.detail(node).map(|detail| detail.group_by.clone()).unwrap_or_default();
        let is_alike = |walk: &Self, left: Element, right: Element| {
            let frames = |found: Element| place.frames.with(elements.id, found.base);
            left.base == right.base || walk.story.scene.same_key(&keys, &frames(left), &frames(right)) == Status::MET
        };
        let mut told: Vec<Element> = Vec::new();
        for found in self.those_failing(elements, satisfies, place) {
            if told.iter().any(|known| is_alike(self, *known, found)) {
                continue;
            }
            told.push(found);
            let outer = std::mem::take(&mut self.found);
            let path = self.path(elements, place, found.index);
            let inner = place.with(elements.id, found.base, path);
            self.visit(satisfies, Way::Failing, &inner, role);
            if self.found.lines.is_empty() && self.is_lines(elements) {
                let list = self.list(elements, place);
                let all = list.into_iter().flat_map(Elements::bases).enumerate();
                for other in all.map(|(index, base)| Element { index, base }) {
                    if is_alike(self, found, other) {
                        self.add(other, &self.path(elements, place, other.index), role);
                    }
                }
            }
            let group = std::mem::replace(&mut self.found, outer);
            if place.frames.is_top() {
                self.groups.push(group);
            } else {
                self.found.lines.extend(group.lines);
                self.found.terms.extend(group.terms);
            }
        }
    }

    /// The elements that pass, by their names.
    fn matching(&mut self, elements: &Scope, place: &Place, role: LineRole) -> Vec<String> {
        let Some(list) = self.list(elements, place) else { return Vec::new() };
        let mut names = Vec::new();
        for (index, base) in list.bases().enumerate() {
            let frames = place.frames.with(elements.id, base);
            if self.story.scene.passes(elements, &frames) != Status::MET {
                continue;
            }
            names.extend(self.name(elements.list, base, &self.path(elements, place, index)));
            let inner = self.bind(elements, place, Element { index, base }, role);
            if let Some(filter) = elements.filter
                && self.status(filter, &inner.place) == Status::MET
            {
                // What makes the element pass says nothing of what may be there.
                let before = self.found.terms.len();
                self.visit(filter, Way::Holding, &inner.place, inner.role);
                self.found.terms.truncate(before);
            }
        }
        names
    }

    fn list(&self, elements: &Scope, place: &Place) -> Option<Elements> {
        self.story.scene.list(elements.list, &place.frames)
    }

    fn path(&self, elements: &Scope, place: &Place, index: usize) -> String {
        format!("{}[{index}]", place.path(&self.story.policy.vocabulary, elements.list))
    }

    fn is_lines(&self, elements: &Scope) -> bool {
        elements.list.fact == self.list.fact && elements.list.scope == ScopeId::CASE
    }

    /// Binds an element; one of the edit's list is a line, and whatever is met inside is related to it.
    fn bind<'p>(&mut self, elements: &Scope, place: &'p Place<'p>, found: Element, role: LineRole) -> Inner<'p> {
        let path = self.path(elements, place, found.index);
        let is_line = self.is_lines(elements);
        if is_line {
            self.add(found, &path, role);
        }
        let role = if is_line { LineRole::Related } else { role };
        Inner { place: place.with(elements.id, found.base, path), role }
    }

    fn name(&self, list: FactRef, base: usize, path: &str) -> Option<String> {
        let FactKind::List(kind) = &self.story.scene.fact(list)?.kind else { return None };
        Some(value::element(&self.story.scene, kind, base, path))
    }

    fn add(&mut self, found: Element, path: &str, role: LineRole) {
        let Some(name) = self.name(self.list, found.base, path) else { return };
        let line = u32::try_from(found.index + 1).unwrap_or(u32::MAX);
        self.found.lines.push(Line { line, role, name });
    }

    /// The lines that the edit's author names.
    fn blame(&mut self, blame: &Scope) {
        let before = self.found.terms.len();
        self.matching(blame, &Place::TOP, LineRole::Cause);
        self.found.terms.truncate(before);
        self.found.lines.retain(|line| line.role == LineRole::Cause);
    }
}

/// An element of a list: its place, counted from 0, and its first slot.
#[derive(Clone, Copy, Debug)]
struct Element {
    index: usize,
    base: usize,
}

/// A bound element, and the role of lines met inside of it.
struct Inner<'p> {
    place: Place<'p>,
    role: LineRole,
}
