//! What a reader has to know of a letter before anything else: that its criteria are not those by which the request
//! is decided. A letter leaves the house by itself; what only the answer said would be lost.

use medpol_model::answer::{Determination, Notice};
use medpol_model::policy::PolicyStatus;

use super::writing::Page;
use super::{Letter, Reader};

/// Says it, each thing once.
pub(super) fn tell(letter: &Letter<'_>, reader: Reader, page: &mut Page) {
    let mut told = Vec::new();
    for text in letter.parts.iter().flat_map(|part| of(part.determination, reader)) {
        if !told.contains(&text) {
            page.paragraph(text);
            told.push(text);
        }
    }
}

fn of(determination: &Determination, reader: Reader) -> impl Iterator<Item = &'static str> {
    let draft = match reader {
        Reader::Provider => "The policy below is a draft. It is not in force, and nothing is decided by it.",
        Reader::Member => "The rules below are a draft. They are not in use, and do not count for the request.",
    };
    let draft = (determination.policy.status == PolicyStatus::Draft).then_some(draft);
    determination.notices.iter().map(move |notice| words(*notice, reader)).chain(draft)
}

fn words(notice: Notice, reader: Reader) -> &'static str {
    match (notice, reader) {
        (Notice::OutsidePeriod, Reader::Provider) => {
            "The date of service lies outside of the days on which the version below is in force."
        }
        (Notice::OutsidePeriod, Reader::Member) => "The rules below were not in use on that day.",
        (Notice::NotGoverning, Reader::Provider) => {
            "The policy below is not the policy that governs this request: it was named, and another one governs. \
             Nothing is decided by it."
        }
        (Notice::NothingGoverns, Reader::Provider) => {
            "The policy below is not the policy that governs this request: it was named, and none is known that \
             governs. Nothing is decided by it."
        }
        (Notice::GoverningUnknown, Reader::Provider) => {
            "The policy below was named, and it is not known which policy governs this request. Nothing is decided by it."
        }
        (Notice::NotGoverning | Notice::NothingGoverns | Notice::GoverningUnknown, Reader::Member) => {
            "The rules below were picked by hand. They may not be the ones that count for the request."
        }
        (Notice::Trial, Reader::Provider) => "This is a trial of the policy below. Nothing is decided by it.",
        (Notice::Trial, Reader::Member) => "This is a test of the rules below. It does not count for the request.",
    }
}
