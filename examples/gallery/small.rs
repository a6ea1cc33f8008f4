//! Pictures made small for a web page: 256 colours, which charts hardly miss.

use std::collections::BTreeMap;

use garita::chart;

use super::Problem;

/// Red, green and blue.
type Rgb = [u8; 3];

/// Colours of a small picture.
const COLOURS: usize = 256;

/// The same picture with as many colours as fit into a palette, its words about where it came from included.
pub fn small(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let (width, height, pixels) = chart::pixels(bytes)?;
    let colours: Vec<Rgb> = pixels.chunks_exact(4).map(|p| [p[0], p[1], p[2]]).collect();
    let (palette, place) = palette(&colours);
    let indices: Vec<u8> = colours.iter().map(|colour| place[colour]).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    for (keyword, text) in chart::texts(bytes)? {
        encoder.add_itxt_chunk(keyword, text)?;
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(out)
}

/// The most frequent colours, and where every colour finds itself or its nearest relative among them.
fn palette(pixels: &[Rgb]) -> (Vec<Rgb>, BTreeMap<Rgb, u8>) {
    let mut counts: BTreeMap<Rgb, usize> = BTreeMap::new();
    for &colour in pixels {
        *counts.entry(colour).or_default() += 1;
    }
    let mut palette: Vec<(Rgb, usize)> = counts.iter().map(|(&rgb, &count)| (rgb, count)).collect();
    palette.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let palette: Vec<Rgb> = palette
        .into_iter()
        .take(COLOURS)
        .map(|(rgb, _)| rgb)
        .collect();
    let distance = |one: Rgb, other: Rgb| -> i32 {
        let squares = one.iter().zip(other);
        squares
            .map(|(&a, b)| (i32::from(a) - i32::from(b)).pow(2))
            .sum()
    };
    let nearest = |colour: Rgb| {
        let found = (0..=u8::MAX)
            .zip(&palette)
            .min_by_key(|&(_, &other)| distance(colour, other));
        found.map_or(0, |(index, _)| index)
    };
    let place = counts
        .keys()
        .map(|&colour| (colour, nearest(colour)))
        .collect();
    (palette, place)
}
