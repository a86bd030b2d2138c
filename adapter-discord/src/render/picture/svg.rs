//! The SVG of pictures: boxes, lines, and outlines of texts. It contains only numbers and the bot's own words, never
//! people's text.

use std::fmt::{self, Write};

use super::line::Line;

/// The colours of all pictures. They are on a dark card, which fits both of Discord's themes.
pub(super) mod colour {
    pub(crate) const CARD: &str = "#20232b";
    /// Visible on a dark background.
    pub(crate) const BORDER: &str = "#3a3f4d";
    /// The unfilled part of a bar.
    pub(crate) const TRACK: &str = "#373c49";
    /// For the most important text.
    pub(crate) const BRIGHT: &str = "#ffffff";
    /// For secondary text.
    pub(crate) const SOFT: &str = "#b4bac8";
    /// Points.
    pub(crate) const GOLD: &str = "#f5bd48";
    /// The end of the gradient for points.
    pub(crate) const GOLD_END: &str = "#e8953a";
    /// Rank 2.
    pub(crate) const SILVER: &str = "#c9d1dc";
    /// Rank 3.
    pub(crate) const BRONZE: &str = "#d08c5b";
    /// Every other rank.
    pub(crate) const OTHERS: &str = "#7c8cf0";
    pub(crate) const EARNED: &str = "#43c788";
    pub(crate) const SPENT: &str = "#f0806a";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The fonts have one weight: strong texts get an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Usual,
    Strong,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub text: &'a Line,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub colour: &'a str,
    pub anchor: Anchor,
    pub weight: Weight,
}

pub(super) struct Svg {
    width: u32,
    height: u32,
    body: String,
}

impl Svg {
    pub(super) fn card(width: u32, height: u32) -> Svg {
        let mut svg = Svg { width, height, body: String::with_capacity(8 * 1024) };
        svg.put(format_args!(
            r#"<defs><linearGradient id="gold" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="{}"/><stop offset="1" stop-color="{}"/></linearGradient></defs>"#,
            colour::GOLD_END,
            colour::GOLD,
        ));
        svg.put(format_args!(
            r#"<rect x="1" y="1" width="{}" height="{}" rx="28" fill="{}" stroke="{}" stroke-width="2"/>"#,
            width - 2,
            height - 2,
            // One colour: a gradient over the whole card takes longer to draw than everything on it.
            colour::CARD,
            colour::BORDER,
        ));
        svg
    }

    /// A box with semicircular ends.
    pub(super) fn pill(&mut self, x: f32, y: f32, width: f32, height: f32, fill: &str) {
        self.bar(x, y, width, height, height / 2.0, fill);
    }

    pub(super) fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, round: f32, fill: &str) {
        self.put(format_args!(
            r#"<rect x="{x:.2}" y="{y:.2}" width="{width:.2}" height="{height:.2}" rx="{round:.2}" fill="{fill}"/>"#
        ));
    }

    /// A horizontal line.
    pub(super) fn level(&mut self, x: f32, y: f32, width: f32, colour: &str) {
        self.put(format_args!(
            r#"<rect x="{x:.2}" y="{y:.2}" width="{width:.2}" height="1" fill="{colour}"/>"#
        ));
    }

    pub(super) fn disc(&mut self, x: f32, y: f32, radius: f32, fill: &str, ring: &str) {
        let around = radius + 7.0;
        self.put(format_args!(
            r#"<circle cx="{x}" cy="{y}" r="{around}" fill="none" stroke="{ring}" stroke-width="5"/><circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>"#
        ));
    }

    pub(super) fn dot(&mut self, x: f32, y: f32, radius: f32, fill: &str) {
        self.put(format_args!(r#"<circle cx="{x:.2}" cy="{y:.2}" r="{radius}" fill="{fill}"/>"#));
    }

    pub(super) fn star(&mut self, x: f32, y: f32, radius: f32, fill: &str) {
        self.put(format_args!(r#"<path fill="{fill}" d=""#));
        for point in 0..10_u8 {
            let turn = f32::from(point) * std::f32::consts::PI / 5.0;
            let context = if point % 2 == 0 { radius } else { radius * 0.42 };
            let step = if point == 0 { 'M' } else { 'L' };
            self.put(format_args!("{step}{:.2} {:.2}", x + context * turn.sin(), y - context * turn.cos()));
        }
        self.put(format_args!(r#"Z"/>"#));
    }

    /// Adds a text as outlines; the text itself is not in the SVG.
    pub(super) fn text(&mut self, text: Text<'_>) {
        let x = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - text.width() / 2.0,
            Anchor::End => text.x - text.width(),
        };
        for run in text.text.runs() {
            let outlines = run.outlines(text.size, x, text.y);
            self.put(format_args!(r#"<path fill="{}" d="{outlines}""#, text.colour));
            if text.weight == Weight::Strong {
                // Only a few texts have an outline, since it takes longer to draw than the rest of a text.
                let thickness = text.size * run.face.strength();
                self.put(format_args!(r#" stroke="{}" stroke-width="{thickness:.2}""#, text.colour));
            }
            self.put(format_args!("/>"));
        }
    }

    pub(super) fn finish(self) -> String {
        let (width, height) = (self.width, self.height);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{}</svg>"#,
            self.body
        )
    }

    fn put(&mut self, part: fmt::Arguments<'_>) {
        self.body.write_fmt(part).expect("a string takes everything");
    }
}

impl Text<'_> {
    pub(super) fn width(&self) -> f32 {
        self.text.width(self.size)
    }
}
