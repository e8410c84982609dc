//! The position of a policy: which keys go with it, and the one criterion of a policy that covers
//! nothing.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::{CriterionId, Deferral, Position, Role};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;
use medpol_syntax::document::{PolicyDocument, Text};

use super::Clauses;
use crate::condition::{Conditions, Depth, Named, Naming, Place};

/// The id of the criterion that says that a policy covers nothing.
const ID: &str = "position";

/// The position that a policy states; what does not go with it is reported.
pub(super) fn read(document: &PolicyDocument, diagnostics: &mut Vec<Diagnostic>) -> Position {
    let word = document.position.as_ref();
    let stated = word.map_or("covered_when", |word| &*word.text);
    let list = |list: &Option<Vec<medpol_syntax::document::CriterionDocument>>| {
        list.iter().flatten().next().map(|first| Span { end: first.span.start, ..first.span })
    };
    let entries = || document.determination.iter().flat_map(|all| &all.entries);
    let met_when = entries().find_map(|entry| entry.met_when.as_ref()).map(|inner| inner.span);
    let criteria = [("criteria", list(&document.criteria)), ("exclusions", list(&document.exclusions))];
    let said = [
        ("text", document.text.as_ref().map(|text| text.span)),
        ("source", document.source.iter().flatten().next().map(|first| first.span)),
    ];
    let to = [("to", document.to.as_ref().map(|to| to.span))];
    let mut report = Report { word, stated, diagnostics };
    match stated {
        "not_covered" => {
            report.superfluous(&criteria, "no criterion can change a position that is the same for all facts");
            report.superfluous(
                &[("met_when", met_when)],
                "no criterion can change a position that is the same for all facts",
            );
            report.superfluous(&to, "`to` names the policy that a policy with `position: defers` defers to");
            report.missing(&said, "what the policy says, and where; reports show it");
            Position::NotCovered
        }
        "defers" => {
            let determination = document.determination.as_ref().map(|entry| entry.span);
            report.superfluous(&criteria, "the criteria are those of the policy it defers to");
            report.superfluous(&[("determination", determination)], "what follows is said by the policy it defers to");
            report.superfluous(&said, "these go with `position: not_covered`; say it in a `note` of `sources`");
            report.missing(&to, "`lcd`, `ncd` or the id of the policy it defers to");
            document.to.as_ref().map_or(Position::CoveredWhen, |to| Position::Defers { to: deferral(to) })
        }
        _ => {
            report.superfluous(&to, "with `to`, write `position: defers`");
            report.superfluous(
                &said,
                "each criterion has its own text and source; at the top they go with `position: not_covered`",
            );
            Position::CoveredWhen
        }
    }
}

fn deferral(to: &Text) -> Deferral {
    match &*to.text {
        "lcd" => Deferral::Lcd,
        "ncd" => Deferral::Ncd,
        id => Deferral::Policy(id.into()),
    }
}

/// Keys, each with the place of its value where it is written.
type Keys<'a> = [(&'a str, Option<Span>)];

struct Report<'a> {
    word: Option<&'a Text>,
    stated: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Report<'_> {
    fn superfluous(&mut self, keys: &Keys<'_>, help: &str) {
        for (key, span) in keys {
            let Some(span) = span else { continue };
            let message = format!("`{key}` does not go with `position: {}`", self.stated);
            let problem = Diagnostic::new(&codes::P0219, *span, message).label(format!("under `{key}`"));
            let problem = match self.word {
                Some(word) => problem.also(word.span, "the position of this policy"),
                None => problem.help("the position is `covered_when` where nothing is said"),
            };
            self.diagnostics.push(problem.help(help));
        }
    }

    fn missing(&mut self, keys: &Keys<'_>, help: &str) {
        let Some(word) = self.word else { return };
        for (key, _) in keys.iter().filter(|(_, span)| span.is_none()) {
            self.diagnostics.push(
                Diagnostic::new(&codes::P0219, word.span, format!("`position: {}` needs `{key}`", self.stated))
                    .label(format!("`{key}` is missing"))
                    .help(format!("add `{key}:` with {help}")),
            );
        }
    }
}

/// The one criterion of a policy that covers nothing.
pub(super) fn not_covered(conditions: &mut Conditions<'_>, document: &PolicyDocument) -> Option<Clauses> {
    let mut place = Place::top(ID.to_owned(), Role::Member, Naming::Optional);
    place.citations = conditions.sources.citations(document.source.as_ref()?, conditions.diagnostics);
    let node = conditions.add(Op::Constant(Status::NOT_MET), &place);
    let word = document.position.as_ref()?;
    conditions.named.push(Named { id: Text { text: ID.into(), span: word.span }, node, depth: Depth::Outside });
    let detail = conditions.detail(node)?;
    detail.id = Some(CriterionId(ID.into()));
    detail.text = document.text.as_ref().map(|text| Arc::from(&*text.text));
    detail.because = Some("the policy does not cover this service, whatever the facts".into());
    detail.span = Some(word.span);
    Some(alone(node, vec![node]))
}

/// What is in the place of the criteria that another policy has.
pub(super) fn defers(conditions: &mut Conditions<'_>) -> Clauses {
    let place = Place::top("policy".to_owned(), Role::Member, Naming::Optional);
    let node = conditions.add(Op::Constant(Status::NOT_APPLICABLE), &place);
    alone(node, Vec::new())
}

fn alone(node: NodeId, criteria: Vec<NodeId>) -> Clauses {
    Clauses { criteria, exclusions: Vec::new(), edits: Vec::new(), root: node, order: vec![node], services: Vec::new() }
}
