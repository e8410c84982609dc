//! A typed request, as a program written for this one policy would have it.
//!
//! It serializes to the JSON of a case and reads it back. A field that is `None` was never mentioned.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A case file with a patient in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document<'a> {
    /// Always `medpol/case/1`.
    #[serde(borrow)]
    pub format: Cow<'a, str>,
    /// The facts.
    pub facts: Patient,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] #[doc = concat!("`", $word, "`.")] $variant),* }
    };
}

words! {
    /// A vertebra.
    Vertebra { L1 "L1", L2 "L2", L3 "L3", L4 "L4", L5 "L5", S1 "S1" }
}
words! {
    /// What became of a therapy.
    Therapy { Completed "completed", Ordered "ordered", Contraindicated "contraindicated", NotTried "not_tried" }
}
words! {
    /// How bad the pain is.
    Severity { Mild "mild", Moderate "moderate", Severe "severe" }
}
words! {
    /// Where the pain is.
    Region { Cervical "cervical", Thoracic "thoracic", Lumbar "lumbar", Other "other" }
}
words! {
    /// A symptom.
    Symptom {
        Axial "axial_back_pain", Claudication "neurogenic_claudication", Radiculopathy "radiculopathy",
        Radicular "radicular_pain", Compression "nerve_compression", Other "other",
    }
}
words! {
    /// A type of Modic change.
    ModicType { One "type_1", Two "type_2", Three "type_3" }
}
words! {
    /// A procedure.
    Procedure { Discectomy "discectomy", Laminectomy "laminectomy", Fusion "fusion", Other "other" }
}
words! {
    /// A kind of injury.
    Injury { Trauma "trauma", Compression "compression_fracture" }
}
words! {
    /// The patient's sex.
    Sex { Female "female", Male "male" }
}
words! {
    /// A line of business.
    Line { MedicareAdvantage "medicare-advantage", Commercial "commercial" }
}

/// A date; without a day, any day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "&str", into = "String")]
pub struct Day {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: i32,
    /// Day of the month, if it is known.
    pub day: Option<i32>,
}

impl TryFrom<&str> for Day {
    type Error = &'static str;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        let part = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<i32>().ok());
        let (Some(year), Some(month)) = (part(0..4), part(5..7)) else { return Err("not a date") };
        match text.len() {
            7 => Ok(Self { year, month, day: None }),
            10 => Ok(Self { year, month, day: Some(part(8..10).ok_or("not a date")?) }),
            _ => Err("not a date"),
        }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        match day.day {
            Some(number) => format!("{:04}-{:02}-{number:02}", day.year, day.month),
            None => format!("{:04}-{:02}", day.year, day.month),
        }
    }
}

macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, clippy::struct_field_names, reason = "the facts of the vocabulary, which documents them")]
        pub struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none", default)] pub $field: Option<$type>),*
        }
    };
}

record! {
    /// Everything about a request.
    Patient {
        request: Request, patient: Person, pain: Pain, symptoms: Symptoms, conservative_care: Care, imaging: Imaging,
        bone_density: BoneDensity, vertebral_pathology: Pathology, non_vertebrogenic_pathology: OtherPathology,
        behavioral_health: BehavioralHealth, safety: Safety, history: History,
    }
}
record! {
    /// What is requested.
    Request {
        date_of_service: Day, payer: String, line_of_business: Line, services: Vec<Service>, diagnoses: Vec<String>,
        bodies: Vec<Vertebra>,
    }
}
record! {
    /// A requested service.
    Service { code: String, units: u32 }
}
record! {
    /// The person.
    Person { birth_date: Day, sex: Sex, bmi: f64 }
}
record! {
    /// The pain.
    Pain { region: Region, onset: Day, functional_deficit: bool, severity: Severity }
}
record! {
    /// The symptoms.
    Symptoms { primary: Vec<Symptom>, neurogenic_claudication: bool }
}
record! {
    /// Care without surgery; its length is in weeks.
    Care {
        documented: bool, duration: Weeks, significant_improvement: bool, activity_avoidance: Therapy,
        physical_therapy: Therapy, chiropractic: Therapy, cognitive_therapy: Therapy, pharmacotherapy: Therapy,
        injections: Therapy,
    }
}

/// A number of days, written in weeks or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "&str", into = "String")]
pub struct Weeks(
    /// Days.
    pub u32,
);

impl TryFrom<&str> for Weeks {
    type Error = &'static str;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        let (number, unit) = text.split_once(' ').ok_or("not a duration")?;
        let number: u32 = number.parse().map_err(|_| "not a duration")?;
        match unit {
            "weeks" => Ok(Self(number * 7)),
            "days" => Ok(Self(number)),
            _ => Err("not a duration"),
        }
    }
}

impl From<Weeks> for String {
    fn from(weeks: Weeks) -> Self {
        if weeks.0.is_multiple_of(7) { format!("{} weeks", weeks.0 / 7) } else { format!("{} days", weeks.0) }
    }
}

record! {
    /// Imaging.
    Imaging {
        mri_report: bool, modic: Vec<Modic>, discs: Vec<Disc>, listhesis: Vec<Listhesis>,
        spondylolysis: Vec<Spondylolysis>, facet_arthropathy: Vec<Facet>, stenosis: bool, other_cause: OtherCause,
    }
}
record! {
    /// A Modic change.
    Modic { body: Vertebra, r#type: ModicType }
}
record! {
    /// A disc; sizes in millimetres.
    Disc { bodies: [Vertebra; 2], protrusion: f64, correlates: bool }
}
record! {
    /// A slip; in millimetres.
    Listhesis { bodies: [Vertebra; 2], slip: f64, correlates: bool }
}
record! {
    /// A defect.
    Spondylolysis { body: Vertebra, correlates: bool }
}
record! {
    /// A facet joint.
    Facet { bodies: [Vertebra; 2], facet_mediated_pain: bool, correlates: bool }
}
record! {
    /// Other causes seen on imaging.
    OtherCause {
        stenosis: bool, listhesis: bool, instability: bool, disc_herniation: bool, degenerative_scoliosis: bool,
        facet_joints: bool, other: bool,
    }
}
record! {
    /// Bone density.
    BoneDensity { t_score: f64 }
}
record! {
    /// Other disease of the vertebrae.
    Pathology {
        fracture: bool, tumor: bool, infection: bool, deformity: bool, trauma: bool, post_surgical_change: bool,
        other: bool,
    }
}
record! {
    /// Other causes of the pain.
    OtherPathology { by_clinical_assessment: bool, by_imaging: bool }
}
record! {
    /// Behavioral health.
    BehavioralHealth { assessment_recorded: bool, risk_factors_sought: bool, resources_provided: bool }
}
record! {
    /// Safety.
    Safety {
        severe_cardiac_compromise: bool, severe_pulmonary_compromise: bool, active_systemic_infection: bool,
        active_local_infection: bool, bleeding_diathesis: bool, pregnancy: bool, limiting_systemic_disease: bool,
        treatment_objective_stated: bool, untreated_substance_use_disorder: bool, implant: bool,
        implant_precautions: bool,
    }
}
record! {
    /// History.
    History {
        spine_surgeries: Vec<Surgery>, bvn_ablations: Vec<Ablation>, spine_injuries: Vec<SpineInjury>,
        fragility_fracture: bool, spinal_cancer: bool,
    }
}
record! {
    /// A surgery.
    Surgery { bodies: Vec<Vertebra>, procedure: Procedure, date: Day, radicular_pain_resolved: bool }
}
record! {
    /// An earlier ablation.
    Ablation { body: Vertebra, date: Day }
}
record! {
    /// An injury.
    SpineInjury { body: Vertebra, kind: Injury }
}
