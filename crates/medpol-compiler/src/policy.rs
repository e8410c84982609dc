//! A policy: header, criteria, and what follows from the result.

mod address;
mod disposition;
mod edits;
mod header;
mod position;
mod services;

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes, has_errors_in};
use medpol_model::policy::{
    AppliesTo, Citation, Definition, Edit, NotEncoded, Policy, PolicyId, Position, Revision, Role, Source, SourceClass,
    States,
};
use medpol_model::program::{NodeId, Op, ScopeId};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::{FrameId, Member, Vocabulary};
use medpol_syntax::Node;
use medpol_syntax::document::{DeterminationDocument, LibraryDocument, PolicyDocument, Text};

use crate::condition::{Conditions, Naming, Place, Rank, Sources, Uses, list};
use crate::scope::Scope;
use crate::value_set::ValueSets;
use crate::{digest, references};
use disposition::dispositions;
use header::{Header, applies_to};
pub(crate) use header::{check_values, kind, status};

/// What a policy is compiled against.
pub(crate) struct Surroundings<'a> {
    pub(crate) vocabulary: &'a Arc<Vocabulary>,
    pub(crate) value_sets: &'a ValueSets,
    pub(crate) library: Option<&'a LibraryDocument>,
    pub(crate) uses: &'a Uses<'a>,
}

/// Compiles a policy; `None` when something in it could not be.
pub(crate) fn compile(
    document: &PolicyDocument,
    root_node: &Node,
    surroundings: &Surroundings<'_>,
    symbols: &mut Symbols,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Policy> {
    let vocabulary = surroundings.vocabulary;
    let is_edits = edits::is_edits(document);
    let mut sources = Sources::read(&document.sources, diagnostics);
    address::check(&document.sources, diagnostics);
    let scope = if is_edits { Scope::of_edits(vocabulary) } else { Scope::of_policy(vocabulary) };
    let mut conditions =
        Conditions::new(scope, surroundings.value_sets, symbols, &mut sources, surroundings.uses, diagnostics);
    // Every part is looked at before anything stops, so that all mistakes are reported in one run.
    if is_edits {
        edits::check_keys(document, conditions.diagnostics);
    }
    let position = position::read(document, conditions.diagnostics);
    let clauses = match &position {
        Position::CoveredWhen if document.position.as_ref().is_some_and(|word| &*word.text == "defers") => None,
        Position::CoveredWhen => Clauses::compile(&mut conditions, document, surroundings.library),
        Position::NotCovered => position::not_covered(&mut conditions, document),
        Position::Defers { .. } => Some(position::defers(&mut conditions)),
    };
    let definitions = definitions(&mut conditions, document);
    let Conditions { program, details, diagnostics, sources, .. } = conditions;
    let not_encoded = not_encoded(document, sources, diagnostics);
    let header = Header::read(document, diagnostics);
    let applies_to = applies_to(document, surroundings, diagnostics);
    services::check(document, surroundings, diagnostics);
    let Clauses { criteria, exclusions, edits, root, mut order, services } = clauses?;
    // A policy that defers has nothing that could cite.
    let cites = !matches!(position, Position::Defers { .. });
    if cites && !has_errors_in(diagnostics, document.span.file) && surroundings.uses.are_whole(diagnostics) {
        sources.report_unused(diagnostics);
    }
    let header = header?;
    let anchor = vocabulary.anchor.and_then(|id| Some(vocabulary.fact(id)?.reference(id, ScopeId::CASE)));
    let masks = references::take_masks(&program, &mut order);
    let mut policy = Policy {
        id: PolicyId(Arc::from(&*document.id.text)),
        version: arc(&document.version),
        title: arc(&document.title),
        publisher: arc(&document.publisher),
        kind: header.kind,
        status: header.status,
        basis: header.basis,
        effective: header.effective,
        doubts: header::doubts(document),
        review_by: header.review_by,
        supersedes: document.supersedes.as_ref().map(arc),
        succeeded_by: document.succeeded_by.as_ref().map(arc),
        applies_to,
        position,
        sources: read_sources(document),
        definitions,
        not_encoded,
        revisions: revisions(document),
        vocabulary: Arc::clone(vocabulary),
        anchor,
        program,
        details,
        masks,
        order,
        root,
        criteria,
        exclusions,
        edits,
        services: services::entries_of(&services, document, surroundings, header.basis),
        disposition: dispositions(entries(document).first(), header.basis),
        meaning_digest: Arc::from(""),
        governs_digest: Arc::from(""),
        text_digest: Arc::from(""),
    };
    // What selects a policy is numbered too, so that cases need no texts of their own for it.
    let AppliesTo { payers, lines_of_business, services, drugs, states } = &policy.applies_to;
    let states = if let States::Listed(states) = states { states.as_slice() } else { &[] };
    for name in payers.iter().chain(lines_of_business).chain(states) {
        symbols.number_name(name);
    }
    for code in services.iter().chain(drugs) {
        symbols.number(code);
    }
    digest::fill(&mut policy, symbols);
    policy.text_digest = digest::text(root_node, &surroundings.uses.roots()).into();
    Some(policy)
}

/// Checks what of a policy can be checked without a vocabulary.
pub(crate) fn check_header(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) {
    Header::read(document, diagnostics);
}

fn arc(text: &Text) -> Arc<str> {
    Arc::from(&*text.text)
}

/// The entries of `determination`, or the only one.
fn entries(document: &PolicyDocument) -> &[DeterminationDocument] {
    document.determination.as_ref().map_or(&[], |all| &all.entries)
}

/// What a policy asks, connected and in order.
struct Clauses {
    criteria: Vec<NodeId>,
    exclusions: Vec<NodeId>,
    edits: Vec<Edit>,
    root: NodeId,
    order: Vec<NodeId>,
    /// The gates and roots of the entries of a determination list, in its order.
    services: Vec<services::Gated>,
}

/// What an entry of `determination` says of when the policy is met.
enum MetWhen {
    /// Nothing: every criterion, and no exclusion.
    Unsaid,
    /// This, if it could be compiled.
    Stated(Option<NodeId>),
}

impl Clauses {
    fn compile(
        conditions: &mut Conditions<'_>,
        document: &PolicyDocument,
        library: Option<&LibraryDocument>,
    ) -> Option<Self> {
        let is_edits = edits::is_edits(document);
        let rank = if is_edits { Rank::Edit } else { Rank::Criterion };
        let criteria = list(conditions, document.criteria.as_deref(), "criteria", Role::Member, rank);
        let exclusions =
            list(conditions, document.exclusions.as_deref(), "exclusions", Role::Exclusion, Rank::Criterion);
        let stated = stated(conditions, document);
        // Edits are looked at whether or not their conditions are whole, so that all is reported.
        let edits = if is_edits { edits::compile(conditions, document, criteria.as_deref()) } else { Some(Vec::new()) };
        let (criteria, exclusions, edits) = (criteria?, exclusions?, edits?);
        let mut services = Vec::new();
        let root = if services::is_list(document) {
            services = services::compile(conditions, document, library, &stated, &criteria, &exclusions)?;
            services::root(conditions, &services)
        } else {
            match stated.first() {
                Some(MetWhen::Stated(node)) => satisfied(conditions, (*node)?),
                Some(MetWhen::Unsaid) | None => root(conditions, document, &criteria, &exclusions)?,
            }
        };
        let is_explicit = !stated.is_empty() && stated.iter().all(|stated| matches!(stated, MetWhen::Stated(_)));
        let order = references::references(conditions, &criteria, &exclusions, root)?;
        references::check_tallies(conditions);
        references::check_reachable(conditions, &criteria, &exclusions, root, is_explicit);
        edits::check_lines(conditions, document, &edits);
        Some(Self { criteria, exclusions, edits, root, order, services })
    }
}

/// What each determination says under `met_when`.
fn stated(conditions: &mut Conditions<'_>, document: &PolicyDocument) -> Vec<MetWhen> {
    let mut found = Vec::new();
    for (at, entry) in entries(document).iter().enumerate() {
        found.push(match &entry.met_when {
            None => MetWhen::Unsaid,
            Some(met_when) => {
                let index = if entry.r#for.is_some() { format!("[{}]", at + 1) } else { String::new() };
                let path = format!("determination{index}.met_when");
                MetWhen::Stated(
                    conditions.condition(met_when, &Place::top(path, Role::Member, Naming::Optional).unnamed()),
                )
            }
        });
    }
    found
}

/// The node that decides where the policy does not say: every criterion, and no exclusion.
fn root(
    conditions: &mut Conditions<'_>,
    document: &PolicyDocument,
    criteria: &[NodeId],
    exclusions: &[NodeId],
) -> Option<NodeId> {
    let decide = |conditions: &Conditions<'_>, nodes: &[NodeId]| -> Vec<NodeId> {
        nodes.iter().copied().filter(|node| conditions.decides(*node)).collect()
    };
    let mut members = decide(conditions, criteria);
    let excluding = decide(conditions, exclusions);
    let place = Place::top("policy".to_owned(), Role::Member, Naming::Optional);
    if !excluding.is_empty() {
        let run = conditions.program.add_members(&excluding);
        members.push(conditions.add(Op::None(run), &Place { path: "exclusions".to_owned(), ..place.clone() }));
    }
    if members.is_empty() {
        // A list that is there and has no members is refused by the schema.
        if [&document.criteria, &document.exclusions].into_iter().flatten().any(Vec::is_empty) {
            return None;
        }
        conditions.diagnostics.push(
            Diagnostic::new(
                &codes::P0401,
                document.id.span,
                format!("`{}` has no criterion that decides", document.id.text),
            )
            .label("an empty policy would approve everything")
            .help("add `criteria:` or `exclusions:`"),
        );
        return None;
    }
    let run = conditions.program.add_members(&members);
    let every = conditions.add(Op::All(run), &place);
    Some(satisfied(conditions, every))
}

/// What decides a policy: nothing can be left out there, so a condition that does not apply satisfies.
fn satisfied(conditions: &mut Conditions<'_>, node: NodeId) -> NodeId {
    conditions.add(Op::Satisfied(node), &Place::top("policy".to_owned(), Role::Member, Naming::Optional))
}

fn definitions(conditions: &mut Conditions<'_>, document: &PolicyDocument) -> Vec<Definition> {
    let mut definitions = Vec::new();
    for definition in &document.definitions {
        let names: Vec<&str> = definition.fact.text.split('.').collect();
        let root = conditions.scope.vocabulary.frame(FrameId::CASE).map(|frame| frame.record);
        let is_record = root
            .and_then(|root| conditions.scope.vocabulary.find(root, &names))
            .is_some_and(|member| matches!(member, Member::Record(_)));
        if !is_record && let Err(diagnostic) = conditions.scope.resolve(&definition.fact) {
            conditions.diagnostics.push(diagnostic);
        }
        let citations = conditions.sources.citations(&definition.source, conditions.diagnostics);
        definitions.push(Definition { fact: arc(&definition.fact), text: arc(&definition.text), citations });
    }
    definitions
}

fn revisions(document: &PolicyDocument) -> Vec<Revision> {
    let revision = |revision: &medpol_syntax::document::RevisionDocument| Revision {
        version: arc(&revision.version),
        date: arc(&revision.date),
        note: arc(&revision.note),
    };
    document.revisions.iter().map(revision).collect()
}

fn not_encoded(document: &PolicyDocument, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<NotEncoded> {
    let clause = |clause: &medpol_syntax::document::NotEncodedDocument| {
        let citation: Citation = sources.citation(&clause.source, diagnostics)?;
        Some(NotEncoded { citation, reason: arc(&clause.reason) })
    };
    document.not_encoded.iter().filter_map(clause).collect()
}

fn read_sources(document: &PolicyDocument) -> Vec<Source> {
    document
        .sources
        .iter()
        .map(|source| Source {
            id: arc(&source.id),
            class: crate::condition::source_class(&source.class).unwrap_or(SourceClass::Internal),
            title: arc(&source.title),
            published: source.published.as_ref().map(arc),
            url: source.url.as_ref().map(arc),
            note: source.note.as_ref().map(arc),
        })
        .collect()
}
