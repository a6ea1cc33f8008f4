//! Rebuilds the program when a scenario file is added or removed: they are embedded as a folder.

fn main() {
    println!("cargo::rerun-if-changed=scenarios");
}
