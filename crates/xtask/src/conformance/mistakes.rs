//! Real modules with mistakes put in, for published code has few that `go vet` finds: verbs of numbers and strings changed
//! places, targets of errors.As are no pointers any more, struct tags have a blank too many, results are not assigned, and
//! each struct is copied by a function of its own. The copies compile as before.

use std::path::Path;

use super::rules::{Place, Tally, begin, compare, modules};
use super::snapshot::Snapshot;
use super::{Context, linters};
use crate::{Result, repo};

pub fn run(cx: &Context) -> Result<Snapshot> {
    let (mut snapshot, is_done) = begin(cx, "rules-mistakes", "mistakes", "rules")?;
    if is_done {
        return Ok(snapshot);
    }
    let (cached, mut tally) = (modules()?, Tally::default());
    for prefix in linters::MODULES {
        let Some((place, _)) = linters::newest(cx, "mistakes", &cached, prefix)? else { continue };
        let dir = repo::scratch("mistakes")?.join(place.name.replace('/', "-"));
        if dir.exists() {
            std::fs::remove_dir_all(&dir)?;
        }
        copy(&place.dir, &dir)?;
        compare(cx, &Place { dir, ..place }, &mut tally, &mut snapshot)?;
    }
    tally.write("mistakes", &mut snapshot);
    Ok(snapshot)
}

fn copy(from: &Path, to: &Path) -> Result {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else if path.extension().is_some_and(|ext| ext == "go") {
            let text = std::fs::read(&path)?;
            match String::from_utf8(text) {
                Ok(text) => std::fs::write(&target, mistaken(&text))?,
                Err(error) => std::fs::write(&target, error.into_bytes())?,
            }
        } else {
            // The copy of a file of the module cache could not be written.
            std::fs::write(&target, std::fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// A file with mistakes.
fn mistaken(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut copies, mut is_raw) = (String::new(), false);
    for line in text.split_inclusive('\n') {
        // Sources of other programs, in strings of several lines, stay as they are.
        let was_raw = is_raw;
        is_raw ^= line.matches('`').count() % 2 == 1;
        if was_raw {
            out.push_str(line);
            continue;
        }
        if let Some(name) = line.strip_prefix("type ").and_then(|rest| rest.strip_suffix(" struct {\n"))
            && name.chars().all(|c| c.is_ascii_alphanumeric())
        {
            copies.push_str(&format!("\nfunc copied{name}(v {name}) {name} {{\n\tw := v\n\treturn w\n}}\n"));
        }
        let line = without_target(&swapped(line)).replace("errors.As(err, &", "errors.As(err, ");
        out.push_str(&line.replace("`json:\"", "`json: \""));
    }
    out + &copies
}

/// `%d` for `%s` and the other way round, between quotes.
fn swapped(line: &str) -> String {
    let (mut out, mut quote, mut last) = (String::new(), None, ' ');
    for c in line.chars() {
        let is_escaped = last == '\\' && quote != Some('`');
        match (quote, c) {
            (None, '"' | '\'' | '`') => quote = Some(c),
            (Some(open), _) if open == c && !is_escaped => quote = None,
            _ => {}
        }
        let shown = match (quote, last, c) {
            (Some('"'), '%', 'd') => 's',
            (Some('"'), '%', 's') => 'd',
            _ => c,
        };
        out.push(shown);
        last = if is_escaped { ' ' } else { c };
    }
    out
}

/// `fmt.Errorf(` for `err = fmt.Errorf(`, in functions.
fn without_target(line: &str) -> String {
    const PURE: [&str; 3] = ["fmt.Errorf(", "fmt.Sprintf(", "errors.New("];
    let Some((target, call)) = line.split_once(" = ") else { return line.to_owned() };
    let name = target.trim_start_matches('\t');
    let is_in_function = target.len() - name.len() >= 2;
    if is_in_function
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
        && PURE.iter().any(|pure| call.starts_with(pure))
    {
        return line.replacen(&format!("{name} = "), "", 1);
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_put_where_they_compile() {
        let text = "type t struct {\n\tA int `json:\"a\"`\n}\n\nfunc f() {\n\tif true {\n\t\terr = fmt.Errorf(\"%d \\\"%s\", '\"', 7%d)\n\t}\n}\n";
        let expected = "type t struct {\n\tA int `json: \"a\"`\n}\n\nfunc f() {\n\tif true {\n\t\tfmt.Errorf(\"%s \\\"%d\", '\"', 7%d)\n\t}\n}\n\nfunc copiedt(v t) t {\n\tw := v\n\treturn w\n}\n";
        assert_eq!(mistaken(text), expected);
        assert_eq!(without_target("\tErr = errors.New(\"x\")\n"), "\tErr = errors.New(\"x\")\n");
    }
}
