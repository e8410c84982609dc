//! The language server: what an editor shows and offers while documents are written.
//!
//! What holds here:
//!
//! - It stands on the library with what is open laid over it ([`medpol_library::Desk`]), and decides nothing about
//!   policies: problems, words and results are those of every other command.
//! - A text that cannot be read yet is an ordinary state. Completion goes by lines; what needs a tree says nothing.
//! - Places are counted as the protocol counts them, in units of UTF-16.
//! - Input never makes it panic, and a request that it does not know is answered so.

mod address;
mod completion;
mod context;
mod hints;
mod hover;
mod keys;
mod lens;
mod names;
mod navigation;
mod place;
mod problems;
mod rename;
mod server;
mod symbols;
mod workspace;

pub use server::{Failure, serve, serve_on_stdio};
pub use workspace::Folders;
