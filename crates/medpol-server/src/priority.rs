//! The priority of threads that compute: behind those that read and write.
//!
//! Where more threads compute than there are cores, the system lets each of them run for some milliseconds before it
//! turns to the next. Whoever waits for health, or asks the server to stop, would wait for all of them. What is
//! computed is not known here.

/// How far behind the others.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 5;

/// Lets the threads that read and write go before this one, from now on. On systems where that is not a matter of a
/// single thread nothing is done.
pub fn stand_behind() {
    #[cfg(target_os = "linux")]
    {
        use std::cell::Cell;

        thread_local! {
            static STANDS_BEHIND: Cell<bool> = const { Cell::new(false) };
        }
        if !STANDS_BEHIND.replace(true) {
            // On Linux this is about the thread that calls it. Where it is refused, everything works as before.
            let own = rustix::process::getpriority_process(None).unwrap_or(0);
            let _ = rustix::process::setpriority_process(None, own.saturating_add(BEHIND));
        }
    }
}
