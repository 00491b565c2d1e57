//! Where Go is and how it is set up: environment, go env files, PATH, GOFLAGS.

mod fixture;

use godwit_base::system::MemorySystem;
use godwit_load::{GoEnv, LoadConfig, ModMode, Workspace};

fn bare() -> MemorySystem {
    MemorySystem::new("/project")
        .env("HOME", "/me")
        .env("PATH", "/bin:/opt/bin")
        .executable("/opt/go1.26/bin/go")
        .link("/opt/bin/go", "../go1.26/bin/go")
        .file("/opt/go1.26/VERSION", "go1.26.8\n")
        .file("/opt/go1.26/src/runtime/r.go", "package runtime\n")
        .file("/opt/go1.26/go.env", "GOPROXY=off\nGOFLAGS=-tags=low\n")
}

fn env(system: &MemorySystem) -> GoEnv {
    GoEnv::discover(system, &LoadConfig::default(), &mut Vec::new())
}

#[test]
fn goroot_is_found_through_the_link_in_path() {
    let found = env(&bare());
    assert_eq!(found.goroot, "/opt/go1.26");
    assert_eq!(found.go_version, "1.26.8");
    assert_eq!(found.gopath, ["/me/go"]);
    assert_eq!(found.gomodcache, "/me/go/pkg/mod");
    assert_eq!(found.flags.tags, ["low"], "from go.env in GOROOT");
}

#[test]
fn the_environment_wins_over_the_users_file_and_that_over_goroots() {
    let file = if cfg!(target_os = "macos") {
        "/me/Library/Application Support/go/env"
    } else {
        "/me/.config/go/env"
    };
    let system =
        bare().file(file, "# a comment\nGOFLAGS=-tags=mine,yours -mod=mod\nGOPATH=/p1:/p2\nGOOS=plan9\n");
    let found = env(&system);
    assert_eq!(found.flags.tags, ["mine", "yours"]);
    assert_eq!(found.flags.mod_mode, Some(ModMode::Mod));
    assert_eq!(found.gomodcache, "/p1/pkg/mod");
    assert_eq!(found.goos, "plan9");
    let found = env(&system.clone().env("GOFLAGS", "-race '-tags=a b'").env("GOMODCACHE", "/cache"));
    assert_eq!(found.flags.tags, ["a", "b"]);
    assert!(found.flags.race);
    assert_eq!(found.gomodcache, "/cache");
    let off = env(&system.env("GOENV", "off"));
    assert_eq!(off.goos, env(&bare()).goos, "GOENV=off: the file is not read");
}

#[test]
fn cgo_needs_a_c_compiler_and_a_native_build() {
    let cgo = |system: &MemorySystem, config: &LoadConfig| Workspace::load(system, config).0.context.cgo;
    let native = LoadConfig::default();
    let with_compiler = bare().executable("/bin/gcc").executable("/bin/clang");
    assert!(!cgo(&bare(), &native), "no compiler in PATH");
    assert!(cgo(&with_compiler, &native));
    assert!(!cgo(&with_compiler.clone().env("CGO_ENABLED", "0"), &native));
    let cross = LoadConfig { goos: Some("plan9".into()), ..LoadConfig::default() };
    assert!(!cgo(&with_compiler, &cross));
    assert!(cgo(&with_compiler.env("CGO_ENABLED", "1"), &cross), "asked for");
}

#[test]
fn without_go_the_project_is_still_listed() {
    let system = MemorySystem::new("/project")
        .file("/project/go.mod", "module m\ngo 1.22\n")
        .file("/project/m.go", "package m\nimport _ \"fmt\"\nimport _ \"m/a\"\n")
        .file("/project/a/a.go", "package a\n");
    let (ws, diagnostics) = Workspace::load(&system, &fixture::config("/project", &["."]));
    assert!(diagnostics[0].message.starts_with("no Go installation found"), "{diagnostics:?}");
    assert!(ws.lookup("m/a").is_some_and(|a| ws.package(a).error.is_none()));
}

#[test]
fn a_module_newer_than_the_toolchain_is_a_warning() {
    let system = fixture::system("-- go.mod --\nmodule m\ngo 1.99\n-- m.go --\npackage m\n");
    let (ws, diagnostics) = Workspace::load(&system, &fixture::config("/project", &["."]));
    fixture::assert_text(
        &fixture::show(&ws, &diagnostics),
        "
*m (m) [m.go]
warning [go.mod] go.mod:2:1: go.mod requires go >= 1.99 (found go 1.26.8 in /go); the standard library may lack what the module uses
",
    );
}

#[test]
fn another_go_mod_by_flag() {
    let system =
        fixture::system("-- go.mod --\nmodule m\n-- m.go --\npackage m\n-- alt/other.mod --\nmodule other\n");
    let system = system.env("GOFLAGS", "-modfile=alt/other.mod");
    let (ws, _) = Workspace::load(&system, &fixture::config("/project", &["."]));
    assert_eq!(&*ws.package(ws.roots[0]).import_path, "other");
}

#[test]
fn unknown_settings_are_told() {
    let system = fixture::system("-- go.mod --\nmodule m\n-- m.go --\npackage m\n");
    let system =
        system.env("GOFLAGS", "-mod=maybe tags=x").env("GOEXPERIMENT", "nosuch").env("GOARCH", "pdp11");
    let (_, diagnostics) = Workspace::load(&system, &fixture::config("/project", &["."]));
    let messages: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    for part in
        ["-mod=maybe is not one of", "does not begin with a dash", "unknown GOEXPERIMENT such", "linux/pdp11"]
    {
        assert!(messages.iter().any(|m| m.contains(part)), "{part}: {messages:?}");
    }
}
