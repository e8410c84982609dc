//! The base of a suite with the changes of one row: first what the row does not mention or denies is
//! taken out, then its values are put in.
//!
//! Works on trees; what a fact means is not known here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_syntax::document::{RowDocument, Text};
use medpol_syntax::{Entry, Kind, Node, Scalar, Style};

use super::path::{self, Misfit};

/// The parts of a case that a base and a row come to.
pub(super) struct Patched {
    pub(super) facts: Option<Entry>,
    pub(super) denied: Option<Entry>,
    pub(super) evidence: Option<Entry>,
}

impl Patched {
    /// The base with the changes of a row, of which `written` is the tree; `None`, with what is wrong,
    /// where they do not fit.
    pub(super) fn of(
        base: &Node,
        row: &RowDocument,
        written: &Node,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let part = |key: &str| base.entry(key).cloned();
        let mut patched = Self { facts: part("facts"), denied: part("denied"), evidence: part("evidence") };
        let before = diagnostics.len();
        for path in &row.not_mentioned {
            patched.leave_out(path, diagnostics);
        }
        for denial in &row.denied {
            let is_denied = |fact: &str| {
                let is_in = |paths: &[Text]| paths.iter().any(|path| path::is_within(fact, &path.text));
                is_in(&denial.facts) && !is_in(&denial.except)
            };
            if let Some(facts) = &mut patched.facts {
                path::remove_facts(&mut facts.value, "", &is_denied);
            }
            patched.forget_evidence(is_denied);
        }
        for (path, value) in &row.change.0 {
            patched.change(path, &value.0, diagnostics);
        }
        if let Some(denied) = written.entry("denied") {
            patched.deny(denied);
        }
        if let Some(evidence) = written.entry("evidence") {
            patched.add_evidence(evidence);
        }
        (diagnostics.len() == before).then_some(patched)
    }

    /// Takes out a fact or group, and what proves or denies it.
    fn leave_out(&mut self, path: &Text, diagnostics: &mut Vec<Diagnostic>) {
        let Some(steps) = path::steps(path) else { return diagnostics.push(misfit(path, Misfit::Malformed)) };
        let mut is_there = self.facts.as_mut().is_some_and(|facts| path::remove(&mut facts.value, &steps));
        self.forget_evidence(|fact| path::is_within(fact, &path.text));
        if let Some(Entry { value: Node { kind: Kind::Sequence(denials), .. }, .. }) = &mut self.denied {
            for denial in denials {
                is_there |= except(denial, path);
            }
        }
        if !is_there {
            diagnostics.push(
                Diagnostic::new(&codes::R0027, path.span, format!("the base says nothing of `{}`", path.text))
                    .label("neither stated nor denied there")
                    .help("remove it: what the base does not mention, the row does not mention either"),
            );
        }
    }

    /// Takes out the evidence for facts.
    fn forget_evidence(&mut self, is_forgotten: impl Fn(&str) -> bool) {
        if let Some(Entry { value: Node { kind: Kind::Mapping(proofs), .. }, .. }) = &mut self.evidence {
            proofs.retain(|proof| !is_forgotten(&proof.key));
        }
    }

    /// Adds what the row denies to what the base does.
    fn deny(&mut self, own: &Entry) {
        match (&mut self.denied, own.value.sequence()) {
            (Some(Entry { value: Node { kind: Kind::Sequence(denials), .. }, .. }), Some(new)) => {
                denials.extend(new.iter().cloned());
            }
            (Some(_) | None, _) => self.denied = Some(own.clone()),
        }
    }

    fn change(&mut self, path: &Text, value: &Node, diagnostics: &mut Vec<Diagnostic>) {
        let changed = match (path::steps(path), &mut self.facts) {
            (Some(steps), Some(facts)) => path::set(&mut facts.value, &steps, value),
            (Some(_) | None, _) => Err(Misfit::Malformed),
        };
        diagnostics.extend(changed.err().map(|reason| misfit(path, reason)));
    }

    /// Adds the evidence of the row, in the place of what the base has for the same facts.
    fn add_evidence(&mut self, own: &Entry) {
        let (Some(Entry { value: Node { kind: Kind::Mapping(proofs), .. }, .. }), Some(new)) =
            (&mut self.evidence, own.value.mapping())
        else {
            self.evidence = Some(own.clone());
            return;
        };
        proofs.retain(|proof| new.iter().all(|new| new.key != proof.key));
        proofs.extend(new.iter().cloned());
    }
}

/// Takes a path out of a denial; whether the denial has to do with it.
fn except(denial: &mut Node, path: &Text) -> bool {
    let concerns = |fact: &Node| {
        let fact = fact.text().unwrap_or_default();
        path::is_within(&path.text, fact) || path::is_within(fact, &path.text)
    };
    let facts = denial.get("facts").and_then(Node::sequence).unwrap_or_default();
    if !facts.iter().any(concerns) {
        return false;
    }
    let Kind::Mapping(entries) = &mut denial.kind else { return false };
    let name = Node { span: path.span, kind: Kind::Scalar(Scalar { text: path.text.clone(), style: Style::Quoted }) };
    match entries.iter_mut().find(|entry| &*entry.key == "except").map(|entry| &mut entry.value.kind) {
        Some(Kind::Sequence(excepted)) => excepted.push(name),
        Some(Kind::Scalar(_) | Kind::Mapping(_)) => {}
        None => entries.push(Entry {
            key: "except".into(),
            key_span: path.span,
            value: Node { span: path.span, kind: Kind::Sequence(vec![name]) },
        }),
    }
    true
}

/// R0027 where a change does not fit the base.
fn misfit(path: &Text, reason: Misfit) -> Diagnostic {
    let path_text = &path.text;
    let (message, label, help) = match reason {
        Misfit::Malformed => (
            format!("`{path_text}` is not the path of a fact"),
            "not names with points between them",
            "write it like `patient.bmi`, or `imaging.discs[0].size` for a field of the first element",
        ),
        Misfit::Below => (
            format!("the base has no group in which `{path_text}` could be"),
            "goes on below a single value",
            "change the value above as a whole, or mend the path",
        ),
        Misfit::NoElement => (
            format!("the base has no `{path_text}`"),
            "no such element",
            "elements are counted from 0; to add one, give the whole list",
        ),
        Misfit::Group => (
            format!("`{path_text}` is a group of facts in the base"),
            "a value takes the place of one fact",
            "name the facts that change one by one, or list the group under `not_mentioned`",
        ),
    };
    Diagnostic::new(&codes::R0027, path.span, message).label(label).help(help)
}
