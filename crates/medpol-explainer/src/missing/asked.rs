//! Makes asked facts of found ones, each with its inputs, its fields and what follows on it.

use std::sync::Arc;

use medpol_model::answer::{AnswerKind, AskedFact, AskingCriterion, FollowUp, MissingCause, NamedValue, Proof};
use medpol_model::policy::Policy;
use medpol_model::program::{EvidenceRule, NodeId, Op, Program, Values};
use medpol_model::vocabulary::{Elements, Enumeration, FactKind, Vocabulary};

use super::days;
use super::found::{Days, Found, FoundFact, Role};
use super::way::{Origin, Side, Stage, Under};
use crate::modifier;

/// The facts one by one: what is open of them now, without what can be given instead and what follows.
pub(super) fn one_by_one(policy: &Policy, found: Found) -> Vec<AskedFact> {
    let tree = Tree::of(policy, found);
    let open =
        |at: &usize| tree.fact(*at).is_some_and(|fact| fact.inputs.is_empty() && !is_field(fact) && !tree.is_gate(*at));
    let places = (0..tree.found.facts.len()).filter(open);
    places.filter_map(|at| Some(AskedFact { follow_ups: Vec::new(), instead: Vec::new(), ..tree.asked(at)? })).collect()
}

fn is_field(fact: &FoundFact) -> bool {
    fact.path.contains("[]")
}

/// The found facts, with what belongs to each.
pub(super) struct Tree<'a> {
    pub(super) policy: &'a Policy,
    pub(super) found: Found,
    /// The part that each plays in the end; `None` where its inputs are asked for and not it.
    roles: Vec<Option<Role>>,
    /// Of each list the fields, of each condition what follows.
    fields: Vec<Vec<usize>>,
    follow_ups: Vec<Vec<(usize, Under)>>,
}

impl<'a> Tree<'a> {
    pub(super) fn of(policy: &'a Policy, found: Found) -> Self {
        let count = found.facts.len();
        let mut tree = Self {
            policy,
            found,
            roles: Vec::new(),
            fields: vec![Vec::new(); count],
            follow_ups: vec![Vec::new(); count],
        };
        tree.roles = (0..count).map(|at| tree.settled(at)).collect();
        for at in 0..count {
            match tree.role(at) {
                Some(Role::FieldOf(list)) => tree.add_field(list, at),
                Some(Role::Under(under)) => tree.add_follow_up(under, at),
                Some(Role::Asked | Role::Option | Role::InputOf(_)) | None => {}
            }
        }
        tree
    }

    pub(super) fn fact(&self, at: usize) -> Option<&FoundFact> {
        self.found.facts.get(at)
    }

    pub(super) fn role(&self, at: usize) -> Option<Role> {
        self.roles.get(at).copied().flatten()
    }

    /// Whether a fact with inputs can as well be stated: where none of them is on record in part, and not all of them
    /// are asked for by themselves.
    fn can_be_stated(&self, at: usize) -> bool {
        let inputs = || self.fact(at).into_iter().flat_map(|fact| &fact.inputs).filter_map(|input| self.fact(*input));
        let is_unknown =
            |fact: &FoundFact| matches!(fact.cause, MissingCause::NotOnRecord | MissingCause::AnswerUnknown);
        inputs().all(is_unknown) && inputs().any(|input| input.role == Role::InputOf(at))
    }

    /// Whether a fact is only read to see whether another is applicable.
    fn is_gate(&self, at: usize) -> bool {
        self.fact(at).is_some_and(|fact| fact.stage == Stage::Gate && !is_field(fact))
    }

    fn settled(&self, at: usize) -> Option<Role> {
        let fact = self.fact(at)?;
        let is_left_out = self.is_gate(at) || (!fact.inputs.is_empty() && !self.can_be_stated(at));
        if let Role::InputOf(of) = fact.role
            && !self.is_gate(at)
            && !self.can_be_stated(of)
        {
            let role = self.fact(of)?.role;
            // The input of an input is asked for itself.
            return Some(if matches!(role, Role::InputOf(_)) { Role::Asked } else { role });
        }
        (!is_left_out).then_some(fact.role)
    }

    /// The fact that stands in a list of questions for this one.
    fn shown(&self, at: usize) -> usize {
        match self.role(at) {
            None => self.fact(at).and_then(|fact| fact.inputs.first().copied()).unwrap_or(at),
            Some(Role::InputOf(of)) => of,
            Some(Role::Asked | Role::Option | Role::Under(_) | Role::FieldOf(_)) => at,
        }
    }

    fn add_field(&mut self, list: usize, at: usize) {
        if let Some(fields) = self.fields.get_mut(list) {
            fields.push(at);
        }
    }

    fn add_follow_up(&mut self, under: Under, at: usize) {
        let place = self.shown(under.place);
        // What is needed only of some entries is asked for with their list.
        let is_of_entries = self.fact(place).is_some_and(is_field);
        if place == at || is_of_entries || self.is_gate(under.place) {
            if let Some(role) = self.roles.get_mut(at) {
                *role = Some(Role::Asked);
            }
        } else if let Some(follow_ups) = self.follow_ups.get_mut(place) {
            follow_ups.push((at, under));
        }
    }

    /// The asked fact with everything that belongs to it.
    pub(super) fn asked(&self, at: usize) -> Option<AskedFact> {
        let found = self.fact(at)?;
        let known = self.policy.vocabulary.fact(found.fact.fact)?;
        let question = known.question.clone().unwrap_or_else(|| format!("{}?", known.label).into());
        let precision = match (&found.days, &known.kind, found.cause) {
            (Days::Within(days), FactKind::Date, MissingCause::NotOnRecord | MissingCause::AnswerUnknown) => {
                days::words(days)
            }
            _ => None,
        };
        let fields = self.fields.get(at).map(Vec::as_slice).unwrap_or_default();
        let inputs = found.inputs.iter().filter(|input| self.role(**input) == Some(Role::InputOf(at)));
        Some(AskedFact {
            fact: found.path.clone(),
            label: Arc::clone(&known.label),
            question,
            cause: found.cause,
            answer: answer(&self.policy.vocabulary, &known.kind),
            precision,
            decides: found.decides,
            on_record: found.on_record.clone(),
            evidence: Arc::clone(&known.evidence),
            proof: found.proof.as_ref().map(proof),
            judgment: known.judgment,
            criteria: if is_field(found) { Vec::new() } else { self.criteria(&found.criteria) },
            instead: inputs.filter_map(|input| self.asked(*input)).collect(),
            fields: self.in_order(fields).into_iter().filter_map(|field| self.asked(field)).collect(),
            follow_ups: self.follow_ups(at),
        })
    }

    /// Fields in the order of the vocabulary.
    fn in_order(&self, fields: &[usize]) -> Vec<usize> {
        let mut fields = fields.to_vec();
        fields.sort_by_key(|at| self.fact(*at).map(|field| (field.fact.slot, field.fact.fact)));
        fields
    }

    fn follow_ups(&self, at: usize) -> Vec<FollowUp> {
        let mut groups: Vec<FollowUp> = Vec::new();
        for (follows, under) in self.follow_ups.get(at).into_iter().flatten() {
            let Some(asked) = self.asked(*follows) else { continue };
            let when = self.when(at, *under);
            match groups.iter_mut().find(|group| *group.when == *when) {
                Some(group) => group.facts.push(asked),
                None => groups.push(FollowUp { when: when.into(), facts: vec![asked] }),
            }
        }
        groups
    }

    /// After which answer to a fact something is needed.
    fn when(&self, at: usize, under: Under) -> String {
        let program = match under.of {
            Origin::Policy => &self.policy.program,
            Origin::Vocabulary => &self.policy.vocabulary.program,
        };
        let fact = self.fact(at).map(|fact| fact.fact.fact);
        let kind = fact.and_then(|fact| self.policy.vocabulary.fact(fact)).map(|fact| &fact.kind);
        let met = under.outcome == Side::Met;
        let allowed = mask_of(program, under.condition).filter(|(own, _)| Some(*own) == fact).map(|(_, mask)| mask);
        match (kind, allowed) {
            (Some(FactKind::Boolean), Some(allowed)) => {
                let is_yes = (allowed & 0b10 != 0) == met;
                if is_yes { "if yes" } else { "if no" }.to_owned()
            }
            (Some(FactKind::Enumeration(id)), Some(allowed)) => {
                let known = self.policy.vocabulary.enumeration(*id);
                known.map_or_else(|| "if so".to_owned(), |known| if_one_of(known, allowed, under.outcome))
            }
            (Some(FactKind::List(_)), _) if met => "if any".to_owned(),
            _ if met => "if so".to_owned(),
            _ => "if not".to_owned(),
        }
    }

    pub(super) fn criteria(&self, named: &[Option<NodeId>]) -> Vec<AskingCriterion> {
        named.iter().map(|named| self.criterion(*named)).collect()
    }

    fn criterion(&self, named: Option<NodeId>) -> AskingCriterion {
        let detail = named.and_then(|node| self.policy.detail(node));
        AskingCriterion {
            id: detail.and_then(|detail| detail.id.as_ref()).map_or_else(|| "policy".into(), |id| Arc::clone(&id.0)),
            text: detail.and_then(|detail| detail.text.clone()),
        }
    }
}

/// The fact and the values that a condition asks of it, where it asks no more.
fn mask_of(program: &Program, condition: NodeId) -> Option<(medpol_model::vocabulary::FactId, u64)> {
    let Some(Op::Leaf { atom, .. }) = program.node(modifier::core(program, condition)) else { return None };
    let atom = program.atom(*atom)?;
    if let Values::Mask(allowed) = atom.values { Some((atom.fact.fact, allowed)) } else { None }
}

/// "if it is A or B", or where these are the most, "if it is not C".
fn if_one_of(known: &Enumeration, allowed: u64, outcome: Side) -> String {
    let wanted = if outcome == Side::Met { allowed } else { !allowed } & known.domain();
    let others = known.domain() & !wanted;
    let labels = |mask: u64| known.members(mask).map(|value| &*value.label).collect::<Vec<_>>().join(" or ");
    if others.count_ones() < wanted.count_ones() {
        format!("if it is not {}", labels(others))
    } else {
        format!("if it is {}", labels(wanted))
    }
}

fn proof(rule: &EvidenceRule) -> Proof {
    match rule {
        EvidenceRule::Any => Proof { documents: Arc::from([]) },
        EvidenceRule::Kinds(kinds) => Proof { documents: Arc::clone(kinds) },
    }
}

/// How a fact of a type can be answered.
fn answer(vocabulary: &Vocabulary, kind: &FactKind) -> AnswerKind {
    match kind {
        FactKind::Boolean => AnswerKind::YesNo,
        FactKind::Integer { unit } => AnswerKind::WholeNumber { unit: unit.map(|unit| &*unit.symbol) },
        FactKind::Decimal { unit } => AnswerKind::Number { unit: unit.map(|unit| &*unit.symbol) },
        FactKind::Date => AnswerKind::Date,
        FactKind::Duration(_) => AnswerKind::Duration,
        FactKind::Enumeration(id) => {
            AnswerKind::OneOf { choices: vocabulary.enumeration(*id).map(choices).unwrap_or_default() }
        }
        FactKind::Code { systems } => {
            AnswerKind::Code { systems: systems.iter().map(|system| Arc::clone(&system.id)).collect() }
        }
        FactKind::Text => AnswerKind::Text,
        FactKind::List(list) => match list.elements {
            Elements::Records => AnswerKind::Entries,
            Elements::Values => {
                let element = vocabulary.frame(list.frame).and_then(|frame| frame.facts.first().copied());
                let element = element.and_then(|id| vocabulary.fact(id));
                element.map_or(AnswerKind::Entries, |element| AnswerKind::Values {
                    of: Box::new(answer(vocabulary, &element.kind)),
                })
            }
        },
    }
}

fn choices(known: &Enumeration) -> Vec<NamedValue> {
    let value = |value: &medpol_model::vocabulary::EnumerationValue| NamedValue {
        value: Arc::clone(&value.name),
        label: Arc::clone(&value.label),
    };
    known.values.iter().map(value).collect()
}
