//! A case to begin with: the facts that one policy reads, each with its name and type, and nothing stated.
//!
//! How files are written is not known here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{Library, Named};
use medpol_model::policy::{Deferral, Policy, Position, States};
use medpol_model::program::NodeId;
use medpol_model::vocabulary::{Elements, Fact, FactId, FactKind, FrameId, Member, RecordId, Vocabulary};
use medpol_report::facts::{FactView, facts};

use super::{Begun, library, name, quoted, unknown};
use crate::failure::Failure;

/// Begin a case for a policy
///
/// Writes `ID/NAME.yaml` below the cases: every fact that the policy reads, also what others are derived from, with its
/// label and type, and `null` for what is not known yet. What selects the policy is filled in.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct NewCase {
    /// The policy, as `ID` or `ID@VERSION`
    #[arg(long = "for", value_name = "ID")]
    policy: String,

    /// The name of the file
    #[arg(value_name = "NAME", default_value = "new-case", value_parser = name)]
    name: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases are
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  medpol new case --for acme/knee-arthroscopy
  medpol new case too-young --for acme/knee-arthroscopy@2";

pub(super) fn begun(arguments: &NewCase) -> Result<Vec<Begun>, Failure> {
    let library = library(&arguments.policies)?;
    let policy = find(&library, &arguments.policy)?;
    let path = arguments.fixtures.join(&*policy.id.0).join(format!("{}.yaml", arguments.name));
    Ok(vec![Begun { path, text: text(&library, policy) }])
}

/// The version that is named, or the last one.
fn find<'a>(library: &'a Library, written: &str) -> Result<&'a Policy, Failure> {
    let (id, version) = written.split_once('@').map_or((written, None), |(id, version)| (id, Some(version)));
    let versions = library.versions(id);
    let Some(last) = versions.last() else {
        // A policy with errors is no policy that is not there.
        let mut sources = SourceMap::default();
        let found = Named::by_option(written, "--for", &mut sources).check(library);
        return Err(match found {
            Err(problem) if !library.unreadable().is_empty() => in_doubt(&problem),
            Ok(()) | Err(_) => unknown("policy", id, library.ids().into_iter()),
        });
    };
    let found = match version {
        None => Ok(&***last),
        Some(version) => library.policy(id, version).map(|policy| &**policy).ok_or_else(|| {
            let known: Vec<&str> = versions.iter().map(|policy| &*policy.version).collect();
            unknown(&format!("version of `{id}`"), version, known.into_iter())
        }),
    };
    found.and_then(|policy| match &policy.position {
        Position::CoveredWhen | Position::NotCovered => Ok(policy),
        Position::Defers { to } => Err(deferring(policy, to)),
    })
}

/// The failure for a policy that no case can be for.
fn deferring(policy: &Policy, to: &Deferral) -> Failure {
    let (to, help) = match to {
        Deferral::Lcd => ("the LCD that applies".to_owned(), "name that policy".to_owned()),
        Deferral::Ncd => ("the NCD that applies".to_owned(), "name that policy".to_owned()),
        Deferral::Policy(id) => (format!("`{id}`"), format!("write `--for {id}`")),
    };
    let message = format!("`{}` has no criteria of its own: it defers to {to}", policy.reference());
    Failure::Usage { message, help }
}

fn in_doubt(problem: &Diagnostic) -> Failure {
    let help = "a file of the library has errors, which `medpol validate` shows: mend them first".to_owned();
    Failure::Usage { message: problem.message.clone(), help }
}

fn text(library: &Library, policy: &Policy) -> String {
    let stated = Stated::of(library, policy);
    let read = read(policy, &stated);
    let views = facts([&*policy.vocabulary], &[]);
    let mut page = Page { vocabulary: &policy.vocabulary, read, views, stated, text: String::new() };
    page.text.push_str("format: medpol/case/1\ntitle: \"[what this case shows]\"\n");
    page.text.push_str("facts:\n");
    if let Some(frame) = policy.vocabulary.frame(FrameId::CASE) {
        page.record(frame.record, 2);
    }
    // Writing to a string cannot fail.
    let _ = writeln!(
        page.text,
        "expect:\n  policy: {}\n  # What should come out, such as `result: met` or `criteria: {{ ID: not_met }}`; `medpol eval` says what does.",
        policy.reference()
    );
    page.text
}

/// What selects the policy, and so is filled in: paths of facts with values.
#[derive(Default)]
struct Stated(Vec<(String, String)>);

impl Stated {
    fn of(library: &Library, policy: &Policy) -> Self {
        let Some(selectors) = library.selectors() else { return Self::default() };
        let applies = &policy.applies_to;
        let day = policy.effective.from.to_string();
        let mut stated = vec![(selectors.anchor.to_string(), day)];
        let first = |values: &[std::sync::Arc<str>]| values.first().map(|value| quoted(value));
        stated.extend(first(&applies.payers).map(|value| (selectors.payer.to_string(), value)));
        stated.extend(first(&applies.lines_of_business).map(|value| (selectors.line_of_business.to_string(), value)));
        stated.extend(first(&applies.services).map(|value| (selectors.services.to_string(), value)));
        if let States::Listed(states) = &applies.states {
            stated.extend(first(states).map(|value| (selectors.state.to_string(), value)));
        }
        Self(stated)
    }

    /// The value of a fact; lists count as their elements.
    fn value(&self, path: &str) -> Option<&str> {
        let plain = path.replace("[]", "");
        self.0.iter().find(|(known, _)| *known == plain).map(|(_, value)| &**value)
    }
}

/// The facts that a policy reads, those that they follow from, and those that select it.
fn read(policy: &Policy, stated: &Stated) -> BTreeSet<FactId> {
    let vocabulary = &*policy.vocabulary;
    let nodes = (0..policy.details.len()).filter_map(|number| u32::try_from(number).ok()).map(NodeId);
    let own = nodes.flat_map(|node| policy.program.own_facts(node)).map(|fact| fact.fact);
    let selecting = (0..)
        .map(FactId)
        .zip(&vocabulary.facts)
        .filter(|(_, fact)| stated.value(&fact.path).is_some())
        .map(|(id, _)| id);
    let mut waiting: Vec<FactId> = own.chain(selecting).chain(policy.anchor.map(|anchor| anchor.fact)).collect();
    let mut read = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        // What the medical policy came to is worked out, and never stated.
        if vocabulary.governing == Some(id) {
            continue;
        }
        let Some(fact) = vocabulary.fact(id).filter(|_| read.insert(id)) else { continue };
        if let Some(derivation) = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize)) {
            waiting.extend(derivation.facts(&vocabulary.program).into_iter().map(|fact| fact.fact));
        }
        if let Some(condition) = fact.asked_when {
            waiting.extend(vocabulary.program.facts_read(condition).into_iter().map(|fact| fact.fact));
        }
        // A field lies in its list.
        waiting.extend(vocabulary.frame(fact.frame).and_then(|frame| frame.list));
    }
    read
}

struct Page<'a> {
    vocabulary: &'a Vocabulary,
    read: BTreeSet<FactId>,
    views: Vec<FactView>,
    stated: Stated,
    text: String,
}

impl Page<'_> {
    /// The members of a record that are read, or hold something that is.
    fn record(&mut self, id: RecordId, indent: usize) {
        let Some(record) = self.vocabulary.record(id) else { return };
        for (name, member) in &record.members {
            match member {
                Member::Fact(id) => self.fact(name, *id, indent),
                Member::Record(inner) => {
                    if self.vocabulary.facts_below(*member).iter().any(|fact| self.read.contains(fact)) {
                        self.line(indent, &format!("{name}:"), None);
                        self.record(*inner, indent + 2);
                    }
                }
            }
        }
    }

    fn fact(&mut self, name: &str, id: FactId, indent: usize) {
        let vocabulary = self.vocabulary;
        let Some(fact) = vocabulary.fact(id).filter(|_| self.read.contains(&id)) else { return };
        let words = self.words(fact);
        if let FactKind::List(list) = &fact.kind {
            let fields = vocabulary.frame(list.frame).map(|frame| frame.facts.clone()).unwrap_or_default();
            let prefix = format!("{}[].", fact.path);
            let named = fields.iter().filter_map(|id| {
                let field = vocabulary.fact(*id)?;
                Some((field.path.strip_prefix(&prefix)?.to_owned(), *id, field))
            });
            let named: Vec<(String, FactId, &Fact)> = named.collect();
            let stated = match list.elements {
                Elements::Values => self.stated.value(&fact.path).map(|value| format!("[{value}]")),
                Elements::Records => named.iter().find_map(|(field, _, fact)| {
                    self.stated.value(&fact.path).map(|value| format!("[{{ {field}: {value} }}]"))
                }),
            };
            self.line(indent, &format!("{name}: {}", stated.as_deref().unwrap_or("null")), Some(&words));
            if list.elements == Elements::Records {
                for (field, id, fact) in &named {
                    if self.read.contains(id) {
                        let line = format!("#   {field}: {}", self.words(fact));
                        self.line(indent, &line, None);
                    }
                }
            }
            return;
        }
        match self.stated.value(&fact.path) {
            Some(value) => {
                let line = format!("{name}: {value}");
                self.line(indent, &line, Some(&words));
            }
            // It is worked out from others, and may be stated all the same.
            None if fact.derivation.is_some() => self.line(indent, &format!("# {name}: null   # {words}"), None),
            None => self.line(indent, &format!("{name}: null"), Some(&words)),
        }
    }

    /// The label and the type of a fact.
    fn words(&self, fact: &Fact) -> String {
        let view = self.views.iter().find(|view| *view.fact == *fact.path);
        let kind = match &fact.kind {
            FactKind::List(list) if list.elements == Elements::Records => "list; an element has these fields",
            FactKind::List(_)
            | FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text => view.map(|view| view.r#type.as_str()).unwrap_or_default(),
        };
        let derived =
            if fact.derivation.is_some() { " · worked out from other facts where it is not stated" } else { "" };
        let judgment = if fact.judgment { " · a clinician's judgment" } else { "" };
        medpol_report::one_line(&format!("{} · {kind}{judgment}{derived}", fact.label))
    }

    fn line(&mut self, indent: usize, line: &str, comment: Option<&str>) {
        let comment = comment.map(|words| format!("   # {words}")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:indent$}{line}{comment}", "");
    }
}
