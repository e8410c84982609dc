//! The lines of a log, one at a time: a log may be larger than the memory.
//!
//! What is in a line is not known here.

use std::io::{self, BufRead, Read};

/// The longest line that is read. A record holds at most a case as it was handed in, and a server takes none of
/// more than 1 MiB unless it is told to.
pub(crate) const LONGEST: usize = 16 << 20;

/// A line with something in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// As it is, without its end.
    Whole(&'a [u8]),
    /// It was passed over.
    TooLong,
}

/// Goes through a log.
pub(crate) struct Lines<R> {
    log: R,
    /// The bytes of the longest line that is read.
    longest: usize,
    line: Vec<u8>,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    pub(crate) const fn of(log: R) -> Self {
        Self::up_to(LONGEST, log)
    }

    /// The same where lines may have so many bytes.
    const fn up_to(longest: usize, log: R) -> Self {
        Self { log, longest, line: Vec::new(), number: 0 }
    }

    /// The number of the line that was read last, from 1.
    pub(crate) const fn number(&self) -> usize {
        self.number
    }

    /// The next line that is not blank; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            let Some(length) = self.read()? else { return Ok(None) };
            self.number += 1;
            if length > self.longest {
                return Ok(Some(Line::TooLong));
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some(Line::Whole(&self.line)));
            }
        }
    }

    /// Reads a line, as far as it is kept, and says how long it is: of one that is too long, only that.
    fn read(&mut self) -> io::Result<Option<usize>> {
        self.line.clear();
        let most = u64::try_from(self.longest).unwrap_or(u64::MAX).saturating_add(1);
        if self.log.by_ref().take(most).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > self.longest {
            self.line.clear();
            self.log.skip_until(b'\n')?;
            return Ok(Some(self.longest + 1));
        }
        Ok(Some(self.line.len()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    fn lines(log: impl Read) -> Vec<(usize, Option<Vec<u8>>)> {
        let mut lines = Lines::of(BufReader::with_capacity(7, log));
        let mut found = Vec::new();
        loop {
            let line = match lines.next().unwrap() {
                Some(Line::Whole(line)) => Some(line.to_vec()),
                Some(Line::TooLong) => None,
                None => return found,
            };
            found.push((lines.number(), line));
        }
    }

    #[test]
    fn blank_lines_are_counted_and_passed_over() {
        let some = |number, text: &str| (number, Some(text.as_bytes().to_vec()));
        assert_eq!(lines(&b""[..]), []);
        assert_eq!(lines(&b"\n \n"[..]), []);
        assert_eq!(lines(&b"one\n\n\ntwo and more"[..]), [some(1, "one"), some(4, "two and more")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_not_kept() {
        let long = io::repeat(b'x').take(LONGEST as u64 + 1).chain(&b"\nnext\n"[..]);
        assert_eq!(lines(long), [(1, None), (2, Some(b"next".to_vec()))]);
    }

    /// However long a line is, no more of it is in memory than the longest line that is read.
    #[test]
    fn a_log_without_a_line_end_takes_no_memory() {
        const LIMIT: usize = 1_000;
        for length in [LIMIT, LIMIT + 1, 64 << 20] {
            let log = io::repeat(b'x').take(length as u64);
            let mut lines = Lines::up_to(LIMIT, BufReader::new(log));
            let whole = vec![b'x'; LIMIT];
            let expected = if length > LIMIT { Line::TooLong } else { Line::Whole(&whole) };
            assert_eq!(lines.next().unwrap(), Some(expected), "{length}");
            assert!(lines.line.capacity() <= 4 * LIMIT, "{length}: {}", lines.line.capacity());
            assert_eq!(lines.next().unwrap(), None, "{length}");
        }
        let log = b"short\nlonger than ten\n\nexactly 10\nmore than 10";
        let mut lines = Lines::up_to(10, &log[..]);
        let mut told = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let line =
                if let Line::Whole(line) = line { String::from_utf8_lossy(line).into_owned() } else { "…".into() };
            told.push(format!("{} {line}", lines.number()));
        }
        assert_eq!(told, ["1 short", "2 …", "4 exactly 10", "5 …"]);
    }
}
