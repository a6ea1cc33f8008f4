//! Small pictures of invented figures, dot by dot: a change of how charts are drawn that nobody meant is seen.
//! `GARITA_UPDATE=1 cargo test --test pictures` renews the kept ones in `tests/data/pictures/`.

#[path = "charts/demo.rs"]
#[allow(dead_code, clippy::pedantic, clippy::disallowed_methods)] // invented curves, not results
mod demo;

use std::path::Path;

use garita::chart::{self, Style};

/// Kinds that use lines, areas, boxes, dots and words.
const KEPT: [&str; 6] = ["fan", "thousand", "flows", "plane", "map", "strain"];

/// Width of a kept picture in pixels.
const PIXELS: u32 = 360;

/// Mean difference of a channel, of 255, that different machines may round to.
const TOLERANCE: f64 = 0.25;

#[test]
fn pictures_are_what_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures");
    let renew = std::env::var_os("GARITA_UPDATE").is_some();
    let style = Style::report().wide(PIXELS);
    for (name, figure) in demo::all() {
        if !KEPT.contains(&name) {
            continue;
        }
        let png = chart::png(&figure, &demo::provenance(), &style).expect("it is painted");
        let file = folder.join(format!("{name}.png"));
        if renew {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&file, &png).expect("a picture");
        }
        let kept = std::fs::read(&file).expect("a kept picture");
        let (kept, now) = (chart::pixels(&kept), chart::pixels(&png));
        let ((width, height, before), now) = (kept.expect("a PNG"), now.expect("a PNG"));
        assert_eq!((width, height), (now.0, now.1), "size of {name}");
        let gaps = before.iter().zip(&now.2);
        let sum: u64 = gaps.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = sum as f64 / before.len() as f64;
        assert!(
            mean < TOLERANCE,
            "{name} differs by {mean} of 255 on average"
        );
    }
}
