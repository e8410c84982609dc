//! What can come of a request for one service alone.

use std::sync::Arc;

use medpol_model::value::Status;
use medpol_model::vocabulary::FactId;

use super::Single;
use crate::answer::{Effort, RequestHealth};
use crate::formula::Literal;
use crate::joint::JointId;
use crate::parts::{Open, Part};
use crate::space::{ElementId, InstanceId, State};

/// Where the requested services are told apart.
struct Requested {
    /// The list of them; none where there can be one only.
    list: Option<InstanceId>,
    /// The code of the first.
    code: InstanceId,
}

impl Single<'_> {
    /// Each service of the policy by which its conditions tell requests apart.
    pub(super) fn requests(&mut self, path: &str, effort: &Effort) -> Vec<RequestHealth> {
        let policy = self.side.policy;
        let Some(fact) = self.fact(path) else { return Vec::new() };
        // Where all codes are alike to the policy, a single service is like any request.
        let is_told_apart = self.encoder.space.joint.fact(fact).is_some_and(|fact| fact.parts.all.len() > 1);
        let Some(requested) = is_told_apart.then(|| self.requested(fact)).flatten() else { return Vec::new() };
        let mut found: Vec<RequestHealth> = Vec::new();
        let mut alike: Vec<Vec<Literal>> = Vec::new();
        for service in &policy.applies_to.services {
            let only = self.only(&requested, service);
            // One service stands for those that the policy does not tell from it.
            if only.is_empty() || alike.contains(&only) {
                continue;
            }
            let not_met = self.results_where(&only, policy.root, Status::NOT_MET, effort);
            found.push(RequestHealth { service: Arc::clone(service), not_met });
            alike.push(only);
        }
        found
    }

    fn fact(&self, path: &str) -> Option<JointId> {
        let vocabulary = &self.side.policy.vocabulary;
        let at = vocabulary.facts.iter().position(|fact| fact.path.replace("[]", "") == path.replace("[]", ""))?;
        Some(self.encoder.space.joint.of(0, FactId(u32::try_from(at).ok()?)))
    }

    fn requested(&mut self, fact: JointId) -> Option<Requested> {
        let vocabulary = &self.side.policy.vocabulary;
        let (_, _, known) = self.encoder.space.joint.said(fact)?;
        let list = vocabulary.frame(known.frame).and_then(|frame| frame.list);
        let space = &mut self.encoder.space;
        let Some(list) = list else {
            return Some(Requested { list: None, code: space.instance(fact, ElementId::CASE) });
        };
        let list = space.instance(space.joint.of(0, list), ElementId::CASE);
        let first = match &space.at(list)?.state {
            State::List { elements, .. } => elements.first().copied()?,
            State::Value { .. } => return None,
        };
        Some(Requested { list: Some(list), code: space.instance(fact, first) })
    }

    /// What holds where a service is requested, and no other; empty where that cannot be told.
    fn only(&self, requested: &Requested, service: &str) -> Vec<Literal> {
        let space = &self.encoder.space;
        let parts = space.at(requested.code).and_then(|code| space.joint.fact(code.fact)).map(|fact| &fact.parts.all);
        let at = parts.and_then(|parts| place_of(parts, service));
        let own = match (at, space.at(requested.code).map(|code| &code.state)) {
            (Some(at), Some(State::Value { possible })) => possible.get(at).copied(),
            (None, _) | (_, Some(State::List { .. }) | None) => None,
        };
        let Some(own) = own else { return Vec::new() };
        let mut all = vec![own];
        if let Some(list) = requested.list.and_then(|list| space.at(list))
            && let State::List { exists, .. } = &list.state
        {
            all.extend(exists.iter().enumerate().map(|(at, there)| if at == 0 { *there } else { !*there }));
        }
        all
    }
}

/// The part that a code lies in: where it is listed, else where what begins like it is, else where all others are.
fn place_of(parts: &[Part], code: &str) -> Option<usize> {
    let class = |part: &Part| if let Part::Class(class) = part { Some(class.clone()) } else { None };
    let classes = || parts.iter().enumerate().filter_map(|(at, part)| Some((at, class(part)?)));
    if let Some((at, _)) = classes().find(|(_, class)| class.texts.iter().any(|text| **text == *code)) {
        return Some(at);
    }
    let depth = |open: &Open| match open {
        Open::Under(stem) => code.starts_with(&**stem).then_some(stem.len()),
        Open::Other => Some(0),
    };
    let fitting = classes().filter_map(|(at, class)| Some((depth(class.open.as_ref()?)?, at)));
    fitting.max_by_key(|(depth, _)| *depth).map(|(_, at)| at)
}
