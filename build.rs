//! Rebuilds the program when a scenario file is added or removed (they are embedded as a folder),
//! and tells it which commit it is built from, where git knows.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=scenarios");
    println!("cargo::rerun-if-changed=.git/HEAD");
    println!("cargo::rerun-if-changed=.git/refs/heads");
    if let Some(commit) = git(&["rev-parse", "--short=10", "HEAD"]) {
        let dirty = git(&["status", "--porcelain", "--untracked-files=no"])
            .is_some_and(|changes| !changes.is_empty());
        let mark = if dirty { "-dirty" } else { "" };
        println!("cargo::rustc-env=GARITA_COMMIT={commit}{mark}");
    }
}

/// What git answers; `None` without git or outside a checkout.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
