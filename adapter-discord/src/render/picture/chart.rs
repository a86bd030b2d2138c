//! The chart of the last days: earned points above the line, spent points below it.

use super::fonts::Fonts;
use super::line::Line;
use super::svg::{Anchor, Svg, Text, Weight, colour};
use super::{Undrawable, paint};
use crate::render::texts::Voice;

const WIDTH: u32 = 960;
const HEIGHT: u32 = 360;
const RIGHT: f32 = 924.0;
const TOP: f32 = 92.0;
const BOTTOM: f32 = 304.0;

/// More bars would be as thin as lines.
const MAX_DAYS: usize = 62;

/// The approximate number of marked levels.
const LEVELS: u128 = 5;

/// The content of a chart. Every text is in the reader's language.
#[derive(Debug, Clone)]
pub struct Chart<'a> {
    /// The language of the numbers.
    pub voice: Voice<'a>,
    /// "Last 30 days".
    pub title: &'a str,
    /// "Earned".
    pub earned: &'a str,
    /// "Spent".
    pub spent: &'a str,
    /// The text shown if no points moved.
    pub nothing: &'a str,
    /// The days, oldest first; of more than 62 the newest are shown.
    pub days: &'a [Day],
}

/// The points of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Day {
    /// The label below the chart: "22 Nov".
    pub label: String,
    /// Points earned, 0 or more.
    pub earned: i64,
    /// Points spent, 0 or more.
    pub spent: i64,
}

/// Draws a chart as PNG, 960 by 360.
///
/// # Errors
/// When drawing fails, which no input causes.
pub fn chart(chart: &Chart<'_>, fonts: &Fonts) -> Result<Vec<u8>, Undrawable> {
    let days = &chart.days[chart.days.len().saturating_sub(MAX_DAYS)..];
    let mut svg = Svg::card(WIDTH, HEIGHT);
    heading(&mut svg, chart, fonts);
    let scale = Scale::of(days);
    if scale.is_empty() {
        nothing(&mut svg, chart.nothing, fonts);
    } else {
        let left = levels(&mut svg, chart.voice, fonts, &scale);
        bars(&mut svg, days, fonts, &scale, left);
    }
    paint::png(paint::draw(svg)?)
}

fn heading(svg: &mut Svg, chart: &Chart<'_>, fonts: &Fonts) {
    let nothing = Line::default();
    let usual = Text {
        text: &nothing,
        x: RIGHT,
        y: 54.0,
        size: 20.0,
        colour: colour::SOFT,
        anchor: Anchor::End,
        weight: Weight::Usual,
    };
    let mut x = RIGHT;
    for (name, colour) in [(chart.spent, colour::SPENT), (chart.earned, colour::EARNED)] {
        let name = Line::fitting(fonts, name, usual.size, 200.0);
        let text = Text { text: &name, x, ..usual };
        svg.text(text);
        svg.dot(x - text.width() - 15.0, usual.y - 7.0, 7.0, colour);
        x -= text.width() + 52.0;
    }
    let title = Line::fitting(fonts, chart.title, 26.0, x - 40.0);
    svg.text(Text {
        text: &title,
        x: 40.0,
        y: 56.0,
        size: 26.0,
        colour: colour::BRIGHT,
        anchor: Anchor::Start,
        weight: Weight::Strong,
    });
}

fn nothing(svg: &mut Svg, text: &str, fonts: &Fonts) {
    let text = Line::fitting(fonts, text, 24.0, 840.0);
    svg.level(40.0, BOTTOM, RIGHT - 40.0, colour::TRACK);
    svg.text(Text {
        text: &text,
        x: 480.0,
        y: (TOP + BOTTOM) / 2.0,
        size: 24.0,
        colour: colour::SOFT,
        anchor: Anchor::Middle,
        weight: Weight::Usual,
    });
}

/// Marks the levels with their numbers; returns where the bars begin.
fn levels(svg: &mut Svg, voice: Voice<'_>, fonts: &Fonts, scale: &Scale) -> f32 {
    let text = |mark: i128| Line::new(fonts, &short(voice, mark.unsigned_abs()));
    let marks: Vec<(i128, Line)> = scale.marks().map(|mark| (mark, text(mark))).collect();
    let widest = marks.iter().map(|(_, text)| text.width(16.0)).fold(0.0, f32::max);
    let left = 40.0 + widest + 14.0;
    for (mark, text) in &marks {
        let y = scale.y(*mark);
        svg.level(left, y - 0.5, RIGHT - left, if *mark == 0 { colour::SOFT } else { colour::TRACK });
        svg.text(Text {
            text,
            x: left - 12.0,
            y: y + 5.5,
            size: 16.0,
            colour: colour::SOFT,
            anchor: Anchor::End,
            weight: Weight::Usual,
        });
    }
    left
}

fn bars(svg: &mut Svg, days: &[Day], fonts: &Fonts, scale: &Scale, left: f32) {
    let slot = (RIGHT - left) / days.len() as f32;
    let width = (slot * 0.66).min(40.0);
    let zero = scale.y(0);
    // As many labels as do not overlap, counted from the newest day.
    let labels: Vec<Line> = days.iter().map(|day| Line::fitting(fonts, &day.label, 16.0, 160.0)).collect();
    let widest = labels.iter().map(|label| label.width(16.0)).fold(1.0, f32::max);
    let every = (((widest + 24.0) / slot).ceil() as usize).max(1);
    for (index, (day, label)) in days.iter().zip(&labels).enumerate() {
        let middle = left + slot * (index as f32 + 0.5);
        // Every movement is visible, however small beside the others.
        let height = |points: i64| if points > 0 { (zero - scale.y(points.into())).max(2.0) } else { 0.0 };
        let (up, down) = (height(day.earned), height(day.spent));
        let round = (width / 4.0).min(4.0);
        if up > 0.0 {
            svg.bar(middle - width / 2.0, zero - 1.0 - up, width, up, round.min(up / 2.0), colour::EARNED);
        }
        if down > 0.0 {
            svg.bar(middle - width / 2.0, zero + 1.0, width, down, round.min(down / 2.0), colour::SPENT);
        }
        if (days.len() - 1 - index).is_multiple_of(every) {
            // Keep the last label inside the chart.
            let half = label.width(16.0) / 2.0;
            svg.text(Text {
                text: label,
                x: middle.min(RIGHT - half).max(left + half),
                y: BOTTOM + 30.0,
                size: 16.0,
                colour: colour::SOFT,
                anchor: Anchor::Middle,
                weight: Weight::Usual,
            });
        }
    }
}

/// Maps points to heights. Integers until the last step, so that 64-bit values cannot overflow.
struct Scale {
    step: u128,
    above: u128,
    below: u128,
}

impl Scale {
    fn of(days: &[Day]) -> Scale {
        let most = |of: fn(&Day) -> i64| days.iter().map(of).max().map_or(0, |most| most.max(0) as u128);
        let (above, below) = (most(|day| day.earned), most(|day| day.spent));
        let step = steps().find(|step| (above + below).div_ceil(*step) <= LEVELS).unwrap_or(u128::MAX);
        let whole = |points: u128| points.div_ceil(step) * step;
        Scale { step, above: whole(above), below: whole(below) }
    }

    fn is_empty(&self) -> bool {
        self.above + self.below == 0
    }

    /// The marked levels, from the lowest.
    fn marks(&self) -> impl Iterator<Item = i128> {
        let step = self.step as i128;
        let lowest = -(self.below as i128);
        let count = (self.above + self.below) / self.step;
        (0..=count as i128).map(move |index| lowest + index * step)
    }

    fn y(&self, points: i128) -> f32 {
        let from_top = (self.above as i128 - points) as f64 / (self.above + self.below) as f64;
        TOP + (f64::from(BOTTOM - TOP) * from_top) as f32
    }
}

/// 1, 2, 5, 10, 20, 50 …
fn steps() -> impl Iterator<Item = u128> {
    let powers = std::iter::successors(Some(1_u128), |power| power.checked_mul(10));
    powers.take(30).flat_map(|power| [power, power * 2, power * 5])
}

/// 1,500; 200k; 5M: the numbers of levels are round.
fn short(voice: Voice<'_>, number: u128) -> String {
    let units = [
        (10_u128.pow(18), "E"),
        (10_u128.pow(15), "P"),
        (10_u128.pow(12), "T"),
        (10_u128.pow(9), "G"),
        (10_u128.pow(6), "M"),
        (1_000, "k"),
    ];
    let unit = units.into_iter().find(|(unit, _)| number >= 10 * unit && number.is_multiple_of(*unit));
    let (unit, sign) = unit.unwrap_or((1, ""));
    format!("{}{sign}", voice.number(i64::try_from(number / unit).unwrap_or(i64::MAX)))
}
