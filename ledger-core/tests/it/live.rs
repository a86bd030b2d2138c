//! Books as a store keeps them: commands are gathered into commits in an overlay, merged when the commit returned,
//! and the boards follow the changes.

use std::collections::BTreeMap;

use ledger_core::testkit::FixedClock;
use ledger_core::{
    Asker, Boards, Book, BookId, By, Command, Context, Draft, Limits, Overlay, Phase, Place, Position,
    Posting, Recorded, Refusal, Timestamp,
};

/// Every board there is.
pub const ALL: [By; 4] = [By::Balance, By::Earned, By::Week, By::Month];

#[derive(Default)]
pub struct Live {
    pub books: BTreeMap<BookId, (Book, Boards)>,
    pub journal: Vec<Recorded>,
    pub clock: FixedClock,
    pub asker: Asker,
    pub limits: Limits,
}

impl Live {
    /// Decides commands in one commit. Before each, a decoy is decided and discarded: that must leave no trace.
    pub fn commit(
        &mut self,
        book: BookId,
        commands: &[Command],
        decoy: Option<&Command>,
    ) -> Vec<Result<(), Refusal>> {
        let (state, boards) = self.books.entry(book).or_default();
        let now = self.journal.last().map_or(self.clock.now(), |last| last.at.max(self.clock.now()));
        let (mut overlay, mut events) = (Overlay::over(state), Vec::new());
        let mut answers = Vec::new();
        let decoyed = commands
            .iter()
            .flat_map(|command| decoy.map(|d| (d, false)).into_iter().chain([(command, true)]));
        for (command, is_meant) in decoyed {
            let start = events.len();
            let at = |position: Position| {
                let index = usize::try_from(position.0).ok()?.checked_sub(1)?;
                let pending = events.iter().map(|decided: &ledger_core::Decided| &decided.recorded);
                self.journal.iter().chain(pending).nth(index)?.posting()
            };
            let postings: Vec<Posting> = command.postings_needed().into_iter().filter_map(at).collect();
            let context = Context {
                now,
                occurred_at: None,
                asker: self.asker,
                next: Position((self.journal.len() + start) as u64 + 1),
                limits: self.limits,
                postings: &postings,
            };
            let answer = Draft::new(state, &mut overlay, &mut events).of(book).decide(command, &context);
            if !is_meant {
                overlay.discard();
                events.truncate(start);
                continue;
            }
            overlay.accept();
            let closes =
                events[start..].iter().any(|decided| decided.recorded.event.kind() == "season_closing");
            while closes && events.last().is_none_or(|last| last.recorded.event.kind() != "season_closed") {
                let next = Position((self.journal.len() + events.len()) as u64 + 1);
                let context = Context { next, ..context };
                Draft::new(state, &mut overlay, &mut events).of(book).continue_season_close(&context, 3);
                overlay.accept();
            }
            answers.push(answer);
        }
        self.journal.extend(events.into_iter().map(|decided| decided.recorded));
        state.merge(overlay, |change| boards.update(&change));
        assert_eq!(state.season().phase, Phase::Open);
        answers
    }

    /// One commit, all of it accepted.
    #[track_caller]
    pub fn accept(&mut self, book: BookId, commands: &[Command]) {
        for answer in self.commit(book, commands, None) {
            assert_eq!(answer, Ok(()));
        }
    }

    /// The boards that followed are those that are built anew, place by place.
    #[track_caller]
    pub fn check_boards(&self, book: BookId) {
        let (state, boards) = &self.books[&book];
        let (built, now, offset) =
            (Boards::build(state.accounts()), self.clock.now(), state.settings().utc_offset);
        for by in ALL {
            let places = all_places(boards, by, now, state);
            assert_eq!(places, all_places(&built, by, now, state), "{by:?}");
            assert_eq!(places.len(), boards.len(by, now, offset));
            for place in &places {
                let standing = state.account(place.account).expect("it is on a board").standing();
                assert_eq!(boards.rank(by, place.account, &standing, now, offset), Some(place.rank));
            }
        }
    }
}

fn all_places(boards: &Boards, by: By, now: Timestamp, book: &Book) -> Vec<Place> {
    boards.places(by, 1, usize::MAX, now, book.settings().utc_offset)
}
