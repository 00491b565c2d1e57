//! The templates are embedded by a macro, which sees a changed file but not a new one.
fn main() {
    println!("cargo:rerun-if-changed=templates");
}
