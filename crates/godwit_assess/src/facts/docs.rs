//! Doc comments of exported declarations.

use godwit_syntax::{DeclKind, Node, NodeId};

use super::SiteKind;
use super::collect::Collector;

pub fn declaration(cx: &mut Collector<'_>, decl: NodeId) {
    if cx.facts.is_test || cx.facts.is_generated || cx.facts.package == "main" {
        return;
    }
    match cx.file[decl] {
        Node::FuncDecl(ext) => {
            let func = cx.file.func_decl(ext);
            let exported_receiver = func.recv.is_none_or(|r| {
                let text = cx.file.text_of(r);
                let base = text.trim_matches(['(', ')']).rsplit([' ', '*']).next().unwrap_or("");
                base.starts_with(char::is_uppercase)
            });
            if exported_receiver {
                name(cx, func.name, &[decl]);
            }
        }
        Node::GenDecl { kind: DeclKind::Type, specs, .. } => {
            let specs: Vec<NodeId> = cx.file.list(specs).collect();
            for spec in specs {
                if let Node::TypeSpec { name: ident, .. } = cx.file[spec] {
                    name(cx, ident, &[spec, decl]);
                }
            }
        }
        _ => {}
    }
}

/// Counts `ident` if it is exported; good if the comment above one of `places` names it near its start.
fn name(cx: &mut Collector<'_>, ident: NodeId, places: &[NodeId]) {
    let text = cx.file.text_of(ident);
    if !text.starts_with(char::is_uppercase) {
        return;
    }
    let documented = places.iter().filter_map(|&p| cx.file.doc(p)).any(|group| {
        let comments = cx.file.group(group).iter().map(|&c| cx.file.comment_text(c));
        let first = comments
            .map(|c| c.trim_start_matches(['/', '*', ' ', '\t', '\n']))
            .find(|c| !c.is_empty())
            .unwrap_or("");
        let mut words =
            first.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).take(3);
        words.any(|w| w == text)
    });
    cx.site(SiteKind::Doc, documented, ident);
}
