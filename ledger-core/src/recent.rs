//! Sums of two periods: the current one and the last, so that a boundary may move back over an event without losing it.

use std::mem;

use crate::values::Period;

/// A sum for each of the two periods that were begun last, usually this one and the one before.
///
/// Which period is current follows from the order of the events, not from the calendar: after an event at a wrong time,
/// far ahead, the next event at the right time finds its period still kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recent<P, S> {
    /// The period that was begun last.
    pub current: P,
    /// The other period that is kept.
    pub last: P,
    /// The sum of the current period.
    pub in_current: S,
    /// The sum of the last period.
    pub in_last: S,
}

impl<P: Period, S: Default> Recent<P, S> {
    /// The sum of a period; `None` if it is not kept.
    pub fn kept(&self, period: P) -> Option<&S> {
        if self.current == period {
            Some(&self.in_current)
        } else if self.last == period {
            Some(&self.in_last)
        } else {
            None
        }
    }

    pub(crate) fn kept_mut(&mut self, period: P) -> Option<&mut S> {
        if self.current == period {
            Some(&mut self.in_current)
        } else if self.last == period {
            Some(&mut self.in_last)
        } else {
            None
        }
    }

    /// The sum of a period in which something happens now. A period that is not kept becomes the current one. The one that
    /// was current stays beside it, unless only the last one is right before or after it: then a wrong clock began the
    /// current one.
    pub(crate) fn entry(&mut self, period: P) -> &mut S {
        if self.current == period {
            return &mut self.in_current;
        }
        if self.last == period {
            return &mut self.in_last;
        }
        let is_next_to = |other: P| other == period.previous() || other.previous() == period;
        if is_next_to(self.current) || !is_next_to(self.last) {
            self.last = self.current;
            self.in_last = mem::take(&mut self.in_current);
        }
        self.current = period;
        self.in_current = S::default();
        &mut self.in_current
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Month;

    fn months(order: &[i32]) -> Recent<Month, i32> {
        let mut months = Recent::default();
        for month in order {
            let count: &mut i32 = months.entry(Month(*month));
            *count = count.saturating_add(1);
        }
        months
    }

    #[track_caller]
    fn keeps(order: &[i32], expected: [(i32, i32); 2]) {
        let months = months(order);
        let found = [(months.current.0, months.in_current), (months.last.0, months.in_last)];
        assert_eq!(found, expected, "{order:?}");
    }

    #[test]
    fn the_current_month_and_the_last_are_kept() {
        keeps(&[11, 11, 12], [(12, 1), (11, 2)]);
        keeps(&[11, 12, 13], [(13, 1), (12, 1)]);
    }

    #[test]
    fn a_month_that_is_left_and_entered_again_loses_nothing() {
        keeps(&[11, 12, 11, 11], [(12, 1), (11, 3)]);
        keeps(&[11, 12, 11, 12, 13], [(13, 1), (12, 2)]);
        keeps(&[11, 13, 12, 13], [(12, 1), (13, 2)]);
    }

    #[test]
    fn a_month_far_ahead_gives_way_to_the_months_of_the_right_time() {
        keeps(&[11, 900, 11], [(900, 1), (11, 2)]);
        keeps(&[11, 900, 11, 12], [(12, 1), (11, 2)]);
        keeps(&[11, 900, 12, 13], [(13, 1), (12, 1)]);
    }

    #[test]
    fn after_a_pause_the_month_before_the_pause_is_the_last() {
        keeps(&[11, 20], [(20, 1), (11, 1)]);
        assert_eq!(months(&[11, 20]).kept(Month(19)), None);
    }

    #[test]
    fn the_first_periods_of_all_are_periods_like_others() {
        keeps(&[0, 1], [(1, 1), (0, 1)]);
        keeps(&[-1, 0], [(-1, 1), (0, 1)]);
    }
}
