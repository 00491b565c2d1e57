//! How import declarations are merged and laid out, where nothing is known of other packages.

use godwit_format::imports::{Imports, NoPackages, arrange};
use godwit_format::{Options, format_file};

/// goimports' style, the layout included.
fn goimports(text: &str) -> String {
    let options = Options::default();
    let file = options.parse(text.as_bytes().to_vec());
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    let arranged = arrange(&file, &Imports::Goimports { local: Vec::new() }, &NoPackages, "");
    let file = arranged.map_or(file, |text| options.parse(text.into_bytes()));
    String::from_utf8(format_file(&file, &options)).expect("text")
}

#[test]
fn an_empty_declaration_goes() {
    assert_eq!(goimports("package p\n\nimport ()\n\nvar x = 1\n"), "package p\n\nvar x = 1\n");
}

/// The second and the third have names, which stay where they were: the third is two lines below the path of the second.
#[test]
fn names_far_below_start_a_group() {
    let text = "package p\n\nimport b \"x.y/b\"\nimport a \"a\"\nimport c \"c\"\n\nvar _ = a.A + b.B + c.C\n";
    let want =
        "package p\n\nimport (\n\ta \"a\"\n\n\tb \"x.y/b\"\n\n\tc \"c\"\n)\n\nvar _ = a.A + b.B + c.C\n";
    assert_eq!(goimports(text), want);
    assert_eq!(goimports(want), want);
    let unnamed = text.replace("a \"a\"", "\"a\"").replace("c \"c\"", "\"c\"");
    assert!(
        goimports(&unnamed).contains("import (\n\t\"a\"\n\t\"c\"\n\n\tb \"x.y/b\"\n)"),
        "{}",
        goimports(&unnamed)
    );
}
