//! The evaluator knows no field: with another vocabulary it is an engine for another one.
//!
//! Comments and messages are looked at too. The generic derivation `BodyMassIndex` is a formula of
//! the model and may be named.

use crate::finding::Finding;
use crate::rust::RustFile;

/// The crates without words of a field.
const GENERIC: &[&str] = &["medpol-evaluator", "medpol-explainer"];

/// What may be said although it is made of such words.
const ALLOWED: &[&str] = &["BodyMassIndex", "body_mass_index"];

/// Words of medicine and of insurance.
const WORDS: &[&str] = &[
    "ablation",
    "anatomy",
    "bmi",
    "bone",
    "cancer",
    "chart",
    "clinic",
    "clinical",
    "clinician",
    "cms",
    "cohere",
    "cpt",
    "diagnoses",
    "diagnosis",
    "disc",
    "disease",
    "doctor",
    "dose",
    "drug",
    "health",
    "hospital",
    "icd",
    "imaging",
    "implant",
    "insurance",
    "insurer",
    "lcd",
    "loinc",
    "lumbar",
    "medicaid",
    "medical",
    "medicare",
    "medicine",
    "modic",
    "mri",
    "ncd",
    "nerve",
    "nurse",
    "pain",
    "patient",
    "payer",
    "physician",
    "pregnancy",
    "snomed",
    "spinal",
    "spine",
    "surgeon",
    "surgery",
    "surgical",
    "symptom",
    "therapy",
    "treatment",
    "vertebra",
    "vertebrae",
    "vertebral",
];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    if !GENERIC.contains(&file.package()) || file.is_test_file() {
        return;
    }
    let lines = file.file.numbered().zip(&file.is_test).filter(|(_, is_test)| !**is_test);
    for ((number, line), _) in lines {
        for word in found(line) {
            let mend = "say it so that it fits any field; names of facts come from the vocabulary";
            findings.push(Finding::new(&file.file.path, number, format!("`{word}` is a word of one field"), mend));
        }
    }
}

/// Such words in a line, in lower case and without the `s` of a plural.
fn found(line: &str) -> Vec<String> {
    let line = ALLOWED.iter().fold(line.to_owned(), |line, allowed| line.replace(allowed, ""));
    let mut words: Vec<String> = Vec::new();
    let mut is_inside = false;
    for character in line.chars() {
        let starts = !is_inside || character.is_uppercase();
        is_inside = character.is_alphabetic();
        if is_inside && starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_inside) {
            word.extend(character.to_lowercase());
        }
    }
    let is_listed = |word: &str| WORDS.contains(&word);
    words.retain(|word| is_listed(word) || word.strip_suffix('s').is_some_and(is_listed));
    words
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn words_are_found_in_names_and_sentences_but_not_in_other_words() {
        assert_eq!(found("let patient_age = PayerName; // for Patients"), ["patient", "payer", "patients"]);
        assert!(found("Derivation::BodyMassIndex { discard, painted, healthy }").is_empty());
    }
}
