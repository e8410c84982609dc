//! The words for everything in a difference that is a name and not a text.

use medpol_model::answer::{
    BoundedList, Change, ChangeKind, ChangedPart, Effect, Guess, GuessedBy, MeaningDirection, Piece, PieceKind,
    Verdict, VerdictKind,
};

use crate::determination::outline::Sign;

/// A kind of change.
pub(super) const fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "Added",
        ChangeKind::Removed => "Removed",
        ChangeKind::Renamed => "Renamed",
        ChangeKind::Moved => "Moved",
        ChangeKind::Reworded => "Reworded",
        ChangeKind::Note => "Reading",
        ChangeKind::MemberText => "For the patient",
        ChangeKind::Because => "Why assumed",
        ChangeKind::Message => "Message",
        ChangeKind::Operator => "Operator",
        ChangeKind::Fact => "Fact",
        ChangeKind::Comparator => "Comparator",
        ChangeKind::Threshold => "Threshold",
        ChangeKind::Unit => "Unit",
        ChangeKind::Codes => "Codes",
        ChangeKind::Exception => "Exception",
        ChangeKind::Waiver => "Waiver",
        ChangeKind::Absence => "Where nothing is on record",
        ChangeKind::Evidence => "Evidence",
        ChangeKind::Condition => "Condition",
        ChangeKind::Citation => "Source",
        ChangeKind::Advisory => "Advisory",
        ChangeKind::Severity => "Weight",
        ChangeKind::Confidence => "Confidence",
        ChangeKind::Disposition => "What follows",
        ChangeKind::MetWhen => "Met when",
        ChangeKind::Value => "Changed",
    }
}

/// A part of a policy or library, as a heading over its changes.
pub(super) const fn part(part: ChangedPart) -> &'static str {
    match part {
        ChangedPart::Criterion => "Criteria",
        ChangedPart::Exclusion => "Exclusions",
        ChangedPart::Head => "Head",
        ChangedPart::Selector => "What it applies to",
        ChangedPart::Determination => "Met when, and what follows",
        ChangedPart::Fact => "Facts that are read",
        ChangedPart::ValueSet => "Value sets",
        ChangedPart::Vocabulary => "Vocabularies",
        ChangedPart::Source => "Sources",
        ChangedPart::Definition => "Definitions",
        ChangedPart::NotEncoded => "Not encoded",
        ChangedPart::Revision => "Revisions",
    }
}

/// What a change can have an effect on.
pub(super) const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Decides => "decides",
        Effect::Selects => "selects",
        Effect::Dates => "dates",
        Effect::Follows => "what follows",
        Effect::Tells => "words only",
    }
}

/// Of which lists only so many entries were looked at, in one line; none where all of every list were.
pub(super) fn bounded(lists: &[BoundedList]) -> Option<String> {
    let told: Vec<String> = lists.iter().map(|list| format!("{} of `{}`", list.most, list.path)).collect();
    match told.as_slice() {
        [] => None,
        [only] => Some(format!("looked at with so many entries at most: {only}")),
        [first @ .., last] => Some(format!("looked at with so many entries at most: {} and {last}", first.join(", "))),
    }
}

/// Which way the meaning of a criterion or an exclusion goes.
pub(super) const fn direction(direction: MeaningDirection, part: ChangedPart) -> &'static str {
    if matches!(part, ChangedPart::Exclusion) {
        return match direction {
            MeaningDirection::Same => "same",
            MeaningDirection::Stricter => "applies to more",
            MeaningDirection::Looser => "applies to fewer",
            MeaningDirection::Both => "applies to others",
            MeaningDirection::StricterAtLeast => "applies to more, perhaps to others no longer",
            MeaningDirection::LooserAtLeast => "no longer applies to some, perhaps to others now",
            MeaningDirection::NotDecided => "not decided",
        };
    }
    match direction {
        MeaningDirection::Same => "same",
        MeaningDirection::Stricter => "stricter",
        MeaningDirection::Looser => "looser",
        MeaningDirection::Both => "stricter and looser",
        MeaningDirection::StricterAtLeast => "stricter, perhaps looser too",
        MeaningDirection::LooserAtLeast => "looser, perhaps stricter too",
        MeaningDirection::NotDecided => "not decided",
    }
}

/// How a verdict is to be taken.
pub(super) const fn sign(verdict: &Verdict) -> Sign {
    match verdict.kind {
        VerdictKind::Identical | VerdictKind::SameMeaning => Sign::Good,
        VerdictKind::NotDecided => Sign::Open,
        VerdictKind::GovernsOtherwise
        | VerdictKind::Stricter
        | VerdictKind::Looser
        | VerdictKind::StricterAndLooser
        | VerdictKind::AsksForMore
        | VerdictKind::AsksForLess
        | VerdictKind::RecordsDiffer
        | VerdictKind::OnlyOne => Sign::Holds,
    }
}

/// That a criterion is taken for another one, and how sure that is.
pub(super) fn guess(guess: &Guess) -> String {
    let Guess { was, by, alike } = guess;
    match by {
        GuessedBy::Meaning => {
            format!("was `{was}`: a guess, sure in meaning, which is the same; {alike} % of the words are")
        }
        GuessedBy::Likeness => format!("was `{was}`: a guess, because {alike} % of the words are the same"),
    }
}

/// A change as one line: the words that differ are marked, or what was stands before what is.
pub(super) fn line(change: &Change) -> String {
    let lists = matches!(change.kind, ChangeKind::Codes)
        || change.part == ChangedPart::ValueSet && matches!(change.kind, ChangeKind::Added | ChangeKind::Removed);
    match (&change.before, &change.after) {
        _ if !change.words.is_empty() => marked(&change.words),
        (Some(before), Some(after)) if lists => format!("removed {before}; added {after}"),
        (Some(before), None) if lists => format!("removed {before}"),
        (None, Some(after)) if lists => format!("added {after}"),
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (Some(before), None) if change.kind == ChangeKind::Removed => before.clone(),
        (None, Some(after)) if change.kind == ChangeKind::Condition => after.clone(),
        (Some(before), None) => format!("{before} → nothing"),
        (None, Some(after)) if change.kind == ChangeKind::Added => after.clone(),
        (None, Some(after)) => format!("nothing → {after}"),
        (None, None) => String::new(),
    }
}

/// Two texts in one: `[-gone-]` and `{+new+}`.
fn marked(words: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece.kind {
        PieceKind::Same => piece.text.clone(),
        PieceKind::Removed => format!("[-{}-]", piece.text),
        PieceKind::Added => format!("{{+{}+}}", piece.text),
    };
    words.iter().map(piece).collect::<Vec<_>>().join(" ")
}
