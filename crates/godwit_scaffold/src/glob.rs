//! Path patterns of part manifests and of `[scaffold] ignore`: `*` and `?` within an element, `**` for any elements.
//!
//! What is left out: character classes and braces, which neither place needs.

/// Whether `pattern` covers the whole of `path`.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    // reachable[i]: the first i pattern elements cover the path elements seen so far. One row per element keeps this linear.
    let mut reachable = vec![false; pattern.len() + 1];
    reachable[0] = true;
    skip_double_stars(&pattern, &mut reachable);
    for element in path.split('/') {
        let mut next = vec![false; pattern.len() + 1];
        for (i, part) in pattern.iter().enumerate() {
            if !reachable[i] {
                continue;
            }
            if *part == "**" {
                next[i] = true;
            } else if element_matches(part, element) {
                next[i + 1] = true;
            }
        }
        skip_double_stars(&pattern, &mut next);
        reachable = next;
    }
    reachable[pattern.len()]
}

fn skip_double_stars(pattern: &[&str], reachable: &mut [bool]) {
    for (i, part) in pattern.iter().enumerate() {
        if reachable[i] && *part == "**" {
            reachable[i + 1] = true;
        }
    }
}

fn element_matches(pattern: &str, element: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut reachable = vec![false; pattern.len() + 1];
    reachable[0] = true;
    let close = |row: &mut Vec<bool>| {
        for (i, c) in pattern.iter().enumerate() {
            if row[i] && *c == '*' {
                row[i + 1] = true;
            }
        }
    };
    close(&mut reachable);
    for c in element.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (i, p) in pattern.iter().enumerate() {
            if reachable[i] {
                match p {
                    '*' => next[i] = true,
                    '?' => next[i + 1] = true,
                    p if *p == c => next[i + 1] = true,
                    _ => {}
                }
            }
        }
        close(&mut next);
        reachable = next;
    }
    reachable[pattern.len()]
}
