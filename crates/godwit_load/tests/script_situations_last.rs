//! The rest of the situations of the go command's script tests; which test shows which is written in script_situations.txt.

mod fixture;

use fixture::{assert_text, list, list_tests, sums};
use godwit_load::{LoadConfig, ModMode, Workspace};

fn load(project: &str, config: &LoadConfig) -> String {
    let system = fixture::system(project).file("/project/go.sum", sums(project));
    let (ws, diagnostics) = Workspace::load(&system, config);
    fixture::show(&ws, &diagnostics)
}

fn vendored(project: &str, dir: &str) -> String {
    load(project, &LoadConfig { mod_mode: Some(ModMode::Vendor), ..fixture::config(dir, &["."]) })
}

fn with_env(project: &str, env: &[(&str, &str)], pattern: &str) -> String {
    let mut config = fixture::config("/project", &[pattern]);
    for (name, value) in env {
        config.env.insert((*name).into(), (*value).into());
    }
    load(project, &config)
}

#[test]
fn a_module_called_std_replaces_nothing() {
    let project = "-- go.mod --\nmodule std\n\ngo 1.12\n-- bytes/bytes.go --\npackage bytes\n\nimport _ \"bytes/modified\"\n-- bytes/modified/modified.go --\npackage modified\n";
    assert_text(
        &list(project, "", &["./bytes"]),
        "
bytes/modified
  MissingPackage: bytes/bytes.go:3:8: package bytes/modified is not in std (/go/src/bytes/modified)
*std/bytes (std) [bytes.go] <- bytes/modified
",
    );
}

#[test]
fn a_gopath_that_is_a_file() {
    let project = "-- go.mod --\nmodule ex.com\n-- main.go --\npackage main\n-- /invalid --\nno folder\n";
    assert_text(&with_env(project, &[("GOPATH", "/invalid")], "."), "*ex.com (ex.com) [main.go]");
}

#[test]
fn without_gopath_and_home() {
    let project = "-- main.go --\npackage main\n\nimport _ \"fmt\"\n";
    let got = with_env(project, &[("GOPATH", ""), ("HOME", "")], "main.go");
    assert_text(&got, "*command-line-arguments [main.go] <- fmt");
}

/// In a module `os` is the distribution's, however near a vendored one lies.
#[test]
fn a_package_of_the_distributions_name() {
    let got = list("-- go.mod --\nmodule os\n-- main.go --\npackage main\n", "", &["."]);
    let want = "*os\n  Ambiguous: ambiguous import: found package os in multiple modules:\n\tos (/project)\n\t (/go/src/os)";
    assert_text(&got, want);
    let main = "package main\n\nimport (\n\t\"os\"\n)\n";
    let inside = format!("-- go.mod --\nmodule m\n-- main.go --\n{main}-- vendor/os/b.go --\npackage os\n");
    assert_text(
        &vendored(&inside, "/project"),
        "
os
  Ambiguous: main.go:4:2: ambiguous import: found package os in multiple directories:
	/go/src/os
	/project/vendor/os
*m (m) [main.go] <- os
",
    );
    let outside = format!(
        "-- vend/hello/go.mod --\nmodule vend/hello\ngo 1.16\n-- vend/hello/m.go --\n{main}-- vend/vendor/os/b.go --\npackage os\n"
    );
    assert_text(&vendored(&outside, "/project/vend/hello"), "*vend/hello (vend/hello) [m.go] <- os");
    let missing = "-- go.mod --\nmodule m\n-- main.go --\npackage main\n\nimport _ \"p\"\n";
    let got = vendored(missing, "/project");
    assert!(got.contains("main.go:3:8: package p is not in std (/go/src/p)"), "{got}");
}

#[test]
fn a_folder_of_a_replacement_in_the_module_cache() {
    let project = "-- go.mod --\nmodule m\ngo 1.22\nrequire ex.com/d v1.1.0\nreplace ex.com/d => ex.com/d v1.0.0\n-- m.go --\npackage m\nimport _ \"ex.com/d\"\n-- cache/ex.com/d@v1.0.0/go.mod --\nmodule ex.com/d\n-- cache/ex.com/d@v1.0.0/d.go --\npackage d\n-- cache/ex.com/d@v1.1.0/go.mod --\nmodule ex.com/d\n-- cache/ex.com/d@v1.1.0/d.go --\npackage d\n";
    let used = list(project, "", &["/gopath/pkg/mod/ex.com/d@v1.0.0"]);
    assert_text(&used, "*ex.com/d (ex.com/d => ex.com/d@v1.0.0) [d.go]");
    let replaced = list(project, "", &["/gopath/pkg/mod/ex.com/d@v1.1.0"]);
    assert!(replaced.contains("d@v1.1.0 outside main module or its selected dependencies"), "{replaced}");
}

/// c is needed only to test b, and b only to test a: a pruned module knows no version of c.
#[test]
fn tests_of_tests_beyond_the_horizon() {
    let project = |go: &str| {
        format!(
            "-- go.mod --\nmodule ex.com/lazy\ngo {go}\nrequire ex.com/a v0.1.0\nreplace (\n\tex.com/a v0.1.0 => ./a\n\tex.com/b v0.1.0 => ./b\n\tex.com/c v0.1.0 => ./c\n)\n-- lazy.go --\npackage lazy\nimport _ \"ex.com/a\"\n-- a/go.mod --\nmodule ex.com/a\ngo 1.17\nrequire ex.com/b v0.1.0\n-- a/a.go --\npackage a\n-- a/a_test.go --\npackage a\nimport _ \"ex.com/b\"\n-- b/go.mod --\nmodule ex.com/b\ngo 1.17\nrequire ex.com/c v0.1.0\n-- b/b.go --\npackage b\n-- b/b_test.go --\npackage b\nimport _ \"ex.com/c\"\n-- c/go.mod --\nmodule ex.com/c\ngo 1.17\n-- c/c.go --\npackage c\n"
        )
    };
    for go in ["1.15", "1.17"] {
        let got = list_tests(&project(go), &["ex.com/a"]);
        assert!(
            got.contains("ex.com/b (ex.com/b => ./b) [b.go]") && !got.contains("ex.com/c"),
            "{go}: {got}"
        );
    }
    let got = list_tests(&project("1.15"), &["ex.com/b"]);
    assert!(got.contains("ex.com/c (ex.com/c => ./c) [c.go]"), "{got}");
    let got = list_tests(&project("1.17"), &["ex.com/b"]);
    assert!(
        got.contains("MissingPackage: b/b_test.go:2:8: module ex.com/c provides package ex.com/c"),
        "{got}"
    );
}

#[test]
fn a_checksum_that_only_one_of_two_modules_has() {
    let project = "-- go.mod --\nmodule m\n\ngo 1.15\n\nrequire ex.com/a v1.0.0\n-- use.go --\npackage use\n\nimport _ \"ex.com/a/b\"\n-- cache/ex.com/a@v1.0.0/go.mod --\nmodule ex.com/a\ngo 1.14\nrequire ex.com/a/b v0.0.0\n-- cache/ex.com/a@v1.0.0/b/b.go --\npackage b\n-- cache/ex.com/a/b@v0.0.0/go.mod --\nmodule ex.com/a/b\n";
    let with = |dropped: &[&str]| {
        let kept = |line: &&str| !dropped.iter().any(|d| line.starts_with(d));
        let sums: String = sums(project).lines().filter(kept).map(|line| format!("{line}\n")).collect();
        let system = fixture::system(project).file("/project/go.sum", sums);
        let (ws, diagnostics) = Workspace::load(&system, &fixture::config("/project", &["."]));
        fixture::show(&ws, &diagnostics)
    };
    let (a, b) = ("ex.com/a v1.0.0 ", "ex.com/a/b v0.0.0 ");
    let got = with(&[]);
    assert!(got.contains("ex.com/a/b (ex.com/a@v1.0.0) [b.go]"), "{got}");
    let got = with(&[b]);
    let want = "use.go:3:8: missing go.sum entry needed to verify package ex.com/a/b (imported by m) is provided by exactly one module; to add:\n\tgo get m\n";
    assert!(got.contains(want), "{got}");
    for dropped in [&[a][..], &[a, b]] {
        let got = with(dropped);
        let want = "use.go:3:8: missing go.sum entry for module providing package ex.com/a/b (imported by m); to add:\n\tgo get m\n";
        assert!(got.contains(want), "{got}");
    }
}

/// A test file alone sees what its folder may see.
#[test]
fn test_files_as_arguments() {
    let test = "package foo_test\nimport (\n\t\"testing\"\n\t\"ex.com/internal\"\n)\n";
    let project = format!(
        "-- go.mod --\nmodule ex.com/foo\ngo 1.12\nrequire ex.com/internal v0.0.0\nreplace ex.com/internal => ../internal\n-- i.go --\npackage foo\nimport _ \"ex.com/internal\"\n-- foo_test.go --\n{test}-- vendor/ex.com/foo/foo_test.go --\n{test}-- /foo_test.go --\n{test}-- /internal/go.mod --\nmodule ex.com/internal\n-- /internal/i.go --\npackage internal\n"
    );
    for inside in [".", "foo_test.go", "vendor/ex.com/foo/foo_test.go"] {
        let got = list_tests(&project, &[inside]);
        assert!(
            got.contains("[foo_test.go] <- ex.com/internal, testing") && !got.contains("Forbidden"),
            "{got}"
        );
    }
    let got = list_tests(&project, &["../foo_test.go"]);
    assert!(got.contains("/foo_test.go:4:2: use of internal package ex.com/internal not allowed"), "{got}");
}

#[test]
fn replacements_that_nothing_uses_in_vendor() {
    let project = "-- go.mod --\nmodule ex.com/foo\ngo 1.14\nrequire ex.com/a v0.1.0\nreplace (\n\tex.com/a v0.1.0 => ./a\n\tex.com/b v0.1.0 => ./b1\n\tex.com/b v0.2.0-unused => ./b2\n\tex.com/c => ./c\n\tex.com/d v0.1.0 => ./d1\n\tex.com/d v0.2.0 => ./d2\n\tex.com/e => ex.com/e v0.1.0-unused\n)\n-- foo.go --\npackage foo\nimport _ \"ex.com/a\"\n-- vendor/ex.com/a/a.go --\npackage a\nimport _ \"ex.com/d\"\n-- vendor/ex.com/d/d.go --\npackage d\n-- vendor/modules.txt --\n# ex.com/a v0.1.0 => ./a\n## explicit\nex.com/a\n# ex.com/d v0.2.0 => ./d2\nex.com/d\n# ex.com/b v0.1.0 => ./b1\n# ex.com/b v0.2.0-unused => ./b2\n# ex.com/c => ./c\n# ex.com/d v0.1.0 => ./d1\n# ex.com/e => ex.com/e v0.1.0-unused\n";
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/d (ex.com/d => ./d2) [d.go]
ex.com/a (ex.com/a => ./a) [a.go] <- ex.com/d
*ex.com/foo (ex.com/foo) [foo.go] <- ex.com/a
",
    );
    let only = "-- go.mod --\nmodule m\ngo 1.14\nrequire ex.com v1.0.0 // indirect\n-- m.go --\npackage m\n-- vendor/modules.txt --\n# ex.com v1.0.0\n## explicit\n";
    assert_text(&list(only, "", &["."]), "*m (m) [m.go]");
}

#[test]
fn files_of_a_vendor_folder_from_outside() {
    let project = "-- my/go.mod --\nmodule ex.com/my\ngo 1.20\n-- my/vendor/ex.com/a/in.go --\npackage main\nimport \"fmt\"\n-- my/vendor/ex.com/a/out.go --\npackage main\nimport \"ex.com/quote\"\n";
    for mode in [ModMode::Readonly, ModMode::Vendor] {
        let with = |file| {
            let pattern = format!("my/vendor/ex.com/a/{file}");
            load(project, &LoadConfig { mod_mode: Some(mode), ..fixture::config("/project", &[&pattern]) })
        };
        assert_text(&with("in.go"), "*command-line-arguments [in.go] <- fmt");
        let got = with("out.go");
        assert!(got.contains("out.go:2:8: no required module provides package ex.com/quote"), "{got}");
    }
}

#[test]
fn what_a_workspaces_modules_txt_may_get_wrong() {
    let with = |list_text: &str| {
        let project = format!(
            "-- go.work --\ngo 1.21\nuse (\n\t./a\n\t./b\n)\n-- a/go.mod --\nmodule ex.com/a\ngo 1.21\nrequire ex.com/p v1.0.0\nreplace ex.com/p v1.0.0 => ../p\n-- a/a.go --\npackage p\n-- b/go.mod --\nmodule ex.com/b\ngo 1.21\nrequire ex.com/q v1.0.0\nreplace ex.com/q v1.0.0 => ../q\n-- b/b.go --\npackage b\n-- p/go.mod --\nmodule ex.com/p\n-- q/go.mod --\nmodule ex.com/q\n-- vendor/modules.txt --\n## workspace\n{list_text}# ex.com/q v1.0.0 => ./q\n## explicit; go 1.21\n"
        );
        list(&project, "", &["ex.com/a", "ex.com/b"])
    };
    let p = "# ex.com/p v1.0.0 => ./p\n## explicit; go 1.21\n";
    assert_text(&with(p), "*ex.com/a (ex.com/a) [a.go]\n*ex.com/b (ex.com/b) [b.go]\n");
    let extra_explicit = format!("{p}# ex.com/r v1.0.0\nex.com/r\n## explicit; go 1.21\n");
    let extra_replaced = format!("{p}# ex.com/r v1.0.0 => ./r\nex.com/r\n## go 1.21\n");
    for (text, problem) in [
        (
            "# ex.com/p v1.0.0 => ./p\n## go 1.21\n",
            "ex.com/p@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt",
        ),
        (
            "# ex.com/p v1.0.0\n## explicit; go 1.21\n",
            "ex.com/p@v1.0.0: is replaced in a/go.mod, but not marked as replaced in vendor/modules.txt",
        ),
        (
            "# ex.com/p v1.0.0 => ./r\n## explicit; go 1.21\n",
            "ex.com/p@v1.0.0: is replaced by ../p in a/go.mod, but marked as replaced by ./r in vendor/modules.txt",
        ),
        (
            extra_explicit.as_str(),
            "ex.com/r@v1.0.0: is marked as explicit in vendor/modules.txt, but not explicitly required in a go.mod",
        ),
        (
            extra_replaced.as_str(),
            "ex.com/r@v1.0.0: is marked as replaced in vendor/modules.txt, but not replaced in the workspace",
        ),
    ] {
        let got = with(text);
        let want = format!("inconsistent vendoring in /project:\n\t{problem}\n\n");
        assert!(got.contains(&want) && got.contains("go work vendor"), "{got}");
    }
}

#[test]
fn import_paths_that_differ_only_in_case() {
    let project = "-- foo.go --\npackage main\n\nimport (\n\t_ \"ex.com/Foo\"\n\t_ \"ex.com/foo\"\n)\n-- go.mod --\nmodule m\n\ngo 1.14\n\nrequire (\n\tex.com/foo v0.1.0\n\tex.com/Foo v0.1.0\n)\n\nreplace (\n\tex.com/foo => ./foo\n\tex.com/Foo => ./foo_alt\n)\n-- foo/go.mod --\nmodule ex.com/foo\n-- foo/foo.go --\npackage foo\n-- foo_alt/go.mod --\nmodule ex.com/Foo\n-- foo_alt/foo.go --\npackage Foo\n";
    let got = list(project, "", &["."]);
    let want = "Forbidden: foo.go:5:2: case-insensitive import collision: \"ex.com/foo\" and \"ex.com/Foo\"";
    assert!(got.contains(want), "{got}");
    assert_eq!(got.matches("collision").count(), 1, "{got}");
}

#[test]
fn a_workspace_older_than_its_modules() {
    let with = |work: &str, go: &str| {
        let project = format!("-- go.work --\n{work}-- go.mod --\nmodule m\n{go}-- p.go --\npackage p\n");
        list(&project, "", &["."])
    };
    assert_text(
        &with("go 1.21.1\nuse .\n", "go 1.21.2\n"),
        "
*m (m) [p.go]
error [go.work] go.work:2:1: module . listed in go.work file requires go >= 1.21.2, but go.work lists go 1.21.1; to update it:
	go work use
",
    );
    let got = with("use .\n", "go 1.21\n");
    assert!(
        got.contains("requires go >= 1.21, but go.work implicitly requires go 1.18; to update it:"),
        "{got}"
    );
    for (work, go) in [("go 1.21.2\nuse .\n", "go 1.21.2\n"), ("use .\n", "go 1.20\n"), ("use .\n", "")] {
        assert_text(&with(work, go), "*m (m) [p.go]");
    }
}

#[test]
fn a_dependency_newer_than_the_toolchain() {
    let project = "-- go.mod --\nmodule m\ngo 1.1\nrequire ex.com/sub v1.0.0\nreplace ex.com/sub => ./sub\n-- x.go --\npackage x\nimport _ \"ex.com/sub\"\n-- sub/go.mod --\nmodule ex.com/sub\ngo 1.999\n-- sub/x.go --\npackage x\n";
    let got = list(project, "", &["."]);
    let want = "warning [go.mod] go.mod:3:1: ex.com/sub@v1.0.0: module ./sub requires go >= 1.999 (found go 1.26.8 in /go)";
    assert_eq!(got.matches(want).count(), 1, "{got}");
}

#[test]
fn directives_of_a_newer_go() {
    let with = |go: &str| {
        list(
            &format!("-- go.mod --\nmodule m\n\ngo {go}\n\nanewblock foo\n-- m.go --\npackage m\n"),
            "",
            &["."],
        )
    };
    let got = with("1.999");
    assert!(got.contains("go.mod:3:1: go.mod requires go >= 1.999") && !got.contains("unknown"), "{got}");
    assert_text(&with("1.26"), "*m (m) [m.go]\nerror [go.mod] go.mod:5:1: unknown directive: anewblock\n");
}

#[test]
fn retractions_that_do_not_fit_the_module() {
    let with = |text: &str| list(&format!("-- go.mod --\n{text}-- b.go --\npackage b\n"), "", &["."]);
    let got = with("go 1.16\n\nretract latest\nretract v1.0.0\n");
    assert!(
        got.contains("error [go.mod] go.mod:3:1: no module directive found, so retract cannot be used\n"),
        "{got}"
    );
    assert_eq!(got.matches("retract").count(), 1, "{got}");
    let got = with("go 1.16\n\nretract v3.0.1\n\nmodule ex.com/quote/v2\n");
    let want = "go.mod:3:1: retract ex.com/quote/v2: version \"v3.0.1\" invalid: should be v2, not v3\n";
    assert!(got.contains(want), "{got}");
    let got = with("go 1.16\n\nretract [v1.0.0, v3.0.1]\n\nmodule ex.com/quote\n");
    let want = "go.mod:3:1: retract ex.com/quote: version \"v3.0.1\" invalid: should be v0 or v1, not v3\n";
    assert!(got.contains(want), "{got}");
    assert_text(&with("retract [v1.0.0, v1.2.0]\nmodule m\n"), "*m (m) [b.go]");
}

#[test]
fn settings_of_the_runtime() {
    let table = "-- /go/src/internal/godebugs/table.go --\npackage godebugs\nvar All = []Info{\n\t{Name: \"panicnil\", Package: \"runtime\", Changed: 21, Old: \"1\"},\n}\nvar Removed = []RemovedInfo{\n\t{Name: \"x509sha1\", Removed: 24},\n}\n";
    let with = |lines: &str, table: &str| {
        list(&format!("{table}-- go.mod --\nmodule m\n{lines}-- m.go --\npackage m\n"), "", &["."])
    };
    let lines = "godebug x509sha1=1\ngodebug foo=1\ngodebug panicnil=1\ngodebug default=go1.21\ngodebug default=go1.99\ngodebug default=x\n";
    assert_text(
        &with(lines, table),
        "
*m (m) [m.go]
error [go.mod] go.mod:2:1: use of removed godebug \"x509sha1\", see https://go.dev/doc/godebug#go-124
error [go.mod] go.mod:3:1: unknown godebug \"foo\"
error [go.mod] go.mod:6:1: default=go1.99 too new (toolchain is go1.26.8)
error [go.mod] go.mod:7:1: value for default= must be goVERSION
",
    );
    // Without the distribution's table no setting is refused.
    assert_text(&with("godebug foo=1\n", ""), "*m (m) [m.go]");
    let work = format!(
        "{table}-- go.work --\ngodebug bar=1\nuse .\n-- go.mod --\nmodule m\n-- m.go --\npackage m\n"
    );
    let got = list(&work, "", &["."]);
    assert!(got.contains("error [go.work] go.work:1:1: unknown godebug \"bar\""), "{got}");
}

/// Checksums are never computed, but two that differ cannot both be right.
#[test]
fn checksums_of_a_workspace_that_contradict_each_other() {
    let with = |of_b: &str| {
        let project = format!(
            "-- go.work --\ngo 1.18\nuse ./a\nuse ./b\n-- a/go.mod --\nmodule ex.com/a\ngo 1.18\nrequire ex.com/d v1.0.0\n-- a/a.go --\npackage a\nimport _ \"ex.com/d\"\n-- a/go.sum --\nex.com/d v1.0.0/go.mod h1:x=\nex.com/unused v1.0.0/go.mod h1:x=\n-- b/go.mod --\nmodule ex.com/b\ngo 1.18\n-- b/go.sum --\nex.com/d v1.0.0/go.mod h1:{of_b}=\nex.com/unused v1.0.0/go.mod h1:y=\n-- cache/ex.com/d@v1.0.0/go.mod --\nmodule ex.com/d\n-- cache/ex.com/d@v1.0.0/d.go --\npackage d\n"
        );
        list(&project, "", &["./a"])
    };
    let got = with("y");
    assert_eq!(got.matches("verifying ex.com/d@v1.0.0/go.mod: checksum mismatch").count(), 1, "{got}");
    assert!(!got.contains("unused"), "{got}");
    assert!(!with("x").contains("checksum"), "{}", with("x"));
}

#[test]
fn a_pattern_with_a_version() {
    let got = list("-- go.mod --\nmodule m\n", "", &["ex.com/quote@v1.5.1"]);
    let want = "*ex.com/quote@v1.5.1\n  Forbidden: can only use path@version syntax with 'go get' and 'go install' in module-aware mode\n";
    assert_text(&got, want);
}

#[test]
fn a_repository_without_a_module() {
    let project = "-- .git/config --\n-- x/x.go --\npackage x // import \"m/x\"\n-- x/y/y.go --\npackage y\n";
    let hint = "MissingPackage: cannot find main module, but found .git/config in /project\n\tto create a module there, run:\n\t";
    for (dir, command) in
        [("", "go mod init\n"), ("x", "cd .. && go mod init\n"), ("x/y", "cd ../.. && go mod init\n")]
    {
        let got = list(project, dir, &["."]);
        assert!(got.contains(&format!("{hint}{command}")), "{dir}: {got}");
    }
    // The distribution is no place for a module, even inside a repository.
    for config in ["-- /go/.git/config --\n", "-- /.git/config --\n"] {
        let project = format!("{config}-- /go/doc/README --\n");
        for dir in ["/go", "/go/doc"] {
            let got = load(&project, &fixture::config(dir, &["."]));
            assert!(!got.contains("go mod init"), "{got}");
            assert!(got.contains("go.mod file not found"), "{got}");
        }
    }
}
