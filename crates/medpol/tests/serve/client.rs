//! A small HTTP client that can also misbehave.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The lines of an answer to a batch that was answered to its end, without the trailer.
    #[track_caller]
    pub(crate) fn batch(&self) -> Vec<Value> {
        let mut lines: Vec<Value> = self.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let trailer = lines.pop().unwrap_or_else(|| panic!("no trailer: {self:?}"));
        let errors = lines.iter().filter(|line| line.get("problem").is_some()).count();
        let counts = (&trailer["answers"], &trailer["errors"]);
        assert_eq!(counts, (&(lines.len() - errors).into(), &errors.into()), "{trailer}");
        let last = lines.last().map_or(0, |line| line["line"].as_u64().unwrap());
        assert!(trailer["lines"].as_u64().unwrap() >= last, "{trailer}");
        lines
    }

    /// The last part of the kind of a problem.
    #[track_caller]
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let json = self.json();
        assert_eq!(json["status"], self.status);
        assert!(json["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{self:?}");
        json["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }
}

/// A connection that is kept.
pub(crate) struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        Self::try_connect(address).unwrap()
    }

    pub(crate) fn try_connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        // Far beyond every time limit of a server under test: whoever waits so long was forgotten.
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Self::of(stream))
    }

    /// On a connection that is open already.
    pub(crate) fn of(stream: TcpStream) -> Self {
        Self { stream, received: Vec::new() }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    pub(crate) fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, &[], b"")
    }

    pub(crate) fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> io::Result<Answer> {
        self.ask("POST", path, &[("content-type", kind)], body)
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, head: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in head {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request += "\r\n";
        self.send(&[request.as_bytes(), body].concat())?;
        self.answer()
    }

    /// Reads an answer.
    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let end = self.find(b"\r\n\r\n")?;
        let head = String::from_utf8(self.take(end)).unwrap();
        self.take(4);
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer { status, head, body: String::new() };
        let body = match answer.header("content-length").map(|length| length.parse().unwrap()) {
            Some(length) => {
                self.fill(length)?;
                self.take(length)
            }
            None => self.chunks()?,
        };
        answer.body = String::from_utf8(body).unwrap();
        Ok(answer)
    }

    /// Whether the server closes the connection without a word.
    pub(crate) fn is_closed(&mut self) -> bool {
        matches!(self.stream.read(&mut [0; 1]), Ok(0) | Err(_))
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let end = self.find(b"\r\n")?;
            let length = usize::from_str_radix(&String::from_utf8(self.take(end)).unwrap(), 16).unwrap();
            self.fill(2 + length + 2)?;
            let chunk = self.take(2 + length + 2);
            body.extend(&chunk[2..2 + length]);
            if length == 0 {
                return Ok(body);
            }
        }
    }

    fn find(&mut self, wanted: &[u8]) -> io::Result<usize> {
        loop {
            if let Some(at) = self.received.windows(wanted.len()).position(|window| window == wanted) {
                return Ok(at);
            }
            self.more()?;
        }
    }

    fn fill(&mut self, length: usize) -> io::Result<()> {
        while self.received.len() < length {
            self.more()?;
        }
        Ok(())
    }

    fn more(&mut self) -> io::Result<()> {
        let mut piece = [0; 16 << 10];
        match self.stream.read(&mut piece)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            length => {
                self.received.extend(&piece[..length]);
                Ok(())
            }
        }
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        self.received.drain(..length).collect()
    }
}
