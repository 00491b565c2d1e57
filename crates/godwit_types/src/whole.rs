//! A package checked once more with all of its files and bodies, by a checker of its own: for the few questions about a
//! package whose answers lie in bodies that the asking checker leaves out.
//!
//! Files have the same ids there, so that what is found out is told by place. Objects and types are others.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use godwit_base::{FileId, Symbol};
use rustc_hash::FxHashMap;

use crate::check::{Checker, Config};
use crate::package::{ImportError, Importer, PackageId, ParsedPackage, UnitId};

/// Checkers that come of each other: a package which needs another one to be checked whole while it is.
const MAX_NESTING: u32 = 4;

type Fact = Arc<dyn Any + Send + Sync>;

/// What was found out about whole packages, by the name of the fact. Shared by a checker and those that come of it.
#[derive(Clone, Default)]
pub struct PackageFacts(Arc<Mutex<FxHashMap<(&'static str, UnitId), Fact>>>);

impl PackageFacts {
    pub fn get<T: Any + Send + Sync>(&self, name: &'static str, unit: UnitId) -> Option<Arc<T>> {
        let facts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        facts.get(&(name, unit)).cloned()?.downcast().ok()
    }

    pub fn set<T: Any + Send + Sync>(&self, name: &'static str, unit: UnitId, fact: Arc<T>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((name, unit), fact);
    }
}

/// An importer that has one unit whole.
struct Whole {
    importer: Arc<dyn Importer>,
    unit: UnitId,
    files: Arc<ParsedPackage>,
}

impl Importer for Whole {
    fn import(&self, from: UnitId, path: &str) -> Result<UnitId, ImportError> {
        self.importer.import(from, path)
    }

    fn package_name(&self, unit: UnitId) -> Symbol {
        self.importer.package_name(unit)
    }

    fn package_path(&self, unit: UnitId) -> Arc<str> {
        self.importer.package_path(unit)
    }

    fn parsed(&self, unit: UnitId, bodies: bool) -> Arc<ParsedPackage> {
        if unit == self.unit { self.files.clone() } else { self.importer.parsed(unit, bodies) }
    }

    fn file_name(&self, id: FileId) -> String {
        self.importer.file_name(id)
    }
}

impl Checker {
    /// The files of a package as the importer has them, but each with its bodies and tokens, to be checked.
    pub fn whole_files(&self, package: PackageId) -> Option<Arc<ParsedPackage>> {
        let mut parsed = (*self.parsed_again(package)?).clone();
        for file in &mut parsed.files {
            (file.owned, file.recorded) = (true, true);
            if file.file.is_cut() {
                file.file = Arc::new(godwit_syntax::parse(&file.file.text));
            }
        }
        Some(Arc::new(parsed))
    }

    /// Checks a package with the files that [`Checker::whole_files`] gave. `None` where that would lead too far.
    pub fn check_whole(&self, package: PackageId, files: Arc<ParsedPackage>) -> Option<(Checker, PackageId)> {
        let unit = self.packages[package].unit?;
        if self.nesting >= MAX_NESTING {
            return None;
        }
        let importer = Arc::new(Whole { importer: self.importer.clone(), unit, files });
        let conf = Config { record: true, ..self.conf.clone() };
        let mut checker = Checker::new(conf, importer, [unit]);
        checker.nesting = self.nesting + 1;
        checker.package_facts = self.package_facts.clone();
        let package = checker.check_unit(unit);
        Some((checker, package))
    }
}
