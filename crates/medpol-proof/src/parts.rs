//! What the values of a fact fall into: parts that no question about it tells apart.
//!
//! An enumeration falls into its values, a line of numbers or dates into intervals, codes by the sets that hold them,
//! times by the lengths they are compared with. What is outside of the fact's bounds is left out.

mod symbols;
mod times;

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_model::program::{Limit, Polarity, SymbolSet, Values};
use medpol_model::value::{Grain, Interval, Status, TickSet};
use medpol_model::vocabulary::FactKind;

use crate::joint::{Joint, JointId, Membership};

pub(crate) use symbols::{Class, Open};
pub(crate) use times::{Lengths, Sign};

/// What is asked of one fact, by all sides.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) lines: Vec<TickSet>,
    pub(crate) limits: Vec<Limit>,
    /// With the side whose numbers a set uses.
    pub(crate) sets: Vec<(usize, Arc<SymbolSet>)>,
    /// Codes or texts that are told apart although no set lists them.
    pub(crate) texts: BTreeSet<Arc<str>>,
    /// Whether it is compared with other facts.
    pub(crate) is_compared: bool,
    pub(crate) documents: BTreeSet<Arc<str>>,
    pub(crate) is_evidenced: bool,
}

/// A part of the values of a fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    /// One value of an enumeration, as a bit.
    Name(u64),
    /// Neighbouring numbers or dates.
    Line(Interval),
    /// Codes or texts.
    Class(Class),
    /// Times that compare so with each length.
    Time(Vec<Sign>),
}

impl Part {
    /// Whether it has one value only.
    pub(crate) fn is_single(&self) -> bool {
        match self {
            Self::Name(_) => true,
            Self::Line(interval) => interval.is_point(),
            Self::Class(class) => class.is_single(),
            Self::Time(_) => false,
        }
    }
}

/// All parts of a fact, none empty.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) all: Vec<Part>,
    /// The lengths that times are compared with.
    pub(crate) lengths: Lengths,
    /// The sets that codes or texts are asked about.
    pub(crate) sets: Vec<(usize, Arc<SymbolSet>)>,
}

/// Whether the values of a part satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inside {
    /// All of them.
    Yes,
    /// None.
    No,
    /// It depends on the date of service, which must lie in, or not in, each of these periods.
    OnSomeDays(Vec<(Interval, Polarity)>),
}

impl Inside {
    fn known(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl Parts {
    pub(crate) fn of(joint: &Joint<'_>, id: JointId, asked: Asked) -> Self {
        let Some((_, _, fact)) = joint.said(id) else { return Self::default() };
        let mut lengths = Lengths::default();
        let all = match &fact.kind {
            FactKind::Boolean | FactKind::Enumeration(_) => {
                let domain = joint.domain(id);
                (0..64).map(|place| 1_u64 << place).filter(|bit| domain & bit != 0).map(Part::Name).collect()
            }
            FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date => {
                lines(grain(joint, id), fact.bounds, &asked.lines).into_iter().map(Part::Line).collect()
            }
            FactKind::Duration(_) => {
                lengths = Lengths::of(&asked.limits, fact.limits);
                lengths.signs(fact.limits).into_iter().map(Part::Time).collect()
            }
            FactKind::Code { .. } | FactKind::Text => {
                symbols::classes(joint, &asked).into_iter().map(Part::Class).collect()
            }
            FactKind::List(_) => Vec::new(),
        };
        Self { all, lengths, sets: asked.sets }
    }

    /// Whether the values of a part are among some values, as a side writes them.
    pub(crate) fn is_inside(&self, joint: &Joint<'_>, side: usize, part: &Part, values: &Values) -> Inside {
        match (part, values) {
            (Part::Name(bit), Values::Mask(allowed)) => Inside::known(bit & allowed != 0),
            (Part::Line(interval), Values::Ticks(set)) => Inside::known(set.status(*interval) == Status::MET),
            (Part::Time(signs), Values::Times(limits)) => {
                Inside::known(limits.iter().all(|limit| self.lengths.is_kept(signs, *limit)))
            }
            (Part::Class(class), Values::Symbols(members)) => {
                let mut open = Vec::new();
                for member in members.iter() {
                    let is_wanted = member.polarity == Polarity::In;
                    match class.is_in(joint, side, &member.set) {
                        Membership::Always if is_wanted => {}
                        Membership::Never if !is_wanted => {}
                        Membership::Always | Membership::Never => return Inside::No,
                        Membership::OnSomeDays(period) => open.push((period, member.polarity)),
                    }
                }
                if open.is_empty() { Inside::Yes } else { Inside::OnSomeDays(open) }
            }
            (Part::Name(_) | Part::Line(_) | Part::Class(_) | Part::Time(_), _) => Inside::No,
        }
    }
}

/// Which ticks are values of a fact.
pub(crate) fn grain(joint: &Joint<'_>, id: JointId) -> Grain {
    match joint.said(id).map(|(_, _, fact)| &fact.kind) {
        Some(FactKind::Integer { .. }) => Grain::Whole,
        Some(FactKind::Date) => Grain::Day,
        Some(
            FactKind::Boolean
            | FactKind::Decimal { .. }
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_),
        )
        | None => Grain::Fine,
    }
}

fn lines(grain: Grain, bounds: Interval, asked: &[TickSet]) -> Vec<Interval> {
    let mut parts = vec![grain.narrow(bounds)];
    for line in asked {
        let other = line.complement();
        let split = |part: &Interval| {
            let part = TickSet::of(grain, [*part]);
            let (inside, outside) = (part.meet(line), part.meet(&other));
            inside.intervals().iter().chain(outside.intervals()).copied().collect::<Vec<_>>()
        };
        parts = parts.iter().flat_map(split).collect();
    }
    parts.sort_unstable_by_key(|part| part.low);
    parts
}
