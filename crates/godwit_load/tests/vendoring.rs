//! vendor/ and modules.txt.

mod fixture;

use fixture::assert_text;
use godwit_load::{ModMode, Workspace};

const PROJECT: &str = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/a v1.0.0
require ex.com/c v1.0.0 // indirect
-- m.go --
package m
import _ "ex.com/a"
-- vendor/modules.txt --
# ex.com/a v1.0.0
## explicit; go 1.18
ex.com/a
# ex.com/c v1.0.0
## explicit; go 1.19
ex.com/c
-- vendor/ex.com/a/a.go --
package a
import _ "ex.com/c"
-- vendor/ex.com/c/c.go --
package c
"#;

fn load(project: &str, patterns: &[&str], mode: Option<ModMode>) -> String {
    let system = fixture::system(project);
    let config = godwit_load::LoadConfig { mod_mode: mode, ..fixture::config("/project", patterns) };
    let (ws, diagnostics) = Workspace::load(&system, &config);
    fixture::show(&ws, &diagnostics)
}

#[test]
fn a_vendor_folder_is_used_by_default() {
    assert_text(
        &load(PROJECT, &["./..."], None),
        "
ex.com/c (ex.com/c@v1.0.0) [c.go]
ex.com/a (ex.com/a@v1.0.0) [a.go] <- ex.com/c
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
",
    );
    let system = fixture::system(PROJECT);
    let (ws, _) = Workspace::load(&system, &fixture::config("/project", &["."]));
    let c = ws.lookup("ex.com/c").expect("it is vendored");
    assert_eq!(ws.go_version(c), Some("go1.19"), "the version of modules.txt");
    assert_eq!(&*ws.package(c).dir, "/project/vendor/ex.com/c");
}

#[test]
fn wildcards_reach_into_vendor_only_where_they_name_it() {
    assert_text(
        load(PROJECT, &["./..."], None).lines().last().unwrap_or(""),
        "*ex.com/m (ex.com/m) [m.go] <- ex.com/a",
    );
    assert_text(
        &load(PROJECT, &["./vendor/..."], None),
        "
*ex.com/c (ex.com/c@v1.0.0) [c.go]
*ex.com/a (ex.com/a@v1.0.0) [a.go] <- ex.com/c
",
    );
}

#[test]
fn an_old_or_missing_go_line_leaves_vendor_alone() {
    let got = load(&PROJECT.replace("go 1.22", "go 1.13"), &["."], None);
    assert!(got.contains("missing go.sum entry"), "{got}");
    let got = load(
        &PROJECT.replace("module ex.com/m\ngo 1.22\n", "module ex.com/m\n"),
        &["./nothere", "ex.com/x"],
        Some(ModMode::Vendor),
    );
    assert!(got.contains("import lookup disabled by -mod=vendor"), "{got}");
}

#[test]
fn mod_readonly_ignores_vendor() {
    let got = load(PROJECT, &["."], Some(ModMode::Readonly));
    assert!(got.contains("ex.com/a\n  MissingSum"), "{got}");
}

#[test]
fn packages_outside_modules_txt() {
    let project = format!(
        "{PROJECT}-- vendor/ex.com/zz/z.go --\npackage zz\n-- s/s.go --\npackage s\nimport _ \"ex.com/zz\"\nimport _ \"ex.com/none\"\n"
    );
    assert_text(
        &load(&project, &["./s"], None),
        "
ex.com/none
  MissingPackage: s/s.go:3:8: cannot find module providing package ex.com/none: import lookup disabled by -mod=vendor
	(Go version in go.mod is at least 1.14 and vendor directory exists.)
ex.com/zz [z.go]
*ex.com/m/s (ex.com/m) [s.go] <- ex.com/none, ex.com/zz
",
    );
}

#[test]
fn disagreement_with_go_mod_is_told_once_and_packages_are_still_listed() {
    let project = PROJECT
        .replace(
            "require ex.com/c v1.0.0 // indirect",
            "require ex.com/c v1.1.0 // indirect\nreplace ex.com/x => ./x",
        )
        .replace("# ex.com/a v1.0.0\n## explicit; go 1.18", "# ex.com/a v1.0.0 => ./y\n## go 1.18");
    assert_text(
        &load(&project, &["."], None),
        "
ex.com/c (ex.com/c@v1.0.0) [c.go]
ex.com/a (ex.com/a@v1.0.0) [a.go] <- ex.com/c
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
error [vendor] vendor/modules.txt: inconsistent vendoring in /project:
	ex.com/a@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt
	ex.com/c@v1.1.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt
	ex.com/x: is replaced in go.mod, but not marked as replaced in vendor/modules.txt
	ex.com/c@v1.0.0: is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod
	ex.com/a@v1.0.0: is marked as replaced in vendor/modules.txt, but not replaced in go.mod

	To ignore the vendor directory, use -mod=readonly or -mod=mod.
	To sync the vendor directory, run:
		go mod vendor
",
    );
}
