//! Policies on disk: which files there are, which version is in force, and which policy a case
//! is for. The only crate that reads files.
//!
//! What holds here:
//!
//! - Loading never fails. A file that cannot be read is a diagnostic like any other.
//! - Order is that of names, never that of the file system. Links are followed, loops are reported,
//!   hidden files are not looked at, and nothing but YAML and JSON is read. A folder with more than 20,000 files is
//!   no library, and no link leads out of one.
//! - What is in a file that is none of our documents is never shown.
//! - Every name shown is the path as the user wrote it, continued downwards.
//! - A library that follows its folder is published whole or not at all, and its readers never wait.
//! - Whether a library is complete is said by its lock; without one, by nothing having changed for a while.
//! - A version is chosen by the date of service of the case, never by the clock.
//! - Nothing here evaluates a policy or renders a message.

mod across;
mod case;
mod case_file;
mod cases;
mod check;
mod consequences;
mod desk;
mod document_files;
mod doubt;
mod expectation;
mod file;
mod governs;
mod history;
mod ignored;
mod internal_criteria;
mod isolated;
mod library;
mod linting;
mod listing;
mod live;
mod lock;
mod loose_files;
mod named;
mod opening;
mod path;
mod request;
mod resolve;
mod revision;
mod shown;
mod sides;
mod tree;
mod unused;
mod version;
mod walk;
mod watch;
mod which;
mod written;

#[cfg(test)]
mod tests;

pub use medpol_compiler::Selectors;

pub use case::{Ready, doubts_of, read_case, ready};
pub use case_file::WrittenCase;
pub use cases::{Cases, FoundCases, SeenCases, SeenFile, cases_of_text, find_cases};
pub use check::{Checked, Checks, HealthCheck, Lint, check};
pub use desk::{Desk, DeskFile, Laid, OpenText, library_folder};
pub use document_files::{DocumentFiles, document_files};
pub use doubt::DoubtNumber;
pub use file::{open_file, read_file, read_stream};
pub use governs::{Governing, governing, would_not_govern};
pub use history::{Added, HISTORY_FILE, History, Release, Released};
pub use library::{DocumentCounts, Library, Reliance};
pub use listing::{CaseCounts, cases_of_gone_policies};
pub use live::{
    ChangedFile, ChangedPolicy, Fate, FileChange, Following, Gone, Live, LiveStatus, LockUse, PolicyChange, Publishing,
    Refusal, Reload, ReloadOutcome, Removal, RolledBack, Snapshot, WithErrors, changed_policies,
};
pub use lock::{DrawnUp, FileDifference, LOCK_FILE, Lock, LockOrder, LockedCases, LockedPolicy, check_lock, draw_up};
pub use loose_files::check_text;
pub use named::Named;
pub use opening::{NotOpened, open_ordinary};
pub use request::{CheckedBy, Governed, KeptLines, Request, read_request, requested, requested_for_answer};
pub use resolve::{Beside, Governance, Group, Keys, PolicyNumber, Resolution, Told};
pub use revision::{GIT, Revision, unchanged_files};
pub use shown::Shown;
pub use sides::{Asked, Side, SidePart, sides};
pub use watch::{Stopper, Wake, Watch, Watching};
pub use which::{Bearer, DigestOf, FoundIn, Which, which};
pub use written::written_digest;
