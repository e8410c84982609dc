//! Pairs of a case and the sentence that a reader finds in its answer.

use medpol_testing::fixtures;

use super::{decided, library};

/// A case by file and name, the reason that it shows by its path, and its sentence.
const TABLE: [[&str; 4]; 1] = [[
    "cohere-health/bvn-ablation/discs.yaml",
    "disc-5.1-mm",
    "disc-over-5-mm",
    "The disc at L5–S1 protrudes 5.1 mm, and the disc finding correlates with the main complaint; more than 5 mm \
         excludes (0.1 mm over).",
]];

#[test]
fn reasons_say_what_a_person_would() {
    let library = library();
    let mut wrong = Vec::new();
    for [file, case, path, sentence] in TABLE {
        let all = decided(&library, &fixtures::folder().join(file));
        let suffix = format!("#{case}");
        let found = all.iter().find(|one| one.name.ends_with(&suffix) || (all.len() == 1 && case.is_empty()));
        let found = found.unwrap_or_else(|| {
            panic!("no case {case} in {file}: {:?}", all.iter().map(|one| &one.name).collect::<Vec<_>>())
        });
        let told = found.got.reasons.iter().find(|reason| &*reason.path == path).map(|reason| &*reason.sentence);
        if told != Some(sentence) {
            wrong.push(format!("{file}#{case}\n  is  {}\n  not {sentence}", told.unwrap_or("nothing")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
