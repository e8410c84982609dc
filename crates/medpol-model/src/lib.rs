//! The data that everything else reads and writes, each with its own arithmetic.
//!
//! - [`value`]: numbers, dates, durations and intervals of them, exact; and the status of a condition.
//! - [`vocabulary`]: what the facts of a case are, and in which slots they are held.
//! - [`case`]: the facts of one request, their evidence, and what is expected of it.
//! - [`program`]: the compiled form of conditions: nodes over fact slots.
//! - [`policy`]: one version of one policy: its head, its program, and what each node says.
//! - [`answer`]: the published forms. Who renders one needs nothing of `program`.
//!
//! Nothing here reads text formats, evaluates a policy or renders a report, and no medical word appears.

pub mod answer;
pub mod case;
pub mod policy;
pub mod program;
pub mod value;
pub mod vocabulary;
