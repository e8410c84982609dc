//! What becomes of the library, for the log.
//!
//! Words only; no fact's value is in them, and nothing of a file but its name.

use medpol_diagnostics::Severity;
use medpol_library::{
    Fate, FileChange, FileDifference, LOCK_FILE, Live, PolicyChange, Reliance, Reload, ReloadOutcome, Snapshot,
};
use medpol_report::diagnostic;

use super::logging::Lines;
use crate::strictness::tell_incomplete;
use crate::terminal::Terminal;

/// Says what the library is like at the start.
pub(super) fn opened(live: &Live, terminal: Terminal, lines: &Lines) {
    let status = live.status();
    if let Some(snapshot) = &status.snapshot {
        tracing::info!(generation = snapshot.generation, digest = &*snapshot.digest, "the library is served");
        incomplete(snapshot);
        if snapshot.library.reliance() == Reliance::Incomplete {
            tell_incomplete(&snapshot.library, terminal);
        }
        if let Some(date) = &status.locked {
            tracing::info!(date = &**date, "the library is as it was locked");
        } else {
            tracing::warn!(
                "there is no `{LOCK_FILE}`: that nothing changes for a while has to do as a sign that the library is \
                 complete; `medpol lock` writes one"
            );
        }
    }
    if let Some(refusal) = &status.refusal {
        lines.say(&diagnostic::text(&refusal.diagnostics, &refusal.sources, terminal.chatter));
        tracing::error!("the library has errors or is not as it was locked: nothing is decided until that is mended");
    } else if status.snapshot.is_none() {
        tracing::error!("the library goes on changing: nothing is decided until that has ended");
    }
}

/// Says that a file of the library that is served cannot be read.
fn incomplete(snapshot: &Snapshot) {
    if let [first, ..] = snapshot.library.unreadable() {
        let files = snapshot.library.unreadable().len();
        let (code, file) = (first.code.as_str(), first.file.as_str());
        tracing::warn!(
            files,
            first = code,
            file,
            "library: incomplete; what these files may concern is answered unknown"
        );
    }
}

/// Reports the result of a look at the disk.
pub(super) fn told(reload: &Reload) {
    for gone in &reload.gone {
        let policy = &*gone.policy;
        match gone.fate {
            Fate::Kept => tracing::warn!(policy, "gone from disk; it is served as it was last read"),
            Fate::Waiting { .. } => {
                tracing::warn!(policy, "gone from disk; it is served until it has been gone for a while")
            }
            Fate::Published { .. } => {}
        }
    }
    match &reload.outcome {
        ReloadOutcome::Unchanged | ReloadOutcome::Unsettled => {}
        ReloadOutcome::Settling(_) => tracing::debug!("what is on disk is changing and is not served yet"),
        ReloadOutcome::Published { snapshot, policies } => {
            let changed = policies.len();
            for gone in policies.iter().filter(|policy| policy.change == PolicyChange::Removed) {
                tracing::warn!(policy = gone.reference, "no longer served: it is gone from disk");
            }
            tracing::info!(generation = snapshot.generation, digest = &*snapshot.digest, changed, "published");
            incomplete(snapshot);
        }
        ReloadOutcome::Restored(snapshot) => {
            tracing::info!(generation = snapshot.generation, "what is on disk is what is served");
        }
        ReloadOutcome::HeldBack => {
            tracing::warn!("what is on disk is good and is not served, because of a rollback that was not lifted");
        }
        ReloadOutcome::Refused(refusal) => {
            let is_error = |severity| severity == Severity::Error;
            let errors: Vec<_> = refusal.diagnostics.iter().filter(|problem| is_error(problem.severity)).collect();
            let first = errors.first().map(|problem| problem.code.number).unwrap_or_default();
            let file = errors.first().map(|problem| refusal.sources.name(problem.primary.span)).unwrap_or_default();
            if refusal.differences.is_empty() {
                tracing::warn!(errors = errors.len(), first, file, "what is on disk has errors and is not served");
            } else {
                let [added, changed, removed] = [FileChange::Added, FileChange::Edited, FileChange::Removed]
                    .map(|change| differing(&refusal.differences, change));
                tracing::warn!(
                    first,
                    added,
                    changed,
                    removed,
                    "what is on disk is not as it was locked and is not served"
                );
            }
        }
    }
}

/// The files that differ in this way, as one text; at most twenty of them.
fn differing(differences: &[FileDifference], change: FileChange) -> String {
    let files: Vec<&str> =
        differences.iter().filter(|found| found.change == change).map(|found| &*found.file).collect();
    let shown = files.iter().take(20).copied().collect::<Vec<_>>().join(" ");
    match files.len().checked_sub(20) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}
