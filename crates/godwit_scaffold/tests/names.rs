//! Module paths and service names, accepted and refused.

use godwit_scaffold::module_path::{check_module_path, check_service_name};

#[test]
fn module_paths_are_judged_as_by_the_go_command() {
    // path, and the reason that golang.org/x/mod/module.CheckPath gives ("" when it accepts).
    let cases = [
        ("github.com/acme/orders", ""),
        ("example.com/a", ""),
        ("example.com", ""),
        ("github.com/acme/orders/v2", ""),
        ("github.com/acme/orders/v10", ""),
        ("github.com/Acme/Orders", ""),
        ("github.com/acme/my_svc~x", ""),
        ("example.com/v2", ""),
        ("example.com/xv1", ""),
        ("gopkg.in/yaml.v3", ""),
        ("gopkg.in/yaml.v0", ""),
        ("gopkg.in/yaml.v3-unstable", ""),
        ("", "empty string"),
        ("-example.com/x", "leading dash"),
        ("/example.com/x", "empty path element"),
        ("example.com/x/", "trailing slash"),
        ("example.com//x", "double slash"),
        ("orders", "missing dot in first path element"),
        ("acme/orders", "missing dot in first path element"),
        ("Example.com/x", "invalid char 'E' in first path element"),
        ("exa_mple.com/x", "invalid char '_' in first path element"),
        ("example.com/x y", "invalid char ' '"),
        ("example.com/x@v1", "invalid char '@'"),
        ("example.com/é", "invalid char 'é'"),
        ("example.com/.x", "leading dot in path element"),
        ("example.com/x.", "trailing dot in path element"),
        ("example.com/../x", "invalid path element \"..\""),
        ("example.com/con", "\"con\" disallowed as path element component on Windows"),
        ("example.com/Aux.txt", "\"Aux\" disallowed as path element component on Windows"),
        ("example.com/longna~1", "trailing tilde and digits in path element"),
        ("example.com/x/v1", "invalid version"),
        ("example.com/x/v0", "invalid version"),
        ("example.com/x/v02", "invalid version"),
        ("example.com/x/v2.1", "invalid version"),
        ("gopkg.in/yaml", "invalid version"),
        ("gopkg.in/yaml.v01", "invalid version"),
    ];
    for (path, want) in cases {
        let got = check_module_path(path).err();
        match (want, got) {
            ("", None) => {}
            ("", Some(failure)) => panic!("{path:?} was refused: {failure}"),
            (want, None) => panic!("{path:?} was accepted, want {want}"),
            (want, Some(failure)) => {
                assert_eq!(failure.code, "module-path-invalid");
                assert_eq!(failure.message, format!("malformed module path {path:?}: {want}"));
                assert!(failure.hint.contains("--module"), "{failure}");
            }
        }
    }
}

#[test]
fn service_names_fit_every_place_they_are_used_in() {
    for name in ["orders", "user-api", "a", "s3-proxy", &"a".repeat(63)] {
        check_service_name(name).unwrap_or_else(|failure| panic!("{failure}"));
    }
    for name in [
        "",
        "Orders",
        "1orders",
        "-orders",
        "orders-",
        "a--b",
        "user_api",
        "a b",
        "a/b",
        "..",
        "nul",
        "vendor",
        "é",
        &"a".repeat(64),
    ] {
        let failure = check_service_name(name).expect_err(name);
        assert_eq!(failure.code, "name-invalid");
    }
}
