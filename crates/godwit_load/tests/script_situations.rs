//! Situations of the go command's own script tests (`mod_*`, `work_*`, `vendor_*`) that the other files of this folder do not
//! show already. Each test names the script whose situation it is.

mod fixture;

use fixture::{assert_text, list, list_tests, sums};
use godwit_load::{ModMode, Workspace};

/// `mod_case`: capital letters of module paths are escaped in the module cache.
#[test]
fn capital_letters_in_module_paths() {
    let project = r#"
-- go.mod --
module m
go 1.22
require (
	github.com/Upper/Case v1.0.0
	github.com/upper/case v1.0.0
)
-- m.go --
package m
import (
	_ "github.com/Upper/Case"
	_ "github.com/upper/case/lower"
)
-- cache/github.com/!upper/!case@v1.0.0/go.mod --
module github.com/Upper/Case
-- cache/github.com/!upper/!case@v1.0.0/c.go --
package upper
-- cache/github.com/upper/case@v1.0.0/go.mod --
module github.com/upper/case
-- cache/github.com/upper/case@v1.0.0/lower/c.go --
package lower
"#;
    assert_text(
        &list(project, "", &["."]),
        "
github.com/Upper/Case (github.com/Upper/Case@v1.0.0) [c.go]
github.com/upper/case/lower (github.com/upper/case@v1.0.0) [c.go]
*m (m) [m.go] <- github.com/Upper/Case, github.com/upper/case/lower
",
    );
}

/// `mod_internal`: what is internal to a module stays in it, also across modules.
#[test]
fn internal_packages_of_other_modules() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/d v1.0.0
-- ok/a.go --
package a
import _ "ex.com/m/internal/x"
-- bad/b.go --
package b
import _ "ex.com/d/internal/x"
-- std/c.go --
package c
import _ "internal/abi"
-- through/d.go --
package d
import _ "ex.com/d"
-- internal/x/x.go --
package x
-- cache/ex.com/d@v1.0.0/go.mod --
module ex.com/d
-- cache/ex.com/d@v1.0.0/d.go --
package d
import _ "ex.com/d/internal/x"
-- cache/ex.com/d@v1.0.0/internal/x/x.go --
package x
"#;
    let got = list(project, "", &["./ok", "./through"]);
    assert!(!got.contains("not allowed"), "{got}");
    let bad = list(project, "", &["./bad"]);
    assert!(bad.contains("use of internal package ex.com/d/internal/x not allowed"), "{bad}");
    let std = list(project, "", &["./std"]);
    assert!(std.contains("use of internal package internal/abi not allowed"), "{std}");
}

/// `mod_in_testdata_dir`, `mod_dir`: wildcards leave out testdata, and folders that begin with a dot or an underscore, but a
/// module may lie in one.
#[test]
fn a_module_in_a_testdata_folder() {
    let project = r#"
-- testdata/m/go.mod --
module m
go 1.22
-- testdata/m/m.go --
package m
import _ "m/_sub"
-- testdata/m/_sub/s.go --
package sub
-- testdata/m/testdata/t.go --
package t
-- testdata/m/.dot/d.go --
package d
"#;
    assert_text(
        list(project, "testdata/m", &["./..."]).lines().last().unwrap_or(""),
        "*m (m) [m.go] <- m/_sub",
    );
    let named = list(project, "testdata/m", &["./testdata"]);
    assert!(named.contains("*m/testdata (m) [t.go]"), "{named}");
}

/// `mod_test`, `mod_list_test_cycle`: tests may import what imports the package; a package's own files may not.
#[test]
fn tests_close_no_import_cycle() {
    let project = r#"
-- go.mod --
module m
go 1.22
-- a/a.go --
package a
import _ "m/b"
-- b/b.go --
package b
-- b/b_test.go --
package b_test
import _ "m/a"
"#;
    let got = list_tests(project, &["./b"]);
    assert!(got.contains("*m/b_test [m/b.test]"), "{got}");
    assert!(!got.contains("cycle"), "{got}");
    let inside = project.replace("package b_test", "package b");
    let got = list_tests(&inside, &["./b"]);
    assert!(got.contains("import cycle not allowed in test"), "{got}");
}

/// `mod_tagged_import_cycle`: a cycle that only a build tag closes.
#[test]
fn a_cycle_behind_a_build_tag() {
    let project = r#"
-- go.mod --
module m
go 1.22
-- a/a.go --
package a
import _ "m/b"
-- b/b.go --
package b
-- b/tagged.go --
//go:build closed

package b
import _ "m/a"
"#;
    let system = fixture::system(project).file("/project/go.sum", sums(project));
    let load = |tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let config = godwit_load::LoadConfig { tags, ..fixture::config("/project", &["./..."]) };
        let (ws, diagnostics) = Workspace::load(&system, &config);
        fixture::show(&ws, &diagnostics)
    };
    assert!(!load(&[]).contains("cycle"));
    assert!(load(&["closed"]).contains("import cycle not allowed"));
}

/// `mod_gomodcache`: the cache may lie elsewhere than in GOPATH.
#[test]
fn the_module_cache_elsewhere() {
    let project = r#"
-- go.mod --
module m
go 1.22
require ex.com/d v1.0.0
-- m.go --
package m
import _ "ex.com/d"
-- /elsewhere/ex.com/d@v1.0.0/d.go --
package d
-- /elsewhere/cache/download/ex.com/d/@v/v1.0.0.mod --
module ex.com/d
"#;
    let sum = "ex.com/d v1.0.0 h1:x=\nex.com/d v1.0.0/go.mod h1:x=\n";
    let system = fixture::system(project).env("GOMODCACHE", "/elsewhere").file("/project/go.sum", sum);
    let (ws, diagnostics) = Workspace::load(&system, &fixture::config("/project", &["."]));
    assert_text(
        &fixture::show(&ws, &diagnostics),
        "
ex.com/d (ex.com/d@v1.0.0) [d.go]
*m (m) [m.go] <- ex.com/d
",
    );
}

/// `mod_replace_gopkgin`, `mod_domain_root`, `mod_import_v1suffix`: paths with a version in them, and modules at the root of a
/// domain.
#[test]
fn unusual_module_paths() {
    let project = r#"
-- go.mod --
module m
go 1.22
require (
	ex.com v1.0.0
	gopkg.in/src-d/go-git.v4 v4.13.1
)
replace gopkg.in/src-d/go-git.v4 v4.13.1 => ./git
-- m.go --
package m
import (
	_ "ex.com"
	_ "gopkg.in/src-d/go-git.v4/plumbing"
)
-- git/go.mod --
module gopkg.in/src-d/go-git.v4
-- git/plumbing/p.go --
package plumbing
-- cache/ex.com@v1.0.0/go.mod --
module ex.com
-- cache/ex.com@v1.0.0/x.go --
package x
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com (ex.com@v1.0.0) [x.go]
gopkg.in/src-d/go-git.v4/plumbing (gopkg.in/src-d/go-git.v4 => ./git) [p.go]
*m (m) [m.go] <- ex.com, gopkg.in/src-d/go-git.v4/plumbing
",
    );
}

/// `mod_vendor_goversion`, `mod_vendor_replace`, `mod_vendor_embed`: modules.txt says which version a folder has, and where it
/// was taken from; files to embed are vendored too.
#[test]
fn vendored_replacements_and_embedded_files() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/a v1.0.0
replace ex.com/a v1.0.0 => ./local/a
-- m.go --
package m
import _ "ex.com/a"
-- vendor/modules.txt --
# ex.com/a v1.0.0 => ./local/a
## explicit; go 1.17
ex.com/a
# ex.com/a => ./local/a
-- vendor/ex.com/a/a.go --
package a
import _ "embed"
//go:embed text.txt
var Text string
-- vendor/ex.com/a/text.txt --
text
"#;
    let system = fixture::system(project);
    let config =
        godwit_load::LoadConfig { mod_mode: Some(ModMode::Vendor), ..fixture::config("/project", &["."]) };
    let (ws, _) = Workspace::load(&system, &config);
    let a = ws.lookup("ex.com/a").expect("it is vendored");
    assert_eq!(ws.go_version(a), Some("go1.17"));
    assert_eq!(&*ws.package(a).dir, "/project/vendor/ex.com/a");
    assert!(ws.package(a).error.is_none(), "{:?}", ws.package(a).error);
}

/// `work_replace_main_module`, `work_replace_conflict_override`: a module of the workspace is used whatever replaces it, and a
/// replacement in go.work wins over those of the modules.
#[test]
fn replacements_in_a_workspace() {
    let project = r#"
-- go.work --
go 1.22
use (
	./a
	./b
)
replace ex.com/d => ./d2
-- a/go.mod --
module ex.com/a
go 1.22
require (
	ex.com/b v1.0.0
	ex.com/d v1.0.0
)
replace ex.com/d => ../d1
replace ex.com/b => ../b0
-- a/a.go --
package a
import (
	_ "ex.com/b"
	_ "ex.com/d"
)
-- b/go.mod --
module ex.com/b
go 1.22
-- b/b.go --
package b
-- b0/go.mod --
module ex.com/b
-- b0/zero.go --
package b
-- d1/go.mod --
module ex.com/d
-- d1/one.go --
package d
-- d2/go.mod --
module ex.com/d
-- d2/two.go --
package d
"#;
    assert_text(
        &list(project, "", &["./a"]),
        "
ex.com/b (ex.com/b) [b.go]
ex.com/d (ex.com/d => ./d2) [two.go]
*ex.com/a (ex.com/a) [a.go] <- ex.com/b, ex.com/d
",
    );
}

/// `work_use_only_dirs`, `work_use_deleted`, `work_no_mod_root_issue54419`: folders of go.work that are none.
#[test]
fn folders_of_a_workspace_that_are_not_there() {
    let project = r#"
-- go.work --
go 1.22
use (
	./a
	./gone
)
-- a/go.mod --
module ex.com/a
go 1.22
-- a/a.go --
package a
"#;
    let got = list(project, "", &["./a"]);
    assert!(got.contains("gone"), "the folder is named: {got}");
    assert!(got.contains("*ex.com/a (ex.com/a) [a.go]"), "the rest is loaded: {got}");
}

/// `mod_symlink`, `work_use_symlink_issue68383`: a project reached through a link.
#[test]
fn a_module_behind_a_link() {
    let project = r#"
-- real/go.mod --
module m
go 1.22
-- real/m.go --
package m
-- real/sub/s.go --
package sub
"#;
    let system = fixture::system(project).link("/project/linked", "/project/real");
    let (ws, diagnostics) = Workspace::load(&system, &fixture::config("/project/linked", &["./..."]));
    let got = fixture::show(&ws, &diagnostics);
    assert!(got.contains("*m (m) [m.go]") && got.contains("*m/sub (m) [s.go]"), "{got}");
}

/// `mod_exclude_go121`, `mod_require_exclude`: an excluded version falls to the next one that something requires.
#[test]
fn an_exclusion_in_a_dependency_means_nothing() {
    let project = r#"
-- go.mod --
module m
go 1.22
require (
	ex.com/a v1.0.0
	ex.com/d v1.1.0
)
-- m.go --
package m
import (
	_ "ex.com/a"
	_ "ex.com/d"
)
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.22
require ex.com/d v1.0.0
exclude ex.com/d v1.1.0
-- cache/ex.com/a@v1.0.0/a.go --
package a
-- cache/ex.com/d@v1.0.0/go.mod --
module ex.com/d
-- cache/ex.com/d@v1.1.0/go.mod --
module ex.com/d
-- cache/ex.com/d@v1.1.0/d.go --
package d
"#;
    let got = list(project, "", &["."]);
    assert!(got.contains("ex.com/d (ex.com/d@v1.1.0) [d.go]"), "{got}");
}

/// `mod_load_badchain`, `mod_load_replace_mismatch`: a module that calls itself something else is an error that names both.
#[test]
fn a_replacement_with_another_path_in_its_go_mod() {
    let project = r#"
-- go.mod --
module m
go 1.22
require ex.com/d v1.0.0
replace ex.com/d v1.0.0 => ex.com/other v1.0.0
-- m.go --
package m
import _ "ex.com/d"
-- cache/ex.com/other@v1.0.0/go.mod --
module ex.com/third
-- cache/ex.com/other@v1.0.0/d.go --
package d
"#;
    let got = list(project, "", &["."]);
    assert!(got.contains("ex.com/third") && got.contains("ex.com/other"), "{got}");
}
