//! "All others negative": denied facts gathered under the groups that hold them.
//!
//! A group stands for its facts where every yes/no fact and list in it is denied or stated otherwise;
//! where a few are not, they are excepted. What is denied by different documents has different entries.

use std::collections::BTreeSet;

use medpol_model::case::{Case, Evidence};
use medpol_model::vocabulary::{FactKind, Member, RecordId, Vocabulary};
use medpol_syntax::Draft;

/// The denied slots of a case.
#[derive(Default)]
pub(super) struct Denied<'a> {
    /// The case and every element of a list.
    records: Vec<Root>,
    /// The slots by the document that denies them, in the order of the case.
    groups: Vec<Group<'a>>,
}

/// A record that starts a frame.
struct Root {
    record: RecordId,
    base: usize,
    path: String,
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
    /// Adds the case or an element of a list, whose facts start at the slot `base`.
    pub(super) fn add_record(&mut self, record: RecordId, base: usize, path: &str) {
        self.records.push(Root { record, base, path: path.to_owned() });
    }

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
        self.groups.iter().map(|group| self.entry(group, case, vocabulary)).collect()
    }

    fn entry(&self, group: &Group<'_>, case: &Case, vocabulary: &Vocabulary) -> Draft {
        let covering = Covering { slots: &group.slots, case, vocabulary };
        let mut cover = Cover::default();
        for root in &self.records {
            let Some(record) = vocabulary.record(root.record) else { continue };
            for (name, member) in &record.members {
                let path = if root.path.is_empty() { name.to_string() } else { format!("{}.{name}", root.path) };
                let part = covering.cover(*member, root.base, &path);
                cover.facts.extend(part.facts);
                cover.except.extend(part.except);
            }
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

/// How a fact stands to an entry.
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
    fn cover(&self, member: Member, base: usize, path: &str) -> Cover {
        let Member::Record(id) = member else {
            let facts =
                if self.stances(member, base).contains(&Stance::In) { vec![path.to_owned()] } else { Vec::new() };
            return Cover { facts, except: Vec::new() };
        };
        let mut apart = Cover::default();
        for (name, inner) in self.vocabulary.record(id).iter().flat_map(|record| &record.members) {
            let part = self.cover(*inner, base, &format!("{path}.{name}"));
            apart.facts.extend(part.facts);
            apart.except.extend(part.except);
        }
        let except = self.outs(member, base, path);
        let is_shorter = except.len() < apart.facts.len() + apart.except.len();
        if apart.facts.len() > 1 && is_shorter { Cover { facts: vec![path.to_owned()], except } } else { apart }
    }

    /// The paths of what an entry must not reach, as few as can be.
    fn outs(&self, member: Member, base: usize, path: &str) -> Vec<String> {
        let stances = self.stances(member, base);
        if !stances.contains(&Stance::Out) {
            return Vec::new();
        }
        match member {
            Member::Record(id) if stances.contains(&Stance::In) => self
                .vocabulary
                .record(id)
                .iter()
                .flat_map(|record| &record.members)
                .flat_map(|(name, inner)| self.outs(*inner, base, &format!("{path}.{name}")))
                .collect(),
            Member::Record(_) | Member::Fact(_) => vec![path.to_owned()],
        }
    }

    fn stances(&self, member: Member, base: usize) -> Vec<Stance> {
        let facts = self.vocabulary.facts_below(member).into_iter().filter_map(|id| self.vocabulary.fact(id));
        facts
            .map(|fact| {
                let slot = base + fact.slot as usize;
                let is_deniable = matches!(fact.kind, FactKind::Boolean | FactKind::List(_));
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
