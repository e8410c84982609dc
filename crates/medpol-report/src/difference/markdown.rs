//! A difference as Markdown: the change record of a committee.
//!
//! Every text from a policy or case is escaped, so that it can neither break the layout nor bring markup of its own.

use medpol_model::answer::{
    Change, ChangeKind, ComparedPolicy, CriterionDifference, Difference, Impact, MeaningDifference, Piece, PieceKind,
    PolicyDifference, RecordFinding, WitnessSummary,
};
use medpol_model::policy::Basis;

use super::{impact, outline, words};
use crate::determination::markdown::escaped;
use crate::determination::words::{class, outcome};

/// The lines that are signed.
const SIGNED: [&str; 3] = ["Prepared by", "Reviewed by", "Approved by"];

/// The difference as a change record in Markdown, ending in a line end.
pub fn markdown(difference: &Difference) -> String {
    let mut lines = vec![
        format!("# Change record: {} → {}", escaped(&difference.before), escaped(&difference.after)),
        String::new(),
        format!("**{}**", escaped(&difference.verdict.line)),
        String::new(),
    ];
    for document in &difference.documents {
        lines.push(format!("## {} {}", words::part(document.kind), code(&document.id)));
        lines.extend([String::new(), "| What | Change | Effect |".to_owned(), "|---|---|---|".to_owned()]);
        lines.extend(document.changes.iter().map(row));
        let used = if document.used_by.is_empty() { "no policy".to_owned() } else { document.used_by.join(", ") };
        lines.extend([String::new(), format!("Used by {}.", escaped(&used)), String::new()]);
    }
    for one in &difference.policies {
        policy(one, &mut lines);
    }
    lines.extend(difference.impact.iter().flat_map(cases));
    lines.extend(["## Signatures".to_owned(), String::new()]);
    lines.extend(["| | Name | Date | Signature |".to_owned(), "|---|---|---|---|".to_owned()]);
    lines.extend(SIGNED.map(|role| format!("| {role} | | | |")));
    lines.join("\n") + "\n"
}

fn policy(policy: &PolicyDifference, lines: &mut Vec<String>) {
    lines.extend([format!("## {}", escaped(&outline::name(policy))), String::new()]);
    let sides = [("first", &policy.before), ("second", &policy.after)];
    for (which, side) in sides {
        let is_reconstructed = side.as_ref().is_some_and(|side| side.policy.basis == Basis::Reconstructed);
        if is_reconstructed {
            let text = format!("The issuer's own text of the {which} was not read, or not in full.");
            lines.extend([format!("> **RECONSTRUCTED:** {text}"), String::new()]);
        }
    }
    lines.extend([escaped(&sentence(&policy.verdict.line)), String::new()]);
    lines.extend(policy.meaning.iter().flat_map(meaning));
    if !policy.criteria.is_empty() {
        let heading = "| Criterion | Change | Direction | Witness |";
        lines.extend([heading.to_owned(), "|---|---|---|---|".to_owned()]);
        let (briefly, in_full): (Vec<_>, Vec<_>) = policy.criteria.iter().partition(|one| outline::is_brief(one));
        lines.extend(in_full.into_iter().map(criterion));
        if !briefly.is_empty() {
            let ids: Vec<String> = briefly.iter().map(|one| code(&one.id)).collect();
            lines.push(format!("| {} | *only cited or placed otherwise* | same | |", ids.join(", ")));
        }
        lines.push(String::new());
    }
    if !policy.changes.is_empty() {
        lines.extend(["| What | Change | Effect |".to_owned(), "|---|---|---|".to_owned()]);
        lines.extend(policy.changes.iter().map(row));
        lines.push(String::new());
    }
    sources(policy, lines);
    lines.extend(["| | Before | After |".to_owned(), "|---|---|---|".to_owned()]);
    let both = |label: &str, value: fn(&ComparedPolicy) -> String| {
        let cell =
            |side: &Option<ComparedPolicy>| side.as_ref().map_or_else(|| "–".to_owned(), |side| escaped(&value(side)));
        format!("| {label} | {} | {} |", cell(&policy.before), cell(&policy.after))
    };
    lines.extend([
        both("Version", |side| outline::reference(&side.policy)),
        both("Effective from", |side| side.policy.effective_from.clone()),
        both("Meaning digest", |side| side.policy.meaning_digest.to_string()),
        both("Governs digest", |side| side.policy.governs_digest.to_string()),
        both("Text digest", |side| side.policy.text_digest.to_string()),
        String::new(),
    ]);
}

/// A line of a record as a sentence.
fn sentence(line: &str) -> String {
    let mut characters = line.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

/// The witnesses of the whole policy, and what was not decided.
fn meaning(meaning: &MeaningDifference) -> Vec<String> {
    let MeaningDifference { direction: _, proved: _, stricter, looser, records, lists, limits } = meaning;
    let mut lines = Vec::new();
    let mut item = |label: &str, witness: &WitnessSummary| {
        let file = witness.file.as_ref().map_or_else(String::new, |file| format!(" ({})", code(file)));
        lines.push(format!("- **{label}:** {}{file}", escaped(&witness.words)));
    };
    for (label, found) in [("Stricter", stricter), ("Looser", looser)] {
        if let Some(found) = found {
            item(label, found);
        }
    }
    if let Some(records) = records {
        let kinds = [
            ("Asks for more", &records.asks_more),
            ("Asks for less", &records.asks_less),
            ("Decides a record otherwise", &records.otherwise),
        ];
        for (label, finding) in kinds {
            if let RecordFinding::Found(found) = finding {
                item(label, found);
            }
        }
    }
    lines.extend(words::bounded(lists).map(|line| format!("- {}", escaped(&line))));
    lines.extend(limits.iter().map(|limit| format!("- {}", escaped(limit))));
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn criterion(criterion: &CriterionDifference) -> String {
    let own = criterion.changes.iter().filter(|change| change.kind != ChangeKind::Renamed);
    let guess = criterion.guess.iter().map(|guess| format!("*Renamed:* {}", escaped(&words::guess(guess))));
    let told = own.map(|change| {
        let part =
            outline::in_part(&Change { words: Vec::new(), before: None, after: None, ..change.clone() }, criterion);
        format!("*{}:* {}{}", words::kind(change.kind), escaped(&part), line(change))
    });
    let changes: Vec<String> = guess.chain(told).collect();
    let (direction, witnesses) = match &criterion.meaning {
        Some(meaning) => {
            let found = meaning.stricter.iter().chain(&meaning.looser);
            let words: Vec<String> = found.map(|witness| escaped(&witness.words)).collect();
            (words::direction(meaning.direction, criterion.part), words.join("<br>"))
        }
        None if criterion.same_meaning => ("same", String::new()),
        None => ("", String::new()),
    };
    format!("| {} | {} | {direction} | {witnesses} |", code(&criterion.id), changes.join("<br>"))
}

fn row(change: &Change) -> String {
    let kind = words::kind(change.kind).to_lowercase();
    let part = words::part(change.part);
    format!("| {part}: {} | *{kind}:* {} | {} |", escaped(&change.subject), line(change), words::effect(change.effect))
}

/// A change in one line, words that are gone struck out and new ones bold.
fn line(change: &Change) -> String {
    let piece = |piece: &Piece| match piece.kind {
        PieceKind::Same => escaped(&piece.text),
        PieceKind::Removed => format!("~~{}~~", escaped(&piece.text)),
        PieceKind::Added => format!("**{}**", escaped(&piece.text)),
    };
    if change.words.is_empty() {
        escaped(&words::line(change))
    } else {
        change.words.iter().map(piece).collect::<Vec<_>>().join(" ")
    }
}

fn sources(policy: &PolicyDifference, lines: &mut Vec<String>) {
    let Some(side) = policy.after.as_ref().or(policy.before.as_ref()) else { return };
    lines.extend(["Sources:".to_owned(), String::new()]);
    for source in &side.sources {
        let published = source.published.as_ref().map_or_else(String::new, |day| format!(", {day}"));
        let title = escaped(&source.title);
        lines.push(format!("- {} {title} ({}{})", code(&source.id), class(source.class), escaped(&published)));
    }
    lines.push(String::new());
}

/// What becomes of cases.
fn cases(found: &Impact) -> Vec<String> {
    let mut lines = vec![
        "## Impact".to_owned(),
        String::new(),
        format!("{} of {} cases of {} come to another result.", found.changed, found.tried, code(&found.cases)),
        String::new(),
        "| Cases | What becomes of them |".to_owned(),
        "|---:|---|".to_owned(),
    ];
    let totals = found.totals.iter().filter(|total| total.count > 0);
    lines.extend(totals.map(|total| format!("| {} | {} |", total.count, total.kind.words())));
    lines.push(String::new());
    let changed: Vec<_> = found.list.iter().filter(|change| change.kind.is_another_result()).collect();
    if !changed.is_empty() {
        lines.extend(["| Case | Before | After | Now decides |".to_owned(), "|---|---|---|---|".to_owned()]);
        let word = |result: Option<medpol_model::answer::Outcome>| result.map_or("not decided", outcome);
        lines.extend(changed.iter().take(impact::LISTED).map(|change| {
            let newly = escaped(&impact::few(&change.newly));
            format!("| {} | {} | {} | {newly} |", code(&change.case), word(change.was), word(change.now))
        }));
        if let Some(more) = changed.len().checked_sub(impact::LISTED).filter(|more| *more > 0) {
            lines.push(format!("| and {more} more | | | |"));
        }
        lines.push(String::new());
    }
    lines
}

/// A name as code, where it can be.
fn code(name: &str) -> String {
    let line = crate::visible::one_line(name);
    if line.is_empty() || line.contains(['`', '|']) { escaped(&line) } else { format!("`{line}`") }
}
