//! The day on which a request was received: a service that is planned for later than a year after it is looked at by a
//! person.
//!
//! The day is the caller's; no clock is asked here.

use medpol_model::answer::Determination;
use medpol_model::value::Date;

use crate::Answer;
use crate::governed::take_to_a_person;

/// How many months after it was received a request may ask for a service without a person looking at it.
const MONTHS: i64 = 12;

impl Answer {
    /// The answer to a request that was received on a day. Nothing is approved without a person that would be given more
    /// than a year later; the result is the same.
    #[must_use]
    pub fn received(mut self, day: Date) -> Self {
        let determinations: Vec<&mut Determination> = match &mut self {
            Self::Determination(determination) => vec![determination],
            Self::Decision(decision) => {
                decision.determinations.iter_mut().map(|governed| &mut governed.determination).collect()
            }
            Self::Edits(_) | Self::Undecided(_) => Vec::new(),
        };
        for determination in determinations {
            // Of a date of which not everything is known, the first day counts.
            let first = determination.case.anchor.as_deref().and_then(|anchor| anchor.split("..").next());
            let Some(service) = first.and_then(Date::parse) else { continue };
            if service > day.plus_months(MONTHS) {
                let because = format!(
                    "the date of service, {service}, is more than a year after the request was received on {day}; a person \
                     looks at it"
                );
                take_to_a_person(determination, because);
            }
        }
        self
    }
}
