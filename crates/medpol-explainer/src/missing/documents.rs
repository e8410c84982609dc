//! Which document a question is put to: as few documents as will do, so that nobody looks twice into one.

use std::sync::Arc;

/// A group with no more questions than this is dissolved where others can take them.
const FEW: usize = 3;

/// The documents that hold the answer to a question, the best first; and whether it stays with the best.
pub(super) struct Holders {
    pub(super) documents: Vec<Arc<str>>,
    pub(super) place: Keep,
}

/// Whether a question stays with its best document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// It identifies the request.
    Best,
    /// Another document will do where that makes one document less.
    Any,
}

/// The document for each question, in order; `None` where none is known.
pub(super) fn assigned(questions: &[Holders]) -> Vec<Option<Arc<str>>> {
    let mut assigned: Vec<Option<Arc<str>>> =
        questions.iter().map(|question| question.documents.first().cloned()).collect();
    let mut documents: Vec<Arc<str>> = Vec::new();
    for document in assigned.iter().flatten() {
        if !documents.contains(document) {
            documents.push(Arc::clone(document));
        }
    }
    let count = |assigned: &[Option<Arc<str>>], document: &str| {
        assigned.iter().flatten().filter(|own| ***own == *document).count()
    };
    documents.sort_by_key(|document| count(&assigned, document));
    for document in &documents {
        let own: Vec<usize> = (0..questions.len())
            .filter(|at| assigned.get(*at).is_some_and(|one| one.as_ref() == Some(document)))
            .collect();
        if own.is_empty() || own.len() > FEW {
            continue;
        }
        let others: Vec<Option<Arc<str>>> = own
            .iter()
            .map(|at| {
                let question = questions.get(*at).filter(|question| question.place == Keep::Any)?;
                let mut others = question.documents.iter().filter(|other| *other != document);
                others.find(|other| count(&assigned, other) > 0).cloned()
            })
            .collect();
        if others.iter().all(Option::is_some) {
            for (at, other) in own.into_iter().zip(others) {
                if let Some(place) = assigned.get_mut(at) {
                    *place = other;
                }
            }
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_moves_to_the_document_that_answers_more() {
        let holders = |documents: &[&str], place| Holders {
            documents: documents.iter().map(|document| Arc::from(*document)).collect(),
            place,
        };
        let questions = [
            holders(&["request", "note"], Keep::Best),
            holders(&["note"], Keep::Any),
            holders(&["note"], Keep::Any),
            holders(&["report", "note"], Keep::Any),
            holders(&["scan"], Keep::Any),
            holders(&[], Keep::Any),
        ];
        let found = assigned(&questions);
        let found: Vec<&str> = found.iter().map(|document| document.as_deref().unwrap_or("-")).collect();
        assert_eq!(found, ["request", "note", "note", "note", "scan", "-"]);
    }
}
