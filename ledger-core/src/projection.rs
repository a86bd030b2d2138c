//! What an embedding developer writes to read the journal their own way: a pure fold.

use crate::event::Recorded;

/// A pure fold of the journal into something to read. The same events in the same order must give the same result:
/// no clock, no chance, no IO. It can be rebuilt at any time from position 1.
///
/// ```
/// use ledger_core::{Event, Points, Projection, Recorded};
///
/// /// How many points were ever granted, over all books.
/// #[derive(Default)]
/// struct Generosity(i64);
///
/// impl Projection for Generosity {
///     fn apply(&mut self, recorded: &Recorded) {
///         if let Event::PointsGranted { amount, .. } = &recorded.event {
///             self.0 += amount.points().0;
///         }
///     }
/// }
/// ```
pub trait Projection {
    /// Folds one event in. Events come in the order of their positions, each once.
    fn apply(&mut self, recorded: &Recorded);
}
