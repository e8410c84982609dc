//! What every sentence of a determination must be like. Shared by the tests of fixtures and of random cases.

use medpol_model::answer::{Determination, Explained, Outcome, Reason, Standing};

/// Words of the program that no reader knows.
const ENGINE_WORDS: [&str; 10] = [
    "branch",
    "condition holds",
    "satisfying",
    "matching",
    "not not",
    ": not no",
    "holding",
    "does not arise",
    "taken for granted",
    "number 0",
];

/// How many lines of 100 letters all reasons of a case fill at most.
const MOST_LINES: usize = 60;

/// What is wrong with the sentences of a determination.
pub fn faults(got: &Determination) -> Vec<String> {
    let mut faults = Vec::new();
    for reason in &got.reasons {
        faults.extend(sentence(&reason.sentence));
        faults.extend(reason.member_sentence.as_deref().into_iter().filter_map(sentence));
        faults.extend(side(reason));
        faults.extend(missing_told_as_failing(reason));
    }
    for node in got.criteria.iter().chain(&got.exclusions) {
        tree(node, &mut faults);
    }
    if matches!(got.result, Outcome::NotMet | Outcome::Unknown) {
        let is_told = |name| got.reasons.iter().any(|reason| reason.deciding.contains(name));
        faults.extend(got.deciding.iter().filter(|name| !is_told(name)).map(|name| format!("no reason for {name}")));
    }
    let lines: usize = got.reasons.iter().map(|reason| reason.sentence.chars().count().div_ceil(100)).sum();
    if lines > MOST_LINES {
        faults.push(format!("{lines} lines of reasons"));
    }
    faults
}

fn tree(node: &Explained, faults: &mut Vec<String>) {
    faults.extend(sentence(&node.why));
    for part in &node.parts {
        tree(part, faults);
    }
}

/// What is wrong with a sentence.
fn sentence(text: &str) -> Option<String> {
    let fault = |what: &str| Some(format!("{what}: {text}"));
    let signs: Vec<char> = text.chars().collect();
    let is_word = |sign: &char| sign.is_ascii_lowercase();
    if signs
        .windows(3)
        .any(|part| part[0] == '[' && part[1].is_ascii_digit() && (part[2] == ']' || part[2].is_ascii_digit()))
    {
        return fault("an index");
    }
    if signs.windows(3).any(|part| is_word(&part[0]) && part[1] == '_' && is_word(&part[2]))
        || text.contains("request.")
    {
        return fault("a path");
    }
    if let Some(word) = ENGINE_WORDS.iter().find(|word| text.contains(**word)) {
        return fault(word);
    }
    if !text.ends_with(['.', '!', '?', '”']) || text.contains("..") && !text.contains("...") {
        return fault("no end");
    }
    if text.starts_with(char::is_lowercase)
        || ["; ;", ": ;", "  ", " ,", ": .", "; .", "()"].iter().any(|part| text.contains(part))
    {
        return fault("no sentence");
    }
    None
}

/// Where something is not on record, nothing has failed for that; only that it is asked to be there can.
fn missing_told_as_failing(reason: &Reason) -> Option<String> {
    let is_failing = matches!(reason.status, Standing::NotMet | Standing::Applies);
    let says_missing =
        ["is not on record", "are not on record", "not on record whether", "Not on record:", "not on record:"]
            .iter()
            .any(|words| reason.sentence.contains(words));
    (is_failing && says_missing && !reason.sentence.contains("assumed"))
        .then(|| format!("missing told as failing: {}", reason.sentence))
}

/// A value and its threshold lie on the sides that the distance says.
fn side(reason: &Reason) -> Option<String> {
    let value = number(reason.value.as_deref()?)?;
    let threshold = reason.threshold.as_deref()?;
    let threshold =
        ["at least ", "more than ", "at most ", "less than "].iter().find_map(|words| threshold.strip_prefix(words))?;
    let threshold = number(threshold)?;
    let distance = reason.distance.as_deref()?;
    let is_equal = distance == "exactly the threshold";
    let side = value.abs().total_cmp(&threshold.abs());
    (is_equal != side.is_eq()).then(|| format!("{value} and {threshold}: {distance}"))
}

fn number(text: &str) -> Option<f64> {
    let text = text.strip_prefix("about ").unwrap_or(text);
    let first = text.split(' ').next()?;
    let is_one = text.split(' ').count() <= 2;
    first.parse().ok().filter(|_| is_one && !text.contains("week") && !text.contains("month") && !text.contains("year"))
}
