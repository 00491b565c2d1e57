//! YAML as a tree in which every key and value knows its line. Scalars keep their text (`1.10` stays `1.10`); whoever reads
//! one decides what it means. Left out: comments, and documents after the first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yaml {
    pub value: Value,
    pub line: u32,
    pub column: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Scalar(String),
    Seq(Vec<Yaml>),
    Map(Vec<(Key, Yaml)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub text: String,
    pub line: u32,
    pub column: u32,
}

/// Why a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

/// Parses the first document. An empty text is null.
pub fn parse(text: &str) -> Result<Yaml, YamlError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let options = serde_saphyr::options! {
        strict_booleans: true,
        with_snippet: false,
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
    };
    let blank = |l: &str| l.trim().is_empty() || l.trim_start().starts_with('#') || l.trim() == "---";
    if text.lines().all(blank) {
        return Ok(Yaml { value: Value::Null, line: 1, column: 1 });
    }
    let parsed: Vec<Spanned<Node>> =
        serde_saphyr::from_multiple_with_options(text, options).map_err(|error| {
            let at = error.location();
            let message = error.without_snippet().to_string();
            let message = message.lines().next().unwrap_or("not valid YAML").to_owned();
            YamlError {
                line: at.map_or(0, |l| l.line() as u32),
                column: at.map_or(0, |l| l.column() as u32),
                message,
            }
        })?;
    let root = parsed.into_iter().next().map(|root| lift(root, text));
    Ok(root.unwrap_or(Yaml { value: Value::Null, line: 1, column: 1 }))
}

impl Yaml {
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        self.entries().iter().find(|(k, _)| k.text == key).map(|(_, v)| v)
    }

    /// As [`Yaml::get`], one key after the other.
    pub fn path(&self, keys: &[&str]) -> Option<&Yaml> {
        keys.iter().try_fold(self, |at, key| at.get(key))
    }

    /// The entries of a mapping; none for everything else.
    pub fn entries(&self) -> &[(Key, Yaml)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a sequence; none for everything else.
    pub fn items(&self) -> &[Yaml] {
        match &self.value {
            Value::Seq(items) => items,
            _ => &[],
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.as_str()? {
            "true" | "True" | "TRUE" | "yes" | "on" => Some(true),
            "false" | "False" | "FALSE" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    pub fn as_u64(&self) -> Option<u64> {
        self.as_str()?.parse().ok()
    }

    /// A sequence of scalars, or a single scalar as a sequence of one.
    pub fn strings(&self) -> Vec<&str> {
        match &self.value {
            Value::Scalar(text) => vec![text],
            Value::Seq(items) => items.iter().filter_map(Yaml::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Calls `f` with every scalar below.
    pub fn each_scalar<'y>(&'y self, f: &mut dyn FnMut(&'y str, u32)) {
        let mut todo = vec![self];
        while let Some(at) = todo.pop() {
            match &at.value {
                Value::Null => {}
                Value::Scalar(text) => f(text, at.line),
                Value::Seq(items) => todo.extend(items.iter().rev()),
                Value::Map(entries) => todo.extend(entries.iter().rev().map(|(_, v)| v)),
            }
        }
    }
}

enum Node {
    Null,
    Scalar(String),
    Seq(Vec<Spanned<Node>>),
    Map(Vec<(Spanned<String>, Spanned<Node>)>),
}

/// Plain scalars are read back from the text: the deserializer has made numbers of them.
fn lift(node: Spanned<Node>, text: &str) -> Yaml {
    let at = node.referenced;
    let value = match node.value {
        Node::Null => Value::Null,
        Node::Scalar(scalar) => {
            let span = node.defined.span();
            let raw = span
                .byte_offset()
                .zip(span.byte_len())
                .and_then(|(start, len)| text.get(start as usize..(start + len) as usize));
            match raw {
                Some(raw) if is_plain(raw) && is_number(&scalar) => Value::Scalar(raw.trim().to_owned()),
                _ => Value::Scalar(scalar),
            }
        }
        Node::Seq(items) => Value::Seq(items.into_iter().map(|item| lift(item, text)).collect()),
        Node::Map(entries) => {
            let entry = |(key, value): (Spanned<String>, Spanned<Node>)| {
                let at = key.referenced;
                (
                    Key { text: key.value, line: at.line() as u32, column: at.column() as u32 },
                    lift(value, text),
                )
            };
            Value::Map(entries.into_iter().map(entry).collect())
        }
    };
    Yaml { value, line: at.line() as u32, column: at.column() as u32 }
}

fn is_plain(raw: &str) -> bool {
    !raw.is_empty() && !raw.contains('\n') && !raw.starts_with(['"', '\'', '|', '>', '&', '*', '!'])
}

fn is_number(scalar: &str) -> bool {
    scalar.parse::<f64>().is_ok()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML value")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }

    fn visit_str<E>(self, v: &str) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Deserialize::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::Seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_know_their_lines_and_scalars_their_text() {
        let yaml = parse("on: [push]\njobs:\n  test:\n    go-version: 1.10\n    'q': \"1.20\"\n    y: yes\n    404: null\n").unwrap();
        assert_eq!(yaml.get("on").unwrap().strings(), ["push"]);
        let job = yaml.path(&["jobs", "test"]).unwrap();
        assert_eq!(job.get("go-version").unwrap().as_str(), Some("1.10"));
        assert_eq!(job.get("q").unwrap().as_str(), Some("1.20"));
        assert_eq!(job.get("y").unwrap().as_str(), Some("yes"));
        assert_eq!(job.entries()[0].0.line, 4);
        assert_eq!(job.get("404").unwrap().value, Value::Null);
        assert_eq!(parse("# nothing\n").unwrap().value, Value::Null);
        assert_eq!(parse("run: |\n  a\n  b\n").unwrap().get("run").unwrap().as_str(), Some("a\nb\n"));
    }

    #[test]
    fn anchors_merge_and_broken_texts_are_located() {
        let yaml = parse("base: &b {a: 1}\nuse:\n  <<: *b\n  c: 2\n").unwrap();
        assert_eq!(yaml.path(&["use", "a"]).unwrap().as_str(), Some("1"));
        let error = parse("linters:\n  enable: [a, b\n  x: y\n").unwrap_err();
        assert!(error.line >= 2, "{error:?}");
        assert!(!error.message.is_empty() && !error.message.contains('\n'));
        let error = parse("a: 1\na: 2\n").unwrap_err();
        assert_eq!(error.line, 2, "{error:?}");
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            let refs = vec![format!("*a{}", i - 1); 9].join(", ");
            text.push_str(&format!("a{i}: &a{i} [{refs}]\n"));
        }
        assert!(parse(&text).is_err());
    }
}
