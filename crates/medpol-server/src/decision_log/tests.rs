//! A log that blocks, fails or falls behind, with a sink that does so on request.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use super::writer::Sink;
use super::*;

const LONG: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(30);

/// What becomes of the next line.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Written,
    Lost,
}

/// A sink that waits for each line until it is told what becomes of it; once nobody tells, all are written.
struct Told {
    fates: Receiver<Fate>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Sink for Told {
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        match self.fates.recv().unwrap_or(Fate::Written) {
            Fate::Lost => Err(io::Error::other("no space")),
            Fate::Written => {
                let mut lines = self.lines.lock().map_err(|_| io::ErrorKind::Other)?;
                lines.push(String::from_utf8_lossy(line).into_owned());
                Ok(())
            }
        }
    }

    fn reopen(&mut self) -> io::Result<()> {
        let mut lines = self.lines.lock().map_err(|_| io::ErrorKind::Other)?;
        lines.push("reopened".to_owned());
        Ok(())
    }
}

struct Fixture {
    log: DecisionLog,
    fates: Sender<Fate>,
    lines: Arc<Mutex<Vec<String>>>,
}

#[allow(clippy::unwrap_used)]
fn log(unrecorded: Unrecorded, patience: Duration) -> Fixture {
    let (fates, told) = channel();
    let lines = Arc::<Mutex<Vec<String>>>::default();
    let writer = Writer::begin(Told { fates: told, lines: Arc::clone(&lines) }).unwrap();
    Fixture { log: DecisionLog::with(writer, unrecorded, LoggedFacts::DigestOnly, patience), fates, lines }
}

#[allow(clippy::unwrap_used)]
fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

impl Fixture {
    async fn record(&self, line: &str) -> Result<(), String> {
        let recorded = timeout(LONG, self.log.record_line(line.as_bytes().to_vec())).await;
        recorded.map_err(|_| "it never ended".to_owned())?.map_err(|error| error.to_string())
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().map(|lines| lines.clone()).unwrap_or_default()
    }
}

#[test]
fn an_answer_without_a_required_log_does_not_wait_for_the_disk() {
    block_on(async {
        let log = log(Unrecorded::Given, LONG);
        // The sink answers nothing: more than the queue holds is still given.
        let mut refused = 0;
        for number in 0..2000 {
            refused += u64::from(log.record(&number.to_string()).await.is_err());
        }
        assert!(refused > 900, "{refused}");
        let health = log.log.health();
        assert_eq!((health.failures, health.failing.is_some()), (refused, true));
        assert!(health.waiting > 1000, "{health:?}");
        // When it answers again, nothing is lost of what waited.
        drop(log.fates.clone());
        let Fixture { log, fates, lines } = log;
        drop(fates);
        assert_eq!(log.close(Instant::now() + LONG).await, 0);
        assert_eq!(lines.lock().map(|lines| lines.len()).unwrap_or_default() as u64, 2000 - refused);
        assert_eq!((log.health().waiting, log.health().failing), (0, None));
    });
}

#[test]
fn an_answer_is_withheld_if_its_record_is_not_written() {
    block_on(async {
        let log = log(Unrecorded::Withheld, SHORT);
        assert!(log.record("one").await.is_err_and(|error| error.contains("30 ms")));
        assert_eq!(log.log.health().failures, 1);
        let _ = log.fates.send(Fate::Written);
        let _ = log.fates.send(Fate::Lost);
        while log.log.health().waiting > 0 {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(log.record("two").await, Err("no space".to_owned()));
        assert_eq!((log.log.health().failures, log.lines()), (2, vec!["one".to_owned()]));
        let _ = log.fates.send(Fate::Written);
        assert_eq!(log.record("three").await, Ok(()));
        assert_eq!((log.log.health().failing, log.lines().len()), (None, 2));
    });
}

#[test]
fn long_records_do_not_pile_up() {
    block_on(async {
        let log = log(Unrecorded::Given, LONG);
        let record = "x".repeat(5 << 20);
        let mut given = 0;
        for _ in 0..10 {
            given += usize::from(log.record(&record).await.is_ok());
        }
        assert_eq!((given, log.log.health().waiting), (3, 3));
    });
}

#[test]
fn a_write_that_does_not_end_is_reported_as_blocked() {
    block_on(async {
        let log = log(Unrecorded::Given, LONG);
        assert_eq!(log.record("one").await, Ok(()));
        let told = async {
            while log.log.health().blocked.is_none() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(timeout(LONG, told).await.is_ok());
        assert_eq!(log.log.close(Instant::now() + SHORT).await, 1);
    });
}

#[test]
fn the_sink_is_opened_again_before_the_next_line() {
    block_on(async {
        let log = log(Unrecorded::Withheld, LONG);
        let _ = log.fates.send(Fate::Written);
        assert_eq!(log.record("one").await, Ok(()));
        log.log.reopen();
        let _ = log.fates.send(Fate::Written);
        assert_eq!(log.record("two").await, Ok(()));
        assert_eq!(log.lines(), ["one", "reopened", "two"]);
    });
}
