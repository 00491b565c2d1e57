//! One main module: version selection, replacement, checksums, pruning.

mod fixture;

use fixture::{assert_text, list, list_tests};

#[test]
fn the_highest_required_version_is_selected() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require (
	ex.com/a v1.0.0
	ex.com/b v1.1.0
)
require ex.com/c v1.2.0 // indirect
-- m.go --
package m
import (
	_ "ex.com/a"
	_ "ex.com/b"
)
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.17
require ex.com/c v1.1.0
-- cache/ex.com/a@v1.0.0/a.go --
package a
import _ "ex.com/c"
-- cache/ex.com/b@v1.1.0/go.mod --
module ex.com/b
require ex.com/c v1.2.0
-- cache/ex.com/b@v1.1.0/b.go --
package b
import _ "ex.com/c/sub"
-- cache/ex.com/c@v1.1.0/go.mod --
module ex.com/c
-- cache/ex.com/c@v1.2.0/go.mod --
module ex.com/c
go 1.18
-- cache/ex.com/c@v1.2.0/c.go --
package c
-- cache/ex.com/c@v1.2.0/sub/c.go --
package sub
"#;
    assert_text(
        &list(project, "", &["./..."]),
        "
ex.com/c (ex.com/c@v1.2.0) [c.go]
ex.com/a (ex.com/a@v1.0.0) [a.go] <- ex.com/c
ex.com/c/sub (ex.com/c@v1.2.0) [c.go]
ex.com/b (ex.com/b@v1.1.0) [b.go] <- ex.com/c/sub
*ex.com/m (ex.com/m) [m.go] <- ex.com/a, ex.com/b
",
    );
    assert_text(
        &list(project, "", &["ex.com/c/..."]),
        "
*ex.com/c (ex.com/c@v1.2.0) [c.go]
*ex.com/c/sub (ex.com/c@v1.2.0) [c.go]
",
    );
}

/// Before Go 1.17 go.mod names direct requirements only, and the whole graph is read.
#[test]
fn an_unpruned_module_finds_requirements_of_requirements() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.15
require ex.com/a v1.0.0
-- m.go --
package m
import _ "ex.com/a"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
require ex.com/c v1.1.0
-- cache/ex.com/a@v1.0.0/a.go --
package a
import _ "ex.com/c"
-- cache/ex.com/c@v1.1.0/go.mod --
module ex.com/c
require ex.com/d v1.0.0
-- cache/ex.com/c@v1.1.0/c.go --
package c
import _ "ex.com/d"
-- cache/ex.com/d@v1.0.0/go.mod --
module ex.com/d
-- cache/ex.com/d@v1.0.0/d.go --
package d
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/d (ex.com/d@v1.0.0) [d.go]
ex.com/c (ex.com/c@v1.1.0) [c.go] <- ex.com/d
ex.com/a (ex.com/a@v1.0.0) [a.go] <- ex.com/c
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
",
    );
}

/// The roots provide everything here, so the go.mod of a module that only the graph knows is never asked for.
#[test]
fn a_pruned_module_reads_no_more_go_mod_files_than_it_needs() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/a v1.0.0
-- m.go --
package m
import _ "ex.com/a"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.17
require ex.com/far v1.0.0
-- cache/ex.com/a@v1.0.0/a.go --
package a
"#;
    assert_text(
        &list(project, "", &["./..."]),
        "
ex.com/a (ex.com/a@v1.0.0) [a.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
",
    );
}

#[test]
fn replacements_by_folder_and_by_module() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require (
	ex.com/a v1.0.0
	ex.com/b v1.0.0
)
replace ex.com/a => ./a
replace ex.com/b v1.0.0 => ex.com/B2 v1.5.0
-- m.go --
package m
import (
	_ "ex.com/a"
	_ "ex.com/b"
)
-- a/go.mod --
module ex.com/a
go 1.20
-- a/a.go --
package a
-- cache/ex.com/!b2@v1.5.0/go.mod --
module ex.com/b
go 1.19
-- cache/ex.com/!b2@v1.5.0/b.go --
package b
"#;
    assert_text(
        &list(project, "", &["./..."]),
        "
ex.com/a (ex.com/a => ./a) [a.go]
ex.com/b (ex.com/b => ex.com/B2@v1.5.0) [b.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/a, ex.com/b
",
    );
    // A folder below the main module is asked for in the main module, even where a replacement points to it.
    assert_text(
        &list(project, "", &["./a"]),
        "
*./a
  MissingPackage: main module (ex.com/m) does not contain package ex.com/m/a
",
    );
}

#[test]
fn a_replacement_that_is_not_there_or_not_required() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/gone v1.0.0
replace ex.com/gone => ../nodir
replace ex.com/spare => ./spare
-- m.go --
package m
import _ "ex.com/gone"
-- s/s.go --
package s
import _ "ex.com/spare"
-- spare/go.mod --
module ex.com/spare
-- spare/s.go --
package spare
"#;
    let got = list(project, "", &["."]);
    assert_text(
        &got,
        "
ex.com/gone
  MissingModule: m.go:2:8: ex.com/gone@v1.0.0: replacement directory ../nodir does not exist
*ex.com/m (ex.com/m) [m.go] <- ex.com/gone
error [go.mod] go.mod:4:1: ex.com/gone@v1.0.0: replacement directory ../nodir does not exist
",
    );
    let without_the_first =
        project.replace("require ex.com/gone v1.0.0\n", "").replace("replace ex.com/gone => ../nodir\n", "");
    assert_text(
        &list(&without_the_first, "", &["./s"]),
        "
ex.com/spare
  MissingPackage: s/s.go:2:8: module ex.com/spare provides package ex.com/spare and is replaced but not required; to add it:
	go get ex.com/spare
*ex.com/m/s (ex.com/m) [s.go] <- ex.com/spare
",
    );
}

#[test]
fn excluded_versions_are_no_requirements() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.16
require ex.com/a v1.0.0
exclude ex.com/b v1.5.0
require ex.com/b v1.1.0
-- m.go --
package m
import _ "ex.com/b"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
require ex.com/b v1.5.0
-- cache/ex.com/b@v1.1.0/go.mod --
module ex.com/b
-- cache/ex.com/b@v1.1.0/b.go --
package b
-- cache/ex.com/b@v1.5.0/go.mod --
module ex.com/b
-- cache/ex.com/b@v1.5.0/b.go --
package b
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/b (ex.com/b@v1.1.0) [b.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/b
",
    );
}

#[test]
fn one_package_in_two_modules_is_ambiguous() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require (
	ex.com/a v1.0.0
	ex.com/a/b v1.0.0
)
-- m.go --
package m
import _ "ex.com/a/b/c"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.20
-- cache/ex.com/a@v1.0.0/b/c/c.go --
package c
-- cache/ex.com/a/b@v1.0.0/go.mod --
module ex.com/a/b
go 1.20
-- cache/ex.com/a/b@v1.0.0/c/c.go --
package c
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/a/b/c
  Ambiguous: m.go:2:8: ambiguous import: found package ex.com/a/b/c in multiple modules:
	ex.com/a v1.0.0 (/gopath/pkg/mod/ex.com/a@v1.0.0/b/c)
	ex.com/a/b v1.0.0 (/gopath/pkg/mod/ex.com/a/b@v1.0.0/c)
*ex.com/m (ex.com/m) [m.go] <- ex.com/a/b/c
",
    );
}

#[test]
fn a_module_that_is_not_in_the_cache_is_one_finding() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require (
	ex.com/a v1.0.0
	ex.com/there v1.0.0
)
-- m.go --
package m
import (
	_ "ex.com/a"
	_ "ex.com/a/sub"
	_ "ex.com/there"
	_ "fmt"
)
-- go.sum --
ex.com/a v1.0.0 h1:x=
ex.com/a v1.0.0/go.mod h1:x=
ex.com/there v1.0.0 h1:x=
ex.com/there v1.0.0/go.mod h1:x=
-- cache/ex.com/there@v1.0.0/go.mod --
module ex.com/there
go 1.20
-- cache/ex.com/there@v1.0.0/t.go --
package there
"#;
    let system = fixture::system(project);
    let (ws, diagnostics) = godwit_load::Workspace::load(&system, &fixture::config("/project", &["."]));
    assert_text(
        &fixture::show(&ws, &diagnostics),
        "
ex.com/a
  MissingModule: m.go:3:2: module ex.com/a@v1.0.0, which may provide package ex.com/a, is not in the module cache; to bring it:
	go mod download ex.com/a@v1.0.0
ex.com/a/sub
  MissingModule: m.go:4:2: module ex.com/a@v1.0.0, which may provide package ex.com/a/sub, is not in the module cache; to bring it:
	go mod download ex.com/a@v1.0.0
ex.com/there (ex.com/there@v1.0.0) [t.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/a, ex.com/a/sub, ex.com/there, fmt
error [missing-module] go.mod:4:1: ex.com/a@v1.0.0 is required, but its source is not in the module cache (/gopath/pkg/mod); to bring it:
	go mod download ex.com/a@v1.0.0
",
    );
}

#[test]
fn missing_checksums() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/a v1.0.0
-- m.go --
package m
import _ "ex.com/a"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.20
-- cache/ex.com/a@v1.0.0/a.go --
package a
"#;
    let system = fixture::system(project);
    let load = |env: &str| {
        let mut config = fixture::config("/project", &["."]);
        config.env.insert("GOFLAGS".into(), env.into());
        let (ws, diagnostics) = godwit_load::Workspace::load(&system, &config);
        fixture::show(&ws, &diagnostics)
    };
    assert_text(
        &load(""),
        "
ex.com/a
  MissingSum: m.go:2:8: missing go.sum entry for module providing package ex.com/a (imported by ex.com/m); to add:
	go get ex.com/m
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
",
    );
    // -mod=mod would add the line, so it is not asked for.
    assert_text(
        &load("-mod=mod"),
        "
ex.com/a (ex.com/a@v1.0.0) [a.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
",
    );
}

#[test]
fn a_direct_import_must_be_required() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/a v1.0.0
-- m.go --
package m
import (
	_ "ex.com/a"
	_ "ex.com/c"
)
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.17
require ex.com/c v1.1.0
-- cache/ex.com/a@v1.0.0/a.go --
package a
-- cache/ex.com/c@v1.1.0/go.mod --
module ex.com/c
go 1.17
-- cache/ex.com/c@v1.1.0/c.go --
package c
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/a (ex.com/a@v1.0.0) [a.go]
ex.com/c (ex.com/c@v1.1.0) [c.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/a, ex.com/c
  Other: package ex.com/m imports ex.com/c from implicitly required module; to add missing requirements, run:
	go get ex.com/c@v1.1.0
",
    );
}

#[test]
fn requirements_that_contradict_each_other_are_told() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require (
	ex.com/a v1.0.0
	ex.com/c v1.0.0
)
-- m.go --
package m
import _ "ex.com/a"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.17
require ex.com/c v1.1.0
-- cache/ex.com/a@v1.0.0/a.go --
package a
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/a (ex.com/a@v1.0.0) [a.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
error [go.mod] go.mod:5:1: updates to go.mod needed: ex.com/a@v1.0.0 requires ex.com/c@v1.1.0, but go.mod requires v1.0.0; to update it:
	go mod tidy
",
    );
}

#[test]
fn packages_that_no_module_provides() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
-- m.go --
package m
import (
	_ "ex.com/m/nothere"
	_ "ex.com/other"
	_ "fnt"
	_ "golang.org/x/net/http2"
)
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/m/nothere
  MissingPackage: m.go:3:2: no required module provides package ex.com/m/nothere; to add it:
	go get ex.com/m/nothere
ex.com/other
  MissingPackage: m.go:4:2: no required module provides package ex.com/other; to add it:
	go get ex.com/other
fnt
  MissingPackage: m.go:5:2: package fnt is not in std (/go/src/fnt)
golang.org/x/net/http2
  MissingPackage: m.go:6:2: no required module provides package golang.org/x/net/http2; to add it:
	go get golang.org/x/net/http2
*ex.com/m (ex.com/m) [m.go] <- ex.com/m/nothere, ex.com/other, fnt, golang.org/x/net/http2
",
    );
}

#[test]
fn a_module_that_declares_another_path() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/a v1.0.0
-- m.go --
package m
import _ "ex.com/a"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/renamed
-- cache/ex.com/a@v1.0.0/a.go --
package a
"#;
    let got = list(project, "", &["."]);
    assert!(got.contains("module declares its path as: ex.com/renamed"), "{got}");
    assert!(got.contains("but was required as: ex.com/a"), "{got}");
}

#[test]
fn outside_a_module_only_the_distribution_is_there() {
    let project = r#"
-- a.go --
package main
import (
	_ "ex.com/x"
	_ "fmt"
)
"#;
    assert_text(
        &list(project, "", &["fmt", "ex.com/x"]),
        "
*fmt [print.go] <- os
*ex.com/x
  MissingPackage: no required module provides package ex.com/x: go.mod file not found in current directory or any parent directory; see 'go help modules'
",
    );
    let got = list(project, "", &["a.go"]);
    assert!(got.contains("*command-line-arguments [a.go] <- ex.com/x, fmt"), "{got}");
}

#[test]
fn tools_and_all() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.24
tool ex.com/a/cmd
require (
	ex.com/a v1.0.0
	ex.com/onlytest v1.0.0
)
-- p/p.go --
package p
-- p/p_test.go --
package p
import _ "ex.com/onlytest"
-- cache/ex.com/a@v1.0.0/go.mod --
module ex.com/a
go 1.20
-- cache/ex.com/a@v1.0.0/cmd/a.go --
package main
-- cache/ex.com/a@v1.0.0/unused/a.go --
package unused
-- cache/ex.com/onlytest@v1.0.0/go.mod --
module ex.com/onlytest
go 1.20
-- cache/ex.com/onlytest@v1.0.0/o.go --
package onlytest
"#;
    assert_text(&list(project, "", &["tool"]), "*ex.com/a/cmd (ex.com/a@v1.0.0) [a.go]");
    assert_text(
        &list(project, "", &["all"]),
        "
*ex.com/a/cmd (ex.com/a@v1.0.0) [a.go]
*ex.com/m/p (ex.com/m) [p.go]
*ex.com/onlytest (ex.com/onlytest@v1.0.0) [o.go]
",
    );
    let with_tests = list_tests(project, &["./p"]);
    assert!(
        with_tests.contains("*ex.com/m/p [ex.com/m/p.test] (ex.com/m) [p.go p_test.go] <- ex.com/onlytest"),
        "{with_tests}"
    );
}

#[test]
fn the_distribution_has_its_own_vendored_packages() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
-- m.go --
package m
import _ "net/http"
"#;
    let system = fixture::system(project);
    let (ws, _) = godwit_load::Workspace::load(&system, &fixture::config("/project", &["."]));
    let http = ws.package(ws.lookup("net/http").expect("net/http is loaded"));
    let h2 = http.import("golang.org/x/net/http2").expect("the import resolves");
    assert_eq!(&*ws.package(h2).import_path, "vendor/golang.org/x/net/http2");
    assert_text(
        &list(project, "", &["cmd"]),
        "
*cmd/vendor/golang.org/x/arch [a.go]
*cmd/tool [main.go] <- golang.org/x/arch=cmd/vendor/golang.org/x/arch
",
    );
}

#[test]
fn major_versions_in_paths() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require (
	gopkg.in/yaml.v3 v3.0.1
	ex.com/inc v2.0.0+incompatible
	ex.com/v/v2 v2.1.0
)
replace gopkg.in/yaml.v3 v3.0.1 => ./yaml
-- m.go --
package m
import (
	_ "ex.com/inc/sub"
	_ "ex.com/v/v2/x"
	_ "ex.com/v/x"
	_ "gopkg.in/yaml.v3"
)
-- yaml/go.mod --
module gopkg.in/yaml.v3
-- yaml/y.go --
package yaml
-- cache/ex.com/inc@v2.0.0+incompatible/go.mod --
module ex.com/inc
-- cache/ex.com/inc@v2.0.0+incompatible/sub/s.go --
package sub
-- cache/ex.com/v/v2@v2.1.0/go.mod --
module ex.com/v/v2
go 1.20
-- cache/ex.com/v/v2@v2.1.0/x/x.go --
package x
"#;
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/inc/sub (ex.com/inc@v2.0.0+incompatible) [s.go]
ex.com/v/v2/x (ex.com/v/v2@v2.1.0) [x.go]
ex.com/v/x
  MissingPackage: m.go:5:2: no required module provides package ex.com/v/x; to add it:
	go get ex.com/v/x
gopkg.in/yaml.v3 (gopkg.in/yaml.v3 => ./yaml) [y.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/inc/sub, ex.com/v/v2/x, ex.com/v/x, gopkg.in/yaml.v3
",
    );
}

#[test]
fn a_nested_module_hides_its_folders_from_the_outer_one() {
    let project = r#"
-- go.mod --
module ex.com/m
go 1.22
require ex.com/m/sub v1.0.0
replace ex.com/m/sub => ./sub
-- m.go --
package m
import (
	_ "ex.com/m/sub/deep"
	_ "ex.com/m/lost"
)
-- sub/go.mod --
module ex.com/m/sub
go 1.21
-- sub/deep/s.go --
package deep
-- lost/go.mod --
module ex.com/elsewhere
-- lost/l.go --
package lost
"#;
    assert_text(
        &list(project, "", &["./..."]),
        "
ex.com/m/lost
  MissingPackage: m.go:4:2: no required module provides package ex.com/m/lost; to add it:
	go get ex.com/m/lost
ex.com/m/sub/deep (ex.com/m/sub => ./sub) [s.go]
*ex.com/m (ex.com/m) [m.go] <- ex.com/m/lost, ex.com/m/sub/deep
",
    );
}

/// Threads read in any order; what comes out is the same.
#[test]
fn output_does_not_depend_on_threads() {
    let mut project = String::from("-- go.mod --\nmodule ex.com/m\ngo 1.22\nrequire (\n");
    for i in 0..40 {
        project.push_str(&format!("\tex.com/d{i} v1.0.0\n"));
    }
    project.push_str(")\n");
    for i in 0..40 {
        project.push_str(&format!(
            "-- p{i}/p.go --\npackage p\nimport _ \"ex.com/d{i}\"\nimport _ \"ex.com/m/p{}\"\n",
            (i * 7 + 1) % 41
        ));
        if i % 3 != 0 {
            project.push_str(&format!(
                "-- cache/ex.com/d{i}@v1.0.0/go.mod --\nmodule ex.com/d{i}\ngo 1.2{}\n",
                i % 4
            ));
            project.push_str(&format!("-- cache/ex.com/d{i}@v1.0.0/d.go --\npackage d\nimport _ \"fmt\"\n"));
        }
    }
    project.push_str("-- p40/p.go --\npackage p\n-- p40/p_test.go --\npackage p\nimport _ \"ex.com/m/p3\"\n");
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        pool.install(|| list_tests(&project, &["./..."]))
    };
    let first = run(1);
    assert!(first.contains("missing-module") || first.contains("MissingSum"), "{first}");
    for threads in [1, 2, 8] {
        for _ in 0..3 {
            assert_eq!(run(threads), first);
        }
    }
}
