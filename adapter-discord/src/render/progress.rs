//! Progress bars and ranks as text.

use crate::render::texts::Voice;

const BLOCKS: i64 = 10;

/// The progress in blocks and percent: `▰▰▰▱▱▱▱▱▱▱ 34 %`. Only a finished bar is full, and one that has begun shows a
/// block.
pub(crate) fn bar(done: i64, whole: i64) -> String {
    let percent = percent(done, whole);
    let full = if percent == 0 { 0 } else { (percent * BLOCKS / 100).max(1) };
    let blocks: String = (0..BLOCKS).map(|block| if block < full { '▰' } else { '▱' }).collect();
    format!("{blocks} {percent} %")
}

/// Whole percent from 0 to 100; 100 only when it is reached.
pub(crate) fn percent(done: i64, whole: i64) -> i64 {
    if whole <= 0 || done >= whole {
        return 100;
    }
    let percent = i128::from(done.max(0)) * 100 / i128::from(whole);
    // At least 1 after the first step, so that it does not look like nothing.
    i64::try_from(percent).unwrap_or(0).max(i64::from(done > 0))
}

/// A rank as a medal or a number. The dot after the number is escaped, since Discord would start a list with it.
pub(crate) fn place(voice: Voice<'_>, rank: u64) -> String {
    match rank {
        1 => "🥇".to_owned(),
        2 => "🥈".to_owned(),
        3 => "🥉".to_owned(),
        rank => format!("{}\\.", voice.number(i64::try_from(rank).unwrap_or(i64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::texts::Texts;

    #[test]
    fn a_bar_is_full_only_when_it_is_reached_and_begun_as_soon_as_it_has() {
        assert_eq!(bar(0, 100), "▱▱▱▱▱▱▱▱▱▱ 0 %");
        assert_eq!(bar(1, 1_000_000), "▰▱▱▱▱▱▱▱▱▱ 1 %");
        assert_eq!(bar(34, 100), "▰▰▰▱▱▱▱▱▱▱ 34 %");
        assert_eq!(bar(999_999, 1_000_000), "▰▰▰▰▰▰▰▰▰▱ 99 %");
        assert_eq!(bar(100, 100), "▰▰▰▰▰▰▰▰▰▰ 100 %");
    }

    #[test]
    fn a_bar_takes_any_numbers() {
        assert_eq!(percent(-5, 100), 0);
        assert_eq!(percent(5, 0), 100);
        assert_eq!(percent(i64::MAX - 1, i64::MAX), 99);
        assert_eq!(percent(i64::MIN, i64::MAX), 0);
        assert_eq!(percent(i64::MAX, 1), 100);
    }

    #[test]
    fn the_first_three_places_are_medals() {
        let texts = Texts::embedded().unwrap();
        let places = [1, 2, 3, 4, 1_000].map(|rank| place(texts.voice(Some("de")), rank));
        assert_eq!(places, ["🥇", "🥈", "🥉", "4\\.", "1.000\\."]);
    }
}
