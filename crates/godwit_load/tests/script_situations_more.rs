//! More situations of the go command's script tests; which test shows which is written in script_situations.txt.

mod fixture;

use fixture::{assert_text, list, list_tests, sums};
use godwit_load::{LoadConfig, ModMode, Workspace};

fn module(files: &str) -> String {
    format!("-- go.mod --\nmodule m\ngo 1.22\n{files}")
}

fn load(project: &str, config: &LoadConfig) -> String {
    let system = fixture::system(project).file("/project/go.sum", sums(project));
    let (ws, diagnostics) = Workspace::load(&system, config);
    fixture::show(&ws, &diagnostics)
}

#[test]
fn malformed_imports_are_told_where_they_stand() {
    let project = module(
        "-- a/a.go --\npackage a\nimport _ \"ex\u{1f427}.com/x\"\n-- b/b.go --\npackage b\nimport _ \"/\"\n",
    );
    let got = list(&project, "", &["./a", "./b"]);
    assert!(got.contains("a/a.go:2:8: malformed import path \"ex\u{1f427}.com/x\": invalid char"), "{got}");
    assert!(got.contains("*m/b (m) [b.go] <- /"), "{got}");
    assert!(got.contains("b/b.go:2:8:"), "{got}");
}

#[test]
fn tags_choose_the_files() {
    let project = module("-- x.go --\n// +build one\n\npackage x\n-- y.go --\n// +build two\n\npackage x\n");
    let with = |tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        load(&project, &LoadConfig { tags, ..fixture::config("/project", &["."]) })
    };
    assert!(with(&[]).contains("build constraints exclude all Go files"), "{}", with(&[]));
    // The oldest form of constraints is still read where it stands alone.
    assert_text(&with(&["one"]), "*m (m) [x.go]");
    assert_text(&with(&["one", "two"]), "*m (m) [x.go y.go]");
}

#[test]
fn a_folder_called_go_mod_is_no_module() {
    let project = module("-- sub/s.go --\npackage sub\n-- sub/go.mod/README --\nno file\n");
    assert_text(&list(&project, "sub", &["."]), "*m/sub (m) [s.go]");
}

#[test]
fn folders_without_packages() {
    let project = module(
        "-- empty/README --\n-- excluded/e.go --\n//go:build no\n\npackage e\n-- other/go.mod --\nmodule o\n-- other/o.go --\npackage o\n",
    );
    let got = list(&project, "", &["./empty"]);
    assert!(got.contains("no Go files in /project/empty"), "{got}");
    let got = list(&project, "", &["./excluded"]);
    assert!(got.contains("build constraints exclude all Go files in /project/excluded"), "{got}");
    let got = list(&project, "", &["./missing"]);
    assert!(got.contains("stat /project/missing: directory not found"), "{got}");
    let got = list(&project, "", &["./other"]);
    assert!(got.contains("main module (m) does not contain package m/other"), "{got}");
}

#[test]
fn a_dependency_has_its_own_language_version() {
    let project = "-- go.mod --\nmodule m\ngo 1.18\nrequire ex.com/d v1.0.0\nreplace ex.com/d => ./d\n-- m.go --\npackage m\nimport _ \"ex.com/d\"\n-- d/go.mod --\nmodule ex.com/d\ngo 1.21\n-- d/d.go --\npackage d\n";
    let system = fixture::system(project);
    let (ws, _) = Workspace::load(&system, &fixture::config("/project", &["."]));
    let version = |path| ws.lookup(path).and_then(|id| ws.go_version(id));
    assert_eq!((version("m"), version("ex.com/d")), (Some("go1.18"), Some("go1.21")));
}

/// x v0.1.0 is not selected, but what it requires still is: minimal version selection looks at every version on the way.
#[test]
fn requirements_of_versions_that_lost_still_count() {
    let project = "-- go.mod --\nmodule m\ngo 1.13\nrequire (\n\tex.com/a v0.1.0\n\tex.com/b v0.1.0\n\tex.com/c v0.1.0\n)\n-- m.go --\npackage m\nimport _ \"ex.com/c\"\n-- cache/ex.com/a@v0.1.0/go.mod --\nmodule ex.com/a\nrequire ex.com/x v0.1.0\n-- cache/ex.com/b@v0.1.0/go.mod --\nmodule ex.com/b\nrequire ex.com/x v0.2.0\n-- cache/ex.com/c@v0.1.0/go.mod --\nmodule ex.com/c\n-- cache/ex.com/c@v0.1.0/c.go --\npackage c\nimport _ \"ex.com/i\"\n-- cache/ex.com/x@v0.1.0/go.mod --\nmodule ex.com/x\nrequire ex.com/i v0.1.0\n-- cache/ex.com/x@v0.2.0/go.mod --\nmodule ex.com/x\n-- cache/ex.com/i@v0.1.0/go.mod --\nmodule ex.com/i\n-- cache/ex.com/i@v0.1.0/i.go --\npackage i\n";
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/i (ex.com/i@v0.1.0) [i.go]
ex.com/c (ex.com/c@v0.1.0) [c.go] <- ex.com/i
*m (m) [m.go] <- ex.com/c
",
    );
}

#[test]
fn a_dependency_that_requires_the_main_module() {
    let project = "-- go.mod --\nmodule ex.com/m\ngo 1.13\nrequire ex.com/a v0.1.0\n-- m.go --\npackage m\nimport _ \"ex.com/a\"\n-- cache/ex.com/a@v0.1.0/go.mod --\nmodule ex.com/a\nrequire ex.com/m v0.1.0\n-- cache/ex.com/a@v0.1.0/a.go --\npackage a\nimport _ \"ex.com/p\"\n-- cache/ex.com/m@v0.1.0/go.mod --\nmodule ex.com/m\nrequire ex.com/p v0.1.0\n-- cache/ex.com/p@v0.1.0/go.mod --\nmodule ex.com/p\n-- cache/ex.com/p@v0.1.0/p.go --\npackage p\n";
    assert_text(
        &list(project, "", &["."]),
        "
ex.com/p (ex.com/p@v0.1.0) [p.go]
ex.com/a (ex.com/a@v0.1.0) [a.go] <- ex.com/p
*ex.com/m (ex.com/m) [m.go] <- ex.com/a
",
    );
}

#[test]
fn packages_with_dots_and_pluses() {
    let project = module(
        "-- .dot/d.go --\npackage dot\n-- x++/x.go --\npackage x\n-- use/u.go --\npackage use\nimport (\n\t_ \"m/.dot\"\n\t_ \"m/x++\"\n)\n",
    );
    assert_text(
        &list(&project, "", &["./use"]),
        "
m/.dot (m) [d.go]
m/x++ (m) [x.go]
*m/use (m) [u.go] <- m/.dot, m/x++
",
    );
}

#[test]
fn an_explicit_readonly_names_itself() {
    let project = module("-- m.go --\npackage m\nimport _ \"ex.com/missing\"\n");
    let config = LoadConfig { mod_mode: Some(ModMode::Readonly), ..fixture::config("/project", &["."]) };
    let got = load(&project, &config);
    assert!(
        got.contains("m.go:2:8: cannot find module providing package ex.com/missing: import lookup disabled by -mod=readonly"),
        "{got}"
    );
}

#[test]
fn test_files_alone() {
    let project = module("-- x_test.go --\npackage x\n-- xx_test.go --\npackage x_test\n");
    let got = list_tests(&project, &["."]);
    for line in
        ["*m (m)\n", "*m [m.test] (m) [x_test.go]\n", "*m_test [m.test] (m) [xx_test.go]", "*m.test (m)"]
    {
        assert!(got.contains(line), "{line}: {got}");
    }
}

#[test]
fn go_mod_and_go_work_in_an_overlay() {
    let project = "-- a/a.go --\npackage a\n-- a/in/i.go --\npackage in\n-- b/go.mod --\nmodule ex.com/b\n-- b/b.go --\npackage b\n";
    let with = |name: &str, text: &str, config: LoadConfig| {
        let mut config = config;
        config.overlay.insert(name.into(), Some(text.as_bytes().to_vec()));
        config
    };
    let alone = with("/project/a/go.mod", "module ex.com/a\n", fixture::config("/project/a", &["./..."]));
    assert_text(&load(project, &alone), "*ex.com/a (ex.com/a) [a.go]\n*ex.com/a/in (ex.com/a) [i.go]\n");
    let carved = with("/project/a/in/go.mod", "module ex.com/in\n", alone.clone());
    assert_text(&load(project, &carved), "*ex.com/a (ex.com/a) [a.go]\n");
    let mut work = with("/project/go.work", "go 1.22\nuse ./a\nuse ./b\n", alone);
    work.patterns = vec!["work".into()];
    let got = load(project, &work);
    assert!(got.contains("*ex.com/a (ex.com/a)") && got.contains("*ex.com/b (ex.com/b)"), "{got}");
}

#[test]
fn wildcards_reach_other_modules() {
    let project = "-- go.mod --\nmodule ex.com/m\ngo 1.22\nrequire ex.com/m/nested v0.0.0\nrequire ex.com/unused v0.0.0\nreplace ex.com/m/nested => ../nested\nreplace ex.com/unused => ../unused\n-- m.go --\npackage m\n-- /nested/go.mod --\nmodule ex.com/m/nested\n-- /nested/x/x.go --\npackage x\n-- /unused/go.mod --\nmodule ex.com/unused\n-- /unused/u.go --\npackage unused\n";
    assert_text(
        &list(project, "", &["ex.com/m/..."]),
        "
*ex.com/m (ex.com/m) [m.go]
*ex.com/m/nested/x (ex.com/m/nested => ../nested) [x.go]
",
    );
    assert_text(&list(project, "", &["./..."]), "*ex.com/m (ex.com/m) [m.go]");
    assert_text(&list(project, "", &["all"]), "*ex.com/m (ex.com/m) [m.go]");
}

#[test]
fn a_link_to_a_folder_is_no_file() {
    let system =
        fixture::system(&module("-- p.go --\npackage p\n-- dir/README --\n")).link("/project/dir.go", "dir");
    let (ws, d) = Workspace::load(&system, &fixture::config("/project", &["."]));
    assert_text(&fixture::show(&ws, &d), "*m (m) [p.go]");
}

#[test]
fn a_tool_that_no_module_provides() {
    let project = "-- go.mod --\nmodule ex.com/m\ngo 1.24\ntool ex.com/tools/hello\n";
    let got = list(project, "", &["all"]);
    assert!(got.contains("no required module provides package ex.com/tools/hello"), "{got}");
}

#[test]
fn a_retracted_version_is_still_used() {
    let project = "-- go.mod --\nmodule m\ngo 1.22\nrequire ex.com/d v1.0.0\n-- m.go --\npackage m\nimport _ \"ex.com/d\"\n-- cache/ex.com/d@v1.0.0/go.mod --\nmodule ex.com/d\nretract v1.0.0\n-- cache/ex.com/d@v1.0.0/d.go --\npackage d\n";
    assert_text(&list(project, "", &["."]), "ex.com/d (ex.com/d@v1.0.0) [d.go]\n*m (m) [m.go] <- ex.com/d\n");
}

#[test]
fn a_requirement_written_twice() {
    let project = "-- go.mod --\nmodule m\ngo 1.17\nrequire ex.com/d v1.0.0\nrequire ex.com/d v1.0.0\n-- m.go --\npackage m\nimport _ \"ex.com/d\"\n-- vendor/modules.txt --\n# ex.com/d v1.0.0\n## explicit; go 1.17\nex.com/d\n-- vendor/ex.com/d/d.go --\npackage d\n";
    assert_text(&list(project, "", &["."]), "ex.com/d (ex.com/d@v1.0.0) [d.go]\n*m (m) [m.go] <- ex.com/d\n");
}

#[test]
fn a_workspace_without_modules() {
    let project = module("-- go.work --\ngo 1.22\n-- m.go --\npackage m\n");
    let got = list(&project, "", &["."]);
    assert!(got.contains("no modules were found in the current workspace"), "{got}");
}

#[test]
fn one_module_path_in_two_folders_of_a_workspace() {
    let project = "-- go.work --\ngo 1.22\nuse ./a\nuse ./b\n-- a/go.mod --\nmodule ex.com/foo\n-- b/go.mod --\nmodule ex.com/foo\n-- a/a.go --\npackage a\n";
    let got = list(project, "", &["./a"]);
    assert!(got.contains("module ex.com/foo appears multiple times in workspace"), "{got}");
}

#[test]
fn modules_that_require_each_other() {
    let project = "-- go.work --\ngo 1.22\nuse ./a\n-- a/go.mod --\nmodule ex.com/a\ngo 1.18\nrequire ex.com/b v1.0.0\n-- a/a.go --\npackage a\nimport _ \"ex.com/b\"\n-- cache/ex.com/b@v1.0.0/go.mod --\nmodule ex.com/b\ngo 1.18\nrequire ex.com/c v1.0.0\n-- cache/ex.com/b@v1.0.0/b.go --\npackage b\n-- cache/ex.com/c@v1.0.0/go.mod --\nmodule ex.com/c\ngo 1.18\nrequire ex.com/b v1.0.0\n";
    let got = list(project, "", &["./a"]);
    assert!(
        got.contains("ex.com/b (ex.com/b@v1.0.0) [b.go]\n*ex.com/a (ex.com/a) [a.go] <- ex.com/b\n"),
        "{got}"
    );
}

#[test]
fn another_go_mod_is_refused_in_a_workspace() {
    let project = "-- go.work --\ngo 1.22\nuse ./a\n-- a/go.mod --\nmodule ex.com/a\n-- a/alt.mod --\nmodule ex.com/alt\n-- a/a.go --\npackage a\n";
    let mut config = fixture::config("/project/a", &["."]);
    config.env.insert("GOFLAGS".into(), "-modfile=alt.mod".into());
    let got = load(project, &config);
    assert!(got.contains("-modfile cannot be used in workspace mode"), "{got}");
}

#[test]
fn words_for_many_packages_cannot_be_imported() {
    for word in ["all", "cmd", "std"] {
        let project = module(&format!("-- m.go --\npackage m\nimport _ \"{word}\"\n"));
        let got = list(&project, "", &["."]);
        let want = format!("m.go:2:8: \"{word}\" is not an importable package; see 'go help packages'");
        assert!(got.contains(&want), "{got}");
    }
}

#[test]
fn a_vendored_workspace_with_a_replaced_main_module() {
    let project = "-- go.work --\ngo 1.22\nuse ./a\nuse ./b\n-- a/go.mod --\nmodule ex.com/a\ngo 1.22\nrequire ex.com/b v0.0.0\nreplace ex.com/b => ../b\n-- a/a.go --\npackage a\nimport _ \"ex.com/b\"\n-- b/go.mod --\nmodule ex.com/b\ngo 1.22\n-- b/b.go --\npackage b\n-- vendor/modules.txt --\n## workspace\n# ex.com/b v0.0.0 => ./b\n## explicit; go 1.22\n";
    assert_text(
        &list(project, "", &["./a"]),
        "ex.com/b (ex.com/b) [b.go]\n*ex.com/a (ex.com/a) [a.go] <- ex.com/b\n",
    );
}

#[test]
fn a_folder_of_the_module_cache_as_pattern() {
    let project = "-- go.mod --\nmodule m\ngo 1.22\nrequire ex.com/d v1.0.0\n-- m.go --\npackage m\nimport _ \"ex.com/d\"\n-- cache/ex.com/d@v1.0.0/go.mod --\nmodule ex.com/d\n-- cache/ex.com/d@v1.0.0/d.go --\npackage d\n-- cache/ex.com/d@v0.9.0/go.mod --\nmodule ex.com/d\n-- cache/ex.com/d@v0.9.0/d.go --\npackage d\n";
    let selected = list(project, "", &["/gopath/pkg/mod/ex.com/d@v1.0.0"]);
    assert_text(&selected, "*ex.com/d (ex.com/d@v1.0.0) [d.go]");
    let other = list(project, "", &["/gopath/pkg/mod/ex.com/d@v0.9.0"]);
    assert!(other.contains("outside main module or its selected dependencies"), "{other}");
}

#[test]
fn a_package_whose_path_ends_like_a_file() {
    let project = "-- go.mod --\nmodule m\ngo 1.22\nrequire ex.com/dot.go v1.0.0\n-- m.go --\npackage m\nimport _ \"ex.com/dot.go\"\n-- cache/ex.com/dot.go@v1.0.0/go.mod --\nmodule ex.com/dot.go\n-- cache/ex.com/dot.go@v1.0.0/d.go --\npackage dot\n";
    assert_text(&list(project, "", &["ex.com/dot.go"]), "*ex.com/dot.go (ex.com/dot.go@v1.0.0) [d.go]");
    assert_text(&list(project, "", &["ex.com/dot.go/"]), "*ex.com/dot.go (ex.com/dot.go@v1.0.0) [d.go]");
}
