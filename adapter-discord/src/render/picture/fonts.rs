//! The embedded fonts: glyphs, text widths, cutting to a width, and outlines. A character without a glyph is drawn as a
//! box. There is no shaping: one grapheme is one glyph, so a text is exactly as wide as measured and cannot change the
//! layout.

use std::fmt::Write;
use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::render::invisible::visible;

/// Latin, Greek and Cyrillic; symbols and boxes; emoji. The first font with a glyph is used.
const FILES: [&[u8]; 4] = [
    epaint_default_fonts::UBUNTU_LIGHT,
    epaint_default_fonts::HACK_REGULAR,
    epaint_default_fonts::NOTO_EMOJI_REGULAR,
    epaint_default_fonts::EMOJI_ICON,
];

/// Drawn for a character that no font has.
const BOX: char = '▯';

static FACES: LazyLock<Vec<FontRef<'static>>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| FontRef::new(file).ok()).collect());

/// The text on one line, with characters that the fonts have.
pub(super) fn drawable(text: &str) -> String {
    let text: String = visible(text).replace('\n', " ").nfc().collect();
    text.graphemes(true).map(sign).collect()
}

/// The width of a drawable text at a size, in pixels.
pub(super) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| advance(c, size)).sum()
}

/// A drawable text, cut with an ellipsis if it is wider than the limit.
pub(super) fn fitting(text: &str, size: f32, limit: f32) -> String {
    if width(text, size) <= limit {
        return text.to_owned();
    }
    let mut room = limit - advance('…', size);
    let mut kept = String::new();
    for sign in text.graphemes(true) {
        room -= width(sign, size);
        if room < 0.0 {
            break;
        }
        kept.push_str(sign);
    }
    format!("{}…", kept.trim_end())
}

/// A drawable text at the first of some sizes at which it fits; if none fits, cut at the last.
pub(super) fn shrunk(text: &str, sizes: &[f32], limit: f32) -> (String, f32) {
    let whole = sizes.iter().find(|size| width(text, **size) <= limit);
    let size = whole.or(sizes.last()).copied().unwrap_or_default();
    (fitting(text, size, limit), size)
}

/// The outlines of a drawable text, as the path data of an SVG.
pub(super) fn outlines(text: &str, size: f32, x: f32, y: f32) -> String {
    let mut path = Path { data: String::with_capacity(text.len() * 160), x, y };
    for c in text.chars() {
        if let Some((font, glyph)) = glyph(c)
            && let Some(outline) = font.outline_glyphs().get(glyph)
        {
            let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
            if let Err(error) = outline.draw(settings, &mut path) {
                log::error!("the embedded fonts cannot draw {}: {error}", c.escape_unicode());
            }
        }
        path.x += advance(c, size);
    }
    path.data
}

/// The character that the fonts draw for a grapheme. Families, skin tones and regional flags show their first part, and
/// combining accents without a composed letter are dropped.
fn sign(sign: &str) -> char {
    match sign.chars().next() {
        Some(c) if c.is_whitespace() => ' ',
        Some(c) if glyph(c).is_some() => c,
        _ => BOX,
    }
}

/// The first font with a glyph for a character.
fn glyph(c: char) -> Option<(&'static FontRef<'static>, GlyphId)> {
    let found = |font: &FontRef<'_>| font.charmap().map(c).filter(|glyph| *glyph != GlyphId::NOTDEF);
    FACES.iter().find_map(|font| Some((font, found(font)?)))
}

fn advance(c: char, size: f32) -> f32 {
    let width = glyph(c).and_then(|(font, glyph)| {
        font.glyph_metrics(Size::new(size), LocationRef::default()).advance_width(glyph)
    });
    width.unwrap_or(size)
}

/// Writes outlines at a position. Fonts have their y axis upwards, pictures downwards.
struct Path {
    data: String,
    x: f32,
    y: f32,
}

impl Path {
    fn put(&mut self, step: char, points: &[(f32, f32)]) {
        self.data.push(step);
        for (x, y) in points {
            write!(self.data, "{:.2} {:.2} ", self.x + x, self.y - y).expect("a string takes everything");
        }
    }
}

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.put('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.put('C', &[(cx0, cy0), (cx1, cy1), (x, y)]);
    }

    fn close(&mut self) {
        self.put('Z', &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_font_is_read() {
        assert_eq!(FACES.len(), FILES.len());
        for c in [BOX, '…', 'A', 'ß', 'Ω', 'Ж', '😀', '★'] {
            assert!(glyph(c).is_some(), "no font has {c}");
        }
    }

    #[test]
    fn what_no_font_has_becomes_a_box() {
        assert_eq!(drawable("Zoë Żółć Ωμέγα Жук"), "Zoë Żółć Ωμέγα Жук");
        assert_eq!(drawable("e\u{301}"), "é");
        assert_eq!(drawable("李小"), "▯▯");
        assert_eq!(drawable("नमस्ते"), "▯▯▯");
        assert_eq!(drawable("👩‍👩‍👧 👍🏽 ❤️"), "👩 👍 ❤");
        assert_eq!(drawable("a\u{202e}b\nc\u{0}"), "ab c");
    }

    #[test]
    fn a_text_has_outlines_as_wide_as_it_is() {
        let path = outlines("ll", 40.0, 10.0, 20.0);
        assert_eq!(path.matches('M').count(), 2, "{path}");
        let second = path.rsplit('M').next().and_then(|rest| rest.split(' ').next()).unwrap();
        let first = path.split(['M', ' ']).nth(1).unwrap();
        let apart = second.parse::<f32>().unwrap() - first.parse::<f32>().unwrap();
        assert!((apart - width("l", 40.0)).abs() < 0.02, "{apart}");
        assert_eq!(outlines(" ", 40.0, 0.0, 0.0), "");
    }

    #[test]
    fn a_text_is_cut_to_the_width_that_there_is() {
        let name = drawable("Wilhelmina von Wartenburg");
        for limit in [40.0, 100.0, 200.0, 300.0] {
            let cut = fitting(&name, 40.0, limit);
            assert!(width(&cut, 40.0) <= limit && cut.ends_with('…'), "{cut} at {limit}");
        }
        assert_eq!(fitting(&name, 40.0, 2_000.0), name);
    }
}
