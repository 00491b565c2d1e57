//! `correctness/malformed-struct-tag`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{NodeId, NodeKind};
use godwit_types::constant::quote;
use godwit_types::{Checker, ObjectId, Pos, Type};
use rustc_hash::FxHashMap;

use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/malformed-struct-tag",
    aliases: &[("govet", "structtag")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::StructType], check),
    ..rule()
};

/// Structs embedded deeper are not looked into.
const MAX_LEVEL: u32 = 50;

/// A field's place, name and tag, as far as the rule needs them.
struct Field {
    object: ObjectId,
    name: &'static str,
    pos: Pos,
    embedded: bool,
    tag: String,
}

/// Names that are taken: encoding, name, level of embedding. A lesser level hides the deeper ones, so only names of the same
/// level collide.
type Taken = FxHashMap<(String, String, u32), ObjectId>;

fn check(cx: &Cx<'_>, node: NodeId) {
    // These packages test what their own readers make of broken tags.
    if cx.package.path.starts_with("encoding/") {
        return;
    }
    let Some(types) = cx.types() else { return };
    let Some(ty) = types.type_of(node) else { return };
    let fields = types.ask(|checker| fields(checker, ty));
    if fields.iter().all(|f| f.tag.is_empty() && !f.embedded) {
        return;
    }
    let mut taken = Taken::default();
    for field in &fields {
        let span = Span::new(field.pos.offset, field.pos.offset + field.name.len() as u32);
        for key in ["json", "xml"] {
            let mut doubles = Vec::new();
            types.ask(|checker| duplicates(checker, key, field, &mut taken, 1, &mut doubles));
            for double in doubles {
                let place = place(cx, double.first);
                let tag = quote(double.tag.as_bytes());
                cx.report(
                    span,
                    format!("struct field {} repeats {} tag {tag} also at {place}", double.field, double.key),
                );
            }
        }
        if let Err(problem) = validate(&field.tag) {
            let tag = backquoted(&field.tag);
            cx.report(
                span,
                format!("struct field tag {tag} not compatible with reflect.StructTag.Get: {problem}"),
            );
        }
        if field.embedded || godwit_base::Symbol::intern(field.name).is_exported() {
            continue;
        }
        for encoding in ["json", "xml"] {
            if !matches!(get(&field.tag, encoding).as_deref(), None | Some("" | "-")) {
                cx.report(
                    span,
                    format!("struct field {} has {encoding} tag but is not exported", field.name),
                );
                break;
            }
        }
    }
}

fn fields(checker: &mut Checker, ty: godwit_types::TypeId) -> Vec<Field> {
    let under = checker.under(ty);
    let Type::Struct(structure) = &checker.types[under] else { return Vec::new() };
    let field = |(i, &object): (usize, &ObjectId)| {
        let declared = &checker.objects[object];
        Field {
            object,
            name: declared.name.as_str(),
            pos: declared.pos,
            embedded: declared.is_embedded(),
            tag: structure.tag(i).to_owned(),
        }
    };
    structure.fields.iter().enumerate().map(field).collect()
}

struct Double {
    field: &'static str,
    key: String,
    tag: String,
    first: ObjectId,
}

/// Enters a field's name, or those of the struct it embeds.
fn duplicates(
    checker: &mut Checker,
    key: &str,
    field: &Field,
    taken: &mut Taken,
    level: u32,
    found: &mut Vec<Double>,
) {
    let value = get(&field.tag, key).unwrap_or_default();
    if value == "-" {
        return;
    }
    if value.is_empty() || value.starts_with(',') {
        if !field.embedded || level > MAX_LEVEL {
            return;
        }
        let ty = checker.type_of_object(field.object);
        for inner in fields(checker, ty) {
            if checker.objects[inner.object].is_exported() {
                duplicates(checker, key, &inner, taken, level + 1, found);
            }
        }
        return;
    }
    // It names the struct's own element, which nothing inside can collide with.
    if key == "xml" && field.name == "XMLName" {
        return;
    }
    let (name, options) = value.split_once(',').unwrap_or((&value, ""));
    // Attributes and elements have names of their own.
    let is_attribute = key == "xml" && options.split(',').any(|o| o == "attr");
    let key = if is_attribute { "xml attribute" } else { key };
    match taken.entry((key.to_owned(), name.to_owned(), level)) {
        std::collections::hash_map::Entry::Occupied(first) => {
            let first = *first.get();
            found.push(Double { field: field.name, key: key.to_owned(), tag: name.to_owned(), first });
        }
        std::collections::hash_map::Entry::Vacant(free) => {
            free.insert(field.object);
        }
    }
}

/// Where a field is declared, as `file.go:12`, seen from the folder of the linted file.
fn place(cx: &Cx<'_>, field: ObjectId) -> String {
    let Some(types) = cx.types() else { return String::new() };
    types.ask(|checker| {
        let (pos, pkg) = (checker.objects[field].pos, checker.objects[field].pkg);
        let name = relative(&checker.file_name(pos.file), &checker.file_name(cx.unit.id));
        if let Some(unit) = cx.package.files.iter().find(|u| u.id == pos.file) {
            return format!("{}:{}", unit.name(), unit.tree.line(pos.offset));
        }
        let parsed = pkg.and_then(|pkg| checker.parsed_again(pkg));
        let file = parsed.as_ref().and_then(|p| p.files.iter().find(|f| f.id == pos.file));
        file.map_or(name.clone(), |f| format!("{name}:{}", f.file.line(pos.offset)))
    })
}

/// A file's path as seen from the folder of another.
fn relative(path: &str, other: &str) -> String {
    let (path, other): (Vec<&str>, Vec<&str>) =
        (path.split(['/', '\\']).collect(), other.split(['/', '\\']).collect());
    let folder = &other[..other.len() - 1];
    let common = path.iter().zip(folder).take_while(|(a, b)| a == b).count();
    // Nothing in common: one of the two is no path from the same root.
    if common == 0 && path.len() > 1 && !folder.is_empty() {
        return path.join("/");
    }
    let up = std::iter::repeat_n("..", folder.len() - common);
    up.chain(path[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// As fmt's `%#q`: in back quotes where that is possible.
fn backquoted(tag: &str) -> String {
    let possible =
        tag.chars().all(|c| c == '\t' || c >= ' ' && !matches!(c, '`' | '\x7f' | '\u{feff}' | '\u{fffd}'));
    if possible { format!("`{tag}`") } else { quote(tag.as_bytes()) }
}

/// The next `key:"value"` of a tag and what is behind it.
fn next_pair(tag: &str) -> Result<(&str, &str, &str), &'static str> {
    let is_key = |b: u8| b > b' ' && !matches!(b, b':' | b'"' | 0x7f);
    let n = tag.bytes().take_while(|&b| is_key(b)).count();
    if n == 0 {
        return Err("bad syntax for struct tag key");
    }
    let (key, rest) = tag.split_at(n);
    let Some(rest) = rest.strip_prefix(':').filter(|r| !r.is_empty()) else {
        return Err("bad syntax for struct tag pair");
    };
    let bad_value = "bad syntax for struct tag value";
    if !rest.starts_with('"') {
        return Err(bad_value);
    }
    let bytes = rest.as_bytes();
    let mut end = 1;
    while end < bytes.len() && bytes[end] != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    if end >= bytes.len() {
        return Err(bad_value);
    }
    Ok((key, &rest[..=end], &rest[end + 1..]))
}

/// As reflect.StructTag.Lookup.
fn get(tag: &str, key: &str) -> Option<String> {
    let mut rest = tag.trim_start_matches(' ');
    while !rest.is_empty() {
        let (name, quoted, behind) = next_pair(rest).ok()?;
        if name == key {
            return crate::literal::unquote(quoted);
        }
        rest = behind.trim_start_matches(' ');
    }
    None
}

fn validate(tag: &str) -> Result<(), &'static str> {
    const SPACE: &str = "suspicious space in struct tag value";
    let mut rest = tag;
    let mut is_first = true;
    while !rest.is_empty() {
        if !is_first && !rest.starts_with(' ') {
            return Err("key:\"value\" pairs not separated by spaces");
        }
        is_first = false;
        rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            break;
        }
        let (key, quoted, behind) = next_pair(rest)?;
        rest = behind;
        let value = crate::literal::unquote(quoted).ok_or("bad syntax for struct tag value")?;
        let options = match key {
            "xml" => {
                if value.trim_matches(' ') != value || value.matches(' ').count() > 1 {
                    return Err(SPACE);
                }
                match value.split_once(',') {
                    Some((name, _)) if name.ends_with(' ') => return Err(SPACE),
                    Some((_, options)) => options,
                    None => continue,
                }
            }
            // Names may hold spaces.
            "json" => match value.split_once(',') {
                Some((_, options)) => options,
                None => continue,
            },
            "asn1" => value.as_str(),
            _ => continue,
        };
        if options.contains(' ') {
            return Err(SPACE);
        }
    }
    Ok(())
}
