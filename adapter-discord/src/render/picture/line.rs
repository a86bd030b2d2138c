//! One line of text, laid out: in the order in which it is read, joined where its script joins, and cut where it is too
//! wide.

use std::sync::Arc;

use harfrust::Direction;
use unicode_bidi::BidiInfo;

use super::fonts::{Drawable, Face, Fonts, Glyph, Loss, Pen, Sign};

/// A line of text.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    signs: Vec<Sign>,
    runs: Vec<Run>,
    /// As a part of the font size.
    width: f32,
    loss: Loss,
}

/// Glyphs of one font.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) face: Arc<Face>,
    glyphs: Vec<Glyph>,
    /// Where it begins, as a part of the font size.
    x: f32,
}

impl Line {
    pub(super) fn new(fonts: &Fonts, text: &str) -> Line {
        let Drawable { signs, loss } = fonts.drawable(text);
        Line { loss, ..Line::of(signs) }
    }

    /// A text, cut with an ellipsis if it is wider than the limit.
    pub(super) fn fitting(fonts: &Fonts, text: &str, size: f32, limit: f32) -> Line {
        Line::new(fonts, text).cut(fonts, size, limit)
    }

    /// A text at the first of some sizes at which it fits; if none fits, cut at the last.
    pub(super) fn shrunk(fonts: &Fonts, text: &str, sizes: &[f32], limit: f32) -> (Line, f32) {
        let line = Line::new(fonts, text);
        let whole = sizes.iter().find(|size| line.width(**size) <= limit);
        let size = whole.or(sizes.last()).copied().unwrap_or_default();
        (line.cut(fonts, size, limit), size)
    }

    /// The line, cut with an ellipsis after a whole character if it is wider than the limit.
    pub(super) fn cut(self, fonts: &Fonts, size: f32, limit: f32) -> Line {
        if self.width(size) <= limit {
            return self;
        }
        let ellipsis = fonts.drawable("…").signs;
        let first = |count: usize| {
            let kept = &self.signs[..count];
            let end = kept.iter().rposition(|sign| !sign.text.trim().is_empty()).map_or(0, |last| last + 1);
            Line { loss: self.loss, ..Line::of([&kept[..end], &ellipsis].concat()) }
        };
        // The joining of letters changes widths a little, so the last count is tried too.
        let (mut fits, mut wide) = (0, self.signs.len());
        while wide - fits > 1 {
            let middle = usize::midpoint(fits, wide);
            if first(middle).width(size) <= limit { fits = middle } else { wide = middle }
        }
        first(fits)
    }

    /// The width at a size, in pixels.
    pub(super) fn width(&self, size: f32) -> f32 {
        self.width * size
    }

    /// Whether nothing of the text is drawn.
    pub(super) fn is_blank(&self) -> bool {
        self.signs.iter().all(|sign| sign.text.trim().is_empty())
    }

    /// Whether letters of the text are not drawn.
    pub(super) fn lacks_letters(&self) -> bool {
        self.loss == Loss::Letters
    }

    /// The first character, as it is written large.
    pub(super) fn initial(&self) -> String {
        self.signs.first().map(|sign| sign.text.to_uppercase()).unwrap_or_default()
    }

    pub(super) fn runs(&self) -> &[Run] {
        &self.runs
    }

    fn of(signs: Vec<Sign>) -> Line {
        let mut line = Line::default();
        let text: String = signs.iter().map(|sign| sign.text.as_str()).collect();
        let mut starts = Vec::with_capacity(signs.len());
        let mut at = 0;
        for sign in &signs {
            starts.push(at);
            at += sign.text.len();
        }
        let bidi = BidiInfo::new(&text, None);
        // A text without separators has one paragraph, or none if it is empty.
        for paragraph in &bidi.paragraphs {
            let (levels, parts) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for part in parts {
                let first = starts.partition_point(|start| *start < part.start);
                let last = starts.partition_point(|start| *start < part.end);
                let leftwards = levels.get(part.start).is_some_and(|level| level.is_rtl());
                line.add(&signs[first..last], leftwards);
            }
        }
        line.signs = signs;
        line
    }

    /// Adds characters of one direction, font by font.
    fn add(&mut self, signs: &[Sign], leftwards: bool) {
        let is_one_run = |a: &Sign, b: &Sign| Arc::ptr_eq(&a.face, &b.face) && !a.face.is_emoji();
        let mut parts: Vec<&[Sign]> = signs.chunk_by(is_one_run).collect();
        let mut direction = Direction::LeftToRight;
        if leftwards {
            parts.reverse();
            direction = Direction::RightToLeft;
        }
        for part in parts {
            let Some(first) = part.first() else { continue };
            let text: String = part.iter().map(|sign| sign.text.as_str()).collect();
            let shaped = first.face.shape(&text, direction);
            self.runs.push(Run { face: Arc::clone(&first.face), glyphs: shaped.glyphs, x: self.width });
            self.width += shaped.width;
        }
    }
}

impl Run {
    /// The outlines, as the path data of an SVG.
    pub(super) fn outlines(&self, size: f32, x: f32, y: f32) -> String {
        let mut pen = Pen { data: String::with_capacity(self.glyphs.len() * 160), x, y };
        for glyph in &self.glyphs {
            pen.x = x + (self.x + glyph.x) * size;
            pen.y = y - glyph.y * size;
            self.face.draw(glyph.id, size, &mut pen);
        }
        pen.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::new(&Fonts::embedded(), text)
    }

    /// The places of the glyphs, from the first character of the text to the last.
    fn places(text: &str) -> Vec<f32> {
        let line = line(text);
        line.runs.iter().flat_map(|run| run.glyphs.iter().map(|glyph| run.x + glyph.x)).collect()
    }

    #[cfg(feature = "card-fonts")]
    const NAMES: [&str; 66] = [
        "王芳",
        "李小龍",
        "張偉",
        "司馬懿",
        "さくら",
        "タナカ",
        "髙橋",
        "지민",
        "김철수",
        "ㅋㅋㅋ",
        "דוד",
        "שָׁלוֹם",
        "ליאת כהן",
        "ليلى",
        "محمد علي",
        "فاطِمَة",
        "پریسا",
        "ﻣﺤﻤﺪ",
        "ﷺ",
        "สมชาย",
        "น้ำฝน",
        "ที่รัก",
        "राम",
        "कृष्ण",
        "लक्ष्मी",
        "श्रीकांत",
        "Nguyễn",
        "Trần Thị Ánh Ngọc",
        "Đặng",
        "Zoë",
        "Żółć",
        "İbrahim",
        "Ţepeş",
        "Ærøskøbing",
        "ẞtraße",
        "Ŋuyễn",
        "Жук",
        "Ґалаґан",
        "Ѳеодоръ",
        "Ωμέγα",
        "Ἀθηνᾶ",
        "Արմեն",
        "გიორგი",
        "ລາວ",
        "ᏣᎳᎩ",
        "ᐃᓄᒃ",
        "𝓐𝓵𝓲𝓬𝓮",
        "𝕬𝖑𝖎𝖈𝖊",
        "𝔸𝕝𝕚𝕔𝕖",
        "𝙰𝚕𝚒𝚌𝚎",
        "ᴀʟɪᴄᴇ",
        "ꜱᴛᴀʀ",
        "Ⓐⓛⓘⓒⓔ",
        "🅰🅻🅸🅲🅴",
        "🄰🄻🄸🄲🄴",
        "ａｌｉｃｅ",
        "ᗩᒪIᑕE",
        "卂ㄥ丨匚乇",
        "₳Ⱡł₵Ɇ",
        "ᵃˡⁱᶜᵉ",
        "Z̷̢̛͔a͠l̴g̸o̶",
        "꧁༺Anna༻꧂",
        "乂 Ben ツ",
        "★彡Cleo彡★",
        "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽❤️🔥",
        "x_Δłιςє_x",
    ];

    #[cfg(feature = "card-fonts")]
    #[test]
    fn every_name_is_drawn_whole_and_without_a_box() {
        for name in NAMES {
            let line = line(name);
            assert!(!line.lacks_letters() && !line.is_blank(), "{name}: {line:?}");
            for run in &line.runs {
                assert!(!run.glyphs.is_empty(), "{name}: an empty run of {:?}", run.face);
                assert!(run.glyphs.iter().all(|glyph| glyph.id != 0), "{name}: .notdef of {:?}", run.face);
            }
            let drawn: usize = line.runs.iter().map(|run| run.outlines(40.0, 0.0, 0.0).len()).sum();
            assert!(drawn > 0 && line.width > 0.0, "{name} has no outlines");
        }
    }

    #[cfg(feature = "card-fonts")]
    #[test]
    fn arabic_is_joined_and_runs_leftwards() {
        let apart: Vec<u32> = "ليلى"
            .chars()
            .flat_map(|c| {
                line(&c.to_string()).runs[0].glyphs.iter().map(|glyph| glyph.id).collect::<Vec<_>>()
            })
            .collect();
        let joined = line("ليلى");
        let ids: Vec<u32> = joined.runs[0].glyphs.iter().rev().map(|glyph| glyph.id).collect();
        assert_eq!(joined.runs.len(), 1);
        assert!(ids.iter().all(|id| !apart.contains(id)) || ids != apart, "{ids:?} {apart:?}");
        assert!(joined.width < apart.len() as f32 * line("ى").width, "joined letters are narrower");
    }

    #[cfg(feature = "card-fonts")]
    #[test]
    fn names_of_both_directions_are_ordered_by_their_paragraph() {
        // The Hebrew word leads: it stands to the right of the Latin one.
        let line = line("דוד Ben");
        let first = line.runs.first().unwrap();
        assert_eq!(first.x, 0.0);
        let ben = Line::new(&Fonts::embedded(), "Ben");
        assert_eq!(first.glyphs.len(), ben.runs[0].glyphs.len(), "{line:?}");
    }

    #[cfg(feature = "card-fonts")]
    #[test]
    fn devanagari_builds_conjuncts() {
        let glyphs = |text: &str| line(text).runs.iter().map(|run| run.glyphs.len()).sum::<usize>();
        assert!(glyphs("क्ष") < 3, "{}", glyphs("क्ष"));
        // The vowel sign i stands before its consonant.
        let sign = line("कि").runs[0].glyphs[0].id;
        assert_ne!(sign, line("क").runs[0].glyphs[0].id);
    }

    #[test]
    fn a_text_has_outlines_as_wide_as_it_is() {
        let places = places("ll");
        assert_eq!(places.len(), 2);
        assert!((places[1] - places[0] - line("l").width(1.0)).abs() < 0.001, "{places:?}");
        assert!(line(" ").runs.iter().all(|run| run.outlines(40.0, 0.0, 0.0).is_empty()));
        assert_eq!(line("").width(40.0), 0.0);
    }

    #[test]
    fn a_text_is_cut_to_the_width_that_there_is() {
        let fonts = Fonts::embedded();
        for name in [
            "Wilhelmina von Wartenburg",
            "محمد علي عبد الرحمن بن خالد",
            "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
            "नमस्ते श्रीमती लक्ष्मी देवी श्रीवास्तव",
        ] {
            let whole = Line::new(&fonts, name);
            for limit in [40.0, 100.0, 200.0, 300.0] {
                let cut = whole.clone().cut(&fonts, 40.0, limit);
                assert!(cut.width(40.0) <= limit, "{name} at {limit}");
                assert_eq!(cut.signs.last().map(|sign| sign.text.as_str()), Some("…"), "{name} at {limit}");
                let kept = &cut.signs[..cut.signs.len() - 1];
                assert!(kept.iter().zip(&whole.signs).all(|(kept, sign)| kept.text == sign.text), "{name}");
            }
            let fits = whole.clone().cut(&fonts, 40.0, 2_000.0);
            assert_eq!(fits.signs.len(), whole.signs.len());
        }
    }
}
