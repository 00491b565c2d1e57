//! A defect in one analysis must not take the rest of the run with it: panics are caught where a unit of work starts, and
//! become a finding that names the unit.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Replaces the panic report on standard error by a note that [`guard`] picks up. Call once, at the start of the program.
pub fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let text = info.payload_as_str().unwrap_or("panic");
        let place = info.location().map(|l| format!(" ({}:{})", l.file(), l.line())).unwrap_or_default();
        LAST.with(|last| *last.borrow_mut() = Some(format!("{text}{place}")));
    }));
}

/// Runs `work`; a panic comes back as its message. What `work` shares with the outside must tolerate a half-done run: pass
/// only inputs, and results that are thrown away on error.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let noted = LAST.with(|last| last.borrow_mut().take());
        let text = || {
            payload
                .downcast_ref::<&str>()
                .map(|s| s.to_string())
                .or(payload.downcast_ref::<String>().cloned())
        };
        noted.or_else(text).unwrap_or_else(|| "panic".into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message() {
        assert_eq!(guard(|| 3), Ok(3));
        let message = guard(|| [0; 2][std::hint::black_box(5)]).unwrap_err();
        assert!(message.contains("out of bounds"), "{message}");
    }
}
