//! The rank card: name, rank, balance, progress to the next achievement, and unlocked achievements.

use super::fonts::Fonts;
use super::line::Line;
use super::svg::{Anchor, Svg, Text, Weight, colour};
use super::{Undrawable, avatar, paint};
use crate::render::progress;

const WIDTH: u32 = 960;
const HEIGHT: u32 = 320;
const AVATAR: (f32, f32, f32) = (146.0, 160.0, 94.0);
const LEFT: f32 = 284.0;
const RIGHT: f32 = 916.0;

/// The colours behind initials; the same name always gets the same.
const INITIALS: [&str; 8] =
    ["#5865d8", "#2f8f83", "#b0568f", "#a8672a", "#4c7fb8", "#7a5bb5", "#b54f4f", "#5b8a3c"];

/// The content of a card. Every text is plain text in the reader's language; characters that no font has are left
/// out.
#[derive(Debug, Clone, Default)]
pub struct Card<'a> {
    /// The member's name.
    pub name: &'a str,
    /// The text in place of a name with letters that no font has: the user name, which is always drawable.
    pub user_name: &'a str,
    /// The avatar as PNG; without a usable one the card shows the initial.
    pub avatar: Option<&'a [u8]>,
    /// The rank, for its colour.
    pub rank: Option<u64>,
    /// The rank in words: "Rank 3 of 128".
    pub place: &'a str,
    /// The balance: "1,234".
    pub balance: &'a str,
    /// The word for the balance: "points".
    pub currency: &'a str,
    /// The next achievement, if there is one.
    pub goal: Option<Goal<'a>>,
    /// The text shown instead of a goal, over a full bar; without one there is no bar.
    pub no_goal: &'a str,
    /// The names of the achievements, newest first. The card shows those that fit, and the number of the others.
    pub badges: &'a [&'a str],
}

/// The achievement that a member is closest to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Goal<'a> {
    /// "Next: Thousand".
    pub label: &'a str,
    /// "845 / 1,000".
    pub figures: &'a str,
    /// The amount reached.
    pub done: i64,
    /// The amount needed.
    pub whole: i64,
}

/// Draws a card as PNG, 960 by 320.
///
/// # Errors
/// When drawing fails, which no input causes.
pub fn card(card: &Card<'_>, fonts: &Fonts) -> Result<Vec<u8>, Undrawable> {
    let mut svg = Svg::card(WIDTH, HEIGHT);
    let name = name(card, fonts);
    portrait(&mut svg, card, fonts, &name);
    headline(&mut svg, card, fonts, name);
    goal(&mut svg, card, fonts);
    badges(&mut svg, card.badges, fonts);
    let mut drawn = paint::draw(svg)?;
    if let Some(picture) = card.avatar.and_then(avatar::read) {
        let (x, y, radius) = AVATAR;
        avatar::draw(&mut drawn, picture, x, y, radius);
    }
    paint::png(drawn)
}

/// The name, or the user name where letters of the name cannot be drawn.
fn name(card: &Card<'_>, fonts: &Fonts) -> Line {
    let name = Line::new(fonts, card.name);
    if !name.lacks_letters() && !name.is_blank() {
        return name;
    }
    let user_name = Line::new(fonts, card.user_name);
    if user_name.is_blank() { name } else { user_name }
}

/// The initial on its colour, which the avatar covers, and the ring in the rank's colour.
fn portrait(svg: &mut Svg, card: &Card<'_>, fonts: &Fonts, name: &Line) {
    let (x, y, radius) = AVATAR;
    let ring = match card.rank {
        Some(1) => colour::GOLD,
        Some(2) => colour::SILVER,
        Some(3) => colour::BRONZE,
        _ => colour::OTHERS,
    };
    let sum = card.name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    svg.disc(x, y, radius, INITIALS[sum % INITIALS.len()], ring);
    let initial = Line::fitting(fonts, &name.initial(), 96.0, radius * 2.0);
    svg.text(Text {
        text: &initial,
        x,
        y: y + 34.0,
        size: 96.0,
        colour: colour::BRIGHT,
        anchor: Anchor::Middle,
        weight: Weight::Usual,
    });
}

fn headline(svg: &mut Svg, card: &Card<'_>, fonts: &Fonts, name: Line) {
    let name = name.cut(fonts, 44.0, RIGHT - LEFT);
    svg.text(Text {
        text: &name,
        x: LEFT,
        y: 88.0,
        size: 44.0,
        colour: colour::BRIGHT,
        anchor: Anchor::Start,
        weight: Weight::Strong,
    });

    // Use a smaller size before cutting the text.
    let (place, size) = Line::shrunk(fonts, card.place, &[26.0, 22.0, 18.0], 270.0);
    let place = Text {
        text: &place,
        x: LEFT,
        y: 140.0,
        size,
        colour: colour::SOFT,
        anchor: Anchor::Start,
        weight: Weight::Usual,
    };
    svg.text(place);
    let (currency, size) = Line::shrunk(fonts, card.currency, &[24.0, 20.0, 16.0], 150.0);
    let currency = Text { text: &currency, x: RIGHT, size, anchor: Anchor::End, ..place };
    svg.text(currency);
    let end = RIGHT - currency.width() - 10.0;
    let room = end - LEFT - place.width() - 24.0;
    let sizes = [38.0, 32.0, 26.0, 20.0, 16.0, 12.0];
    let (balance, size) = Line::shrunk(fonts, card.balance, &sizes, room);
    svg.text(Text { text: &balance, x: end, size, colour: colour::GOLD, weight: Weight::Strong, ..currency });
}

fn goal(svg: &mut Svg, card: &Card<'_>, fonts: &Fonts) {
    let nothing = Line::default();
    let usual = Text {
        text: &nothing,
        x: LEFT,
        y: 190.0,
        size: 20.0,
        colour: colour::SOFT,
        anchor: Anchor::Start,
        weight: Weight::Usual,
    };
    let (label, percent) = match &card.goal {
        Some(goal) => {
            let figures = Line::fitting(fonts, goal.figures, usual.size, (RIGHT - LEFT) / 2.0);
            svg.text(Text { text: &figures, x: RIGHT, anchor: Anchor::End, ..usual });
            let room = RIGHT - LEFT - figures.width(usual.size) - 24.0;
            let label = Line::fitting(fonts, goal.label, usual.size, room);
            (label, progress::percent(goal.done, goal.whole))
        }
        None if card.no_goal.is_empty() => return,
        None => (Line::fitting(fonts, card.no_goal, usual.size, RIGHT - LEFT), 100),
    };
    svg.text(Text { text: &label, ..usual });
    svg.pill(LEFT, 204.0, RIGHT - LEFT, 16.0, colour::TRACK);
    if percent > 0 {
        let reached = (RIGHT - LEFT) * percent as f32 / 100.0;
        svg.pill(LEFT, 204.0, reached.max(16.0), 16.0, "url(#gold)");
    }
}

/// Draws the badges that fit, then the number of the others.
fn badges(svg: &mut Svg, badges: &[&str], fonts: &Fonts) {
    const SIZE: f32 = 18.0;
    const GAP: f32 = 10.0;
    /// The width of the star and the margins.
    const AROUND: f32 = 54.0;
    let more = |count: usize| Line::new(fonts, &format!("+{count}"));
    let mut x = LEFT;
    for (index, badge) in badges.iter().enumerate() {
        let name = Line::fitting(fonts, badge, SIZE, 180.0);
        let width = name.width(SIZE) + AROUND;
        let after = badges.len() - index - 1;
        let rest = if after > 0 { more(after).width(SIZE) + GAP } else { 0.0 };
        let mut text = Text {
            text: &name,
            x: x + 38.0,
            y: 272.0,
            size: SIZE,
            colour: colour::BRIGHT,
            anchor: Anchor::Start,
            weight: Weight::Usual,
        };
        if x + width + rest > RIGHT {
            let more = more(after + 1);
            text = Text { text: &more, x: x + 2.0, colour: colour::SOFT, ..text };
            svg.text(text);
            break;
        }
        svg.pill(x, 248.0, width, 36.0, colour::TRACK);
        svg.star(x + 22.0, 266.5, 9.0, colour::GOLD);
        svg.text(text);
        x += width + GAP;
    }
}
