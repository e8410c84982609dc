//! Which policy versions have to be read again, and by when. The day is the caller's.

use medpol_library::Library;
use medpol_model::answer::{DUE_FORMAT, Due, Review};
use medpol_model::policy::{Policy, PolicyStatus};
use medpol_model::value::Date;

/// What has to be read again by a last day, as seen on a day: of the versions that are in force then or later.
pub fn due(library: &Library, day: Date, until: Date) -> Due {
    let is_alive = |policy: &&Policy| {
        policy.status != PolicyStatus::Draft && policy.effective.until.is_none_or(|last| last >= day)
    };
    let mut found = Due {
        format: DUE_FORMAT,
        as_of: day.to_string(),
        until: until.to_string(),
        overdue: Vec::new(),
        due: Vec::new(),
        later: 0,
        without: Vec::new(),
    };
    for policy in library.policies().iter().map(|policy| &**policy).filter(is_alive) {
        let review = Review {
            policy: policy.reference(),
            title: policy.title.clone(),
            publisher: policy.publisher.clone(),
            review_by: policy.review_by.map(|review| review.to_string()),
            days: policy.review_by.map(|review| day.days_until(review)),
        };
        match policy.review_by {
            None => found.without.push(review),
            Some(by) if by < day => found.overdue.push(review),
            Some(by) if by <= until => found.due.push(review),
            Some(_) => found.later += 1,
        }
    }
    found.overdue.sort_by_key(|review| review.days);
    found.due.sort_by_key(|review| review.days);
    found
}
