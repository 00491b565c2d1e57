//! Paths as text: cleaning, joining, relating. Slash-separated; no disk is asked.

/// The shortest equivalent of `path` without `.`, `..` and doubled slashes (`.` for the empty path).
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if !rooted => parts.push(".."),
                _ => {}
            },
            part => parts.push(part),
        }
    }
    let body = parts.join("/");
    match (rooted, body.is_empty()) {
        (true, _) => format!("/{body}"),
        (false, true) => ".".to_string(),
        (false, false) => body,
    }
}

/// `name` below `dir`; an absolute or empty `name` is handled as `filepath.Join` does.
pub fn join(dir: &str, name: &str) -> String {
    match (dir.is_empty(), name.is_empty()) {
        (true, true) => String::new(),
        (true, false) => clean(name),
        (false, true) => clean(dir),
        (false, false) => clean(&format!("{dir}/{name}")),
    }
}

/// `name` below `dir` where both are clean already: no cleaning, one allocation.
pub fn child(dir: &str, name: &str) -> String {
    let mut s = String::with_capacity(dir.len() + 1 + name.len());
    s.push_str(dir);
    if !dir.ends_with('/') {
        s.push('/');
    }
    s.push_str(name);
    s
}

/// The directory of `path`, `.` when it has none.
pub fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(i) => &path[..i],
        None => ".",
    }
}

/// The last element of `path`.
pub fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a path is rooted: `/x`, or a Windows drive.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || {
        let b = path.as_bytes();
        b.len() >= 3 && b[0].is_ascii_alphabetic() && b[1] == b':' && (b[2] == b'/' || b[2] == b'\\')
    }
}

/// `path` made absolute against `cwd`, clean.
pub fn absolute(cwd: &str, path: &str) -> String {
    if is_absolute(path) { clean(path) } else { join(cwd, path) }
}

/// The part of `path` below `dir`: empty when equal, `None` when `path` is elsewhere.
pub fn below<'a>(path: &'a str, dir: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(dir.strip_suffix('/').unwrap_or(dir))?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

/// `path` as a person in `cwd` would write it: relative when that is shorter.
pub fn short(cwd: &str, path: &str) -> String {
    let Some(rel) = relative(cwd, path) else { return path.to_string() };
    if rel.len() < path.len() { rel } else { path.to_string() }
}

/// `to` as seen from `from`, both absolute.
pub fn relative(from: &str, to: &str) -> Option<String> {
    if !is_absolute(from) || !is_absolute(to) {
        return None;
    }
    let f: Vec<&str> = from.split('/').filter(|p| !p.is_empty()).collect();
    let t: Vec<&str> = to.split('/').filter(|p| !p.is_empty()).collect();
    let same = f.iter().zip(&t).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; f.len() - same];
    parts.extend(&t[same..]);
    Some(if parts.is_empty() { ".".to_string() } else { parts.join("/") })
}
