//! What every possible answer would make of one record, in words.
//!
//! The sets are those of `medpol-proof`; the nouns are the vocabulary's. Nothing is searched or decided here.

mod alternatives;
mod words;

use std::collections::BTreeMap;

use medpol_library::Library;
use medpol_model::answer::{
    EXACT_FORMAT, Exact, ExactAnswer, ExactChange, ExactChoice, ExactFact, ExactGround, ExactGrounds, ExactKind,
    ExactNext, ExactPart, ExactRest, ExactSet, ExactSets, ExactWay, ExactWays, GroundFact, Outcome,
};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::Status;
use medpol_proof::{
    Answer, Deadline, Effort, Flip, FlipChange, Found, Grounds, NotDecided, Questions, Rest, Sets, Side, flips,
    grounds, questions,
};

use crate::not_decided::why;
use alternatives::{Choice, alternatives};
use words::Words;

/// How many sets are told one by one.
const MOST_SETS: usize = 50;

/// What every possible answer would make of a record under a policy; what is not decided by the end, it says.
pub fn exact(policy: &Policy, library: &Library, case: &Case, until: Option<Deadline>) -> Exact {
    let side = Side { policy, symbols: library.symbols() };
    let effort = Effort { until, ..Effort::default() };
    let words = Words::of(policy, library.symbols(), case);
    let mut told = Exact {
        format: EXACT_FORMAT,
        title: case.title.as_deref().map(str::to_owned),
        policy: policy.reference(),
        policy_title: policy.title.to_string(),
        result: Outcome::Unknown,
        agreed: None,
        open: Vec::new(),
        enough_to_settle: NOTHING,
        enough_to_approve: NOTHING,
        would_end_it: Vec::new(),
        no_longer_matters: Vec::new(),
        next: None,
        would_change_it: None,
        rests_on: None,
        limits: Vec::new(),
    };
    match questions(side, case, &effort) {
        Ok(found) => {
            let result = found.result;
            tell(&mut told, &found, &words);
            if result == Status::NOT_MET {
                match flips(side, case, &effort) {
                    Ok(found) => {
                        told.limits.extend(limit("what would change it", &found.rest));
                        let ways = found.ways.iter().map(|way| way_of(way, &words)).collect();
                        told.would_change_it = Some(ExactWays { ways, rest: rest(&found.rest) });
                    }
                    Err(because) => told.limits.push(undecided("what would change it", &because)),
                }
            }
            if result == Status::MET {
                told.rests_on = Some(grounds_of(&grounds(side, case), &words));
            }
        }
        Err(because) => told.limits.push(undecided("what is open", &because)),
    }
    told
}

const NOTHING: ExactSets =
    ExactSets { count: 0, common: Vec::new(), alternatives: Vec::new(), sets: Vec::new(), rest: ExactRest::NotDecided };

fn tell(told: &mut Exact, found: &Questions, words: &Words<'_>) {
    told.result = Outcome::of(found.result);
    told.open = found
        .open
        .iter()
        .map(|open| ExactFact {
            fact: open.place(),
            label: words.label(open),
            question: words.question(open),
            instead: words.instead(open),
        })
        .collect();
    told.enough_to_settle = sets(&found.settle, found, words);
    told.enough_to_approve = sets(&found.approve, found, words);
    told.would_end_it = found.ends.iter().map(|answer| answer_of(answer, found, words)).collect();
    told.no_longer_matters.clone_from(&found.idle);
    told.next = found.next.map(|next| ExactNext { fact: next.open, remaining: next.remaining, answers: next.answers });
    match &found.agreed {
        Found::Yes(status) => told.agreed = Some(Outcome::of(*status)),
        Found::No => {}
        Found::NotDecided(because) => told.limits.push(undecided("whether every completion agrees", because)),
    }
    // Of a known result nothing is left to settle, and what would change it is told apart.
    if found.result.is_unknown() {
        told.limits.extend(limit("what is enough to settle it", &found.settle.rest));
        told.limits.extend(limit("what is enough to approve it", &found.approve.rest));
    }
    let makes = |labels: &str, is_one: &Several| match is_one {
        Several::One => format!("whether {labels} makes a difference"),
        Several::More => format!("which of {labels} make a difference"),
    };
    let ends = |labels: &str, is_one: &Several| match is_one {
        Several::One => format!("whether {labels} alone could end it"),
        Several::More => format!("which of {labels} alone could end it"),
    };
    told.limits.extend(limits_of(found, &found.not_decided, words, &makes));
    told.limits.extend(limits_of(found, &found.may_end, words, &ends));
    if let Some(least) = found.bounded.iter().map(|bounded| bounded.most).min() {
        told.limits
            .push(format!("lists are looked at with up to {least} entries; a longer list may come to something else"));
    }
}

/// Whether something is said of one fact or of several.
enum Several {
    One,
    More,
}

/// What was not decided of some facts, once for each reason.
fn limits_of(
    found: &Questions,
    open: &[(usize, NotDecided)],
    words: &Words<'_>,
    what: &dyn Fn(&str, &Several) -> String,
) -> Vec<String> {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (open, because) in open {
        let label = found.open.get(*open).map(|open| words.label(open)).unwrap_or_default();
        by_reason.entry(why(because)).or_default().push(format!("“{label}”"));
    }
    let told = |(why, labels): (String, Vec<String>)| {
        let what = match labels.as_slice() {
            [only] => what(only, &Several::One),
            [several @ .., last] => what(&format!("{} and {last}", several.join(", ")), &Several::More),
            [] => what("", &Several::More),
        };
        format!("{what} was not decided, because {why}")
    };
    by_reason.into_iter().map(told).collect()
}

fn sets(of: &Sets, found: &Questions, words: &Words<'_>) -> ExactSets {
    let set = |set: &medpol_proof::EnoughSet| ExactSet {
        facts: set.facts.clone(),
        answers: set.answers.iter().map(|answer| answer_of(answer, found, words)).collect(),
    };
    let mut sets: Vec<ExactSet> = of.sets.iter().map(set).collect();
    let parts: Vec<Vec<ExactPart>> = sets.iter().map(parts).collect();
    let found = alternatives(&parts);
    let choice = |choice: Choice<ExactPart>| ExactChoice { choose: choice.choose, of: choice.of };
    let count = sets.len();
    sets.truncate(MOST_SETS);
    ExactSets {
        count,
        common: found.common,
        alternatives: found.choices.into_iter().map(choice).collect(),
        sets,
        rest: rest(&of.rest),
    }
}

/// The facts of a set, each with its answer where not every answer is enough.
fn parts(set: &ExactSet) -> Vec<ExactPart> {
    let answer = |fact: usize| set.answers.iter().find(|answer| answer.fact == fact);
    let part = |fact: &usize| ExactPart { fact: *fact, answer: answer(*fact).map(|own| own.answer.clone()) };
    set.facts.iter().map(part).collect()
}

fn answer_of(answer: &Answer, found: &Questions, words: &Words<'_>) -> ExactAnswer {
    let open = found.open.get(answer.open);
    let text = open.map(|open| words.answer(open, &answer.values, &answer.case)).unwrap_or_default();
    let kind = open.map_or(ExactKind::Values, |open| words.kind(open, &answer.values, &answer.case));
    ExactAnswer { fact: answer.open, kind, answer: text }
}

fn way_of(way: &Flip, words: &Words<'_>) -> ExactWay {
    let change = |change: &FlipChange| ExactChange {
        fact: change.fact.place(),
        label: words.label(&change.fact),
        on_record: words.on_record(&change.fact),
        needed: words.values(&change.fact, &change.values, &way.case),
    };
    ExactWay { changes: way.changes.iter().map(change).collect(), answers: way.answers.iter().map(change).collect() }
}

fn grounds_of(found: &Grounds, words: &Words<'_>) -> ExactGrounds {
    let fact = |fact: &medpol_proof::RecordFact| GroundFact {
        fact: fact.place(),
        label: words.label(fact),
        on_record: words.on_record(fact),
    };
    let part = |part: &medpol_proof::Ground| ExactGround {
        facts: part.facts.iter().map(fact).collect(),
        assumed: part.assumed.iter().map(fact).collect(),
    };
    ExactGrounds { parts: found.sets.iter().map(part).collect(), rest: rest(&found.rest) }
}

const fn rest(rest: &Rest) -> ExactRest {
    match rest {
        Rest::None => ExactRest::None,
        Rest::More => ExactRest::More,
        Rest::NotDecided(_) => ExactRest::NotDecided,
    }
}

fn limit(what: &str, rest: &Rest) -> Option<String> {
    match rest {
        Rest::None | Rest::More => None,
        Rest::NotDecided(because) => Some(undecided(what, because)),
    }
}

fn undecided(what: &str, because: &NotDecided) -> String {
    format!("{what} was not decided, because {}", why(because))
}
