//! One thing that is missing of a part.

use medpol_model::answer::{CoveredList, PartCoverage, Shown};

use crate::asked::Asked;
use crate::place::Place;
use crate::supposing::Supposed;

/// What a case should show of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Met,
    NotMet,
    Unknown,
    /// That it decides, and is met or not met.
    Decides(Supposed),
    /// A place of a threshold, by the number of the threshold.
    At {
        threshold: usize,
        place: Place,
    },
}

/// What is missing of a part, but for its deciding, of which one side may be there.
pub(super) fn goals(part: &PartCoverage) -> Vec<Goal> {
    let all = [Goal::Met, Goal::NotMet, Goal::Unknown].into_iter();
    let places = (0..part.thresholds.len())
        .flat_map(|threshold| Place::ALL.into_iter().map(move |place| Goal::At { threshold, place }));
    all.chain(places).filter(|goal| goal.of(part).is_some_and(Shown::is_missing)).collect()
}

impl Goal {
    /// Whether it is shown of a part.
    pub(super) fn of(self, part: &PartCoverage) -> Option<&Shown> {
        Some(match self {
            Self::Met => &part.met,
            Self::NotMet => &part.not_met,
            Self::Unknown => &part.unknown,
            Self::Decides(_) => &part.decides,
            Self::At { threshold, place } => {
                let threshold = part.thresholds.get(threshold)?;
                match place {
                    Place::Below => &threshold.below,
                    Place::On => &threshold.on,
                    Place::Above => &threshold.above,
                }
            }
        })
    }

    pub(super) fn of_mut(self, part: &mut PartCoverage) -> Option<&mut Shown> {
        Some(match self {
            Self::Met => &mut part.met,
            Self::NotMet => &mut part.not_met,
            Self::Unknown => &mut part.unknown,
            Self::Decides(_) => &mut part.decides,
            Self::At { threshold, place } => {
                let threshold = part.thresholds.get_mut(threshold)?;
                match place {
                    Place::Below => &mut threshold.below,
                    Place::On => &mut threshold.on,
                    Place::Above => &mut threshold.above,
                }
            }
        })
    }

    /// What the case shows, in words that follow the name of the part.
    pub(super) fn words(self, part: &Asked) -> String {
        let [met, not_met] = match part.list {
            CoveredList::Criteria | CoveredList::Edits => ["met", "not met"],
            CoveredList::Exclusions => ["applies", "does not apply"],
        };
        match self {
            Self::Met => met.to_owned(),
            Self::NotMet => not_met.to_owned(),
            Self::Unknown => "unknown".to_owned(),
            Self::Decides(Supposed::Met) => format!("decides, {met}"),
            Self::Decides(Supposed::NotMet) => format!("decides, {not_met}"),
            Self::At { threshold, place } => {
                let threshold = part.thresholds.get(threshold).map_or("", |asking| &*asking.threshold);
                let place = match place {
                    Place::Below => "just below",
                    Place::On => "on",
                    Place::Above => "just above",
                };
                format!("{place} {threshold}")
            }
        }
    }
}
