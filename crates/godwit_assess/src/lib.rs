//! What a project proves about itself: probes over its files, configuration and syntax, and the three views made of them
//! (health /16, score /100, readiness). It prints nothing and executes nothing.

pub mod yaml;
