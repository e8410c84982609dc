//! How what happens is written to stderr: by a thread of its own, so that nobody waits for whoever reads it.
//!
//! What is written is decided where it happens. A line that cannot be written is counted.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use clap::ValueEnum;
use medpol_report::Colour;
use medpol_server::LostLines;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::Level;

/// Lines that may wait to be written.
const QUEUE: usize = 1024;
/// How long the last lines may take at the end.
const LAST_LINES: Duration = Duration::from_millis(500);

/// How what happens is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// A line for people
    Text,
    /// A JSON document on each line
    Json,
}

/// The lines that wait to be written.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    queue: SyncSender<Entry>,
    lost: LostLines,
}

/// Something for the thread to do.
#[derive(Debug)]
enum Entry {
    /// Write these bytes.
    Write(Vec<u8>),
    /// Say when everything before is written.
    Flush(SyncSender<()>),
}

/// A line that is being made; it is handed over when it is dropped.
#[derive(Debug)]
pub(super) struct Line {
    bytes: Vec<u8>,
    lines: Lines,
}

/// Writes everything of this level and above from now on.
///
/// # Errors
///
/// When the system gives no further thread.
pub(super) fn begin(format: LogFormat, level: Level, colour: Colour) -> io::Result<Lines> {
    let level = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let lines = Lines::written_to(io::stderr())?;
    let written = tracing_subscriber::fmt().with_max_level(level).with_writer(lines.clone()).with_target(false);
    match format {
        LogFormat::Text => written.with_ansi(colour == Colour::Always).init(),
        LogFormat::Json => written.json().flatten_event(true).init(),
    }
    Ok(lines)
}

impl Lines {
    fn written_to(sink: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, entries) = sync_channel(QUEUE);
        let lost = LostLines::default();
        let of_thread = lost.clone();
        thread::Builder::new().name("medpol stderr".to_owned()).spawn(move || write(sink, &entries, &of_thread))?;
        Ok(Self { queue, lost })
    }

    /// Hands over a text; one that finds no room is counted.
    pub(super) fn say(&self, text: &str) {
        self.hand_over(text.as_bytes().to_vec());
    }

    /// Counts what could not be written.
    pub(super) fn lost(&self) -> LostLines {
        self.lost.clone()
    }

    /// Gives the last lines a moment to be written.
    pub(super) fn finish(&self) {
        let (told, written) = sync_channel(1);
        if self.queue.try_send(Entry::Flush(told)).is_ok() {
            let _ = written.recv_timeout(LAST_LINES);
        }
    }

    fn hand_over(&self, bytes: Vec<u8>) {
        if !bytes.is_empty() && self.queue.try_send(Entry::Write(bytes)).is_err() {
            self.lost.lose();
        }
    }
}

fn write(mut sink: impl Write, entries: &Receiver<Entry>, lost: &LostLines) {
    while let Ok(entry) = entries.recv() {
        match entry {
            Entry::Write(bytes) => {
                if sink.write_all(&bytes).and_then(|()| sink.flush()).is_err() {
                    lost.lose();
                }
            }
            // Whoever asked may have stopped waiting.
            Entry::Flush(told) => drop(told.try_send(())),
        }
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { bytes: Vec::new(), lines: self.clone() }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.lines.hand_over(std::mem::take(&mut self.bytes));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// A sink that takes a line each time it is told so, and fails once nobody tells.
    struct Told(Receiver<()>);

    impl Write for Told {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().map(|()| bytes.len()).map_err(io::Error::other)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_slow_reader_of_log_lines_delays_nobody() {
        let (tell, told) = channel();
        let lines = Lines::written_to(Told(told)).unwrap();
        for _ in 0..2 * QUEUE {
            lines.make_writer().write_all(b"line\n").unwrap();
        }
        let lost = lines.lost().count();
        // One more may have left the queue to be written.
        assert!((QUEUE as u64 - 1..=QUEUE as u64).contains(&lost), "{lost}");
        // Whoever read them is gone: what waited is lost, and counted.
        drop(tell);
        lines.finish();
        while lines.lost().count() < 2 * QUEUE as u64 {
            thread::sleep(Duration::from_millis(1));
        }
    }
}
