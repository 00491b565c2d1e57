//! Token kinds, their spelling, and keyword recognition.

macro_rules! tokens {
    ($($name:ident $text:literal,)*) => {
        /// What kind of token; identifiers and literals have their text in the file.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum TokenKind { $($name,)* }

        impl TokenKind {
            /// The spelling, or the class name in capitals for tokens without a fixed one, as in go/token.
            pub const fn as_str(self) -> &'static str {
                match self { $(TokenKind::$name => $text,)* }
            }
        }
    };
}

tokens! {
    Illegal "ILLEGAL", Eof "EOF",
    Ident "IDENT", Int "INT", Float "FLOAT", Imag "IMAG", Char "CHAR", String "STRING",
    Add "+", Sub "-", Mul "*", Quo "/", Rem "%", And "&", Or "|", Xor "^", Shl "<<", Shr ">>", AndNot "&^",
    AddAssign "+=", SubAssign "-=", MulAssign "*=", QuoAssign "/=", RemAssign "%=", AndAssign "&=", OrAssign "|=",
    XorAssign "^=", ShlAssign "<<=", ShrAssign ">>=", AndNotAssign "&^=",
    LAnd "&&", LOr "||", Arrow "<-", Inc "++", Dec "--", Eql "==", Lss "<", Gtr ">", Assign "=", Not "!", Tilde "~",
    Neq "!=", Leq "<=", Geq ">=", Define ":=", Ellipsis "...",
    LParen "(", LBrack "[", LBrace "{", Comma ",", Period ".", RParen ")", RBrack "]", RBrace "}",
    Semicolon ";", AutoSemicolon "newline", Colon ":",
    Break "break", Case "case", Chan "chan", Const "const", Continue "continue", Default "default", Defer "defer",
    Else "else", Fallthrough "fallthrough", For "for", Func "func", Go "go", Goto "goto", If "if", Import "import",
    Interface "interface", Map "map", Package "package", Range "range", Return "return", Select "select",
    Struct "struct", Switch "switch", Type "type", Var "var",
}

use TokenKind as T;

const KEYWORDS: [T; 25] = [
    T::Break,
    T::Case,
    T::Chan,
    T::Const,
    T::Continue,
    T::Default,
    T::Defer,
    T::Else,
    T::Fallthrough,
    T::For,
    T::Func,
    T::Go,
    T::Goto,
    T::If,
    T::Import,
    T::Interface,
    T::Map,
    T::Package,
    T::Range,
    T::Return,
    T::Select,
    T::Struct,
    T::Switch,
    T::Type,
    T::Var,
];

const fn slot(first: u8, second: u8, len: usize) -> usize {
    (((first as usize) << 4 ^ second as usize) + len) & 63
}

/// A perfect hash of the 25 keywords, each with its first eight bytes as a number; a collision fails the build. No two
/// keywords of more than eight bytes start alike, and only their lengths tell them from longer names: `fallthrough` alone
/// has bytes beyond, which `lookup` compares.
const TABLE: [(u64, T); 64] = {
    let mut table = [(0, T::Ident); 64];
    let mut i = 0;
    while i < KEYWORDS.len() {
        let text = KEYWORDS[i].as_str().as_bytes();
        let at = slot(text[0], text[1], text.len());
        assert!(matches!(table[at].1, T::Ident), "keyword hash collision");
        table[at] = (head(text, text.len()), KEYWORDS[i]);
        i += 1;
    }
    table
};

/// The first eight of `len` bytes, little end first, padded with zeros.
const fn head(text: &[u8], len: usize) -> u64 {
    let mut word = 0;
    let mut i = 0;
    while i < len && i < 8 {
        word |= (text[i] as u64) << (8 * i);
        i += 1;
    }
    word
}

impl TokenKind {
    /// The keyword that the `len` bytes at `start` spell, or `Ident`.
    #[inline(always)]
    pub fn lookup(text: &[u8], start: usize, len: usize) -> TokenKind {
        if !(2..=11).contains(&len) {
            return T::Ident;
        }
        let rest = &text[start..];
        let (word, kind) = TABLE[slot(rest[0], rest[1], len)];
        let found = match rest.first_chunk::<8>() {
            Some(chunk) => {
                let unused = 64 - 8 * len.min(8);
                u64::from_le_bytes(*chunk) << unused >> unused
            }
            None => head(rest, len),
        };
        if found != word || (len > 8 && kind.as_str().as_bytes() != &rest[..len]) { T::Ident } else { kind }
    }

    /// An identifier or a basic literal.
    #[inline]
    pub const fn is_literal(self) -> bool {
        (self as u8) >= T::Ident as u8 && (self as u8) <= T::String as u8
    }

    pub const fn is_keyword(self) -> bool {
        (self as u8) >= T::Break as u8
    }

    #[inline]
    pub const fn is_semicolon(self) -> bool {
        matches!(self, T::Semicolon | T::AutoSemicolon)
    }

    /// Whether a newline behind this token becomes a semicolon.
    #[inline]
    pub const fn ends_statement(self) -> bool {
        self.is_literal()
            || matches!(
                self,
                T::Break
                    | T::Continue
                    | T::Fallthrough
                    | T::Return
                    | T::Inc
                    | T::Dec
                    | T::RParen
                    | T::RBrack
                    | T::RBrace
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_found_and_nothing_else_is() {
        let lookup = |name: &str| {
            // At the end of a text, and before more of it.
            let alone = TokenKind::lookup(name.as_bytes(), 0, name.len());
            let within = TokenKind::lookup(format!(" {name} and more text").as_bytes(), 1, name.len());
            assert_eq!(alone, within);
            alone
        };
        for keyword in KEYWORDS {
            assert_eq!(lookup(keyword.as_str()), keyword);
        }
        for name in ["ge", "Func", "i", "types", "", "fallthroughs", "fallthrouch", "fallthro", "brea"] {
            assert_eq!(lookup(name), T::Ident);
        }
    }
}
