//! What the fuzz targets do with bytes, and what must hold whatever the bytes are.
//!
//! A target fails by panicking, by taking too long or by using too much memory.

mod case;
mod invariants;
mod policy;
mod reader;
mod request;
mod surroundings;

pub use case::case;
pub use policy::policy;
pub use reader::reader;
pub use request::request;
