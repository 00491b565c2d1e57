//! The thread pool that every command runs in.

use std::num::NonZeroUsize;

/// Deep but legal nesting is handled by recursion in places; the parser's depth limit fits well into this.
const STACK_SIZE: usize = 64 << 20;

/// Runs `work` in a pool of `jobs` threads (0: one per core). All parallel iterators below run in the same pool.
pub fn with_pool<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, String> {
    let jobs =
        if jobs == 0 { std::thread::available_parallelism().map_or(1, NonZeroUsize::get) } else { jobs };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .stack_size(STACK_SIZE)
        .thread_name(|i| format!("godwit-{i}"))
        .build()
        .map_err(|e| e.to_string())?;
    Ok(pool.install(work))
}
