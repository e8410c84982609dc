//! Where output goes, and whether it is coloured.
//!
//! The only module that writes to stdout and stderr. It never changes a text but to colour it.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anstream::AutoStream;
use clap::ColorChoice;
use medpol_report::Colour;

/// Stdout and stderr.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Whether data is coloured.
    pub(crate) data: Colour,
    /// Whether chatter is coloured.
    pub(crate) chatter: Colour,
}

/// Whether anybody reads what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Somebody does.
    There,
    /// Whoever did has gone away.
    Gone,
}

impl Terminal {
    /// Looks at the streams, `NO_COLOR` and the like, unless the user has chosen.
    pub(crate) fn new(choice: ColorChoice) -> Self {
        let colour = |is_wanted| if is_wanted { Colour::Always } else { Colour::Never };
        let never = anstream::ColorChoice::Never;
        match choice {
            ColorChoice::Auto => Self {
                data: colour(AutoStream::choice(&io::stdout()) != never),
                chatter: colour(AutoStream::choice(&io::stderr()) != never),
            },
            ColorChoice::Always => Self { data: Colour::Always, chatter: Colour::Always },
            ColorChoice::Never => Self { data: Colour::Never, chatter: Colour::Never },
        }
    }

    /// Writes what the user asked for. A reader who has gone away does not matter.
    pub(crate) fn data(self, text: &str) -> io::Result<()> {
        self.line(text).map(|_| ())
    }

    /// The same, and says whether there is still a reader.
    pub(crate) fn line(self, text: &str) -> io::Result<Reader> {
        let stdout = io::stdout().lock();
        let written = match self.data {
            Colour::Never => write(stdout, text),
            Colour::Always => write(AutoStream::always(stdout), text),
        };
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
            other => other.map(|()| Reader::There),
        }
    }

    /// Takes away what is on the screen, where stdout is one.
    pub(crate) fn clear() -> io::Result<()> {
        /// Everything, what was scrolled away, and back to the first line.
        const CLEAR: &str = "\x1b[2J\x1b[3J\x1b[H";
        if io::stdout().is_terminal() { write(io::stdout().lock(), CLEAR) } else { Ok(()) }
    }

    /// Says on standard error how far something is, where that is a terminal; an empty text takes it away.
    pub(crate) fn progress(text: &str) {
        /// Back to the first column, and what is there taken away.
        const AGAIN: &str = "\r\x1b[K";
        let stderr = io::stderr().lock();
        if stderr.is_terminal() {
            // There is no further place to which a failure of stderr could be reported.
            let _ = write(stderr, &format!("{AGAIN}{text}"));
        }
    }

    /// Writes to standard error; if that fails, there is nobody to report it to.
    pub(crate) fn chatter(self, text: &str) {
        let stderr = io::stderr().lock();
        // There is no further place to which a failure of stderr could be reported.
        let _ = match self.chatter {
            Colour::Never => write(stderr, text),
            Colour::Always => write(AutoStream::always(stderr), text),
        };
    }
}

fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
