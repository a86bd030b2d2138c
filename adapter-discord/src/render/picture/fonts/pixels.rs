//! GNU Unifont as lines: its characters are drawn in 16 rows of pixels, most of them one pixel thick, so that lines
//! through the pixels are smooth at every size.

use baremetal_unifont::{BIN_BYTES, char_width};
use skrifa::outline::OutlinePen;
use unicode_normalization::char::is_combining_mark;

use super::glyph::{Glyph, Pen, Shaped};

/// Rows and columns of a full-width character.
const SIDE: usize = 16;

/// The length of a pixel, as a part of the font size.
const PIXEL: f32 = 1.0 / SIDE as f32;

/// The rows above the baseline.
const ASCENT: f32 = 14.0;

/// Half the thickness of a line, in pixels.
const HALF: f32 = 0.5;

/// The columns by which an accent, drawn in a half-width cell, overlaps the character before it.
const ACCENT: usize = 8;

/// Right, down, and the two diagonals downwards.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (1, 1), (-1, 1)];

/// Whether the font has a character that can stand beside others as it is.
pub(super) fn has(c: char) -> bool {
    if char_width(c).is_none() || needs_shaping(c) {
        return false;
    }
    let rows = rows(c);
    // An unassigned character is drawn as a box with its number, and a control as a dashed one with its name.
    let is_number = [1, 7, 8, 14].iter().all(|row| rows[*row] == 0x7ffe);
    let is_dashed = rows[0] == 0xaaaa && rows[15] == 0x5555;
    !is_number && !is_dashed && rows.iter().any(|row| *row != 0)
}

/// Lays out a run of characters that stand beside each other, with accents over them.
pub(super) fn shape(text: &str) -> Shaped {
    let mut shaped = Shaped::default();
    let mut base = 0.0;
    for c in text.chars() {
        let columns = char_width(c).unwrap_or_default() * SIDE / 2;
        if is_combining_mark(c) {
            let x = (shaped.width - ACCENT as f32 * PIXEL).max(base);
            shaped.glyphs.push(Glyph { id: c.into(), x, y: 0.0 });
            continue;
        }
        base = shaped.width;
        shaped.glyphs.push(Glyph { id: c.into(), x: base, y: 0.0 });
        shaped.width += columns as f32 * PIXEL;
    }
    shaped
}

pub(super) fn draw(glyph: u32, size: f32, pen: &mut Pen) {
    let Some(rows) = char::from_u32(glyph).map(rows) else { return };
    for (from, to) in lines(&rows) {
        let at = |(x, y): (isize, isize)| (x as f32 + 0.5, ASCENT - y as f32 - 0.5);
        let ((x0, y0), (x1, y1)) = (at(from), at(to));
        let length = (x1 - x0).hypot(y1 - y0);
        // A single pixel is a square.
        let (dx, dy) = if length > 0.0 { ((x1 - x0) / length, (y1 - y0) / length) } else { (1.0, 0.0) };
        let (ex, ey) = (dx * HALF, dy * HALF);
        let scale = size * PIXEL;
        pen.move_to((x0 - ex - ey) * scale, (y0 - ey + ex) * scale);
        pen.line_to((x1 + ex - ey) * scale, (y1 + ey + ex) * scale);
        pen.line_to((x1 + ex + ey) * scale, (y1 + ey - ex) * scale);
        pen.line_to((x0 - ex + ey) * scale, (y0 - ey - ex) * scale);
        pen.close();
    }
}

type Pixel = (isize, isize);

/// The longest lines through the pixels; a diagonal only where no corner joins its pixels already.
fn lines(rows: &[u16; SIDE]) -> Vec<(Pixel, Pixel)> {
    let is_set = |x: isize, y: isize| {
        let column = u32::try_from(x).ok().filter(|column| *column < 16);
        let row = usize::try_from(y).ok().and_then(|row| rows.get(row));
        column.zip(row).is_some_and(|(column, row)| row & (0x8000 >> column) != 0)
    };
    let joins = |(x, y): Pixel, (dx, dy): (isize, isize)| {
        is_set(x, y)
            && is_set(x + dx, y + dy)
            && (dx == 0 || dy == 0 || !(is_set(x + dx, y) || is_set(x, y + dy)))
    };
    let mut lines = Vec::new();
    for y in 0..SIDE as isize {
        for x in (0..SIDE as isize).filter(|x| is_set(*x, y)) {
            let mut is_alone = true;
            for (dx, dy) in STEPS {
                let from_before = joins((x - dx, y - dy), (dx, dy));
                is_alone &= !from_before && !joins((x, y), (dx, dy));
                if from_before || !joins((x, y), (dx, dy)) {
                    continue;
                }
                let mut end = (x, y);
                while joins(end, (dx, dy)) {
                    end = (end.0 + dx, end.1 + dy);
                }
                lines.push(((x, y), end));
            }
            if is_alone {
                lines.push(((x, y), (x, y)));
            }
        }
    }
    lines
}

/// The rows of a character, its first column in the highest bit.
fn rows(c: char) -> [u16; SIDE] {
    let at = u32::from(c) as usize * SIDE * 2;
    let bytes = BIN_BYTES.get(at..at + SIDE * 2).unwrap_or(&[0; SIDE * 2]);
    let mut rows = [0; SIDE];
    for (row, bytes) in rows.iter_mut().zip(bytes.chunks_exact(2)) {
        *row = u16::from_be_bytes([bytes[0], bytes[1]]);
    }
    rows
}

/// Whether a letter changes its shape or its place beside others: the scripts that are written from right to left or
/// joined, and those of India and its neighbours. Thai and Lao are written as they are stored.
fn needs_shaping(c: char) -> bool {
    let is_letter = c.is_alphabetic() || is_combining_mark(c);
    is_letter
        && matches!(c, '\u{590}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1700}'..='\u{18af}'
            | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{a8ff}' | '\u{a930}'..='\u{aadf}'
            | '\u{abc0}'..='\u{abff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_others_as_it_is_is_there() {
        for c in "王芳지민สมชายサクラ愛ㄅ꧁꧂乂ツ༺".chars() {
            assert!(has(c), "{c}");
        }
    }

    #[test]
    fn what_would_be_a_box_or_nothing_is_not_there() {
        for c in "\u{378}\u{e000}\u{ffff}\u{2029}\u{10000}\u{3000}தআלא".chars() {
            assert!(!has(c), "{}", c.escape_unicode());
        }
    }

    #[test]
    fn pixels_become_the_longest_lines() {
        let mut rows = [0_u16; SIDE];
        rows[2] = 0b1110_0000_0000_0000;
        rows[3] = 0b0000_1000_0000_0000;
        rows[4] = 0b0000_0100_0000_0001;
        let mut lines = lines(&rows);
        lines.sort_unstable();
        assert_eq!(lines, [((0, 2), (2, 2)), ((4, 3), (5, 4)), ((15, 4), (15, 4))]);
    }

    #[test]
    fn an_accent_stands_over_the_character_before_it() {
        let shaped = shape("ที่");
        assert_eq!(shaped.glyphs.iter().map(|glyph| glyph.x).collect::<Vec<_>>(), [0.0, 0.0, 0.0]);
        assert!((shaped.width - 0.5).abs() < 0.001);
    }
}
