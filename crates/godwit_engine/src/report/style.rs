//! Colours of the reports for people. Off, every style is the empty string, so that text is the same but for colour.

#[derive(Clone, Copy, Debug)]
pub struct Palette {
    pub bold: &'static str,
    pub dim: &'static str,
    pub red: &'static str,
    pub yellow: &'static str,
    pub green: &'static str,
    pub blue: &'static str,
    pub cyan: &'static str,
    pub reset: &'static str,
}

impl Palette {
    pub const PLAIN: Palette =
        Palette { bold: "", dim: "", red: "", yellow: "", green: "", blue: "", cyan: "", reset: "" };
    pub const COLOR: Palette = Palette {
        bold: "\x1b[1m",
        dim: "\x1b[2m",
        red: "\x1b[1;31m",
        yellow: "\x1b[1;33m",
        green: "\x1b[32m",
        blue: "\x1b[1;34m",
        cyan: "\x1b[36m",
        reset: "\x1b[0m",
    };

    pub const fn new(colored: bool) -> Self {
        if colored { Palette::COLOR } else { Palette::PLAIN }
    }
}
