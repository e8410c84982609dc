//! Pairs of a case and the sentence that a reader finds in its answer.

use medpol_testing::fixtures;

use super::{decided, library};

/// A case by file and name, the reason that it shows by its path, and its sentence.
const TABLE: &[[&str; 4]] = &[
    [
        "cohere-health/bvn-ablation/discs.yaml",
        "disc-over-5-mm",
        "disc-over-5-mm",
        "The disc at L5–S1 protrudes 5.1 mm, and the disc finding correlates with the main complaint; more \
         than 5 mm excludes (0.1 mm over).",
    ],
    [
        "cms/lcd/l38801/blocks.yaml",
        "blocks-only-one-45-percent",
        "two-diagnostic-blocks",
        "L4-L5 left: 1 diagnostic block is on record, and it does not count; 2 are needed; the block of \
         2025-06-03: relief of 45 %; at least 80 % is needed (35 points short).",
    ],
    [
        "cms/lcd/l38801/levels-regions-and-technique.yaml",
        "levels-three",
        "levels-per-session",
        "Lower back: 3 levels are on record (L3-L4, L4-L5, L5-S1); at most 2 are allowed (1 over).",
    ],
    [
        "cms/lcd/l38801/blocks.yaml",
        "blocks-only-one",
        "two-diagnostic-blocks",
        "L4-L5 left: 1 diagnostic block is on record; no second one is on record; 2 are needed.",
    ],
    [
        "cms/lcd/l38801/repeats.yaml",
        "repeat-45-percent-less-pain",
        "repeat-improvement",
        "C5-C6 right: the latest ablation session (the session of 2025-05-12): relief of 45 %; at least 50 % \
         is needed (5 points short); the change of disability after the session is 0 %; improvement of \
         function of at least 50 % is needed (50 points short); one of these is needed.",
    ],
    [
        "bcbs-north-dakota/facet-rfa/example-radicular-symptoms.yaml",
        "",
        "pain-not-radicular",
        "There is radiculopathy or radicular pain; it is needed that there is no radiculopathy or radicular \
         pain.",
    ],
    [
        "cohere-health/bvn-ablation/conservative-care.yaml",
        "care-success-conflicting",
        "no-significant-improvement",
        "The records disagree whether non-surgical care brought significant improvement.",
    ],
    [
        "cohere-health/bvn-ablation/only-the-request.yaml",
        "",
        "no-other-vertebral-pathology",
        "Not yet ruled out: vertebral fracture, vertebral tumor, vertebral infection, vertebral deformity, \
         vertebral trauma, change left by surgery, other vertebral pathology.",
    ],
    [
        "cohere-health/bvn-ablation/nerve-symptoms.yaml",
        "stenosis-with-claudication",
        "symptomatic-stenosis",
        "Neurogenic claudication is present, and imaging confirms spinal stenosis; the two together exclude.",
    ],
    [
        "cohere-health/bvn-ablation/body-mass-index.yaml",
        "bmi-40-and-a-trace",
        "bmi-over-40",
        "The body mass index is 40.0035 kg/m2; more than 40 kg/m2 excludes (0.0035 kg/m2 over).",
    ],
    [
        "cms/lcd/l38801/blocks.yaml",
        "blocks-without-relief-for-four-joints",
        "two-diagnostic-blocks",
        "L4-L5 left; L4-L5 right; L5-S1 left; L5-S1 right: 2 diagnostic blocks are on record, and none of them \
         counts; 2 are needed; the block of 2025-06-03; the block of 2025-07-08: relief of 45 %; at least 80 % is needed \
         (35 points short).",
    ],
    [
        "cms/lcd/l38801/care-and-pain.yaml",
        "care-ordered-only",
        "non-invasive-care-received",
        "Not tried: avoiding activities that make the pain worse, chiropractic manipulation, cognitive \
         therapy; ordered only: physical therapy or directed exercise, medication; one of these is needed.",
    ],
];

#[test]
fn reasons_say_what_a_person_would() {
    let library = library();
    let mut wrong = Vec::new();
    for [file, case, path, sentence] in TABLE {
        let all = decided(&library, &fixtures::folder().join(file));
        let suffix = format!("#{case}");
        let found = all.iter().find(|one| one.name.ends_with(&suffix) || (all.len() == 1 && case.is_empty()));
        let names: Vec<&String> = all.iter().map(|one| &one.name).collect();
        let found = found.unwrap_or_else(|| panic!("no case {case} in {file}: {names:?}"));
        let told = found.got.reasons.iter().find(|reason| *reason.path == **path).map(|reason| &*reason.sentence);
        if told != Some(*sentence) {
            wrong.push(format!("{file}#{case}\n  is  {}\n  not {sentence}", told.unwrap_or("nothing")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
