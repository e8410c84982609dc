//! Following the disk without being asked: a thread that waits for changes and looks.
//!
//! When to look is the watch's, what comes of it is `Live`'s.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::{Live, Reload, ReloadOutcome};
use crate::{Stopper, Wake, Watch, Watching};

/// A thread that keeps a library as it is on disk; it ends when this is dropped.
#[derive(Debug)]
pub struct Following {
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// Follows the disk in a thread of its own, and passes on the result of each look that found
    /// something.
    ///
    /// The disk is looked at once to begin with.
    ///
    /// # Errors
    ///
    /// When the system gives no further thread.
    pub fn follow(
        self: &Arc<Self>,
        watching: Watching,
        mut tell: impl FnMut(Reload) + Send + 'static,
    ) -> std::io::Result<Following> {
        let live = Arc::clone(self);
        let mut watch = Watch::new(std::slice::from_ref(&live.folder), watching);
        let stopper = watch.stopper();
        let follow = move || {
            loop {
                let reload = live.reload();
                match reload.outcome {
                    ReloadOutcome::Unchanged => {}
                    ReloadOutcome::Unsettled => watch.look_again(),
                    ReloadOutcome::Settling(left) => {
                        watch.look_within(left);
                        if !reload.gone.is_empty() {
                            tell(reload);
                        }
                    }
                    _ => tell(reload),
                }
                if watch.wait() == Wake::Stopped {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("medpol follow".to_owned()).spawn(follow)?;
        Ok(Following { stopper, thread: Some(thread) })
    }
}

impl Following {
    /// Ends the thread without waiting until it has ended.
    pub fn leave(mut self) {
        self.thread = None;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.stopper.stop();
        // The callback may have panicked; the panic was reported in its thread.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
