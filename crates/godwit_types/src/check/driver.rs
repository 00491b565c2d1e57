//! Checking whole packages.

use godwit_base::Symbol;
use godwit_syntax::Node;

use crate::check::Checker;
use crate::code::Code;
use crate::object::{DeclSyntax, ObjectId};
use crate::package::{PackageFile, PackageId, PackageState, UnitId};

impl Checker {
    /// Checks an owned unit: all declarations and bodies. Errors are in [`Checker::errors`], results in the package's files.
    pub fn check_unit(&mut self, unit: UnitId) -> PackageId {
        let pkg = self.package_of_unit(unit);
        if self.packages[pkg].state == PackageState::Checked {
            return pkg;
        }
        self.ensure_collected(pkg);
        self.with_any_file(pkg, |check| check.check_package(pkg));
        self.packages[pkg].state = PackageState::Checked;
        pkg
    }

    fn check_package(&mut self, pkg: PackageId) {
        self.check_package_names(pkg);
        self.direct_cycles();
        self.package_objects(pkg);
        self.process_delayed(0);
        self.init_order(pkg);
        self.unused_imports(pkg);
        if self.errors.iter().all(|e| e.pkg != pkg) {
            self.monomorph();
        }
        self.mono = Default::default();
    }

    /// All files must have the package's name.
    fn check_package_names(&mut self, pkg: PackageId) {
        let expected = self.packages[pkg].name;
        for index in 0..self.packages[pkg].files.len() {
            self.with_file(pkg, index as u32, |check| {
                let file = check.env.file.clone();
                let Some(node) = file.package_name() else { return };
                let name = file.ident(node).unwrap_or(expected);
                if name.is_blank() {
                    check.error(node, Code::BlankPkgName, "invalid package name _");
                } else if name != expected {
                    let message = format!("package {name}; expected package {expected}");
                    check.error(node, Code::MismatchedPkgName, message);
                }
            });
        }
    }

    /// Resolves all package-level declarations: defined types, then aliases, then everything else.
    fn package_objects(&mut self, pkg: PackageId) {
        let (objects, others): (Vec<ObjectId>, Vec<ObjectId>) =
            self.packages[pkg].objects.iter().partition(|&&object| self.is_declared_in_owned_file(object));
        for object in others {
            if self.objects[object].is_type_name() {
                self.check_added_methods(object);
            }
        }
        for &object in &objects {
            if self.objects[object].is_type_name() && self.objects[object].ty.is_some() {
                self.collect_methods(object);
            }
        }
        let rank = |check: &Self, object: ObjectId| {
            let object = &check.objects[object];
            let Some(decl) = object.decl.map(|d| &check.decls[d]) else { return 2 };
            let DeclSyntax::Type { spec } = decl.syntax else { return 2 };
            match check.packages[pkg].files[decl.file as usize].file[spec] {
                Node::TypeSpec { alias: false, .. } => 0,
                _ => 1,
            }
        };
        for wanted in 0..3 {
            for &object in &objects {
                if rank(self, object) == wanted {
                    self.obj_decl(object);
                }
            }
        }
    }

    /// Frees syntax and results of a checked package, when everything that looks at them has run. Its objects and types stay,
    /// and so does what others may still want to know of files that were not checked.
    pub fn release(&mut self, pkg: PackageId) {
        self.free_files(pkg, |file| file.owned);
        self.reuse_recorded();
        // What its declarations refer to was for the order of initialisation.
        for i in 0..self.packages[pkg].objects.len() {
            if let Some(decl) = self.objects[self.packages[pkg].objects[i]].decl {
                self.decls[decl].deps = Vec::new();
            }
        }
        if self.packages[pkg].files.iter().all(|file| file.owned) {
            self.packages[pkg].methods = Default::default();
        }
    }

    /// Also checks the bodies of a unit. False: it has been imported already, so that cannot be.
    #[must_use]
    pub fn own(&mut self, unit: UnitId) -> bool {
        !self.units.contains_key(&unit) && {
            self.owned_units.insert(unit);
            true
        }
    }

    /// Frees all syntax of a package that nothing will import any more.
    pub fn forget(&mut self, unit: UnitId) {
        let Some(&pkg) = self.units.get(&unit) else { return };
        self.free_files(pkg, |_| true);
        self.packages[pkg].methods = Default::default();
    }

    fn free_files(&mut self, pkg: PackageId, which: impl Fn(&PackageFile) -> bool) {
        let empty = std::sync::Arc::new(godwit_syntax::parse(""));
        for file in self.packages[pkg].files.iter_mut().filter(|file| which(file)) {
            file.file = empty.clone();
            file.info = Default::default();
        }
    }

    /// The files of a package as the importer has them, also after [`Checker::release`]. Bodies may not be parsed.
    pub fn parsed_again(&self, pkg: PackageId) -> Option<std::sync::Arc<crate::package::ParsedPackage>> {
        self.packages[pkg].unit.map(|unit| self.importer.parsed(unit, true))
    }

    /// What messages call a file.
    pub fn file_name(&self, id: godwit_base::FileId) -> String {
        self.importer.file_name(id)
    }

    /// The package's name as its clauses have it.
    pub fn package_name(&self, pkg: PackageId) -> Symbol {
        self.packages[pkg].name
    }
}
