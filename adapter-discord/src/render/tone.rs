//! The tone of a reply, and its colour.

use serenity::model::Colour;

/// The tone of a reply. Each colour is readable on Discord's dark and light background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Success.
    Good,
    /// A failure.
    Bad,
    /// Information.
    Neutral,
    /// A refusal, or a question to confirm.
    Warning,
    /// About points: balances, boards, cards.
    Money,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Tone; 5] = [Tone::Good, Tone::Bad, Tone::Neutral, Tone::Warning, Tone::Money];

    /// The colour of the tone.
    pub const fn colour(self) -> Colour {
        Colour(match self {
            Tone::Good => 0x239a57,
            Tone::Bad => 0xe04f54,
            Tone::Neutral => 0x7a8393,
            Tone::Warning => 0xc8741a,
            Tone::Money => 0xad8216,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The backgrounds of embeds in Discord's two themes.
    const DARK: Colour = Colour(0x2b2d31);
    const LIGHT: Colour = Colour(0xf2f3f5);

    #[test]
    fn every_colour_stands_out_from_both_backgrounds() {
        for tone in Tone::ALL {
            for background in [DARK, LIGHT] {
                let contrast = contrast(tone.colour(), background);
                assert!(contrast >= 3.0, "{tone:?} on {background:?} has a contrast of {contrast:.2}");
            }
        }
    }

    /// The contrast ratio of the Web Content Accessibility Guidelines, which require 3 for graphics.
    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: Colour) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }
}
