//! A line that says how far a run is: only on a terminal, and only when the run lasts longer than a second.

use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::Duration;

use godwit_engine::check::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter runs draw nothing.
const QUIET: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Runs `work`, and draws its progress.
pub fn watch<T>(work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !std::io::stderr().is_terminal() {
        return work(&progress);
    }
    let (done, wait) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(|| draw(&progress, wait));
        // Dropped at the end, also when `work` panics, which ends the drawing.
        let _done = done;
        work(&progress)
    })
}

fn draw(progress: &Progress, wait: mpsc::Receiver<()>) {
    if wait.recv_timeout(QUIET) != Err(mpsc::RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {pos} of {len} files, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    loop {
        bar.set_length(progress.n_files.load(Ordering::Relaxed) as u64);
        bar.set_position(progress.n_done.load(Ordering::Relaxed) as u64);
        if wait.recv_timeout(TICK) != Err(mpsc::RecvTimeoutError::Timeout) {
            return bar.finish_and_clear();
        }
    }
}
