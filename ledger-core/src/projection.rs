//! The trait for folds over the journal that an embedding program defines.

use crate::event::Recorded;

/// A pure fold of the journal into a read model. The same events in the same order must give the same result, so it
/// reads no clock, no random numbers and no IO. It can be rebuilt at any time from position 1.
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
    /// Folds one event. Events come in the order of their positions, each once.
    fn apply(&mut self, recorded: &Recorded);
}
