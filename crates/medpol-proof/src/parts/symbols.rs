//! Codes and texts by the sets that hold them.

use std::sync::Arc;

use medpol_model::program::SymbolSet;

use super::{Asked, Part, Parts};
use crate::joint::{Joint, Membership};

/// Codes or texts that the same sets hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    /// Those that some set lists.
    pub(crate) texts: Vec<Arc<str>>,
    /// Those that no set lists.
    pub(crate) open: Option<Open>,
}

/// Codes or texts that no set lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Open {
    /// All others.
    Other,
    /// Those that begin so, and with no longer stem.
    Under(Arc<str>),
}

impl Class {
    /// Whether a set holds its members.
    pub(crate) fn is_in(&self, joint: &Joint<'_>, side: usize, set: &SymbolSet) -> Membership {
        if let Some(text) = self.texts.first() {
            return joint.is_in(side, set, text);
        }
        match &self.open {
            Some(Open::Under(stem)) if set.stems.iter().any(|other| stem.starts_with(&**other)) => Membership::Always,
            Some(Open::Under(_) | Open::Other) | None => Membership::Never,
        }
    }

    /// Whether a text is one of its members, of all the classes of a fact.
    pub(crate) fn holds(&self, joint: &Joint<'_>, parts: &Parts, text: &str) -> bool {
        let lists = |class: &Self| class.texts.iter().any(|own| &**own == text);
        if lists(self) {
            return true;
        }
        let is_listed = parts.all.iter().any(|part| matches!(part, Part::Class(other) if lists(other)));
        let are_alike =
            || parts.sets.iter().all(|(side, set)| joint.is_in(*side, set, text) == self.is_in(joint, *side, set));
        self.open.is_some() && !is_listed && are_alike()
    }

    /// Whether it has one member only.
    pub(crate) fn is_single(&self) -> bool {
        self.open.is_none() && self.texts.len() == 1
    }
}

/// The classes of the sets that are asked about. Those of facts that are compared with others are told apart text by
/// text.
pub(super) fn classes(joint: &Joint<'_>, asked: &Asked) -> Vec<Class> {
    let Asked { sets, is_compared, .. } = asked;
    let mut texts: Vec<Arc<str>> = asked.texts.iter().cloned().collect();
    let mut stems: Vec<Arc<str>> = Vec::new();
    for (side, set) in sets {
        let listed = set.numbers.iter().filter_map(|number| joint.symbols(*side)?.text(*number));
        texts.extend(listed.map(Arc::from));
        stems.extend(set.stems.iter().cloned());
    }
    texts.sort_unstable();
    texts.dedup();
    stems.sort_unstable();
    stems.dedup();
    let mut found: Vec<Held> = Vec::new();
    let listed = texts.into_iter().map(|text| Class { texts: vec![text], open: None });
    let under = stems.into_iter().map(Open::Under).chain([Open::Other]);
    for class in listed.chain(under.map(|open| Class { texts: Vec::new(), open: Some(open) })) {
        let sets: Vec<Membership> = sets.iter().map(|(side, set)| class.is_in(joint, *side, set)).collect();
        let is_apart = *is_compared && class.open.is_none();
        // A class has one kind of members that nobody lists.
        let is_alike = |known: &&mut Held| {
            let is_free = known.class.open.is_none() || class.open.is_none();
            known.sets == sets && is_free && !is_apart && !known.is_apart
        };
        match found.iter_mut().find(is_alike) {
            None => found.push(Held { sets, is_apart, class }),
            Some(known) => {
                known.class.texts.extend(class.texts);
                known.class.open = known.class.open.take().or(class.open);
            }
        }
    }
    found.into_iter().map(|held| held.class).collect()
}

/// A class with the sets that hold it.
struct Held {
    sets: Vec<Membership>,
    is_apart: bool,
    class: Class,
}
