//! Lines of a `/* */` comment without the indentation they have in common, so that the printer can set its own.

/// `shifted`: the comment stood in column 1 and moves right; its lines get three blanks to keep their look.
pub(super) fn block_lines(text: &str, shifted: bool) -> Vec<String> {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    if shifted {
        for line in &mut lines[1..] {
            line.insert_str(0, "   ");
        }
    }
    strip_common_prefix(&mut lines);
    lines
}

fn is_blank(s: &str) -> bool {
    s.bytes().all(|b| b <= b' ')
}

/// The white space and stars that two lines start with.
fn common_prefix<'a>(a: &'a str, b: &str) -> &'a str {
    let same = |(x, y): &(u8, u8)| x == y && (*x <= b' ' || *x == b'*');
    let n = a.bytes().zip(b.bytes()).take_while(same).count();
    &a[..n]
}

fn strip_common_prefix(lines: &mut [String]) {
    let n = lines.len();
    if n <= 1 {
        return;
    }
    let mut prefix: Option<String> = None;
    for line in &mut lines[1..n - 1] {
        if is_blank(line) {
            line.clear();
        } else {
            let so_far = prefix.as_deref().unwrap_or(line);
            prefix = Some(common_prefix(so_far, line).to_owned());
        }
    }
    let mut prefix = prefix.unwrap_or_else(|| common_prefix(&lines[n - 1], &lines[n - 1]).to_owned());
    let mut stars = false;
    if let Some(i) = prefix.find('*') {
        let before = &prefix[..i];
        prefix = before.strip_suffix(' ').unwrap_or(before).to_owned();
        stars = true;
    } else {
        prefix.truncate(own_indentation(&lines[0], &prefix));
    }
    let last = lines[n - 1].clone();
    let before = last.split("*/").next().unwrap_or("");
    if is_blank(before) {
        lines[n - 1] = format!("{prefix}{}*/", if stars { " " } else { "" });
    } else {
        prefix = common_prefix(&prefix, &last).to_owned();
    }
    for line in &mut lines[1..] {
        if line.len() >= prefix.len() {
            line.replace_range(..prefix.len(), "");
        }
    }
}

/// How much of the prefix is indentation of the comment itself, rather than of its text within the comment: text aligned
/// with that of the first line stays aligned.
fn own_indentation(first: &str, prefix: &str) -> usize {
    let bytes = prefix.as_bytes();
    if is_blank(&first[2..]) {
        // The text starts on the second line: it keeps up to three blanks, or a tab.
        let blanks = bytes.iter().rev().take(3).take_while(|&&b| b == b' ').count();
        let tab = blanks == 0 && bytes.last() == Some(&b'\t');
        return bytes.len() - blanks - usize::from(tab);
    }
    let gap = first[2..].bytes().take_while(|&b| b <= b' ').count();
    let gap = &first[2..2 + gap];
    let suffix = if gap.starts_with('\t') { gap.to_owned() } else { format!("  {gap}") };
    prefix.strip_suffix(suffix.as_str()).unwrap_or(prefix).len()
}
