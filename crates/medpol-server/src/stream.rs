//! A connection's bytes, watched: a client that does not read what it is sent is cut off.
//!
//! Reading has its time limits elsewhere. What is sent is not known here.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::connections::Activity;

/// What a client must read within the time limit once it keeps the server waiting. Who reads a byte now and
/// then would otherwise stay for hours.
const PIECE: usize = 16 << 10;

/// A connection that notes what happens on it.
pub(crate) struct Stream {
    socket: TcpStream,
    activity: Arc<Activity>,
    time: Duration,
    /// Running since the client did not take what was written.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Bytes that were taken since then.
    taken: usize,
}

impl Stream {
    pub(crate) fn new(socket: TcpStream, activity: Arc<Activity>, time: Duration) -> Self {
        Self { socket, activity, time, stalled: None, taken: 0 }
    }

    /// Notes the result of an attempt to write.
    fn wrote(&mut self, context: &mut Context<'_>, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match result {
            Poll::Ready(Ok(length)) => {
                self.activity.moved();
                self.taken = self.taken.saturating_add(length);
                if self.taken >= PIECE {
                    self.flows();
                }
                result
            }
            Poll::Ready(Err(_)) => result,
            Poll::Pending => {
                let (time, taken) = (self.time, &mut self.taken);
                let stalled = self.stalled.get_or_insert_with(|| {
                    *taken = 0;
                    Box::pin(sleep(time))
                });
                self.activity.stalls();
                ready!(stalled.as_mut().poll(context));
                Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, "the client does not read")))
            }
        }
    }

    /// The client reads what it is sent.
    fn flows(&mut self) {
        self.stalled = None;
        self.activity.flows();
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.activity.moved();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.wrote(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.socket).poll_write_vectored(context, pieces);
        self.wrote(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    /// Asked for when everything was written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.socket).poll_flush(context))?;
        self.flows();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
