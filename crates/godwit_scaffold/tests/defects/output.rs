//! What holds for all that is written.

use std::collections::BTreeSet;

use godwit_syntax::{LitKind, Node, parse};

use crate::rendered::{is_generated, is_test};
use crate::{everything, several};

#[test]
fn no_secret_is_in_the_output() {
    for rendered in several() {
        for (path, text) in everything(&rendered) {
            for line in text.lines() {
                assert!(!line.contains("-----BEGIN") || is_test(path), "{path}: {line}");
                let token = ["ghp_", "AKIA", "xoxb-", "sk_live_"].iter().any(|head| line.contains(head));
                assert!(!token, "{path}: {line}");
            }
        }
        assert!(!rendered.has(".env"), "only an example is written");
        assert!(rendered.text(".gitignore").lines().any(|line| line.trim_start_matches('/') == ".env"));
    }
}

#[test]
fn literals_in_source_are_no_credentials() {
    for rendered in several() {
        for (path, text) in rendered.source() {
            let file = parse(text);
            for id in file.ids() {
                let Node::BasicLit { kind: LitKind::String } = file[id] else { continue };
                // A struct tag shows what a value looks like.
                let is_tag = file.parent(id).is_some_and(|parent| matches!(file[parent], Node::Field { .. }));
                let value = file.text_of(id);
                let credential = value.contains("://")
                    && value.split("://").nth(1).is_some_and(|rest| rest.contains('@') && rest.contains(':'));
                assert!(is_tag || !credential, "{path}: {value}");
            }
        }
    }
}

#[test]
fn every_package_has_a_comment_and_tests() {
    for rendered in several() {
        let folders: BTreeSet<&str> = rendered
            .source()
            .filter_map(|(path, _)| path.rsplit_once('/').map(|(folder, _)| folder))
            .collect();
        for folder in folders {
            let own = |path: &str| path.rsplit_once('/').is_some_and(|(other, _)| other == folder);
            let documented = rendered
                .go()
                .filter(|(path, _)| own(path))
                .any(|(_, text)| parse(text).package_doc().is_some());
            assert!(documented, "{folder} has no package comment");
        }
        let no_markers = rendered
            .go()
            .filter(|(_, text)| !is_generated(text))
            .all(|(_, text)| !text.contains("TODO") && !text.contains("FIXME"));
        assert!(no_markers, "unfinished work in the output");
    }
}
