//! One font: which characters it has, how it lays out a run of text, and how it draws its glyphs.

use std::borrow::Cow;
use std::fmt;

use harfrust::{Direction, ShapeOptions, ShaperData, UnicodeBuffer};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::DrawSettings;
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::glyph::{Glyph, Pen, Shaped};
#[cfg(feature = "card-fonts")]
use super::pixels;

/// A font.
pub(in super::super) enum Face {
    Outlines(Box<Outlines>),
    /// GNU Unifont.
    #[cfg(feature = "card-fonts")]
    Pixels,
}

/// A font file.
pub(in super::super) struct Outlines {
    file: Cow<'static, [u8]>,
    /// Of several fonts in the file.
    index: u32,
    ink: Ink,
    shaping: ShaperData,
}

/// How thick the strokes of a font are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Ink {
    Light,
    Regular,
    Emoji,
}

impl Face {
    /// The font of a file, if it can be read.
    pub(super) fn outlines(file: Cow<'static, [u8]>, index: u32, ink: Ink) -> Option<Face> {
        let shaping = ShaperData::new(&FontRef::from_index(&file, index).ok()?);
        Some(Face::Outlines(Box::new(Outlines { file, index, ink, shaping })))
    }

    pub(super) fn has(&self, c: char) -> bool {
        match self {
            Face::Outlines(outlines) => outlines
                .font()
                .is_some_and(|font| font.charmap().map(c).is_some_and(|glyph| glyph != GlyphId::NOTDEF)),
            #[cfg(feature = "card-fonts")]
            Face::Pixels => pixels::has(c),
        }
    }

    /// How thick an outline around the glyphs makes a text strong, as a part of the font size.
    pub(in super::super) fn strength(&self) -> f32 {
        match self {
            Face::Outlines(outlines) if outlines.ink == Ink::Light => 0.045,
            _ => 0.015,
        }
    }

    /// Whether each of its graphemes stands for itself.
    pub(in super::super) fn is_emoji(&self) -> bool {
        matches!(self, Face::Outlines(outlines) if outlines.ink == Ink::Emoji)
    }

    /// Lays out a run of text in one direction. A glyph that the font lacks is left out.
    pub(in super::super) fn shape(&self, text: &str, direction: Direction) -> Shaped {
        match self {
            Face::Outlines(outlines) => outlines.shape(text, direction).unwrap_or_default(),
            #[cfg(feature = "card-fonts")]
            Face::Pixels => pixels::shape(text),
        }
    }

    /// Draws a glyph whose baseline begins where the pen is.
    pub(in super::super) fn draw(&self, glyph: u32, size: f32, pen: &mut Pen) {
        match self {
            Face::Outlines(outlines) => outlines.draw(glyph, size, pen),
            #[cfg(feature = "card-fonts")]
            Face::Pixels => pixels::draw(glyph, size, pen),
        }
    }
}

impl Outlines {
    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.file, self.index).ok()
    }

    fn shape(&self, text: &str, direction: Direction) -> Option<Shaped> {
        let font = self.font()?;
        let shaper = self.shaping.shaper(&font).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let laid_out = shaper.shape(buffer, ShapeOptions::new());
        let em = shaper.units_per_em().max(1) as f32;
        let mut shaped = Shaped::default();
        for (info, position) in laid_out.glyph_infos().iter().zip(laid_out.glyph_positions()) {
            if info.glyph_id == GlyphId::NOTDEF.to_u32() {
                continue;
            }
            let (x, y) = (position.x_offset as f32 / em, position.y_offset as f32 / em);
            shaped.glyphs.push(Glyph { id: info.glyph_id, x: shaped.width + x, y });
            shaped.width += position.x_advance as f32 / em;
        }
        if self.ink == Ink::Emoji && !text.chars().all(is_flag_letter) {
            self.keep_first(&mut shaped, em);
        }
        Some(shaped)
    }

    /// Of an emoji that the font has in parts only, such as a rare family, the first part.
    fn keep_first(&self, shaped: &mut Shaped, em: f32) {
        shaped.glyphs.truncate(1);
        let width = shaped.glyphs.first().and_then(|first| {
            let font = self.font()?;
            font.glyph_metrics(Size::unscaled(), LocationRef::default()).advance_width(GlyphId::new(first.id))
        });
        shaped.width = width.unwrap_or_default() / em;
    }

    fn draw(&self, glyph: u32, size: f32, pen: &mut Pen) {
        let Some(font) = self.font() else { return };
        let Some(outline) = font.outline_glyphs().get(GlyphId::new(glyph)) else { return };
        let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
        if let Err(error) = outline.draw(settings, pen) {
            log::warn!("glyph {glyph} of a font cannot be drawn: {error}");
        }
    }
}

fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Face::Outlines(outlines) => {
                write!(f, "Outlines({} bytes, {:?})", outlines.file.len(), outlines.ink)
            }
            #[cfg(feature = "card-fonts")]
            Face::Pixels => f.write_str("Pixels"),
        }
    }
}
