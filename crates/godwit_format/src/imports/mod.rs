//! Imports that come and go: goimports' fixing and grouping, gci's sections.
//!
//! What a file needs is decided here; what packages exist and export, the caller knows ([`Packages`]).

mod block;
mod fix;
mod gci;

use std::sync::Arc;

use godwit_syntax::File;
use rustc_hash::FxHashSet;

pub use gci::Section;

/// What other files and packages offer.
pub trait Packages {
    /// The other parsed files of the folder; test files only beside a test file.
    fn siblings(&self) -> Vec<Arc<File>>;
    /// Paths of the standard library whose last element is `name`, sorted.
    fn std_named(&self, name: &str) -> Vec<String>;
    /// What a package of the standard library exports; `None` for other paths.
    fn std_exports(&self, path: &str) -> Option<Arc<FxHashSet<String>>>;
    /// The name in a package's clause, if its source is at hand.
    fn package_name(&self, path: &str) -> Option<String>;
    /// A package of the module or its requirements that is called `name` and exports all of `symbols`. Its path must suggest
    /// one of the names in `missing`, all that the file lacks.
    fn find(&self, name: &str, symbols: &[&str], missing: &[&str]) -> Option<String>;
}

/// Knows nothing: unused imports go, nothing is added.
pub struct NoPackages;

impl Packages for NoPackages {
    fn siblings(&self) -> Vec<Arc<File>> {
        Vec::new()
    }
    fn std_named(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn std_exports(&self, _: &str) -> Option<Arc<FxHashSet<String>>> {
        None
    }
    fn package_name(&self, _: &str) -> Option<String> {
        None
    }
    fn find(&self, _: &str, _: &[&str], _: &[&str]) -> Option<String> {
        None
    }
}

/// How imports are treated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Imports {
    /// Add, remove, group: the standard library, others, and those with one of the prefixes.
    Goimports { local: Vec<String> },
    /// Only group, by these sections.
    Gci { sections: Vec<Section>, custom_order: bool },
}

/// The text with its imports in order; `None` if they are.
pub fn arrange(file: &File, imports: &Imports, packages: &dyn Packages, module_path: &str) -> Option<String> {
    match imports {
        Imports::Goimports { local } => {
            let fixes = fix::fixes(file, packages);
            block::goimports(file, &fixes, local)
        }
        Imports::Gci { sections, custom_order } => gci::arrange(file, sections, *custom_order, module_path),
    }
}
