//! A policy as somebody names it, and the words when no version answers to the name.
//!
//! Choosing is elsewhere; this only knows what was asked for and what there is.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, nearest};
use medpol_model::answer::{Unreadable, unreadable_at};
use medpol_model::policy::{Deferral, Policy, PolicyStatus};
use medpol_model::value::Interval;
use medpol_syntax::document::{CaseDocument, Text};

use crate::Library;
use crate::version::{covers, days, period};

/// Names listed in a help line, at most.
const LISTED: usize = 12;

/// A policy as somebody names it: `id` or `id@version`.
#[derive(Clone, Debug)]
pub struct Named {
    text: Arc<str>,
    span: Span,
    by: NamedBy,
}

/// Who names a policy.
#[derive(Clone, Copy, Debug)]
enum NamedBy {
    CommandLine,
    Parameter,
    Case,
    Nobody,
}

impl Named {
    /// A policy named on the command line; what is wrong with it is shown at `option`.
    pub fn by_option(text: &str, option: &str, sources: &mut SourceMap) -> Self {
        let file = sources.add(option, text);
        Self { text: text.into(), span: Span::new(file, 0, text.len()), by: NamedBy::CommandLine }
    }

    /// A policy named in a request to a program; what is wrong with it is shown at `parameter`.
    pub fn by_parameter(text: &str, parameter: &str, sources: &mut SourceMap) -> Self {
        Self { by: NamedBy::Parameter, ..Self::by_option(text, parameter, sources) }
    }

    /// The policy that a case expects, or the only one there is.
    pub(crate) fn by_case(document: &CaseDocument, library: &Library) -> Result<Self, Box<Diagnostic>> {
        if let Some(named) = Self::by_expectation(document) {
            return Ok(named);
        }
        let ids = library.ids();
        if let [only] = ids.as_slice() {
            return Ok(Self { text: (*only).into(), span: document.format.span, by: NamedBy::Nobody });
        }
        let message = "nothing says which policy this case is for";
        let problem = Diagnostic::new(&codes::R0013, document.format.span, message)
            .label("the case has no `expect.policy`")
            .help("name one with `--policy ID`, or write `expect: { policy: ID }` in the case");
        Err(Box::new(listing(problem, "the policies", &ids)))
    }

    /// The policy that a case expects.
    pub(crate) fn by_expectation(document: &CaseDocument) -> Option<Self> {
        let policy = document.expect.as_ref()?.policy.as_ref()?;
        Some(Self { text: (*policy.text).into(), span: policy.span, by: NamedBy::Case })
    }

    /// R0013 where a file that the policy rests on cannot be read.
    pub(crate) fn in_doubt(&self, unreadable: &[Unreadable]) -> Diagnostic {
        let message = format!("`{}` cannot be applied: {}", self.text, unreadable_at(unreadable));
        Diagnostic::new(&codes::R0013, self.span, message)
            .label("this policy, or another version of it, is in doubt")
            .help("`medpol validate` says what is wrong in the library")
    }

    /// Whether a library has it.
    ///
    /// # Errors
    ///
    /// R0013 where it has no such policy, or no such version of it.
    pub fn check(&self, library: &Library) -> Result<(), Box<Diagnostic>> {
        let is_known = match self.version() {
            Some(version) => library.policy(self.id(), version).is_some(),
            None => !library.versions(self.id()).is_empty(),
        };
        if is_known { Ok(()) } else { Err(Box::new(self.unknown(library))) }
    }

    /// The name as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The policy that should govern a case.
    pub(crate) fn governing(text: &Text) -> Self {
        Self { text: (*text.text).into(), span: text.span, by: NamedBy::Case }
    }

    /// R0013 where no policy version has exactly this name, and it is no word for an outcome without one.
    pub(crate) fn unknown_version(&self, library: &Library) -> Option<Diagnostic> {
        let is_word = ["none", "unknown", "conflict"].contains(&&*self.text);
        let is_known = self.version().is_some_and(|version| library.policy(self.id(), version).is_some());
        (!is_word && !is_known).then(|| {
            if self.version().is_none() && !library.versions(self.id()).is_empty() {
                Diagnostic::new(&codes::R0013, self.span, format!("`{}` does not say which version governs", self.text))
                    .label("no version")
                    .help(format!("write {}", example(self.id(), &library.versions(self.id()))))
            } else {
                self.unknown(library)
            }
        })
    }

    /// The medical policy that a case says governs it.
    pub(crate) fn by_governed(document: &CaseDocument) -> Option<Self> {
        let policy = document.expect.as_ref()?.governed_by.as_ref()?;
        Some(Self { text: (*policy.text).into(), span: policy.span, by: NamedBy::Case })
    }

    /// The id.
    pub(crate) fn id(&self) -> &str {
        self.text.split_once('@').map_or(&self.text, |(id, _)| id)
    }

    /// The version, if one is named.
    pub(crate) fn version(&self) -> Option<&str> {
        self.text.split_once('@').map(|(_, version)| version)
    }

    /// Where it is named.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Why this policy, in words that end in the reason for the version.
    pub(crate) fn because(&self, version: &str) -> String {
        match self.by {
            NamedBy::CommandLine => format!("named on the command line; {version}"),
            NamedBy::Parameter => format!("named beside the case; {version}"),
            NamedBy::Case => format!("named by the case; {version}"),
            NamedBy::Nobody => format!("the only policy of the library; {version}"),
        }
    }

    /// R0013 where nothing has the id or the version.
    pub(crate) fn unknown(&self, library: &Library) -> Diagnostic {
        let id = self.id();
        let known = library.versions(id);
        let label = format!("not in `{}`", library.name());
        if let (Some(version), false) = (self.version(), known.is_empty()) {
            let names: Vec<&str> = known.iter().map(|policy| &*policy.version).collect();
            let message = format!("`{id}` has no version `{version}`");
            return listing(Diagnostic::new(&codes::R0013, self.span, message).label(label), "its versions", &names);
        }
        let ids = library.ids();
        let mut problem = Diagnostic::new(&codes::R0013, self.span, format!("no policy is called `{id}`")).label(label);
        if let Some(near) = nearest(id, ids.iter().copied()) {
            problem = problem.help(format!("did you mean `{near}`?"));
            if let Some(span) = self.place_of_id() {
                problem = problem.offer(span, near);
            }
        }
        listing(problem, "the policies", &ids)
    }

    /// The position of the id; unknown where the name is written in quotes.
    fn place_of_id(&self) -> Option<Span> {
        let start = self.span.start as usize;
        let is_plain = self.span.end as usize - start == self.text.len();
        is_plain.then(|| Span::new(self.span.file, start, start + self.id().len()))
    }

    /// R0026 where the policy leaves the question to another.
    pub(crate) fn defers(&self, policy: &Policy, to: &Deferral) -> Diagnostic {
        let message = format!("`{}` has no criteria of its own: it defers to {to}", policy.reference());
        Diagnostic::new(&codes::R0026, self.span, message).label("defers").help(match to {
            Deferral::Policy(id) => format!("name `{id}`, or leave the name away and let the request choose"),
            Deferral::Lcd | Deferral::Ncd => {
                "name that policy, or leave the name away and let the request choose".to_owned()
            }
        })
    }

    /// R0013 where the day decides between versions; `place` is that of the date.
    pub(crate) fn undecided(&self, possible: &[&Arc<Policy>], service: Interval, place: Span) -> Diagnostic {
        let message = "the date of service does not settle which version is in force";
        Diagnostic::new(&codes::R0013, place, message)
            .label(format!("the service falls {}", days(service)))
            .help(windows(possible))
            .help(format!("give the day, or name a version: {}", example(self.id(), possible)))
    }

    /// R0013 where no version is in force; `place` is that of the date.
    pub(crate) fn none_in_force(&self, versions: &[&Arc<Policy>], service: Interval, place: Span) -> Diagnostic {
        let message = format!("no version of `{}` is in force {}", self.id(), days(service));
        Diagnostic::new(&codes::R0013, place, message)
            .label("the date of service chooses the version")
            .help(windows(versions))
            .help(format!("check the date, or name a version: {}", example(self.id(), versions)))
    }
}

/// Why a version that was named is applied, and what to know about it.
pub(crate) fn named_version(policy: &Policy, service: Interval) -> String {
    let version = &policy.version;
    match policy.status {
        PolicyStatus::Draft => format!("version {version} was asked for, a draft"),
        PolicyStatus::Active | PolicyStatus::Retired if covers(policy, service) => {
            format!("version {version} was asked for")
        }
        PolicyStatus::Active | PolicyStatus::Retired => {
            format!(
                "version {version} was asked for; it is in force {} and the service falls {}",
                period(policy),
                days(service)
            )
        }
    }
}

fn windows(versions: &[&Arc<Policy>]) -> String {
    let windows = versions.iter().map(|policy| match policy.status {
        PolicyStatus::Draft => format!("version {} is a draft", policy.version),
        PolicyStatus::Active | PolicyStatus::Retired => {
            format!("version {} is in force {}", policy.version, period(policy))
        }
    });
    windows.collect::<Vec<_>>().join("; ")
}

/// The last version that is no draft, as one would name it.
fn example(id: &str, versions: &[&Arc<Policy>]) -> String {
    let published = versions.iter().rev().find(|policy| policy.status != PolicyStatus::Draft);
    format!("`{id}@{}`", published.or(versions.last()).map_or("1", |policy| &*policy.version))
}

/// Adds a help line with the names there are.
fn listing(problem: Diagnostic, what: &str, names: &[&str]) -> Diagnostic {
    let quoted: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match (quoted.as_slice(), names.len().saturating_sub(LISTED)) {
        ([], _) => problem,
        ([only], _) => problem.help(format!("there is only {only}")),
        (_, 0) => problem.help(format!("{what} are {}", quoted.join(", "))),
        (_, more) => problem.help(format!("{what} are {} and {more} more", quoted.join(", "))),
    }
}
