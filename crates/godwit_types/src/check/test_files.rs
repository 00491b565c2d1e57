//! Whether a package needs its own tests.
//!
//! A test variant holds all files of its package, so checking the package on its own would say the same twice - unless one of
//! its files uses what only a test file declares: then it is wrong without its tests, and must be checked without them.

use std::ops::Range;

use crate::check::Checker;
use crate::object::ObjectId;

/// The test files of the package being checked.
#[derive(Default)]
pub(crate) struct TestFiles {
    /// By file id.
    ids: Range<u32>,
    are_needed: bool,
}

impl TestFiles {
    pub fn of(ids: Range<u32>) -> TestFiles {
        TestFiles { ids, are_needed: false }
    }
}

impl Checker {
    /// To be called with every object that a file refers to, and every method that makes a type implement an interface.
    #[inline]
    pub(crate) fn note_reference(&mut self, object: ObjectId) {
        let ids = &self.tests.ids;
        if ids.contains(&self.objects[object].pos.file.0) && !ids.contains(&self.env.file_id.0) {
            self.tests.are_needed = true;
        }
    }

    #[inline]
    pub(crate) fn is_in_test_file(&self) -> bool {
        self.tests.ids.contains(&self.env.file_id.0)
    }

    /// Whether the test variant that was checked last has a file that uses what only its test files declare.
    pub fn needs_its_tests(&self) -> bool {
        self.tests.are_needed
    }
}
