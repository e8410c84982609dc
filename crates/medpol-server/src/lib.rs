//! The HTTP rim: cases decided for other programs.
//!
//! What holds here:
//!
//! - One request sees one snapshot of the library, and every answer says which.
//! - An answer is found as everywhere else, by `medpol-answer`; here are only HTTP and the decision log.
//! - A client gets a clear error or is cut off; it never keeps the others waiting. Bodies, heads, time and
//!   connections are limited.
//! - Whatever is computed, is computed beside the threads that read and write and stands behind them: health, metrics
//!   and signals are answered at once. What nobody waits for any more is not decided to its end.
//! - Nothing that is logged holds a fact's value. Only the decision log does, where it is asked to.
//! - A bug in answering one request is a problem of that request.
//!
//! Read `serve.rs` first, then `routes.rs`, `around.rs` and `answering.rs`.

mod answering;
mod batch;
mod body;
mod clients;
mod connections;
mod decision_log;
mod determination;
mod generations;
mod gone;
mod headers;
mod hosts;
mod json;
mod load;
mod meters;
mod middleware;
mod openapi;
mod policies;
mod pool;
mod priority;
mod problem;
mod query;
mod routes;
mod serve;
mod settings;
mod signals;
mod site;
mod status;
mod stream;
mod token;
mod validate;

pub use clients::{BadTokenFile, Clients, Role};
pub use openapi::openapi;
pub use priority::stand_behind;
pub use serve::{ServeError, serve};
pub use settings::{DecisionLogSettings, Limits, LoggedFacts, LostLines, RollbackRule, Settings, Unrecorded};
pub use token::{BadToken, Token};
