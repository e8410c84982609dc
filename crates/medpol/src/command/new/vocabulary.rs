//! A vocabulary to begin with. The first one of a library has the facts that select a policy, and brings `library.yaml`.
//!
//! How files are written is not known here.

use std::path::{Path, PathBuf};

use clap::Args;
use medpol_diagnostics::SourceMap;
use medpol_library::Library;

use super::{Begun, name};
use crate::failure::Failure;

/// Begin a vocabulary
///
/// Writes `vocabulary/ID.yaml`, which builds on the base vocabulary of the library. In a folder without a library the
/// new one is the base, with the facts of a request, and `library.yaml` is written beside it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct NewVocabulary {
    /// Its id, such as `knee`
    #[arg(value_name = "ID", value_parser = name)]
    id: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  medpol new vocabulary base             the first of a library: facts of a request, and `library.yaml`
  medpol new vocabulary knee             one that builds on the base";

pub(super) fn begun(arguments: &NewVocabulary) -> Result<Vec<Begun>, Failure> {
    let NewVocabulary { id, policies } = arguments;
    let is_first = !policies.join("library.yaml").exists();
    if is_first {
        return Ok(vec![
            Begun { path: policies.join("library.yaml"), text: LIBRARY.replace("{id}", id) },
            Begun { path: place(policies, id), text: BASE.replace("{id}", id) },
        ]);
    }
    let library = Library::load(policies, &mut SourceMap::default());
    if library.vocabularies().any(|known| *known.id == *id) {
        return Err(Failure::Usage {
            message: format!("there is a vocabulary called `{id}` already"),
            help: "choose another id, or add facts to that one".to_owned(),
        });
    }
    let uses = library.base().map_or_else(String::new, |base| format!("uses: [{}]\n", base.id));
    let text = FURTHER.replace("{id}", id).replace("{uses}", &uses).replace("{group}", &id.replace('-', "_"));
    Ok(vec![Begun { path: place(policies, id), text }])
}

fn place(policies: &Path, id: &str) -> PathBuf {
    policies.join("vocabulary").join(format!("{id}.yaml"))
}

const LIBRARY: &str = "\
# How this library works: which vocabulary is the base, what \"now\" means, and what selects a policy.
format: medpol/library/1
base: {id}
anchor: request.date_of_service         # \"now\" of every elapsed time
selectors:
  payer: request.payer
  line_of_business: request.line_of_business
  services: request.services
  state: request.state
rank: [ncd, lcd, payer-policy]          # the first kind that applies governs
";

const BASE: &str = "\
# The facts that every policy shares: what is requested, and who the patient is in plain figures.
format: medpol/vocabulary/1
id: {id}
facts:
  request:
    type: record
    label: Request
    fields:
      date_of_service:
        type: date
        label: Date of service
        question: On which date is the service planned, or was it given?
      payer:
        type: text
        label: Payer
        question: Which payer is asked to review the request?
      line_of_business:
        type: text
        label: Line of business
        question: Under which line of business is the patient covered?
      state:
        type: text
        label: State
        question: In which state will the service be given?
      services:
        type: list
        label: Requested services
        question: Which services are requested?
        of: { type: text }
  patient:
    type: record
    label: Patient
    fields:
      birth_date:
        type: date
        past: true
        label: Date of birth
        question: When was the patient born?
      age:
        type: duration
        derived: { elapsed_since: birth_date }
        label: Age
        question: How old is the patient on the date of service?
";

const FURTHER: &str = "\
# The facts of [what this vocabulary is about]. `medpol facts` shows what there is already.
format: medpol/vocabulary/1
id: {id}
{uses}facts:
  {group}:
    type: record
    label: \"[name of the group]\"
    fields:
      # One fact to begin with: change its name, type and words. The author's guide shows the other types.
      first_fact:
        type: boolean
        label: \"[name of the fact, as a reader sees it]\"
        question: \"[how the fact is asked for]\"
        help: \"[what counts, and what does not]\"
        evidence: [Progress note]
";
