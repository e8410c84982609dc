//! A letter about an answer, with what only the library knows: the sources of its policies, and who decides.
//!
//! What letters say is worded by `medpol-report`.

use medpol_library::Library;
use medpol_model::answer::{Determination, GovernanceOutcome};
use medpol_model::policy::{Position, Source};
use medpol_report::letter::{Letter, LetterPart, Reader, letter};

use crate::Answer;

impl Answer {
    /// The letter for a reader, as Markdown; none about coding edits alone, which are for those who prepare a claim. The
    /// answer has to be found with every part of every criterion.
    pub fn letter(&self, library: &Library, reader: Reader) -> Option<String> {
        let (parts, open_services) = match self {
            Self::Determination(determination) => (vec![part(library, &[], determination)], Vec::new()),
            Self::Decision(decision) => {
                let governed = decision.determinations.iter();
                let parts =
                    governed.map(|governed| part(library, &governed.services, &governed.determination)).collect();
                let groups = &decision.resolution.groups;
                let open = groups.iter().filter(|group| group.outcome != GovernanceOutcome::Governs);
                (parts, open.flat_map(|group| group.services.iter().cloned()).collect())
            }
            Self::Undecided(_) => (Vec::new(), Vec::new()),
            Self::Edits(_) => return None,
        };
        Some(letter(&Letter { parts, open_services, contact: library.contact() }, reader))
    }
}

fn part<'a>(library: &'a Library, services: &'a [String], determination: &'a Determination) -> LetterPart<'a> {
    let policy = library.policy(&determination.policy.id, &determination.policy.version);
    let sources: &[Source] = policy.map_or(&[], |policy| &policy.sources);
    let position = policy.map_or(&Position::CoveredWhen, |policy| &policy.position);
    LetterPart { services, determination, sources, position }
}
