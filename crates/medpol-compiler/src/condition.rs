//! Conditions to nodes: the criterion language of policies, `asked_when` and derivations.
//!
//! One function per operator, in the modules below. What is wrong is collected; a condition that
//! cannot be compiled is left out, and then the document as a whole is not used.

mod allow;
mod bound;
mod comparator_class;
mod compare;
mod conjunction;
mod duration;
mod each;
mod edit;
mod elements;
mod group;
mod groups;
mod inclusion;
mod last_day;
mod latest;
mod leaf;
mod list;
mod modifier;
mod named;
mod offset;
mod place;
mod refused;
mod shown;
mod sign;
mod source;
mod two_facts;
mod uses;
mod values;
mod written;

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::{Confidence, CriterionId, CriterionSeverity, Detail, Role, Weight};
use medpol_model::program::{Extreme, IfEmpty, NodeId, Op, Program, Quantifier, ScopeId};
use medpol_model::value::Symbols;
use medpol_syntax::document::{CriterionDocument, Operator, Text};

use crate::scope::Scope;
use crate::value_set::ValueSets;
pub(crate) use allow::allowed;
pub(crate) use bound::{bind_list, date_field, number_field};
pub(crate) use group::can_be_not_applicable;
pub(crate) use list::list;
pub(crate) use named::{AllNamed, Named};
pub(crate) use place::{Depth, Naming, Place, Presumption, Rank};
pub(crate) use refused::Refused;
pub(crate) use source::{Sources, class as source_class};
pub(crate) use uses::{Set, Use, Uses};
pub(crate) use written::resolve;

/// Everything that compiling conditions reads and fills.
pub(crate) struct Conditions<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) value_sets: &'a ValueSets,
    pub(crate) symbols: &'a mut Symbols,
    pub(crate) sources: &'a mut Sources,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
    pub(crate) program: Program,
    pub(crate) details: Vec<Detail>,
    /// Ids with their nodes.
    pub(crate) named: AllNamed,
    /// Nodes that stand for another criterion, to be connected when all ids are known.
    pub(crate) references: Vec<(NodeId, Text)>,
    /// Tallies with such nodes among their members, to be checked when these are connected.
    pub(crate) tallies: Vec<OpenTally>,
    /// Which of the criteria come from sets.
    pub(crate) uses: &'a Uses<'a>,
    /// Where the schema refused something.
    pub(crate) refused: Refused,
    /// How many copies of conditions there are for the values of `each`.
    pub(crate) copies: usize,
    /// The nodes that hold such copies and nothing else.
    pub(crate) copied: Vec<NodeId>,
}

impl<'a> Conditions<'a> {
    /// Conditions that nothing is known of yet.
    pub(crate) fn new(
        scope: Scope<'a>,
        value_sets: &'a ValueSets,
        symbols: &'a mut Symbols,
        sources: &'a mut Sources,
        uses: &'a Uses<'a>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            scope,
            value_sets,
            symbols,
            sources,
            diagnostics,
            program: Program::default(),
            details: Vec::new(),
            named: AllNamed::default(),
            references: Vec::new(),
            tallies: Vec::new(),
            uses,
            refused: Refused::default(),
            copies: 0,
            copied: Vec::new(),
        }
    }
}

/// A tally some of whose members are criteria that stand elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct OpenTally {
    pub(crate) node: NodeId,
    /// Where `not_applicable` is written, if it is.
    pub(crate) not_applicable: Option<Span>,
}

impl Conditions<'_> {
    /// Compiles one condition with its modifiers; `None` when it cannot be.
    pub(crate) fn condition(&mut self, document: &CriterionDocument, outer: &Place) -> Option<NodeId> {
        if let Some(used) = document.used_set() {
            if !self.uses.is_refused(document.span) {
                self.diagnostics.push(uses::misplaced(&used.set));
            }
            return None;
        }
        let (head, modifiers) = (&document.head, &document.modifiers);
        let mut place = outer.clone();
        self.name(document, &mut place);
        if let Some(references) = &head.source {
            place.citations = self.sources.citations(references, self.diagnostics);
        }
        if let Some(confidence) = head.confidence.as_deref().and_then(confidence) {
            place.confidence = confidence;
        }
        if let (Some(advisory), false) = (head.advisory, matches!(outer.role, Role::Member | Role::Exclusion)) {
            refuse_advisory(self, advisory.span);
        }
        edit::check(self, document, outer);
        modifier::check(self, document, outer);
        if let (Some("absent"), Some(because)) = (modifiers.when_absent.as_deref(), &modifiers.because) {
            place.presumption = Presumption::Absent { because: (*because.text).into() };
        }
        let has_modifier = modifiers.except_when.is_some() || modifiers.waived_when.is_some();
        let base_place = if has_modifier { Place { role: Role::Base, ..place.clone() } } else { place.clone() };
        let base = self.operator(document, &base_place);
        let node = if has_modifier { modifier::wrap(self, document, base, &place) } else { base }?;
        self.describe(document, node, &place);
        Some(node)
    }

    /// Whether a key of this mapping was misspelled, so that nobody should call it missing too.
    pub(crate) fn is_misspelled(&mut self, mapping: Span, key: &str) -> bool {
        self.refused.read(self.diagnostics);
        self.refused.is_misspelled(mapping, key)
    }

    /// Whether the schema refused something in this mapping, which is then not whole.
    pub(crate) fn is_refused(&mut self, mapping: Span) -> bool {
        self.refused.read(self.diagnostics);
        self.refused.is_in(mapping)
    }

    /// Whether this mapping names a source that there is not, which was reported.
    pub(crate) fn names_no_source(&mut self, mapping: Span) -> bool {
        self.refused.read(self.diagnostics);
        self.refused.names_no_source(mapping)
    }

    fn operator(&mut self, document: &CriterionDocument, place: &Place) -> Option<NodeId> {
        match document.operator.as_ref()? {
            Operator::All(members) => group::all(self, members, document.span, place),
            Operator::Any(members) => group::any(self, members, document.span, place),
            Operator::None(members) => group::none(self, members, document.span, place),
            Operator::Not(inner) => group::not(self, inner, place),
            Operator::Of(tally) => group::tally(self, document, tally, place),
            Operator::Fact(leaf) => match self.scope.constant(&leaf.fact.text).cloned() {
                Some(constant) => each::settled(self, document, leaf, &constant, place),
                None => leaf::fact(self, document, leaf, place),
            },
            Operator::Known(path) => leaf::known(self, path, place),
            Operator::Some(filtered) => elements::filtered(self, document, filtered, Quantifier::Some, place),
            Operator::Without(filtered) => elements::filtered(self, document, filtered, Quantifier::Without, place),
            Operator::Every(every) => elements::every(self, document, every, place),
            Operator::Count(count) => elements::count(self, document, count, place),
            Operator::Sum(sum) => elements::sum(self, document, sum, place),
            Operator::Latest(latest) => latest::extreme(self, document, latest, Extreme::Latest, place),
            Operator::Earliest(earliest) => latest::extreme(self, document, earliest, Extreme::Earliest, place),
            Operator::Each(each) => each::each(self, document, each, place),
            Operator::EachGroup(groups) => groups::each_group(self, document, groups, place),
            Operator::SomeGroup(groups) => groups::some_group(self, document, groups, place),
            Operator::If(branch) => group::branch(self, branch, place),
            Operator::Criterion(id) => group::same(self, id, place),
            // Refused where it stands for a condition, before its operator is looked at.
            Operator::Use(_) => None,
        }
    }

    fn name(&mut self, document: &CriterionDocument, place: &mut Place) {
        match &document.head.id {
            Some(id) => {
                if !is_kebab(id) {
                    self.diagnostics.push(
                        Diagnostic::new(&codes::P0115, id.span, format!("`{}` is not a well-formed id", id.text))
                            .label("not in kebab-case")
                            .help("use lowercase letters, digits and single hyphens, such as `bmi-over-40`"),
                    );
                }
                place.path = format!("{}{}", id.text, place.suffix);
            }
            None if place.naming == Naming::Required && !self.is_misspelled(document.span, "id") => {
                self.diagnostics.push(
                    Diagnostic::new(&codes::P0209, first_key(document), "this criterion has no `id`")
                        .label("needs an id")
                        .help("add `id:` with a short name in kebab-case; tests, coverage and diffs follow it"),
                );
            }
            None => {}
        }
    }

    fn describe(&mut self, document: &CriterionDocument, node: NodeId, place: &Place) {
        let id = document.head.id.as_ref().map(|id| suffixed(id, &place.suffix));
        if let Some(id) = &id {
            if let Some(known) = self.named.by_id(&id.text) {
                // Members are described before the group that holds them.
                let (first, second) = (known.id.span.min(id.span), known.id.span.max(id.span));
                self.diagnostics.push(self.uses.clash(&id.text, first, second));
            }
            self.named.push(Named { id: id.clone(), node, depth: place.depth });
        }
        let text = |text: &Option<Text>| text.as_ref().map(|text| Arc::from(&*text.text));
        let weight =
            if document.head.advisory.is_some_and(|flag| flag.is_set) { Weight::Advisory } else { Weight::Decides };
        let allowed = allowed(document.head.allow.as_deref(), self.diagnostics);
        let Some(detail) = self.details.get_mut(node.0 as usize) else { return };
        detail.id = id.map(|id| CriterionId(Arc::from(&*id.text)));
        detail.text = text(&document.head.text);
        detail.note = text(&document.head.note);
        detail.member_text = text(&document.head.member_text);
        detail.severity = document.head.severity.as_deref().and_then(severity);
        detail.weight = weight;
        if detail.because.is_none() {
            detail.because = text(&document.modifiers.because);
        }
        detail.origin = self.uses.inserting(document.span).map(|used| Arc::clone(&used.origin));
        detail.allowed = allowed;
        detail.span = Some(document.span);
    }

    /// Adds a node with what its place says about it.
    pub(crate) fn add(&mut self, op: Op, place: &Place) -> NodeId {
        self.add_told(op, place, Detail::default())
    }

    /// Adds a node that speaks of the elements of a list.
    pub(crate) fn add_in(&mut self, scope: ScopeId, op: Op, place: &Place) -> NodeId {
        self.add_node(scope, op, place, Detail::default())
    }

    /// Adds a node with what its place says about it, and what its operator does.
    fn add_told(&mut self, op: Op, place: &Place, told: Detail) -> NodeId {
        self.add_node(self.scope.innermost(), op, place, told)
    }

    fn add_node(&mut self, scope: ScopeId, op: Op, place: &Place, told: Detail) -> NodeId {
        let node = self.program.add(op, scope);
        self.details.push(Detail {
            path: place.path.as_str().into(),
            citations: Arc::clone(&place.citations),
            confidence: place.confidence,
            role: place.role,
            ..told
        });
        node
    }

    /// What a reader is told about a node that was just added.
    pub(crate) fn detail(&mut self, node: NodeId) -> Option<&mut Detail> {
        self.details.get_mut(node.0 as usize)
    }

    /// Whether a node takes part in the result.
    pub(crate) fn decides(&self, node: NodeId) -> bool {
        self.details.get(node.0 as usize).is_none_or(|detail| detail.weight == Weight::Decides)
    }
}

/// Sets the nodes shown below a node.
fn show(conditions: &mut Conditions<'_>, node: NodeId, shown: &[NodeId]) {
    if let Some(detail) = conditions.detail(node) {
        detail.shown = shown.to_vec();
    }
}

/// What a word says of a list without elements.
fn if_empty(word: Option<&Text>) -> IfEmpty {
    if word.is_some_and(|word| &*word.text == "met") { IfEmpty::Met } else { IfEmpty::NotMet }
}

/// An id in the copy for a value of `each`.
fn suffixed(id: &Text, suffix: &str) -> Text {
    Text { text: format!("{}{suffix}", id.text).into(), span: id.span }
}

/// Reports `advisory` where there is no list that could do without its member.
fn refuse_advisory(conditions: &mut Conditions<'_>, span: Span) {
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0108, span, "`advisory` has no meaning here")
            .label("only a member of a list can be left out of the result")
            .help("remove it, or put it on the criterion as a whole"),
    );
}

/// Where a criterion starts, for messages about the criterion as a whole.
pub(crate) fn first_key(document: &CriterionDocument) -> Span {
    Span { end: document.span.start, ..document.span }
}

/// Lowercase letters, digits and single hyphens, starting with a letter.
pub(crate) fn is_kebab(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

pub(crate) fn confidence(word: &str) -> Option<Confidence> {
    match word {
        "read" => Some(Confidence::Read),
        "secondary" => Some(Confidence::Secondary),
        "inferred" => Some(Confidence::Inferred),
        _ => None,
    }
}

pub(crate) fn severity(word: &str) -> Option<CriterionSeverity> {
    match word {
        "reject" => Some(CriterionSeverity::Reject),
        "warn" => Some(CriterionSeverity::Warn),
        "info" => Some(CriterionSeverity::Info),
        _ => None,
    }
}
