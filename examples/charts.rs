//! Draws one chart of every kind with invented data into a folder:
//! `cargo run --release --example charts -- FOLDER`

#[path = "../tests/charts/demo.rs"]
#[allow(dead_code, clippy::pedantic, clippy::disallowed_methods)]
mod demo;

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(std::env::temp_dir, Into::into);
    std::fs::create_dir_all(&folder)?;
    for (name, figure) in demo::all() {
        garita::chart::Original::new(figure, demo::provenance()).write(&folder, name)?;
        println!("{}", folder.join(name).with_extension("png").display());
    }
    Ok(())
}
