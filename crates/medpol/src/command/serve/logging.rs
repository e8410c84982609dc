//! How what happens is written to stderr.
//!
//! What is written is decided where it happens.

use std::io;

use clap::ValueEnum;
use medpol_report::Colour;
use tracing_subscriber::filter::LevelFilter;

use super::Level;

/// How what happens is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// A line for people
    Text,
    /// A JSON document on each line
    Json,
}

/// Writes everything of this level and above from now on.
pub(super) fn begin(format: LogFormat, level: Level, colour: Colour) {
    let level = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let lines = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_target(false);
    match format {
        LogFormat::Text => lines.with_ansi(colour == Colour::Always).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
