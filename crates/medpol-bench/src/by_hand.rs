//! The policy as plain Rust: what a programmer would write for this one document.
//!
//! Written from the document and the policy's notes on how it is read, not from the engine. A fact
//! that was never mentioned is [`Answer::Open`]; the first definite failure ends the search.

use crate::patient::{Day, ModicType, Patient, Procedure, Region, Severity, Sex, Symptom, Therapy, Vertebra};

/// What the policy says of a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Everything holds.
    Yes,
    /// Something fails.
    No,
    /// Nothing fails, and something is not known.
    Open,
}

use Answer::{No, Open, Yes};

impl Answer {
    const fn not(self) -> Self {
        match self {
            Yes => No,
            No => Yes,
            Open => Open,
        }
    }

    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (No, _) | (_, No) => No,
            (Yes, Yes) => Yes,
            _ => Open,
        }
    }
}

fn flag(value: Option<bool>) -> Answer {
    test(value, |value| value)
}

fn test<T: Copy>(value: Option<T>, check: impl FnOnce(T) -> bool) -> Answer {
    match value {
        None => Open,
        Some(value) if check(value) => Yes,
        Some(_) => No,
    }
}

fn any(answers: impl IntoIterator<Item = Answer>) -> Answer {
    let mut result = No;
    for answer in answers {
        match answer {
            Yes => return Yes,
            Open => result = Open,
            No => {}
        }
    }
    result
}

fn some<T>(list: Option<&Vec<T>>, check: impl Fn(&T) -> Answer) -> Answer {
    list.map_or(Open, |list| any(list.iter().map(check)))
}

const fn in_range(body: Vertebra) -> bool {
    matches!(body, Vertebra::L3 | Vertebra::L4 | Vertebra::L5 | Vertebra::S1)
}

/// A date as a number that orders like it: the first and the last day it can be.
fn ends(day: Day) -> (i32, i32) {
    let month = day.year * 12 + day.month - 1;
    let pack = |day: i32| month * 32 + day;
    match day.day {
        Some(day) => (pack(day), pack(day)),
        None => (pack(1), pack(last_day(month))),
    }
}

const fn last_day(month: i32) -> i32 {
    let year = month / 12;
    match month % 12 {
        1 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

fn plus_months(packed: i32, months: i32) -> i32 {
    let month = packed / 32 + months;
    let day = packed % 32;
    month * 32 + if day < last_day(month) { day } else { last_day(month) }
}

/// Whether at least so many months lie between two dates.
fn at_least_months(start: Option<Day>, months: i32, end: Option<Day>) -> Answer {
    let (Some(start), Some(end)) = (start.map(ends), end.map(ends)) else { return Open };
    if plus_months(start.1, months) <= end.0 {
        Yes
    } else if plus_months(start.0, months) > end.1 {
        No
    } else {
        Open
    }
}

fn more_than_months(start: Option<Day>, months: i32, end: Option<Day>) -> Answer {
    let (Some(start), Some(end)) = (start.map(ends), end.map(ends)) else { return Open };
    if plus_months(start.1, months) < end.0 {
        Yes
    } else if plus_months(start.0, months) >= end.1 {
        No
    } else {
        Open
    }
}

/// A field of a record that may itself be missing.
macro_rules! of {
    ($patient:ident . $record:ident . $field:ident) => {
        $patient.$record.as_ref().and_then(|record| record.$field.as_ref())
    };
}

/// A field that is copied.
macro_rules! copy_of {
    ($patient:ident . $record:ident . $field:ident) => {
        $patient.$record.as_ref().and_then(|record| record.$field)
    };
}

type Check = fn(&Patient) -> Answer;

/// Everything that must hold, cheapest first.
static CHECKS: &[Check] = &[
    adult,
    pain,
    care,
    modic,
    no_pathology,
    behavioral_health,
    frequency,
    no_severe_illness,
    no_infection,
    no_findings,
    no_nerve_symptoms,
    no_surgery,
    no_imaging_finding,
    no_stenosis,
    no_injury,
    no_other_cause,
];

/// Decides a request.
pub fn decide(patient: &Patient) -> Answer {
    let mut open = false;
    for check in CHECKS {
        match check(patient) {
            No => return No,
            Open => open = true,
            Yes => {}
        }
    }
    if open { Open } else { Yes }
}

fn adult(patient: &Patient) -> Answer {
    at_least_months(copy_of!(patient.patient.birth_date), 18 * 12, copy_of!(patient.request.date_of_service))
}

fn pain(patient: &Patient) -> Answer {
    test(copy_of!(patient.pain.region), |region| region == Region::Lumbar)
        .and(at_least_months(copy_of!(patient.pain.onset), 6, copy_of!(patient.request.date_of_service)))
        .and(flag(copy_of!(patient.pain.functional_deficit)))
        .and(test(copy_of!(patient.pain.severity), |severity| severity != Severity::Mild))
}

fn care(patient: &Patient) -> Answer {
    flag(copy_of!(patient.conservative_care.documented))
        .and(test(copy_of!(patient.conservative_care.duration), |duration| duration.0 > 42))
        .and(flag(copy_of!(patient.conservative_care.significant_improvement)).not())
        .and(three_therapies(patient))
}

/// Three of six, where what is contraindicated need not be tried but does not count as tried.
fn three_therapies(patient: &Patient) -> Answer {
    let therapies = [
        copy_of!(patient.conservative_care.activity_avoidance),
        copy_of!(patient.conservative_care.physical_therapy),
        copy_of!(patient.conservative_care.chiropractic),
        copy_of!(patient.conservative_care.cognitive_therapy),
        copy_of!(patient.conservative_care.pharmacotherapy),
        copy_of!(patient.conservative_care.injections),
    ];
    let count = |wanted: Option<Therapy>| therapies.iter().filter(|therapy| **therapy == wanted).count();
    let tried = count(Some(Therapy::Completed));
    let ruled_out = count(Some(Therapy::Contraindicated));
    let unknown = count(None);
    let enough = |tried: usize| tried >= 3 || tried + ruled_out == therapies.len();
    if enough(tried) {
        Yes
    } else if enough(tried + unknown) {
        Open
    } else {
        No
    }
}

fn modic(patient: &Patient) -> Answer {
    let found = some(of!(patient.imaging.modic), |modic| {
        test(modic.body, in_range).and(test(modic.r#type, |kind| kind != ModicType::Three))
    });
    flag(copy_of!(patient.imaging.mri_report)).and(found)
}

fn no_pathology(patient: &Patient) -> Answer {
    any([
        flag(copy_of!(patient.vertebral_pathology.fracture)),
        flag(copy_of!(patient.vertebral_pathology.tumor)),
        flag(copy_of!(patient.vertebral_pathology.infection)),
        flag(copy_of!(patient.vertebral_pathology.deformity)),
        flag(copy_of!(patient.vertebral_pathology.trauma)),
        flag(copy_of!(patient.vertebral_pathology.post_surgical_change)),
        flag(copy_of!(patient.vertebral_pathology.other)),
    ])
    .not()
}

fn behavioral_health(patient: &Patient) -> Answer {
    flag(copy_of!(patient.behavioral_health.assessment_recorded))
        .and(flag(copy_of!(patient.behavioral_health.risk_factors_sought)))
        .and(flag(copy_of!(patient.behavioral_health.resources_provided)))
}

fn is_requested(patient: &Patient, body: Option<Vertebra>) -> Answer {
    match (of!(patient.request.bodies), body) {
        (Some(bodies), Some(body)) if bodies.contains(&body) => Yes,
        (Some(bodies), _) if bodies.is_empty() => No,
        (Some(_), Some(_)) => No,
        _ => Open,
    }
}

fn frequency(patient: &Patient) -> Answer {
    let bodies = of!(patient.request.bodies);
    let repeated = some(of!(patient.history.bvn_ablations), |ablation| is_requested(patient, ablation.body));
    repeated
        .not()
        .and(test(bodies, |bodies| bodies.len() <= 4))
        .and(test(bodies, |bodies| bodies.iter().all(|body| in_range(*body))))
}

fn no_severe_illness(patient: &Patient) -> Answer {
    any([
        flag(copy_of!(patient.safety.severe_cardiac_compromise)),
        flag(copy_of!(patient.safety.severe_pulmonary_compromise)),
    ])
    .not()
}

fn no_infection(patient: &Patient) -> Answer {
    any([
        flag(copy_of!(patient.safety.active_systemic_infection)),
        flag(copy_of!(patient.safety.active_local_infection)),
    ])
    .not()
}

/// Pregnancy is not asked of men.
fn pregnancy(patient: &Patient) -> Answer {
    match (copy_of!(patient.safety.pregnancy), copy_of!(patient.patient.sex)) {
        (None, Some(Sex::Male)) => No,
        (pregnancy, _) => flag(pregnancy),
    }
}

/// A finding that counts unless something is known about it; the second is asked only of those with
/// the first.
fn unless(finding: Option<bool>, excuse: Option<bool>) -> Answer {
    let excuse = if finding == Some(false) && excuse.is_none() { No } else { flag(excuse) };
    flag(finding).and(excuse.not())
}

fn no_findings(patient: &Patient) -> Answer {
    any([
        flag(copy_of!(patient.safety.bleeding_diathesis)),
        pregnancy(patient),
        test(copy_of!(patient.bone_density.t_score), |score| score <= -2.5),
        flag(copy_of!(patient.history.fragility_fracture)),
        flag(copy_of!(patient.history.spinal_cancer)),
        test(copy_of!(patient.patient.bmi), |bmi| bmi > 40.0),
        unless(copy_of!(patient.safety.limiting_systemic_disease), copy_of!(patient.safety.treatment_objective_stated)),
        flag(copy_of!(patient.safety.untreated_substance_use_disorder)),
        unless(copy_of!(patient.safety.implant), copy_of!(patient.safety.implant_precautions)),
        flag(copy_of!(patient.non_vertebrogenic_pathology.by_clinical_assessment)),
        flag(copy_of!(patient.non_vertebrogenic_pathology.by_imaging)),
    ])
    .not()
}

fn no_nerve_symptoms(patient: &Patient) -> Answer {
    let is_nervous = |symptom: &Symptom| {
        matches!(symptom, Symptom::Claudication | Symptom::Radiculopathy | Symptom::Radicular | Symptom::Compression)
    };
    test(of!(patient.symptoms.primary), |primary| !primary.iter().any(is_nervous))
}

fn no_surgery(patient: &Patient) -> Answer {
    let now = copy_of!(patient.request.date_of_service);
    let requested = of!(patient.request.bodies);
    some(of!(patient.history.spine_surgeries), |surgery| {
        let at_target = match (&surgery.bodies, requested) {
            (Some(bodies), Some(requested)) if bodies.iter().any(|body| requested.contains(body)) => Yes,
            (Some(_), Some(_)) => No,
            _ => Open,
        };
        let excused =
            test(surgery.procedure, |procedure| matches!(procedure, Procedure::Discectomy | Procedure::Laminectomy))
                .and(more_than_months(surgery.date, 6, now))
                .and(flag(surgery.radicular_pain_resolved));
        at_target.and(excused.not())
    })
    .not()
}

fn no_imaging_finding(patient: &Patient) -> Answer {
    let within = |bodies: Option<[Vertebra; 2]>| test(bodies, |bodies| bodies.into_iter().all(in_range));
    any([
        some(of!(patient.imaging.discs), |disc| {
            within(disc.bodies).and(test(disc.protrusion, |size| size > 5.0)).and(flag(disc.correlates))
        }),
        some(of!(patient.imaging.listhesis), |listhesis| {
            test(listhesis.slip, |slip| slip >= 2.0).and(flag(listhesis.correlates))
        }),
        some(of!(patient.imaging.spondylolysis), |defect| test(defect.body, in_range).and(flag(defect.correlates))),
        some(of!(patient.imaging.facet_arthropathy), |joint| {
            within(joint.bodies).and(flag(joint.facet_mediated_pain)).and(flag(joint.correlates))
        }),
    ])
    .not()
}

fn no_stenosis(patient: &Patient) -> Answer {
    flag(copy_of!(patient.symptoms.neurogenic_claudication)).and(flag(copy_of!(patient.imaging.stenosis))).not()
}

fn no_injury(patient: &Patient) -> Answer {
    some(of!(patient.history.spine_injuries), |injury| is_requested(patient, injury.body)).not()
}

fn no_other_cause(patient: &Patient) -> Answer {
    let Some(cause) = patient.imaging.as_ref().and_then(|imaging| imaging.other_cause.as_ref()) else { return Open };
    any([
        flag(cause.stenosis),
        flag(cause.listhesis),
        flag(cause.instability),
        flag(cause.disc_herniation),
        flag(cause.degenerative_scoliosis),
        flag(cause.facet_joints),
        flag(cause.other),
    ])
    .not()
}
