//! Places are taken and given back whatever becomes of the work and of whoever waits for it.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;

const LONG: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(20);

/// A pool with one thread.
fn pool(queue: usize, given_up: usize, time: Duration) -> Arc<Pool> {
    Arc::new(Pool::new(PoolSize { threads: 1, queue, given_up, time }))
}

/// Work that ends when the sender is dropped.
fn endless() -> (Sender<()>, impl FnOnce(Stop) + Send + 'static) {
    let (end, ended): (Sender<()>, Receiver<()>) = channel();
    (end, move |_| {
        let _ = ended.recv();
    })
}

/// Waits until the figures are these.
async fn until(pool: &Pool, running: usize, waiting: usize, given_up: usize) {
    let expected = PoolFigures { running, waiting, given_up };
    let reached = async {
        while pool.figures() != expected {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    assert!(tokio::time::timeout(LONG, reached).await.is_ok(), "{:?}", pool.figures());
}

fn block_on(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(test);
}

#[test]
fn a_full_queue_refuses_at_once() {
    block_on(async {
        let pool = pool(1, 0, LONG);
        let (end, work) = endless();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(work).await }
        });
        until(&pool, 1, 0, 0).await;
        let second = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(|_| 2).await }
        });
        until(&pool, 1, 1, 0).await;
        assert_eq!(pool.run(|_| 3).await, Err(NoResult::QueueFull));
        assert_eq!(pool.figures().waiting, 1);
        drop(end);
        assert_eq!((first.await.ok(), second.await.ok()), (Some(Ok(())), Some(Ok(2))));
        until(&pool, 0, 0, 0).await;
    });
}

#[test]
fn a_client_that_leaves_the_queue_frees_its_place() {
    block_on(async {
        let pool = pool(1, 0, LONG);
        let (end, work) = endless();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(work).await }
        });
        until(&pool, 1, 0, 0).await;
        for _ in 0..3 {
            let second = tokio::spawn({
                let pool = Arc::clone(&pool);
                async move { pool.run(|_| ()).await }
            });
            until(&pool, 1, 1, 0).await;
            second.abort();
            until(&pool, 1, 0, 0).await;
        }
        drop(end);
        assert_eq!(first.await.ok(), Some(Ok(())));
    });
}

#[test]
fn abandoned_work_gives_its_place_to_the_next() {
    block_on(async {
        let pool = pool(8, 1, SHORT);
        let (end, work) = endless();
        assert_eq!(pool.run(work).await, Err(NoResult::NotDone));
        until(&pool, 0, 0, 1).await;
        assert_eq!(pool.run(|_| 2).await, Ok(2));
        // There is room for one: the next that is given up keeps its place.
        let (end_too, work) = endless();
        assert_eq!(pool.run(work).await, Err(NoResult::NotDone));
        until(&pool, 1, 0, 1).await;
        assert_eq!(pool.run(|_| 4).await, Err(NoResult::NotBegun));
        drop(end);
        until(&pool, 1, 0, 0).await;
        drop(end_too);
        until(&pool, 0, 0, 0).await;
        assert_eq!(pool.run(|_| 5).await, Ok(5));
    });
}

#[test]
fn a_panic_gives_the_place_back() {
    block_on(async {
        let pool = pool(0, 0, LONG);
        assert_eq!(pool.run(|_| panic!("on purpose")).await, Err::<(), _>(NoResult::Panicked));
        until(&pool, 0, 0, 0).await;
        assert_eq!(pool.run(|_| 1).await, Ok(1));
    });
}

#[test]
fn lines_wait_for_each_other_outside_of_the_queue() {
    block_on(async {
        let pool = pool(0, 0, LONG);
        let (end, work) = endless();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run_line(work).await }
        });
        until(&pool, 1, 0, 0).await;
        let others: Vec<_> = (0..20)
            .map(|number| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move { pool.run_line(move |_| number).await })
            })
            .collect();
        assert_eq!(pool.figures().waiting, 0);
        drop(end);
        assert_eq!(first.await.ok(), Some(Ok(())));
        for (number, other) in others.into_iter().enumerate() {
            assert_eq!(other.await.ok(), Some(Ok(number)));
        }
    });
}

/// Work that looks for the flag ends for everybody who does not wait for it any more: whoever left, and whose time is over.
#[test]
fn abandoned_work_is_told_that_nobody_waits() {
    let until_stopped = |stop: Stop| {
        while !stop.is_stopped() {
            std::thread::yield_now();
        }
    };
    block_on(async {
        let pool = pool(8, 0, LONG);
        let leaving = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(until_stopped).await }
        });
        let line = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run_line(until_stopped).await }
        });
        until(&pool, 1, 0, 0).await;
        leaving.abort();
        line.abort();
        until(&pool, 0, 0, 0).await;
        assert_eq!(pool.run(|stop| stop.is_stopped()).await, Ok(false));
    });
    block_on(async {
        let pool = pool(8, 0, SHORT);
        assert_eq!(pool.run(until_stopped).await, Err(NoResult::NotDone));
        until(&pool, 0, 0, 0).await;
    });
}
