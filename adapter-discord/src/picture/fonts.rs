//! The embedded fonts: which signs they have, how wide a text is, and how much of it fits.
//! What they lack is shown as a box, never as nothing.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::{FontResolver, fontdb};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::look::signs::visible;

/// Latin, Greek and Cyrillic; signs and boxes; emoji. The first that has a sign shows it.
const FILES: [&[u8]; 4] = [
    epaint_default_fonts::UBUNTU_LIGHT,
    epaint_default_fonts::HACK_REGULAR,
    epaint_default_fonts::NOTO_EMOJI_REGULAR,
    epaint_default_fonts::EMOJI_ICON,
];

/// What stands for a sign that no font has.
const BOX: char = '▯';

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::load);

struct Fonts {
    faces: Vec<Face>,
    database: Arc<Database>,
}

struct Face {
    id: ID,
    font: FontRef<'static>,
}

/// The fonts, for drawing.
pub fn database() -> Arc<Database> {
    Arc::clone(&FONTS.database)
}

/// How drawing finds a font: always these, in their order.
pub fn resolver() -> FontResolver<'static> {
    FontResolver {
        select_font: Box::new(|_, _| FONTS.faces.first().map(|face| face.id)),
        select_fallback: Box::new(|c, used: &[fontdb::ID], _| {
            let mut faces = FONTS.faces.iter().filter(|face| !used.contains(&face.id));
            faces.find(|face| face.glyph(c).is_some()).map(|face| face.id)
        }),
    }
}

/// The text on one line, of signs that the fonts have.
pub fn drawable(text: &str) -> String {
    let text: String = visible(text).replace('\n', " ").nfc().collect();
    text.graphemes(true).map(sign).collect()
}

/// How wide a drawable text is at a size, in pixels.
pub fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| advance(c, size)).sum()
}

/// A drawable text, or as much of it as fits a width with an ellipsis.
pub fn fitting(text: &str, size: f32, limit: f32) -> String {
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

impl Fonts {
    fn load() -> Fonts {
        let mut database = Database::new();
        let faces = FILES.iter().filter_map(|file| {
            let ids = database.load_font_source(Source::Binary(Arc::new(*file)));
            Some(Face { id: *ids.first()?, font: FontRef::new(file).ok()? })
        });
        let faces = faces.collect();
        Fonts { faces, database: Arc::new(database) }
    }

    fn has(&self, c: char) -> bool {
        self.faces.iter().any(|face| face.glyph(c).is_some())
    }
}

impl Face {
    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.font.charmap().map(c).filter(|glyph| *glyph != GlyphId::NOTDEF)
    }
}

/// What a reader takes for one sign, as far as the fonts go: as it is, without what changes it, or a box.
fn sign(sign: &str) -> String {
    let mut parts = sign.chars().filter(|c| !is_variation(*c));
    let Some(first) = parts.next().filter(|first| FONTS.has(*first)) else {
        return if sign.trim().is_empty() { " ".to_owned() } else { BOX.to_string() };
    };
    // Families, skin tones and flags of regions show their first part.
    let rest: String = parts.collect();
    if rest.chars().all(|c| FONTS.has(c) && !is_joiner(c)) {
        format!("{first}{rest}")
    } else {
        first.to_string()
    }
}

fn is_variation(c: char) -> bool {
    matches!(c, '\u{fe0e}' | '\u{fe0f}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

fn advance(c: char, size: f32) -> f32 {
    let face = FONTS.faces.iter().find_map(|face| Some((face, face.glyph(c)?)));
    let width = face.and_then(|(face, glyph)| {
        face.font.glyph_metrics(Size::new(size), LocationRef::default()).advance_width(glyph)
    });
    width.unwrap_or(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_font_is_read() {
        assert_eq!(FONTS.faces.len(), FILES.len());
        for c in [BOX, '…', 'A', 'ß', 'Ω', 'Ж', '😀', '★'] {
            assert!(FONTS.has(c), "no font has {c}");
        }
    }

    #[test]
    fn what_no_font_has_becomes_a_box() {
        assert_eq!(drawable("Zoë Żółć Ωμέγα Жук"), "Zoë Żółć Ωμέγα Жук");
        assert_eq!(drawable("e\u{301}"), "é");
        assert_eq!(drawable("李小"), "▯▯");
        assert_eq!(drawable("नमस्ते").chars().filter(|c| *c != BOX).count(), 0);
        assert_eq!(drawable("👩‍👩‍👧 👍🏽 ❤️"), "👩 👍 ❤");
        assert_eq!(drawable("a\u{202e}b\nc\u{0}"), "ab c");
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
