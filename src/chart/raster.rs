//! The bitmap surface: antialiased paths on a tiny-skia pixmap, 16 backend pixels
//! to a real one, and the PNG file with its provenance in text chunks.

use std::io;

use plotters_backend::BackendColor;
use tiny_skia::{Color, FillRule, LineJoin, Paint, Path, Pixmap, Stroke, Transform};

use super::Style;
use super::backend::{Backend, Surface};
use super::canvas::Canvas;
use super::font::{self, Weight};

/// Backend pixels to a real pixel.
const FINE: f64 = 16.0;
/// No picture is larger than this on a side.
const LARGEST: f64 = 16_000.0;

struct Raster {
    pixmap: Pixmap,
}

impl Raster {
    fn paint(colour: BackendColor) -> Paint<'static> {
        let mut paint = Paint {
            anti_alias: true,
            ..Paint::default()
        };
        let (red, green, blue) = colour.rgb;
        #[allow(clippy::cast_possible_truncation)]
        let alpha = colour.alpha as f32;
        let mut shade = Color::from_rgba8(red, green, blue, 255);
        shade.set_alpha(alpha);
        paint.set_color(shade);
        paint
    }

    #[allow(clippy::cast_possible_truncation)]
    fn down() -> Transform {
        Transform::from_scale(1.0 / FINE as f32, 1.0 / FINE as f32)
    }
}

impl Surface for Raster {
    fn fill(&mut self, path: &Path, colour: BackendColor) {
        self.pixmap.fill_path(
            path,
            &Self::paint(colour),
            FillRule::Winding,
            Self::down(),
            None,
        );
    }

    fn stroke(&mut self, path: &Path, colour: BackendColor, width: f32) {
        let stroke = Stroke {
            width,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        self.pixmap
            .stroke_path(path, &Self::paint(colour), &stroke, Self::down(), None);
    }

    #[allow(clippy::cast_possible_truncation)]
    fn text(
        &mut self,
        text: &str,
        at: (f32, f32),
        size: f32,
        weight: Weight,
        colour: BackendColor,
    ) {
        for (glyph, left) in font::line(text, weight).0 {
            let place = Transform::from_row(size, 0.0, 0.0, size, at.0 + left as f32 * size, at.1);
            if let Some(path) = font::outline(glyph, weight).and_then(|path| path.transform(place))
            {
                self.fill(&path, colour);
            }
        }
    }
}

/// The page as a PNG file in a style, with `texts` as text chunks.
pub(super) fn png(
    canvas: &Canvas,
    style: &Style,
    texts: &[(String, String)],
) -> io::Result<Vec<u8>> {
    let scale = style.scale;
    let (width, height) = (side(canvas.width * scale), side(canvas.height * scale));
    let pixmap =
        Pixmap::new(width, height).ok_or_else(|| io::Error::other("the picture is too large"))?;
    let mut surface = Raster { pixmap };
    let size = (width * to_u32(FINE), height * to_u32(FINE));
    canvas
        .paint(
            Backend {
                surface: &mut surface,
                size,
            },
            scale * FINE,
            style.theme.paper,
        )
        .map_err(io::Error::other)?;
    encode(&surface.pixmap, style, texts)
}

fn encode(pixmap: &Pixmap, style: &Style, texts: &[(String, String)]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    // A unit is 1/144 inch: a report chart is 7.6 inches wide on paper.
    let dots = style.dpi.map_or(style.scale * 144.0, f64::from);
    let per_metre = to_u32(dots / 0.0254);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    for (keyword, text) in texts {
        encoder
            .add_itxt_chunk(keyword.clone(), text.clone())
            .map_err(io::Error::other)?;
    }
    // The paper is opaque, so every pixel is, and alpha can go.
    let opaque: Vec<u8> = pixmap
        .data()
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(&opaque).map_err(io::Error::other)?;
    writer.finish().map_err(io::Error::other)?;
    Ok(bytes)
}

/// Text chunks of a PNG file, in file order: keyword and text.
///
/// # Errors
/// If `bytes` is not a PNG file or a text chunk cannot be read.
pub fn texts(bytes: &[u8]) -> io::Result<Vec<(String, String)>> {
    let mut reader = png::Decoder::new(io::Cursor::new(bytes))
        .read_info()
        .map_err(io::Error::other)?;
    reader.finish().map_err(io::Error::other)?;
    let chunks = &reader.info().utf8_text;
    chunks
        .iter()
        .map(|chunk| {
            Ok((
                chunk.keyword.clone(),
                chunk.get_text().map_err(io::Error::other)?,
            ))
        })
        .collect()
}

/// Width, height and pixels of a PNG file of ours.
///
/// # Errors
/// If `bytes` is not a PNG file.
pub fn pixels(bytes: &[u8]) -> io::Result<(u32, u32, Vec<u8>)> {
    let picture = Pixmap::decode_png(bytes).map_err(io::Error::other)?;
    Ok((picture.width(), picture.height(), picture.take()))
}

fn side(pixels: f64) -> u32 {
    to_u32(pixels.ceil().clamp(1.0, LARGEST))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // callers pass small positive numbers
fn to_u32(value: f64) -> u32 {
    value.round() as u32
}
