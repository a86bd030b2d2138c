//! The fonts of the pictures, and which of them draws a part of a text: the embedded ones, then those of a folder, then
//! the pixel font. A character that none of them has is left out, never drawn as a box.

mod face;
mod folder;
mod glyph;
#[cfg(feature = "card-fonts")]
mod pixels;
mod spelling;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use unicode_segmentation::UnicodeSegmentation;

pub use self::folder::FolderError;

pub(super) use self::face::Face;
pub(super) use self::glyph::{Glyph, Pen};

use self::face::Ink;
use self::folder::Folder;

/// The text font: what it has is drawn as it is written.
const TEXT: &[u8] = epaint_default_fonts::UBUNTU_LIGHT;

/// The embedded outline fonts, in the order in which they are asked.
static EMBEDDED: LazyLock<Vec<Arc<Face>>> = LazyLock::new(|| {
    let mut files = vec![(TEXT, Ink::Light)];
    #[cfg(feature = "card-fonts")]
    files.extend([
        (uzor_fonts::ROBOTO_REGULAR, Ink::Regular),
        (uzor_fonts::NOTO_SANS_ARABIC, Ink::Regular),
        (uzor_fonts::NOTO_SANS_DEVANAGARI, Ink::Regular),
        // Before the fonts of symbols, which have some emoji too.
        (uzor_fonts::NOTO_EMOJI, Ink::Emoji),
        (uzor_fonts::DEJAVU_SANS, Ink::Regular),
    ]);
    files.extend([
        (epaint_default_fonts::HACK_REGULAR, Ink::Regular),
        (epaint_default_fonts::NOTO_EMOJI_REGULAR, Ink::Emoji),
        (epaint_default_fonts::EMOJI_ICON, Ink::Emoji),
    ]);
    #[cfg(feature = "card-fonts")]
    files.push((uzor_fonts::NOTO_SANS_SYMBOLS2, Ink::Regular));
    files.into_iter().filter_map(|(file, ink)| Face::outlines(file.into(), 0, ink)).map(Arc::new).collect()
});

/// The last font that is asked.
#[cfg(feature = "card-fonts")]
static PIXELS: LazyLock<Arc<Face>> = LazyLock::new(|| Arc::new(Face::Pixels));

/// The fonts that pictures are drawn with.
#[derive(Debug, Default)]
pub struct Fonts {
    folder: Option<Folder>,
}

/// A grapheme, as it is drawn, and its font.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    pub(super) text: String,
    pub(super) face: Arc<Face>,
}

/// What the fonts can draw of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawable {
    pub(super) signs: Vec<Sign>,
    /// Whether letters are missing, without which a name is another name.
    pub(super) loss: Loss,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Loss {
    /// At most symbols and accents are missing.
    #[default]
    None,
    Letters,
}

impl Fonts {
    /// The embedded fonts only.
    pub fn embedded() -> Fonts {
        Fonts::default()
    }

    /// The embedded fonts, and those of a folder and its subfolders for characters that the others lack.
    ///
    /// # Errors
    /// When the folder cannot be read, or has no fonts or too many.
    pub fn with_folder(folder: &Path) -> Result<Fonts, FolderError> {
        Ok(Fonts { folder: Some(Folder::open(folder)?) })
    }

    /// What can be drawn of a text, on one line. A word of letters is drawn by one
    /// embedded outline font if any has all of them.
    pub(super) fn drawable(&self, text: &str) -> Drawable {
        let text = spelling::spelled(text);
        let mut drawable = Drawable::default();
        let mut graphemes = text.graphemes(true).peekable();
        while let Some(first) = graphemes.next() {
            let mut word = vec![first];
            if is_letter(first) {
                while let Some(next) = graphemes.next_if(|next| is_letter(next)) {
                    word.push(next);
                }
            }
            let common = embedded_face_of(&word.concat());
            for grapheme in word {
                let sign = match &common {
                    Some(face) => Some(Sign { text: grapheme.to_owned(), face: Arc::clone(face) }),
                    None => self.sign(grapheme),
                };
                match sign {
                    Some(sign) => drawable.signs.push(sign),
                    None if is_letter(grapheme) => drawable.loss = Loss::Letters,
                    None => {}
                }
            }
        }
        drawable
    }

    /// A grapheme with its font. Where no font has all of it, its first character: a letter without rare accents, an
    /// emoji without a skin colour.
    fn sign(&self, grapheme: &str) -> Option<Sign> {
        let first = grapheme.chars().next().map(String::from)?;
        [grapheme, &first].into_iter().find_map(|text| {
            let face = self.face_of(text)?;
            Some(Sign { text: text.to_owned(), face })
        })
    }

    /// The first font that has every character of a text.
    fn face_of(&self, text: &str) -> Option<Arc<Face>> {
        let in_folder = || self.folder.as_ref().and_then(|folder| folder.face_of(shapes(text).collect()));
        embedded_face_of(text).or_else(in_folder).or_else(|| pixel_face_of(text))
    }
}

fn embedded_face_of(text: &str) -> Option<Arc<Face>> {
    shapes(text).next()?;
    EMBEDDED.iter().find(|face| shapes(text).all(|c| face.has(c))).cloned()
}

#[cfg(feature = "card-fonts")]
fn pixel_face_of(text: &str) -> Option<Arc<Face>> {
    shapes(text).next()?;
    shapes(text).all(|c| PIXELS.has(c)).then(|| Arc::clone(&PIXELS))
}

#[cfg(not(feature = "card-fonts"))]
fn pixel_face_of(_: &str) -> Option<Arc<Face>> {
    None
}

/// The characters that a font needs a glyph for.
fn shapes(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !spelling::is_shapeless(*c))
}

/// Whether the text font has a character.
fn is_plain(c: char) -> bool {
    EMBEDDED.first().is_some_and(|face| face.has(c))
}

fn is_letter(grapheme: &str) -> bool {
    grapheme.chars().next().is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_font_is_read() {
        assert_eq!(EMBEDDED.len(), if cfg!(feature = "card-fonts") { 10 } else { 4 });
        for c in ['…', 'A', 'ß', 'Ω', 'Ж', '😀', '★'] {
            assert!(EMBEDDED.iter().any(|face| face.has(c)), "no font has {c}");
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str, loss: Loss) {
        let drawable = Fonts::embedded().drawable(text);
        let drawn: String = drawable.signs.iter().map(|sign| sign.text.as_str()).collect();
        assert_eq!((drawn.as_str(), drawable.loss), (expected, loss), "{}", text.escape_unicode());
    }

    #[test]
    fn what_the_fonts_have_is_drawn_as_it_is_written() {
        for text in ["Zoë Żółć Ωμέγα Жук", "x² ½ ™", "👩 👍 ★"] {
            check(text, text, Loss::None);
        }
        check("e\u{301}", "é", Loss::None);
        check("a\u{202e}b\nc\u{0}", "ab c", Loss::None);
    }

    #[test]
    fn a_script_that_no_font_has_is_left_out_and_told() {
        // Adlam; and a private character, which is no letter.
        check("Ada 𞤀𞤣", "Ada ", Loss::Letters);
        check("Ada \u{e000}", "Ada ", Loss::None);
    }

    #[cfg(feature = "card-fonts")]
    #[test]
    fn a_script_whose_letters_change_places_is_not_drawn_letter_by_letter() {
        for text in ["தமிழ்", "বাংলা", "မြန်မာ", "ខ្មែរ"] {
            check(text, "", Loss::Letters);
        }
    }

    #[cfg(feature = "card-fonts")]
    #[test]
    fn a_word_is_drawn_by_one_font() {
        for word in ["Nguyễn", "Ngọc", "Ánh", "ᴀʟɪᴄᴇ", "ليلى"] {
            let drawable = Fonts::embedded().drawable(word);
            let [first, rest @ ..] = drawable.signs.as_slice() else { panic!("{word} has no sign") };
            assert!(rest.iter().all(|sign| Arc::ptr_eq(&sign.face, &first.face)), "{word}");
        }
    }
}
