//! What a project proves about itself: probes over its files, configuration and syntax, and the three views made of them
//! (health /16, score /100, readiness P0/P1). It prints nothing, executes nothing, and reads no clock and no network, so the
//! numbers are the same everywhere.

pub mod evidence;
pub mod facts;
pub mod probe;
pub mod probes;
pub mod profile;
pub mod project;
pub mod views;
pub mod yaml;

pub use facts::FileFacts;
pub use probe::{Answer, Assessment, Dimension, Evidence, Outcome, Probe, ProbeResult, Signal, assess};
pub use profile::Profile;
pub use project::{LintFinding, Project};
