//! go.work: several main modules at once.

mod fixture;

use fixture::{assert_text, list};

const PROJECT: &str = r#"
-- go.work --
go 1.22
use (
	./a
	./b
)
replace ex.com/r => ./r
-- a/go.mod --
module ex.com/a
go 1.21
require ex.com/b v1.0.0
require ex.com/d v1.0.0
-- a/a.go --
package a
import (
	_ "ex.com/b"
	_ "ex.com/d"
)
-- b/go.mod --
module ex.com/b
go 1.20
require ex.com/d v1.1.0
require ex.com/r v1.0.0
-- b/b.go --
package b
import (
	_ "ex.com/d"
	_ "ex.com/r"
)
-- r/go.mod --
module ex.com/r
-- r/r.go --
package r
-- other/go.mod --
module ex.com/other
-- other/o.go --
package o
-- cache/ex.com/b@v1.0.0/go.mod --
module ex.com/b
go 1.20
-- cache/ex.com/d@v1.0.0/go.mod --
module ex.com/d
go 1.20
-- cache/ex.com/d@v1.0.0/d.go --
package d
-- cache/ex.com/d@v1.1.0/go.mod --
module ex.com/d
go 1.20
-- cache/ex.com/d@v1.1.0/d.go --
package d
"#;

#[test]
fn modules_see_each_other_and_share_one_selection() {
    let want = "
ex.com/d (ex.com/d@v1.1.0) [d.go]
ex.com/r (ex.com/r => ./r) [r.go]
*ex.com/b (ex.com/b) [b.go] <- ex.com/d, ex.com/r
*ex.com/a (ex.com/a) [a.go] <- ex.com/b, ex.com/d
";
    assert_text(&list(PROJECT, "", &["./a/...", "./b/..."]), want);
    assert_text(&list(PROJECT, "a", &["work"]), want);
}

#[test]
fn gowork_off_turns_the_workspace_off() {
    let system =
        fixture::system(PROJECT).file("/project/b/go.sum", fixture::sums(PROJECT)).env("GOWORK", "off");
    let (ws, diagnostics) = godwit_load::Workspace::load(&system, &fixture::config("/project/b", &["./..."]));
    assert!(ws.work_file.is_none());
    let got = fixture::show(&ws, &diagnostics);
    // Without go.work its replacement is gone too.
    assert!(got.contains("ex.com/r\n  MissingSum"), "{got}");
    assert!(got.contains("ex.com/d (ex.com/d@v1.1.0) [d.go]"), "{got}");
}

#[test]
fn gowork_may_name_the_file() {
    let system = fixture::system(PROJECT).file("/elsewhere/go.work", "go 1.22\nuse /project/other\n");
    let system = system.env("GOWORK", "/elsewhere/go.work");
    let (ws, diagnostics) =
        godwit_load::Workspace::load(&system, &fixture::config("/project/a", &["/project/other"]));
    assert_text(&fixture::show(&ws, &diagnostics), "*ex.com/other (ex.com/other) [o.go]");
    assert_eq!(ws.work_file.as_deref(), Some("/elsewhere/go.work"));
}

#[test]
fn a_module_outside_the_workspace_is_told_how_to_join() {
    assert_text(
        &list(PROJECT, "other", &["."]),
        "
*.
  MissingPackage: current directory is contained in a module that is not one of the workspace modules listed in go.work. You can add the module to the workspace using:
	go work use .
",
    );
    assert_text(
        &list(PROJECT, "", &["./..."]),
        "
*./...
  MissingPackage: pattern ./...: directory prefix . does not contain modules listed in go.work or their selected dependencies
",
    );
}

#[test]
fn mistakes_in_go_work() {
    let project = r#"
-- go.work --
go 1.22
use (
	./a
	./a
	./nothere
)
replace ex.com/a => ./other
module x
-- a/go.mod --
module ex.com/a
go 1.21
-- a/a.go --
package a
"#;
    assert_text(
        &list(project, "", &["./a"]),
        "
*ex.com/a (ex.com/a) [a.go]
error [go.work] go.work:4:1: path /project/a appears multiple times in workspace
error [go.work] go.work:5:1: cannot load module nothere listed in go.work file: open /project/nothere/go.mod: no such file or directory
error [go.work] go.work:7:1: workspace module ex.com/a is replaced at all versions in the go.work file. To fix, remove the replacement from the go.work file or specify the version at which to replace the module.
error [go.work] go.work:8:1: unknown directive: module
",
    );
}

#[test]
fn conflicting_replacements_are_told() {
    let project = r#"
-- go.work --
go 1.22
use ./a
use ./b
-- a/go.mod --
module ex.com/a
go 1.21
replace ex.com/r => ../r1
-- a/a.go --
package a
-- b/go.mod --
module ex.com/b
go 1.21
replace ex.com/r => ../r2
-- b/b.go --
package b
"#;
    let got = list(project, "", &["./a"]);
    assert!(got.contains("conflicting replacements for ex.com/r:\n\t/project/r1\n\t/project/r2\n"), "{got}");
    assert!(got.contains("go work edit -replace ex.com/r=[override]"), "{got}");
}

#[test]
fn a_workspace_may_vendor() {
    let project = r#"
-- go.work --
go 1.22
use ./a
use ./b
-- a/go.mod --
module ex.com/a
go 1.21
require ex.com/d v1.0.0
-- a/a.go --
package a
import (
	_ "ex.com/b"
	_ "ex.com/d"
)
-- b/go.mod --
module ex.com/b
go 1.20
-- b/b.go --
package b
-- vendor/modules.txt --
## workspace
# ex.com/d v1.0.0
## explicit; go 1.20
ex.com/d
-- vendor/ex.com/d/d.go --
package d
"#;
    assert_text(
        &list(project, "a", &["."]),
        "
ex.com/b (ex.com/b) [b.go]
ex.com/d (ex.com/d@v1.0.0) [d.go]
*ex.com/a (ex.com/a) [a.go] <- ex.com/b, ex.com/d
",
    );
    // A vendor folder of a single module does not serve a workspace.
    let single = project.replace("## workspace\n", "");
    let got = list(&single, "a", &["."]);
    assert!(got.contains("ex.com/d\n  MissingModule"), "{got}");
}

#[test]
fn two_modules_of_one_repository_in_one_run() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
-- m.go --
package m
-- nested/go.mod --
module ex.com/m/nested
go 1.22
-- nested/n.go --
package nested
"#;
    let system = fixture::system(project);
    let configs = [fixture::config("/project", &["./..."]), fixture::config("/project/nested", &["./..."])];
    let loaded = godwit_load::Workspace::load_all(&system, &configs);
    let shown: Vec<String> = loaded.iter().map(|(ws, d)| fixture::show(ws, d)).collect();
    assert_text(&shown.concat(), "*ex.com/m (ex.com/m) [m.go]\n*ex.com/m/nested (ex.com/m/nested) [n.go]\n");
}

/// What one workspace module requires can raise a version that the other's dependencies use, and what the raised version
/// requires is then part of the graph.
#[test]
fn a_raised_version_brings_its_own_requirements() {
    let project = r#"
-- go.work --
go 1.22
use ./a
use ./b
-- a/go.mod --
module ex.com/a
go 1.21
require ex.com/p v1.0.0
-- a/a.go --
package a
import _ "ex.com/p"
-- b/go.mod --
module ex.com/b
go 1.20
require ex.com/q v1.1.0
-- cache/ex.com/p@v1.0.0/go.mod --
module ex.com/p
go 1.20
require ex.com/q v1.0.0
-- cache/ex.com/p@v1.0.0/p.go --
package p
import _ "ex.com/q"
-- cache/ex.com/q@v1.0.0/go.mod --
module ex.com/q
go 1.20
-- cache/ex.com/q@v1.1.0/go.mod --
module ex.com/q
go 1.20
require ex.com/z v1.2.0
-- cache/ex.com/q@v1.1.0/q.go --
package q
import _ "ex.com/z"
-- cache/ex.com/z@v1.2.0/go.mod --
module ex.com/z
go 1.20
-- cache/ex.com/z@v1.2.0/z.go --
package z
"#;
    assert_text(
        &list(project, "", &["./a"]),
        "
ex.com/z (ex.com/z@v1.2.0) [z.go]
ex.com/q (ex.com/q@v1.1.0) [q.go] <- ex.com/z
ex.com/p (ex.com/p@v1.0.0) [p.go] <- ex.com/q
*ex.com/a (ex.com/a) [a.go] <- ex.com/p
",
    );
}
