//! Criteria, conditions inside of them, exceptions and waivers that make no difference to anybody.

use std::collections::BTreeMap;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Status;
use medpol_proof::{Deciders, Decides, Found, Modified, Modifier};

use super::{Report, words};

/// What is said of copies of one condition: they are written once.
struct Copies {
    path: String,
    /// What could stand in the place of all of them; none where one of them makes a difference.
    stand_in: Option<Status>,
}

impl Report<'_> {
    pub(super) fn parts(&mut self) {
        // What is said twice makes one of the two needless, and perhaps what stands beside it.
        if self.told.iter().any(|known| [&codes::P0410, &codes::P0411, &codes::P0425].contains(&known.code)) {
            return;
        }
        for criterion in &self.found.criteria {
            if let (Decides::Never(_), Some(span)) = (&criterion.decides, self.span(criterion.node))
                && !self.asks_records(criterion.node)
            {
                let found = self.criterion(criterion, span);
                self.push(found);
            }
        }
        for (span, copies) in self.conditions() {
            let Some(status) = copies.stand_in else { continue };
            if self.is_told(&[&codes::P0407, &codes::P0412], span) {
                continue;
            }
            let message = format!("`{}` makes no difference to anybody", copies.path);
            let label = if status == Status::MET {
                "everybody gets the same result if it is always met"
            } else {
                "everybody gets the same result if it is never met"
            };
            let found = Diagnostic::new(&codes::P0449, span, message).label(label);
            self.push(found.help("look whether it was meant otherwise, or is said twice; else leave it out"));
        }
        for (span, modified) in self.modifiers() {
            let word = match modified.modifier {
                Modifier::Exception => "exception",
                Modifier::Waiver => "waiver",
            };
            let path = self.policy.detail(modified.node).map_or("", |detail| &*detail.path);
            let message = format!("the {word} of `{path}` makes no difference to anybody");
            let found = Diagnostic::new(&codes::P0448, span, message)
                .label(format!("everybody gets the same result without this {word}"));
            self.push(found.help(format!("look whether it was meant for something else; else leave the {word} out")));
        }
    }

    fn criterion(&self, criterion: &Deciders, span: Span) -> Diagnostic {
        let id = &criterion.id.0;
        let is_exclusion = self.policy.exclusions.contains(&criterion.node);
        let what = if is_exclusion { "exclusion" } else { "criterion" };
        let found = Diagnostic::new(&codes::P0447, span, format!("the {what} `{id}` makes no difference to anybody"));
        let others = words::satisfied(self.policy, &criterion.implied_by);
        let found = match (criterion.implied_by.is_empty(), is_exclusion) {
            (true, _) => found.label("everybody gets the same result without it"),
            (false, false) => found.label(format!("it is met by everybody for whom {others}")),
            (false, true) => found.label(format!("it applies to nobody for whom {others}")),
        };
        let places = criterion.implied_by.iter().filter_map(|id| Some((self.place(id)?, id)));
        let found = places.fold(found, |found, (span, id)| found.also(span, format!("`{}`", id.0)));
        found
            .help("look whether it was meant otherwise; else leave it out, or `allow` the finding and say why it stays")
    }

    /// The conditions inside of criteria, by where they are written.
    fn conditions(&self) -> BTreeMap<Span, Copies> {
        let mut all: BTreeMap<Span, Copies> = BTreeMap::new();
        for part in &self.found.parts {
            let Some(span) = self.span(part.node) else { continue };
            let is_judged = !self.asks_records(part.node) && self.copies(span) == self.judged(span);
            let stand_in = if let Decides::Never(status) = part.decides { Some(status) } else { None };
            let stand_in = stand_in.filter(|_| is_judged);
            let path = || self.policy.detail(part.node).map_or_else(String::new, |detail| detail.path.to_string());
            let copies = all.entry(span).or_insert_with(|| Copies { path: path(), stand_in });
            if copies.stand_in != stand_in {
                copies.stand_in = None;
            }
        }
        all
    }

    /// The exceptions and waivers of which no copy makes a difference, by where they are written.
    fn modifiers(&self) -> BTreeMap<Span, Modified> {
        let mut all: BTreeMap<Span, Vec<&Modified>> = BTreeMap::new();
        for modified in &self.found.modifiers {
            if let Some(span) = self.span_of_modifier(modified.by, modified.node) {
                all.entry(span).or_default().push(modified);
            }
        }
        let is_idle = |own: &&Modified| matches!(own.decides, Found::No) && !self.asks_records(own.node);
        all.retain(|_, copies| copies.iter().all(is_idle));
        all.into_iter().filter_map(|(span, copies)| Some((span, Modified::clone(copies.first()?)))).collect()
    }

    /// How many conditions were written at a place: one, unless it is copied for several values.
    fn copies(&self, span: Span) -> usize {
        self.policy.details.iter().filter(|detail| detail.span == Some(span)).count()
    }

    /// How many of these were looked at.
    fn judged(&self, span: Span) -> usize {
        self.found.parts.iter().filter(|part| self.span(part.node) == Some(span)).count()
    }

    /// Whether a condition, or one inside of it, asks what is on record: then it may make no difference to any patient,
    /// and make one to what a record comes to.
    fn asks_records(&self, node: NodeId) -> bool {
        let program = &self.policy.program;
        let is_own = program
            .rules(program.rules_of(node))
            .is_some_and(|rules| rules.evidence.is_some() || rules.assume.is_some());
        is_own
            || matches!(program.node(node), Some(Op::Known(_)))
            || program.below(node).into_iter().any(|inner| self.asks_records(inner))
    }

    fn span_of_modifier(&self, by: NodeId, node: NodeId) -> Option<Span> {
        self.span(by).or_else(|| self.span(node))
    }
}
