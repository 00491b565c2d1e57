//! The bytes of a string constant, joined lazily.
//!
//! A sum of ten thousand literals is a left-leaning chain of ten thousand additions; joining at each of them would copy
//! quadratically, so an addition only remembers its parts until somebody asks for the bytes.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Longer strings are never joined; only their length is of use.
const MAX_JOINED: usize = 1 << 28;

/// Sums up to this length are joined at once: keeping two parts would cost more than the bytes.
const EAGER_LEN: usize = 64;

pub struct Text {
    len: usize,
    bytes: OnceLock<Box<[u8]>>,
    /// Empty once `bytes` is there.
    parts: Mutex<Option<(Arc<Text>, Arc<Text>)>>,
}

impl Text {
    pub fn new(bytes: Box<[u8]>) -> Text {
        Text { len: bytes.len(), bytes: OnceLock::from(bytes), parts: Mutex::new(None) }
    }

    /// `None` where the length itself overflows.
    pub(super) fn join(x: &Arc<Text>, y: &Arc<Text>) -> Option<Text> {
        let len = x.len.checked_add(y.len)?;
        if len <= EAGER_LEN {
            return Some(Text::new([x.joined(), y.joined()].concat().into()));
        }
        Some(Text { len, bytes: OnceLock::new(), parts: Mutex::new(Some((x.clone(), y.clone()))) })
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// `None` where they are too many to be joined.
    pub fn bytes(&self) -> Option<&[u8]> {
        (self.len <= MAX_JOINED).then(|| self.joined())
    }

    /// The first bytes, `n` or more if there are as many.
    pub(super) fn start(&self, n: usize) -> Cow<'_, [u8]> {
        match self.bytes() {
            Some(bytes) => Cow::Borrowed(bytes),
            None => Cow::Owned(self.collect(n)),
        }
    }

    fn joined(&self) -> &[u8] {
        self.bytes.get_or_init(|| {
            let bytes = self.collect(self.len);
            // The parts are not needed any more.
            self.take_parts();
            bytes.into()
        })
    }

    /// The first bytes, up to the end of the part that has the `n`-th.
    fn collect(&self, n: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(n);
        let mut stack: Vec<Arc<Text>> = Vec::new();
        if let Some((l, r)) = self.parts.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            stack.extend([r, l]);
        }
        while out.len() < n
            && let Some(text) = stack.pop()
        {
            match text.bytes.get() {
                Some(bytes) => out.extend_from_slice(bytes),
                None => match text.parts.lock().unwrap_or_else(PoisonError::into_inner).clone() {
                    Some((l, r)) => stack.extend([r, l]),
                    // Another thread joined it between the two looks.
                    None => out.extend_from_slice(text.joined()),
                },
            }
        }
        out
    }

    fn take_parts(&self) -> Option<(Arc<Text>, Arc<Text>)> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

// A chain of additions is dropped in a loop: its length is that of the source expression.
impl Drop for Text {
    fn drop(&mut self) {
        let mut stack = Vec::new();
        let first = self.parts.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        stack.extend(first);
        while let Some((l, r)) = stack.pop() {
            for part in [l, r] {
                if let Some(mut text) = Arc::into_inner(part) {
                    stack.extend(text.parts.get_mut().unwrap_or_else(PoisonError::into_inner).take());
                }
            }
        }
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&super::quote(&self.start(72)))
    }
}
