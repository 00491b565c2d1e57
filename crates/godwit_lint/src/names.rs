//! Go's naming conventions: mixed caps and initialisms.

/// Words that keep one case.
pub const INITIALISMS: &[&str] = &[
    "ACL", "AMQP", "API", "ASCII", "CPU", "CSS", "DB", "DNS", "EOF", "GID", "GUID", "HTML", "HTTP", "HTTPS",
    "ID", "IDS", "IP", "JSON", "LHS", "QPS", "RAM", "RHS", "RPC", "RTP", "SIP", "SLA", "SMTP", "SQL", "SSH",
    "TCP", "TLS", "TS", "TTL", "UDP", "UI", "UID", "URI", "URL", "UTF8", "UUID", "VM", "XML", "XMPP", "XSRF",
    "XSS",
];

/// Whether a name is in capitals with underscores, as constants are in C.
pub fn is_screaming(name: &str) -> bool {
    name.contains('_')
        && name.chars().any(|c| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Whether [`conventional`] may give another name: a test without allocation that nearly all names fail.
pub fn is_suspect(name: &str) -> bool {
    if name.contains('_') {
        return true;
    }
    let bytes = name.as_bytes();
    let mut start = 0;
    for i in 0..bytes.len() {
        let ends =
            i + 1 == bytes.len() || (bytes[i].is_ascii_lowercase() && !bytes[i + 1].is_ascii_lowercase());
        if !ends && bytes[i].is_ascii() {
            continue;
        }
        // Letters outside of ASCII are left to the thorough way.
        if !bytes[i].is_ascii() {
            return true;
        }
        let word = &bytes[start..=i];
        if word.len() <= 5 && INITIALISMS.iter().any(|s| s.as_bytes().eq_ignore_ascii_case(word)) {
            return true;
        }
        start = i + 1;
    }
    false
}

/// The name as the conventions would have it; the same name where nothing is wrong. `is_initialism` is asked with words in
/// capitals.
pub fn conventional(name: &str, is_initialism: &dyn Fn(&str) -> bool) -> String {
    if name == "_" || name.chars().all(char::is_lowercase) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    for word in words(name) {
        let upper = word.to_uppercase();
        let first = out.is_empty();
        if is_initialism(&upper) {
            let starts_lower = word.starts_with(char::is_lowercase);
            match (first && starts_lower, upper.as_str()) {
                (true, _) => out.push_str(&upper.to_lowercase()),
                (false, "IDS") => out.push_str("IDs"),
                (false, _) => out.push_str(&upper),
            }
        } else if !first && word.to_lowercase() == word {
            let mut chars = word.chars();
            out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(chars.as_str());
        } else {
            out.push_str(&word);
        }
    }
    out
}

/// Splits at underscores, which go away, and where a lower-case letter meets another character. An underscore between two
/// digits stays: `v1_2`.
fn words(name: &str) -> Vec<String> {
    let runes: Vec<char> = name.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    let mut i = 0;
    while i < runes.len() {
        let c = runes[i];
        word.push(c);
        let Some(&next) = runes.get(i + 1) else { break };
        if next == '_' {
            let run = runes[i + 1..].iter().take_while(|&&r| r == '_').count();
            let behind = runes.get(i + 1 + run);
            words.push(std::mem::take(&mut word));
            if c.is_ascii_digit() && behind.is_some_and(char::is_ascii_digit) {
                word.push('_');
            }
            i += run;
        } else if c.is_lowercase() && !next.is_lowercase() {
            words.push(std::mem::take(&mut word));
        }
        i += 1;
    }
    words.push(word);
    words
}
