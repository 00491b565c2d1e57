//! Variables, fields and methods of interfaces that print, of packages and files that are not linted here: what is assigned to
//! them, or stands behind them, is found in bodies, so their package is checked once more, whole, when somebody calls one
//! that could print. Cheap questions come first.

use std::sync::{Arc, OnceLock};

use godwit_base::{FileId, Symbol};
use godwit_syntax::{File, Node, NodeId};
use godwit_types::{Checker, ObjectId, PackageId, ParsedPackage};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::dispatch::with_contexts;
use crate::package::{Package, SourceUnit};
use crate::print_interfaces::LANGUAGE;
use crate::print_wrappers::{self as wrappers, Kind, Printers, print_params};
use crate::rule::RuleDef;
use crate::types::SharedChecker;

const FACT: &str = "printf";

/// How the things of a package print, by where they are declared.
struct Printing {
    /// What function literals are assigned to.
    assigned: FxHashSet<Symbol>,
    kinds: OnceLock<FxHashMap<(FileId, u32), Kind>>,
}

/// Whether a variable, a field or a method of an interface could print, going by its declaration.
pub(crate) fn could_print(checker: &mut Checker, object: ObjectId) -> bool {
    let ty = checker.type_of_object(object);
    let under = checker.under(ty);
    if print_params(checker, under).is_none() {
        return false;
    }
    if !checker.objects[object].is_func() {
        return checker.objects[object].is_var();
    }
    is_method_of_interface(checker, object) && declared_in(checker, object) >= LANGUAGE
}

pub(crate) fn is_method_of_interface(checker: &mut Checker, method: ObjectId) -> bool {
    let sig = checker.type_of_object(method);
    let Some(recv) = checker.types.signature(sig).and_then(|sig| sig.recv) else { return false };
    let ty = checker.type_of_object(recv);
    checker.is_interface(ty)
}

/// The minor version of the language of the file that declares something.
fn declared_in(checker: &Checker, object: ObjectId) -> u32 {
    let object = &checker.objects[object];
    let file = object.pkg.and_then(|pkg| {
        let package = &checker.packages[pkg];
        package.files.iter().find(|file| file.id == object.pos.file)
    });
    file.map_or(0, |file| u32::from(file.version.0))
}

/// The same with a glance at all bodies of its package.
pub(crate) fn may_print(checker: &mut Checker, object: ObjectId) -> bool {
    could_print(checker, object)
        && (checker.objects[object].is_func()
            || printing(checker, object)
                .is_some_and(|(p, _)| p.assigned.contains(&checker.objects[object].name)))
}

type Parsed = Option<Arc<ParsedPackage>>;

/// What is known of the package of an object, and the files that were parsed to find out.
fn printing(checker: &Checker, object: ObjectId) -> Option<(Arc<Printing>, Parsed)> {
    let package = checker.objects[object].pkg?;
    let unit = checker.packages[package].unit?;
    if let Some(printing) = checker.package_facts.get::<Printing>(FACT, unit) {
        return Some((printing, None));
    }
    let files = checker.whole_files(package)?;
    let assigned = files.files.iter().flat_map(|file| assigned(&file.file)).collect();
    let printing = Arc::new(Printing { assigned, kinds: OnceLock::new() });
    checker.package_facts.set(FACT, unit, printing.clone());
    Some((printing, Some(files)))
}

/// How a variable, a field or a method of an interface prints that [`could_print`].
pub(crate) fn kind(
    checker: &Checker,
    object: ObjectId,
    rule: &'static RuleDef,
    named: &[String],
) -> Option<Kind> {
    let (package, pos, name) = {
        let object = &checker.objects[object];
        (object.pkg?, object.pos, object.name)
    };
    let (printing, files) = printing(checker, object)?;
    if checker.objects[object].is_var() && !printing.assigned.contains(&name) {
        return None;
    }
    if printing.kinds.get().is_none() {
        let files = files.or_else(|| checker.whole_files(package))?;
        let kinds = kinds(checker, package, files, rule, named).unwrap_or_default();
        // Whoever was faster found the same.
        let _ = printing.kinds.set(kinds);
    }
    printing.kinds.get()?.get(&(pos.file, pos.offset)).copied()
}

/// The names that function literals with `...` are directly assigned to.
fn assigned(file: &File) -> Vec<Symbol> {
    let is_wanted = |&node: &NodeId| match file[node] {
        Node::FuncLit { ty, .. } => wrappers::is_variadic(file, ty),
        _ => false,
    };
    let name = |node| {
        let target = wrappers::target_of(file, node)?;
        match file[target] {
            Node::Selector { sel, .. } => file.ident(sel),
            _ => file.ident(target),
        }
    };
    file.ids().filter(is_wanted).filter_map(name).collect()
}

fn kinds(
    checker: &Checker,
    package: PackageId,
    files: Arc<ParsedPackage>,
    rule: &'static RuleDef,
    named: &[String],
) -> Option<FxHashMap<(FileId, u32), Kind>> {
    let (mut whole, package) = checker.check_whole(package, files)?;
    let path = whole.packages[package].path.clone();
    let files: Vec<_> = (whole.packages[package].files.iter())
        .map(|f| (f.id, f.file.clone(), u32::from(f.version.0.min(27))))
        .collect();
    let mut printers = Printers::new(rule, named.to_vec(), package, files.iter().map(|f| f.0).collect());
    {
        let shared = SharedChecker::new(&mut whole);
        let units = files.iter().enumerate().map(|(index, (id, tree, go_minor))| SourceUnit {
            id: *id,
            path: "",
            tree,
            go_minor: *go_minor,
            types: Some(shared.file(package, index)),
        });
        let package = Package { path: &path, files: units.collect() };
        with_contexts(&package, rule, |contexts| wrappers::find(contexts, &mut printers, &mut |_, _, _| {}));
    }
    let place = |(object, kind): (ObjectId, Kind)| {
        let pos = whole.objects[object].pos;
        ((pos.file, pos.offset), kind)
    };
    Some(printers.found().map(place).collect())
}

/// Whether files of the package that are not linted write an interface with a method that could print: what the linted ones
/// put behind it may make it print.
pub(crate) fn has_hidden_interfaces(checker: &Checker, package: PackageId) -> bool {
    let is_interface = |file: &File, node: NodeId| {
        let Node::InterfaceType { .. } = file[node] else { return false };
        file.subtree(node).any(|inner| wrappers::is_variadic(file, inner))
    };
    let hidden =
        |file: &&godwit_types::package::PackageFile| !file.owned && u32::from(file.version.0) >= LANGUAGE;
    let mut files = checker.packages[package].files.iter().filter(hidden);
    files.any(|file| file.file.ids().any(|node| is_interface(&file.file, node)))
}
