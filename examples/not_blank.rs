//! Checks that PNG files hold a picture: readable, and with enough different pixels.
//!
//! `cargo run --example not_blank -- output/*/charts/*.png` names the first file that does not.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::process::ExitCode;

/// A chart has lines, bands and antialiased letters: far more colours than this.
const FEWEST_COLOURS: usize = 50;

fn colours(path: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path)?)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("picture too large")?];
    let frame = reader.next_frame(&mut pixels)?;
    let samples = frame.color_type.samples();
    let distinct: BTreeSet<&[u8]> = pixels[..frame.buffer_size()]
        .chunks_exact(samples)
        .collect();
    Ok(distinct.len())
}

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        eprintln!("no picture given");
        return ExitCode::from(2);
    }
    for path in &paths {
        match colours(path) {
            Ok(found) if found >= FEWEST_COLOURS => {}
            Ok(found) => {
                eprintln!("{path}: only {found} colours: blank?");
                return ExitCode::FAILURE;
            }
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{} pictures, none blank", paths.len());
    ExitCode::SUCCESS
}
