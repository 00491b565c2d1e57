//! Which files make a package, which packages a pattern names, and what is wrong with them.

mod fixture;

use fixture::{assert_text, list, list_tests};
use godwit_load::{LoadConfig, Workspace};

fn module(files: &str) -> String {
    format!("-- go.mod --\nmodule m\ngo 1.22\n{files}")
}

#[test]
fn constraints_and_file_names() {
    let project = module(
        r#"-- a/a.go --
//go:build linux && !cgo

package a
-- a/a_windows.go --
package a
-- a/a_linux_arm64.go --
package a
-- a/linux.go --
package a
-- a/b.go --
// Copyright

//go:build ignore

package main
-- a/c.go --
// +build linux,amd64 darwin

package a
-- a/d.go --
// +build !linux

package a
-- a/e.go --
//go:build go1.26 && !go1.27 && unix && gc && amd64.v1

package a
-- a/f.go --
// +build ignore
package a
-- a/g.s --
//go:build !linux

TEXT
-- a/h.s --
TEXT
-- a/i.go --
//go:build extra

package a
-- a/_j.go --
package j
-- a/.k.go --
package k
"#,
    );
    let system = fixture::system(&project);
    let mut config = fixture::config("/project", &["./a"]);
    let files = |config: &LoadConfig| {
        let (ws, _) = Workspace::load(&system, config);
        let p = ws.package(ws.roots[0]);
        let join =
            |names: &[std::sync::Arc<str>]| names.iter().map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        format!(
            "{} | {} | {} | {}",
            join(&p.lists.go_files),
            join(&p.lists.ignored_go_files),
            join(&p.lists.s_files),
            join(&p.lists.ignored_other_files)
        )
    };
    assert_eq!(
        files(&config),
        "a.go c.go e.go f.go linux.go | a_linux_arm64.go a_windows.go b.go d.go i.go | h.s | g.s"
    );
    config.goos = Some("windows".into());
    assert_eq!(
        files(&config),
        "a_windows.go d.go f.go linux.go | a.go a_linux_arm64.go b.go c.go e.go i.go | g.s h.s | "
    );
    config.goos = None;
    config.goarch = Some("arm64".into());
    config.tags = vec!["extra".into()];
    assert_eq!(
        files(&config),
        "a.go a_linux_arm64.go f.go i.go linux.go | a_windows.go b.go c.go d.go e.go | h.s | g.s"
    );
}

#[test]
fn a_file_may_lower_or_raise_its_language_version() {
    let project = module("-- a.go --\n//go:build go1.20\n\npackage m\n-- b.go --\npackage m\n");
    let system = fixture::system(&project);
    let (ws, _) =
        Workspace::load(&system, &LoadConfig { keep_text: true, ..fixture::config("/project", &["."]) });
    let versions: Vec<Option<u32>> = ws.sources.iter().map(|s| s.go_version).collect();
    assert_eq!(versions, [Some(20), None]);
    assert_eq!(ws.go_version(ws.roots[0]), Some("go1.22"));
    assert_eq!(ws.sources[1].text.as_ref().map(|s| s.text.as_str()), Some("package m\n"));
}

#[test]
fn several_targets_in_one_run() {
    let project = module("-- a_linux.go --\npackage m\n-- a_windows.go --\npackage m\n");
    let system = fixture::system(&project);
    let configs: Vec<LoadConfig> = ["linux", "windows", "darwin"]
        .iter()
        .map(|os| LoadConfig { goos: Some(os.to_string()), ..fixture::config("/project", &["."]) })
        .collect();
    let shown: String =
        Workspace::load_all(&system, &configs).iter().map(|(ws, d)| fixture::show(ws, d)).collect();
    assert_text(
        &shown,
        "
*m (m) [a_linux.go]
*m (m) [a_windows.go]
*m (m)
  NoGoFiles: build constraints exclude all Go files in /project
",
    );
}

#[test]
fn folders_that_wildcards_leave_out() {
    let project = r#"
-- go.mod --
module m
go 1.25
ignore ./a/b
ignore (
	node_modules
	x/y
)
-- r.go --
package r
-- a/b/b.go --
package b
-- a/c/c.go --
package c
-- c/node_modules/x.go --
package x
-- z/x/y/y.go --
package y
-- testdata/t.go --
package t
-- _u/u.go --
package u
-- .v/v.go --
package v
-- nested/go.mod --
module nested
-- nested/n.go --
package n
-- vendor/w/w.go --
package w
-- empty/README --
-- onlytest/o_test.go --
package onlytest
"#;
    let project = project.replace("-- vendor/w/w.go --\npackage w\n", "");
    assert_text(&list(&project, "", &["./..."]), "*m (m) [r.go]\n*m/a/c (m) [c.go]\n*m/onlytest (m)\n");
    // What a wildcard leaves out may still be named.
    assert_text(&list(&project, "", &["./testdata"]), "*m/testdata (m) [t.go]");
    assert_text(
        &list(&project, "", &["./empty", "./nothere", "./nested"]),
        "
*./empty
  NoGoFiles: no Go files in /project/empty
*./nothere
  MissingPackage: stat /project/nothere: directory not found
*./nested
  MissingPackage: main module (m) does not contain package m/nested
",
    );
    assert_text(
        &list(&project, "", &["./nomatch/..."]),
        "
*./nomatch/...
  MissingPackage: pattern ./nomatch/...: lstat ./nomatch/: no such file or directory
",
    );
    assert_text(&list(&project, "", &["m/a/b/..."]), "warning [pattern] : \"m/a/b/...\" matched no packages");
}

#[test]
fn wildcards_in_the_middle() {
    let project = module(
        "-- a/x/p.go --\npackage p\n-- a/y/x/p.go --\npackage p\n-- b/x/p.go --\npackage p\n-- a/p.go --\npackage p\n",
    );
    assert_text(&list(&project, "", &["./a/.../x"]), "*m/a/y/x (m) [p.go]");
    assert_text(
        &list(&project, "", &["m/...x"]),
        "*m/a/x (m) [p.go]\n*m/a/y/x (m) [p.go]\n*m/b/x (m) [p.go]\n",
    );
    assert_text(
        &list(&project, "", &["m/a..."]),
        "*m/a (m) [p.go]\n*m/a/x (m) [p.go]\n*m/a/y/x (m) [p.go]\n",
    );
}

#[test]
fn test_variants() {
    let project = module(
        r#"-- a/a.go --
package a
-- a/a_test.go --
package a
import _ "m/helper"
-- a/x_test.go --
package a_test
import (
	_ "m/a"
	_ "m/uses"
)
-- uses/u.go --
package uses
import _ "m/a"
-- helper/h.go --
package helper
"#,
    );
    assert_text(
        &list_tests(&project, &["./a"]),
        "
*m/a (m) [a.go]
m/helper (m) [h.go]
*m/a [m/a.test] (m) [a.go a_test.go] <- m/helper
m/uses [m/a.test] (m) [u.go] <- m/a=m/a [m/a.test]
*m/a_test [m/a.test] (m) [x_test.go] <- m/a=m/a [m/a.test], m/uses=m/uses [m/a.test]
*m/a.test (m) <- m/a=m/a [m/a.test], m/a_test=m/a_test [m/a.test], os, reflect, testing, testing/internal/testdeps
",
    );
}

/// Without internal test files the package itself serves its external tests.
#[test]
fn external_tests_alone() {
    let project = module("-- a.go --\npackage a\n-- x_test.go --\npackage a_test\nimport _ \"m\"\n");
    assert_text(
        &list_tests(&project, &["."]),
        "
*m (m) [a.go]
*m_test [m.test] (m) [x_test.go] <- m
*m.test (m) <- m, m_test=m_test [m.test], os, reflect, testing, testing/internal/testdeps
",
    );
}

#[test]
fn cycles() {
    let project = module(
        "-- a/a.go --\npackage a\nimport _ \"m/b\"\n-- b/b.go --\npackage b\nimport _ \"m/c\"\n-- c/c.go --\npackage c\nimport _ \"m/a\"\n",
    );
    let system = fixture::system(&project);
    let (ws, diagnostics) = Workspace::load(&system, &fixture::config("/project", &["./a"]));
    assert_text(
        &fixture::show(&ws, &diagnostics),
        "
m/c (m) [c.go] <- m/a
m/b (m) [b.go] <- m/c
*m/a (m) [a.go] <- m/b
  ImportCycle: import cycle not allowed
",
    );
    let stack: Vec<&str> =
        ws.package(ws.roots[0]).error.iter().flat_map(|e| e.import_stack.iter().map(|s| &**s)).collect();
    assert_eq!(stack, ["m/a", "m/b", "m/c", "m/a"]);
    let in_test = module(
        "-- a/a.go --\npackage a\n-- a/a_test.go --\npackage a\nimport _ \"m/b\"\n-- b/b.go --\npackage b\nimport _ \"m/a\"\n",
    );
    let got = list_tests(&in_test, &["./a"]);
    assert!(got.contains("*m/a [m/a.test] (m) [a.go a_test.go] <- m/b=m/b [m/a.test]\n  ImportCycle: import cycle not allowed in test"), "{got}");
}

#[test]
fn forbidden_imports() {
    let project = module(
        r#"-- a/internal/b/b.go --
package b
-- a/ok/ok.go --
package ok
import _ "m/a/internal/b"
-- c/c.go --
package c
import _ "m/a/internal/b"
-- d/d.go --
package d
import _ "internal/abi"
-- e/e.go --
package e
import _ "./x"
-- f/f.go --
package f
import _ "m/prog"
-- prog/p.go --
package main
-- g/g.go --
package g
import _ "m/vendor/w"
-- h/h.go --
package h
import _ "m//x"
"#,
    );
    let got = list(&project, "", &["m/a/ok", "m/c", "m/d", "m/e", "m/f", "m/h"]);
    assert_text(
        &got,
        "
m/a/internal/b (m) [b.go]
*m/a/ok (m) [ok.go] <- m/a/internal/b
*m/c (m) [c.go] <- m/a/internal/b
  Forbidden: c/c.go:2:8: use of internal package m/a/internal/b not allowed
*m/d (m) [d.go] <- internal/abi
  Forbidden: d/d.go:2:8: use of internal package internal/abi not allowed
./x
  Forbidden: e/e.go:2:8: \"./x\" is relative, but relative import paths are not supported in module mode
*m/e (m) [e.go] <- ./x
  Forbidden: e/e.go:2:8: local import \"./x\" in non-local package
m/prog (m) [p.go]
*m/f (m) [f.go] <- m/prog
  Forbidden: f/f.go:2:8: import \"m/prog\" is a program, not an importable package
m//x
  Forbidden: h/h.go:2:8: malformed import path \"m//x\": double slash
*m/h (m) [h.go] <- m//x
",
    );
}

#[test]
fn embedded_files() {
    let project = module(
        r#"-- a/a.go --
package a
import _ "embed"
//go:embed x.txt *.md
var x string
//go:embed "dir with" `q.txt`
var y string
//go:embed all:d d2/*
var z string
var s = `
//go:embed not-this
`
-- a/x.txt --
-- a/y.md --
-- a/dir with/f --
-- a/q.txt --
-- a/d/_h --
-- a/d/sub/f --
-- a/d2/.x --
-- a/d2/y --
-- b/b.go --
package b
import "embed"
//go:embed nothing*
var x embed.FS
-- c/c.go --
package c
import "embed"
//go:embed ../x
var x embed.FS
-- d/d.go --
package d
import "embed"
//go:embed n
var x embed.FS
-- d/n/go.mod --
module n
-- d/n/f --
"#,
    );
    let system = fixture::system(&project);
    let (ws, _) = Workspace::load(&system, &fixture::config("/project", &["./..."]));
    let a = ws.package(ws.lookup("m/a").expect("it is listed"));
    let files: Vec<&str> = a.embed_files.iter().map(|f| &**f).collect();
    assert_eq!(files, ["d/_h", "d/sub/f", "d2/.x", "d2/y", "dir with/f", "q.txt", "x.txt", "y.md"]);
    let errors: Vec<String> = ["m/b", "m/c", "m/d"]
        .iter()
        .filter_map(|p| ws.package(ws.lookup(p)?).error.as_ref().map(|e| format!("{}: {}", e.pos, e.message)))
        .collect();
    assert_eq!(
        errors,
        [
            "b/b.go:3:12: pattern nothing*: no matching files found",
            "c/c.go:3:12: pattern ../x: invalid pattern syntax",
            "d/d.go:3:12: pattern n: cannot embed directory n: in different module",
        ]
    );
}

#[test]
fn cgo_on_and_off() {
    let project = module(
        "-- a/a.go --\npackage a\n-- a/c.go --\npackage a\nimport \"C\"\n-- a/c.c --\nint x;\n-- a/x.S --\nTEXT\n-- b/b.go --\npackage b\n-- b/b.c --\nint x;\n",
    );
    let system = fixture::system(&project);
    let load = |cgo: bool| {
        let config = LoadConfig { cgo: Some(cgo), ..fixture::config("/project", &["./..."]) };
        Workspace::load(&system, &config)
    };
    let (ws, d) = load(false);
    assert_text(&fixture::show(&ws, &d), "*m/a (m) [a.go]\n*m/b (m) [b.go]\n");
    let (ws, d) = load(true);
    assert_text(
        &fixture::show(&ws, &d),
        "
*m/a (m) [a.go c.go] <- C
*m/b (m) [b.go]
  Other: C source files not allowed when not using cgo or SWIG: b.c
",
    );
    let a = ws.package(ws.lookup("m/a").expect("it is listed"));
    assert!(a.uses_cgo());
    let implicit: Vec<&str> = a.imports.iter().filter(|i| i.implicit).map(|i| &*i.path).collect();
    assert_eq!(implicit, ["runtime/cgo", "syscall", "unsafe"]);
    assert_eq!(a.lists.s_files.len(), 1, "assembly for a C compiler counts beside cgo");
}

#[test]
fn files_as_arguments() {
    let project = module(
        "-- a/a.go --\npackage main\nimport _ \"m/internal/x\"\n-- a/gen.go --\n//go:build ignore\n\npackage main\n-- internal/x/x.go --\npackage x\n-- b/b.go --\npackage b\n",
    );
    assert_text(
        &list(&project, "", &["a/a.go", "a/gen.go"]),
        "
m/internal/x (m) [x.go]
*command-line-arguments [a.go gen.go] <- m/internal/x
",
    );
    assert_text(
        &list(&project, "", &["a/a.go", "b/b.go"]),
        "
*a/a.go b/b.go
  Other: named files must all be in one directory; have /project/a and /project/b
",
    );
    assert_text(
        &list(&project, "", &["a/a.go", "b"]),
        "*a/a.go b\n  Other: named files must be .go files: b\n",
    );
}

#[test]
fn unsaved_buffers_lie_over_the_disk() {
    let project = module("-- a.go --\npackage m\nimport _ \"fmt\"\n-- gone.go --\npackage m\n");
    let system = fixture::system(&project);
    let mut config = LoadConfig { keep_text: true, ..fixture::config("/project", &["./..."]) };
    config.overlay.insert("/project/a.go".into(), Some(b"package m\nimport _ \"m/new\"\n".to_vec()));
    config.overlay.insert("/project/gone.go".into(), None);
    config.overlay.insert("/project/new/n.go".into(), Some(b"package new\n".to_vec()));
    let (ws, diagnostics) = Workspace::load(&system, &config);
    assert_text(&fixture::show(&ws, &diagnostics), "*m/new (m) [n.go]\n*m (m) [a.go] <- m/new\n");
}

#[test]
fn ids_are_topological_and_sources_sorted() {
    let project =
        module("-- a/a.go --\npackage a\nimport _ \"m/b\"\n-- b/b.go --\npackage b\nimport _ \"fmt\"\n");
    let system = fixture::system(&project);
    let (ws, _) = Workspace::load(&system, &fixture::config("/project", &["./..."]));
    for p in &ws.packages {
        assert!(p.imports.iter().all(|i| i.package < p.id), "{} before what it imports", p.import_path);
        assert_eq!(ws.lookup(&p.import_path), Some(p.id));
    }
    assert!(ws.sources.windows(2).all(|w| w[0].path < w[1].path));
    let a = ws.lookup("m/a").expect("it is listed");
    let deps: Vec<String> = ws.deps(a).iter().map(|d| d.to_string()).collect();
    assert_eq!(deps, ["fmt", "internal/abi", "m/b", "os"]);
}
