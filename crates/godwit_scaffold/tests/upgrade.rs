//! `godwit scaffold check` and `godwit upgrade`, against an older template version reached through the chain of reverse diffs.
#![allow(clippy::disallowed_methods, reason = "tests prepare folders on disk")]

mod sample;

use godwit_scaffold::drift::{DriftKind, check};
use godwit_scaffold::failure::Failure;
use godwit_scaffold::history::{Catalog, reverse};
use godwit_scaffold::lock::Lock;
use godwit_scaffold::merge::State;
use godwit_scaffold::upgrade::{Upgrade, plan_upgrade};
use sample::{Folder, MAKEFILE, MANIFEST, catalog, catalog_after, changed, set};

const WITH_VULN: &str = "build:
\tgo build ./...

test:
\tgo test -race ./...

lint:
\tgolangci-lint run

vuln:
\tgovulncheck ./...
";

fn drift(folder: &Folder, catalog: &Catalog) -> Vec<(String, DriftKind)> {
    let report = check(&folder.project(), catalog).expect("checked");
    report.drifts.into_iter().map(|drift| (drift.path, drift.kind)).collect()
}

fn upgrade(folder: &Folder, catalog: &Catalog) -> Upgrade {
    let upgrade = plan_upgrade(&folder.project(), catalog).expect("planned");
    folder.apply(&upgrade.plan.changes);
    upgrade
}

fn state(upgrade: &Upgrade, path: &str) -> State {
    upgrade
        .plan
        .outcomes
        .iter()
        .find(|outcome| outcome.path == path)
        .map(|outcome| outcome.state)
        .expect(path)
}

fn version_of(folder: &Folder, path: &str) -> String {
    let lock = Lock::parse(&folder.read(".godwit/scaffold.lock")).expect("readable");
    lock.file(path).map(|file| file.version.clone()).expect(path)
}

#[test]
fn a_fresh_service_has_no_drift() {
    let folder = Folder::with_service(&catalog(), &[]);
    assert_eq!(drift(&folder, &catalog()), []);
}

#[test]
fn every_kind_of_drift_is_seen() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.replace("Makefile", "-race ", "");
    folder.write("internal/wire_gen.go", "package internal\n");
    folder.remove("scripts/run.sh");
    folder.write("internal/cache/cache.go", "package cache // mine now\n");
    let want = [
        ("internal/wire_gen.go".to_owned(), DriftKind::Edited),
        ("Makefile".to_owned(), DriftKind::Edited),
        ("scripts/run.sh".to_owned(), DriftKind::Missing),
    ];
    assert_eq!(drift(&folder, &catalog()), want);
}

#[test]
fn a_file_that_is_old_although_the_lock_is_current_is_seen() {
    let folder = Folder::with_service(&catalog(), &[]);
    // The same version with another content: what an answers file alone cannot tell.
    let other =
        Catalog::new(changed("1.0.0", &[("service/files/Makefile.tmpl", WITH_VULN)]), []).expect("valid");
    assert_eq!(drift(&folder, &other), [("Makefile".to_owned(), DriftKind::Stale)]);
}

#[test]
fn ignored_paths_and_requirements_are_not_drift() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.replace("go.mod", "v1.2.0", "v1.3.0");
    folder.replace("go.sum", "v1.2.0 h1:base=", "v1.3.0 h1:new=");
    folder.replace("Makefile", "-race ", "");
    assert_eq!(drift(&folder, &catalog()).len(), 3);
    folder.write("godwit.toml", "[scaffold]\nignore = [\"go.mod:require\", \"Make*\"]\n");
    assert_eq!(drift(&folder, &catalog()), []);
    folder.replace("go.mod", "go 1.26.0", "go 1.25.0");
    assert_eq!(
        drift(&folder, &catalog()),
        [("go.mod".to_owned(), DriftKind::Edited)],
        "only requirements are ignored"
    );
    folder.write("godwit.toml", "[scaffold]\nignore = 3\n");
    assert_eq!(check(&folder.project(), &catalog()).expect_err("refused").code, "config-invalid");
}

#[test]
fn projects_without_a_usable_lock_are_refused() {
    let folder = Folder::with_service(&catalog(), &[]);
    let code = |result: Result<_, Failure>| result.map(|_: Upgrade| ()).expect_err("refused").code;
    folder.write(".godwit/scaffold.lock", "schema = 9\ntemplate_version = \"1\"\n[answers]\n");
    assert_eq!(code(plan_upgrade(&folder.project(), &catalog())), "lock-invalid");
    folder.write(".godwit/scaffold.lock", "not toml");
    assert_eq!(code(plan_upgrade(&folder.project(), &catalog())), "lock-invalid");
    folder.remove(".godwit/scaffold.lock");
    assert_eq!(code(plan_upgrade(&folder.project(), &catalog())), "lock-missing");
    let future = Folder::with_service(&Catalog::new(changed("9.0.0", &[]), []).expect("valid"), &[]);
    assert_eq!(code(plan_upgrade(&future.project(), &catalog())), "template-version-unknown");
}

#[test]
fn a_lock_cannot_name_files_outside_of_the_project() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.replace(".godwit/scaffold.lock", "path = \"Makefile\"", "path = \"../Makefile\"");
    assert_eq!(check(&folder.project(), &catalog()).expect_err("refused").code, "lock-invalid");
}

#[test]
fn the_chain_of_reverse_diffs_leads_back_to_every_version() {
    let one = set();
    let two = changed(
        "1.1.0",
        &[("service/files/Makefile.tmpl", WITH_VULN), ("service/files/extra.tmpl", "new\n")],
    );
    let three = changed(
        "2.0.0",
        &[("service/files/Makefile.tmpl", "build:\n\ttrue"), ("service/files/main.go.tmpl", "")],
    );
    let steps = [reverse(&three, &two).expect("diff"), reverse(&two, &one).expect("diff")];
    let catalog = Catalog::new(three.clone(), steps.iter().map(String::as_str)).expect("valid");
    assert_eq!(catalog.versions(), ["2.0.0", "1.1.0", "1.0.0"]);
    assert_eq!(catalog.version("2.0.0").expect("known"), three);
    assert_eq!(catalog.version("1.1.0").expect("known"), two);
    assert_eq!(catalog.version("1.0.0").expect("known"), one);
    assert_eq!(catalog.version("0.9.0").expect_err("unknown").code, "template-version-unknown");
    assert_eq!(reverse(&one, &one).expect_err("refused").code, "template-version-same");
}

#[test]
fn untouched_files_follow_the_template_and_edits_survive() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.replace("Makefile", "build:\n", "build: ## compile\n");
    let newer = catalog_after(changed(
        "1.1.0",
        &[
            ("service/files/Makefile.tmpl", WITH_VULN),
            ("service/files/run.sh.tmpl", "#!/bin/sh\nset -eu\nexec go run ./cmd/<< name >>\n"),
            ("service/files/cache.go.tmpl", "package cache // the template changed\n"),
        ],
    ));
    let done = upgrade(&folder, &newer);
    assert_eq!((done.from.as_str(), done.to.as_str()), ("1.0.0", "1.1.0"));
    assert_eq!(state(&done, "Makefile"), State::Merged);
    assert_eq!(state(&done, "scripts/run.sh"), State::Updated);
    assert_eq!(state(&done, "internal/cache/cache.go"), State::Unchanged);
    assert_eq!(
        folder.read("Makefile"),
        format!("# godwit:managed\n{}", WITH_VULN.replace("build:\n", "build: ## compile\n"))
    );
    assert!(folder.read("scripts/run.sh").contains("set -eu"));
    assert!(folder.read("internal/cache/cache.go").contains("remembers"), "seeded files stay");
    assert_eq!(version_of(&folder, "Makefile"), "1.1.0");
    assert_eq!(drift(&folder, &newer), [("Makefile".to_owned(), DriftKind::Edited)]);
    assert!(
        plan_upgrade(&folder.project(), &newer).expect("planned").plan.changes.is_empty(),
        "a second upgrade changes nothing"
    );
}

#[test]
fn generated_files_are_rewritten_and_deletions_respected() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.write("internal/wire_gen.go", "package broken\n");
    folder.remove("scripts/run.sh");
    folder.remove("internal/cache/cache.go");
    let newer = catalog_after(changed("1.1.0", &[("service/files/run.sh.tmpl", "#!/bin/sh\ntrue\n")]));
    let done = upgrade(&folder, &newer);
    assert_eq!(state(&done, "internal/wire_gen.go"), State::Updated);
    assert_eq!(state(&done, "scripts/run.sh"), State::Kept);
    assert!(!folder.exists("scripts/run.sh") && !folder.exists("internal/cache/cache.go"));
    assert!(folder.read("internal/wire_gen.go").contains("const Name = \"orders\""));
}

#[test]
fn files_come_and_go_with_the_template() {
    let folder = Folder::with_service(&catalog(), &[]);
    let manifest = MANIFEST
        .replace("path = \"scripts/run.sh\"", "path = \"scripts/start.sh\"")
        .replace("path = \"Makefile\"", "path = \"GNUmakefile\"");
    folder.replace("Makefile", "-race ", "");
    let newer = catalog_after(changed("1.1.0", &[("service/manifest.toml", &manifest)]));
    let done = upgrade(&folder, &newer);
    assert_eq!(state(&done, "scripts/start.sh"), State::Created);
    assert_eq!(state(&done, "scripts/run.sh"), State::Deleted);
    assert_eq!(state(&done, "Makefile"), State::Kept, "an edited file is not deleted");
    assert!(folder.exists("Makefile") && folder.exists("GNUmakefile") && !folder.exists("scripts/run.sh"));
}

#[test]
fn a_file_that_was_there_before_is_not_clobbered() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.write("docs/guide.md", "mine\n");
    let manifest = format!(
        "{MANIFEST}\n[[file]]\npath = \"docs/guide.md\"\nsource = \"guide.tmpl\"\nclass = \"managed\"\n"
    );
    let newer = catalog_after(changed(
        "1.1.0",
        &[("service/manifest.toml", &manifest), ("service/files/guide.tmpl", "theirs\n")],
    ));
    let done = upgrade(&folder, &newer);
    assert_eq!(state(&done, "docs/guide.md"), State::Kept);
    assert_eq!(folder.read("docs/guide.md"), "mine\n");
}

#[test]
fn a_conflict_is_never_marked_as_done() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.replace("Makefile", "go test -race ./...", "go test -race -count=1 ./...");
    let theirs = MAKEFILE.replace("go test -race ./...", "go test -race -shuffle=on ./...");
    let newer = catalog_after(changed("1.1.0", &[("service/files/Makefile.tmpl", &theirs)]));

    let done = upgrade(&folder, &newer);
    assert_eq!(state(&done, "Makefile"), State::Conflict);
    let text = folder.read("Makefile");
    for marker in
        ["<<<<<<< ", "||||||| ", "=======\n", ">>>>>>> ", "-count=1", "-shuffle=on", "go test -race ./..."]
    {
        assert!(text.contains(marker), "no {marker:?} in:\n{text}");
    }
    assert_eq!(version_of(&folder, "Makefile"), "1.0.0");
    assert_eq!(version_of(&folder, "scripts/run.sh"), "1.1.0", "clean files advance");
    assert_eq!(drift(&folder, &newer), [("Makefile".to_owned(), DriftKind::Conflict)]);

    let again = upgrade(&folder, &newer);
    assert_eq!(state(&again, "Makefile"), State::Conflict, "however often it runs");
    assert_eq!(folder.read("Makefile"), text, "markers are not merged into markers");
    assert_eq!(version_of(&folder, "Makefile"), "1.0.0");

    folder.write(
        "Makefile",
        &format!("# godwit:managed\n{}", theirs.replace("-shuffle=on", "-shuffle=on -count=1")),
    );
    let resolved = upgrade(&folder, &newer);
    assert_eq!(state(&resolved, "Makefile"), State::Unchanged);
    assert_eq!(version_of(&folder, "Makefile"), "1.1.0");
    assert!(folder.read("Makefile").contains("-shuffle=on -count=1"));
}

#[test]
fn throwing_a_conflicted_merge_away_merges_again() {
    let folder = Folder::with_service(&catalog(), &[]);
    folder.replace("Makefile", "go test -race ./...", "go test -race -count=1 ./...");
    let before = folder.read("Makefile");
    let theirs = MAKEFILE.replace("go test -race ./...", "go test -race -shuffle=on ./...");
    let newer = catalog_after(changed("1.1.0", &[("service/files/Makefile.tmpl", &theirs)]));
    upgrade(&folder, &newer);
    folder.write("Makefile", &before);
    let again = upgrade(&folder, &newer);
    assert_eq!(state(&again, "Makefile"), State::Conflict);
    assert_eq!(version_of(&folder, "Makefile"), "1.0.0");
}

#[test]
fn requirements_merge_by_module_not_by_line() {
    let folder = Folder::with_service(&catalog(), &[]);
    // A bot raised one module and a person added another, with comments.
    folder.replace(
        "go.mod",
        "\texample.com/base v1.2.0\n",
        "\texample.com/base v1.9.0 // pinned by a bot\n\t// ours\n\texample.com/ours v0.1.0\n",
    );
    let newer = catalog_after(changed(
        "1.1.0",
        &[(
            "service/pins/require.txt",
            "3 direct example.com/base v1.5.0\n3 direct example.com/otel v1.0.0\n2 direct example.com/redis v9.1.0\n2 indirect example.com/hash v0.1.0\n",
        )],
    ));
    let done = upgrade(&folder, &newer);
    assert_eq!(state(&done, "go.mod"), State::Merged);
    assert_eq!(
        folder.read("go.mod"),
        "//godwit:managed\n\nmodule example.com/orders\n\ngo 1.26.0\n\nrequire (\n\texample.com/base v1.9.0 // pinned by a bot\n\texample.com/otel v1.0.0\n\
         \t// ours\n\texample.com/ours v0.1.0\n\texample.com/redis v9.1.0\n)\n\nrequire (\n\texample.com/hash v0.1.0 // indirect\n)\n"
    );
}

#[test]
fn windows_line_ends_survive_a_merge() {
    let folder = Folder::with_service(&catalog(), &[]);
    let crlf = folder.read("Makefile").replace('\n', "\r\n").replace("build:", "build: # mine");
    folder.write("Makefile", &crlf);
    let newer = catalog_after(changed("1.1.0", &[("service/files/Makefile.tmpl", WITH_VULN)]));
    let done = upgrade(&folder, &newer);
    assert_eq!(state(&done, "Makefile"), State::Merged);
    let text = folder.read("Makefile");
    assert!(text.contains("build: # mine\r\n") && text.contains("vuln:\r\n"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}
