//! The embedded parts on services that Godwit generated: adding is what `godwit new` would have written.
#![allow(clippy::disallowed_methods, reason = "tests write services to disk")]

use godwit_base::system::{OsSystem, OsWriter};
use godwit_scaffold::add::{part_titles, plan_add};
use godwit_scaffold::answers::Choices;
use godwit_scaffold::change::write_changes;
use godwit_scaffold::create::NewService;
use godwit_scaffold::drift::check;
use godwit_scaffold::history::Catalog;
use godwit_scaffold::lock::Lock;
use godwit_scaffold::manifest::Manifest;
use godwit_scaffold::part::Part;
use godwit_scaffold::phases::plan;
use godwit_scaffold::project::Project;
use std::collections::BTreeMap;
use std::path::Path;

fn write_service(catalog: &Catalog, folder: &Path, options: &BTreeMap<String, String>) {
    let choices = Choices {
        name: "shop".into(),
        module: Some("example.com/acme/shop".into()),
        author: String::new(),
        options: options.clone(),
    };
    let service = NewService::plan(&OsSystem, catalog, &choices, folder.to_path_buf()).expect("planned");
    service.write(&OsSystem, &OsWriter).expect("written");
}

fn smallest(catalog: &Catalog) -> BTreeMap<String, String> {
    let manifest = Manifest::parse(catalog.current()).expect("valid");
    manifest.axes.iter().map(|axis| (axis.name.clone(), axis.smallest().to_string())).collect()
}

fn tree(folder: &Path) -> BTreeMap<String, String> {
    let project = Project::new(&OsSystem, folder);
    let read = |path: String| (path.clone(), project.read(&path).expect("readable").unwrap_or_default());
    let mut files: Vec<String> = project.files();
    // A nested module is no part of the listing.
    for path in ["tools/go.mod", "tools/go.sum"] {
        if project.exists(path) {
            files.push(path.into());
        }
    }
    files.into_iter().map(read).collect()
}

#[test]
fn parts_of_a_generated_service_are_answers() {
    let catalog = Catalog::embedded().expect("valid");
    let temp = tempfile::tempdir().expect("a folder");
    let grown = temp.path().join("grown");
    write_service(&catalog, &grown, &smallest(&catalog));
    let project = Project::new(&OsSystem, &grown);
    let names: Vec<String> =
        part_titles(catalog.current()).expect("valid").into_iter().map(|(name, _)| name).collect();
    let mut n_changed = 0;
    for name in names.iter().filter(|name| *name != "tests") {
        let added =
            plan_add(&project, &catalog, name).unwrap_or_else(|failure| panic!("add {name}: {failure}"));
        assert_eq!(added.conflicts, Vec::<String>::new(), "add {name}");
        assert_eq!(added.notes, Vec::<String>::new(), "add {name}");
        n_changed += usize::from(added.already.is_none());
        write_changes(&OsSystem, &OsWriter, &grown, &added.changes).expect("written");
        let again = plan_add(&project, &catalog, name).expect("planned");
        assert_eq!(again.diff(), "", "add {name} twice");
    }
    assert!(n_changed >= 6, "only {n_changed} parts changed anything");
    let report = check(&project, &catalog).expect("checked");
    assert!(report.is_clean(), "{:?}", report.drifts.iter().map(|drift| &drift.path).collect::<Vec<_>>());
    assert_eq!(plan(&project, &catalog).expect("planned").missing().count(), 0);

    let lock = Lock::read(&project).expect("readable").expect("locked");
    let options = lock.answers.axes.iter().map(|(axis, answer)| (axis.clone(), answer.to_string())).collect();
    let fresh = temp.path().join("fresh");
    write_service(&catalog, &fresh, &options);
    let (grown, fresh) = (tree(&grown), tree(&fresh));
    for (path, text) in &fresh {
        assert_eq!(grown.get(path), Some(text), "{path} differs");
    }
    let extra: Vec<&String> = grown.keys().filter(|path| !fresh.contains_key(*path)).collect();
    assert!(extra.is_empty(), "left over: {extra:?}");
}

/// A default service rendered without one part, and then given it, is the default service to the byte: what is checked there, the
/// end-to-end tests and the matrix, holds for it as well.
#[test]
fn a_part_that_is_added_alone_gives_what_new_would_have_given() {
    let catalog = Catalog::embedded().expect("valid");
    let manifest = Manifest::parse(catalog.current()).expect("valid");
    let temp = tempfile::tempdir().expect("a folder");
    // RPC is the one part that the default service lacks.
    let full = BTreeMap::from([("grpc".to_owned(), "connect".to_owned())]);
    let fresh = temp.path().join("fresh/shop");
    write_service(&catalog, &fresh, &full);
    let fresh = tree(&fresh);
    let parts = Part::all(catalog.current()).expect("valid");
    let mut n_parts = 0;
    for part in parts.iter().filter(|part| !part.answers.is_empty()) {
        let mut without = full.clone();
        for axis in part.answers.keys() {
            without.insert(axis.clone(), manifest.axis(axis).expect("an axis").smallest().to_string());
        }
        let folder = temp.path().join(&part.name).join("shop");
        write_service(&catalog, &folder, &without);
        assert!(tree(&folder) != fresh, "{} brings nothing", part.name);
        let project = Project::new(&OsSystem, &folder);
        let added = plan_add(&project, &catalog, &part.name).expect("planned");
        write_changes(&OsSystem, &OsWriter, &folder, &added.changes).expect("written");
        let grown = tree(&folder);
        for (path, text) in &fresh {
            assert_eq!(grown.get(path), Some(text), "{}: {path} differs", part.name);
        }
        let extra: Vec<&String> = grown.keys().filter(|path| !fresh.contains_key(*path)).collect();
        assert!(extra.is_empty(), "{}: left over: {extra:?}", part.name);
        n_parts += 1;
    }
    assert!(n_parts >= 6, "only {n_parts} parts are answers");
}

#[test]
fn a_fresh_service_misses_nothing() {
    let catalog = Catalog::embedded().expect("valid");
    let temp = tempfile::tempdir().expect("a folder");
    let folder = temp.path().join("shop");
    let mut options = BTreeMap::new();
    options.insert("grpc".to_owned(), "connect".to_owned());
    write_service(&catalog, &folder, &options);
    let project = Project::new(&OsSystem, &folder);
    let plan = plan(&project, &catalog).expect("planned");
    let missing: Vec<&str> = plan.missing().map(|item| item.part.as_str()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
