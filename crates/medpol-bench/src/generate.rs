//! Requests, generated: a typical approval with a few things changed.
//!
//! Thresholds are hit exactly and missed by one step; facts go missing; harmless findings are mixed
//! in. The same seed gives the same requests everywhere.

use crate::patient::{
    Ablation, BehavioralHealth, BoneDensity, Care, Day, Disc, Facet, History, Imaging, Injury, Line, Listhesis, Modic,
    ModicType, OtherCause, OtherPathology, Pain, Pathology, Patient, Person, Procedure, Region, Request, Safety,
    Service, Severity, Sex, SpineInjury, Spondylolysis, Surgery, Symptom, Symptoms, Therapy, Vertebra, Weeks,
};

/// `SplitMix64`: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let at = usize::try_from(self.below(choices.len() as u64)).unwrap_or(0);
        choices.get(at).copied()
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// So many requests from a seed.
pub fn patients(seed: u64, count: usize) -> Vec<Patient> {
    let mut random = Random(seed);
    (0..count).map(|_| patient(&mut random)).collect()
}

fn patient(random: &mut Random) -> Patient {
    let mut patient = approved(random);
    harmless(random, &mut patient);
    let changes = match random.below(100) {
        0..30 => 0,
        30..79 => 1,
        79..94 => 2,
        _ => 3,
    };
    for _ in 0..changes {
        change(random, &mut patient);
    }
    patient
}

const fn day(year: i32, month: i32, day: i32) -> Day {
    Day { year, month, day: Some(day) }
}

const BODIES: [&[Vertebra]; 5] = [
    &[Vertebra::L4, Vertebra::L5],
    &[Vertebra::L5, Vertebra::S1],
    &[Vertebra::L3, Vertebra::L4, Vertebra::L5],
    &[Vertebra::L3, Vertebra::L4, Vertebra::L5, Vertebra::S1],
    &[Vertebra::S1],
];

/// A request that meets the policy, with everything stated.
fn approved(random: &mut Random) -> Patient {
    let service = day(2025, 6 + i32::try_from(random.below(6)).unwrap_or(0), 28);
    let no = Some(false);
    let bodies = random.pick(&BODIES).map(<[Vertebra]>::to_vec);
    Patient {
        request: Some(Request {
            date_of_service: Some(service),
            payer: Some("cohere-health".to_owned()),
            line_of_business: Some(Line::MedicareAdvantage),
            services: Some(vec![Service { code: Some("CPT:64628".to_owned()), units: Some(1) }]),
            diagnoses: Some(vec!["ICD-10-CM:M54.51".to_owned()]),
            bodies,
        }),
        patient: Some(Person {
            birth_date: Some(day(1950 + i32::try_from(random.below(40)).unwrap_or(0), 3, 2)),
            sex: random.pick(&[Sex::Female, Sex::Male]),
            bmi: random.pick(&[24.5, 31.2, 39.9, 40.0]),
        }),
        pain: Some(Pain {
            region: Some(Region::Lumbar),
            onset: random.pick(&[day(2024, 1, 15), day(2024, 11, 28), Day { year: 2023, month: 5, day: None }]),
            functional_deficit: Some(true),
            severity: random.pick(&[Severity::Moderate, Severity::Severe]),
        }),
        symptoms: Some(Symptoms { primary: Some(vec![Symptom::Axial]), neurogenic_claudication: no }),
        conservative_care: Some(Care {
            documented: Some(true),
            duration: random.pick(&[Weeks(43), Weeks(56), Weeks(84)]),
            significant_improvement: no,
            activity_avoidance: Some(Therapy::Completed),
            physical_therapy: Some(Therapy::Completed),
            chiropractic: random.pick(&[Therapy::NotTried, Therapy::Contraindicated, Therapy::Ordered]),
            cognitive_therapy: Some(Therapy::NotTried),
            pharmacotherapy: Some(Therapy::Completed),
            injections: Some(Therapy::NotTried),
        }),
        imaging: Some(imaging(random)),
        bone_density: Some(BoneDensity { t_score: random.pick(&[-2.4, -1.0, 0.3]) }),
        vertebral_pathology: Some(Pathology {
            fracture: no,
            tumor: no,
            infection: no,
            deformity: no,
            trauma: no,
            post_surgical_change: no,
            other: no,
        }),
        non_vertebrogenic_pathology: Some(OtherPathology { by_clinical_assessment: no, by_imaging: no }),
        behavioral_health: Some(BehavioralHealth {
            assessment_recorded: Some(true),
            risk_factors_sought: Some(true),
            resources_provided: Some(true),
        }),
        safety: Some(safety()),
        history: Some(History {
            spine_surgeries: Some(Vec::new()),
            bvn_ablations: Some(Vec::new()),
            spine_injuries: Some(Vec::new()),
            fragility_fracture: no,
            spinal_cancer: no,
        }),
    }
}

fn imaging(random: &mut Random) -> Imaging {
    let no = Some(false);
    Imaging {
        mri_report: Some(true),
        modic: Some(vec![Modic {
            body: random.pick(&[Vertebra::L4, Vertebra::L5]),
            r#type: random.pick(&[ModicType::One, ModicType::Two]),
        }]),
        discs: Some(Vec::new()),
        listhesis: Some(Vec::new()),
        spondylolysis: Some(Vec::new()),
        facet_arthropathy: Some(Vec::new()),
        stenosis: no,
        other_cause: Some(OtherCause {
            stenosis: no,
            listhesis: no,
            instability: no,
            disc_herniation: no,
            degenerative_scoliosis: no,
            facet_joints: no,
            other: no,
        }),
    }
}

fn safety() -> Safety {
    let no = Some(false);
    Safety {
        severe_cardiac_compromise: no,
        severe_pulmonary_compromise: no,
        active_systemic_infection: no,
        active_local_infection: no,
        bleeding_diathesis: no,
        pregnancy: no,
        limiting_systemic_disease: no,
        treatment_objective_stated: None,
        untreated_substance_use_disorder: no,
        implant: no,
        implant_precautions: None,
    }
}

const LEVELS: [[Vertebra; 2]; 3] =
    [[Vertebra::L2, Vertebra::L3], [Vertebra::L4, Vertebra::L5], [Vertebra::L5, Vertebra::S1]];

fn flag(random: &mut Random) -> Option<bool> {
    random.pick(&[Some(true), Some(false), None]).flatten()
}

/// Findings that are mostly below their limits or of no account.
fn harmless(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    if random.chance(30) {
        imaging.discs = Some(vec![Disc {
            bodies: random.pick(&LEVELS),
            protrusion: random.pick(&[3.0, 5.0]),
            correlates: flag(random),
        }]);
    }
    if random.chance(15) {
        imaging.listhesis = Some(vec![Listhesis {
            bodies: random.pick(&LEVELS),
            slip: random.pick(&[1.0, 1.9]),
            correlates: flag(random),
        }]);
    }
    if random.chance(10) {
        imaging.stenosis = Some(true);
    }
    let Some(history) = &mut patient.history else { return };
    if random.chance(15) {
        history.bvn_ablations = Some(vec![Ablation { body: Some(Vertebra::L1), date: Some(day(2022, 4, 5)) }]);
    }
    if random.chance(15) {
        history.spine_surgeries = Some(vec![Surgery {
            bodies: Some(vec![Vertebra::L4, Vertebra::L5]),
            procedure: random.pick(&[Procedure::Discectomy, Procedure::Laminectomy]),
            date: Some(day(2021, 9, 30)),
            radicular_pain_resolved: Some(true),
        }]);
    }
}

type Change = fn(&mut Random, &mut Patient);

/// Sets a field of a record to a choice, or makes it missing.
macro_rules! set {
    ($record:ident . $field:ident = $choices:expr) => {
        |random: &mut Random, patient: &mut Patient| {
            if let Some(record) = &mut patient.$record {
                record.$field = random.pick($choices).flatten();
            }
        }
    };
}

const YES_OR_MISSING: &[Option<bool>] = &[Some(true), None];
const NO_OR_MISSING: &[Option<bool>] = &[Some(false), None];
const THERAPY: &[Option<Therapy>] =
    &[Some(Therapy::Ordered), Some(Therapy::NotTried), Some(Therapy::Contraindicated), None];

static CHANGES: &[Change] = &[
    set!(
        patient.birth_date =
            &[Some(day(2007, 6, 28)), Some(day(2007, 6, 29)), Some(Day { year: 2007, month: 7, day: None }), None]
    ),
    set!(patient.bmi = &[Some(40.1), Some(43.5), None]),
    set!(patient.sex = &[Some(Sex::Male), None]),
    set!(pain.region = &[Some(Region::Thoracic), Some(Region::Cervical), None]),
    set!(
        pain.onset = &[
            Some(day(2024, 12, 28)),
            Some(day(2024, 12, 29)),
            Some(day(2025, 4, 1)),
            Some(Day { year: 2024, month: 12, day: None }),
            Some(Day { year: 2025, month: 1, day: None }),
            None
        ]
    ),
    set!(pain.functional_deficit = NO_OR_MISSING),
    set!(pain.severity = &[Some(Severity::Mild), None]),
    set!(symptoms.neurogenic_claudication = YES_OR_MISSING),
    set!(conservative_care.documented = NO_OR_MISSING),
    set!(conservative_care.duration = &[Some(Weeks(42)), Some(Weeks(28)), None]),
    set!(conservative_care.significant_improvement = YES_OR_MISSING),
    set!(conservative_care.activity_avoidance = THERAPY),
    set!(conservative_care.physical_therapy = THERAPY),
    set!(conservative_care.pharmacotherapy = THERAPY),
    set!(conservative_care.injections = THERAPY),
    set!(imaging.mri_report = NO_OR_MISSING),
    set!(imaging.stenosis = YES_OR_MISSING),
    set!(bone_density.t_score = &[Some(-2.5), Some(-3.1), None]),
    set!(vertebral_pathology.fracture = YES_OR_MISSING),
    set!(vertebral_pathology.post_surgical_change = YES_OR_MISSING),
    set!(vertebral_pathology.other = YES_OR_MISSING),
    set!(non_vertebrogenic_pathology.by_imaging = YES_OR_MISSING),
    set!(behavioral_health.assessment_recorded = NO_OR_MISSING),
    set!(behavioral_health.resources_provided = NO_OR_MISSING),
    set!(safety.severe_cardiac_compromise = YES_OR_MISSING),
    set!(safety.active_local_infection = YES_OR_MISSING),
    set!(safety.bleeding_diathesis = YES_OR_MISSING),
    set!(safety.pregnancy = YES_OR_MISSING),
    set!(safety.limiting_systemic_disease = YES_OR_MISSING),
    set!(safety.treatment_objective_stated = &[Some(true), Some(false), None]),
    set!(safety.untreated_substance_use_disorder = YES_OR_MISSING),
    set!(safety.implant = YES_OR_MISSING),
    set!(safety.implant_precautions = &[Some(true), Some(false), None]),
    set!(history.fragility_fracture = YES_OR_MISSING),
    set!(history.spinal_cancer = YES_OR_MISSING),
    modic,
    disc,
    listhesis,
    spondylolysis,
    facet,
    ablation,
    surgery,
    injury,
    symptom,
    bodies,
    other_cause,
    whole_record,
];

fn change(random: &mut Random, patient: &mut Patient) {
    if let Some(change) = random.pick(CHANGES) {
        change(random, patient);
    }
}

fn modic(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    let body = random.pick(&[Some(Vertebra::L1), Some(Vertebra::L4), None]).flatten();
    let kind = random.pick(&[Some(ModicType::Three), Some(ModicType::One), None]).flatten();
    imaging.modic = if random.chance(20) { None } else { Some(vec![Modic { body, r#type: kind }]) };
}

fn disc(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    let protrusion = random.pick(&[Some(5.1), Some(8.0), Some(5.0), None]).flatten();
    imaging.discs = Some(vec![Disc { bodies: random.pick(&LEVELS), protrusion, correlates: flag(random) }]);
}

fn listhesis(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    let slip = random.pick(&[Some(2.0), Some(1.9), None]).flatten();
    imaging.listhesis = Some(vec![Listhesis { bodies: random.pick(&LEVELS), slip, correlates: flag(random) }]);
}

fn spondylolysis(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    let body = random.pick(&[Some(Vertebra::L2), Some(Vertebra::L5), None]).flatten();
    imaging.spondylolysis = Some(vec![Spondylolysis { body, correlates: flag(random) }]);
}

fn facet(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    imaging.facet_arthropathy =
        Some(vec![Facet { bodies: random.pick(&LEVELS), facet_mediated_pain: flag(random), correlates: flag(random) }]);
}

fn ablation(random: &mut Random, patient: &mut Patient) {
    let Some(history) = &mut patient.history else { return };
    let body = random.pick(&[Some(Vertebra::L5), Some(Vertebra::L2), None]).flatten();
    let list = vec![Ablation { body, date: Some(day(2023, 2, 1)) }];
    history.bvn_ablations = if random.chance(25) { None } else { Some(list) };
}

fn surgery(random: &mut Random, patient: &mut Patient) {
    let Some(history) = &mut patient.history else { return };
    let bodies = random.pick(&[Some(Vertebra::L5), Some(Vertebra::L1), None]).flatten().map(|body| vec![body]);
    let dates = [Some(day(2025, 2, 28)), Some(day(2024, 12, 27)), Some(Day { year: 2025, month: 1, day: None }), None];
    let procedures = [Some(Procedure::Discectomy), Some(Procedure::Fusion), None];
    let surgery = Surgery {
        bodies,
        procedure: random.pick(&procedures).flatten(),
        date: random.pick(&dates).flatten(),
        radicular_pain_resolved: flag(random),
    };
    history.spine_surgeries = if random.chance(15) { None } else { Some(vec![surgery]) };
}

fn injury(random: &mut Random, patient: &mut Patient) {
    let Some(history) = &mut patient.history else { return };
    let body = random.pick(&[Some(Vertebra::L5), Some(Vertebra::L1), None]).flatten();
    let kind = random.pick(&[Injury::Trauma, Injury::Compression]);
    history.spine_injuries = if random.chance(20) { None } else { Some(vec![SpineInjury { body, kind }]) };
}

fn symptom(random: &mut Random, patient: &mut Patient) {
    let Some(symptoms) = &mut patient.symptoms else { return };
    let symptom = random.pick(&[Symptom::Claudication, Symptom::Radicular, Symptom::Compression, Symptom::Other]);
    symptoms.primary = if random.chance(25) { None } else { symptom.map(|symptom| vec![symptom]) };
}

fn bodies(random: &mut Random, patient: &mut Patient) {
    let Some(request) = &mut patient.request else { return };
    let five = [Vertebra::L2, Vertebra::L3, Vertebra::L4, Vertebra::L5, Vertebra::S1];
    request.bodies = match random.below(3) {
        0 => None,
        1 => Some(vec![Vertebra::L2, Vertebra::L3]),
        _ => Some(five.to_vec()),
    };
}

fn other_cause(random: &mut Random, patient: &mut Patient) {
    let Some(imaging) = &mut patient.imaging else { return };
    if random.chance(25) {
        imaging.other_cause = None;
    } else if let Some(cause) = &mut imaging.other_cause {
        cause.facet_joints = random.pick(YES_OR_MISSING).flatten();
        cause.other = random.pick(YES_OR_MISSING).flatten();
    }
}

/// A whole part of the chart is not there.
fn whole_record(random: &mut Random, patient: &mut Patient) {
    match random.below(4) {
        0 => patient.behavioral_health = None,
        1 => patient.bone_density = None,
        2 => patient.vertebral_pathology = None,
        _ => patient.non_vertebrogenic_pathology = None,
    }
}
