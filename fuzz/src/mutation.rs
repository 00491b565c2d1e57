//! Mutations of real files: what a typing programmer, a bad merge and a hostile author do to Go code.

use godwit_syntax::{Source, tokenize};

/// SplitMix64: tiny, and every index of a run has its own stream, so that one mutant can be made again alone.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, zero if there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }
}

/// Bytes that lexers trip over: NUL, BOM, bidi controls, invalid and overlong UTF-8, lone CR, unfinished literals.
const NASTY: &[&[u8]] = &[
    b"\0",
    b"\xef\xbb\xbf",
    "\u{202e}".as_bytes(),
    "\u{2066}".as_bytes(),
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\r",
    b"\r\n",
    b"/*",
    b"`",
    b"\"",
    b"'",
    b"0x",
    b"1e",
    b"//line :0:0\n",
    b"/*line x.go:99999999999*/",
    b"\n//go:build !\n",
    "\u{0}é世".as_bytes(),
];

/// Tokens that change the course of a parser.
const PIVOTS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ":",
    ":=",
    "...",
    "func",
    "type",
    "struct",
    "interface",
    "chan",
    "<-",
    "map",
    "switch",
    "case",
    "default",
    "select",
    "go",
    "defer",
    "if",
    "else",
    "for",
    "range",
    "return",
    "goto",
    "import",
    "package",
    "~",
    "|",
    "*",
    "&",
    "=",
    "iota",
    "nil",
    "0",
    "\"\"",
    "_",
];

/// A mutant of `text`: one to four changes.
pub fn mutate(text: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = text.to_vec();
    for _ in 0..=random.below(4) {
        change(&mut out, random);
    }
    out
}

fn change(text: &mut Vec<u8>, random: &mut Random) {
    match random.below(12) {
        0 => flip(text, random),
        1 => {
            // Truncation, at times in the middle of a character.
            let at = random.below(text.len() + 1);
            text.truncate(at);
        }
        2 => {
            let bytes = NASTY[random.below(NASTY.len())];
            let at = random.below(text.len() + 1);
            text.splice(at..at, bytes.iter().copied());
        }
        3 => {
            let pivot = PIVOTS[random.below(PIVOTS.len())];
            let at = token(text, random).map_or(0, |(from, _)| from);
            text.splice(at..at, [b" ", pivot.as_bytes(), b" "].concat());
        }
        4 | 5 => {
            if let Some((from, to)) = token(text, random) {
                text.drain(from..to);
            }
        }
        6 => {
            if let Some((from, to)) = token(text, random) {
                let copy = [b" ", &text[from..to]].concat();
                text.splice(to..to, copy);
            }
        }
        7 => {
            if let (Some((a, b)), Some((c, d))) = (token(text, random), token(text, random)) {
                let copy = text[c..d].to_vec();
                text.splice(a..b, copy);
            }
        }
        8 => {
            // A stretch of code somewhere else: declarations in bodies, bodies in expressions.
            if let (Some((from, _)), Some((to, _)), Some((at, _))) =
                (token(text, random), token(text, random), token(text, random))
            {
                let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 4096));
                let copy = text[from..to].to_vec();
                text.splice(at..at, copy);
            }
        }
        9 => {
            if let (Some((from, _)), Some((to, _))) = (token(text, random), token(text, random)) {
                let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 4096));
                text.drain(from..to);
            }
        }
        10 => nest(text, random),
        _ => match random.below(3) {
            0 => {
                let crlf: Vec<u8> = text
                    .iter()
                    .flat_map(|&b| if b == b'\n' { vec![b'\r', b'\n'] } else { vec![b] })
                    .collect();
                *text = crlf;
            }
            1 => drop(text.splice(0..0, b"\xef\xbb\xbf".iter().copied())),
            _ => text.retain(|&b| b != b'\n'),
        },
    }
}

fn flip(text: &mut [u8], random: &mut Random) {
    let at = random.below(text.len());
    let bit = random.below(8);
    if let Some(byte) = text.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

/// Puts a token into many brackets.
fn nest(text: &mut Vec<u8>, random: &mut Random) {
    const PAIRS: &[(&str, &str)] =
        &[("(", ")"), ("[", "]"), ("{", "}"), ("func() {", "}"), ("[]T{", "}"), ("!", ""), ("*", "")];
    let (open, close) = PAIRS[random.below(PAIRS.len())];
    let depth = 1 + random.below(200);
    if let Some((from, to)) = token(text, random) {
        let inner = text[from..to].to_vec();
        let nested = [open.repeat(depth).into_bytes(), inner, close.repeat(depth).into_bytes()].concat();
        text.splice(from..to, nested);
    }
}

/// The extent of some token.
fn token(text: &[u8], random: &mut Random) -> Option<(usize, usize)> {
    // Reading the whole file for one token would make mutating dearer than parsing.
    let from = random.below(text.len()).saturating_sub(256);
    let window = &text[from..text.len().min(from + 1024)];
    let lexed = tokenize(&Source::new(window.to_vec()), false);
    let n = lexed.tokens.len();
    if n < 2 {
        return None;
    }
    let index = random.below(n - 1);
    Some((from + lexed.tokens.spans[index].start as usize, from + lexed.tokens.spans[index].end as usize))
}
