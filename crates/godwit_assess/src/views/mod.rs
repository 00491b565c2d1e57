//! The three views of one set of answers.

pub mod health;
pub mod improvements;
pub mod readiness;
pub mod score;

/// How good a total is, in four steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Band {
    Red,
    Yellow,
    Green,
    Diamond,
}

impl Band {
    pub const fn symbol(self) -> &'static str {
        match self {
            Band::Red => "🔴",
            Band::Yellow => "🟡",
            Band::Green => "🟢",
            Band::Diamond => "💎",
        }
    }
}
