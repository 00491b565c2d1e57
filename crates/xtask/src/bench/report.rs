//! How figures are printed: one line a pair, the ratio last, and whether it reaches its target.

pub enum Target {
    AtLeast(f64),
    AtMost(f64),
}

pub fn at_least(bound: f64) -> Option<Target> {
    Some(Target::AtLeast(bound))
}

pub fn at_most(bound: f64) -> Option<Target> {
    Some(Target::AtMost(bound))
}

pub struct Report;

impl Report {
    pub fn new(go: &str) -> Report {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        println!("{}, {cores} cores; medians, both sides of a pair in turns", go.trim());
        Report
    }

    pub fn heading(&mut self, name: &str) {
        println!("\n{name}");
    }

    pub fn note(&mut self, text: &str) {
        println!("  {text}");
    }

    pub fn line(&mut self, what: &str, ours: &str, theirs: &str, ratio: f64, target: Option<Target>) {
        println!("  {what:<28} godwit {ours:>12}   {theirs:>20}   {ratio:>8.2}x{}", verdict(ratio, target));
    }

    pub fn single(&mut self, what: &str, ours: &str, value: f64, target: Option<Target>) {
        println!("  {what:<28} godwit {ours:>12}   {:>20}   {:>9}{}", "", "", verdict(value, target));
    }

    /// `most` is the share of their memory that ours may reach.
    pub fn memory(&mut self, what: &str, ours: u64, name: &str, theirs: u64, most: f64) {
        let ratio = ours as f64 / theirs.max(1) as f64;
        let target = if most.is_finite() { at_most(most) } else { None };
        self.line(what, &mb(ours), &format!("{name} {}", mb(theirs)), ratio, target);
    }
}

fn verdict(value: f64, target: Option<Target>) -> String {
    match target {
        None => String::new(),
        Some(Target::AtLeast(bound)) => {
            format!("   target ≥ {bound}: {}", if value >= bound { "met" } else { "missed" })
        }
        Some(Target::AtMost(bound)) => {
            format!("   target ≤ {bound}: {}", if value <= bound { "met" } else { "missed" })
        }
    }
}

pub fn seconds(value: f64) -> String {
    if value < 1.0 { format!("{:.0} ms", value * 1e3) } else { format!("{value:.2} s") }
}

pub fn mb(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}
