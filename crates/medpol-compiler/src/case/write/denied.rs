//! "All others negative": denied facts gathered under the groups that hold them.
//!
//! A group stands for its facts where every yes/no fact and list in it is denied or stated otherwise;
//! where a few are not, they are excepted. What is denied by different documents has different entries.

use std::collections::BTreeSet;

use medpol_model::case::{Case, Evidence};
use medpol_model::vocabulary::{FrameId, Member, Vocabulary};
use medpol_syntax::Draft;

/// The denied slots of a case.
#[derive(Default)]
pub(super) struct Denied<'a> {
    /// The slots by the document that denies them, in the order of the case.
    groups: Vec<Group<'a>>,
}

/// Slots that are denied by the same document.
struct Group<'a> {
    document: Option<&'a Evidence>,
    slots: BTreeSet<usize>,
}

/// The paths that an entry names, and those that it excepts.
#[derive(Default)]
struct Cover {
    facts: Vec<String>,
    except: Vec<String>,
}

impl<'a> Denied<'a> {
    /// Adds a slot that is denied by a document, or by nothing but the case's author.
    pub(super) fn add(&mut self, slot: usize, document: Option<&'a Evidence>) {
        match self.groups.iter_mut().find(|group| group.document == document) {
            Some(group) => {
                group.slots.insert(slot);
            }
            None => self.groups.push(Group { document, slots: BTreeSet::from([slot]) }),
        }
    }

    /// The entries of `denied`.
    pub(super) fn entries(&self, case: &Case, vocabulary: &Vocabulary) -> Vec<Draft> {
        self.groups.iter().map(|group| Self::entry(group, case, vocabulary)).collect()
    }

    fn entry(group: &Group<'_>, case: &Case, vocabulary: &Vocabulary) -> Draft {
        let covering = Covering { slots: &group.slots, case, vocabulary };
        let mut cover = Cover::default();
        let record = vocabulary.frame(FrameId::CASE).and_then(|frame| vocabulary.record(frame.record));
        for (name, member) in record.iter().flat_map(|record| &record.members) {
            let part = covering.cover(*member, name);
            cover.facts.extend(part.facts);
            cover.except.extend(part.except);
        }
        let list = |paths: Vec<String>| Draft::List(paths.into_iter().map(Draft::Text).collect());
        let mut entry = Draft::mapping();
        entry.set(&["facts"], list(cover.facts));
        if !cover.except.is_empty() {
            entry.set(&["except"], list(cover.except));
        }
        if let Some(document) = group.document {
            entry.set(&["evidence"], super::evidence(document));
        }
        entry
    }
}

/// How a fact relates to an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stance {
    /// The entry denies it.
    In,
    /// The entry must not reach it.
    Out,
    /// It is stated, or cannot be denied: the entry may reach it.
    Either,
}

struct Covering<'a> {
    slots: &'a BTreeSet<usize>,
    case: &'a Case,
    vocabulary: &'a Vocabulary,
}

impl Covering<'_> {
    /// The shortest way to name the denied facts of a member.
    fn cover(&self, member: Member, path: &str) -> Cover {
        let Member::Record(id) = member else {
            let facts = if self.stances(member).contains(&Stance::In) { vec![path.to_owned()] } else { Vec::new() };
            return Cover { facts, except: Vec::new() };
        };
        let mut apart = Cover::default();
        for (name, inner) in self.vocabulary.record(id).iter().flat_map(|record| &record.members) {
            let part = self.cover(*inner, &format!("{path}.{name}"));
            apart.facts.extend(part.facts);
            apart.except.extend(part.except);
        }
        let except = self.outs(member, path);
        let is_shorter = except.len() < apart.facts.len() + apart.except.len();
        if apart.facts.len() > 1 && is_shorter { Cover { facts: vec![path.to_owned()], except } } else { apart }
    }

    /// The paths of what an entry must not reach, as few as can be.
    fn outs(&self, member: Member, path: &str) -> Vec<String> {
        let stances = self.stances(member);
        if !stances.contains(&Stance::Out) {
            return Vec::new();
        }
        match member {
            Member::Record(id) if stances.contains(&Stance::In) => self
                .vocabulary
                .record(id)
                .iter()
                .flat_map(|record| &record.members)
                .flat_map(|(name, inner)| self.outs(*inner, &format!("{path}.{name}")))
                .collect(),
            Member::Record(_) | Member::Fact(_) => vec![path.to_owned()],
        }
    }

    fn stances(&self, member: Member) -> Vec<Stance> {
        let facts = self.vocabulary.facts_below(member).into_iter().filter_map(|id| self.vocabulary.fact(id));
        facts
            .map(|fact| {
                let slot = fact.slot as usize;
                let is_deniable = fact.kind.can_be_denied();
                let mark = self.case.facts.mark(slot);
                if self.slots.contains(&slot) {
                    Stance::In
                } else if is_deniable && (mark.is_absent() || mark.has(medpol_model::case::Mark::DENIED)) {
                    Stance::Out
                } else {
                    Stance::Either
                }
            })
            .collect()
    }
}
