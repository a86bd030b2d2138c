//! Glyphs with their places, and the pen that writes their outlines as the path data of an SVG.

use std::fmt::Write;

use skrifa::outline::OutlinePen;

/// A glyph with its place. Lengths are parts of the font size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Glyph {
    /// The number of the glyph in an outline font; the code point in the pixel font.
    pub(in super::super) id: u32,
    pub(in super::super) x: f32,
    pub(in super::super) y: f32,
}

/// A run of text that is laid out from left to right.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Shaped {
    pub(in super::super) glyphs: Vec<Glyph>,
    pub(in super::super) width: f32,
}

/// Writes outlines at a position, as the path data of an SVG. Fonts have their y axis upwards, pictures downwards.
#[derive(Debug)]
pub(in super::super) struct Pen {
    pub(in super::super) data: String,
    pub(in super::super) x: f32,
    pub(in super::super) y: f32,
}

impl Pen {
    fn put(&mut self, step: char, points: &[(f32, f32)]) {
        self.data.push(step);
        for (x, y) in points {
            write!(self.data, "{:.2} {:.2} ", self.x + x, self.y - y).expect("a string takes everything");
        }
    }
}

impl OutlinePen for Pen {
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
