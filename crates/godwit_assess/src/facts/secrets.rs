//! Credentials in source: by their known forms, and by the names of what holds them.

use godwit_syntax::{LitKind, Node, NodeId};

use super::SiteKind;
use super::collect::Collector;

/// Whether a name says that its value is to be kept secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '-'], "");
    const WORDS: [&str; 9] = [
        "password",
        "passwd",
        "secret",
        "apikey",
        "accesskey",
        "privatekey",
        "authtoken",
        "accesstoken",
        "credential",
    ];
    let holder = [
        "name", "path", "file", "header", "key", "length", "len", "field", "param", "env", "url", "id",
        "type", "hash",
    ];
    let marked = WORDS.iter().any(|w| name.contains(w)) || name == "token" || name.ends_with("token");
    marked && (WORDS.iter().any(|w| name.ends_with(w)) || !holder.iter().any(|h| name.ends_with(h)))
}

/// Forms that only credentials have.
fn is_credential(text: &str) -> bool {
    let prefix = |p: &str, least: usize| {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).any(|word| {
            word.strip_prefix(p).is_some_and(|rest| {
                rest.len() >= least && rest.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            })
        })
    };
    (prefix("AKIA", 16) && text.len() >= 20)
        || prefix("ghp_", 30)
        || prefix("github_pat_", 30)
        || prefix("glpat-", 18)
        || prefix("xoxb-", 20)
        || prefix("sk_live_", 16)
        || (text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----"))
        || has_password_in_url(text)
}

/// `scheme://user:password@host`, but not a placeholder or a form to fill.
pub fn has_password_in_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if scheme.is_empty() || !scheme.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let authority = rest.split(['/', '?', ' ', '"', '\'']).next().unwrap_or("");
    let Some((user, _)) = authority.rsplit_once('@') else { return false };
    let Some((_, password)) = user.split_once(':') else { return false };
    !password.is_empty() && !password.contains(['%', '$', '{', '<', '*', '('])
}

pub fn literal(cx: &mut Collector<'_>, id: NodeId) {
    if cx.string(id).is_some_and(is_credential) {
        cx.site(SiteKind::Secret, false, id);
    }
}

/// `const apiToken = "…"`.
pub fn value(cx: &mut Collector<'_>, spec: NodeId) {
    if cx.facts.is_test {
        return;
    }
    let Node::ValueSpec { names, values, .. } = cx.file[spec] else { return };
    let pairs: Vec<_> = cx.file.list(names).zip(cx.file.list(values)).collect();
    for (name, value) in pairs {
        let Node::BasicLit { kind: LitKind::String } = cx.file[value] else { continue };
        let text = cx.string(value).unwrap_or("");
        let varied =
            text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(|b| b.is_ascii_alphabetic());
        if is_secret_name(cx.file.text_of(name))
            && text.len() >= 12
            && varied
            && !text.contains([' ', '%', '/'])
            && !is_credential(text)
        {
            cx.site(SiteKind::Secret, false, name);
        }
    }
}

/// A field of a configuration.
pub fn field(cx: &mut Collector<'_>, id: NodeId) {
    let Node::Field { names, ty: Some(ty), .. } = cx.file[id] else { return };
    let holder = cx.file.ancestors(id).take(4).find_map(|a| match cx.file[a] {
        Node::TypeSpec { name, .. } => Some(cx.file.text_of(name).to_lowercase()),
        _ => None,
    });
    let in_config = cx.facts.dir.rsplit('/').next() == Some("config")
        || holder.is_some_and(|h| ["config", "settings", "options"].iter().any(|s| h.ends_with(s)));
    if !in_config {
        return;
    }
    let ty = cx.file.text_of(ty).to_owned();
    let named: Vec<NodeId> = cx.file.list(names).filter(|&n| is_secret_name(cx.file.text_of(n))).collect();
    for name in named {
        cx.site(SiteKind::SecretField, ty != "string" && ty != "[]byte", name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_have_forms() {
        assert!(is_credential("postgres://u:hunter2@db/x"));
        assert!(!is_credential("postgres://u:%s@db/x") && !is_credential("http://example.com/a:b@c"));
        assert!(is_credential("-----BEGIN RSA PRIVATE KEY-----"));
        assert!(!is_credential("the ghp_ prefix"));
        assert!(
            is_secret_name("WebhookToken")
                && is_secret_name("DB_PASSWORD")
                && !is_secret_name("tokenPath")
                && !is_secret_name("tokens")
        );
    }
}
